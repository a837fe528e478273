//! Group frames and notes as shapes, relative to their upper left corners.

use super::shape::{Shape, Stroke};
use super::theme::{GroupColor, Token};
use super::{lock, markup};
use crate::anatomy::frame::{FOLD_MARK, GROUP_FONT, group_name};
use crate::design::geometry::{Point, Rect, Size};
use crate::design::{Group, Note};

/// The radius of a group's corners.
pub const GROUP_RADIUS: f32 = 12.0;
/// The radius of a note's corners.
pub const NOTE_RADIUS: f32 = 6.0;
/// The dashes of a group's border.
const GROUP_DASH: [f32; 2] = [5.0, 4.0];

/// Where the padlock of a locked group stands, from its upper right corner.
const LOCK_AT: (f32, f32) = (18.0, 19.0);

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
    let mark = has_mark(group.size).then(|| fold_mark(FOLD_MARK.center(), true));
    let lock = group.locked.then(|| lock::shapes(Point::new(group.size.width - LOCK_AT.0, LOCK_AT.1)));
    [Some(frame), mark, name].into_iter().flatten().chain(lock.into_iter().flatten()).collect()
}

/// Whether a group of this size has the mark that collapses it.
pub(super) fn has_mark(size: Size) -> bool {
    size.width >= 4.0 * FOLD_MARK.max.x && size.height >= 2.0 * FOLD_MARK.max.y
}

/// The mark that shows whether a group is open, and opens or collapses it.
pub(super) fn fold_mark(center: Point, open: bool) -> Shape {
    let at = |x: f32, y: f32| if open { center.offset(x, y) } else { center.offset(y, x) };
    let points = vec![at(-4.0, -2.0), at(0.0, 2.0), at(4.0, -2.0)];
    Shape::Path { points, radius: 0.0, stroke: Stroke::solid(Token::Dim, 1.6), arrow: false }
}

/// A note.
pub(super) fn note(note: &Note) -> Vec<Shape> {
    let rect = Rect::from_min_size(Point::default(), note.size);
    let stroke = Some(Stroke::solid(Token::NoteBorder, 1.0));
    let mut shapes = vec![Shape::Rect { rect, radius: NOTE_RADIUS, fill: Some(Token::NoteFill), stroke, shadow: false }];
    shapes.extend(markup::shapes(&note.text, note.size));
    if note.locked {
        shapes.extend(lock::shapes(Point::new(4.0, 2.0)));
    }
    shapes
}
