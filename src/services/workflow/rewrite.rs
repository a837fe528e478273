//! A workflow's definition rewritten: states put in, moved, renamed and led elsewhere.
//!
//! Pure functions over the data. Ways that led through a place lead through it afterwards; what cannot be is told in a
//! sentence and changes nothing.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::definition::{self, NAME_LENGTH, machine_with, nested_mut, redirect, states};
use super::flaws;
use super::new_state::{Made, Names, free_name, is_untouched, made, pass, set_next, with_next};
use super::task::usual_retry;

/// Where a state goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// On the usual way behind this state.
    After(String),
    /// On every way that leads to this state.
    Before(String),
    /// At the beginning of a part of this state: a branch of a parallel, or what a map does for each item.
    Into(String, usize),
}

/// The types of states, in the order they are offered.
pub const TYPES: [&str; 8] = ["Task", "Choice", "Parallel", "Map", "Wait", "Pass", "Succeed", "Fail"];

/// Puts a new state of a type into the definition; its name is the title, numbered where another state has it.
pub fn insert(definition: &mut Json, kind: &str, title: &str, spot: &Spot, jsonata: bool) -> Result<String, String> {
    if !TYPES.contains(&kind) {
        return Err(format!("There is no state of the type {kind}; the types are {}.", TYPES.join(", ")));
    }
    let name = free_name(definition, title, kind);
    let mut changed = definition.clone();
    if is_untouched(&changed) {
        // The state that does nothing was only there to have one.
        changed = json!({ "StartAt": name, "States": {} });
        let mut names = Names::of(&changed);
        names.0.insert(name.clone());
        let made = made(kind, None, &mut names, jsonata);
        let all = states_of(&mut changed)?;
        all.insert(name.clone(), made.state);
        all.extend(made.beside);
    } else {
        put(&mut changed, &name, spot, |follow, names| {
            if matches!(kind, "Succeed" | "Fail") && follow.is_some() {
                return Err(format!("{kind} ends the workflow, and {} would never be reached.", follow.unwrap_or_default()));
            }
            Ok(made(kind, follow, names, jsonata))
        })?;
    }
    *definition = changed;
    Ok(name)
}

/// Moves a state with all that is inside it; its neighbours are joined.
pub fn move_to(definition: &mut Json, name: &str, spot: &Spot) -> Result<(), String> {
    let (Spot::After(other) | Spot::Before(other) | Spot::Into(other, _)) = spot;
    if other == name {
        return Err(format!("{name} cannot go to itself."));
    }
    let mut changed = definition.clone();
    let body = state_of(&changed, name)?.clone();
    if contains(&body, other) {
        return Err(format!("{other} is inside {name}."));
    }
    match kind_of(&body) {
        "Choice" => return Err(format!("{name} stands where ways part; move the states around it instead.")),
        kind @ ("Succeed" | "Fail") => {
            return Err(format!("{name} ends a way ({kind}), so it cannot go elsewhere; lead states to it instead."));
        }
        _ => {}
    }
    if !definition::remove_state(&mut changed, name) {
        return Err(format!("There is no state {name}."));
    }
    let beside: BTreeSet<String> = siblings(&changed, spot)?;
    let caught = body["Catch"].as_array().into_iter().flatten().filter_map(|catcher| catcher["Next"].as_str());
    if let Some(stranger) = caught.into_iter().find(|next| !beside.contains(*next)) {
        return Err(format!("{name} leads to {stranger} where it fails, which is not beside its new place."));
    }
    put(&mut changed, name, spot, |follow, _| Ok(Made { state: with_next(body, follow), beside: Map::new() }))?;
    // What ends a way may not become a step of a circle.
    let endless = |definition: &Json| flaws::of(definition, true).iter().any(|f| f.state.is_none() && f.member == Some("States"));
    if endless(&changed) && !endless(definition) {
        return Err(format!("Nothing would end the workflow if {name} stood there; lead another state to an end first."));
    }
    *definition = changed;
    Ok(())
}

/// Moves a state one place up or down on its way.
pub fn shift(definition: &mut Json, name: &str, up: bool) -> Result<(), String> {
    let machine = machine(definition, name)?;
    let all = machine["States"].as_object().ok_or_else(|| format!("There is no state {name}."))?;
    let spot = if up {
        let before: Vec<&String> = all.iter().filter(|(own, body)| *own != name && leads_to(body, name)).map(|(own, _)| own).collect();
        match before[..] {
            [] => return Err(format!("{name} is the first state already.")),
            [one] => Spot::Before(one.clone()),
            _ => return Err(format!("Several ways lead to {name}: {}.", before.iter().map(|n| n.as_str()).collect::<Vec<_>>().join(", "))),
        }
    } else {
        let next = all.get(name).and_then(usual).ok_or_else(|| format!("{name} is the last state already."))?;
        Spot::After(next.to_owned())
    };
    move_to(definition, name, &spot)
}

/// Gives a state another name; what led to it leads to it still.
pub fn rename(definition: &mut Json, name: &str, title: &str) -> Result<(), String> {
    let title = title.trim();
    if title == name {
        return Ok(());
    }
    if title.is_empty() || title.chars().count() > NAME_LENGTH {
        return Err(format!("The name of a state has 1 to {NAME_LENGTH} characters."));
    }
    if states(definition).iter().any(|state| state.name == title) {
        return Err(format!("Another state is called {title}."));
    }
    let machine = machine_with(definition, name).ok_or_else(|| format!("There is no state {name}."))?;
    if machine["StartAt"].as_str() == Some(name) {
        machine["StartAt"] = title.into();
    }
    let all = states_of(machine)?;
    // Its place among the others stays.
    *all = std::mem::take(all).into_iter().map(|(own, body)| (if own == name { title.to_owned() } else { own }, body)).collect();
    all.values_mut().for_each(|state| redirect(state, name, title));
    Ok(())
}

/// Adds a branch to a parallel; the name of the state in it.
pub fn add_branch(definition: &mut Json, name: &str) -> Result<String, String> {
    let inner = Names::of(definition).take("Another way");
    let state = definition::state_mut(definition, name).ok_or_else(|| format!("There is no state {name}."))?;
    if kind_of(state) != "Parallel" {
        return Err(format!("{name} is no Parallel, and has no branches."));
    }
    match state.get_mut("Branches").and_then(Json::as_array_mut) {
        Some(branches) => branches.push(pass(&inner)),
        None => state["Branches"] = json!([pass(&inner)]),
    }
    Ok(inner)
}

/// Takes a branch out of a parallel, with the states in it.
pub fn remove_branch(definition: &mut Json, name: &str, index: usize) -> Result<(), String> {
    let state = definition::state_mut(definition, name).ok_or_else(|| format!("There is no state {name}."))?;
    match state.get_mut("Branches").and_then(Json::as_array_mut) {
        Some(branches) if branches.len() == 1 && index == 0 => Err(format!("{name} needs a branch; delete the state itself.")),
        Some(branches) if index < branches.len() => {
            branches.remove(index);
            Ok(())
        }
        _ => Err(format!("{name} has no branch {}.", index + 1)),
    }
}

/// Lets a task try again as AWS recommends for what it calls; one that tries again already is left as it is.
pub fn retry_as_usual(definition: &mut Json, name: &str, integration: &str) -> Result<(), String> {
    let state =
        definition::state_mut(definition, name).and_then(Json::as_object_mut).ok_or_else(|| format!("There is no state {name}."))?;
    if state.contains_key("Retry") {
        return Err(format!("{name} tries again already."));
    }
    let last: Vec<_> = ["Catch", "Next", "End"].into_iter().filter_map(|key| state.shift_remove_entry(key)).collect();
    state.insert("Retry".to_owned(), usual_retry(integration));
    state.extend(last);
    Ok(())
}

/// Leads the usual way of a state to another one beside it, or to the end.
pub fn lead(definition: &mut Json, name: &str, next: Option<&str>) -> Result<(), String> {
    let machine = machine_with(definition, name).ok_or_else(|| format!("There is no state {name}."))?;
    let all = states_of(machine)?;
    if let Some(next) = next.filter(|next| !all.contains_key(*next)) {
        return Err(format!("There is no state {next} beside {name}."));
    }
    let state = all.get_mut(name).and_then(Json::as_object_mut).ok_or_else(|| format!("There is no state {name}."))?;
    match (state.get("Type").and_then(Json::as_str), next) {
        (Some("Succeed" | "Fail"), None) => {}
        (Some("Succeed" | "Fail"), Some(_)) => return Err(format!("{name} ends the workflow: nothing follows it.")),
        (Some("Choice"), Some(next)) => drop(state.insert("Default".to_owned(), next.into())),
        (Some("Choice"), None) => drop(state.shift_remove("Default")),
        _ => set_next(state, next),
    }
    Ok(())
}

/// Puts a state where it is to go; `make` makes it, told what follows it.
fn put(
    definition: &mut Json,
    name: &str,
    spot: &Spot,
    make: impl FnOnce(Option<&str>, &mut Names) -> Result<Made, String>,
) -> Result<(), String> {
    let mut names = Names::of(definition);
    names.0.insert(name.to_owned());
    let machine = match spot {
        Spot::After(other) | Spot::Before(other) => machine_with(definition, other).ok_or_else(|| format!("There is no state {other}."))?,
        Spot::Into(state, part) => part_of(definition, state, *part)?,
    };
    let start = machine["StartAt"].as_str().unwrap_or_default().to_owned();
    let (follow, other, after) = match spot {
        Spot::After(other) => {
            let body = machine["States"].get(other).ok_or_else(|| format!("There is no state {other}."))?;
            if matches!(kind_of(body), "Succeed" | "Fail") {
                return Err(format!("{other} ends the workflow: nothing follows it."));
            }
            (usual(body).map(str::to_owned), other.clone(), true)
        }
        Spot::Before(other) => (Some(other.clone()), other.clone(), false),
        Spot::Into(..) => (Some(start.clone()), start.clone(), false),
    };
    let made = make(follow.as_deref(), &mut names)?;
    let all = states_of(machine)?;
    if after {
        if let Some(Json::Object(state)) = all.get_mut(&other) {
            lead_on(state, name);
        }
    } else {
        all.values_mut().for_each(|state| redirect(state, &other, name));
    }
    let at = all.keys().position(|own| *own == other).map_or(all.len(), |at| at + usize::from(after));
    let mut kept: Vec<(String, Json)> = std::mem::take(all).into_iter().collect();
    let added = [(name.to_owned(), made.state)].into_iter().chain(made.beside);
    kept.splice(at..at, added);
    all.extend(kept);
    if !after && start == other {
        machine["StartAt"] = name.into();
    }
    Ok(())
}

fn lead_on(state: &mut Map<String, Json>, next: &str) {
    if state.get("Type").and_then(Json::as_str) == Some("Choice") {
        state.insert("Default".to_owned(), next.into());
    } else {
        set_next(state, Some(next));
    }
}

fn kind_of(state: &Json) -> &str {
    state["Type"].as_str().unwrap_or_default()
}

/// Where the usual way leads.
fn usual(state: &Json) -> Option<&str> {
    let key = if kind_of(state) == "Choice" { "Default" } else { "Next" };
    state[key].as_str()
}

fn leads_to(state: &Json, name: &str) -> bool {
    definition::successors(state).contains(&name)
}

fn contains(state: &Json, name: &str) -> bool {
    definition::nested(state).any(|machine| states(machine).iter().any(|inner| inner.name == name))
}

fn state_of<'d>(definition: &'d Json, name: &str) -> Result<&'d Json, String> {
    let found = states(definition).into_iter().find(|state| state.name == name);
    found.map(|state| state.body).ok_or_else(|| format!("There is no state {name}."))
}

fn machine<'d>(definition: &'d Json, name: &str) -> Result<&'d Json, String> {
    fn find<'d>(machine: &'d Json, name: &str) -> Option<&'d Json> {
        if machine["States"].get(name).is_some() {
            return Some(machine);
        }
        machine["States"].as_object()?.values().flat_map(definition::nested).find_map(|inner| find(inner, name))
    }
    find(definition, name).ok_or_else(|| format!("There is no state {name}."))
}

fn states_of(machine: &mut Json) -> Result<&mut Map<String, Json>, String> {
    machine.get_mut("States").and_then(Json::as_object_mut).ok_or_else(|| "The definition has no States.".to_owned())
}

fn part_of<'d>(definition: &'d mut Json, name: &str, part: usize) -> Result<&'d mut Json, String> {
    let state = definition::state_mut(definition, name).ok_or_else(|| format!("There is no state {name}."))?;
    let parts = nested_mut(state);
    let count = parts.len();
    parts.into_iter().nth(part).ok_or_else(|| match count {
        0 => format!("{name} holds no states."),
        count => format!("{name} has {count} parts."),
    })
}

/// The states beside the place.
fn siblings(definition: &Json, spot: &Spot) -> Result<BTreeSet<String>, String> {
    let machine = match spot {
        Spot::After(other) | Spot::Before(other) => machine(definition, other)?,
        Spot::Into(state, part) => {
            definition::nested(state_of(definition, state)?).nth(*part).ok_or_else(|| format!("{state} has no part {}.", part + 1))?
        }
    };
    Ok(machine["States"].as_object().into_iter().flat_map(Map::keys).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::workflow::definition::NOTHING;

    fn nothing() -> Json {
        serde_json::from_str(NOTHING).unwrap()
    }

    fn chain(names: &[&str]) -> Json {
        let mut definition = nothing();
        let mut last: Option<String> = None;
        for name in names {
            let spot = Spot::After(last.unwrap_or_else(|| "Done".to_owned()));
            last = Some(insert(&mut definition, "Task", name, &spot, true).unwrap());
        }
        definition
    }

    /// The usual way from the start.
    fn way(definition: &Json) -> Vec<&str> {
        let mut way = Vec::new();
        let mut at = definition["StartAt"].as_str();
        while let Some(name) = at {
            way.push(name);
            at = usual(&definition["States"][name]);
            assert!(way.len() < 20, "{definition}");
        }
        way
    }

    #[test]
    fn states_go_behind_and_before_others() {
        let mut definition = chain(&["A", "B"]);
        insert(&mut definition, "Wait", "Pause", &Spot::After("A".to_owned()), true).unwrap();
        insert(&mut definition, "Pass", "First", &Spot::Before("A".to_owned()), true).unwrap();
        assert_eq!(way(&definition), ["First", "A", "Pause", "B"]);
        assert_eq!(insert(&mut definition, "Task", "A", &Spot::After("B".to_owned()), true).unwrap(), "A 2");
        assert_eq!(definition["States"]["A 2"]["End"], true);
        assert_eq!(definition["States"].as_object().unwrap().keys().collect::<Vec<_>>(), ["First", "A", "Pause", "B", "A 2"]);
    }

    #[test]
    fn a_choice_leads_on_by_itself_and_at_the_end_to_a_state_of_its_own() {
        let mut definition = chain(&["A", "B"]);
        insert(&mut definition, "Choice", "Ready", &Spot::After("A".to_owned()), true).unwrap();
        assert_eq!(way(&definition), ["A", "Ready", "B"]);
        assert_eq!(definition["States"]["Ready"]["Choices"][0]["Next"], "B");
        insert(&mut definition, "Choice", "Last", &Spot::After("B".to_owned()), false).unwrap();
        assert_eq!(way(&definition), ["A", "Ready", "B", "Last", "Done"]);
        assert_eq!(definition["States"]["Done"], json!({ "Type": "Succeed" }));
        assert!(insert(&mut definition, "Task", "C", &Spot::After("Done".to_owned()), true).unwrap_err().contains("nothing follows"));
        assert!(insert(&mut definition, "Fail", "No", &Spot::After("A".to_owned()), true).unwrap_err().contains("never be reached"));
    }

    #[test]
    fn parallels_and_maps_hold_states_and_take_more() {
        let mut definition = chain(&["A", "B"]);
        insert(&mut definition, "Parallel", "Both", &Spot::After("A".to_owned()), true).unwrap();
        insert(&mut definition, "Map", "Each", &Spot::Into("Both".to_owned(), 1), true).unwrap();
        let inner = insert(&mut definition, "Task", "Inner", &Spot::Into("Each".to_owned(), 0), true).unwrap();
        assert_eq!(definition["States"]["Both"]["Branches"][1]["StartAt"], "Each");
        assert_eq!(inner, "Inner");
        move_to(&mut definition, "B", &Spot::Into("Each".to_owned(), 0)).unwrap();
        assert_eq!(way(&definition), ["A", "Both"]);
        let each = &definition["States"]["Both"]["Branches"][1]["States"]["Each"]["ItemProcessor"];
        assert_eq!((way(each), each["ProcessorConfig"]["Mode"].as_str()), (vec!["B", "Inner", "Each item"], Some("INLINE")));
        assert!(move_to(&mut definition, "Both", &Spot::After("Inner".to_owned())).unwrap_err().contains("inside"));
        assert!(insert(&mut definition, "Task", "C", &Spot::Into("Both".to_owned(), 2), true).unwrap_err().contains("2 parts"));
        move_to(&mut definition, "B", &Spot::Before("A".to_owned())).unwrap();
        assert_eq!(way(&definition), ["B", "A", "Both"]);
    }

    #[test]
    fn states_are_shifted_on_their_way() {
        let mut definition = chain(&["A", "B", "C"]);
        shift(&mut definition, "B", true).unwrap();
        assert_eq!(way(&definition), ["B", "A", "C"]);
        shift(&mut definition, "B", false).unwrap();
        shift(&mut definition, "B", false).unwrap();
        assert_eq!(way(&definition), ["A", "C", "B"]);
        assert!(shift(&mut definition, "B", false).unwrap_err().contains("last"));
        assert!(shift(&mut definition, "A", true).unwrap_err().contains("first"));
        let before = definition.clone();
        insert(&mut definition, "Choice", "Ready", &Spot::After("A".to_owned()), true).unwrap();
        assert!(shift(&mut definition, "Ready", true).unwrap_err().contains("ways part"));
        assert!(definition::remove_state(&mut definition, "Ready"));
        assert_eq!(definition, before);
    }

    #[test]
    fn errors_are_still_caught_beside_a_state_that_moves() {
        let mut definition = chain(&["A", "B"]);
        insert(&mut definition, "Parallel", "Both", &Spot::After("B".to_owned()), true).unwrap();
        definition["States"]["A"]["Catch"] = json!([{ "ErrorEquals": ["States.ALL"], "Next": "Both" }]);
        assert!(move_to(&mut definition, "A", &Spot::Into("Both".to_owned(), 0)).unwrap_err().contains("where it fails"));
        move_to(&mut definition, "A", &Spot::After("B".to_owned())).unwrap();
        assert_eq!(way(&definition), ["B", "A", "Both"]);
    }

    #[test]
    fn a_state_keeps_its_ways_under_another_name() {
        let mut definition = chain(&["A", "B"]);
        rename(&mut definition, "A", "Take payment").unwrap();
        rename(&mut definition, "B", "Ship").unwrap();
        assert_eq!(way(&definition), ["Take payment", "Ship"]);
        assert!(rename(&mut definition, "Ship", "Take payment").unwrap_err().contains("called"));
        assert!(rename(&mut definition, "Ship", &"x".repeat(81)).unwrap_err().contains("80"));
        assert!(rename(&mut definition, "Nobody", "X").unwrap_err().contains("no state"));
    }

    #[test]
    fn branches_come_and_go() {
        let mut definition = chain(&["A"]);
        insert(&mut definition, "Parallel", "Both", &Spot::After("A".to_owned()), true).unwrap();
        assert_eq!(add_branch(&mut definition, "Both").unwrap(), "Another way 2");
        remove_branch(&mut definition, "Both", 0).unwrap();
        let branches = definition["States"]["Both"]["Branches"].as_array().unwrap();
        assert_eq!(branches.iter().map(|branch| branch["StartAt"].as_str().unwrap()).collect::<Vec<_>>(), ["Another way", "Another way 2"]);
        remove_branch(&mut definition, "Both", 1).unwrap();
        assert!(remove_branch(&mut definition, "Both", 0).unwrap_err().contains("needs a branch"));
        assert!(add_branch(&mut definition, "A").unwrap_err().contains("no Parallel"));
    }

    #[test]
    fn tasks_try_again_as_their_integration_asks() {
        let mut definition = chain(&["A", "B"]);
        retry_as_usual(&mut definition, "A", "lambda:invoke").unwrap();
        retry_as_usual(&mut definition, "B", "aws-sdk:s3:putObject").unwrap();
        assert_eq!(definition["States"]["A"]["Retry"][0]["MaxAttempts"], 6);
        assert_eq!(definition["States"]["A"].as_object().unwrap().keys().collect::<Vec<_>>(), ["Type", "Retry", "Next"]);
        assert_eq!(
            definition["States"]["B"]["Retry"],
            json!([{ "ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 2.0 }])
        );
        assert!(retry_as_usual(&mut definition, "A", "lambda:invoke").is_err());
    }

    #[test]
    fn ways_are_led_elsewhere() {
        let mut definition = chain(&["A", "B", "C"]);
        lead(&mut definition, "A", Some("C")).unwrap();
        assert_eq!(way(&definition), ["A", "C"]);
        lead(&mut definition, "A", None).unwrap();
        assert_eq!(definition["States"]["A"], json!({ "Type": "Task", "End": true }));
        assert!(lead(&mut definition, "A", Some("D")).unwrap_err().contains("beside"));
    }
}
