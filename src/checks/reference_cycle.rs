//! WIR009.

use serde_json::Value as Json;

use crate::catalog::draft::{Draft, Problem};
use crate::catalog::service::Attribute;
use crate::catalog::{Check, CheckSpec, Context, Fault, FaultKind, Findings, Line, NodeView, Place, Severity};
use crate::design::{NodeId, Value};
use crate::services::function::{self, ENVIRONMENT};
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
            for (function, name) in own_variables(context, fault) {
                let id = function.id.clone();
                let title = format!("Drop the variable {name} of {}", function.node.name);
                finding = finding.unsafe_fix(title, move |draft| drop_variable(draft, &id, &name));
            }
        }
    }
}

/// Whether a node is in the circle that a fault tells of.
fn is_in(fault: &Fault, node: &NodeId) -> bool {
    let place = Place::Node(node.clone());
    fault.place == place || fault.related.contains(&place)
}

/// The variables that functions of the circle set themselves to an attribute of something else in it.
fn own_variables<'g>(context: &Context<'g>, fault: &Fault) -> Vec<(NodeView<'g>, String)> {
    let mut found = Vec::new();
    for function in context.graph.nodes_of(function::SPEC.id).filter(|function| is_in(fault, function.id)) {
        let Some(Json::Object(variables)) = function.node.fields.get(ENVIRONMENT.id).map(|value| &value.0) else { continue };
        let names = variables.iter().filter(|(_, value)| names_other(value, &|node| node != function.id && is_in(fault, node)));
        found.extend(names.map(|(name, _)| (function, name.clone())));
    }
    found
}

/// Whether a value is made of an attribute of a node.
fn names_other(value: &Json, wanted: &dyn Fn(&NodeId) -> bool) -> bool {
    match value {
        Json::Object(map) => map.iter().any(|(key, inner)| {
            let node = inner.get("node").and_then(Json::as_str).filter(|_| key == "$attribute");
            node.is_some_and(|node| wanted(&NodeId::from(node))) || names_other(inner, wanted)
        }),
        Json::Array(list) => list.iter().any(|item| names_other(item, wanted)),
        _ => false,
    }
}

fn drop_variable(draft: &mut Draft<'_>, id: &NodeId, name: &str) -> Result<(), Problem> {
    let mut variables = draft.node(id)?.fields.get(ENVIRONMENT.id).map(|value| value.0.clone()).unwrap_or_default();
    if let Some(variables) = variables.as_object_mut() {
        variables.remove(name);
    }
    let left = variables.as_object().is_some_and(|left| !left.is_empty());
    draft.set_node_field(id, ENVIRONMENT.id, left.then_some(Value(variables)))
}

/// The variables by which what waits for each other is told of each other, with their lines.
fn variables<'g>(context: &Context<'g>, fault: &Fault) -> Vec<(Line<'g>, &'static str, String)> {
    let in_circle = |node: &NodeId| is_in(fault, node);
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
