//! REL014.

use serde_json::Value as Json;

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::design::EntryId;
use crate::services::workflow::{self, DEFINITION, definition};
use crate::unit;

unit! {
    /// A task has neither another try nor a way out when it fails, so that one failure ends the whole execution.
    ///
    /// Give it a `Retry`, for what passes by itself, or a `Catch` that leads to a state which cleans up or tells somebody. A task
    /// within a `Parallel` or a `Map` that catches for it is well enough.
    ///
    /// AWS: Step Functions Developer Guide, "Handling errors in Step Functions workflows".
    ///
    /// ```stackdraft breaks
    /// add workflow Process
    /// add queue Orders
    /// connect Process Orders
    /// ```
    ///
    /// ```stackdraft keeps
    /// add workflow Process
    /// add function Worker
    /// connect Process Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL014",
        name: "task_uncaught",
        severity: Severity::Advice,
        fix: false,
    }
}

/// The check.
pub struct TaskUncaught;

impl Check for TaskUncaught {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(workflow::SPEC.id) {
            let Some(machine) = node.literal(&DEFINITION) else { continue };
            let mut lone = Vec::new();
            uncaught(&machine, &mut lone);
            for name in lone {
                out.add(
                    Place::Entry(node.id.clone(), EntryId::new(name)),
                    format!("The task {name} of {} has neither Retry nor Catch: when it fails, the execution does.", node.node.name),
                );
            }
        }
    }
}

/// The tasks of a machine that nothing sees to when they fail.
fn uncaught<'d>(machine: &'d Json, found: &mut Vec<&'d str>) {
    for state in definition::beside(machine) {
        let seen_to = ["Retry", "Catch"].iter().any(|key| state.body[*key].as_array().is_some_and(|list| !list.is_empty()));
        if seen_to {
            continue;
        }
        if state.kind() == "Task" {
            found.push(state.name);
        }
        definition::nested(state.body).for_each(|inner| uncaught(inner, found));
    }
}
