//! A spatial index: rectangles in square cells, so that a query costs what it finds.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::design::geometry::Rect;

const CELL: f32 = 256.0;
/// A rectangle over more cells than this is kept in a list of its own.
const WIDE: i64 = 1024;

/// Spreads cells over a table: they are near each other, and nobody chooses them to make it slow.
#[derive(Default)]
struct CellHasher(u64);

impl Hasher for CellHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_i32(i32::from(*byte));
        }
    }

    fn write_i32(&mut self, value: i32) {
        self.0 = (self.0.rotate_left(26) ^ u64::from(value.cast_unsigned())).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// Rectangles by number, found by place.
#[derive(Default)]
pub(crate) struct Cells {
    rects: Vec<Option<Rect>>,
    by_cell: HashMap<(i32, i32), Vec<u32>, BuildHasherDefault<CellHasher>>,
    wide: Vec<u32>,
}

/// The cells a rectangle covers: first and last column, first and last row.
fn covered(rect: &Rect) -> [i32; 4] {
    let cell = |v: f32| (v / CELL).floor() as i32;
    [cell(rect.min.x), cell(rect.max.x), cell(rect.min.y), cell(rect.max.y)]
}

fn is_wide([x0, x1, y0, y1]: [i32; 4]) -> bool {
    (i64::from(x1) - i64::from(x0) + 1).saturating_mul(i64::from(y1) - i64::from(y0) + 1) > WIDE
}

impl Cells {
    /// An index of these rectangles, numbered in order.
    pub(crate) fn new(rects: impl IntoIterator<Item = Rect>) -> Self {
        let mut cells = Self::default();
        for rect in rects {
            cells.insert(rect);
        }
        cells
    }

    /// Adds a rectangle and returns its number.
    pub(in crate::arrange) fn insert(&mut self, rect: Rect) -> u32 {
        let number = self.rects.len() as u32;
        self.rects.push(Some(rect));
        let range = covered(&rect);
        if is_wide(range) {
            self.wide.push(number);
            return number;
        }
        for x in range[0]..=range[1] {
            for y in range[2]..=range[3] {
                self.by_cell.entry((x, y)).or_default().push(number);
            }
        }
        number
    }

    /// Takes a rectangle out; its number is not used again.
    pub(in crate::arrange) fn remove(&mut self, number: u32) {
        if let Some(slot) = self.rects.get_mut(number as usize) {
            *slot = None;
        }
    }

    /// The rectangle of that number.
    pub(in crate::arrange) fn get(&self, number: u32) -> Option<Rect> {
        self.rects.get(number as usize).copied().flatten()
    }

    /// How many numbers were given.
    pub(in crate::arrange) fn len(&self) -> usize {
        self.rects.len()
    }

    /// The numbers and rectangles that touch `area`, in order of number.
    pub(crate) fn touching(&self, area: &Rect) -> Vec<(u32, Rect)> {
        let range = covered(area);
        let mut numbers: Vec<u32> = self.wide.clone();
        if is_wide(range) {
            numbers = (0..self.rects.len() as u32).collect();
        } else {
            for x in range[0]..=range[1] {
                for y in range[2]..=range[3] {
                    if let Some(cell) = self.by_cell.get(&(x, y)) {
                        numbers.extend_from_slice(cell);
                    }
                }
            }
            numbers.sort_unstable();
            numbers.dedup();
        }
        numbers.into_iter().filter_map(|number| self.get(number).map(|rect| (number, rect))).filter(|(_, rect)| touch(rect, area)).collect()
    }
}

/// Whether two rectangles share a point, borders included; a flat one (a piece of a line) counts.
pub(in crate::arrange) fn touch(a: &Rect, b: &Rect) -> bool {
    a.min.x <= b.max.x && b.min.x <= a.max.x && a.min.y <= b.max.y && b.min.y <= a.max.y
}
