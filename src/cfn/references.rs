//! Which names a value refers to.

use std::collections::BTreeMap;

use super::pieces;
use super::template::Resource;
use super::{Map, Text, Value};

/// Collects every name a value refers to: logical IDs, parameters and pseudo parameters alike.
pub fn collect<'a>(value: &'a Value, into: &mut impl Extend<&'a str>) {
    match value {
        Value::Call(function, argument) => match (function.as_str(), &**argument) {
            ("Ref", Value::Text(name)) => into.extend([name.as_str()]),
            ("Fn::GetAtt", Value::List(parts)) => {
                into.extend(parts.first().and_then(Value::as_text));
                parts.iter().skip(1).for_each(|part| collect(part, into));
            }
            ("Fn::Sub", Value::Text(text)) => into.extend(placeholders(text)),
            ("Fn::Sub", Value::List(parts)) => {
                let own = parts.get(1).and_then(Value::as_map);
                if let Some(Value::Text(text)) = parts.first() {
                    into.extend(placeholders(text).filter(|name| own.is_none_or(|map| !map.contains_key(name))));
                }
                parts.iter().skip(1).for_each(|part| collect(part, into));
            }
            (_, argument) => collect(argument, into),
        },
        Value::List(list) => list.iter().for_each(|item| collect(item, into)),
        Value::Map(map) => map.values().for_each(|item| collect(item, into)),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => {}
    }
}

/// Every name a resource's properties refer to, sorted, each once, without what `DependsOn` adds.
#[must_use]
pub fn of_resource(resource: &Resource) -> Vec<&str> {
    let mut names = Vec::new();
    resource.properties.values().for_each(|value| collect(value, &mut names));
    names.sort_unstable();
    names.dedup();
    names
}

/// Puts something else in the place of references: `other` says what, by name and attribute, and `None` where a reference
/// stays. Within `Fn::Sub` it is put where the reference stood, as a variable where it is no reference itself.
pub fn replace(value: &mut Value, other: &mut dyn FnMut(&str, Option<&str>) -> Option<Value>) {
    let put = match value {
        Value::Call(function, argument) => match (function.as_str(), &mut **argument) {
            ("Ref", Value::Text(name)) => other(name, None),
            ("Fn::GetAtt", Value::List(parts)) => match parts.as_slice() {
                [Value::Text(name), Value::Text(attribute)] => other(name, Some(attribute)),
                _ => None,
            },
            ("Fn::Sub", argument) => {
                replace_in_text(argument, other);
                None
            }
            (_, argument) => {
                replace(argument, other);
                None
            }
        },
        Value::List(list) => {
            for item in list {
                replace(item, other);
            }
            None
        }
        Value::Map(map) => {
            for item in map.values_mut() {
                replace(item, other);
            }
            None
        }
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => None,
    };
    if let Some(put) = put {
        *value = put;
    }
}

/// The same in what `Fn::Sub` is given: a text, or a list of the text and a map of variables.
fn replace_in_text(argument: &mut Value, other: &mut dyn FnMut(&str, Option<&str>) -> Option<Value>) {
    let (text, mut variables) = match argument {
        Value::Text(text) => (std::mem::take(text), Map::new()),
        Value::List(parts) => match parts.as_mut_slice() {
            [Value::Text(text), Value::Map(variables)] => (std::mem::take(text), std::mem::take(variables)),
            _ => return,
        },
        _ => return,
    };
    variables.values_mut().for_each(|value| replace(value, other));
    let had = variables.len();
    let mut parts = text.split("${");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let put = part.split_once('}').filter(|(inside, _)| !inside.starts_with('!') && !variables.contains_key(inside.trim()));
        let put = put.and_then(|(inside, rest)| {
            let inside = inside.trim();
            let (name, attribute) = inside.split_once('.').map_or((inside, None), |(name, attribute)| (name, Some(attribute)));
            Some((other(name, attribute)?, rest))
        });
        out.push_str("${");
        let Some((put, rest)) = put else {
            out.push_str(part);
            continue;
        };
        let placed = pieces::placeholder(&put).unwrap_or_else(|| {
            let name =
                (1..=variables.len() + 1).map(|n| format!("Value{n}")).find(|name| !variables.contains_key(name)).unwrap_or_default();
            variables.insert(name.clone(), put);
            name
        });
        out.extend([&placed, "}", rest]);
    }
    *argument = if had == 0 && variables.is_empty() { out.into() } else { Value::List(vec![out.into(), Value::Map(variables)]) };
}

/// Gives what a value refers to other names.
pub fn rename(value: &mut Value, names: &BTreeMap<String, String>) {
    match value {
        Value::Call(function, argument) => match (function.as_str(), &mut **argument) {
            ("Ref", Value::Text(name)) => rename_text(name, names),
            ("Fn::GetAtt", Value::List(parts)) => {
                if let Some(Value::Text(name)) = parts.first_mut() {
                    rename_text(name, names);
                }
                parts.iter_mut().skip(1).for_each(|part| rename(part, names));
            }
            ("Fn::Sub", Value::Text(text)) => *text = renamed_placeholders(text, names).into(),
            ("Fn::Sub", Value::List(parts)) => {
                if let Some(Value::Text(text)) = parts.first_mut() {
                    *text = renamed_placeholders(text, names).into();
                }
                parts.iter_mut().skip(1).for_each(|part| rename(part, names));
            }
            (_, argument) => rename(argument, names),
        },
        Value::List(list) => list.iter_mut().for_each(|item| rename(item, names)),
        Value::Map(map) => map.values_mut().for_each(|item| rename(item, names)),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => {}
    }
}

fn rename_text(name: &mut Text, names: &BTreeMap<String, String>) {
    if let Some(other) = names.get(name.as_str()) {
        *name = other.into();
    }
}

fn renamed_placeholders(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut parts = text.split("${");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("${");
        let end = part.find(['.', '}']).unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        out.push_str(names.get(name).map_or(name, String::as_str));
        out.push_str(rest);
    }
    out
}

/// The names in the `${…}` of a text: `Name` of `${Name}` and of `${Name.Attribute}`, nothing of `${!Literal}`.
pub fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split("${").skip(1).filter_map(|rest| {
        let (inside, _) = rest.split_once('}')?;
        if inside.starts_with('!') {
            return None;
        }
        let inside = inside.trim();
        Some(inside.split_once('.').map_or(inside, |(name, _)| name))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_is_renamed_is_renamed_in_every_form() {
        let names = BTreeMap::from([("A".to_owned(), "Z".to_owned())]);
        let mut value =
            Value::list([Value::reference("A"), Value::get_att("A", "Arn"), Value::sub("${A} ${A.Arn} ${!A} ${AB} A"), "A".into()]);
        rename(&mut value, &names);
        let expected =
            Value::list([Value::reference("Z"), Value::get_att("Z", "Arn"), Value::sub("${Z} ${Z.Arn} ${!A} ${AB} A"), "A".into()]);
        assert_eq!(value, expected);
    }

    #[test]
    fn what_is_put_in_place_of_references_stands_where_they_stood() {
        let mut value = Value::list([
            Value::reference("A"),
            Value::get_att("A", "Arn"),
            Value::sub("${A} ${A.Arn} ${!A} ${AB} A ${A.List}"),
            Value::Call("Fn::Sub".into(), Box::new(Value::list(["${A} ${B}".into(), Value::map([("A", Value::reference("B"))])]))),
        ]);
        replace(&mut value, &mut |name, attribute| match (name, attribute) {
            ("A", None) => Some(Value::reference("P")),
            ("A", Some("List")) => Some(Value::from("x")),
            ("A", Some(attribute)) => Some(Value::get_att("Stack", format!("Outputs.A{attribute}"))),
            ("B", None) => Some(Value::reference("C")),
            _ => None,
        });
        let list =
            Value::list([Value::from("${P} ${Stack.Outputs.AArn} ${!A} ${AB} A ${Value1}"), Value::map([("Value1", Value::from("x"))])]);
        let expected = Value::list([
            Value::reference("P"),
            Value::get_att("Stack", "Outputs.AArn"),
            Value::Call("Fn::Sub".into(), Box::new(list)),
            Value::Call("Fn::Sub".into(), Box::new(Value::list(["${A} ${C}".into(), Value::map([("A", Value::reference("C"))])]))),
        ]);
        assert_eq!(value, expected);
    }

    #[test]
    fn every_form_of_reference_is_found() {
        let value = Value::list([
            Value::reference("A"),
            Value::get_att("B", "Arn"),
            Value::sub("x ${C} ${D.Arn} ${!E} ${AWS::Region}"),
            Value::Call("Fn::Sub".into(), Box::new(Value::list([Value::from("${F} ${G}"), Value::map([("F", Value::reference("H"))])]))),
        ]);
        let mut names = BTreeSet::new();
        collect(&value, &mut names);
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["A", "AWS::Region", "B", "C", "D", "G", "H"]);
    }
}
