//! WIR074.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::bucket::{self, EXPIRY, TRANSITION_DAYS};
use crate::unit;

unit! {
    /// A bucket's objects are deleted before, or as soon as, they are moved to another storage class.
    ///
    /// S3 refuses such a pair of rules.
    ///
    /// AWS: Amazon S3 User Guide, "Lifecycle configuration elements".
    ///
    /// ```stackdraft breaks
    /// add bucket Uploads transition=GLACIER transition_days=30d expiry=30d
    /// ```
    ///
    /// ```stackdraft keeps
    /// add bucket Uploads transition=GLACIER transition_days=30d expiry=365d
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR074",
        name: "lifecycle_contradicts",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct LifecycleContradicts;

impl Check for LifecycleContradicts {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(bucket::SPEC.id).filter(|node| node.applies(&TRANSITION_DAYS)) {
            let (Some(moved), Some(deleted)) = (node.integer(&TRANSITION_DAYS), node.integer(&EXPIRY)) else { continue };
            if deleted > moved {
                continue;
            }
            let id = node.id.clone();
            let message = format!("Objects of {} are deleted after {deleted} days and would be moved after {moved}.", node.node.name);
            out.add(Place::Node(id.clone()), message)
                .field(&EXPIRY)
                .unsafe_fix("Move objects nowhere", move |draft| draft.set_node_field(&id, bucket::TRANSITION.id, None));
        }
    }
}
