//! LIM077.

use std::collections::BTreeMap;

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::{Resource, Value};
use crate::unit;

/// Policies that stand beside their resource: type, what has it, most bytes, most statements.
const POLICIES: [(&str, &str, usize, usize); 3] = [
    ("AWS::S3::BucketPolicy", "bucket", 20_480, usize::MAX),
    ("AWS::SNS::TopicPolicy", "topic", 30_720, 100),
    ("AWS::SQS::QueuePolicy", "queue", 8_192, 20),
];
/// The most bytes of all permissions of a function together.
const FUNCTION: usize = 20_480;
/// The most bytes of a key's policy.
const KEY: usize = 32_768;
/// What a statement takes besides what its permission says: names of members, the function's ARN, an id.
const STATEMENT: usize = 260;
/// How long an ARN or a name is that is only known at deployment.
const UNKNOWN: usize = 80;

unit! {
    /// The policy of a queue, topic, bucket, key or function is larger than AWS takes, or nearly.
    ///
    /// A queue's policy holds 8,192 bytes and 20 statements, a topic's 30 KB and 100 statements, a bucket's and a function's
    /// 20 KB, a key's 32 KB. Sizes are estimates, as ARNs are only known at deployment; from 80 % on it is told. Let fewer things send
    /// there: a topic or a bus between lets in as one.
    ///
    /// AWS: Amazon SQS Developer Guide, "Quotas related to policies"; Amazon SNS, "Amazon SNS endpoints and quotas"; Lambda
    /// Developer Guide, "Lambda quotas"; AWS KMS Developer Guide, "Resource quotas"; Amazon S3 User Guide, "Bucket policies for Amazon S3".
    ///
    /// ```stackdraft breaks
    /// add function Worker
    /// repeat 60 add topic "Topic #"
    /// repeat 60 connect "Topic #" Worker
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// add topic Orders
    /// connect Orders Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM077",
        name: "resource_policy_size",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct ResourcePolicySize;

impl Check for ResourcePolicySize {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let synthesis = context.synthesis;
        let place = |id: &str| synthesis.provenance.get(id).map_or(Place::Design, |from| from.address.owner.place());
        let mut functions: BTreeMap<String, usize> = BTreeMap::new();
        for (id, resource) in &synthesis.template.resources {
            if let Some((function, size)) = permission(resource) {
                *functions.entry(function).or_default() += size;
            }
            if let Some(document) = resource.properties.get("KeyPolicy").filter(|_| resource.kind == "AWS::KMS::Key") {
                let size = estimate(document);
                super::limits::report(out, place(id), size, KEY, |share| {
                    format!("The policy of {id} has about {size} bytes, {share} the {KEY} that the policy of a key has.")
                });
            }
            let Some((_, what, most, statements)) = POLICIES.iter().find(|policy| policy.0 == resource.kind) else { continue };
            let Some(document) = resource.properties.get("PolicyDocument") else { continue };
            let size = estimate(document);
            super::limits::report(out, place(id), size, *most, |share| {
                format!("{id} has about {size} bytes, {share} the {most} that the policy of a {what} has.")
            });
            let count = document.get("Statement").and_then(Value::as_list).map_or(0, <[Value]>::len);
            if *statements < usize::MAX {
                super::limits::report(out, place(id), count, *statements, |share| {
                    format!("{id} has {count} statements, {share} the {statements} that the policy of a {what} has.")
                });
            }
        }
        for (function, size) in functions {
            super::limits::report(out, place(&function), size, FUNCTION, |share| {
                format!("The policy of {function} has about {size} bytes, {share} the {FUNCTION} that a function's has.")
            });
        }
    }
}

/// The function or alias a permission is for, with about what its statement takes.
fn permission(resource: &Resource) -> Option<(String, usize)> {
    if resource.kind != "AWS::Lambda::Permission" {
        return None;
    }
    let function = match resource.properties.get("FunctionName")? {
        Value::Call(_, argument) => match &**argument {
            Value::Text(name) => name.to_string(),
            Value::List(parts) => parts.first()?.as_text()?.to_owned(),
            _ => return None,
        },
        _ => return None,
    };
    let said: usize = resource.properties.iter().filter(|(name, _)| *name != "FunctionName").map(|(_, value)| estimate(value)).sum();
    Some((function, STATEMENT + said))
}

/// About how many bytes a value takes once everything in it is known.
fn estimate(value: &Value) -> usize {
    match value {
        Value::Map(map) => 2 + map.iter().map(|(key, value)| key.len() + 4 + estimate(value)).sum::<usize>(),
        Value::List(list) => 2 + list.iter().map(|item| 1 + estimate(item)).sum::<usize>(),
        Value::Text(text) => text.len() + 2,
        Value::Call(..) => UNKNOWN,
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) => 5,
    }
}
