//! Sending to FIFO queues from services that give each message a group, but no deduplication id.

use crate::catalog::draft::Draft;
use crate::catalog::field::TextRule;
use crate::catalog::{Emission, FaultKind, Field, Line, Literal, Place, Settings};
use crate::cfn::{Map, Value};
use crate::design::ConnectionId;
use crate::services::queue;

/// The group of the messages.
pub const MESSAGE_GROUP: Field = Field::text("message_group", "Message group", TextRule { min: 1, max: 128, shape: None })
    .default(Literal::Text("events"))
    .help("The group its messages are in, which keeps them in order; FIFO queues only.");

/// What a target needs besides where it is a FIFO queue.
pub fn parameters(line: &Line<'_>, out: &mut Emission<'_>) -> Map {
    let mut map = Map::new();
    if !line.target.is_on(&queue::FIFO) {
        return map;
    }
    if !line.target.is_on(&queue::CONTENT_DEDUPLICATION) && !line.target.is_deferred(&queue::CONTENT_DEDUPLICATION) {
        let message = format!(
            "{} needs content-based deduplication: messages from {} bring no deduplication id.",
            line.target.node.name, line.source.node.name
        );
        out.fault(FaultKind::Missing, Place::Connection(line.id.clone()), message, vec![Place::Node(line.target.id.clone())]);
    }
    if let Some(group) = line.template_value(&MESSAGE_GROUP) {
        map.insert("SqsParameters", Value::map([("MessageGroupId", group)]));
    }
    map
}

/// Turns on content-based deduplication with the line that needs it.
pub fn turn_on_deduplication(draft: &mut Draft<'_>, id: &ConnectionId) {
    let Some(target) = draft.design().connections.get(id).map(|c| c.target.clone()) else { return };
    let is_fifo =
        draft.design().nodes.get(&target).is_some_and(|node| {
            node.fields.get(queue::FIFO.id).and_then(|v| v.literal()).and_then(serde_json::Value::as_bool) == Some(true)
        });
    if is_fifo {
        // A node without the field is no queue, and then there is nothing to turn on.
        let _ = draft.set_node_field(&target, queue::CONTENT_DEDUPLICATION.id, Some(true.into()));
    }
}
