//! What a line means, one file per connection kind.

pub mod function_sends_queue;
pub mod function_uses_table;
pub mod queue_moves_dead_letters;
pub mod queue_triggers_function;
mod refused;

pub use refused::REFUSED;

use crate::catalog::ConnectionKind;

/// Every connection kind, sorted by id.
pub static CONNECTIONS: &[&dyn ConnectionKind] = &[
    &function_sends_queue::FunctionSendsQueue,
    &function_uses_table::FunctionUsesTable,
    &queue_moves_dead_letters::QueueMovesDeadLetters,
    &queue_triggers_function::QueueTriggersFunction,
];
