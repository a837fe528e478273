//! REL061.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::connections::dead_letters;
use crate::connections::kms_key_encrypts_event_bus as encrypts;
use crate::services::queue;
use crate::unit;

unit! {
    /// An event bus is encrypted with a KMS key, and what cannot be encrypted or decrypted goes nowhere.
    ///
    /// When the key is disabled, deleted or its policy changed, EventBridge tries for a day and then drops the events. A queue as
    /// the dead letters of the line from the key keeps them.
    ///
    /// AWS: Amazon EventBridge User Guide, "Using dead-letter queues to capture encrypted event errors in EventBridge".
    ///
    /// ```stackdraft breaks
    /// add event_bus Shop
    /// add kms_key Own
    /// connect Own Shop
    /// ```
    ///
    /// ```stackdraft keeps
    /// add event_bus Shop
    /// add kms_key Own
    /// add queue Failed
    /// connect Own Shop dead_letters=Failed
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL061",
        name: "bus_key_without_dead_letters",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct BusKeyWithoutDeadLetters;

impl Check for BusKeyWithoutDeadLetters {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for line in context.graph.lines_of(encrypts::SPEC.id).filter(|line| line.end(dead_letters::END).is_none()) {
            let (id, bus) = (line.id.clone(), line.target.node.name.clone());
            let message = format!("Events of {bus} that cannot be encrypted or decrypted are lost: the key's line has no dead letters.");
            out.add(Place::Connection(id.clone()), message).unsafe_fix("Add a dead-letter queue", move |draft| {
                let queue = draft.add_node(queue::SPEC.id, &format!("{bus} key failures"), None)?;
                draft.set_end(&id, dead_letters::END, Some(&queue))
            });
        }
    }
}
