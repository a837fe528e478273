//! The template as it is read, before anything is made of it.

use serde_json::{Map, Value as Json};

use crate::cfn::read::{self, Fault, Shape};

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
    let Json::Object(root) = root.into_json() else { return Err(no_template(0, "it is no object")) };
    let all = root.get("Resources").and_then(Json::as_object).cloned().unwrap_or_default();
    let (resources, others) = all.into_iter().partition(|(_, value)| value["Type"].as_str().is_some_and(|kind| !kind.is_empty()));
    Ok(Source { root, resources, others })
}
