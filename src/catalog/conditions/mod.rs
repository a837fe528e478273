//! Conditions of a design: what they are in the template, in which combinations they can hold, and what of the design is
//! there under each.

mod combinations;
mod resolved;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value as Json;

use crate::cfn::{Map, Value};
use crate::design::{Condition, Connection, ConnectionId, Design, NodeId};

pub use combinations::{MOST_COMBINATIONS, Truth, combinations};
pub use resolved::{design_in, field_in, resolved_in};

/// How many tests `Fn::And` and `Fn::Or` take.
///
/// AWS: CloudFormation Template Reference, "Condition functions".
const MOST_TESTS: usize = 10;
/// How far conditions ask each other.
const DEEPEST: usize = 64;

/// Conditions by name.
pub type Definitions = BTreeMap<String, Arc<Condition>>;

/// The condition in the template's words.
pub fn to_cfn(condition: &Condition) -> Value {
    match condition {
        Condition::Is { name, values } => {
            let equals = |value: &String| call("Fn::Equals", vec![Value::reference(name.as_str()), value.as_str().into()]);
            joined("Fn::Or", values.iter().map(equals).collect())
        }
        Condition::Holds(name) => asked(name),
        Condition::Not(inner) => call("Fn::Not", vec![to_cfn(inner)]),
        Condition::All(list) => joined("Fn::And", list.iter().map(to_cfn).collect()),
        Condition::Any(list) => joined("Fn::Or", list.iter().map(to_cfn).collect()),
        Condition::Expression(json) => Value::from_json(json),
    }
}

/// Another condition, inside one.
pub fn asked(name: &str) -> Value {
    Value::Call("Condition".into(), Box::new(name.into()))
}

/// A call of a function with several arguments.
pub fn call(function: &str, arguments: Vec<Value>) -> Value {
    Value::Call(function.into(), Box::new(Value::List(arguments)))
}

/// Tests joined by a function that takes from two to ten.
pub fn joined(function: &str, mut tests: Vec<Value>) -> Value {
    if tests.len() == 1 {
        return tests.remove(0);
    }
    while tests.len() > MOST_TESTS {
        let rest = tests.split_off(MOST_TESTS);
        let first = call(function, std::mem::replace(&mut tests, rest));
        tests.insert(0, first);
    }
    call(function, tests)
}

/// A condition of the template's own language, as far as it is a test of parameters and other conditions.
pub fn from_json(json: &Json) -> Condition {
    plain(json).unwrap_or_else(|| Condition::Expression(json.clone()))
}

fn plain(json: &Json) -> Option<Condition> {
    let object = json.as_object().filter(|object| object.len() == 1)?;
    let (function, argument) = object.iter().next()?;
    let tests = || argument.as_array()?.iter().map(plain).collect::<Option<Vec<_>>>();
    match function.as_str() {
        "Condition" => Some(Condition::Holds(argument.as_str()?.to_owned())),
        "Fn::Not" => match tests()?.as_slice() {
            [inner] => Some(Condition::Not(Box::new(inner.clone()))),
            _ => None,
        },
        "Fn::And" => tests().map(Condition::All),
        "Fn::Or" => tests().map(any),
        "Fn::Equals" => match argument.as_array()?.as_slice() {
            [Json::Object(reference), Json::String(value)] | [Json::String(value), Json::Object(reference)] if !value.contains('"') => {
                let name = reference.get("Ref").filter(|_| reference.len() == 1)?.as_str()?;
                Some(Condition::is(name, value))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Any of these; of tests of one value, a test of several.
fn any(tests: Vec<Condition>) -> Condition {
    let of_one = |test: &Condition| match test {
        Condition::Is { name, values } => Some((name.clone(), values.clone())),
        _ => None,
    };
    let each: Option<Vec<(String, Vec<String>)>> = tests.iter().map(of_one).collect();
    match each.as_deref() {
        Some([(name, _), rest @ ..]) if rest.iter().all(|(other, _)| other == name) => {
            Condition::Is { name: name.clone(), values: each.iter().flatten().flat_map(|(_, values)| values.clone()).collect() }
        }
        _ => Condition::Any(tests),
    }
}

/// All conditions of a design: its own, and those that stand in its template sections.
pub fn definitions(design: &Design) -> Definitions {
    let raw = design.sections.get("Conditions").and_then(Json::as_object);
    let raw = raw.into_iter().flatten().map(|(name, json)| (name.clone(), Arc::new(from_json(json))));
    raw.chain(design.conditions.iter().map(|(name, condition)| (name.clone(), Arc::clone(condition)))).collect()
}

/// The conditions that nodes and connections of a design are under.
pub fn used(design: &Design) -> BTreeSet<&str> {
    let nodes = design.nodes.values().filter_map(|node| node.condition.as_deref());
    nodes.chain(design.connections.values().filter_map(|connection| connection.condition.as_deref())).collect()
}

/// Whether a condition holds, as far as that can be told: `value` knows parameters, `free` what is decided already.
pub fn holds(
    definitions: &Definitions,
    name: &str,
    value: &dyn Fn(&str) -> Option<String>,
    free: &dyn Fn(&str) -> Option<bool>,
) -> Option<bool> {
    within(definitions, name, value, free, DEEPEST)
}

fn within(
    definitions: &Definitions,
    name: &str,
    value: &dyn Fn(&str) -> Option<String>,
    free: &dyn Fn(&str) -> Option<bool>,
    depth: usize,
) -> Option<bool> {
    if let Some(decided) = free(name) {
        return Some(decided);
    }
    // Of conditions that ask each other in a circle nothing can be told.
    let depth = depth.checked_sub(1)?;
    definitions.get(name)?.evaluate(value, &|other| within(definitions, other, value, free, depth))
}

/// What of a design is there where these conditions hold; a condition that is not among them does.
pub fn part(design: &Design, truth: &Truth) -> Design {
    let out = left_out(design, &|name| truth.get(name).copied().unwrap_or(true));
    let mut part = design.clone();
    part.nodes.retain(|id, _| !out.nodes.contains(id));
    part.connections.retain(|id, _| !out.connections.contains(id));
    for connection in part.connections.values_mut() {
        if connection.ends.values().any(|node| out.nodes.contains(node)) {
            Arc::make_mut(connection).ends.retain(|_, node| !out.nodes.contains(node));
        }
    }
    part
}

/// What is not part of the stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// The nodes.
    pub nodes: BTreeSet<NodeId>,
    /// The connections: under a condition of their own, or at a node that is left out.
    pub connections: BTreeSet<ConnectionId>,
}

/// What is left out for the conditions that do not hold.
pub fn left_out(design: &Design, holds: &dyn Fn(&str) -> bool) -> LeftOut {
    let fails = |condition: &Option<String>| condition.as_deref().is_some_and(|name| !holds(name));
    let nodes: BTreeSet<NodeId> = design.nodes.iter().filter(|(_, n)| fails(&n.condition)).map(|(id, _)| id.clone()).collect();
    let without = |c: &Connection| fails(&c.condition) || nodes.contains(&c.source) || nodes.contains(&c.target);
    let connections = design.connections.iter().filter(|(_, c)| without(c)).map(|(id, _)| id.clone()).collect();
    LeftOut { nodes, connections }
}

/// What a name stands for in an environment: a parameter's value there or its default, or what the environment itself says.
pub fn value_in(design: &Design, environment: &str, name: &str) -> Option<String> {
    let environment = design.environments.get(environment)?;
    match name {
        "AWS::Region" => environment.region.clone(),
        "AWS::AccountId" => environment.account.clone(),
        "AWS::StackName" => environment.stack_name.clone(),
        _ => {
            let parameter = design.parameters.get(name)?;
            environment.parameters.get(name).cloned().or_else(|| parameter.default.clone())
        }
    }
}

/// Whether a condition holds in an environment; nothing where that is only known at deployment.
pub fn holds_in(design: &Design, environment: &str, name: &str) -> Option<bool> {
    holds(&definitions(design), name, &|name| value_in(design, environment, name), &|_| None)
}

/// What is left out in an environment, as far as that is known.
pub fn left_out_in(design: &Design, environment: &str) -> LeftOut {
    let definitions = definitions(design);
    let value = |name: &str| value_in(design, environment, name);
    let told = |name| holds(&definitions, name, &value, &|_| None).unwrap_or(true);
    let truth: BTreeMap<&str, bool> = used(design).into_iter().map(|name| (name, told(name))).collect();
    left_out(design, &|name| truth.get(name).copied().unwrap_or(true))
}

/// The section of a template that defines what is asked for in it, and what that asks in turn; `more` are definitions of the
/// template's own. What stands in the design's template sections is kept, asked for or not.
pub fn section(design: &Design, wanted: &BTreeSet<String>, more: &BTreeMap<String, Value>) -> Map {
    let mut section: BTreeMap<String, Value> = BTreeMap::new();
    if let Some(Value::Map(raw)) = design.sections.get("Conditions").map(Value::from_json) {
        section.extend(raw.into_iter().map(|(name, value)| (name.into(), value)));
    }
    let mut next: Vec<String> = wanted.iter().cloned().collect();
    let mut seen = BTreeSet::new();
    while let Some(name) = next.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let own = || design.conditions.get(&name).map(|condition| to_cfn(condition));
        let Some(value) = more.get(&name).cloned().or_else(own) else { continue };
        names(&value, &mut |name| next.push(name.to_owned()));
        section.insert(name, value);
    }
    section.into_iter().collect()
}

/// Whether something in a value asks a condition.
pub fn asks(value: &Value) -> bool {
    match value {
        Value::Call(function, argument) => function == "Fn::If" || asks(argument),
        Value::List(list) => list.iter().any(asks),
        Value::Map(map) => map.values().any(asks),
        _ => false,
    }
}

/// A value with the sides of `Fn::If` that are known to be chosen; where that is not known, neither stays.
pub fn chosen(value: &Value, holds: &dyn Fn(&str) -> Option<bool>) -> Option<Value> {
    match value {
        Value::Call(function, argument) if function == "Fn::If" => match argument.as_list() {
            Some([Value::Text(name), then, otherwise]) => chosen(if holds(name)? { then } else { otherwise }, holds),
            _ => None,
        },
        Value::Call(function, argument) => Some(Value::Call(function.clone(), Box::new(chosen(argument, holds)?))),
        Value::List(list) => Some(Value::List(list.iter().filter_map(|item| chosen(item, holds)).collect())),
        Value::Map(map) => Some(Value::Map(map.iter().filter_map(|(key, item)| Some((key.clone(), chosen(item, holds)?))).collect())),
        plain => Some(plain.clone()),
    }
}

/// Calls `visit` with the names of the conditions that a value asks.
pub fn names(value: &Value, visit: &mut dyn FnMut(&str)) {
    match value {
        Value::Call(function, argument) => {
            match (function.as_str(), &**argument) {
                ("Condition", Value::Text(name)) => visit(name),
                ("Fn::If", Value::List(parts)) => parts.first().and_then(Value::as_text).into_iter().for_each(&mut *visit),
                _ => {}
            }
            names(argument, visit);
        }
        Value::List(list) => list.iter().for_each(|item| names(item, visit)),
        Value::Map(map) => {
            // Inside conditions the plain form stands for the short one.
            if let (1, Some(Value::Text(name))) = (map.len(), map.get("Condition")) {
                visit(name);
            }
            map.values().for_each(|item| names(item, visit));
        }
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_own_language_is_understood_as_far_as_it_is_plain() {
        let json =
            serde_json::json!({ "Fn::And": [{ "Fn::Equals": [{ "Ref": "Stage" }, "prod"] }, { "Fn::Not": [{ "Condition": "Other" }] }] });
        assert_eq!(from_json(&json).to_string(), "Stage = prod and not Other");
        let json = serde_json::json!({ "Fn::Equals": [{ "Fn::FindInMap": ["A", "B", "C"] }, "x"] });
        assert!(matches!(from_json(&json), Condition::Expression(_)));
    }

    #[test]
    fn many_tests_are_joined_by_tens() {
        let values: Vec<String> = (0..23).map(|n| n.to_string()).collect();
        let Value::Call(_, argument) = to_cfn(&Condition::Is { name: "P".to_owned(), values }) else { unreachable!() };
        assert!(argument.as_list().unwrap().len() <= MOST_TESTS);
    }
}
