//! What keeps a definition from running, as far as it can be read off the data.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::definition::{self, NAME_LENGTH};
use super::expressions::{first_in, jsonata_problem, path_problem, template_problem};
use super::rewrite::TYPES;

/// Something that is wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The state, where it is one's.
    pub state: Option<String>,
    /// The member of the state, or of the machine.
    pub member: Option<&'static str>,
    /// What is wrong, without a full stop.
    pub message: String,
}

/// What is wrong with a definition, in the order of its states.
pub fn of(definition: &Json, jsonata: bool) -> Vec<Flaw> {
    let mut flaws = Flaws { jsonata, found: Vec::new() };
    flaws.machine(definition);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for state in definition::states(definition) {
        *seen.entry(state.name).or_default() += 1;
    }
    for (name, _) in seen.iter().filter(|(_, count)| **count > 1) {
        flaws.add(Some(name), None, format!("several states are called {name}"));
    }
    flaws.found
}

struct Flaws {
    jsonata: bool,
    found: Vec<Flaw>,
}

impl Flaws {
    fn add(&mut self, state: Option<&str>, member: Option<&'static str>, message: impl Into<String>) {
        self.found.push(Flaw { state: state.map(str::to_owned), member, message: message.into() });
    }

    fn machine(&mut self, machine: &Json) {
        let Some(states) = machine["States"].as_object().filter(|s| !s.is_empty()) else {
            self.add(None, Some("States"), "the definition has no States");
            return;
        };
        let start = machine["StartAt"].as_str().unwrap_or_default();
        if !states.contains_key(start) {
            self.add(None, Some("StartAt"), format!("it starts at `{start}`, which is no state"));
        }
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut waiting = vec![start];
        while let Some(name) = waiting.pop() {
            if let Some((name, body)) = states.get_key_value(name)
                && reached.insert(name)
            {
                waiting.extend(definition::successors(body));
            }
        }
        // Ways that lead astray are told by themselves.
        let goes_on = |name: &&str| {
            let next = states.get(*name).filter(|body| !is_last(body)).map(definition::successors).unwrap_or_default();
            !next.is_empty() && next.iter().all(|next| states.contains_key(*next))
        };
        if states.contains_key(start) && reached.iter().all(goes_on) {
            self.add(None, Some("States"), format!("from {start} on it comes to no end: no state ends it"));
        }
        for (name, body) in states {
            self.state(name, body, &|next| states.contains_key(next));
            if !reached.contains(name.as_str()) && states.contains_key(start) {
                self.add(Some(name), None, format!("nothing leads to {name}"));
            }
            definition::nested(body).for_each(|inner| self.machine(inner));
        }
    }

    fn state(&mut self, name: &str, body: &Json, beside: &dyn Fn(&str) -> bool) {
        let kind = body["Type"].as_str().unwrap_or_default();
        if !TYPES.contains(&kind) {
            self.add(Some(name), Some("Type"), format!("{name} has the type `{kind}`, which does not exist"));
            return;
        }
        if name.chars().count() > NAME_LENGTH {
            self.add(Some(name), None, format!("{name} has a name of more than {NAME_LENGTH} characters"));
        }
        self.ways(name, kind, body, beside);
        self.handling(name, body);
        self.parts(name, kind, body);
        self.choices(name, kind, body);
        self.language(name, body);
        self.expressions(name, body);
    }

    fn ways(&mut self, name: &str, kind: &str, body: &Json, beside: &dyn Fn(&str) -> bool) {
        let one = |key: &'static str| body[key].as_str().map(|next| (key, next)).into_iter();
        let many = |key: &'static str| {
            body[key].as_array().into_iter().flatten().filter_map(|item| item["Next"].as_str()).map(move |next| (key, next))
        };
        let ways = one("Next").chain(many("Choices")).chain(one("Default")).chain(many("Catch"));
        for (member, next) in ways.filter(|(_, next)| !beside(next)) {
            self.add(Some(name), Some(member), format!("{name} leads to `{next}`, which is no state beside it"));
        }
        let ends = is_last(body);
        if kind != "Choice" && !ends && body["Next"].as_str().is_none() {
            self.add(Some(name), None, format!("{name} has neither Next nor End"));
        }
        if kind != "Choice" && ends && body["Next"].as_str().is_some() {
            self.add(Some(name), Some("Next"), format!("{name} ends and leads on as well"));
        }
        if kind == "Choice" && body["Choices"].as_array().is_none_or(Vec::is_empty) {
            self.add(Some(name), Some("Choices"), format!("{name} has no Choices"));
        }
    }

    fn handling(&mut self, name: &str, body: &Json) {
        for member in ["Retry", "Catch"] {
            let list = body[member].as_array().map(Vec::as_slice).unwrap_or_default();
            for (at, handler) in list.iter().enumerate() {
                let errors: Vec<&str> = handler["ErrorEquals"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
                if errors.is_empty() {
                    self.add(Some(name), Some(member), format!("{member} of {name} does not say for which errors"));
                }
                if errors.contains(&"States.ALL") && (errors.len() > 1 || at + 1 < list.len()) {
                    self.add(Some(name), Some(member), format!("States.ALL stands by itself and last in {member} of {name}"));
                }
                if member == "Catch" && handler["Next"].as_str().is_none() {
                    self.add(Some(name), Some(member), format!("Catch of {name} leads nowhere"));
                }
            }
        }
    }

    fn parts(&mut self, name: &str, kind: &str, body: &Json) {
        if kind == "Parallel" && body["Branches"].as_array().is_none_or(Vec::is_empty) {
            self.add(Some(name), Some("Branches"), format!("{name} has no Branches"));
        }
        if kind == "Map" && body.get("ItemProcessor").or_else(|| body.get("Iterator")).is_none() {
            self.add(Some(name), Some("ItemProcessor"), format!("{name} has no ItemProcessor"));
        }
        let waits = ["Seconds", "Timestamp", "SecondsPath", "TimestampPath"].iter().filter(|key| body.get(**key).is_some()).count();
        if kind == "Wait" && waits != 1 {
            self.add(Some(name), None, format!("{name} says {} how long it waits", if waits == 0 { "nowhere" } else { "more than once" }));
        }
    }

    fn is_jsonata(&self, body: &Json) -> bool {
        body["QueryLanguage"].as_str().map_or(self.jsonata, |language| language == "JSONata")
    }

    /// Rules that ask nothing or lead nowhere.
    fn choices(&mut self, name: &str, kind: &str, body: &Json) {
        let asks: &[&str] = if self.is_jsonata(body) { &["Condition"] } else { &["Variable", "And", "Or", "Not"] };
        for (at, rule) in body["Choices"].as_array().filter(|_| kind == "Choice").into_iter().flatten().enumerate() {
            if rule["Next"].as_str().is_none() {
                self.add(Some(name), Some("Choices"), format!("rule {} of {name} leads nowhere", at + 1));
            }
            if !asks.iter().any(|key| rule.get(*key).is_some()) {
                self.add(Some(name), Some("Choices"), format!("rule {} of {name} asks nothing: it has no {}", at + 1, asks.join(", ")));
            }
        }
    }

    /// Paths and expressions that cannot be read.
    fn expressions(&mut self, name: &str, body: &Json) {
        let Some(members) = body.as_object() else { return };
        // What is inside a state is looked at by itself.
        let own = members.iter().filter(|(key, _)| !matches!(key.as_str(), "Branches" | "ItemProcessor" | "Iterator" | "Comment"));
        if self.is_jsonata(body) {
            for (key, value) in own {
                if let Some(problem) = first_in(value, &|_, text| jsonata_problem(text)) {
                    self.add(Some(name), None, format!("{key} of {name}: {problem}"));
                }
            }
            return;
        }
        for (key, value) in own {
            let problem = match (key.as_str(), value) {
                // A function may compute these.
                ("ErrorPath" | "CausePath", Json::String(text)) => template_problem(text),
                ("InputPath" | "OutputPath", Json::String(text)) => path_problem(text, false),
                (key, Json::String(text)) if key.ends_with("Path") => path_problem(text, true),
                ("Choices", rules) => first_in(rules, &|key, text| {
                    let is_path = key.is_some_and(|key| key == "Variable" || key.ends_with("Path"));
                    path_problem(text, false).filter(|_| is_path)
                }),
                ("Parameters" | "ResultSelector" | "ItemSelector", value) => {
                    first_in(value, &|key, text| template_problem(text).filter(|_| key.is_some_and(|key| key.ends_with(".$"))))
                }
                _ => None,
            };
            if let Some(problem) = problem {
                self.add(Some(name), None, format!("{key} of {name}: {problem}"));
            }
        }
    }

    /// Members that only the other query language has.
    fn language(&mut self, name: &str, body: &Json) {
        let jsonata = self.is_jsonata(body);
        let others: &[&'static str] = if jsonata {
            &["InputPath", "Parameters", "ResultSelector", "ResultPath", "OutputPath", "ItemsPath", "SecondsPath", "TimestampPath"]
        } else {
            &["Arguments", "Output", "Items"]
        };
        let (is, other) = if jsonata { ("JSONata", "JSONPath") } else { ("JSONPath", "JSONata") };
        for member in others.iter().filter(|member| body.get(**member).is_some()) {
            self.add(Some(name), Some(member), format!("{name} is written in {is}, and {member} is of {other}"));
        }
    }
}

/// Whether the workflow, or the part of it, ends with a state.
fn is_last(state: &Json) -> bool {
    state["End"].as_bool() == Some(true) || matches!(state["Type"].as_str(), Some("Succeed" | "Fail"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn flaws(state: &Json, jsonata: bool) -> Vec<(Option<&'static str>, String)> {
        let definition = json!({ "StartAt": "A", "States": { "A": state } });
        of(&definition, jsonata).into_iter().map(|flaw| (flaw.member, flaw.message)).collect()
    }

    #[test]
    fn what_is_sound_has_no_flaws() {
        assert!(flaws(&json!({ "Type": "Wait", "Seconds": 5, "End": true }), true).is_empty());
        let handled = json!({ "Type": "Task", "Resource": "connection:c", "Parameters": {}, "End": true,
            "Retry": [{ "ErrorEquals": ["A"] }, { "ErrorEquals": ["States.ALL"] }] });
        assert!(flaws(&handled, false).is_empty());
    }

    #[test]
    fn each_flaw_names_the_member() {
        for (state, member, part) in [
            (json!({ "Type": "Pass", "Next": "A", "End": true }), Some("Next"), "as well"),
            (json!({ "Type": "Pass", "Output": "{% $sum( %}", "End": true }), None, "is no JSONata"),
            (json!({ "Type": "Wait", "End": true }), None, "nowhere"),
            (json!({ "Type": "Wait", "Seconds": 1, "Timestamp": "x", "End": true }), None, "more than once"),
            (json!({ "Type": "Parallel", "End": true }), Some("Branches"), "no Branches"),
            (json!({ "Type": "Map", "End": true }), Some("ItemProcessor"), "no ItemProcessor"),
            (json!({ "Type": "Pass", "ResultPath": "$.a", "End": true }), Some("ResultPath"), "is of JSONPath"),
            (json!({ "Type": "Task", "Retry": [{}], "End": true }), Some("Retry"), "for which errors"),
            (json!({ "Type": "Task", "Catch": [{ "ErrorEquals": ["E"] }], "End": true }), Some("Catch"), "leads nowhere"),
            (
                json!({ "Type": "Task", "Retry": [{ "ErrorEquals": ["States.ALL"] }, { "ErrorEquals": ["E"] }], "End": true }),
                Some("Retry"),
                "by itself and last",
            ),
        ] {
            let found = flaws(&state, true);
            assert!(found.len() == 1 && found[0].0 == member && found[0].1.contains(part), "{state}: {found:?}");
        }
        assert!(of(&json!({}), true)[0].message.contains("no States"));
        let among = |state: &Json, jsonata: bool, part: &str| flaws(state, jsonata).iter().any(|(_, message)| message.contains(part));
        assert!(among(&json!({ "Type": "Odd" }), true, "does not exist"));
        assert!(among(&json!({ "Type": "Pass" }), true, "neither Next nor End"));
        assert!(among(&json!({ "Type": "Pass", "Next": "B" }), true, "no state beside"));
        assert!(among(&json!({ "Type": "Choice" }), true, "no Choices"));
        assert!(among(&json!({ "Type": "Choice", "Choices": [{ "Condition": "{% x %}" }] }), true, "leads nowhere"));
        assert!(among(&json!({ "Type": "Choice", "Choices": [{ "Next": "A" }] }), false, "asks nothing"));
        assert!(among(&json!({ "Type": "Pass", "ResultPath": "nonsense", "End": true }), false, "is no path"));
        assert!(among(&json!({ "Type": "Pass", "Parameters": { "a.$": "b" }, "End": true }), false, "is no path"));
        assert!(flaws(&json!({ "Type": "Pass", "ResultPath": null, "InputPath": "$.a[*]", "End": true }), false).is_empty());
        let circle = json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "Next": "B" }, "B": { "Type": "Pass", "Next": "A" } } });
        assert!(of(&circle, true)[0].message.contains("comes to no end"));
    }
}
