//! WIR071.

use crate::catalog::{Check, CheckSpec, Context, Field, Findings, Place, Settings, Severity};
use crate::services::function::{self, EPHEMERAL_STORAGE, PROVISIONED_CONCURRENCY, SNAP_START};
use crate::unit;

unit! {
    /// A function is to start from snapshots, and cannot.
    ///
    /// SnapStart goes neither with provisioned concurrency nor with more than 512 MiB of scratch space.
    ///
    /// AWS: Lambda Developer Guide, "Improving startup performance with Lambda SnapStart".
    ///
    /// ```stackdraft breaks
    /// add function Worker runtime=python3.13 alias=live snap_start=true provisioned_concurrency=2
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker runtime=python3.13 alias=live snap_start=true
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR071",
        name: "snap_start_impossible",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct SnapStartImpossible;

impl Check for SnapStartImpossible {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let on = |node: &crate::catalog::NodeView<'_>| node.applies(&SNAP_START) && node.is_on(&SNAP_START);
        for node in context.graph.nodes_of(function::SPEC.id).filter(on) {
            let name = &node.node.name;
            let mut report = |field: &'static Field, message: String, title: &str| {
                let id = node.id.clone();
                out.add(Place::Node(id.clone()), message).field(field).fix(title, move |draft| draft.set_node_field(&id, field.id, None));
            };
            if node.set_value(&PROVISIONED_CONCURRENCY).is_some() {
                let message = format!("{name} cannot both start from snapshots and have copies kept ready.");
                report(&PROVISIONED_CONCURRENCY, message, "Keep no copies ready");
            }
            if node.integer(&EPHEMERAL_STORAGE).is_some_and(|size| size > 512) {
                let message = format!("{name} has more scratch space than the 512 MiB that go with SnapStart.");
                report(&EPHEMERAL_STORAGE, message, "Leave it at 512 MiB");
            }
        }
    }
}
