//! The language of event patterns and filter policies.

use serde_json::{Map, Value as Json};

/// Operators that stand in place of a value.
const OPERATORS: [&str; 9] =
    ["prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric", "exists", "cidr", "anything-but-prefix"];

/// Events are nested less deep than this.
const DEPTH: usize = 32;

/// What is wrong with a pattern, as the end of a sentence.
pub(super) fn problem(pattern: &Map<String, Json>) -> Option<String> {
    level(pattern, "", 0)
}

fn level(pattern: &Map<String, Json>, path: &str, depth: usize) -> Option<String> {
    if pattern.is_empty() {
        return Some(if path.is_empty() { "an empty pattern matches nothing".to_owned() } else { format!("{path} is an empty object") });
    }
    if depth > DEPTH {
        return Some("it is nested too deep".to_owned());
    }
    pattern.iter().find_map(|(key, value)| {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match value {
            Json::Object(inner) => level(inner, &path, depth + 1),
            Json::Array(list) if key == "$or" => alternatives(list, &path, depth),
            Json::Array(list) if list.is_empty() => Some(format!("{path} has an empty list, which matches nothing")),
            Json::Array(list) => list.iter().find_map(|item| matcher(item, &path)),
            _ => Some(format!("{path} must be a list of the values that match, as [{value}]")),
        }
    })
}

fn alternatives(list: &[Json], path: &str, depth: usize) -> Option<String> {
    if list.len() < 2 {
        return Some(format!("{path} needs at least two patterns"));
    }
    list.iter().find_map(|item| match item {
        Json::Object(inner) => level(inner, path, depth + 1),
        _ => Some(format!("{path} holds what is no pattern")),
    })
}

fn matcher(item: &Json, path: &str) -> Option<String> {
    match item {
        Json::String(_) | Json::Number(_) | Json::Bool(_) | Json::Null => None,
        Json::Array(_) => Some(format!("{path} has a list inside a list")),
        // What a reference stands for is known only when it is deployed.
        Json::Object(reference) if reference.len() == 1 && reference.keys().all(|key| key.starts_with('$')) => None,
        Json::Object(operator) => {
            let mut members = operator.iter();
            match (members.next(), members.next()) {
                (Some((name, argument)), None) if OPERATORS.contains(&name.as_str()) => operand(name, argument, path),
                (Some((name, _)), None) => Some(format!("{path} uses `{name}`, which is no operator")),
                _ => Some(format!("{path} has an operator that is not one name with one value")),
            }
        }
    }
}

fn operand(name: &str, argument: &Json, path: &str) -> Option<String> {
    let fits = match name {
        "exists" => argument.is_boolean(),
        "numeric" => argument.as_array().is_some_and(|list| numeric(list)),
        "cidr" | "wildcard" | "equals-ignore-case" => argument.is_string(),
        "prefix" | "suffix" => {
            argument.is_string() || argument.as_object().is_some_and(|o| o.len() == 1 && o.contains_key("equals-ignore-case"))
        }
        _ => !argument.is_null() && argument.as_array().is_none_or(|list| !list.is_empty()),
    };
    (!fits).then(|| format!("{path} gives `{name}` a value it does not take"))
}

/// One or two comparisons with their numbers.
fn numeric(list: &[Json]) -> bool {
    let pairs = list
        .chunks(2)
        .all(|pair| matches!(pair, [Json::String(sign), Json::Number(_)] if matches!(sign.as_str(), "=" | "<" | "<=" | ">" | ">=")));
    pairs && matches!(list.len(), 2 | 4)
}
