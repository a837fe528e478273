//! The language of event patterns and filter policies.
//!
//! AWS: EventBridge User Guide, "Comparison operators for use in event patterns in Amazon EventBridge"; Amazon SNS Developer
//! Guide, "Filter policy constraints in Amazon SNS".

use serde_json::{Map, Value as Json};

/// Operators that stand in place of a value.
const OPERATORS: [&str; 8] = ["prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric", "exists", "cidr"];

/// What `anything-but` takes besides values.
const BUT: [&str; 4] = ["prefix", "suffix", "equals-ignore-case", "wildcard"];

/// What an event has, as EventBridge delivers it; that from an archive has the last one as well.
const MEMBERS: [&str; 10] = ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail", "replay-name"];

/// Where a pattern is used: each place understands a little less or more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// The pattern of a rule.
    Rule,
    /// The filter of a pipe.
    Pipe,
    /// The filter of an event source mapping.
    Mapping,
    /// A filter policy on the attributes of messages.
    Attributes,
    /// A filter policy on the bodies of messages.
    Body,
}

/// A member that no event has, so that nothing ever matches.
pub(super) fn stranger(pattern: &Map<String, Json>) -> Option<&str> {
    pattern.iter().find_map(|(key, value)| match value {
        Json::Array(list) if key == "$or" => list.iter().filter_map(Json::as_object).find_map(stranger),
        _ => (!key.starts_with('$') && !MEMBERS.contains(&key.as_str())).then_some(key.as_str()),
    })
}

/// Events are nested less deep than this.
const DEPTH: usize = 32;

/// What is wrong with a pattern, as the end of a sentence.
pub(super) fn problem(pattern: &Map<String, Json>, dialect: Dialect) -> Option<String> {
    level(pattern, "", 0, dialect)
}

fn level(pattern: &Map<String, Json>, path: &str, depth: usize, dialect: Dialect) -> Option<String> {
    if pattern.is_empty() {
        return Some(if path.is_empty() { "an empty pattern matches nothing".to_owned() } else { format!("{path} is an empty object") });
    }
    if depth > DEPTH {
        return Some("it is nested too deep".to_owned());
    }
    pattern.iter().find_map(|(key, value)| {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match value {
            Json::Object(_) if dialect == Dialect::Attributes => {
                Some(format!("{path} is nested, and attributes are not: filter on the body instead"))
            }
            Json::Object(inner) => level(inner, &path, depth + 1, dialect),
            Json::Array(list) if key == "$or" => alternatives(list, &path, depth, dialect),
            Json::Array(list) if list.is_empty() => Some(format!("{path} has an empty list, which matches nothing")),
            Json::Array(list) => list.iter().find_map(|item| matcher(item, &path, dialect)),
            _ => Some(format!("{path} must be a list of the values that match, as [{value}]")),
        }
    })
}

fn alternatives(list: &[Json], path: &str, depth: usize, dialect: Dialect) -> Option<String> {
    if list.len() < 2 {
        return Some(format!("{path} needs at least two patterns"));
    }
    list.iter().find_map(|item| match item {
        Json::Object(inner) => level(inner, path, depth + 1, dialect),
        _ => Some(format!("{path} holds what is no pattern")),
    })
}

fn matcher(item: &Json, path: &str, dialect: Dialect) -> Option<String> {
    match item {
        Json::String(_) | Json::Number(_) | Json::Bool(_) | Json::Null => None,
        Json::Array(_) => Some(format!("{path} has a list inside a list")),
        // What a reference stands for is known only when it is deployed.
        Json::Object(reference) if reference.len() == 1 && reference.keys().all(|key| key.starts_with('$')) => None,
        Json::Object(operator) => {
            let mut members = operator.iter();
            match (members.next(), members.next()) {
                (Some((name, argument)), None) if OPERATORS.contains(&name.as_str()) => operand(name, argument, path, dialect),
                (Some((name, _)), None) => Some(format!("{path} uses `{name}`, which is no operator")),
                _ => Some(format!("{path} has an operator that is not one name with one value")),
            }
        }
    }
}

fn operand(name: &str, argument: &Json, path: &str, dialect: Dialect) -> Option<String> {
    if dialect == Dialect::Pipe && (name == "wildcard" || (name == "anything-but" && argument.is_object())) {
        let what = if name == "wildcard" { "wildcards" } else { "`anything-but` with more than values" };
        return Some(format!("{path} has {what}, which the filters of pipes do not take"));
    }
    let wildcards = if name == "anything-but" { argument.get("wildcard").unwrap_or(&Json::Null) } else { argument };
    let texts = wildcards.as_str().into_iter().chain(wildcards.as_array().into_iter().flatten().filter_map(Json::as_str));
    if (name == "wildcard" || !wildcards.is_null() && name == "anything-but") && texts.into_iter().any(|text| text.contains("**")) {
        return Some(format!("{path} has two wildcards side by side"));
    }
    let fits = match name {
        "exists" => argument.is_boolean(),
        "numeric" => argument.as_array().is_some_and(|list| numeric(list)),
        "cidr" | "wildcard" | "equals-ignore-case" => argument.is_string(),
        "prefix" | "suffix" => {
            argument.is_string() || argument.as_object().is_some_and(|o| o.len() == 1 && o.contains_key("equals-ignore-case"))
        }
        _ => match argument {
            Json::Null | Json::Bool(_) => false,
            Json::Array(list) => !list.is_empty() && list.iter().all(|item| item.is_string() || item.is_number()),
            Json::Object(but) => but.len() == 1 && but.iter().all(|(key, value)| BUT.contains(&key.as_str()) && is_text_or_texts(value)),
            Json::String(_) | Json::Number(_) => true,
        },
    };
    (!fits).then(|| format!("{path} gives `{name}` a value it does not take"))
}

fn is_text_or_texts(value: &Json) -> bool {
    value.is_string() || value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Json::is_string))
}

/// One or two comparisons with their numbers.
fn numeric(list: &[Json]) -> bool {
    let pairs = list
        .chunks(2)
        .all(|pair| matches!(pair, [Json::String(sign), Json::Number(_)] if matches!(sign.as_str(), "=" | "<" | "<=" | ">" | ">=")));
    pairs && matches!(list.len(), 2 | 4)
}
