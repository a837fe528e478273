//! REL005.

use crate::catalog::draft::{Draft, Problem};
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::design::ConnectionId;
use crate::services::queue;
use crate::unit;

/// The further end that takes what could not be delivered.
const END: &str = "dead_letters";

unit! {
    /// What cannot be delivered is lost.
    ///
    /// Rules, schedules and subscriptions try for a while and then drop the event. With dead letters it waits in a
    /// queue: draw them from the line's label, or let a queue be added.
    ///
    /// AWS: EventBridge User Guide, "Using dead-letter queues to process undelivered events"; Amazon SNS Developer
    /// Guide, "Amazon SNS dead-letter queues".
    ///
    /// ```stackdraft breaks
    /// add topic Orders
    /// add queue Billing
    /// connect Orders Billing
    /// ```
    ///
    /// ```stackdraft keeps
    /// add topic Orders
    /// add queue Billing
    /// add queue Undelivered
    /// connect Orders Billing dead_letters=Undelivered
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL005",
        name: "delivery_without_dead_letters",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct DeliveryWithoutDeadLetters;

impl Check for DeliveryWithoutDeadLetters {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for line in context.graph.lines() {
            if line.end_spec(END).is_none() || line.end(END).is_some() {
                continue;
            }
            let id = line.id.clone();
            let message = format!("What {} cannot deliver to {} is lost after its retries.", line.source.node.name, line.target.node.name);
            out.add(Place::Connection(id.clone()), message)
                .fix("Add a queue for what is not delivered", move |draft| add_queue(draft, &id));
        }
    }
}

/// Leads the line to the queue its neighbours use, or to a new one.
fn add_queue(draft: &mut Draft<'_>, id: &ConnectionId) -> Result<(), Problem> {
    let connection = draft.connection(id)?.clone();
    let source = draft.node(&connection.source)?.clone();
    let neighbour = draft
        .design()
        .connections
        .values()
        .find(|c| c.source == connection.source && c.kind == connection.kind && c.ends.contains_key(END));
    if let Some(queue) = neighbour.and_then(|c| c.ends.get(END)).cloned() {
        return draft.set_end(id, END, Some(&queue));
    }
    let queue = draft.add_node(queue::SPEC.id, &format!("{} undelivered", source.name), Some(source.at.offset(0.0, 160.0)))?;
    if is_fifo(draft, &connection) {
        draft.set_node_field(&queue, queue::FIFO.id, Some(crate::design::Value::from(true)))?;
    }
    draft.change_node(&queue, |n| n.group.clone_from(&source.group))?;
    draft.set_end(id, END, Some(&queue))
}

/// Whether the source is FIFO, whose dead letters must be so too.
fn is_fifo(draft: &Draft<'_>, connection: &crate::design::Connection) -> bool {
    let graph = crate::catalog::Graph::new(draft.design(), draft.registry());
    graph.node(&connection.source).is_some_and(|n| {
        n.node.kind == crate::services::topic::SPEC.id && crate::catalog::Settings::is_on(&n, &crate::services::topic::FIFO)
    })
}
