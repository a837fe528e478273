//! Group frames and notes as shapes, relative to their upper left corners.

use super::shape::{Shape, Stroke};
use super::theme::{GroupColor, Token};
use crate::anatomy::frame::{GROUP_FONT, NOTE_FONT, group_name, note_lines};
use crate::design::geometry::{Point, Rect};
use crate::design::{Group, Note};

/// The radius of a group's corners.
pub const GROUP_RADIUS: f32 = 12.0;
/// The radius of a note's corners.
const NOTE_RADIUS: f32 = 6.0;
/// The dashes of a group's border.
const GROUP_DASH: [f32; 2] = [5.0, 4.0];

/// A group's frame with its name.
pub(super) fn group(group: &Group) -> Vec<Shape> {
    let color = GroupColor::from_name(group.color.as_deref());
    let rect = Rect::from_min_size(Point::default(), group.size);
    let stroke = Stroke { color: Token::GroupBorder(color), width: 1.0, dash: Some(GROUP_DASH) };
    let frame = Shape::Rect { rect, radius: GROUP_RADIUS, fill: Some(Token::GroupFill(color)), stroke: Some(stroke), shadow: false };
    let name = group_name(group).map(|(name, place)| {
        let local = place.translated(-group.at.x, -group.at.y);
        let baseline = GROUP_FONT.0.baseline(local.center().y, GROUP_FONT.1);
        Shape::text(Point::new(local.min.x, baseline), &name, GROUP_FONT, Token::Dim)
    });
    [Some(frame), name].into_iter().flatten().collect()
}

/// A note.
pub(super) fn note(note: &Note) -> Vec<Shape> {
    let rect = Rect::from_min_size(Point::default(), note.size);
    let stroke = Some(Stroke::solid(Token::NoteBorder, 1.0));
    let mut shapes = vec![Shape::Rect { rect, radius: NOTE_RADIUS, fill: Some(Token::NoteFill), stroke, shadow: false }];
    let lines = note_lines(note).into_iter().filter(|(_, line)| !line.is_empty());
    shapes.extend(lines.map(|(at, line)| Shape::text(at.offset(-note.at.x, -note.at.y), &line, NOTE_FONT, Token::Text)));
    shapes
}
