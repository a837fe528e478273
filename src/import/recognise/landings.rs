//! Where the value of a field shows in what is made, and what the template says there.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::fields::Trial;
use super::target::{Made, Step, find, key, walk};
use crate::catalog::field::{Field, Kind};
use crate::cfn::{Text, Value as Said, json::to_json};
use crate::services::api;

/// A text that nothing else says.
const SENTINEL: &str = "zqsentinelzq";
/// Another one.
const OTHER: &str = "zrsentinelzr";

impl Trial<'_> {
    /// What the template says where a field lands, as the field would say it.
    pub(super) fn read(&self, made: &Made, landing: &Landing, kind: &Kind) -> Vec<Json> {
        match &landing.around {
            Some(Around::Entry) => self.entries(made, landing).into_iter().collect(),
            Some(Around::Pair(key, value)) => self.pairs(made, landing, key, value).into_iter().collect(),
            _ => self.read_one(made, landing, kind).into_iter().flat_map(|json| self.in_words(json, kind)).collect(),
        }
    }

    /// What a value found in the template may be as a field would say it: as it stands, and as the part of a request that an
    /// expression in a text takes.
    pub(super) fn in_words(&self, json: Json, kind: &Kind) -> Vec<Json> {
        let parts = match (&json, kind) {
            (Json::String(text), Kind::Text(_) | Kind::Lines) => api::parts_said(text),
            _ => Vec::new(),
        };
        let json = match (kind, &json) {
            (Kind::Integer(..) | Kind::Duration(..) | Kind::Size(..), Json::String(text)) => text.parse::<i64>().map_or(json, Json::from),
            // Choices and lists of numbers are texts in a design.
            (Kind::List(_) | Kind::Several(_), Json::String(_)) => Json::Array(vec![json]),
            (Kind::Text(_) | Kind::Lines, Json::Number(number)) => number.to_string().into(),
            _ => json,
        };
        let whole = self.names.field(&json);
        parts.into_iter().map(Json::from).chain([whole]).collect()
    }

    /// The entries of the template's list that nothing else makes, each where the value lands in the one that is made of it.
    fn entries(&self, made: &Made, landing: &Landing) -> Option<Json> {
        let (list, tail) = split_at_entry(&landing.path)?;
        let all = self.target.at(made, &landing.id, list)?.as_list()?;
        let own = made.get(&landing.id).and_then(|(_, made)| walk(made, landing.path.get(..=list.len())?)).and_then(key);
        let named = own.and_then(|own| all.iter().find(|said| key(said) == Some(own)));
        let others = landing.others.iter().filter_map(key).collect::<BTreeSet<_>>();
        let is_free = |said: &&Said| !landing.others.contains(said) && key(said).is_none_or(|key| !others.contains(key));
        let free: Vec<&Said> = named.map_or_else(|| all.iter().filter(is_free).collect(), |named| vec![named]);
        let mut values: Vec<Json> = Vec::new();
        for said in free.into_iter().filter_map(|said| walk(said, tail)) {
            let each = said.as_list().unwrap_or(std::slice::from_ref(said));
            for value in each.iter().map(|said| self.names.value(&to_json(said))) {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        (!values.is_empty()).then_some(Json::Array(values))
    }

    /// The entries of the template's list as names with values.
    fn pairs(&self, made: &Made, landing: &Landing, key: &str, value: &str) -> Option<Json> {
        let (list, _) = split_at_entry(&landing.path)?;
        let all = self.target.at(made, &landing.id, list)?.as_list()?;
        let free = all.iter().filter(|said| !landing.others.contains(said));
        let pairs: Option<Map<String, Json>> =
            free.map(|said| Some((said.get(key)?.as_text()?.to_owned(), self.names.value(&to_json(said.get(value)?))))).collect();
        pairs.map(Json::Object).filter(|pairs| *pairs != json!({}))
    }

    fn read_one(&self, made: &Made, landing: &Landing, kind: &Kind) -> Option<Json> {
        let said = self.target.at(made, &landing.id, &landing.path)?;
        Some(match (&landing.around, said) {
            (None, said) => {
                let mut said = said.clone();
                if let (Said::Map(map), Kind::KeyValues) = (&mut said, kind) {
                    let names_other =
                        |value: &Said| matches!(value, Said::Call(function, _) if function == "Ref" || function == "Fn::GetAtt");
                    let to_come = |value: &Said| !self.all_there.get() && names_other(value);
                    map.retain(|key, value| !landing.already.contains(key.as_str()) && !to_come(value));
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
                substituted(argument)?.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?.into()
            }
            (Some(Around::Json), Said::Text(text)) => serde_json::from_str(text).ok()?,
            _ => return None,
        })
    }
}

/// A path to the last list on it, and what leads from its entry on.
fn split_at_entry(path: &[Step]) -> Option<(&[Step], &[Step])> {
    let at = path.iter().rposition(|step| matches!(step, Step::Index(_)))?;
    Some((path.get(..at)?, path.get(at + 1..)?))
}

/// Where the value of a field landed.
pub(super) struct Landing {
    id: String,
    path: Vec<Step>,
    /// What stands around the value; nothing where it stands alone.
    around: Option<Around>,
    /// Names that stand there without the field.
    already: BTreeSet<String>,
    /// The entries that the list around it has without the field.
    others: Vec<Said>,
}

enum Around {
    Text(String, String),
    /// The value is told as JSON in a text.
    Json,
    /// Each entry of the value makes one of a list.
    Entry,
    /// Each name of the value makes an entry of a list, which has the name and its value under these keys.
    Pair(String, String),
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
        Kind::KeyValues => vec![json!({ SENTINEL: OTHER })],
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
        Said::Text(text) => Some(text.to_string()),
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
            let already = there.into_iter().flat_map(|map| map.keys().map(Text::to_string)).collect();
            found.push(Landing { id: id.clone(), path, around: None, already, others: Vec::new() });
        }
        if found.len() > before {
            continue;
        }
        by_entries(id, resource, base, &value, &mut found);
        let as_json = |v: &Said| v.as_text().and_then(|t| serde_json::from_str::<Json>(t).ok()).is_some_and(|json| json == *sentinel);
        for path in find(resource, &as_json).into_iter().filter(|path| !unchanged(path)) {
            found.push(Landing { id: id.clone(), path, around: Some(Around::Json), already: BTreeSet::new(), others: Vec::new() });
        }
        let Some(text) = &text else { continue };
        let of = |v: &Said| match v {
            Said::Text(t) => Some(t.to_string()),
            Said::Call(function, argument) if function == "Fn::Sub" => substituted(argument).map(str::to_owned),
            _ => None,
        };
        let holds = |v: &Said| of(v).is_some_and(|t| t.contains(text.as_str()));
        for path in find(resource, &holds).into_iter().filter(|path| !unchanged(path)) {
            let Some(whole) = walk(resource, &path).and_then(of) else { continue };
            let Some((before, after)) = whole.split_once(text.as_str()) else { continue };
            let around = (!before.is_empty() || !after.is_empty()).then(|| Around::Text(before.to_owned(), after.to_owned()));
            found.push(Landing { id: id.clone(), path, around, already: BTreeSet::new(), others: Vec::new() });
        }
    }
    found
}

/// The text that values are put into, with or without names of its own for them.
pub(super) fn substituted(argument: &Said) -> Option<&str> {
    argument.as_text().or_else(|| argument.as_list()?.first()?.as_text())
}

/// The places where each entry of a value makes an entry of a list.
fn by_entries(id: &str, resource: &Said, base: Option<&Said>, value: &Said, found: &mut Vec<Landing>) {
    let mut add = |path: Vec<Step>, around: Around| {
        let list = split_at_entry(&path).and_then(|(list, _)| walk(base?, list)?.as_list());
        let others = list.unwrap_or_default().to_vec();
        found.push(Landing { id: id.to_owned(), path, around: Some(around), already: BTreeSet::new(), others });
    };
    let new = |path: &[Step]| base.and_then(|base| walk(base, path)) != walk(resource, path);
    match value {
        Said::List(list) => {
            let [one] = list.as_slice() else { return };
            for path in find(resource, &|v| v == one).into_iter().filter(|path| new(path) && split_at_entry(path).is_some()) {
                add(path, Around::Entry);
            }
        }
        Said::Map(map) => {
            let Some((name, value)) = map.iter().next().filter(|_| map.len() == 1) else { return };
            let name = Said::from(name.as_str());
            let member = |item: &Said, wanted: &Said| item.as_map()?.iter().find(|(_, v)| *v == wanted).map(|(key, _)| key.to_string());
            let pair = |v: &Said| member(v, &name).is_some() && member(v, value).is_some();
            for path in find(resource, &pair).into_iter().filter(|path| new(path)) {
                let keys = walk(resource, &path).and_then(|item| Some((member(item, &name)?, member(item, value)?)));
                if let Some((key, value)) = keys.filter(|(key, value)| key != value && split_at_entry(&path).is_some()) {
                    add(path, Around::Pair(key, value));
                }
            }
        }
        _ => {}
    }
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
