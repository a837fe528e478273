//! What a drag takes hold of, and what becomes of it as the pointer moves.

use super::bend;
use super::hit::{self, Hit};
use super::interaction::{Effect, Interaction, Keys, thing_of};
use super::snap::{self, Guides, Surroundings};
use crate::app::selection::{Selection, Thing};
use crate::design::geometry::{Point, Rect, Size};
use crate::draw::Scene;

/// The smallest size of a group or note.
const SMALLEST: Size = Size::new(96.0, 48.0);

/// What a drag becomes that begins on something, and what is selected with it.
pub(super) fn begin_drag(
    hit: Hit,
    from: Point,
    at: Point,
    keys: Keys,
    scene: &Scene,
    selection: &Selection,
) -> (Interaction, Option<Effect>) {
    let corner = |thing: Thing, rect: Option<Rect>| rect.map_or(Interaction::Idle, |before| resizing(thing, before, at, keys));
    match hit {
        Hit::Port(source, entry) => (Interaction::Pulling { source, entry, at, over: None }, None),
        Hit::LineEnd(line, end) => (Interaction::Leading { line, end, at, over: None }, None),
        Hit::Bend(line, grip, _) => (bend::bending(scene, line, grip, at, keys), None),
        Hit::Canvas | Hit::Wire(_) => {
            let keeps = if keys.shift { selection.clone() } else { Selection::default() };
            (Interaction::Boxing { from, to: at, keeps: keeps.clone() }, Some(Effect::Select(keeps)))
        }
        Hit::GroupCorner(id) => {
            let rect = hit::group(scene, &id).map(|g| g.rect);
            (corner(Thing::Group(id), rect), None)
        }
        Hit::NoteCorner(id) => {
            let rect = hit::note(scene, &id).map(|n| n.rect);
            (corner(Thing::Note(id), rect), None)
        }
        hit @ (Hit::Card(_) | Hit::Group(_) | Hit::Note(_) | Hit::Fold(_)) => {
            let Some(thing) = thing_of(&hit) else { return (Interaction::Idle, None) };
            if hit::is_locked(scene, &thing) {
                // What is locked is ground: a box can be drawn over it.
                let keeps = if keys.shift { selection.clone() } else { Selection::default() };
                return (Interaction::Boxing { from, to: at, keeps: keeps.clone() }, Some(Effect::Select(keeps)));
            }
            let things = if selection.contains(&thing) { selection.clone() } else { Selection::one(thing) };
            let select = (things != *selection).then(|| Effect::Select(things.clone()));
            let around = Surroundings::of(&things, scene);
            (moving(things, around, (from, at), Keys { alt: false, ..keys }, keys.alt), select)
        }
    }
}

/// Things on their way from where they were taken hold of to where the pointer is.
pub(super) fn moving(things: Selection, around: Option<Surroundings>, (from, at): (Point, Point), keys: Keys, copies: bool) -> Interaction {
    let raw = (at.x - from.x, at.y - from.y);
    let (by, guides) = match &around {
        Some(around) if keys.free == (keys.alt && !copies) => around.snapped(raw, f32::from(keys.grid)),
        _ => (raw, Guides::default()),
    };
    Interaction::Moving { things, from, by, around, guides, copies }
}

/// A group or note whose lower right corner is where the pointer is.
pub(super) fn resizing(thing: Thing, before: Rect, at: Point, keys: Keys) -> Interaction {
    let snap = |value: f32| if keys.alt == keys.free { snap::to_grid(value, f32::from(keys.grid)) } else { value };
    let size = Size::new(snap(at.x - before.min.x).max(SMALLEST.width), snap(at.y - before.min.y).max(SMALLEST.height));
    Interaction::Resizing { thing, before, size }
}

/// What a box touches; groups where it holds all of them.
pub(super) fn things_within(scene: &Scene, rect: &Rect) -> Vec<Thing> {
    let cards = scene.nodes.iter().filter(|n| rect.intersects(&n.rect)).map(hit::thing);
    let notes = scene.notes.iter().filter(|n| rect.intersects(&n.rect)).map(|n| Thing::Note(n.id.clone()));
    let groups = scene.groups.iter().filter(|g| rect.contains_rect(&g.rect)).map(|g| Thing::Group(g.id.clone()));
    cards.chain(notes).chain(groups).collect()
}
