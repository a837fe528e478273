//! WIR009.

use crate::catalog::service::Attribute;
use crate::catalog::{Check, CheckSpec, Context, Fault, FaultKind, Findings, Line, Place, Severity};
use crate::unit;

unit! {
    /// Resources of the template wait for each other.
    ///
    /// CloudFormation creates what a resource refers to before the resource itself; where references form a circle it
    /// can begin nowhere. Stackdraft breaks the circles that permissions cause by itself. What remains is drawn: two
    /// functions that call each other, each told of the other by a variable, or queues that are each other's dead letters.
    /// Drop the variable of one line and tell that function in what it is called with whom to call back, remove one of the
    /// lines, or put an event bus or a queue between.
    ///
    /// AWS: CloudFormation User Guide, "Troubleshooting CloudFormation", "Circular dependencies".
    ///
    /// ```stackdraft breaks
    /// add function A
    /// add function B
    /// connect A B
    /// connect B A
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function A
    /// add function B
    /// connect A B
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR009",
        name: "reference_cycle",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct ReferenceCycle;

impl Check for ReferenceCycle {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for fault in context.synthesis.faults.iter().filter(|fault| fault.kind == FaultKind::Cycle) {
            let mut finding = out.add(fault.place.clone(), fault.message.clone()).related(fault.related.iter().cloned());
            for (line, suffix, name) in variables(context, fault) {
                let id = line.id.clone();
                let title = format!("Drop the variable {name} of {}", line.source.node.name);
                finding = finding.unsafe_fix(title, move |draft| {
                    draft.change_connection(&id, |c| drop(c.variables.insert(suffix.to_owned(), String::new())))
                });
            }
        }
    }
}

/// The variables by which what waits for each other is told of each other, with their lines.
fn variables<'g>(context: &Context<'g>, fault: &Fault) -> Vec<(Line<'g>, &'static str, String)> {
    let in_circle = |node: &crate::design::NodeId| {
        let place = Place::Node(node.clone());
        fault.place == place || fault.related.contains(&place)
    };
    let lines = context.graph.lines().filter(|line| in_circle(line.source.id) && in_circle(line.target.id));
    let of_line = |line: Line<'g>| {
        let function = context.synthesis.template.resources.get(line.source.node.logical_id.as_str())?;
        let said = function.properties.get("Environment")?.get("Variables")?;
        let attributes = [Attribute::Arn, Attribute::Name, Attribute::Url].into_iter();
        attributes.into_iter().find_map(|attribute| {
            let name = line.variable_name(attribute);
            (!name.is_empty() && said.get(&name).is_some()).then_some((line, attribute.suffix(), name))
        })
    };
    lines.filter_map(of_line).collect()
}
