//! A workflow's definition as data: its states found, added, removed and joined.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use crate::design::ids::unused;
use crate::design::{ConnectionId, EntryId};

/// What stands before a connection's id where a task names the line that says what it does.
pub const CONNECTION: &str = "connection:";

/// The most characters a state's name may have.
pub const NAME_LENGTH: usize = 80;

/// What a workflow does that nothing was said about: nothing, successfully.
pub const NOTHING: &str = r#"{"StartAt": "Done", "States": {"Done": {"Type": "Pass", "End": true}}}"#;

/// A state with its name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State<'d> {
    /// Its name, unique in the whole definition.
    pub name: &'d str,
    /// What the definition says of it.
    pub body: &'d Json,
}

impl<'d> State<'d> {
    /// `Task`, `Choice` …
    pub fn kind(self) -> &'d str {
        self.body["Type"].as_str().unwrap_or_default()
    }

    /// The connection a task names in place of its resource.
    pub fn connection(self) -> Option<&'d str> {
        self.body["Resource"].as_str()?.strip_prefix(CONNECTION)
    }
}

/// All states, also those inside others: first the way from the start, then the branches off it, then what nothing leads to.
pub fn states(definition: &Json) -> Vec<State<'_>> {
    let mut found = Vec::new();
    collect(definition, &mut found);
    found
}

fn collect<'d>(machine: &'d Json, found: &mut Vec<State<'d>>) {
    for state in beside(machine) {
        found.push(state);
        nested(state.body).for_each(|inner| collect(inner, found));
    }
}

/// The states of a machine without those inside them: first the way from the start, then the branches off it, then what
/// nothing leads to.
pub fn beside(machine: &Json) -> Vec<State<'_>> {
    let Some(all) = machine["States"].as_object() else { return Vec::new() };
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut order: Vec<&str> = Vec::new();
    let mut waiting: Vec<&str> = machine["StartAt"].as_str().into_iter().collect();
    while let Some(name) = waiting.pop() {
        if let Some((name, body)) = all.get_key_value(name)
            && seen.insert(name)
        {
            order.push(name);
            waiting.extend(successors(body).into_iter().rev());
        }
    }
    order.extend(all.keys().map(String::as_str).filter(|name| !seen.contains(name)));
    order.into_iter().filter_map(|name| Some(State { name, body: all.get(name)? })).collect()
}

/// The states that may follow one, the usual one first.
pub fn successors(state: &Json) -> Vec<&str> {
    let listed = |list: &'static str| state[list].as_array().into_iter().flatten().filter_map(|item| item["Next"].as_str());
    let usual = state["Next"].as_str().into_iter();
    usual.chain(listed("Choices")).chain(state["Default"].as_str()).chain(listed("Catch")).collect()
}

/// The machines inside a state: branches, and what is done for each item.
pub fn nested(state: &Json) -> impl Iterator<Item = &Json> {
    let branches = state["Branches"].as_array().into_iter().flatten();
    branches.chain(["ItemProcessor", "Iterator"].into_iter().filter_map(|key| state.get(key)))
}

/// The task that names this connection.
pub fn task_of<'d>(definition: &'d Json, connection: &ConnectionId) -> Option<State<'d>> {
    states(definition).into_iter().find(|s| s.connection() == Some(connection.as_str()))
}

/// A state to be changed, by its name.
pub fn state_mut<'d>(definition: &'d mut Json, name: &str) -> Option<&'d mut Json> {
    machine_with(definition, name)?.get_mut("States")?.get_mut(name)
}

pub(super) fn machine_with<'d>(machine: &'d mut Json, name: &str) -> Option<&'d mut Json> {
    if machine["States"].get(name).is_some() {
        return Some(machine);
    }
    let all = machine.get_mut("States")?.as_object_mut()?;
    all.values_mut().flat_map(nested_mut).find_map(|inner| machine_with(inner, name))
}

pub(super) fn nested_mut(state: &mut Json) -> Vec<&mut Json> {
    let mut found = Vec::new();
    for (key, value) in state.as_object_mut().into_iter().flatten() {
        match (key.as_str(), value) {
            ("Branches", Json::Array(branches)) => found.extend(branches),
            ("ItemProcessor" | "Iterator", machine) => found.push(machine),
            _ => {}
        }
    }
    found
}

/// Gives every task that names a connection of `ids` the other id.
pub fn rename_connections(definition: &mut Json, rename: &impl Fn(&str) -> Option<String>) {
    let Some(all) = definition.get_mut("States").and_then(Json::as_object_mut) else { return };
    for state in all.values_mut() {
        if let Some(id) = state["Resource"].as_str().and_then(|r| r.strip_prefix(CONNECTION)).and_then(rename) {
            state["Resource"] = format!("{CONNECTION}{id}").into();
        }
        for inner in nested_mut(state) {
            rename_connections(inner, rename);
        }
    }
}

/// Adds a task at the end of the chain; its name is the title, or the title numbered where a state has it already.
pub fn add_task(definition: &mut Json, title: &str) -> Option<EntryId> {
    let untouched = serde_json::from_str::<Json>(NOTHING).is_ok_and(|nothing| *definition == nothing);
    if untouched {
        *definition = json!({ "StartAt": "", "States": {} });
    }
    let title: String = title.trim().chars().take(NAME_LENGTH - 4).collect();
    let title = if title.is_empty() { "Task".to_owned() } else { title };
    let taken: BTreeSet<String> = states(definition).iter().map(|s| s.name.to_owned()).collect();
    let name = unused(&title, " ", |name| taken.contains(name));
    let object = definition.as_object_mut()?;
    let start = object.get("StartAt").and_then(Json::as_str).unwrap_or_default().to_owned();
    let all = object.entry("States").or_insert_with(|| Json::Object(Map::new())).as_object_mut()?;
    let mut task = json!({ "Type": "Task" });
    let start = match end_of_chain(all, &start) {
        End::Open(last) => {
            lead_on(all, &last, &name);
            task["End"] = true.into();
            Some(start)
        }
        // Nothing may follow these: the task goes before them.
        End::Closed(last) => {
            task["Next"] = last.clone().into();
            all.values_mut().for_each(|state| redirect(state, &last, &name));
            Some(if start == last { name.clone() } else { start })
        }
        End::Loop if all.contains_key(&start) => {
            task["Next"] = start.into();
            None
        }
        End::Loop => {
            task["End"] = true.into();
            None
        }
    };
    all.insert(name.clone(), task);
    object.insert("StartAt".to_owned(), start.unwrap_or_else(|| name.clone()).into());
    // The start is read first.
    let states = object.shift_remove("States")?;
    object.insert("States".to_owned(), states);
    Some(EntryId::from(name.as_str()))
}

/// Where the usual way through a machine ends.
enum End {
    /// At a state that another may follow.
    Open(String),
    /// At a state that nothing may follow.
    Closed(String),
    /// Nowhere.
    Loop,
}

fn end_of_chain(all: &Map<String, Json>, start: &str) -> End {
    let mut seen = BTreeSet::new();
    let mut name = start;
    while let Some(state) = all.get(name) {
        if !seen.insert(name) {
            break;
        }
        match (state["Type"].as_str(), state["Next"].as_str(), state["Default"].as_str()) {
            (Some("Succeed" | "Fail"), _, _) => return End::Closed(name.to_owned()),
            (Some("Choice"), _, Some(next)) | (Some(_), Some(next), _) => name = next,
            _ => return End::Open(name.to_owned()),
        }
    }
    End::Loop
}

/// Lets `next` follow a state at the end of its chain.
fn lead_on(all: &mut Map<String, Json>, last: &str, next: &str) {
    let Some(Json::Object(state)) = all.get_mut(last) else { return };
    let choice = state.get("Type").and_then(Json::as_str) == Some("Choice");
    if choice {
        state.insert("Default".to_owned(), next.into());
    } else {
        state.shift_remove("End");
        state.insert("Next".to_owned(), next.into());
    }
}

/// Lets whatever led to `from` lead to `to`.
pub(super) fn redirect(state: &mut Json, from: &str, to: &str) {
    for key in ["Next", "Default"] {
        if state[key].as_str() == Some(from) {
            state[key] = to.into();
        }
    }
    for list in ["Choices", "Catch"] {
        for item in state.get_mut(list).and_then(Json::as_array_mut).into_iter().flatten() {
            if item["Next"].as_str() == Some(from) {
                item["Next"] = to.into();
            }
        }
    }
}

/// Removes a state and joins its neighbours; whether there was one.
pub fn remove_state(definition: &mut Json, name: &str) -> bool {
    let other_name = {
        let taken: BTreeSet<String> = states(definition).iter().map(|s| s.name.to_owned()).collect();
        unused("Nothing", " ", |name| taken.contains(name))
    };
    let Some(machine) = machine_with(definition, name) else { return false };
    let start = machine["StartAt"].as_str().unwrap_or_default().to_owned();
    let Some(all) = machine.get_mut("States").and_then(Json::as_object_mut) else { return false };
    let Some(removed) = all.shift_remove(name) else { return false };
    // The usual way goes on; those that lead off it where something fails do not take its place.
    let ways = ["Next", "Default"].into_iter().filter_map(|key| removed[key].as_str());
    let rules = removed["Choices"].as_array().into_iter().flatten().filter_map(|rule| rule["Next"].as_str());
    let next = ways.chain(rules).find(|next| *next != name && all.contains_key(*next)).map(str::to_owned);
    let mut first = if start == name { next.clone().or_else(|| all.keys().next().cloned()) } else { Some(start) };
    for (own, state) in all.iter_mut() {
        match &next {
            Some(next) if next != own => redirect(state, name, next),
            _ => end(state, name),
        }
    }
    if all.is_empty() {
        all.insert(other_name.clone(), json!({ "Type": "Pass", "End": true }));
        first = Some(other_name);
    }
    machine["StartAt"] = first.unwrap_or_default().into();
    let only_nothing = definition["States"].as_object().is_some_and(|all| all.len() == 1 && all.contains_key("Nothing"));
    if only_nothing && let Ok(nothing) = serde_json::from_str(NOTHING) {
        *definition = nothing;
    }
    true
}

/// Lets a state that led to `gone` end instead.
fn end(state: &mut Json, gone: &str) {
    let Some(object) = state.as_object_mut() else { return };
    for list in ["Choices", "Catch"] {
        if let Some(Json::Array(items)) = object.get_mut(list) {
            items.retain(|item| item["Next"].as_str() != Some(gone));
            if items.is_empty() {
                object.shift_remove(list);
            }
        }
    }
    if object.get("Default").and_then(Json::as_str) == Some(gone) {
        object.shift_remove("Default");
    }
    if object.get("Next").and_then(Json::as_str) == Some(gone) {
        object.shift_remove("Next");
        object.insert("End".to_owned(), true.into());
    }
    // A choice without a rule chooses nothing.
    if object.get("Type").and_then(Json::as_str) == Some("Choice") && !object.contains_key("Choices") {
        let default = object.shift_remove("Default");
        object.insert("Type".to_owned(), "Pass".into());
        match default {
            Some(next) => object.insert("Next".to_owned(), next),
            None => object.insert("End".to_owned(), true.into()),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(definition: &Json) -> Vec<&str> {
        states(definition).into_iter().map(|s| s.name).collect()
    }

    fn branching() -> Json {
        json!({ "StartAt": "A", "States": {
            "Undo": { "Type": "Task", "Resource": "connection:c", "Next": "Failed" },
            "A": { "Type": "Task", "Resource": "connection:a", "Next": "Each", "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Undo" }] },
            "Each": { "Type": "Map", "Next": "B", "ItemProcessor": { "StartAt": "Inner", "States": {
                "Inner": { "Type": "Task", "Resource": "connection:b", "End": true } } } },
            "B": { "Type": "Choice", "Choices": [{ "Condition": "{% true %}", "Next": "Failed" }], "Default": "Fine" },
            "Fine": { "Type": "Succeed" },
            "Failed": { "Type": "Fail" },
        } })
    }

    #[test]
    fn tasks_are_added_at_the_end_of_the_chain() {
        let mut definition: Json = serde_json::from_str(NOTHING).unwrap();
        assert_eq!(add_task(&mut definition, "Take payment").unwrap().as_str(), "Take payment");
        assert_eq!(add_task(&mut definition, "Take payment").unwrap().as_str(), "Take payment 2");
        let expected = json!({ "StartAt": "Take payment", "States": {
            "Take payment": { "Type": "Task", "Next": "Take payment 2" },
            "Take payment 2": { "Type": "Task", "End": true },
        } });
        assert_eq!(definition, expected);
        let mut definition = branching();
        add_task(&mut definition, "C").unwrap();
        assert_eq!(definition["States"]["B"]["Default"], "C");
        assert_eq!(definition["States"]["C"]["Next"], "Fine");
    }

    #[test]
    fn states_are_listed_on_their_way() {
        assert_eq!(names(&branching()), ["A", "Each", "Inner", "B", "Failed", "Fine", "Undo"]);
    }

    #[test]
    fn removing_joins_the_neighbours() {
        let mut definition = branching();
        assert!(remove_state(&mut definition, "Each"));
        assert_eq!(definition["States"]["A"]["Next"], "B");
        assert!(remove_state(&mut definition, "A"));
        assert_eq!(definition["StartAt"], "B");
        assert!(remove_state(&mut definition, "Failed"));
        assert_eq!(definition["States"]["B"], json!({ "Type": "Pass", "Next": "Fine" }));
        assert_eq!(definition["States"]["Undo"]["End"], true);
        assert!(!remove_state(&mut definition, "A"));
    }

    #[test]
    fn removing_the_last_state_leaves_a_valid_machine() {
        let mut definition = branching();
        assert!(remove_state(&mut definition, "Inner"));
        assert_eq!(definition["States"]["Each"]["ItemProcessor"]["States"], json!({ "Nothing": { "Type": "Pass", "End": true } }));
        let mut definition: Json = serde_json::from_str(NOTHING).unwrap();
        add_task(&mut definition, "Only").unwrap();
        assert!(remove_state(&mut definition, "Only"));
        assert_eq!(definition, serde_json::from_str::<Json>(NOTHING).unwrap());
    }

    #[test]
    fn adding_and_removing_undo_each_other() {
        let before = json!({ "StartAt": "A", "States": { "A": { "Type": "Task", "End": true } } });
        let mut definition = before.clone();
        add_task(&mut definition, "B").unwrap();
        remove_state(&mut definition, "B");
        assert_eq!(definition, before);
    }

    #[test]
    fn inner_tasks_are_found_and_renamed() {
        let mut definition = branching();
        rename_connections(&mut definition, &|id| (id == "b").then(|| "b-2".to_owned()));
        assert_eq!(task_of(&definition, &ConnectionId::new("b-2")).unwrap().name, "Inner");
        assert!(task_of(&definition, &ConnectionId::new("b")).is_none());
        state_mut(&mut definition, "Inner").unwrap()["Comment"] = "x".into();
        assert_eq!(definition["States"]["Each"]["ItemProcessor"]["States"]["Inner"]["Comment"], "x");
    }
}
