//! What synthesis could not do as drawn, as findings.

use crate::catalog::{Context, FaultKind, Findings};

/// Reports the faults of one kind.
pub(super) fn report(context: &Context<'_>, kind: FaultKind, out: &mut Findings<'_>) {
    for fault in context.synthesis.faults.iter().filter(|f| f.kind == kind) {
        out.add(fault.place.clone(), fault.message.clone()).related(fault.related.iter().cloned());
    }
}
