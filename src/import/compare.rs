//! Where two templates differ by value.

use serde_json::Value as Json;

use crate::cfn::{Value, json::to_json};

/// The places where `made` is not what was `said`, in the order they are said; what is the same in two notations of a
/// function is the same.
pub(super) fn differences(said: &Json, made: &Json) -> Vec<String> {
    let mut found = Vec::new();
    compare(&mut Vec::new(), said, made, &mut found);
    found
}

fn compare(path: &mut Vec<String>, said: &Json, made: &Json, found: &mut Vec<String>) {
    match (said, made) {
        (Json::Object(said), Json::Object(made)) if path.len() < 3 => {
            let more = made.keys().filter(|key| !said.contains_key(*key));
            for key in said.keys().chain(more) {
                path.push(key.clone());
                match (said.get(key), made.get(key)) {
                    (Some(said), Some(made)) => compare(path, said, made, found),
                    _ => found.push(path.join(".")),
                }
                path.pop();
            }
        }
        _ if canonical(said) == canonical(made) => {}
        (Json::Object(said), Json::Object(made)) => {
            let more = made.keys().filter(|key| !said.contains_key(*key));
            for key in said.keys().chain(more) {
                if said.get(key).map(canonical) != made.get(key).map(canonical) {
                    found.push(format!("{}.{key}", path.join(".")));
                }
            }
        }
        _ => found.push(path.join(".")),
    }
}

fn canonical(value: &Json) -> Json {
    to_json(&Value::from_json(value))
}
