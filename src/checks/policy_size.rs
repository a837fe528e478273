//! LIM005.

use crate::catalog::{Check, CheckSpec, Context, Findings, Severity};
use crate::cfn::{Resource, Value, json};
use crate::unit;

/// All inline policies of a role together, in characters, white space not counted.
const MOST: usize = 10_240;

unit! {
    /// What a role may do takes more than 10,240 characters, or nearly.
    ///
    /// The inline policies of a role have that room together. Divide what acts through the role: a function that uses
    /// this much is several.
    ///
    /// AWS: IAM User Guide, "IAM and AWS STS quotas".
    ///
    /// ```stackdraft breaks
    /// add function Worker
    /// repeat 120 add queue "Some rather long name of a queue #"
    /// repeat 120 connect Worker "Some rather long name of a queue #"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// add queue Orders
    /// connect Worker Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM005",
        name: "policy_size",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct PolicySize;

impl Check for PolicySize {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for (id, resource) in &context.synthesis.template.resources {
            if resource.kind != "AWS::IAM::Role" {
                continue;
            }
            let policies = resource.properties.get("Policies").and_then(Value::as_list).unwrap_or_default();
            let beside = context.synthesis.template.resources.values().filter(|other| other.kind == "AWS::IAM::Policy" && is_of(other, id));
            let documents = policies.iter().filter_map(|policy| policy.get("PolicyDocument"));
            let documents = documents.chain(beside.filter_map(|policy| policy.properties.get("PolicyDocument")));
            let size: usize = documents.map(json::compact_len).sum();
            if let Some(provenance) = context.synthesis.provenance.get(id) {
                super::limits::report(out, provenance.address.owner.place(), size, MOST, |share| {
                    format!("What {id} may do takes about {size} characters, {share} the {MOST} that a role has.")
                });
            }
        }
    }
}

/// Whether a policy that stands by itself is one of a role's inline policies.
fn is_of(policy: &Resource, role: &str) -> bool {
    let roles = policy.properties.get("Roles").and_then(Value::as_list).unwrap_or_default();
    roles.iter().any(|named| *named == Value::reference(role))
}
