//! Where the value of a field shows in what is made, and what the template says there.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::fields::Trial;
use super::target::{Made, Step, find, walk};
use crate::catalog::field::{Field, Kind};
use crate::cfn::{Value as Said, json::to_json};

/// A text that nothing else says.
const SENTINEL: &str = "zqsentinelzq";
/// Another one.
const OTHER: &str = "zrsentinelzr";

impl Trial<'_> {
    /// What the template says where a field lands, as the field would say it.
    pub(super) fn read(&self, landing: &Landing, kind: &Kind) -> Option<Json> {
        let said = self.target.at(&landing.id, &landing.path)?;
        let json = match (&landing.around, said) {
            (None, said) => {
                let mut said = said.clone();
                if let (Said::Map(map), Kind::KeyValues) = (&mut said, kind) {
                    map.retain(|key, _| !landing.already.contains(key));
                    if map.is_empty() {
                        return None;
                    }
                }
                to_json(&said)
            }
            (Some(Around::Text(before, after)), Said::Text(text)) => {
                text.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?.into()
            }
            (Some(Around::Text(before, after)), Said::Call(function, argument)) if function == "Fn::Sub" => {
                argument.as_text()?.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?.into()
            }
            (Some(Around::Json), Said::Text(text)) => serde_json::from_str(text).ok()?,
            _ => return None,
        };
        let json = match (kind, &json) {
            (Kind::Integer(..) | Kind::Duration(..) | Kind::Size(..), Json::String(text)) => text.parse::<i64>().map_or(json, Json::from),
            // Choices and lists of numbers are texts in a design.
            (Kind::List(_) | Kind::Several(_), Json::String(_)) => Json::Array(vec![json]),
            (Kind::Text(_) | Kind::Lines, Json::Number(number)) => number.to_string().into(),
            _ => json,
        };
        Some(self.names.value(&json))
    }
}

/// Where the value of a field landed.
pub(super) struct Landing {
    id: String,
    path: Vec<Step>,
    /// What stands around the value; nothing where it stands alone.
    around: Option<Around>,
    /// Names that stand there without the field.
    already: BTreeSet<String>,
}

enum Around {
    Text(String, String),
    /// The value is told as JSON in a text.
    Json,
}

/// Values that are told from everything else that is made.
pub(super) fn sentinels(field: &Field) -> Vec<Json> {
    match field.kind {
        Kind::Integer(min, max) | Kind::Duration(min, max) | Kind::Size(min, max) => {
            let span = (max - min).max(1);
            [min + span * 5 / 13, max, min].map(Json::from).to_vec()
        }
        Kind::Text(_) | Kind::Lines => {
            let example = field.example.to_json().filter(Json::is_string);
            std::iter::once(SENTINEL.into()).chain(example).collect()
        }
        Kind::Schedule => vec!["rate(17 minutes)".into()],
        Kind::KeyValues => vec![json!({ SENTINEL: SENTINEL })],
        Kind::List(_) => {
            let example = field.example.to_json().filter(Json::is_array);
            // One alone may stand as a text of its own.
            [json!([SENTINEL]), json!([SENTINEL, OTHER])].into_iter().chain(example).collect()
        }
        Kind::Several(choices) => {
            let ids = |count: usize| Json::Array(choices.iter().take(count).map(|choice| choice.id.into()).collect());
            vec![ids(1), ids(2)]
        }
        Kind::Json | Kind::EventPattern | Kind::FilterPolicy => {
            let example = field.example.to_json();
            std::iter::once(json!({ SENTINEL: [SENTINEL] })).chain(example).collect()
        }
        Kind::Switch | Kind::Choice(_) | Kind::Records(_) | Kind::StateMachine | Kind::State(_) => Vec::new(),
    }
}

/// The places where a value can be seen in what is made, and could not before.
pub(super) fn landings(made: &Made, base: &Made, kind: &Kind, sentinel: &Json) -> Vec<Landing> {
    let value = Said::from_json(sentinel);
    let text = match &value {
        Said::Text(text) => Some(text.clone()),
        Said::Integer(n) => Some(n.to_string()),
        _ => None,
    };
    let mut found = Vec::new();
    for (id, (_, resource)) in made {
        let base = base.get(id).map(|(_, value)| value);
        let unchanged = |path: &[Step]| base.and_then(|b| walk(b, path)) == walk(resource, path);
        let exact = find(resource, &|v| *v == value || is_inside(v, &value, kind));
        let before = found.len();
        for path in exact.into_iter().filter(|path| !unchanged(path)) {
            let there = base.and_then(|b| walk(b, &path)).and_then(Said::as_map);
            let already = there.into_iter().flat_map(|map| map.keys().cloned()).collect();
            found.push(Landing { id: id.clone(), path, around: None, already });
        }
        if found.len() > before {
            continue;
        }
        let as_json = |v: &Said| v.as_text().and_then(|t| serde_json::from_str::<Json>(t).ok()).is_some_and(|json| json == *sentinel);
        for path in find(resource, &as_json).into_iter().filter(|path| !unchanged(path)) {
            found.push(Landing { id: id.clone(), path, around: Some(Around::Json), already: BTreeSet::new() });
        }
        let Some(text) = &text else { continue };
        let of = |v: &Said| match v {
            Said::Text(t) => Some(t.clone()),
            Said::Call(function, argument) if function == "Fn::Sub" => argument.as_text().map(str::to_owned),
            _ => None,
        };
        let holds = |v: &Said| of(v).is_some_and(|t| t.contains(text.as_str()));
        for path in find(resource, &holds).into_iter().filter(|path| !unchanged(path)) {
            let Some(whole) = walk(resource, &path).and_then(of) else { continue };
            let Some((before, after)) = whole.split_once(text.as_str()) else { continue };
            let around = (!before.is_empty() || !after.is_empty()).then(|| Around::Text(before.to_owned(), after.to_owned()));
            found.push(Landing { id: id.clone(), path, around, already: BTreeSet::new() });
        }
    }
    found
}

/// Whether a map or list holds the members of the value besides others.
fn is_inside(whole: &Said, value: &Said, kind: &Kind) -> bool {
    match (whole, value, kind) {
        (Said::Map(whole), Said::Map(value), Kind::KeyValues) => value.iter().all(|(key, v)| whole.get(key) == Some(v)),
        (Said::List(whole), Said::List(value), Kind::List(_) | Kind::Several(_)) => {
            !value.is_empty() && value.iter().all(|v| whole.contains(v))
        }
        _ => false,
    }
}
