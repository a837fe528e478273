//! Text to values that know where they stand: JSON, and YAML with CloudFormation's short tags in their long form.

pub mod json;
mod scalar;
pub mod yaml;

use serde_json::{Map, Number, Value as Json};

/// Values may be nested this deep; designs and templates need a tenth of it.
const DEPTH: usize = 128;

/// Texts longer than this are refused: CloudFormation takes templates up to 1 MB.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// A text may hold this many values, those that aliases repeat counted each time.
const MAX_VALUES: usize = 400_000;

/// A value and where it begins, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Where it begins.
    pub offset: usize,
    /// What it is.
    pub shape: Shape,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Placed>),
    /// Names with values, in their order, each name once.
    Map(Vec<(String, Placed)>),
}

/// What is wrong with a text, and where in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub offset: usize,
    /// What, a sentence without its full stop.
    pub message: String,
}

impl Fault {
    /// A fault at a place.
    pub fn new(offset: usize, message: impl Into<String>) -> Self {
        Self { offset, message: message.into() }
    }
}

impl Placed {
    /// The value without places.
    #[must_use]
    pub fn into_json(self) -> Json {
        match self.shape {
            Shape::Null => Json::Null,
            Shape::Bool(b) => Json::Bool(b),
            Shape::Number(n) => Json::Number(n),
            Shape::Text(text) => Json::String(text),
            Shape::List(list) => Json::Array(list.into_iter().map(Self::into_json).collect()),
            Shape::Map(map) => Json::Object(map.into_iter().map(|(k, v)| (k, v.into_json())).collect::<Map<_, _>>()),
        }
    }

    /// What it is, in words.
    #[must_use]
    pub fn noun(&self) -> &'static str {
        match self.shape {
            Shape::Null => "null",
            Shape::Bool(_) => "true or false",
            Shape::Number(_) => "a number",
            Shape::Text(_) => "text",
            Shape::List(_) => "a list",
            Shape::Map(_) => "an object",
        }
    }

    /// The member `key`, where it is a map.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<&Self> {
        match &self.shape {
            Shape::Map(map) => map.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// How many values it is, itself included.
    fn count(&self) -> usize {
        match &self.shape {
            Shape::List(list) => 1 + list.iter().map(Self::count).sum::<usize>(),
            Shape::Map(map) => 1 + map.iter().map(|(_, value)| value.count()).sum::<usize>(),
            Shape::Null | Shape::Bool(_) | Shape::Number(_) | Shape::Text(_) => 1,
        }
    }
}

/// Line and column (both from 1, columns in characters) of a place in a text.
#[must_use]
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Reads a text in either notation: JSON where it begins like an object of JSON and is one, YAML otherwise.
pub fn read(text: &str) -> Result<Placed, Fault> {
    if text.len() > MAX_BYTES {
        return Err(Fault::new(0, format!("the text is larger than {} MB", MAX_BYTES / 1024 / 1024)));
    }
    if !text.trim_start().starts_with('{') {
        return yaml::parse(text);
    }
    // Maps of YAML may begin with a brace too: what is wrong is then told in the terms of JSON, which it looks like.
    json::parse(text).or_else(|fault| yaml::parse(text).map_err(|_| fault))
}
