//! The template as it is read, before anything is made of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use crate::cfn::read::{self, Fault, Placed, Shape};

/// Why a text is no template that can be imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct Error {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

/// A template in the long form of its functions.
pub(super) struct Source {
    /// Its sections.
    pub root: Map<String, Json>,
    /// Its resources by logical ID, each a map with a type.
    pub resources: Map<String, Json>,
    /// What else stands among the resources: loops, transforms, what has no type.
    pub others: Map<String, Json>,
    /// Texts that stand without quotes although some reader takes them for a date or a number.
    pub unquoted: BTreeSet<String>,
}

/// Reads a template.
pub(super) fn read(text: &str) -> Result<Source, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let placed = |fault: Fault| {
        let (line, column) = read::line_and_column(text, fault.offset);
        Error { line, column, message: fault.message }
    };
    let root = read::read(text).map_err(placed)?;
    let no_template = |at: usize, why: &str| placed(Fault::new(at, format!("this is no CloudFormation template: {why}")));
    if root.member("version").is_some() && root.member("nodes").is_some() {
        return Err(placed(Fault::new(root.offset, "this is a Stackdraft design, no template: open it as it is")));
    }
    match root.member("Resources") {
        None => return Err(no_template(root.offset, "it is no object with `Resources`")),
        Some(value) if !matches!(value.shape, Shape::Map(_)) => {
            return Err(no_template(value.offset, &format!("`Resources` has to be an object, and is {}", value.noun())));
        }
        Some(_) => {}
    }
    let unquoted = unquoted(text, &root);
    let Json::Object(root) = root.clone().into_json() else { return Err(no_template(0, "it is no object")) };
    let all = root.get("Resources").and_then(Json::as_object).cloned().unwrap_or_default();
    let (resources, others) = all.into_iter().partition(|(_, value)| value["Type"].as_str().is_some_and(|kind| !kind.is_empty()));
    Ok(Source { root, resources, others, unquoted })
}

/// Texts that look like dates or numbers and stand without quotes: the text where it always does, otherwise each place.
fn unquoted(source: &str, root: &Placed) -> BTreeSet<String> {
    let mut found: BTreeMap<&str, Vec<(String, bool)>> = BTreeMap::new();
    find_numbers(source, root, &mut String::new(), &mut found);
    let told = |(text, places): (&str, Vec<(String, bool)>)| {
        if places.iter().all(|(_, plain)| *plain) {
            return vec![text.to_owned()];
        }
        places.into_iter().filter(|(_, plain)| *plain).map(|(place, _)| place).collect()
    };
    found.into_iter().flat_map(told).collect()
}

fn find_numbers<'t>(source: &str, value: &'t Placed, place: &mut String, into: &mut BTreeMap<&'t str, Vec<(String, bool)>>) {
    let mut inside = |step: &str, inner: &'t Placed| {
        let length = place.len();
        place.push('/');
        place.push_str(step);
        find_numbers(source, inner, place, into);
        place.truncate(length);
    };
    match &value.shape {
        Shape::Text(text) if looks_like_a_number(text) => {
            let plain = source.get(value.offset..).is_some_and(|rest| rest.starts_with(text.as_str()));
            into.entry(text).or_default().push((place.clone(), plain));
        }
        Shape::List(list) => list.iter().enumerate().for_each(|(index, item)| inside(&index.to_string(), item)),
        Shape::Map(map) => map.iter().for_each(|(key, item)| inside(key, item)),
        Shape::Null | Shape::Bool(_) | Shape::Number(_) | Shape::Text(_) => {}
    }
}

/// `2012-10-17`, `012345678901`, `12:30`, `1_000`, `0x1F`
fn looks_like_a_number(text: &str) -> bool {
    let begins = text.trim_start_matches(['+', '-', '.']).starts_with(|c: char| c.is_ascii_digit());
    begins && text.bytes().all(|b| b.is_ascii_hexdigit() || b"-+_.:xXoOtTzZ".contains(&b)) && !text.ends_with(':')
}
