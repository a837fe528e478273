//! Points, sizes and rectangles in canvas units (one unit is one pixel at 100 % zoom), y downwards.

use serde::{Deserialize, Serialize};

/// A place on the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// A width and a height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Size {
    /// From left to right.
    pub width: f32,
    /// From top to bottom.
    pub height: f32,
}

/// An axis-aligned rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// The upper left corner.
    pub min: Point,
    /// The lower right corner.
    pub max: Point,
}

impl Point {
    /// A point from its coordinates.
    #[must_use]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// This point moved by `dx` and `dy`.
    #[must_use]
    pub fn offset(self, dx: f32, dy: f32) -> Self {
        Self::new(self.x + dx, self.y + dy)
    }

    /// The straight distance to `other`.
    #[must_use]
    pub fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// Rounded to a tenth of a unit, as design files hold it; a value that is not finite becomes 0.
    #[must_use]
    pub fn rounded(self) -> Self {
        let round = |v: f32| {
            if v.is_finite() { (v * 10.0).round() / 10.0 } else { 0.0 }
        };
        Self::new(round(self.x), round(self.y))
    }
}

impl Size {
    /// A size from its sides.
    #[must_use]
    pub const fn new(width: f32, height: f32) -> Self {
        Self { width, height }
    }
}

impl Rect {
    /// The rectangle with its upper left corner at `min`.
    #[must_use]
    pub fn from_min_size(min: Point, size: Size) -> Self {
        Self { min, max: min.offset(size.width, size.height) }
    }

    /// The smallest rectangle that holds both points.
    #[must_use]
    pub fn from_points(a: Point, b: Point) -> Self {
        Self { min: Point::new(a.x.min(b.x), a.y.min(b.y)), max: Point::new(a.x.max(b.x), a.y.max(b.y)) }
    }

    /// Its width.
    #[must_use]
    pub fn width(&self) -> f32 {
        self.max.x - self.min.x
    }

    /// Its height.
    #[must_use]
    pub fn height(&self) -> f32 {
        self.max.y - self.min.y
    }

    /// Both sides.
    #[must_use]
    pub fn size(&self) -> Size {
        Size::new(self.width(), self.height())
    }

    /// Its middle.
    #[must_use]
    pub fn center(&self) -> Point {
        Point::new(f32::midpoint(self.min.x, self.max.x), f32::midpoint(self.min.y, self.max.y))
    }

    /// Grown by `by` on every side (shrunk where negative).
    #[must_use]
    pub fn expanded(&self, by: f32) -> Self {
        Self { min: self.min.offset(-by, -by), max: self.max.offset(by, by) }
    }

    /// The smallest rectangle that holds both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            min: Point::new(self.min.x.min(other.min.x), self.min.y.min(other.min.y)),
            max: Point::new(self.max.x.max(other.max.x), self.max.y.max(other.max.y)),
        }
    }

    /// Whether the point lies inside or on the border.
    #[must_use]
    pub fn contains(&self, point: Point) -> bool {
        point.x >= self.min.x && point.x <= self.max.x && point.y >= self.min.y && point.y <= self.max.y
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains_rect(&self, other: &Self) -> bool {
        self.contains(other.min) && self.contains(other.max)
    }

    /// Whether the two share any area; touching borders do not count.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.min.x < other.max.x && other.min.x < self.max.x && self.min.y < other.max.y && other.min.y < self.max.y
    }

    /// Moved by `dx` and `dy`.
    #[must_use]
    pub fn translated(&self, dx: f32, dy: f32) -> Self {
        Self { min: self.min.offset(dx, dy), max: self.max.offset(dx, dy) }
    }
}
