//! SEC072.

use std::collections::BTreeSet;

use crate::catalog::policy::Statement;
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::cfn::{Value, json};
use crate::services::function::{self, ROLE};
use crate::unit;

unit! {
    /// A function acts through a role that is there already, whose policies the design does not write.
    ///
    /// The finding lists the actions that the function's connections need. Each has to stand in a policy of the role, on the
    /// resources that the Permissions tab names, or the connections deliver nothing.
    ///
    /// AWS: Lambda Developer Guide, "Defining Lambda function permissions with an execution role".
    ///
    /// ```stackdraft breaks
    /// add function Worker role=arn:aws:iam::123456789012:role/worker
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC072",
        name: "role_elsewhere",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct RoleElsewhere;

impl Check for RoleElsewhere {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(function::SPEC.id) {
            let Some(role) = node.set_value(&ROLE).filter(|role| role.literal().is_none_or(|text| text != "")) else { continue };
            let granted = context.synthesis.granted.iter().filter(|granted| granted.node == *node.id && !granted.resource_policy);
            let grants: BTreeSet<String> = granted.map(|granted| in_words(&granted.statement)).collect();
            let named = role.literal().and_then(|text| text.as_str()?.rsplit('/').next()).unwrap_or("the role");
            let list = grants.into_iter().collect::<Vec<_>>().join("; ");
            let message = format!("{named} has to let {} do what its connections need: {list}.", node.node.name);
            let id = node.id.clone();
            out.add(Place::Node(id.clone()), message)
                .field(&ROLE)
                .unsafe_fix("Give it a role of its own", move |draft| draft.set_node_field(&id, ROLE.id, None));
        }
    }
}

/// A statement as one line: which actions on which resources, and under which conditions.
fn in_words(statement: &Statement) -> String {
    let actions: Vec<&str> = statement.actions.iter().map(crate::cfn::Text::as_str).collect();
    let resources: Vec<String> = statement.resources.iter().map(plain).collect();
    let on = if statement.all_but { "on everything but" } else { "on" };
    let mut words = format!("{} {on} {}", actions.join(", "), resources.join(", "));
    for (at, (operator, key, value)) in statement.conditions.iter().enumerate() {
        let joint = if at == 0 { " if" } else { " and" };
        words.push_str(&format!("{joint} {operator} {key} {}", plain(value)));
    }
    if statement.allow { words } else { format!("not {words}") }
}

/// A value in a sentence: `Orders.Arn` for an attribute, a text with its placeholders, else JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::List(list) => list.iter().map(plain).collect::<Vec<_>>().join(" or "),
        Value::Call(function, argument) => match (function.as_str(), &**argument) {
            ("Ref" | "Fn::Sub", Value::Text(text)) => text.to_string(),
            ("Fn::GetAtt", Value::List(parts)) => parts.iter().filter_map(Value::as_text).collect::<Vec<_>>().join("."),
            _ => json::write_compact(value),
        },
        other => json::write_compact(other),
    }
}
