//! A workflow's states as an ordered outline: what a reader goes through from the beginning to the end.

use serde_json::Value as Json;

use super::definition::{self, State};

/// A row of the outline.
#[derive(Clone, Debug, PartialEq)]
pub enum Row<'d> {
    /// A state.
    State {
        /// The state.
        state: State<'d>,
        /// How many states it is inside of.
        depth: usize,
    },
    /// A part of the state above: a branch, or what is done for each item.
    Part {
        /// The state it is part of.
        of: &'d str,
        /// Which part, from 0.
        index: usize,
        /// What it is called.
        title: String,
        /// How many states it is inside of.
        depth: usize,
    },
}

/// The rows of a definition: each state before those it leads to, followed by what is inside it.
pub fn rows(definition: &Json) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    collect(definition, 0, &mut rows);
    rows
}

fn collect<'d>(machine: &'d Json, depth: usize, rows: &mut Vec<Row<'d>>) {
    for state in definition::beside(machine) {
        rows.push(Row::State { state, depth });
        let several = state.kind() == "Parallel";
        for (index, inner) in definition::nested(state.body).enumerate() {
            let title = if several { format!("Branch {}", index + 1) } else { "For each item".to_owned() };
            rows.push(Row::Part { of: state.name, index, title, depth: depth + 1 });
            collect(inner, depth + 1, rows);
        }
    }
}

/// Where a state leads, each way in a few words: `→ Ship`, `1 → Ship`, `else → Wait`, `error → Undo`, `ends`.
pub fn ways(state: State<'_>) -> Vec<String> {
    let list = |key: &'static str| state.body[key].as_array().into_iter().flatten().filter_map(|item| item["Next"].as_str());
    let mut ways: Vec<String> = list("Choices").enumerate().map(|(at, next)| format!("{} → {next}", at + 1)).collect();
    ways.extend(state.body["Default"].as_str().map(|next| format!("else → {next}")));
    ways.extend(state.body["Next"].as_str().map(|next| format!("→ {next}")));
    if state.body["End"].as_bool() == Some(true) {
        ways.push("ends".to_owned());
    }
    ways.extend(list("Catch").map(|next| format!("error → {next}")));
    ways
}

/// The names of the states beside one, itself left out.
pub fn beside<'d>(definition: &'d Json, name: &str) -> Vec<&'d str> {
    fn find<'d>(machine: &'d Json, name: &str) -> Option<Vec<State<'d>>> {
        let here = definition::beside(machine);
        if here.iter().any(|state| state.name == name) {
            return Some(here);
        }
        here.into_iter().flat_map(|state| definition::nested(state.body)).find_map(|inner| find(inner, name))
    }
    let found = find(definition, name).unwrap_or_default();
    found.into_iter().map(|state| state.name).filter(|other| *other != name).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn definition() -> Json {
        json!({ "StartAt": "Ask", "States": {
            "Done": { "Type": "Succeed" },
            "Ask": { "Type": "Choice", "Choices": [{ "Next": "Each" }, { "Next": "Done" }], "Default": "Done" },
            "Each": { "Type": "Map", "Next": "Done", "Catch": [{ "Next": "Done" }], "ItemProcessor": { "StartAt": "Inner", "States": {
                "Inner": { "Type": "Pass", "End": true } } } },
        } })
    }

    #[test]
    fn rows_follow_the_way_and_go_inside() {
        let definition = definition();
        let told: Vec<String> = rows(&definition)
            .into_iter()
            .map(|row| match row {
                Row::State { state, depth } => format!("{depth} {}", state.name),
                Row::Part { of, index, title, depth } => format!("{depth} {of} {index} {title}"),
            })
            .collect();
        assert_eq!(told, ["0 Ask", "0 Each", "1 Each 0 For each item", "1 Inner", "0 Done"]);
        assert_eq!(beside(&definition, "Ask"), ["Each", "Done"]);
        assert!(beside(&definition, "Inner").is_empty());
    }

    #[test]
    fn ways_tell_what_leads_them() {
        let definition = definition();
        let of = |name: &str| ways(definition::states(&definition).into_iter().find(|s| s.name == name).unwrap());
        assert_eq!(of("Ask"), ["1 → Each", "2 → Done", "else → Done"]);
        assert_eq!(of("Each"), ["→ Done", "error → Done"]);
        assert_eq!(of("Inner"), ["ends"]);
    }
}
