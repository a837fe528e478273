//! SEC074.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::{Value, references};
use crate::services::bucket;
use crate::unit;

unit! {
    /// A bucket answers requests that are not encrypted on their way.
    ///
    /// Every bucket gets a policy that denies whatever does not come over TLS. An override has taken the statement away, or
    /// the whole policy; take the override back, or put the statement into what replaces it.
    ///
    /// AWS: Amazon S3 User Guide, "Security best practices for Amazon S3", "Enforce encryption of data in transit".
    ///
    /// ```stackdraft breaks
    /// add bucket Uploads
    /// override Uploads Policy.Properties.PolicyDocument.Statement=[]
    /// ```
    ///
    /// ```stackdraft keeps
    /// add bucket Uploads
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC074",
        name: "bucket_without_tls",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct BucketWithoutTls;

impl Check for BucketWithoutTls {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let resources = &context.synthesis.template.resources;
        for node in context.graph.nodes_of(bucket::SPEC.id) {
            let name = node.node.logical_id.as_str();
            if resources.get(name).is_none_or(|resource| resource.kind != "AWS::S3::Bucket") {
                continue;
            }
            let is_of_it = |value: &Value| {
                let mut names: Vec<&str> = Vec::new();
                references::collect(value, &mut names);
                names.contains(&name)
            };
            let policies = resources.values().filter(|resource| resource.kind == "AWS::S3::BucketPolicy");
            let mut own = policies.filter(|policy| policy.properties.get("Bucket").is_some_and(is_of_it));
            if own.any(|policy| policy.properties.values().any(asks_for_tls)) {
                continue;
            }
            let finding = out.add(Place::Node(node.id.clone()), format!("{} answers requests that are not encrypted.", node.node.name));
            if node.node.overrides.iter().any(|change| change.part == POLICY) {
                let id = node.id.clone();
                finding.unsafe_fix("Take back what was changed in its policy", move |draft| {
                    draft.change_node(&id, |node| node.overrides.retain(|change| change.part != POLICY))
                });
            }
        }
    }
}

/// The part of a bucket that its policy is.
const POLICY: &str = "Policy";

/// Whether a condition on TLS stands anywhere in a value.
fn asks_for_tls(value: &Value) -> bool {
    match value {
        Value::Map(map) => map.iter().any(|(key, inner)| key == "aws:SecureTransport" || asks_for_tls(inner)),
        Value::List(list) => list.iter().any(asks_for_tls),
        Value::Call(_, argument) => asks_for_tls(argument),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => false,
    }
}
