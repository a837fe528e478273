//! Templates with conditions, as they are where these hold: proofs are about each.
//!
//! AWS: CloudFormation User Guide, "Conditions"; CloudFormation Template Reference, "Condition functions".

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{LinkState, Proof, Proofs, Verdict};
use crate::cfn::{Map, Resource, Template, Text, Value, json};

/// Which conditions hold.
pub(super) type Truth = BTreeMap<String, bool>;

/// More combinations than this are not gone through.
const MOST: usize = 64;
const MOST_TRIED: usize = 20_000;
/// How far conditions ask each other.
const DEEPEST: usize = 64;

/// The combinations in which the conditions that a template asks can hold, none where it asks none; `None` where they are too many.
pub(super) fn combinations(template: &Template) -> Option<Vec<Truth>> {
    let Some(Value::Map(section)) = template.sections.get("Conditions") else { return Some(Vec::new()) };
    let asked = asked(template);
    let names: Vec<&Text> = section.keys().filter(|name| asked.contains(name.as_str())).collect();
    if names.is_empty() {
        return Some(Vec::new());
    }
    let atoms = atoms(template, section);
    let count = atoms.iter().try_fold(1_usize, |count, (_, values)| count.checked_mul(values.len()));
    let count = count.filter(|count| *count <= MOST_TRIED)?;
    let mut found = BTreeSet::new();
    for number in 0..count {
        let mut rest = number;
        let mut chosen = BTreeMap::new();
        for (name, values) in &atoms {
            chosen.insert(name.as_str(), values[rest % values.len()].as_str());
            rest /= values.len();
        }
        let holds = |name: &str| (name.to_owned(), section.get(name).is_some_and(|value| holds(section, value, &chosen, DEEPEST)));
        found.insert(names.iter().map(|name| holds(name)).collect::<Vec<_>>());
        if found.len() > MOST {
            return None;
        }
    }
    Some(found.into_iter().rev().map(|vector| vector.into_iter().collect()).collect())
}

/// The conditions that resources, values and outputs ask.
fn asked(template: &Template) -> BTreeSet<String> {
    let mut asked = BTreeSet::new();
    for resource in template.resources.values() {
        asked.extend(resource.condition.clone());
        resource.properties.values().for_each(|value| ifs(value, &mut asked));
    }
    asked
}

fn ifs(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Call(function, argument) => {
            if let ("Fn::If", Value::List(parts)) = (function.as_str(), &**argument) {
                into.extend(parts.first().and_then(Value::as_text).map(str::to_owned));
            }
            ifs(argument, into);
        }
        Value::List(list) => list.iter().for_each(|item| ifs(item, into)),
        Value::Map(map) => map.values().for_each(|item| ifs(item, into)),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => {}
    }
}

/// A value that nothing is compared with.
const OTHER: &str = "\u{0}";

/// What the tests of the section are about, with the values that make a difference.
fn atoms(template: &Template, section: &Map) -> Vec<(String, Vec<String>)> {
    let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    section.values().for_each(|value| equals(value, &mut |name, value| values.entry(name).or_default().extend([value])));
    let domain = |(name, mut named): (String, BTreeSet<String>)| {
        let allowed = template.parameters.get(&name).and_then(|p| p.get("AllowedValues")).and_then(Value::as_list);
        let allowed: Option<Vec<&str>> = allowed.map(|list| list.iter().filter_map(Value::as_text).collect());
        if let Some(allowed) = &allowed {
            named.retain(|value| allowed.contains(&value.as_str()));
        }
        let more = allowed.is_none_or(|allowed| allowed.iter().any(|value| !named.contains(*value)));
        let mut values: Vec<String> = named.into_iter().collect();
        if more || values.is_empty() {
            values.push(OTHER.to_owned());
        }
        (name, values)
    };
    values.into_iter().map(domain).collect()
}

/// A comparison as a name and the value it is compared with; what compares anything else with anything is one of its own.
fn sides(parts: &[Value]) -> Option<(String, String)> {
    let name = |value: &Value| match value {
        Value::Call(function, name) if function == "Ref" => name.as_text().map(str::to_owned),
        _ => None,
    };
    let [a, b] = parts else { return None };
    match (name(a), b.as_text(), name(b), a.as_text()) {
        (Some(name), Some(value), ..) | (_, _, Some(name), Some(value)) => Some((name, value.to_owned())),
        _ => Some((json::write_compact(&Value::List(parts.to_vec())), String::new())),
    }
}

fn equals(value: &Value, visit: &mut dyn FnMut(String, String)) {
    match value {
        Value::Call(function, argument) => match (function.as_str(), &**argument) {
            ("Fn::Equals", Value::List(parts)) => {
                if let Some((name, value)) = sides(parts) {
                    visit(name, value);
                }
            }
            (_, argument) => equals(argument, visit),
        },
        Value::List(list) => list.iter().for_each(|item| equals(item, visit)),
        _ => {}
    }
}

fn holds(section: &Map, value: &Value, chosen: &BTreeMap<&str, &str>, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let named = |name: &str| section.get(name).is_some_and(|value| holds(section, value, chosen, depth));
    match value {
        Value::Call(function, argument) => match (function.as_str(), &**argument) {
            ("Condition", Value::Text(name)) => named(name),
            ("Fn::Not", Value::List(parts)) => !parts.first().is_some_and(|one| holds(section, one, chosen, depth)),
            ("Fn::And", Value::List(parts)) => parts.iter().all(|one| holds(section, one, chosen, depth)),
            ("Fn::Or", Value::List(parts)) => parts.iter().any(|one| holds(section, one, chosen, depth)),
            ("Fn::Equals", Value::List(parts)) => {
                sides(parts).is_some_and(|(name, value)| chosen.get(name.as_str()) == Some(&value.as_str()))
            }
            _ => false,
        },
        // The long form of a condition that is asked.
        Value::Map(map) => map.get("Condition").and_then(Value::as_text).is_some_and(named),
        _ => false,
    }
}

/// The template as it is where these conditions hold. What an entry of a list leaves behind stays empty, so that the others
/// stand where the template has them.
pub(super) fn resolved(template: &Template, truth: &Truth) -> Template {
    let there = |resource: &&Resource| resource.condition.as_ref().and_then(|name| truth.get(name)).copied().unwrap_or(true);
    let resources = template.resources.iter().filter(|(_, resource)| there(resource)).map(|(id, resource)| {
        let mut resource = resource.clone();
        resource.condition = resource.condition.filter(|name| !truth.contains_key(name));
        resource.properties = members(resource.properties, truth);
        resource.metadata = resource.metadata.and_then(|metadata| in_world(metadata, truth));
        (id.clone(), resource)
    });
    Template { parameters: template.parameters.clone(), resources: resources.collect(), ..Template::default() }
}

fn members(map: Map, truth: &Truth) -> Map {
    map.into_iter().filter_map(|(key, value)| Some((key, in_world(value, truth)?))).collect()
}

fn in_world(value: Value, truth: &Truth) -> Option<Value> {
    Some(match value {
        Value::Call(function, argument) => {
            if function == "Ref" && argument.as_text() == Some("AWS::NoValue") {
                return None;
            }
            match *argument {
                Value::List(mut parts) if function == "Fn::If" && parts.len() == 3 => {
                    match parts.first().and_then(Value::as_text).and_then(|name| truth.get(name)) {
                        Some(holds) => return in_world(parts.swap_remove(if *holds { 1 } else { 2 }), truth),
                        None => Value::Call(function, Box::new(Value::List(parts))),
                    }
                }
                argument => Value::Call(function, Box::new(in_world(argument, truth).unwrap_or(Value::Null))),
            }
        }
        Value::List(list) => Value::List(list.into_iter().map(|item| in_world(item, truth).unwrap_or(Value::Null)).collect()),
        Value::Map(map) => Value::Map(members(map, truth)),
        plain => plain,
    })
}

/// The proof of a line in all worlds it is in: the worst there is, with where it is so.
pub(super) fn together(mut each: Vec<(Truth, Proof)>) -> Option<Proof> {
    let worst = each.iter().map(|(_, proof)| rank(proof.verdict())).min()?;
    let differ = each.iter().any(|(_, proof)| rank(proof.verdict()) != worst);
    let index = each.iter().position(|(_, proof)| rank(proof.verdict()) == worst)?;
    let (truth, mut proof) = each.swap_remove(index);
    if differ {
        let told = |(name, holds): (&String, &bool)| format!("{name} {}", if *holds { "holds" } else { "does not hold" });
        proof.remarks.insert(0, format!("It is so where {}.", truth.iter().map(told).collect::<Vec<_>>().join(" and ")));
    }
    Some(proof)
}

/// The proofs of a template whose conditions are more than can be gone through: what does not hold as it stands may hold where
/// some of them do.
pub(super) fn undecided(mut proofs: Proofs) -> Proofs {
    for proof in proofs.by_line.values_mut() {
        for link in &mut proof.links {
            if let LinkState::Missing(why) = &link.state {
                link.state = LinkState::Unknown(format!("the template has too many conditions to go through; as it stands, {why}"));
            }
        }
    }
    proofs
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Broken => 0,
        Verdict::Unknown => 1,
        Verdict::Off => 2,
        Verdict::Picture => 3,
        Verdict::Proven => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(conditions: &serde_json::Value, properties: &serde_json::Value) -> Template {
        let mut template = Template::default();
        template.sections.insert("Conditions".to_owned(), Value::from_json(conditions));
        let Value::Map(properties) = Value::from_json(properties) else { panic!("properties are a map") };
        template.resources.insert("R".to_owned(), Resource { properties, ..Resource::default() });
        template
    }

    #[test]
    fn a_template_is_what_its_conditions_make_of_it() {
        let conditions = serde_json::json!({
            "Prod": { "Fn::Equals": [{ "Ref": "Stage" }, "prod"] },
            "NotProd": { "Fn::Not": [{ "Condition": "Prod" }] },
            "Unasked": { "Fn::Equals": [{ "Ref": "Other" }, "x"] },
        });
        let no_value = serde_json::json!({ "Ref": "AWS::NoValue" });
        let properties = serde_json::json!({
            "A": { "Fn::If": ["Prod", "yes", no_value] },
            "B": [{ "Fn::If": ["NotProd", "x", no_value] }, { "C": { "Fn::If": ["Prod", "p", "q"] } }],
        });
        let template = template(&conditions, &properties);
        let combinations = combinations(&template).unwrap();
        assert_eq!(combinations.len(), 2);
        let shown: Vec<String> = combinations
            .iter()
            .map(|truth| json::write_compact(&Value::Map(resolved(&template, truth).resources["R"].properties.clone())))
            .collect();
        assert!(shown.contains(&r#"{"A":"yes","B":[null,{"C":"p"}]}"#.to_owned()), "{shown:?}");
        assert!(shown.contains(&r#"{"B":["x",{"C":"q"}]}"#.to_owned()), "{shown:?}");
    }
}
