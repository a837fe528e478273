//! REL001.

use crate::catalog::draft::{Draft, Problem};
use crate::catalog::{Check, CheckSpec, Context, Findings, LineStyle, Place, Settings, Severity};
use crate::connections::event_source;
use crate::design::{NodeId, Value};
use crate::services::queue;
use crate::unit;

unit! {
    /// A queue is consumed and has no dead letters.
    ///
    /// A message that always fails comes back again and again until it expires; in a FIFO queue it holds up its whole
    /// group. With dead letters it moves aside after a few tries and waits to be looked at.
    ///
    /// AWS: Amazon SQS Developer Guide, "Using dead-letter queues in Amazon SQS".
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add function Worker
    /// connect Orders Worker
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add function Worker
    /// add queue Failed
    /// connect Orders Worker
    /// connect Orders Failed
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL001",
        name: "dead_letters_missing",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct DeadLettersMissing;

impl Check for DeadLettersMissing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for queue in context.graph.nodes_of(queue::SPEC.id) {
            let consumed = queue.outgoing().any(|l| event_source::polls(&l));
            let has_dead_letters = queue.outgoing().any(|l| l.kind.spec().style == LineStyle::DeadLetters);
            if consumed && !has_dead_letters {
                let id = queue.id.clone();
                let fifo = queue.is_on(&queue::FIFO);
                out.add(
                    Place::Node(id.clone()),
                    format!("{} has no dead letters: a message that always fails comes back until it expires.", queue.node.name),
                )
                .fix("Add a queue for dead letters", move |draft| add_dead_letters(draft, &id, fifo));
            }
        }
    }
}

fn add_dead_letters(draft: &mut Draft<'_>, queue: &NodeId, fifo: bool) -> Result<(), Problem> {
    let source = draft.node(queue)?;
    let (name, at, group) = (format!("{} failures", source.name), source.at.offset(0.0, 120.0), source.group.clone());
    let target = draft.add_node(queue::SPEC.id, &name, Some(at))?;
    if fifo {
        draft.set_node_field(&target, queue::FIFO.id, Some(Value::from(true)))?;
    }
    draft.change_node(&target, |n| n.group = group)?;
    draft.connect(queue, None, &target, None).map(drop)
}
