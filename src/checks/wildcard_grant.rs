//! SEC002.

use crate::catalog::{Check, CheckSpec, Context, Findings, Severity};
use crate::cfn::Value;
use crate::services::kms_key;
use crate::unit;

/// Actions that AWS cannot limit to a resource: they stand on `*` rightly.
const EVERYWHERE: [&str; 18] = [
    "dynamodb:ListStreams",
    "kinesis:ListStreams",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
    "states:InvokeHTTPEndpoint",
    "states:SendTaskFailure",
    "states:SendTaskHeartbeat",
    "states:SendTaskSuccess",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
];

unit! {
    /// A statement allows more than anything needs: any action, any resource, or anybody.
    ///
    /// Stackdraft derives no such statement. It came by an override or stands in a resource's own properties. Name the
    /// actions and the resources, or let a line derive them. In the policy of a KMS key, `*` as the resource is the key
    /// itself, and the account may have every action on it, which leaves the key to the account's other policies.
    ///
    /// AWS: IAM User Guide, "Security best practices in IAM", "Apply least-privilege permissions".
    ///
    /// ```stackdraft breaks
    /// add function Worker
    /// override Worker Role.Properties.Policies.Access.PolicyDocument.Statement.WriteLogs.Action="logs:*"
    /// ```
    ///
    /// ```stackdraft breaks
    /// add kms_key Own
    /// override Own Resource.Properties.KeyPolicy.Statement.Account.Principal="*"
    /// ```
    ///
    /// ```stackdraft breaks
    /// add function Worker
    /// override Worker Role.Properties.ManagedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"]
    /// ```
    ///
    /// ```stackdraft breaks
    /// add function Worker
    /// override Worker Role.Properties.Policies=[{"PolicyName": "p", "PolicyDocument": {"Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]}}]
    /// ```
    ///
    /// ```stackdraft breaks
    /// add function Worker
    /// override Worker Role.Properties.Policies=[{"PolicyName": "p", "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::*"}]}}]
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// add queue Orders
    /// add kms_key Own
    /// connect Worker Orders
    /// connect Own Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC002",
        name: "wildcard_grant",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct WildcardGrant;

impl Check for WildcardGrant {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for (id, resource) in &context.synthesis.template.resources {
            let mut statements = Vec::new();
            resource.properties.values().for_each(|value| collect(value, &mut statements));
            let of_key = resource.kind == kms_key::KIND;
            let place = || context.synthesis.provenance.get(id).map_or(crate::catalog::Place::Design, |p| p.address.owner.place());
            let attached = resource.properties.get("ManagedPolicyArns").and_then(Value::as_list).unwrap_or_default();
            for policy in attached.iter().filter_map(plain_text).filter(|policy| MANAGED.iter().any(|wide| policy.ends_with(wide))) {
                let name = policy.rsplit('/').next().unwrap_or(&policy);
                out.add(place(), format!("The policy {name} of {id} allows nearly everything."));
            }
            for statement in statements {
                if let Some(what) = too_much(statement, of_key) {
                    let place = place();
                    let sid = statement.get("Sid").and_then(Value::as_text).unwrap_or("a statement");
                    out.add(place, format!("{sid} of {id} allows {what}."));
                }
            }
        }
    }
}

/// The allowing statements anywhere inside a value.
fn collect<'a>(value: &'a Value, into: &mut Vec<&'a Value>) {
    match value {
        Value::Map(map) => {
            let allows = map.get("Effect").and_then(Value::as_text) == Some("Allow");
            if allows && (map.contains_key("Action") || map.contains_key("NotAction")) {
                into.push(value);
            } else {
                map.values().for_each(|inner| collect(inner, into));
            }
        }
        Value::List(list) => list.iter().for_each(|inner| collect(inner, into)),
        Value::Call(_, argument) => collect(argument, into),
        _ => {}
    }
}

/// Policies of AWS's own that allow nearly everything.
const MANAGED: [&str; 3] = ["policy/AdministratorAccess", "policy/IAMFullAccess", "policy/PowerUserAccess"];

/// A text, each of its placeholders as one character.
fn plain_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::Text(text) => text,
        Value::Call(function, text) if function == "Fn::Sub" => text.as_text()?,
        _ => return None,
    };
    let mut parts = text.split("${");
    let first = parts.next().unwrap_or_default().to_owned();
    Some(parts.fold(first, |all, part| format!("{all}_{}", part.split_once('}').map_or(part, |(_, rest)| rest))))
}

/// Whether a resource is all there is of a service: `arn:aws:s3:::*`.
fn is_all_of_a_service(resource: &Value) -> bool {
    plain_text(resource).is_some_and(|arn| arn.starts_with("arn:") && arn.splitn(6, ':').nth(5) == Some("*"))
}

fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::Text(text)) => vec![text],
        Some(Value::List(list)) => list.iter().filter_map(Value::as_text).collect(),
        _ => Vec::new(),
    }
}

/// Actions that AWS's documentation names by a wildcard in the policies of keys, as services choose among them.
const OF_KEYS: [&str; 2] = ["kms:GenerateDataKey*", "kms:ReEncrypt*"];

/// Whether a statement of a key's policy leaves the key to accounts as a whole, as the policy does that KMS makes by itself.
fn leaves_to_account(statement: &Value) -> bool {
    let root = |value: &Value| match value {
        Value::Text(text) => text.ends_with(":root"),
        Value::Call(function, text) => function == "Fn::Sub" && text.as_text().is_some_and(|text| text.ends_with(":root")),
        _ => false,
    };
    match statement.get("Principal").and_then(|principal| principal.get("AWS")) {
        Some(Value::List(list)) => list.iter().all(root),
        Some(one) => root(one),
        None => false,
    }
}

/// What a statement allows too much of, in words; in the policy of a key, every resource is that key.
fn too_much(statement: &Value, of_key: bool) -> Option<String> {
    let actions = texts(statement.get("Action"));
    let usual = |action: &str| of_key && (OF_KEYS.contains(&action) || (action == "kms:*" && leaves_to_account(statement)));
    if let Some(action) = actions.iter().find(|a| a.contains('*') && !usual(a)) {
        return Some(format!("every action that {action} stands for"));
    }
    if statement.get("NotAction").is_some() {
        return Some("every action but those it names".to_owned());
    }
    // A text message goes to a number, which is no resource: topics are what must not be published to.
    let texts_only = |but: &Value| actions == ["sns:Publish"] && crate::cfn::json::write_compact(but).contains(":sns:");
    if statement.get("NotResource").is_some_and(|but| !texts_only(but)) {
        return Some("its actions on every resource but those it names".to_owned());
    }
    let resources = match statement.get("Resource") {
        Some(Value::List(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    if !of_key && resources.iter().any(is_all_of_a_service) {
        return Some("its actions on everything a service has".to_owned());
    }
    let everywhere = !of_key && texts(statement.get("Resource")).contains(&"*");
    if everywhere && let Some(action) = actions.iter().find(|a| !EVERYWHERE.contains(*a)) {
        return Some(format!("{action} on every resource there is"));
    }
    let principal = statement.get("Principal");
    let anybody = texts(principal).contains(&"*") || principal.and_then(|p| p.get("AWS")).is_some_and(|p| texts(Some(p)).contains(&"*"));
    (anybody && statement.get("Condition").is_none()).then(|| "anybody at all".to_owned())
}
