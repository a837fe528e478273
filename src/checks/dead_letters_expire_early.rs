//! REL004.

use crate::catalog::{Check, CheckSpec, Context, Findings, NodeView, Place, Settings, Severity, Unit, parse};
use crate::connections::queue_moves_dead_letters;
use crate::design::Value;
use crate::services::queue;
use crate::unit;

unit! {
    /// Dead letters are not kept longer than the queue they come from keeps its messages.
    ///
    /// A standard message keeps the time it was first sent when it moves; with the same retention in both queues it can
    /// expire soon after it arrived among the dead letters, unseen.
    ///
    /// AWS: Amazon SQS Developer Guide, "Using dead-letter queues in Amazon SQS".
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add queue Failed retention=4d
    /// connect Orders Failed
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add queue Failed
    /// connect Orders Failed
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL004",
        name: "dead_letters_expire_early",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct DeadLettersExpireEarly;

impl Check for DeadLettersExpireEarly {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let (messages, dead_letters) = queue::DEFAULT_RETENTION;
        let kept = |node: &NodeView<'_>, default| {
            if node.is_deferred(&queue::RETENTION) { None } else { Some(node.integer(&queue::RETENTION).unwrap_or(default)) }
        };
        for line in context.graph.lines_of(queue_moves_dead_letters::SPEC.id) {
            if line.source.is_on(&queue::FIFO) {
                continue;
            }
            // A source that itself takes dead letters keeps them as long.
            let takes = line.source.incoming().any(|l| l.connection.kind == queue_moves_dead_letters::SPEC.id);
            let source = kept(&line.source, if takes { dead_letters } else { messages });
            let (Some(source), Some(target)) = (source, kept(&line.target, dead_letters)) else { continue };
            if target > source || target == dead_letters {
                continue;
            }
            let id = line.target.id.clone();
            let message = format!(
                "{} keeps dead letters for {}, counted from when they were sent to {}.",
                line.target.node.name,
                parse::with_unit(target, Unit::Seconds),
                line.source.node.name
            );
            out.add(Place::Node(id.clone()), message)
                .field(&queue::RETENTION)
                .related([Place::Node(line.source.id.clone())])
                .fix("Keep dead letters for 14 days", move |draft| {
                    draft.set_node_field(&id, queue::RETENTION.id, Some(Value::from(dead_letters)))
                });
        }
    }
}
