//! Group frames, notes and label chips: where their texts stand and how big they are.

use super::text::{self, Face};
use crate::design::Group;
use crate::design::geometry::{Point, Rect, Size};

/// Font of a group's name.
pub const GROUP_FONT: (Face, f32) = (Face::SemiBold, 12.0);
/// Font of a note.
pub const NOTE_FONT: (Face, f32) = (Face::Regular, 12.0);
/// Font of a label chip.
pub const CHIP_FONT: (Face, f32) = (Face::Regular, 10.5);

/// How high a chip is.
pub const CHIP_HEIGHT: f32 = 18.0;
/// What a chip's text may take.
const CHIP_TEXT: f32 = 132.0;
/// Space at both ends of a chip's text.
const CHIP_PAD: f32 = 9.0;
/// Space around a note's text.
pub const NOTE_PAD: f32 = 12.0;
/// From line to line in a note.
pub const NOTE_LINE: f32 = 17.0;
/// From a group's corner to its name.
const NAME_AT: (f32, f32) = (24.0, 9.0);
/// Where the mark stands that collapses a group, from its corner; it leaves the name its room.
pub const FOLD_MARK: Rect = Rect { min: Point::new(6.0, 10.0), max: Point::new(22.0, 28.0) };
/// How high the strip with a group's name is.
const NAME_HEIGHT: f32 = 20.0;
/// Space kept around cards that a group is drawn around: left and right, above, below.
const GROUP_AIR: (f32, f32, f32) = (32.0, 40.0, 32.0);

/// A label as its chip shows it, with the chip's size; nothing for an empty label.
#[must_use]
pub fn chip(label: &str) -> Option<(String, Size)> {
    if label.trim().is_empty() {
        return None;
    }
    let (face, size) = CHIP_FONT;
    let text = text::shortened(label.trim(), face, size, CHIP_TEXT);
    // Whole units keep chips crisp, two more keep their corners round.
    let width = (text::width(&text, face, size) + 2.0 * CHIP_PAD).ceil().max(CHIP_HEIGHT + 2.0);
    Some((text, Size::new(width, CHIP_HEIGHT)))
}

/// A group's name as it fits its frame, and where it stands; nothing for a group without a name.
#[must_use]
pub fn group_name(group: &Group) -> Option<(String, Rect)> {
    let (face, size) = GROUP_FONT;
    let room = group.size.width - 2.0 * NAME_AT.0;
    let name = text::shortened(group.name.trim(), face, size, room);
    let width = text::width(&name, face, size);
    let place = Rect::from_min_size(group.at.offset(NAME_AT.0, NAME_AT.1), Size::new(width, NAME_HEIGHT));
    (!name.is_empty() && width <= room).then_some((name, place))
}

/// The frame of a group drawn around these rectangles.
#[must_use]
pub fn around(inside: impl IntoIterator<Item = Rect>) -> Option<Rect> {
    let all = inside.into_iter().reduce(|a, b| a.union(&b))?;
    let (side, above, below) = GROUP_AIR;
    Some(Rect { min: all.min.offset(-side, -above), max: all.max.offset(side, below) })
}
