//! WIR040.

use crate::catalog::conditions::{Definitions, definitions};
use crate::catalog::{Check, CheckSpec, Context, FaultKind, Findings, Place, Severity};
use crate::design::Condition;
use crate::unit;

unit! {
    /// A node, a connection or a condition is under a condition that there is not, or that leaves out what something else needs.
    ///
    /// CloudFormation refuses a template that asks a condition or a parameter it does not define, and a resource that refers
    /// to one that its condition leaves out. Define the condition, or put both under the same one.
    ///
    /// AWS: CloudFormation User Guide, "Conditions".
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add function Worker
    /// condition InProduction Stage = prod
    /// only Orders in InProduction
    /// ```
    ///
    /// ```stackdraft keeps
    /// param Stage default=dev
    /// add queue Orders
    /// add function Worker
    /// condition InProduction Stage = prod
    /// only Orders in InProduction
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR040",
        name: "condition_missing",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct ConditionMissing;

impl Check for ConditionMissing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        super::faults::report(context, FaultKind::Condition, out);
        let design = context.graph.design;
        let definitions = definitions(design);
        let nodes = design.nodes.iter().map(|(id, n)| (Place::Node(id.clone()), n.condition.as_ref()));
        let lines = design.connections.iter().map(|(id, c)| (Place::Connection(id.clone()), c.condition.as_ref()));
        for (place, name) in nodes.chain(lines) {
            let Some(name) = name.filter(|name| !definitions.contains_key(*name)) else { continue };
            let under = place.clone();
            out.add(place, format!("There is no condition {name}.")).unsafe_fix("Let it always be there", move |draft| match &under {
                Place::Node(id) => draft.change_node(id, |node| node.condition = None),
                Place::Connection(id) => draft.change_connection(id, |connection| connection.condition = None),
                _ => Ok(()),
            });
        }
        for (name, condition) in &design.conditions {
            condition.walk(&mut |one| match one {
                Condition::Holds(other) if !definitions.contains_key(other) => {
                    out.add(Place::Design, format!("The condition {name} asks {other}, which is no condition."));
                }
                Condition::Is { name: asked, .. } if !asked.starts_with("AWS::") && !design.parameters.contains_key(asked) => {
                    let parameter = asked.clone();
                    out.add(Place::Design, format!("The condition {name} asks {asked}, which is no parameter."))
                        .unsafe_fix(format!("Add the parameter {asked}"), move |draft| {
                            draft.set_parameter(&parameter, Some(crate::design::Parameter::default()))
                        });
                }
                _ => {}
            });
            if asks_itself(&definitions, name) {
                out.add(Place::Design, format!("The condition {name} asks itself, and nothing decides it."));
            }
        }
    }
}

/// Whether a condition comes to ask itself.
fn asks_itself(definitions: &Definitions, name: &str) -> bool {
    let mut next = vec![name.to_owned()];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(current) = next.pop() {
        let Some(condition) = definitions.get(&current) else { continue };
        let mut found = false;
        condition.walk(&mut |one| {
            if let Condition::Holds(other) = one {
                found |= other == name;
                if seen.insert(other.clone()) {
                    next.push(other.clone());
                }
            }
        });
        if found {
            return true;
        }
    }
    false
}
