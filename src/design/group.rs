//! Groups of nodes and notes.

use serde_json::{Map, Value as Json};

use super::geometry::{Point, Rect, Size};
use super::ids::GroupId;

/// A named frame around nodes: a bounded context, a microservice.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What the reader sees.
    pub name: String,
    /// The group around it.
    pub parent: Option<GroupId>,
    /// Its upper left corner.
    pub at: Point,
    /// Its width and height.
    pub size: Size,
    /// One of the theme's group colours, by name.
    pub color: Option<String>,
    /// Whether it is shown as one card.
    pub collapsed: bool,
    /// Whether it and what is in it stay where they are and cannot be deleted.
    pub locked: bool,
    /// What a newer version wrote here and this one does not know.
    pub unknown: Map<String, Json>,
}

/// Text on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// What it says; lines break where the text does.
    pub text: String,
    /// Its upper left corner.
    pub at: Point,
    /// Its width and height.
    pub size: Size,
    /// The innermost group it stands in.
    pub group: Option<GroupId>,
    /// Whether it stays where it is and cannot be deleted.
    pub locked: bool,
    /// What lies above what; see [`super::Node::order`].
    pub order: i32,
    /// What a newer version wrote here and this one does not know.
    pub unknown: Map<String, Json>,
}

impl Group {
    /// A group with this name and frame.
    #[must_use]
    pub fn new(name: &str, frame: Rect) -> Self {
        Self {
            name: name.to_owned(),
            parent: None,
            at: frame.min,
            size: frame.size(),
            color: None,
            collapsed: false,
            locked: false,
            unknown: Map::new(),
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn frame(&self) -> Rect {
        Rect::from_min_size(self.at, self.size)
    }
}

impl Note {
    /// A note of the usual size.
    #[must_use]
    pub fn new(text: &str, at: Point) -> Self {
        Self { text: text.to_owned(), at, size: Size::new(200.0, 96.0), group: None, locked: false, order: 0, unknown: Map::new() }
    }

    /// Where it stands.
    #[must_use]
    pub fn frame(&self) -> Rect {
        Rect::from_min_size(self.at, self.size)
    }
}
