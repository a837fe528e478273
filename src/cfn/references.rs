//! Which names a value refers to.

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
