//! User pools and web ACLs: functions that Cognito calls, and what a web ACL looks at.
//!
//! AWS: Amazon Cognito Developer Guide, "Customizing user pool workflows with Lambda triggers"; CloudFormation,
//! "AWS::WAFv2::WebACLAssociation".

use std::borrow::Cow;

use super::Prover;
use super::case::{Case, Found};
use super::text::open;
use crate::catalog::proof::Step;
use crate::cfn::Value;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] =
    &[("user_pool_calls_function", trigger), ("web_acl_protects_api", stage), ("web_acl_protects_user_pool", pool)];

const COGNITO: &str = "cognito-idp.amazonaws.com";

fn trigger(case: &mut Case<'_>) {
    let (pool, function) = (case.source.clone(), case.target.clone());
    let event = case.line.entry().and_then(|entry| entry.entry.fields.get("event")?.literal()?.as_str().map(str::to_owned));
    let found = match case.world.property(pool.id, &["LambdaConfig"]) {
        None => Found::Missing(format!("LambdaConfig of {} is not set", pool.id)),
        Some((config, place)) => {
            let moments = config.as_map().into_iter().flatten();
            let called = moments.filter_map(|(moment, value)| {
                let place = place.clone().inside(Step::Key(Cow::Owned(moment.to_string())));
                // Some moments say besides in which form the event comes.
                let (value, place) = match value {
                    Value::Map(more) => (more.get("LambdaArn")?, place.inside("LambdaArn".into())),
                    value => (value, place),
                };
                let is_it = event.as_ref().is_none_or(|event| moment.starts_with(event.as_str()));
                (is_it && case.world.text(value) == function.arn).then_some(place)
            });
            let missing = || Found::Missing(format!("{place} calls another function, or none"));
            called.into_iter().next().map_or_else(missing, |place| Found::Holds(vec![place]))
        }
    };
    case.link(format!("{} calls {}", pool.title, function.title), found);
    case.admits(&function, COGNITO, "lambda:InvokeFunction", &case.on_behalf_of(COGNITO, &pool.arn));
}

fn pool(case: &mut Case<'_>) {
    let arn = case.target.arn.clone();
    association(case, &arn);
}

/// Of an API, its stage is looked at.
fn stage(case: &mut Case<'_>) {
    let api = case.target.clone();
    let Some(stage) = super::api::rest_stage(case, &api) else {
        case.off(format!("{} has a stage", api.title), format!("{} has no route yet", api.title));
        return;
    };
    let name = case.world.attribute(stage, "");
    let start = format!("arn:{}:apigateway:{}::", open("AWS::Partition"), case.world.region);
    association(case, &format!("{start}/restapis/{}/stages/{name}", api.reference));
}

fn association(case: &mut Case<'_>, resource: &str) {
    let (acl, target) = (case.source.clone(), case.target.clone());
    let Some(id) = case.part("AWS::WAFv2::WebACLAssociation", "an association") else { return };
    case.names(id, &["WebACLArn"], format!("It is one of {}", acl.title), &[&acl.arn]);
    case.names(id, &["ResourceArn"], format!("{} is looked at", target.title), &[resource]);
    case.names(acl.id, &["Scope"], format!("{} is for a region", acl.title), &["REGIONAL"]);
}
