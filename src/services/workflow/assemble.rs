//! A workflow's definition as the template has it: tasks get what their connections supply.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::naming::pascal;
use crate::catalog::request::{Task, Unsaid};
use crate::cfn::{Map, Value, json};

use super::definition::CONNECTION;

/// What connections supply to the tasks of a machine.
pub(super) struct Supplies<'a> {
    /// Whether expressions are in JSONata.
    pub jsonata: bool,
    /// The tasks, by the connections' ids.
    pub tasks: BTreeMap<&'a str, &'a Task>,
    /// What placeholders stand for that are put in on the way.
    pub substitutions: BTreeMap<String, Value>,
}

impl Supplies<'_> {
    /// Puts what the connections supply into the states of a machine, and writes numbers as they are wanted.
    pub fn fill(&mut self, machine: &mut Value) {
        let Value::Map(machine) = machine else { return };
        let Some(Value::Map(states)) = machine.get_mut("States") else { return };
        let mut passed = false;
        for state in states.values_mut() {
            let Value::Map(state) = state else { continue };
            passed |= !self.fill_task(state);
            if let Some(Value::List(retriers)) = state.get_mut("Retry") {
                retriers.iter_mut().for_each(write_backoff);
            }
            if let Some(Value::List(branches)) = state.get_mut("Branches") {
                for branch in branches {
                    self.fill(branch);
                }
            }
            for key in ["ItemProcessor", "Iterator"] {
                if let Some(inner) = state.get_mut(key) {
                    self.fill(inner);
                }
            }
        }
        if passed {
            drop_unreachable(machine);
        }
    }

    /// Whether there is something for the state to do: where the node of a task is not there, its state passes on.
    fn fill_task(&mut self, state: &mut Map) -> bool {
        let Some(resource) = state.get("Resource").and_then(Value::as_text) else { return true };
        let Some(id) = resource.strip_prefix(CONNECTION) else {
            if let Some((name, arn)) = resource.strip_prefix("arn:aws:states:::").map(integration) {
                state.insert("Resource", format!("${{{name}}}").into());
                self.substitutions.insert(name, arn);
            }
            return true;
        };
        if let Some(task) = self.tasks.get(id) {
            complete(state, task, self.jsonata);
            return true;
        }
        state.retain(|key, _| matches!(key.as_str(), "Comment" | "QueryLanguage" | "Next" | "End"));
        let mut pass = Map::from([("Type", Value::from("Pass"))]);
        pass.extend(std::mem::take(state));
        *state = pass;
        false
    }
}

/// Drops the states that nothing leads to any more: Step Functions refuses them.
fn drop_unreachable(machine: &mut Map) {
    let mut reached = BTreeSet::new();
    let mut open: Vec<String> = machine.get("StartAt").and_then(Value::as_text).map(str::to_owned).into_iter().collect();
    let Some(Value::Map(states)) = machine.get_mut("States") else { return };
    while let Some(name) = open.pop() {
        if let Some(state) = states.get(&name)
            && reached.insert(name)
        {
            let rules = ["Choices", "Catch"].into_iter().filter_map(|key| state.get(key)?.as_list()).flatten();
            let next = |of: &Value| of.get("Next").and_then(Value::as_text).map(str::to_owned);
            open.extend(rules.chain([state]).filter_map(next));
            open.extend(state.get("Default").and_then(Value::as_text).map(str::to_owned));
        }
    }
    states.retain(|name, _| reached.contains(name.as_str()));
}

/// The placeholder of an integration such as `lambda:invoke`, and its ARN in whichever partition.
pub(super) fn integration(name: &str) -> (String, Value) {
    let words = name.replace([':', '.'], " ");
    (pascal(&words), Value::sub(format!("arn:${{AWS::Partition}}:states:::{name}")))
}

/// The rate must be written with its fraction.
fn write_backoff(retrier: &mut Value) {
    if let Value::Map(retrier) = retrier
        && let Some(rate) = retrier.get_mut("BackoffRate")
        && let Value::Integer(whole) = *rate
    {
        *rate = Value::Float(whole as f64);
    }
}

/// Lets a state say what its connection supplies.
fn complete(state: &mut Map, task: &Task, jsonata: bool) {
    let own_language = state.get("QueryLanguage").and_then(Value::as_text).map(|language| language == "JSONata");
    let jsonata = own_language.unwrap_or(jsonata);
    let (key, unsaid) = if jsonata { ("Arguments", &task.jsonata) } else { ("Parameters", &task.jsonpath) };
    state.insert("Resource", task.resource.as_str().into());
    // What a reader wants to see last stays last.
    let last: Vec<_> = ["Retry", "Catch", "Next", "End"].into_iter().filter_map(|key| state.shift_remove_entry(key)).collect();
    let arguments = merged(&task.arguments, &said(state.get(key), unsaid));
    if arguments.as_map().is_none_or(|map| !map.is_empty()) {
        state.insert(key.to_owned(), arguments);
    }
    let result: &[&str] = if jsonata { &["Output"] } else { &["ResultSelector", "ResultPath", "OutputPath"] };
    if !result.iter().any(|key| state.contains_key(key)) {
        state.extend(unsaid.result.clone());
    }
    state.extend(last);
}

/// The arguments a state has, with those it leaves unsaid.
fn said(own: Option<&Value>, unsaid: &Unsaid) -> Value {
    let mut all = match own {
        None => unsaid.arguments.clone(),
        Some(Value::Map(own)) => own.clone(),
        Some(computed) => return computed.clone(),
    };
    for (key, value) in &unsaid.needed {
        let plain = key.strip_suffix(".$").unwrap_or(key);
        if !all.contains_key(plain) && !all.contains_key(&format!("{plain}.$")) {
            all.insert(key.clone(), value.clone());
        }
    }
    Value::Map(all)
}

/// What a task must say, and besides that what its state says.
fn merged(must: &Map, own: &Value) -> Value {
    match own {
        Value::Map(own) => merged_maps(must, own),
        Value::Text(text) => match expression(text) {
            Some(inner) => format!("{{% $merge([{inner}, {}]) %}}", json::write_compact(&Value::Map(must.clone()))).into(),
            None => Value::Map(must.clone()),
        },
        _ => Value::Map(must.clone()),
    }
}

fn merged_maps(must: &Map, own: &Map) -> Value {
    let mut all = Map::new();
    for (key, value) in must {
        let path = format!("{key}.$");
        let wins = match (value, own.get(key)) {
            (Value::Map(must), Some(Value::Map(own))) => merged_maps(must, own),
            (Value::List(must), Some(Value::List(own))) => each_merged(must, own),
            // A structure that is computed is as it is computed.
            (Value::Map(_) | Value::List(_), Some(Value::Text(text))) if expression(text).is_some() => text.as_str().into(),
            (Value::Map(_) | Value::List(_), None) if own.contains_key(&path) => continue,
            (must, _) => must.clone(),
        };
        all.insert(key.clone(), wins);
    }
    for (key, value) in own {
        let said = key.strip_suffix(".$").is_some_and(|plain| all.contains_key(plain));
        if !all.contains_key(key) && !said {
            all.insert(key.clone(), value.clone());
        }
    }
    Value::Map(all)
}

/// What one item must say goes into each.
fn each_merged(must: &[Value], own: &[Value]) -> Value {
    let [Value::Map(must)] = must else { return Value::List(must.to_vec()) };
    Value::List(own.iter().map(|item| merged(must, item)).collect())
}

/// The inside of a JSONata expression.
fn expression(text: &str) -> Option<&str> {
    Some(text.trim().strip_prefix("{%")?.strip_suffix("%}")?.trim())
}

/// The names of the placeholders `${…}` anywhere in a value.
pub(super) fn placeholders(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Text(text) => {
            let mut rest = text.as_str();
            while let Some((_, behind)) = rest.split_once("${") {
                let Some((name, after)) = behind.split_once('}') else { break };
                found.push(name.to_owned());
                rest = after;
            }
        }
        Value::List(list) => list.iter().for_each(|item| placeholders(item, found)),
        Value::Map(map) => map.values().for_each(|item| placeholders(item, found)),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Call(..) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "given by the macro as it is")]
    fn value(json: serde_json::Value) -> Value {
        Value::from_json(&json)
    }

    #[expect(clippy::needless_pass_by_value, reason = "given by the macro as it is")]
    fn filled(state: serde_json::Value, must: serde_json::Value, jsonata: bool) -> Value {
        let Value::Map(arguments) = value(must) else { panic!("no map") };
        let Value::Map(usual) = value(serde_json::json!({ "Payload": "usual" })) else { panic!("no map") };
        let Value::Map(result) = value(serde_json::json!({ "Output": "result" })) else { panic!("no map") };
        let jsonata_unsaid = Unsaid { arguments: usual, needed: Map::new(), result };
        let task = Task { resource: "R".to_owned(), arguments, jsonata: jsonata_unsaid, ..Task::default() };
        let mut machine = value(serde_json::json!({ "States": { "S": state } }));
        let tasks = BTreeMap::from([("c", &task)]);
        Supplies { jsonata, tasks, substitutions: BTreeMap::new() }.fill(&mut machine);
        machine.get("States").unwrap().get("S").unwrap().clone()
    }

    #[test]
    fn what_is_not_said_is_as_usual() {
        let task = filled(serde_json::json!({ "Resource": "connection:c", "End": true }), serde_json::json!({ "F": "${F}" }), true);
        let expected =
            serde_json::json!({ "Resource": "R", "Arguments": { "F": "${F}", "Payload": "usual" }, "Output": "result", "End": true });
        assert_eq!(task, value(expected));
        let task =
            filled(serde_json::json!({ "Resource": "connection:c", "Arguments": { "A": 1 }, "Output": 2 }), serde_json::json!({}), true);
        assert_eq!(task, value(serde_json::json!({ "Resource": "R", "Arguments": { "A": 1 }, "Output": 2 })));
    }

    #[test]
    fn what_must_be_said_wins_and_the_rest_stays() {
        let state = serde_json::json!({ "Resource": "connection:c", "Parameters": { "FunctionName.$": "$.name", "Payload.$": "$" } });
        let task = filled(state, serde_json::json!({ "FunctionName": "${F}" }), false);
        let expected = serde_json::json!({ "Resource": "R", "Parameters": { "FunctionName": "${F}", "Payload.$": "$" } });
        assert_eq!(task, value(expected));
    }

    #[test]
    fn a_task_whose_node_is_not_there_passes_on_and_what_only_it_leads_to_goes() {
        let mut machine = value(serde_json::json!({ "StartAt": "A", "States": {
            "A": { "Type": "Task", "Resource": "connection:gone", "Retry": [], "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Failed" }], "Next": "B" },
            "B": { "Type": "Choice", "Choices": [{ "Condition": "{% true %}", "Next": "C" }], "Default": "D" },
            "C": { "Type": "Succeed" }, "D": { "Type": "Succeed" }, "Failed": { "Type": "Fail" } } }));
        Supplies { jsonata: true, tasks: BTreeMap::new(), substitutions: BTreeMap::new() }.fill(&mut machine);
        let expected = serde_json::json!({ "StartAt": "A", "States": {
            "A": { "Type": "Pass", "Next": "B" },
            "B": { "Type": "Choice", "Choices": [{ "Condition": "{% true %}", "Next": "C" }], "Default": "D" },
            "C": { "Type": "Succeed" }, "D": { "Type": "Succeed" } } });
        assert_eq!(machine, value(expected));
    }

    #[test]
    fn every_item_of_a_list_gets_it() {
        let state = serde_json::json!({ "Resource": "connection:c", "Arguments": { "Entries": [{ "Source": "a" }, { "Source": "b" }] } });
        let task = filled(state, serde_json::json!({ "Entries": [{ "EventBusName": "${B}" }] }), true);
        let entries = task.get("Arguments").unwrap().get("Entries").unwrap().as_list().unwrap();
        assert!(entries.iter().all(|e| e.get("EventBusName").is_some() && e.get("Source").is_some()));
    }

    #[test]
    fn computed_arguments_are_merged_when_they_are_computed() {
        let state = serde_json::json!({ "Resource": "connection:c", "Arguments": "{% $states.input %}" });
        let task = filled(state, serde_json::json!({ "FunctionName": "${F}" }), true);
        let text = task.get("Arguments").unwrap().as_text().unwrap().to_owned();
        assert!(text.starts_with("{% $merge([$states.input, {") && text.contains("\"FunctionName\""), "{text}");
    }

    #[test]
    fn states_inside_others_are_filled_and_rates_written_with_their_fraction() {
        let inner = serde_json::json!({ "States": { "T": { "Resource": "connection:c", "Retry": [{ "BackoffRate": 2 }] } } });
        let state = filled(serde_json::json!({ "Branches": [inner] }), serde_json::json!({}), true);
        let task = state.get("Branches").unwrap().as_list().unwrap()[0].get("States").unwrap().get("T").unwrap().clone();
        assert_eq!(task.get("Resource").unwrap().as_text(), Some("R"));
        assert_eq!(task.get("Retry").unwrap().as_list().unwrap()[0].get("BackoffRate"), Some(&Value::Float(2.0)));
    }
}
