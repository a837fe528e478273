//! The pieces of the lines routed so far, found by place.

use super::path::pieces;
use crate::arrange::cells::Cells;
use crate::design::geometry::{Point, Rect};

/// Pieces of lines; a line is named by its place in the request.
#[derive(Default)]
pub(super) struct Segments {
    index: Cells,
    line_of: Vec<usize>,
    of_line: Vec<Vec<u32>>,
}

impl Segments {
    /// Room for that many lines.
    pub(super) fn new(lines: usize) -> Self {
        Self { of_line: vec![Vec::new(); lines], ..Self::default() }
    }

    /// Adds a line's path, in place of the one it had.
    pub(super) fn set(&mut self, line: usize, points: &[Point]) {
        let Some(own) = self.of_line.get_mut(line) else {
            return;
        };
        for number in own.drain(..) {
            self.index.remove(number);
        }
        for piece in pieces(points) {
            own.push(self.index.insert(piece));
            self.line_of.push(line);
        }
    }

    /// The pieces that touch an area, with their lines.
    pub(super) fn touching(&self, area: &Rect) -> impl Iterator<Item = (usize, Rect)> + '_ {
        self.index.touching(area).into_iter().filter_map(|(number, rect)| self.line_of.get(number as usize).map(|&line| (line, rect)))
    }
}
