//! Field values as text: what the command line takes and what forms and cards show.

use serde_json::Value as Json;

use super::field::{Field, Kind, TextRule, Unit};
use crate::design::{Form, Value, value};

/// Reads what a user typed for a field: `30s`, `true`, `fifo`, JSON, `!Ref Name` for a parameter, or `!ImportValue
/// name` for what another stack exports.
pub fn parse(field: &Field, text: &str) -> Result<Value, String> {
    if let Some(name) = text.strip_prefix("!Ref ") {
        let name = name.trim();
        let key = if name.contains("::") { "$pseudo" } else { "$parameter" };
        return checked(field, serde_json::json!({ key: name }));
    }
    if let Some(name) = text.strip_prefix("!ImportValue ") {
        return checked(field, serde_json::json!({ "$import": name.trim() }));
    }
    if text.trim_start().starts_with("{\"$")
        && let Ok(json) = serde_json::from_str::<Json>(text)
        && !matches!(value::form(&json), Form::Literal(_))
    {
        return checked(field, json);
    }
    let json = match field.kind {
        Kind::Text(_) | Kind::State(_) | Kind::Lines | Kind::Schedule => Json::from(text),
        Kind::Choice(choices) => choices
            .iter()
            .find(|c| c.id.eq_ignore_ascii_case(text) || c.label.eq_ignore_ascii_case(text))
            .map(|c| Json::from(c.id))
            .ok_or_else(|| format!("`{text}` is not one of {}", choices.iter().map(|c| c.id).collect::<Vec<_>>().join(", ")))?,
        Kind::Switch => match text.to_ascii_lowercase().as_str() {
            "true" | "on" | "yes" => Json::from(true),
            "false" | "off" | "no" => Json::from(false),
            _ => return Err(format!("`{text}` is neither true nor false")),
        },
        Kind::Integer(..) => text.parse::<i64>().map(Json::from).map_err(|_| format!("`{text}` is no whole number"))?,
        Kind::Duration(..) | Kind::Size(..) => Json::from(amount(text, field.unit)?),
        Kind::Several(choices) if !text.trim_start().starts_with('[') => {
            let named = text.split(',').map(str::trim).filter(|s| !s.is_empty());
            let known = |name: &str| choices.iter().find(|c| c.id.eq_ignore_ascii_case(name) || c.label.eq_ignore_ascii_case(name));
            named.map(|name| known(name).map_or(name, |c| c.id)).collect()
        }
        Kind::List(_) if !text.trim_start().starts_with('[') => text.split(',').map(str::trim).filter(|s| !s.is_empty()).collect(),
        Kind::KeyValues if !text.trim_start().starts_with('{') => key_values(text)?,
        Kind::Several(_)
        | Kind::List(_)
        | Kind::KeyValues
        | Kind::Records(_)
        | Kind::Json
        | Kind::EventPattern
        | Kind::FilterPolicy
        | Kind::StateMachine => serde_json::from_str(text).map_err(|e| not_json(&e))?,
    };
    checked(field, json)
}

fn checked(field: &Field, json: Json) -> Result<Value, String> {
    let value = Value(json);
    problem(field, &value).map_or(Ok(value), Err)
}

/// Where a text stops being JSON, and why.
fn not_json(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let told = error.to_string();
    let why = told.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&told);
    format!("no JSON at line {line}, column {column}: {why}")
}

fn key_values(text: &str) -> Result<Json, String> {
    text.split(',')
        .map(|pair| {
            let (key, value) = pair.split_once('=').ok_or_else(|| format!("`{pair}` is not NAME=VALUE"))?;
            Ok((key.trim().to_owned(), Json::from(value.trim())))
        })
        .collect::<Result<serde_json::Map<_, _>, String>>()
        .map(Json::Object)
}

/// A number with an optional unit, in `unit`: `2min` in seconds is 120.
fn amount(text: &str, unit: Unit) -> Result<i64, String> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(text.len());
    let (digits, suffix) = text.split_at(split);
    let number: i64 = digits.parse().map_err(|_| format!("`{text}` is no number"))?;
    let time = matches!(unit, Unit::Seconds | Unit::Minutes | Unit::Hours | Unit::Days);
    let factor = match (suffix.trim().to_ascii_lowercase().as_str(), time) {
        ("", _) => return Ok(number),
        ("s" | "sec" | "second" | "seconds", true) | ("b" | "bytes", false) => 1,
        ("m" | "min" | "minute" | "minutes", true) => 60,
        ("h" | "hour" | "hours", true) => 3_600,
        ("d" | "day" | "days", true) => 86_400,
        ("k" | "kb" | "kib", false) => 1_024,
        ("m" | "mb" | "mib", false) => 1_048_576,
        ("g" | "gb" | "gib", false) => 1_073_741_824,
        (other, _) => return Err(format!("`{other}` is no unit here; this is in {}", unit.name())),
    };
    let base = number.checked_mul(factor).ok_or_else(|| format!("`{text}` is too large"))?;
    if base % unit.factor() == 0 { Ok(base / unit.factor()) } else { Err(format!("`{text}` is no whole number of {}", unit.name())) }
}

/// What is wrong with a value for a field; nothing is where it is only known at deployment.
pub fn problem(field: &Field, value: &Value) -> Option<String> {
    let Some(json) = value.literal() else {
        let why = || format!("{} decides what the template holds and must be a plain value, not a reference", field.label);
        return (!field.takes_references()).then(why);
    };
    literal_problem(&field.kind, field.unit, json).map(|why| format!("{} {why}", field.label))
}

fn literal_problem(kind: &Kind, unit: Unit, json: &Json) -> Option<String> {
    match kind {
        Kind::Text(rule) | Kind::State(rule) => match json.as_str() {
            Some(text) => text_problem(rule, text),
            None => Some("must be text".to_owned()),
        },
        Kind::Lines | Kind::Schedule => (!json.is_string()).then(|| "must be text".to_owned()),
        Kind::Integer(min, max) | Kind::Duration(min, max) | Kind::Size(min, max) => match json.as_i64() {
            Some(n) if (*min..=*max).contains(&n) => None,
            Some(_) => Some(format!("must be from {} to {}", with_unit(*min, unit), with_unit(*max, unit))),
            None => Some("must be a whole number".to_owned()),
        },
        Kind::Switch => (!json.is_boolean()).then(|| "must be true or false".to_owned()),
        Kind::Choice(choices) => {
            let known = json.as_str().is_some_and(|text| choices.iter().any(|c| c.id == text));
            (!known).then(|| format!("must be one of {}", choices.iter().map(|c| c.id).collect::<Vec<_>>().join(", ")))
        }
        Kind::Several(choices) => {
            let known = |item: &Json| item.as_str().is_some_and(|text| choices.iter().any(|c| c.id == text));
            let fits = json.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(known));
            (!fits).then(|| format!("must be some of {}", choices.iter().map(|c| c.id).collect::<Vec<_>>().join(", ")))
        }
        Kind::KeyValues => {
            let fits = |object: &serde_json::Map<String, Json>| {
                object.values().all(|v| v.is_string() || v.is_number() || v.is_boolean() || !matches!(value::form(v), Form::Literal(_)))
            };
            (!json.as_object().is_some_and(fits)).then(|| "must be names with texts".to_owned())
        }
        Kind::List(rule) => match json.as_array() {
            Some(list) => list.iter().find_map(|item| match value::form(item) {
                Form::Literal(Json::String(text)) => text_problem(rule, text),
                Form::Literal(_) => Some("must be a list of texts".to_owned()),
                Form::Reference(_) | Form::Expression(_) => None,
            }),
            None => Some("must be a list".to_owned()),
        },
        Kind::Records(fields) => match json.as_array() {
            Some(list) => list.iter().find_map(|record| record_problem(fields, record)),
            None => Some("must be a list of records".to_owned()),
        },
        Kind::Json => None,
        Kind::EventPattern | Kind::FilterPolicy | Kind::StateMachine => (!json.is_object()).then(|| "must be a JSON object".to_owned()),
    }
}

fn record_problem(fields: &[Field], record: &Json) -> Option<String> {
    let Some(object) = record.as_object() else { return Some("must be a list of records".to_owned()) };
    if let Some(key) = object.keys().find(|key| !fields.iter().any(|f| f.id == key.as_str())) {
        return Some(format!("has an entry with `{key}`, which is none of its fields"));
    }
    fields.iter().find_map(|field| match object.get(field.id) {
        Some(json) => problem(field, &Value(json.clone())).map(|why| format!("has an entry whose {why}")),
        None => field.required.then(|| format!("has an entry without {}", field.label)),
    })
}

fn text_problem(rule: &TextRule, text: &str) -> Option<String> {
    let length = text.chars().count();
    if length > rule.max {
        return Some(format!("must have at most {} characters", rule.max));
    }
    if length < rule.min {
        return Some(if rule.min == 1 { "must not be empty".to_owned() } else { format!("must have at least {} characters", rule.min) });
    }
    let (test, description) = rule.shape?;
    (!text.is_empty() && !test(text)).then(|| format!("must be {description}"))
}

/// A number with its unit, in the largest unit that divides it: 345,600 seconds are `4 d`.
pub fn with_unit(number: i64, unit: Unit) -> String {
    let family: &[Unit] = match unit {
        Unit::Seconds | Unit::Minutes | Unit::Hours => &[Unit::Days, Unit::Hours, Unit::Minutes, Unit::Seconds],
        Unit::Bytes | Unit::Kibibytes => &[Unit::Mebibytes, Unit::Kibibytes, Unit::Bytes],
        _ => &[],
    };
    let base = number.saturating_mul(unit.factor());
    let best = family.iter().find(|u| base != 0 && base % u.factor() == 0 && base / u.factor() >= 1);
    let (number, unit) = best.map_or((number, unit), |u| (base / u.factor(), *u));
    if unit == Unit::None { number.to_string() } else { format!("{number} {}", unit.symbol()) }
}

/// A value as people read it: choices by label, numbers with units, references by what they name.
pub fn display(field: &Field, value: &Value) -> String {
    match value.form() {
        Form::Literal(json) => match (&field.kind, json) {
            (Kind::Choice(choices), Json::String(text)) => {
                choices.iter().find(|c| c.id == text.as_str()).map_or_else(|| text.clone(), |c| c.label.to_owned())
            }
            (Kind::Several(choices), Json::Array(list)) => {
                let label = |item: &Json| {
                    choices.iter().find(|c| Some(c.id) == item.as_str()).map_or_else(|| item.to_string(), |c| c.label.to_owned())
                };
                list.iter().map(label).collect::<Vec<_>>().join(", ")
            }
            (Kind::Switch, Json::Bool(b)) => if *b { "on" } else { "off" }.to_owned(),
            (_, Json::Number(n)) => n.as_i64().map_or_else(|| n.to_string(), |n| with_unit(n, field.unit)),
            (_, Json::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        },
        Form::Reference(crate::design::Reference::Parameter(name) | crate::design::Reference::Pseudo(name)) => format!("!Ref {name}"),
        Form::Reference(crate::design::Reference::Import(name)) => format!("!ImportValue {name}"),
        Form::Reference(crate::design::Reference::Dynamic(text)) => text.to_owned(),
        Form::Reference(crate::design::Reference::Attribute { node, attribute }) => format!("{node}.{attribute}"),
        Form::Expression(json) => json.to_string(),
    }
}

/// What a field holds, in a word or two.
pub fn type_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text(_) => "text",
        Kind::Lines => "lines of text",
        Kind::Integer(..) => "whole number",
        Kind::Duration(..) => "duration",
        Kind::Size(..) => "size",
        Kind::Switch => "switch",
        Kind::Choice(_) => "choice",
        Kind::Several(_) => "choices",
        Kind::KeyValues => "names with values",
        Kind::List(_) => "list",
        Kind::Records(_) => "records",
        Kind::Json => "JSON",
        Kind::EventPattern => "event pattern",
        Kind::FilterPolicy => "filter policy",
        Kind::Schedule => "schedule",
        Kind::State(_) => "name of a state",
        Kind::StateMachine => "state machine",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::field::{Literal, choice};

    #[test]
    fn amounts_take_units() {
        let timeout = Field::duration("timeout", "Timeout", Unit::Seconds, 1, 900);
        assert_eq!(parse(&timeout, "2min").unwrap().0, Json::from(120));
        assert_eq!(parse(&timeout, "30").unwrap().0, Json::from(30));
        assert_eq!(parse(&timeout, "1h").unwrap_err(), "Timeout must be from 1 s to 15 min");
        assert!(parse(&timeout, "3 parsecs").is_err());
        assert_eq!(parse(&timeout, "!Ref Timeout").unwrap(), Value::parameter("Timeout"));
        let shown = parse(&timeout, "!ImportValue shop-timeout").unwrap();
        assert_eq!(display(&timeout, &shown), "!ImportValue shop-timeout", "what is shown can be typed");
        let switch = Field::switch("tracing", "Tracing", false);
        let why = "Tracing decides what the template holds and must be a plain value, not a reference";
        assert_eq!(parse(&switch, "!Ref Tracing").unwrap_err(), why, "it would count as off");
        assert_eq!(parse(&switch, r#"{"$parameter": "Tracing"}"#).unwrap_err(), why);
        assert!(parse(&switch.property("Tracing.Enabled"), "!Ref Tracing").is_ok(), "the template holds it as it is");
        assert_eq!(with_unit(345_600, Unit::Seconds), "4 d");
    }

    #[test]
    fn several_choices_are_a_list_of_known_ones() {
        const FIELD: Field =
            Field::several("actions", "Actions", &[choice("s3:GetObject", "GetObject"), choice("s3:PutObject", "PutObject")]);
        let field = FIELD;
        let wanted = serde_json::json!(["s3:GetObject", "s3:PutObject"]);
        assert_eq!(parse(&field, "GetObject, s3:putobject").unwrap().0, wanted);
        assert_eq!(parse(&field, r#"["s3:GetObject", "s3:PutObject"]"#).unwrap().0, wanted);
        assert_eq!(display(&field, &Value(wanted)), "GetObject, PutObject");
        assert_eq!(parse(&field, "s3:*").unwrap_err(), "Actions must be some of s3:GetObject, s3:PutObject");
        assert!(parse(&field, "[]").is_err());
    }

    #[test]
    fn choices_and_variants() {
        const KIND: Field = Field::choice("kind", "Kind", &[choice("standard", "Standard"), choice("express", "Express")]).variant();
        let kind = KIND;
        assert_eq!(kind.default, Literal::Text("standard"));
        assert_eq!(parse(&kind, "Express").unwrap().0, Json::from("express"));
        assert!(parse(&kind, "fast").unwrap_err().contains("standard, express"));
        assert!(problem(&kind, &Value::parameter("Kind")).is_some());
    }
}
