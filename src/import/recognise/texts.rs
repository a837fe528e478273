//! Settings that share a text, such as a mapping template: each alone makes it no more like the template's, all of them do.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::fields::Fit;
use super::landings::substituted;
use super::slots::Slot;
use super::target::{Made, find, walk};
use crate::catalog::field::{Field, Kind};
use crate::cfn::Value as Said;
use crate::design::Design;

/// How many entries a list or table in a text may have.
const MOST_ENTRIES: usize = 4;
/// How many settings may share a text.
const MOST_FIELDS: usize = 5;

impl Fit<'_> {
    /// Sets the fields that share texts which are not as the template says them.
    pub(super) fn together(&self, design: &mut Design, slot: &Slot, specs: &'static [Field]) {
        let before = self.tried(design);
        if !self.has_open_text(&before.made) {
            return;
        }
        let texts: Vec<(usize, &'static Field)> = specs.iter().enumerate().filter(|(_, field)| is_text(field)).collect();
        let lands = |(index, field): &(usize, &'static Field)| {
            let mut with = design.clone();
            slot.set(&mut with, field.id, Some(token(*index, field, 1)));
            let made = self.tried(&with);
            let mark = mark(*index);
            made.made
                .values()
                .any(|(_, value)| !find(value, &|v| text(v).is_some_and(|t| t.contains(&mark) && t.len() > mark.len() + 8)).is_empty())
        };
        let landing: Vec<(usize, &'static Field)> = texts.into_iter().filter(|field| lands(field)).take(MOST_FIELDS).collect();
        if landing.is_empty() {
            return;
        }
        let mut best = (before.score.sum(), design.clone());
        for chosen in subsets(&landing) {
            let lists = chosen.iter().any(|(_, field)| !matches!(field.kind, Kind::Text(_) | Kind::Lines));
            for entries in 1..=if lists { MOST_ENTRIES } else { 1 } {
                let Some(with) = self.solved(design, slot, &landing, &chosen, entries) else { continue };
                let sum = self.sum(&with);
                if sum > best.0 {
                    best = (sum, with);
                }
            }
        }
        *design = best.1;
    }

    /// The design with these fields as the template's texts tell them, and the others that share them not set.
    fn solved(
        &self,
        design: &Design,
        slot: &Slot,
        all: &[(usize, &'static Field)],
        chosen: &[(usize, &'static Field)],
        entries: usize,
    ) -> Option<Design> {
        let mut with = design.clone();
        for (_, field) in all {
            slot.set(&mut with, field.id, None);
        }
        for (index, field) in chosen {
            slot.set(&mut with, field.id, Some(token(*index, field, entries)));
        }
        let tried = self.tried(&with);
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        for (id, (_, resource)) in &tried.made {
            for path in find(resource, &|v| text(v).is_some_and(|t| t.contains(MARK))) {
                let made = walk(resource, &path).and_then(text);
                let said = self.trial.target.at(&tried.made, id, &path).and_then(text);
                for (token, value) in made.zip(said).and_then(|(made, said)| tokens_in(made, said)).unwrap_or_default() {
                    found.entry(token).or_insert(value);
                }
            }
        }
        let value = |token: String| {
            let text = found.get(&token)?;
            self.trial.in_words(Json::from(text.as_str()), &Kind::Lines).into_iter().next()
        };
        for (index, field) in chosen {
            let each = |what: &'static str| (0..entries).map(move |entry| name(*index, what, entry));
            let json = match field.kind {
                Kind::KeyValues => {
                    let keys = each("k").map(|token| value(token).and_then(|key| key.as_str().map(str::to_owned)));
                    Json::Object(keys.zip(each("v").map(value)).map(|(key, value)| Some((key?, value?))).collect::<Option<Map<_, _>>>()?)
                }
                Kind::List(_) => Json::Array(each("v").map(value).collect::<Option<Vec<_>>>()?),
                _ => value(name(*index, "v", 0))?,
            };
            slot.set(&mut with, field.id, Some(json));
        }
        Some(with)
    }

    /// Whether the template has some longer text that is not made so far.
    fn has_open_text(&self, made: &Made) -> bool {
        let long = |v: &Said| text(v).is_some_and(|t| t.len() > 24);
        made.iter().any(|(id, (_, resource))| {
            let Some(said) = self.trial.target.said(id).filter(|said| *said != resource) else { return false };
            let texts: Vec<&Said> = find(resource, &long).iter().filter_map(|path| walk(resource, path)).collect();
            find(said, &long).iter().filter_map(|path| walk(said, path)).any(|text| !texts.contains(&text))
        })
    }
}

fn is_text(field: &Field) -> bool {
    matches!(field.kind, Kind::Text(_) | Kind::Lines | Kind::KeyValues | Kind::List(_))
}

/// What stands in a text, plain or with references in it.
fn text(value: &Said) -> Option<&str> {
    match value {
        Said::Text(text) => Some(text),
        Said::Call(function, argument) if function == "Fn::Sub" => substituted(argument),
        _ => None,
    }
}

/// What every token begins with.
const MARK: &str = "zqtoken";

fn mark(index: usize) -> String {
    format!("{MARK}{index}x")
}

fn name(index: usize, what: &str, entry: usize) -> String {
    format!("{}{what}{entry}z", mark(index))
}

/// A value of a field that is told from everything else, and each part of it from the others.
fn token(index: usize, field: &Field, entries: usize) -> Json {
    match field.kind {
        Kind::KeyValues => Json::Object((0..entries).map(|entry| (name(index, "k", entry), name(index, "v", entry).into())).collect()),
        Kind::List(_) => Json::Array((0..entries).map(|entry| name(index, "v", entry).into()).collect()),
        _ => name(index, "v", 0).into(),
    }
}

/// What the template has in place of each token; nothing where the rest of the text differs.
fn tokens_in(made: &str, said: &str) -> Option<Vec<(String, String)>> {
    let mut found: Vec<(String, String)> = Vec::new();
    let (before, mut made) = made.split_once(MARK)?;
    let mut said = said.strip_prefix(before)?;
    loop {
        let (token, rest) = made.split_once('z')?;
        let token = format!("{MARK}{token}z");
        let (value, more) = match rest.split_once(MARK) {
            Some((between, more)) => {
                let (value, rest) = said.split_once(between).filter(|_| !between.is_empty())?;
                said = rest;
                (value, Some(more))
            }
            None => (said.strip_suffix(rest)?, None),
        };
        match found.iter().find(|(known, _)| *known == token) {
            Some((_, known)) if known != value => return None,
            Some(_) => {}
            None => found.push((token, value.to_owned())),
        }
        match more {
            Some(more) => made = more,
            None => return Some(found),
        }
    }
}

/// All ways to choose some, the most first.
fn subsets<T: Copy>(all: &[T]) -> Vec<Vec<T>> {
    let chosen = |bits: usize| all.iter().enumerate().filter(|(index, _)| bits >> index & 1 == 1).map(|(_, one)| *one).collect::<Vec<T>>();
    let mut every: Vec<Vec<T>> = (1..1_usize << all.len()).map(chosen).collect();
    every.sort_by_key(|one| std::cmp::Reverse(one.len()));
    every
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_between_what_stands_around_them() {
        let (a, b) = (name(0, "v", 0), name(1, "k", 2));
        let made = format!("group={a}&id={b};");
        let found = tokens_in(&made, "group=one&id=two;").unwrap();
        assert_eq!(found, [(a.clone(), "one".to_owned()), (b, "two".to_owned())]);
        assert_eq!(tokens_in(&made, "group=one&key=two;"), None);
        assert_eq!(tokens_in(&format!("{a}, {a}"), "x, y"), None, "the same token is the same value");
        assert_eq!(subsets(&[1, 2]), [vec![1, 2], vec![1], vec![2]]);
    }
}
