//! SEC063.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::Value;
use crate::services::kms_key;
use crate::unit;

/// The service that does not tell KMS for whom it uses a key.
const TELLS_NOTHING: &str = "events.amazonaws.com";
/// Conditions that say for whom a service may use a key; the keys of encryption contexts begin like the last.
const WHOM: [&str; 6] =
    ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "kms:CallerAccount", "kms:EncryptionContext:"];

unit! {
    /// The policy of a KMS key lets a service of AWS use it for whoever asks the service, in other accounts too.
    ///
    /// A service acts for all its customers. Without a condition on the source's ARN, the source's account or the encryption
    /// context, anybody who can make the service use this key is let in by it. EventBridge is left out, as it does not tell KMS
    /// for whom it delivers. The policies derived from lines have these conditions.
    ///
    /// AWS: IAM User Guide, "The confused deputy problem"; AWS KMS Developer Guide, "Permissions for AWS services in key
    /// policies".
    ///
    /// ```stackdraft breaks
    /// add resource Own type=AWS::KMS::Key
    /// set Own.properties={"KeyPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*"}]}}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add topic News
    /// add queue Orders
    /// add kms_key Own
    /// connect News Orders
    /// connect Own Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC063",
        name: "key_open_to_service",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct KeyOpenToService;

impl Check for KeyOpenToService {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let keys = context.synthesis.template.resources.iter().filter(|(_, resource)| resource.kind == kms_key::KIND);
        for (id, resource) in keys {
            let statements = resource.properties.get("KeyPolicy").and_then(|policy| policy.get("Statement"));
            let statements = match statements {
                Some(Value::List(list)) => list.iter().collect(),
                one => one.into_iter().collect::<Vec<_>>(),
            };
            for service in statements.into_iter().filter_map(open_to) {
                let place = context.synthesis.provenance.get(id).map_or(Place::Design, |p| p.address.owner.place());
                out.add(place, format!("The policy of {id} lets {service} use it for anybody."));
            }
        }
    }
}

/// The service a statement lets in for anybody.
fn open_to(statement: &Value) -> Option<&str> {
    let allows = statement.get("Effect").and_then(Value::as_text) == Some("Allow");
    let services = statement.get("Principal").and_then(|principal| principal.get("Service"))?;
    let services = match services {
        Value::List(list) => list.iter().filter_map(Value::as_text).collect(),
        one => one.as_text().into_iter().collect::<Vec<_>>(),
    };
    let conditions =
        statement.get("Condition").and_then(Value::as_map).into_iter().flatten().filter_map(|(_, keys)| keys.as_map()).flatten();
    let mut names = conditions.map(|(key, _)| key.to_ascii_lowercase());
    let limited = names.any(|key| WHOM.iter().any(|whom| key.starts_with(&whom.to_ascii_lowercase())));
    services.into_iter().find(|service| allows && !limited && *service != TELLS_NOTHING)
}
