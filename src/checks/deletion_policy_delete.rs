//! REL071.

use crate::catalog::{Check, CheckSpec, Context, Findings, Settings, Severity};
use crate::services::{bucket, deletion, kms_key, table, user_pool};
use crate::unit;

unit! {
    /// A table, bucket, user pool or KMS key is deleted with all it holds when it leaves the stack.
    ///
    /// A changed logical ID, a setting that replaces it, or the end of the stack is enough, and nothing brings the data
    /// back; what a key encrypted can never be read again. Keep it: it then stands outside of any stack and can be imported
    /// again.
    ///
    /// AWS: CloudFormation User Guide, "DeletionPolicy attribute".
    ///
    /// ```stackdraft breaks
    /// add table Orders deletion=Delete
    /// ```
    ///
    /// ```stackdraft keeps
    /// add table Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL071",
        name: "deletion_policy_delete",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct DeletionPolicyDelete;

impl Check for DeletionPolicyDelete {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for service in [bucket::SPEC.id, kms_key::SPEC.id, table::SPEC.id, user_pool::SPEC.id] {
            super::switched::reset(context, service, &deletion::KEPT, "Keep it when it leaves the stack", out, |node| {
                let lost = node.choice(&deletion::KEPT) == "Delete";
                lost.then(|| format!("{} is deleted with all it holds when it leaves the stack.", node.node.name))
            });
        }
    }
}
