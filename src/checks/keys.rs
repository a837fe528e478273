//! What checks about keys have in common.

use crate::catalog::draft::{Draft, Problem};
use crate::catalog::policy::Principal;
use crate::catalog::{Context, NodeView};
use crate::design::NodeId;
use crate::services::kms_key;

/// The services of AWS that send to a node by its own policy, each once.
pub(super) fn senders(context: &Context<'_>, node: &NodeView<'_>) -> Vec<&'static str> {
    let admitting = context.synthesis.granted.iter().filter(|granted| granted.resource_policy && granted.node == *node.id);
    let mut services: Vec<&'static str> = admitting
        .filter(|granted| granted.statement.allow)
        .filter_map(|granted| match &granted.statement.principal {
            Some(Principal::Service(service)) => Some(*service),
            _ => None,
        })
        .collect();
    services.sort_unstable();
    services.dedup();
    services
}

/// Draws a line to a node from a key: from the design's only one, or from a new one.
pub(super) fn encrypt(draft: &mut Draft<'_>, node: &NodeId) -> Result<(), Problem> {
    let keys: Vec<NodeId> =
        draft.design().nodes.iter().filter(|(_, node)| node.kind == kms_key::SPEC.id).map(|(id, _)| id.clone()).collect();
    let key = match keys.as_slice() {
        [only] => only.clone(),
        _ => draft.add_node(kms_key::SPEC.id, "Key", None)?,
    };
    draft.connect(&key, None, node, None).map(drop)
}
