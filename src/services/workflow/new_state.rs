//! States about to be put into a definition: their names, and what a new one of each type says.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::definition::{NAME_LENGTH, NOTHING, states};
use crate::design::ids::unused;
/// A state about to be put in, with others that it needs beside it.
pub(super) struct Made {
    pub(super) state: Json,
    pub(super) beside: Map<String, Json>,
}

/// The names that are taken.
pub(super) struct Names(pub(super) BTreeSet<String>);

impl Names {
    pub(super) fn of(definition: &Json) -> Self {
        Self(states(definition).into_iter().map(|state| state.name.to_owned()).collect())
    }

    pub(super) fn take(&mut self, title: &str) -> String {
        let name = unused(title, " ", |name| self.0.contains(name));
        self.0.insert(name.clone());
        name
    }
}

/// A name for a new state, after its title or its type; a definition that was not touched yet gives way.
pub(super) fn free_name(definition: &Json, title: &str, kind: &str) -> String {
    let title: String = title.trim().chars().take(NAME_LENGTH - 4).collect();
    let mut names = if is_untouched(definition) { Names(BTreeSet::new()) } else { Names::of(definition) };
    names.take(if title.is_empty() { kind } else { &title })
}

/// A new state that is followed by another, or ends the way.
pub(super) fn made(kind: &str, follow: Option<&str>, names: &mut Names, jsonata: bool) -> Made {
    let mut beside = Map::new();
    let state = match kind {
        "Choice" => {
            let next = follow.map_or_else(
                || {
                    // A choice cannot end a way by itself.
                    let done = names.take("Done");
                    beside.insert(done.clone(), json!({ "Type": "Succeed" }));
                    done
                },
                str::to_owned,
            );
            return Made { state: json!({ "Type": kind, "Choices": [rule(&next, jsonata)], "Default": next }), beside };
        }
        "Parallel" => json!({ "Type": kind, "Branches": [pass(&names.take("One way")), pass(&names.take("Another way"))] }),
        "Map" => {
            let mut processor = pass(&names.take("Each item"));
            processor["ProcessorConfig"] = json!({ "Mode": "INLINE" });
            json!({ "Type": kind, "ItemProcessor": processor })
        }
        "Wait" => json!({ "Type": kind, "Seconds": 60 }),
        "Fail" => json!({ "Type": kind, "Error": "Failed", "Cause": "The workflow could not go on." }),
        _ => json!({ "Type": kind }),
    };
    Made { state: if matches!(kind, "Succeed" | "Fail") { state } else { with_next(state, follow) }, beside }
}

/// A rule of a choice that leads somewhere.
pub fn rule(next: &str, jsonata: bool) -> Json {
    if jsonata {
        return json!({ "Condition": "{% $states.input.ready = true %}", "Next": next });
    }
    json!({ "Variable": "$.ready", "BooleanEquals": true, "Next": next })
}

/// A machine of one state that does nothing.
pub(super) fn pass(name: &str) -> Json {
    let mut all = Map::new();
    all.insert(name.to_owned(), json!({ "Type": "Pass", "End": true }));
    json!({ "StartAt": name, "States": all })
}

/// The state, led to another one or ending the way.
pub(super) fn with_next(mut state: Json, next: Option<&str>) -> Json {
    if let Json::Object(state) = &mut state {
        set_next(state, next);
    }
    state
}

/// Leads a state to another one, or lets it end the way.
pub(super) fn set_next(state: &mut Map<String, Json>, next: Option<&str>) {
    state.shift_remove("Next");
    state.shift_remove("End");
    match next {
        Some(next) => state.insert("Next".to_owned(), next.into()),
        None => state.insert("End".to_owned(), true.into()),
    };
}

/// Whether the definition is the one a new workflow has.
pub(super) fn is_untouched(definition: &Json) -> bool {
    serde_json::from_str::<Json>(NOTHING).is_ok_and(|nothing| *definition == nothing)
}
