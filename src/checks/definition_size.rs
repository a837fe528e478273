//! LIM078.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::json;
use crate::unit;

/// The most characters of a definition.
const MOST: usize = 1_048_576;

unit! {
    /// The definition of a workflow is larger than Step Functions takes, or nearly.
    ///
    /// A definition has at most 1,048,576 characters; from 80 % on it is told. Move a part of it into a workflow of its own, which
    /// a task starts.
    ///
    /// AWS: Step Functions Developer Guide, "Step Functions service quotas"; Step Functions API Reference, "CreateStateMachine".
    ///
    /// ```stackdraft breaks
    /// add workflow Process definition={"StartAt": "Wait", "States": {"Wait": {"Type": "Pass", "End": true, "Comment": "<840000 characters>"}}}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add workflow Process
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM078",
        name: "definition_size",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct DefinitionSize;

impl Check for DefinitionSize {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let synthesis = context.synthesis;
        for (id, resource) in
            synthesis.template.resources.iter().filter(|(_, resource)| resource.kind == "AWS::StepFunctions::StateMachine")
        {
            let Some(definition) = resource.properties.get("Definition") else { continue };
            let size = json::to_json(definition).to_string().chars().count();
            let place = synthesis.provenance.get(id).map_or(Place::Design, |from| from.address.owner.place());
            super::limits::report(out, place, size, MOST, |share| {
                format!("The definition of {id} has {size} characters, {share} the {MOST} that Step Functions takes.")
            });
        }
    }
}
