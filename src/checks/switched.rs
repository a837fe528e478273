//! Settings of nodes that should not be what they are, each put back to its default by a fix.

use crate::catalog::{Context, Field, Findings, NodeView, Place, Settings};

/// Reports the nodes of a service on which a switch is off that is on by default.
pub(super) fn off(
    context: &Context<'_>,
    service: &'static str,
    field: &'static Field,
    fix: &'static str,
    out: &mut Findings<'_>,
    message: impl Fn(&str) -> String,
) {
    let is_off = |node: &NodeView<'_>| !node.is_deferred(field) && node.applies(field) && !node.is_on(field);
    reset(context, service, field, fix, out, |node| is_off(node).then(|| message(&node.node.name)));
}

/// Reports the nodes of a service about which there is something to say; the fix puts the field back to its default.
pub(super) fn reset(
    context: &Context<'_>,
    service: &'static str,
    field: &'static Field,
    fix: &'static str,
    out: &mut Findings<'_>,
    message: impl Fn(&NodeView<'_>) -> Option<String>,
) {
    for node in context.graph.nodes_of(service) {
        if let Some(message) = message(&node) {
            let id = node.id.clone();
            out.add(Place::Node(id.clone()), message).field(field).fix(fix, move |draft| draft.set_node_field(&id, field.id, None));
        }
    }
}
