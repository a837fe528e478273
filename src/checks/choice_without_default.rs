//! WIR077.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::design::EntryId;
use crate::services::workflow::{self, DEFINITION, definition};
use crate::unit;

unit! {
    /// A choice of a workflow has no default: where none of its rules fits, the execution fails with `States.NoChoiceMatched`.
    ///
    /// Give it a `Default` that leads to a state which says what is to be done then; a `Fail` with an error of your own tells more
    /// than Step Functions can.
    ///
    /// AWS: Step Functions Developer Guide, "Choice workflow state".
    ///
    /// ```stackdraft breaks
    /// add workflow Process definition={"StartAt": "Large?", "States": {"Large?": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.total > 100 %}", "Next": "Done"}]}, "Done": {"Type": "Succeed"}}}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add workflow Process definition={"StartAt": "Large?", "States": {"Large?": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.total > 100 %}", "Next": "Done"}], "Default": "Done"}, "Done": {"Type": "Succeed"}}}
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR077",
        name: "choice_without_default",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct ChoiceWithoutDefault;

impl Check for ChoiceWithoutDefault {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(workflow::SPEC.id) {
            let Some(machine) = node.literal(&DEFINITION) else { continue };
            for state in definition::states(&machine).into_iter().filter(|state| state.kind() == "Choice") {
                if state.body["Default"].is_null() {
                    let message = format!("The choice {} of {} has no default.", state.name, node.node.name);
                    out.add(Place::Entry(node.id.clone(), EntryId::new(state.name)), message).field(&DEFINITION);
                }
            }
        }
    }
}
