//! A card as shapes, at every level of detail, relative to its upper left corner.

use super::lock;
use super::shape::{Shape, Stroke};
use super::theme::Token;
use crate::anatomy::card::{Card, HEADER, Placed, Port, PortKind, REMARK_FONT, ROW_FONT, SUBTITLE_FONT, TILE, TITLE_FONT};
use crate::design::geometry::{Point, Rect};

/// The radius of a card's corners.
pub const RADIUS: f32 = 8.0;
/// The radius of a tile's corners.
const TILE_RADIUS: f32 = 7.0;
/// From the tile's edge to the icon's.
const ICON_INSET: f32 = 6.0;
/// The radius of a port's circle.
pub const PORT_RADIUS: f32 = 4.5;

/// A card's shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct CardShapes {
    /// What can be read.
    pub full: Vec<Shape>,
    /// With bars for texts.
    pub blocks: Vec<Shape>,
    /// A single block.
    pub dots: Vec<Shape>,
}

impl CardShapes {
    /// The shapes of a card; `starts_at_header` says whether a line starts at the node itself.
    #[must_use]
    pub fn new(card: &Card, starts_at_header: bool) -> Self {
        let whole = Rect::from_min_size(Point::default(), card.size);
        let dots = vec![Shape::filled(whole, RADIUS, Token::Tile(card.tint))];
        Self { full: full(card, whole, starts_at_header), blocks: blocks(card, whole), dots }
    }
}

impl CardShapes {
    /// Shows that what the card stands for is locked.
    pub(super) fn lock(&mut self) {
        let sign = lock::shapes(Point::new(4.0, 2.0));
        self.full.extend(sign.iter().cloned());
        self.blocks.extend(sign);
    }
}

/// A card's ground with its border.
fn ground(whole: Rect, shadow: bool) -> Shape {
    Shape::Rect { rect: whole, radius: RADIUS, fill: Some(Token::Card), stroke: Some(Stroke::solid(Token::Border, 1.0)), shadow }
}

/// The border of a selected card, with the card's rectangle.
#[must_use]
pub fn selected_border(rect: Rect) -> Shape {
    Shape::Rect { rect, radius: RADIUS, fill: None, stroke: Some(Stroke::solid(Token::Accent, 2.0)), shadow: false }
}

fn tile(card: &Card) -> [Shape; 2] {
    [
        Shape::filled(TILE, TILE_RADIUS, Token::Tile(card.tint)),
        Shape::Icon { icon: card.icon.clone(), rect: TILE.expanded(-ICON_INSET), color: Token::OnTile },
    ]
}

/// The line between header and rows.
fn separator(card: &Card) -> Option<Shape> {
    let rect = Rect { min: Point::new(0.5, HEADER - 0.5), max: Point::new(card.size.width - 0.5, HEADER + 0.5) };
    (!card.rows.is_empty()).then_some(Shape::filled(rect, 0.0, Token::Border))
}

/// A port's circle.
#[must_use]
pub fn port(at: Point) -> Shape {
    Shape::Circle { center: at, radius: PORT_RADIUS, fill: Some(Token::Panel), stroke: Some(Stroke::solid(Token::Line, 1.5)) }
}

fn full(card: &Card, whole: Rect, starts_at_header: bool) -> Vec<Shape> {
    let mut shapes = vec![ground(whole, true)];
    shapes.extend(separator(card));
    shapes.extend(tile(card));
    let mut write = |placed: &Placed, font, color| {
        if !placed.text.is_empty() {
            let (face, size) = font;
            shapes.push(Shape::Text { at: placed.at, text: placed.text.clone(), face, size, color, width: placed.width });
        }
    };
    write(&card.title, TITLE_FONT, Token::Text);
    write(&card.subtitle, SUBTITLE_FONT, Token::Dim);
    for row in &card.rows {
        write(&row.title, ROW_FONT, Token::Text);
        write(&row.remark, REMARK_FONT, Token::Faint);
    }
    let circle = |port: &&Port| match port.kind {
        PortKind::NewEntry => starts_at_header,
        PortKind::Alarms(_) => false,
        PortKind::In | PortKind::Out | PortKind::Entry(_) => true,
    };
    shapes.extend(card.ports.iter().filter(circle).map(|p| port(p.at)));
    shapes
}

fn blocks(card: &Card, whole: Rect) -> Vec<Shape> {
    let bar = |placed: &Placed, height: f32, color| {
        let min = placed.at.offset(0.0, -height);
        Shape::filled(Rect { min, max: min.offset(placed.width, height) }, 2.0, color)
    };
    let mut shapes = vec![ground(whole, false)];
    shapes.extend(tile(card));
    shapes.push(bar(&card.title, 8.0, Token::Dim));
    if !card.subtitle.text.is_empty() {
        shapes.push(bar(&card.subtitle, 6.0, Token::Border));
    }
    shapes.extend(card.rows.iter().map(|row| bar(&row.title, 6.0, Token::Border)));
    shapes
}
