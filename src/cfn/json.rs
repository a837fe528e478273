//! Values as JSON, intrinsic functions in their long form.

use std::fmt::Write as _;

use super::value::{Text, Value};

/// The value as JSON, indented by two spaces, with a line break at its end.
#[must_use]
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    write_value(value, 0, &mut out);
    out.push('\n');
    out
}

/// The value as JSON on one line.
#[must_use]
pub fn write_compact(value: &Value) -> String {
    to_json(value).to_string()
}

/// How many bytes [`write_compact`] writes, without writing them.
#[must_use]
pub fn compact_len(value: &Value) -> usize {
    let members = |count: usize| 2 + count.saturating_sub(1);
    match value {
        Value::Null => 4,
        Value::Bool(b) => {
            if *b {
                4
            } else {
                5
            }
        }
        Value::Integer(_) | Value::Float(_) => to_json(value).to_string().len(),
        Value::Text(text) => quoted_len(text),
        Value::List(list) => members(list.len()) + list.iter().map(compact_len).sum::<usize>(),
        Value::Map(map) => members(map.len()) + map.iter().map(|(key, item)| quoted_len(key) + 1 + compact_len(item)).sum::<usize>(),
        Value::Call(function, argument) => members(1) + quoted_len(function) + 1 + compact_len(argument),
    }
}

fn quoted_len(text: &str) -> usize {
    let plain = text.bytes().all(|b| b >= b' ' && b != b'"' && b != b'\\');
    if plain { text.len() + 2 } else { quoted(text).len() }
}

/// The value as a property that holds JSON as text: plain text, or a `Sub` where something in it is only known at
/// deployment.
#[must_use]
pub fn as_text(value: &Value) -> Value {
    let mut deferred = false;
    let json = to_json(&inlined(value, &mut deferred)).to_string();
    if deferred {
        return Value::sub(json);
    }
    write_compact(value).into()
}

/// The value with references as `${…}` inside texts, and what only looks like one escaped.
fn inlined(value: &Value, deferred: &mut bool) -> Value {
    let text = match value {
        Value::Text(text) => text.replace("${", "${!"),
        Value::List(list) => return Value::List(list.iter().map(|item| inlined(item, deferred)).collect()),
        Value::Map(map) => return Value::Map(map.iter().map(|(k, v)| (k.replace("${", "${!"), inlined(v, deferred))).collect()),
        Value::Call(function, argument) => match (function.as_str(), &**argument) {
            ("Ref", Value::Text(name)) => format!("${{{name}}}"),
            ("Fn::GetAtt", Value::List(parts)) => {
                let parts: Vec<&str> = parts.iter().filter_map(Value::as_text).collect();
                format!("${{{}}}", parts.join("."))
            }
            ("Fn::Sub", Value::Text(text)) => text.to_string(),
            _ => return value.clone(),
        },
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) => return value.clone(),
    };
    *deferred |= matches!(value, Value::Call(..));
    text.into()
}

/// The value as a serde value; floats keep their fraction.
#[must_use]
pub fn to_json(value: &Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        Value::Null => Json::Null,
        Value::Bool(b) => Json::Bool(*b),
        Value::Integer(n) => Json::from(*n),
        Value::Float(n) => Json::from(*n),
        Value::Text(text) => Json::from(text.as_str()),
        Value::List(list) => Json::Array(list.iter().map(to_json).collect()),
        Value::Map(map) => Json::Object(map.iter().map(|(k, v)| (k.to_string(), to_json(v))).collect()),
        Value::Call(function, argument) => Json::Object([(function.to_string(), to_json(argument))].into_iter().collect()),
    }
}

/// A number as both notations write it: with its fraction, so that `2.0` stays a float.
pub(super) fn float(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() < 1e15 { format!("{n:.1}") } else { format!("{n}") }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn indent(depth: usize, out: &mut String) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

fn write_value(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Integer(n) => {
            // Writing to a String cannot fail.
            let _ = write!(out, "{n}");
        }
        Value::Float(n) => out.push_str(&float(*n)),
        Value::Text(text) => out.push_str(&quoted(text)),
        Value::List(list) if list.is_empty() => out.push_str("[]"),
        Value::List(list) => {
            out.push('[');
            for (index, item) in list.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                indent(depth + 1, out);
                write_value(item, depth + 1, out);
            }
            indent(depth, out);
            out.push(']');
        }
        Value::Map(map) if map.is_empty() => out.push_str("{}"),
        Value::Map(map) => write_members(map.iter(), depth, out),
        Value::Call(function, argument) => write_members([(function, &**argument)].into_iter(), depth, out),
    }
}

fn write_members<'a>(members: impl Iterator<Item = (&'a Text, &'a Value)>, depth: usize, out: &mut String) {
    out.push('{');
    for (index, (key, item)) in members.enumerate() {
        if index > 0 {
            out.push(',');
        }
        indent(depth + 1, out);
        out.push_str(&quoted(key));
        out.push_str(": ");
        write_value(item, depth + 1, out);
    }
    indent(depth, out);
    out.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cfn::Map;

    #[test]
    fn the_length_counted_is_the_length_written() {
        let value = Value::map([
            ("text", Value::from("a \"b\" \\ \n é")),
            ("list", Value::list([Value::Null, true.into(), false.into(), (-12).into(), 2.0.into(), Value::List(vec![])])),
            ("call", Value::get_att("A", "Arn")),
            ("none", Value::Map(Map::new())),
        ]);
        assert_eq!(compact_len(&value), write_compact(&value).len());
    }

    #[test]
    fn json_as_text_is_plain_until_something_in_it_is_deferred() {
        let plain = Value::map([("literal", "${Name}")]);
        assert_eq!(as_text(&plain), Value::from(r#"{"literal":"${Name}"}"#));
        let mixed = Value::map([("literal", Value::from("${Name}")), ("arn", Value::get_att("Orders", "Arn"))]);
        assert_eq!(as_text(&mixed), Value::sub(r#"{"literal":"${!Name}","arn":"${Orders.Arn}"}"#));
    }
}
