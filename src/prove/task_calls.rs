//! Tasks that call a route of an API, or any action of AWS on a resource.
//!
//! AWS: Step Functions Developer Guide, "Create API Gateway REST APIs with Step Functions", "Learning to use AWS service SDK
//! integrations in Step Functions".

use super::Prover;
use super::api;
use super::call;
use super::case::{Case, Found, anything};
use super::task::{self, Performed};
use super::task_wait::{self, Pattern};
use super::text::{ANY, open, shown};

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[("workflow_calls_api", route), ("workflow_uses_resource", resource)];

fn route(case: &mut Case<'_>) {
    let api = case.target.clone();
    let Some(performed) = task::performed(case, "apigateway:invoke") else { return };
    let host = format!("{}.execute-api.{}.{}", api.reference, case.world.region, open("AWS::URLSuffix"));
    performed.is_about(case, &["ApiEndpoint"], &[&host]);
    task_wait::waits(case, &performed);
    let Some(stage) = stage(case, &performed) else { return };
    let said = |case: &Case<'_>, argument: &str| performed.argument(case, &[argument]);
    let found = match said(case, "AuthType") {
        Some((how, place)) if how == "IAM_ROLE" => Found::Holds(vec![place]),
        Some((how, place)) => Found::Missing(format!("{place} is {}", shown(&how))),
        None => Found::Missing("the task has no AuthType, and does not sign its requests".to_owned()),
    };
    case.link("Requests are signed with the workflow's role", found);
    let Some((method, place)) = said(case, "Method") else {
        case.link("It is said by which method", Found::Missing("the task has no Method".to_owned()));
        return;
    };
    let is_method = METHODS.contains(&method.as_str());
    let wrong = || Found::Missing(format!("{place} is {}, which is no method", shown(&method)));
    let found = if is_method { Found::Holds(vec![place.clone()]) } else { wrong() };
    case.link(format!("The method is {method}"), found);
    let path = match said(case, "Path") {
        Some((path, _)) if path.starts_with("{%") => performed.computed(case, "Path").map_or_else(|| anything("/"), |text| computed(&text)),
        Some((path, _)) => path,
        None => "/".to_owned(),
    };
    let Some(role) = task::role(case) else { return };
    let resource = format!("{}/{stage}/{method}{path}", api.arn);
    case.may(role, &["execute-api:Invoke"], &resource, Some(api.id), &format!("call {method} of {}", api.title));
}

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/// A path that is put together when the task runs: what is fixed in it, and anything between. It is a format of JSONPath, or
/// texts joined in JSONata; of everything else nothing is known.
fn computed(text: &str) -> String {
    if let Some(format) = text.strip_prefix("States.Format('").and_then(|rest| rest.split('\'').next()) {
        return format.replace("{}", &ANY.to_string());
    }
    let inside = text.trim().trim_start_matches("{%").trim_end_matches("%}");
    let part = |part: &str| serde_json::from_str::<String>(part.trim()).unwrap_or_else(|_| ANY.to_string());
    inside.split(" & ").map(part).collect()
}

/// Links the stage the task calls.
fn stage(case: &mut Case<'_>, performed: &Performed) -> Option<String> {
    let api = case.target.clone();
    let rest = api.is("AWS::ApiGateway::RestApi");
    let deployed = if rest { api::rest_stage(case, &api).is_some() } else { api::has_routes(case.world, &api) };
    if !deployed {
        case.off(format!("{} can be called", api.title), format!("{} has no route yet", api.title));
        return None;
    }
    let is = match api::rest_stage(case, &api) {
        Some(stage) => case.world.attribute(stage, ""),
        None => api::http_stage(case, &api)?,
    };
    let found = match performed.argument(case, &["Stage"]) {
        Some((stage, place)) if stage == is => Found::Holds(vec![place]),
        Some((stage, place)) => Found::Missing(format!("{place} is {}, and the stage is {}", shown(&stage), shown(&is))),
        None if is == "$default" => Found::Holds(Vec::new()),
        None => Found::Missing("the task has no Stage".to_owned()),
    };
    case.link(format!("The task calls the stage of {}", api.title), found);
    Some(is)
}

fn resource(case: &mut Case<'_>) {
    let Some((state, substitutions, place, name)) = task::resource(case) else { return };
    let Some((name, pattern)) = name else { return };
    let wanted = case.setting("call").unwrap_or_default().to_owned();
    let found = if name == format!("aws-sdk:{wanted}") && pattern == Pattern::Call {
        Found::Holds(vec![place])
    } else {
        Found::Missing(format!("{place} is {}", shown(&name)))
    };
    case.link(format!("The task calls {wanted}"), found);
    let arn = call::arn_of_resource(case);
    let argument = case.setting("argument").unwrap_or("ActivityArn");
    if !argument.is_empty() {
        task::about(case, &state, &substitutions, &[argument], &[&arn]);
    }
    let (target, actions) = (case.target.clone(), call::listed_actions(case));
    if let Some(role) = task::role(case) {
        case.may(role, &actions, &arn, Some(target.id), &format!("use {}", target.title));
        super::key::lets_role(case, &target, role, super::key::for_actions(&actions));
    }
}
