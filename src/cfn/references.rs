//! Which names a value refers to.

use std::collections::BTreeMap;

use super::template::Resource;
use super::value::Value;

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
                    into.extend(placeholders(text).filter(|name| own.is_none_or(|map| !map.contains_key(*name))));
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
            ("Fn::Sub", Value::Text(text)) => *text = renamed_placeholders(text, names),
            ("Fn::Sub", Value::List(parts)) => {
                if let Some(Value::Text(text)) = parts.first_mut() {
                    *text = renamed_placeholders(text, names);
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

fn rename_text(name: &mut String, names: &BTreeMap<String, String>) {
    if let Some(other) = names.get(name.as_str()) {
        name.clone_from(other);
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
    fn every_form_of_reference_is_found() {
        let value = Value::list([
            Value::reference("A"),
            Value::get_att("B", "Arn"),
            Value::sub("x ${C} ${D.Arn} ${!E} ${AWS::Region}"),
            Value::Call(
                "Fn::Sub".to_owned(),
                Box::new(Value::list([Value::from("${F} ${G}"), Value::map([("F", Value::reference("H"))])])),
            ),
        ]);
        let mut names = BTreeSet::new();
        collect(&value, &mut names);
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["A", "AWS::Region", "B", "C", "D", "G", "H"]);
    }
}
