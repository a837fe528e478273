//! Lines and their chips as shapes.

use super::card::PORT_RADIUS;
use super::outline::{self, CORNER};
use super::shape::{Shape, Stroke};
use super::theme::Token;
use crate::anatomy::frame::{CHIP_FONT, CHIP_HEIGHT};
use crate::anatomy::text;
use crate::catalog::LineStyle;
use crate::design::geometry::{Point, Rect};

/// What sets a line apart from the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Emphasis {
    /// Nothing.
    #[default]
    None,
    /// The pointer is on it.
    Hovered,
    /// It is selected.
    Selected,
}

/// An arrow's tip stands this far from the middle of the port.
const ARROW_GAP: f32 = PORT_RADIUS + 1.0;

/// The radius of the dot where a further end leaves a line.
const JUNCTION: f32 = 2.5;

/// How a line of a style is stroked.
#[must_use]
pub const fn stroke(style: LineStyle, emphasis: Emphasis) -> Stroke {
    let (color, width, dash) = match style {
        LineStyle::Call => (Token::Line, 1.6, None),
        LineStyle::Async => (Token::Line, 1.6, Some([7.0, 4.0])),
        LineStyle::Stream => (Token::Line, 1.6, Some([12.0, 3.0])),
        LineStyle::DeadLetters => (Token::Error, 1.6, Some([2.0, 4.0])),
        LineStyle::Alarm => (Token::Warning, 1.1, Some([1.5, 3.5])),
        LineStyle::Picture => (Token::Line, 1.3, Some([2.0, 4.0])),
    };
    match emphasis {
        Emphasis::None => Stroke { color, width, dash },
        Emphasis::Hovered => Stroke { color: Token::Dim, width: width + 0.4, dash },
        Emphasis::Selected => Stroke { color: Token::Accent, width: 2.4, dash },
    }
}

/// A line from port to port with its arrow.
pub(super) fn path(points: &[Point], style: LineStyle, emphasis: Emphasis) -> Shape {
    Shape::Path { points: outline::cut_short(points, ARROW_GAP), radius: CORNER, stroke: stroke(style, emphasis), arrow: true }
}

/// Where a further end leaves a line that has no chip.
pub(super) fn junction(at: Point, emphasis: Emphasis) -> Shape {
    let color = stroke(LineStyle::DeadLetters, emphasis).color;
    Shape::Circle { center: at, radius: JUNCTION, fill: Some(color), stroke: None }
}

/// A chip with its text.
pub(super) fn chip(label: &str, rect: Rect, style: LineStyle, emphasis: Emphasis) -> [Shape; 2] {
    let (border, color) = match (style, emphasis) {
        (_, Emphasis::Selected) => (Token::Accent, Token::Accent),
        (LineStyle::DeadLetters, _) => (Token::Border, Token::Error),
        (LineStyle::Alarm, _) => (Token::Border, Token::Warning),
        (_, Emphasis::Hovered) => (Token::Line, Token::Text),
        (_, Emphasis::None) => (Token::Border, Token::Dim),
    };
    let stroke = Some(Stroke::solid(border, 1.0));
    let width = text::width(label, CHIP_FONT.0, CHIP_FONT.1);
    let at = Point::new(rect.center().x - width / 2.0, CHIP_FONT.0.baseline(rect.center().y, CHIP_FONT.1));
    [
        Shape::Rect { rect, radius: CHIP_HEIGHT / 2.0, fill: Some(Token::Panel), stroke, shadow: false },
        Shape::text(at, label, CHIP_FONT, color),
    ]
}
