//! What lies above what where cards and notes overlap.
//!
//! Notes lie below the lines and cards above them. A note whose order is above zero is raised: it lies among the cards.

use super::scene::Scene;
use crate::catalog::Graph;
use crate::catalog::draft::{Draft, Problem};
use crate::design::geometry::Rect;
use crate::design::{Design, NodeId, NoteId};

/// A card or a raised note, by place in the scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A card.
    Card(usize),
    /// A note.
    Note(usize),
}

/// Where something goes in the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Above everything.
    Front,
    /// Above the next thing that covers it.
    Forward,
    /// Below the next thing it covers.
    Backward,
    /// Below everything.
    Back,
}

impl Way {
    /// All of them, with their names in scripts.
    pub const ALL: [(&'static str, Self); 4] =
        [("front", Self::Front), ("forward", Self::Forward), ("backward", Self::Backward), ("back", Self::Back)];
}

/// The cards and raised notes from the lowest up; nothing where all are as they come.
pub(super) fn stack(design: &Design, scene: &Scene) -> Option<Vec<Piece>> {
    if design.nodes.values().all(|node| node.order == 0) && design.notes.values().all(|note| note.order <= 0) {
        return None;
    }
    let order = |piece: &Piece| match piece {
        Piece::Card(place) => design.nodes.get(&scene.nodes[*place].id).map_or(0, |node| node.order),
        Piece::Note(place) => design.notes.get(&scene.notes[*place].id).map_or(0, |note| note.order),
    };
    let raised = (0..scene.notes.len()).map(Piece::Note).filter(|note| order(note) > 0);
    let mut pieces: Vec<Piece> = (0..scene.nodes.len()).map(Piece::Card).chain(raised).collect();
    pieces.sort_by_key(order);
    Some(pieces)
}

/// One thing of the stack.
#[derive(Clone, Debug)]
struct Item {
    thing: Stacked,
    order: i32,
    rect: Rect,
    moves: bool,
}

/// A node or a note.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stacked {
    Node(NodeId),
    Note(NoteId),
}

impl Item {
    /// Things are drawn in this order.
    fn key(&self) -> (bool, i32, &Stacked) {
        (self.is_above_lines(), self.order, &self.thing)
    }

    fn is_above_lines(&self) -> bool {
        matches!(self.thing, Stacked::Node(_)) || self.order > 0
    }

    /// Takes the least order that puts it above another.
    fn rise_above(&mut self, other: &(bool, i32, Stacked)) {
        let (above_lines, order, thing) = other;
        let least = if *above_lines && matches!(self.thing, Stacked::Note(_)) { 1 } else { i32::MIN };
        let order = if self.thing > *thing { *order } else { order.saturating_add(1) };
        self.order = order.max(least);
    }
}

/// Moves nodes and notes up or down the stack.
pub fn restack(draft: &mut Draft<'_>, nodes: &[NodeId], notes: &[NoteId], way: Way) -> Result<(), Problem> {
    let mut items = items(draft, nodes, notes);
    match way {
        Way::Front => {
            let highest = items.iter().filter(|item| !item.moves).map(|item| item.order).max().unwrap_or(0).max(0);
            for (item, order) in items.iter_mut().filter(|item| item.moves).zip(highest.saturating_add(1)..) {
                item.order = order;
            }
        }
        Way::Back => {
            let lowest = items.iter().filter(|item| !item.moves).map(|item| item.order).min().unwrap_or(0).min(0);
            for (item, order) in items.iter_mut().rev().filter(|item| item.moves).zip((i32::MIN..lowest).rev()) {
                item.order = order;
            }
        }
        Way::Forward => {
            for place in (0..items.len()).rev() {
                let covers = |other: &Item| !other.moves && other.rect.intersects(&items[place].rect);
                if items[place].moves
                    && let Some(above) = (place + 1..items.len()).find(|other| covers(&items[*other]))
                {
                    let item = items.remove(place);
                    insert_after(&mut items, above - 1, item);
                }
            }
        }
        Way::Backward => {
            for place in 0..items.len() {
                // Notes below the lines are not passed by what lies above them.
                let passes = |other: &Item| other.is_above_lines() == items[place].is_above_lines();
                let covered = |other: &Item| !other.moves && passes(other) && other.rect.intersects(&items[place].rect);
                if items[place].moves
                    && let Some(below) = (0..place).rev().find(|other| covered(&items[*other]))
                {
                    let other = items.remove(below);
                    insert_after(&mut items, place - 1, other);
                }
            }
        }
    }
    for item in items {
        match item.thing {
            Stacked::Node(id) => draft.change_node(&id, |node| node.order = item.order)?,
            Stacked::Note(id) => draft.change_note(&id, |note| note.order = item.order)?,
        }
    }
    Ok(())
}

/// Puts an item behind another; what lay above both rises as far as it must to stay there.
fn insert_after(items: &mut Vec<Item>, place: usize, item: Item) {
    items.insert(place + 1, item);
    for next in place + 1..items.len() {
        let (above_lines, order, thing) = items[next - 1].key();
        let previous = (above_lines, order, thing.clone());
        if items[next].key() <= (previous.0, previous.1, &previous.2) {
            items[next].rise_above(&previous);
        } else if next > place + 1 {
            break;
        }
    }
}

/// The nodes and notes that are seen, from the lowest up.
fn items(draft: &Draft<'_>, nodes: &[NodeId], notes: &[NoteId]) -> Vec<Item> {
    let design = draft.design();
    let scene = Scene::unrouted(&Graph::new(design, draft.registry()));
    let cards = scene.nodes.iter().filter_map(|item| {
        let order = design.nodes.get(&item.id)?.order;
        Some(Item { thing: Stacked::Node(item.id.clone()), order, rect: item.rect, moves: nodes.contains(&item.id) })
    });
    let papers = scene.notes.iter().filter_map(|item| {
        let order = design.notes.get(&item.id)?.order;
        Some(Item { thing: Stacked::Note(item.id.clone()), order, rect: item.rect, moves: notes.contains(&item.id) })
    });
    let mut items: Vec<Item> = cards.chain(papers).collect();
    items.sort_by(|a, b| a.key().cmp(&b.key()));
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::REGISTRY;
    use crate::design::geometry::Point;

    /// Three queues on each other, and a note beneath.
    fn pile() -> Design {
        let mut draft = Draft::new(&Design::new("pile"), &REGISTRY);
        for (number, name) in ["A", "B", "C"].into_iter().enumerate() {
            draft.add_node("queue", name, Some(Point::new(20.0 * number as f32, 20.0 * number as f32))).unwrap();
        }
        draft.add_note("Note", Point::new(10.0, 10.0));
        draft.design().clone()
    }

    /// The names from the lowest up after moving one.
    fn after(design: &Design, name: &str, way: Way) -> (Design, Vec<String>) {
        let mut draft = Draft::new(design, &REGISTRY);
        let nodes: Vec<NodeId> = design.nodes.iter().filter(|(_, n)| n.name == name).map(|(id, _)| id.clone()).collect();
        let notes: Vec<NoteId> = design.notes.iter().filter(|(_, n)| n.text == name).map(|(id, _)| id.clone()).collect();
        restack(&mut draft, &nodes, &notes, way).unwrap();
        let design = draft.design().clone();
        let names = items(&draft, &[], &[]).into_iter().map(|item| match item.thing {
            Stacked::Node(id) => design.nodes[&id].name.clone(),
            Stacked::Note(id) => design.notes[&id].text.clone(),
        });
        let names = names.collect();
        (design, names)
    }

    #[test]
    fn things_go_to_the_front_and_to_the_back() {
        let (design, names) = after(&pile(), "A", Way::Front);
        assert_eq!(names, ["Note", "B", "C", "A"]);
        let (design, names) = after(&design, "C", Way::Back);
        assert_eq!(names, ["Note", "C", "B", "A"]);
        let (design, names) = after(&design, "Note", Way::Front);
        assert_eq!(names, ["C", "B", "A", "Note"], "a raised note lies above cards");
        assert_eq!(after(&design, "Note", Way::Back).1, ["Note", "C", "B", "A"]);
    }

    #[test]
    fn one_step_passes_one_thing() {
        let (design, names) = after(&pile(), "A", Way::Forward);
        assert_eq!(names, ["Note", "B", "A", "C"]);
        let (design, names) = after(&design, "A", Way::Forward);
        assert_eq!(names, ["Note", "B", "C", "A"]);
        assert_eq!(after(&design, "A", Way::Forward).0, design, "nothing lies above it");
        let (design, names) = after(&design, "A", Way::Backward);
        assert_eq!(names, ["Note", "B", "A", "C"]);
        assert_eq!(after(&design, "Note", Way::Forward).1, ["B", "Note", "A", "C"]);
        assert_eq!(after(&design, "B", Way::Backward).0, design, "cards lie above the lines, and those above notes");
    }

    #[test]
    fn scenes_are_stacked_only_where_somebody_asked() {
        let scene = Scene::unrouted(&Graph::new(&pile(), &REGISTRY));
        assert!(scene.stack.is_none());
        let (design, _) = after(&pile(), "A", Way::Front);
        let scene = Scene::unrouted(&Graph::new(&design, &REGISTRY));
        assert_eq!(scene.stack.as_deref(), Some(&[Piece::Card(1), Piece::Card(2), Piece::Card(0)][..]));
    }
}
