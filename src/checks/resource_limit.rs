//! LIM001.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::unit;

/// Quotas of a template.
const RESOURCES: usize = 500;
const PARAMETERS: usize = 200;
const OUTPUTS: usize = 200;

unit! {
    /// The template holds more resources, parameters or outputs than CloudFormation takes, or nearly as many.
    ///
    /// A template holds at most 500 resources, 200 parameters and 200 outputs; from 80 % on it is told. Divide the design
    /// into several stacks.
    ///
    /// AWS: CloudFormation User Guide, "Understand CloudFormation quotas".
    ///
    /// ```stackdraft breaks
    /// repeat 200 add queue "Queue #"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM001",
        name: "resource_limit",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct ResourceLimit;

impl Check for ResourceLimit {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let template = &context.synthesis.template;
        let own_outputs = template.sections.get("Outputs").and_then(crate::cfn::Value::as_map).map_or(0, crate::cfn::Map::len);
        let counts = [
            ("resources", template.resources.len(), RESOURCES),
            ("parameters", template.parameters.len(), PARAMETERS),
            ("outputs", template.outputs.len() + own_outputs, OUTPUTS),
        ];
        for (what, count, most) in counts {
            super::limits::report(out, Place::Design, count, most, |share| {
                format!("The template has {count} {what}, {share} the {most} that CloudFormation takes.")
            });
        }
    }
}
