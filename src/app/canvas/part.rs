//! Which part of what is in view is painted: a drag leaves some of it where it is, carries some along, and leads lines from the
//! one to the other.

use super::paint::Picture;
use crate::draw::LineItem;

/// Which part of what is in view is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    All,
    /// What a drag leaves where it is.
    Still,
    /// What it carries along, with the lines in between.
    Along,
    /// The lines from the one to the other.
    Led,
}

impl Picture<'_> {
    /// Whether a card, by its place in the scene, is in the part that is painted.
    pub(super) fn has_card(&self, place: usize) -> bool {
        self.has(|| self.document.moving().is_some_and(|moving| moving.carries(place)))
    }

    pub(super) fn has(&self, is_moved: impl FnOnce() -> bool) -> bool {
        match self.part {
            Part::All => true,
            Part::Still => !is_moved(),
            Part::Along => is_moved(),
            Part::Led => false,
        }
    }

    pub(super) fn has_line(&self, line: &LineItem) -> bool {
        let nodes = [line.source, line.target].into_iter().chain(line.further.iter().map(|end| end.node));
        self.joins(nodes)
    }

    /// Whether something between cards is in the part that is painted.
    pub(super) fn joins(&self, nodes: impl Iterator<Item = usize>) -> bool {
        let (Some(moving), true) = (self.document.moving(), self.part != Part::All) else { return true };
        let (mut moved, mut still) = (false, false);
        nodes.for_each(|node| if moving.carries(node) { moved = true } else { still = true });
        match self.part {
            Part::All => true,
            Part::Still => !moved,
            Part::Along => !still,
            Part::Led => moved && still,
        }
    }
}
