//! An object of a design file, taken apart member by member; what nobody takes is kept.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::cfn::read::{Fault, Placed, Shape};
use crate::design::geometry::{Point, Size};

/// The members of an object that were not taken yet.
pub(super) struct Object {
    offset: usize,
    what: String,
    members: Vec<(String, Placed)>,
}

impl Object {
    /// The object a value is; `what` names it in messages.
    pub(super) fn new(value: Placed, what: impl Into<String>) -> Result<Self, Fault> {
        let what = what.into();
        match value.shape {
            Shape::Map(members) => Ok(Self { offset: value.offset, what, members }),
            _ => Err(Fault { offset: value.offset, message: format!("{what} must be an object, and this is {}", value.noun()) }),
        }
    }

    /// Takes a member out.
    pub(super) fn take(&mut self, key: &str) -> Option<Placed> {
        let index = self.members.iter().position(|(k, _)| k == key)?;
        Some(self.members.swap_remove(index).1)
    }

    fn wrong(&self, key: &str, value: &Placed, expected: &str) -> Fault {
        Fault { offset: value.offset, message: format!("`{key}` of {} must be {expected}, and this is {}", self.what, value.noun()) }
    }

    /// A text that has to be there.
    pub(super) fn text(&mut self, key: &str) -> Result<String, Fault> {
        self.optional_text(key)?.ok_or_else(|| Fault { offset: self.offset, message: format!("{} has no `{key}`", self.what) })
    }

    /// A text that may be missing.
    pub(super) fn optional_text(&mut self, key: &str) -> Result<Option<String>, Fault> {
        match self.take(key) {
            None => Ok(None),
            Some(Placed { shape: Shape::Text(text), .. }) => Ok(Some(text)),
            Some(other) => Err(self.wrong(key, &other, "text")),
        }
    }

    /// Yes or no; no where it is missing.
    pub(super) fn flag(&mut self, key: &str) -> Result<bool, Fault> {
        match self.take(key) {
            None => Ok(false),
            Some(Placed { shape: Shape::Bool(b), .. }) => Ok(b),
            Some(other) => Err(self.wrong(key, &other, "true or false")),
        }
    }

    /// A whole number; zero where it is missing.
    pub(super) fn integer(&mut self, key: &str) -> Result<i32, Fault> {
        let Some(value) = self.take(key) else { return Ok(0) };
        let number = if let Shape::Number(n) = &value.shape { n.as_i64().and_then(|n| i32::try_from(n).ok()) } else { None };
        number.ok_or_else(|| self.wrong(key, &value, "a whole number"))
    }

    /// Two numbers; nothing where they are missing.
    fn pair(&mut self, key: &str) -> Result<Option<(f32, f32)>, Fault> {
        let Some(value) = self.take(key) else { return Ok(None) };
        let wrong = match value.shape {
            Shape::List(_) => {
                let message = format!("`{key}` of {} must be two numbers, each nearer to 0 than 10,000,000", self.what);
                Fault { offset: value.offset, message }
            }
            _ => self.wrong(key, &value, "two numbers in a list"),
        };
        pair(value).map(Some).ok_or(wrong)
    }

    /// A point; the origin where it is missing.
    pub(super) fn point(&mut self, key: &str) -> Result<Point, Fault> {
        Ok(self.pair(key)?.map_or_else(Point::default, |(x, y)| Point::new(x, y).rounded()))
    }

    /// A size of at least one unit.
    pub(super) fn size(&mut self, key: &str, default: Size) -> Result<Size, Fault> {
        Ok(self.pair(key)?.map_or(default, |(w, h)| Size::new(w.max(1.0), h.max(1.0))))
    }

    /// A list of points.
    pub(super) fn points(&mut self, key: &str) -> Result<Vec<Point>, Fault> {
        let list = self.list(key)?;
        let point = |value: Placed| {
            let offset = value.offset;
            let fault = Fault { offset, message: format!("a point of `{key}` must be two numbers in a list") };
            pair(value).map(|(x, y)| Point::new(x, y).rounded()).ok_or(fault)
        };
        list.into_iter().map(point).collect()
    }

    /// A list; empty where it is missing.
    pub(super) fn list(&mut self, key: &str) -> Result<Vec<Placed>, Fault> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(Placed { shape: Shape::List(list), .. }) => Ok(list),
            Some(other) => Err(self.wrong(key, &other, "a list")),
        }
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, key: &str) -> Result<Vec<String>, Fault> {
        let text = |value: Placed| match value.shape {
            Shape::Text(text) => Ok(text),
            _ => Err(Fault { offset: value.offset, message: format!("`{key}` must hold texts, and this is {}", value.noun()) }),
        };
        self.list(key)?.into_iter().map(text).collect()
    }

    /// The members of an object; none where it is missing.
    pub(super) fn map(&mut self, key: &str) -> Result<Vec<(String, Placed)>, Fault> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(Placed { shape: Shape::Map(map), .. }) => Ok(map),
            Some(other) => Err(self.wrong(key, &other, "an object")),
        }
    }

    /// Names with texts.
    pub(super) fn text_map(&mut self, key: &str) -> Result<BTreeMap<String, String>, Fault> {
        let text = |(name, value): (String, Placed)| match value.shape {
            Shape::Text(text) => Ok((name, text)),
            _ => Err(Fault { offset: value.offset, message: format!("`{name}` in `{key}` must be text, and this is {}", value.noun()) }),
        };
        self.map(key)?.into_iter().map(text).collect()
    }

    /// What nobody took, in its order of names.
    pub(super) fn rest(self) -> Map<String, Json> {
        let mut rest: Vec<(String, Json)> = self.members.into_iter().map(|(k, v)| (k, v.into_json())).collect();
        rest.sort_by(|a, b| a.0.cmp(&b.0));
        rest.into_iter().collect()
    }
}

/// Two finite numbers in a list.
fn pair(value: Placed) -> Option<(f32, f32)> {
    let Shape::List(list) = value.shape else { return None };
    let numbers: Vec<f32> = list
        .iter()
        .filter_map(|item| match &item.shape {
            Shape::Number(n) => n.as_f64().map(|n| n as f32).filter(|n| n.is_finite() && n.abs() < 1e7),
            _ => None,
        })
        .collect();
    match numbers[..] {
        [x, y] if list.len() == 2 => Some((x, y)),
        _ => None,
    }
}
