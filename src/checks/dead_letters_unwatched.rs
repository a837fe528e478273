//! OPS072.

use super::unwatched;
use crate::catalog::{Check, CheckSpec, Context, Findings, NodeView, Severity};
use crate::services::queue;
use crate::unit;

unit! {
    /// Nobody is told when messages end up among the dead letters.
    ///
    /// A message there is work that was not done, and after its retention it is lost. An alarm on the number of waiting
    /// messages, led to a topic, tells somebody in time.
    ///
    /// AWS: Amazon SQS Developer Guide, "Creating alarms for dead-letter queues using Amazon CloudWatch".
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add queue Failed
    /// connect Orders Failed as queue_moves_dead_letters
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add queue Failed
    /// connect Orders Failed as queue_moves_dead_letters
    /// alarm Failed messages
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS072",
        name: "dead_letters_unwatched",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct DeadLettersUnwatched;

impl Check for DeadLettersUnwatched {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let unwatched = |node: &NodeView<'_>| queue::takes_dead_letters(node) && !unwatched::is_watched(node, &["messages", "age"]);
        let nodes: Vec<NodeView<'_>> = context.graph.nodes_of(queue::SPEC.id).filter(unwatched).collect();
        unwatched::report(context, &nodes, "messages end up in", "messages", out);
    }
}
