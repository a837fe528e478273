//! A template as if every condition in it held: what is recognised is recognised there, and what is under a condition is told
//! afterwards.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

/// The resources with everything that some condition lets in; nothing where none is asked.
pub(super) fn united(resources: &Map<String, Json>, conditions: Option<&Json>) -> Option<Map<String, Json>> {
    let is_opposite = |one: &Json| one["Fn::Not"][0]["Condition"].is_string();
    let all = conditions.and_then(Json::as_object).into_iter().flatten();
    let opposites: BTreeSet<&str> = all.filter(|(_, one)| is_opposite(one)).map(|(name, _)| name.as_str()).collect();
    let united: Map<String, Json> = resources.iter().map(|(id, said)| (id.clone(), resource(said, &opposites))).collect();
    (united != *resources).then_some(united)
}

fn resource(said: &Json, opposites: &BTreeSet<&str>) -> Json {
    let mut united = value(said, opposites, false).unwrap_or_else(|| said.clone());
    if let Some(object) = united.as_object_mut() {
        object.shift_remove("Condition");
        waits(object);
    }
    united
}

/// What a resource waits for under a condition, it waits for.
fn waits(resource: &mut Map<String, Json>) {
    let Some(Json::Object(metadata)) = resource.get_mut("Metadata") else { return };
    let Some(Json::Object(waits)) = metadata.shift_remove("WaitsFor") else { return };
    if metadata.is_empty() {
        resource.shift_remove("Metadata");
    }
    let mut all: Vec<Json> = match resource.get("DependsOn") {
        Some(Json::Array(list)) => list.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    all.extend(waits.into_iter().map(|(id, _)| Json::from(id)));
    all.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    let depends = if let [one] = all.as_slice() { one.clone() } else { Json::Array(all) };
    resource.insert("DependsOn".to_owned(), depends);
}

/// A value as it is where its conditions hold, or else where they do not; nothing where it is in neither. What is there where
/// another condition does not hold is not, but for entries of lists, which come and go.
fn value(said: &Json, opposites: &BTreeSet<&str>, in_list: bool) -> Option<Json> {
    match said {
        Json::Array(list) => Some(Json::Array(list.iter().filter_map(|item| value(item, opposites, true)).collect())),
        Json::Object(object) => match object.iter().next().filter(|_| object.len() == 1) {
            Some((function, name)) if function == "Ref" && name == "AWS::NoValue" => None,
            Some((function, Json::Array(parts))) if function == "Fn::If" => {
                let is_opposite = parts.first().and_then(Json::as_str).is_some_and(|name| opposites.contains(name));
                match parts.get(2).filter(|_| is_opposite && !in_list) {
                    Some(otherwise) => value(otherwise, opposites, false),
                    None => parts.iter().skip(1).find_map(|part| value(part, opposites, in_list)),
                }
            }
            _ => {
                Some(Json::Object(object.iter().filter_map(|(key, inner)| Some((key.clone(), value(inner, opposites, false)?))).collect()))
            }
        },
        plain => Some(plain.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn everything_is_there() {
        let said = json!({
            "A": { "Type": "T", "Condition": "On", "Metadata": { "WaitsFor": { "C": { "Fn::If": ["On", { "Ref": "C" }, { "Ref": "AWS::NoValue" }] } } },
                   "DependsOn": "B", "Properties": { "X": { "Fn::If": ["On", 1, 2] },
                   "Z": { "Fn::If": ["Off", 1, { "Ref": "AWS::NoValue" }] },
                   "L": ["a", { "Fn::If": ["On", { "Ref": "AWS::NoValue" }, "b"] }, { "Ref": "AWS::NoValue" }] } },
        });
        let conditions = json!({ "Off": { "Fn::Not": [{ "Condition": "On" }] } });
        let united = united(said.as_object().unwrap(), Some(&conditions)).unwrap();
        assert_eq!(
            Json::Object(united.clone()),
            json!({ "A": { "Type": "T", "DependsOn": ["B", "C"], "Properties": { "X": 1, "L": ["a", "b"] } } })
        );
        assert_eq!(super::united(&united, None), None);
    }
}
