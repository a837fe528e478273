//! Queues that fixes add for what failed.

use crate::catalog::draft::{Draft, Problem};
use crate::design::NodeId;
use crate::services::queue;

/// Adds a standard queue below a node, in its group, called after it and what the queue is for.
pub(super) fn queue_beside(draft: &mut Draft<'_>, node: &NodeId, what: &str) -> Result<NodeId, Problem> {
    let beside = draft.node(node)?.clone();
    let queue = draft.add_node(queue::SPEC.id, &format!("{} {what}", beside.name), Some(beside.at.offset(0.0, 160.0)))?;
    draft.change_node(&queue, |n| n.group.clone_from(&beside.group))?;
    Ok(queue)
}
