//! The plain shapes everything is drawn with.

use super::theme::Token;
use crate::anatomy::Face;
use crate::design::geometry::{Point, Rect};

/// How much of a card can be read, and so is drawn, at the zoom the reader is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Only that something is there, in its colour.
    Dots,
    /// Cards with their icons; texts are bars.
    Blocks,
    /// Everything.
    #[default]
    Full,
}

/// A line's colour, width and pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub color: Token,
    /// Its width.
    pub width: f32,
    /// The lengths drawn and left out in turn; none for a solid line.
    pub dash: Option<[f32; 2]>,
}

/// One shape. Lists of shapes are drawn in their order.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A rectangle.
    Rect {
        /// Where.
        rect: Rect,
        /// The radius of its corners.
        radius: f32,
        /// What it is filled with.
        fill: Option<Token>,
        /// Its border, in the middle of its edge.
        stroke: Option<Stroke>,
        /// Whether it casts the soft shadow of cards.
        shadow: bool,
    },
    /// A line through points, its corners rounded.
    Path {
        /// Where it runs; see [`super::outline`].
        points: Vec<Point>,
        /// The radius of its corners.
        radius: f32,
        /// How it is drawn.
        stroke: Stroke,
        /// Whether it ends in an arrow.
        arrow: bool,
    },
    /// A line of text.
    Text {
        /// The left end of its baseline.
        at: Point,
        /// What it says.
        text: String,
        /// Its font.
        face: Face,
        /// The font's size.
        size: f32,
        /// Its colour.
        color: Token,
        /// How wide it is.
        width: f32,
    },
    /// A service's icon; see [`super::icon`].
    Icon {
        /// The service's id.
        icon: String,
        /// The square it fills.
        rect: Rect,
        /// Its colour.
        color: Token,
    },
    /// A circle.
    Circle {
        /// Its middle.
        center: Point,
        /// Its radius.
        radius: f32,
        /// What it is filled with.
        fill: Option<Token>,
        /// Its border, in the middle of its edge.
        stroke: Option<Stroke>,
    },
}

impl Stroke {
    /// A solid line.
    #[must_use]
    pub const fn solid(color: Token, width: f32) -> Self {
        Self { color, width, dash: None }
    }
}

impl Shape {
    /// A filled rectangle without a border.
    #[must_use]
    pub const fn filled(rect: Rect, radius: f32, fill: Token) -> Self {
        Self::Rect { rect, radius, fill: Some(fill), stroke: None, shadow: false }
    }

    /// A text whose width is measured here.
    #[must_use]
    pub fn text(at: Point, text: &str, (face, size): (Face, f32), color: Token) -> Self {
        let width = crate::anatomy::text::width(text, face, size);
        Self::Text { at, text: text.to_owned(), face, size, color, width }
    }
}
