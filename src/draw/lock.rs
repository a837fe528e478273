//! The sign of what is locked: a small padlock on its corner.

use super::shape::{Shape, Stroke};
use super::theme::Token;
use crate::design::geometry::{Point, Rect, Size};

/// The radius of the padlock's ground.
const RADIUS: f32 = 9.0;

/// The padlock around a point.
pub(super) fn shapes(center: Point) -> [Shape; 3] {
    let whole = Rect::from_points(center, center).expanded(RADIUS);
    let body = Rect::from_min_size(center.offset(-4.0, -1.0), Size::new(8.0, 5.5));
    let shackle = [(-2.4, -1.0), (-2.4, -4.6), (2.4, -4.6), (2.4, -1.0)].map(|(x, y)| center.offset(x, y));
    [
        Shape::Rect {
            rect: whole,
            radius: RADIUS,
            fill: Some(Token::Panel),
            stroke: Some(Stroke::solid(Token::Border, 1.0)),
            shadow: false,
        },
        Shape::Path { points: shackle.to_vec(), radius: 2.4, stroke: Stroke::solid(Token::Dim, 1.4), arrow: false },
        Shape::filled(body, 1.5, Token::Dim),
    ]
}
