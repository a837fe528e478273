//! What is at a point of the canvas.

use super::scene::{LineItem, NodeItem, Scene};
use super::stack::Piece;
use super::{frame, outline};
use crate::anatomy::PortKind;
use crate::anatomy::frame::FOLD_MARK;
use crate::design::EntryId;
use crate::design::geometry::{Point, Rect};

/// What a point is on, by place in the scene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    /// A port of a node.
    Port(usize, PortKind),
    /// A row of a node.
    Row(usize, EntryId),
    /// A node's card.
    Node(usize),
    /// A line, its chip or one of its further ends.
    Line(usize),
    /// A note.
    Note(usize),
    /// The mark that collapses a group.
    Fold(usize),
    /// A group's name or border.
    Group(usize),
    /// The ground inside a group.
    Inside(usize),
}

impl Scene {
    /// What is at a point, the uppermost first; `reach` is how far off a port or a line may be.
    #[must_use]
    pub fn hit(&self, point: Point, reach: f32) -> Option<Hit> {
        let near = Rect::from_points(point, point).expanded(reach);
        let mut close = self.pieces_in(&near);
        close.retain(|piece| !matches!(piece, Piece::Note(place) if !self.notes[*place].rect.contains(point)));
        close.reverse();
        // What lies below a card or a raised note is not reached, ports on their edges excepted.
        for piece in &close {
            match piece {
                Piece::Card(node) => {
                    if let Some(port) = port_at(&self.nodes[*node], point, reach) {
                        return Some(Hit::Port(*node, port));
                    }
                    if self.nodes[*node].rect.contains(point) {
                        break;
                    }
                }
                Piece::Note(_) => break,
            }
        }
        // What a line covers is a little more than its course and its chip.
        let lines: Vec<usize> = self.places.lines_in(near.expanded(1.0)).collect();
        if let Some(line) = lines.iter().rev().find(|line| self.lines[**line].chip.is_some_and(|chip| chip.contains(point))) {
            return Some(Hit::Line(*line));
        }
        for piece in close {
            match piece {
                Piece::Card(node) if self.nodes[node].rect.contains(point) => {
                    return Some(row_at(&self.nodes[node], point).map_or(Hit::Node(node), |entry| Hit::Row(node, entry)));
                }
                Piece::Card(_) => {}
                Piece::Note(note) => return Some(Hit::Note(note)),
            }
        }
        let nearest = lines.into_iter().filter_map(|n| Some((distance(&self.lines[n], point, reach)?, n)));
        if let Some((_, line)) = nearest.min_by(|a, b| a.0.total_cmp(&b.0)) {
            return Some(Hit::Line(line));
        }
        self.note_at(point).or_else(|| self.group_at(point, reach))
    }

    fn note_at(&self, point: Point) -> Option<Hit> {
        self.notes.iter().rposition(|note| note.rect.contains(point)).map(Hit::Note)
    }

    fn group_at(&self, point: Point, reach: f32) -> Option<Hit> {
        let inner_first = self.groups.iter().enumerate().rev();
        let mut around = inner_first.filter(|(_, group)| group.rect.expanded(reach).contains(point));
        around.next().map(|(number, group)| {
            let local = point.offset(-group.rect.min.x, -group.rect.min.y);
            if frame::has_mark(group.rect.size()) && FOLD_MARK.contains(local) {
                return Hit::Fold(number);
            }
            let named = group.name.is_some_and(|name| name.translated(group.rect.min.x, group.rect.min.y).expanded(4.0).contains(point));
            if named || !group.rect.expanded(-reach).contains(point) { Hit::Group(number) } else { Hit::Inside(number) }
        })
    }
}

fn port_at(node: &NodeItem, point: Point, reach: f32) -> Option<PortKind> {
    if node.group.is_some() {
        return None;
    }
    let local = point.offset(-node.rect.min.x, -node.rect.min.y);
    let within = node.card.ports.iter().map(|port| (port.at.distance(local), port)).filter(|(off, _)| *off <= reach);
    within.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, port)| port.kind.clone())
}

fn row_at(node: &NodeItem, point: Point) -> Option<EntryId> {
    let local = point.offset(-node.rect.min.x, -node.rect.min.y);
    node.card.rows.iter().find(|row| row.rect.contains(local)).map(|row| row.entry.clone())
}

/// How far a point is off a line, where that is within reach.
fn distance(line: &LineItem, point: Point, reach: f32) -> Option<f32> {
    if !line.area()?.expanded(reach).contains(point) {
        return None;
    }
    let courses = line.further.iter().map(|end| &end.points).chain([&line.points]);
    let off = courses.map(|points| outline::distance(points, point)).fold(f32::INFINITY, f32::min);
    (off <= reach).then_some(off)
}
