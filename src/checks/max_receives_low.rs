//! REL002.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::connections::queue_moves_dead_letters::{self, MAX_RECEIVES};
use crate::connections::{queue_pipes_function, queue_triggers_function};
use crate::design::Value;
use crate::unit;

/// AWS's advice for queues in front of functions.
const ENOUGH: i64 = 5;

unit! {
    /// Messages move to the dead letters after fewer than five tries, and a function consumes the queue.
    ///
    /// Lambda receives messages before it knows whether the function can take them; a throttled function uses up tries
    /// without having seen the message once. AWS asks for at least five.
    ///
    /// AWS: Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping".
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add queue Failed
    /// add function Worker
    /// connect Orders Worker
    /// connect Orders Failed max_receives=2
    /// ```
    ///
    /// ```stackdraft breaks
    /// add queue Orders visibility_timeout=60s
    /// add queue Failed
    /// add function Worker
    /// connect Orders Worker as queue_pipes_function
    /// connect Orders Failed max_receives=2
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add queue Failed
    /// add function Worker
    /// connect Orders Worker
    /// connect Orders Failed max_receives=5
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL002",
        name: "max_receives_low",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct MaxReceivesLow;

impl Check for MaxReceivesLow {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for line in context.graph.lines_of(queue_moves_dead_letters::SPEC.id) {
            let consumers = [queue_triggers_function::SPEC.id, queue_pipes_function::SPEC.id];
            let consumed = line.source.outgoing().any(|l| consumers.contains(&l.connection.kind.as_str()));
            let Some(tries) = line.integer(&MAX_RECEIVES).filter(|n| consumed && *n < ENOUGH) else { continue };
            let id = line.id.clone();
            let message = format!(
                "Messages of {} move aside after {tries}; a busy function uses that up without having seen them.",
                line.source.node.name
            );
            out.add(Place::Connection(id.clone()), message).field(&MAX_RECEIVES).fix(format!("Allow {ENOUGH} tries"), move |draft| {
                draft.set_connection_field(&id, MAX_RECEIVES.id, Some(Value::from(ENOUGH)))
            });
        }
    }
}
