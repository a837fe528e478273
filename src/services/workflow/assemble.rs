//! A workflow's definition as the template has it: tasks get what their connections supply.

use std::collections::BTreeMap;

use crate::cfn::{Map, Value, json};

use super::definition::CONNECTION;

/// What a connection supplies to the tasks that name it.
pub(super) struct Performed<'a> {
    /// The resource of the task.
    pub resource: &'a str,
    /// Arguments the task must have.
    pub arguments: &'a Map,
}

/// Puts what the connections supply into the states of a machine, and writes numbers as they are wanted.
pub(super) fn fill(machine: &mut Value, jsonata: bool, performed: &BTreeMap<&str, Performed<'_>>) {
    let Value::Map(machine) = machine else { return };
    let Some(Value::Map(states)) = machine.get_mut("States") else { return };
    for state in states.values_mut() {
        let Value::Map(state) = state else { continue };
        fill_task(state, jsonata, performed);
        if let Some(Value::List(retriers)) = state.get_mut("Retry") {
            retriers.iter_mut().for_each(write_backoff);
        }
        if let Some(Value::List(branches)) = state.get_mut("Branches") {
            for branch in branches.iter_mut() {
                fill(branch, jsonata, performed);
            }
        }
        for key in ["ItemProcessor", "Iterator"] {
            if let Some(inner) = state.get_mut(key) {
                fill(inner, jsonata, performed);
            }
        }
    }
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

fn fill_task(state: &mut Map, jsonata: bool, performed: &BTreeMap<&str, Performed<'_>>) {
    let Some(resource) = state.get("Resource").and_then(Value::as_text) else { return };
    let Some(id) = resource.strip_prefix(CONNECTION) else {
        if let Some(rest) = resource.strip_prefix("arn:aws:") {
            let resource = format!("arn:${{{PARTITION}}}:{rest}");
            state.insert("Resource".to_owned(), resource.into());
        }
        return;
    };
    let Some(supplied) = performed.get(id) else {
        state.shift_remove("Resource");
        return;
    };
    let own_language = state.get("QueryLanguage").and_then(Value::as_text).map(|language| language == "JSONata");
    let jsonata = own_language.unwrap_or(jsonata);
    let key = if jsonata { "Arguments" } else { "Parameters" };
    state.insert("Resource".to_owned(), supplied.resource.into());
    if supplied.arguments.is_empty() {
        return;
    }
    let arguments = match state.get(key) {
        Some(own) => merged(supplied.arguments, own),
        None => Value::Map(supplied.arguments.clone()),
    };
    state.insert(key.to_owned(), arguments);
}

/// The placeholder for the partition ARNs are of.
pub(super) const PARTITION: &str = "Partition";

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

    fn value(json: serde_json::Value) -> Value {
        Value::from_json(&json)
    }

    fn filled(state: serde_json::Value, must: serde_json::Value, jsonata: bool) -> Value {
        let Value::Map(arguments) = value(must) else { panic!("no map") };
        let performed = BTreeMap::from([("c", Performed { resource: "R", arguments: &arguments })]);
        let mut machine = value(serde_json::json!({ "States": { "S": state } }));
        fill(&mut machine, jsonata, &performed);
        machine.get("States").unwrap().get("S").unwrap().clone()
    }

    #[test]
    fn what_must_be_said_wins_and_the_rest_stays() {
        let state = serde_json::json!({ "Resource": "connection:c", "Parameters": { "FunctionName.$": "$.name", "Payload.$": "$" } });
        let task = filled(state, serde_json::json!({ "FunctionName": "${F}" }), false);
        let expected = serde_json::json!({ "Resource": "R", "Parameters": { "FunctionName": "${F}", "Payload.$": "$" } });
        assert_eq!(task, value(expected));
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
