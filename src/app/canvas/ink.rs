//! Strokes, arrows and blocks as triangles with soft edges, a whole layer in one mesh: a design has tens of thousands of
//! dashes, and each would be a path of its own to egui.

use egui::epaint::{Mesh, Vertex, WHITE_UV};
use egui::{Color32, Pos2, Rect, Vec2, pos2, vec2};

/// A layer being painted.
pub(super) struct Ink {
    mesh: Mesh,
    /// How wide soft edges are: one pixel of the screen, in points.
    feather: f32,
    /// What is seen; patterns are not made beyond it.
    view: Rect,
    /// The corners of a thread that can be told apart.
    corners: Vec<Pos2>,
}

/// Corners of a thread nearer to each other than this, in points, are one.
const APART: f32 = 1.0;

impl Ink {
    pub(super) fn new(pixels_per_point: f32, view: Rect) -> Self {
        Self { mesh: Mesh::default(), feather: 1.0 / pixels_per_point.max(0.1), view: view.expand(8.0), corners: Vec::new() }
    }

    /// What was painted, leaving nothing.
    pub(super) fn take(&mut self) -> Mesh {
        std::mem::take(&mut self.mesh)
    }

    /// A line along points.
    pub(super) fn stroke(&mut self, points: &[Pos2], stroke: egui::Stroke) {
        let mut before = None;
        for (index, at) in points.iter().enumerate() {
            before = Some(self.section(*at, miter(points, index), stroke, before));
        }
    }

    /// A dashed line along points. Dashes are counted from its end, so that lines which come together lie on each other
    /// dash on dash; only those in view are made, as a line may be much longer than what is seen of it.
    pub(super) fn dashed(&mut self, points: &[Pos2], stroke: egui::Stroke, on: f32, off: f32) {
        let (on, off) = (on.max(1.0), off.max(1.0));
        let length: f32 = points.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
        // How far into the pattern the line is.
        let mut phase = (on - length).rem_euclid(on + off);
        let mut before = None;
        for (index, pair) in points.windows(2).enumerate() {
            let whole = pair[0].distance(pair[1]);
            if whole <= f32::EPSILON {
                continue;
            }
            let along = (pair[1] - pair[0]) / whole;
            let across = vec2(-along.y, along.x);
            let seen = in_view(pair[0], along, whole, self.view);
            let mut at = seen.start;
            if at > 0.0 {
                phase = (phase + at).rem_euclid(on + off);
                before = None;
            }
            while at < seen.end {
                let (drawing, left) = if phase < on { (true, on - phase) } else { (false, on + off - phase) };
                let step = left.min(seen.end - at);
                if drawing {
                    before = before.or_else(|| Some(self.section(pair[0] + along * at, across, stroke, None)));
                    let bends = step < left && seen.end >= whole;
                    let across = if bends { miter(points, index + 1) } else { across };
                    before = Some(self.section(pair[0] + along * (at + step), across, stroke, before));
                }
                if step >= left {
                    before = None;
                    phase = if drawing { on } else { 0.0 };
                } else {
                    phase += step;
                }
                at += step;
            }
            if seen.end < whole {
                phase = (phase + whole - at.min(whole)).rem_euclid(on + off);
                before = None;
            }
        }
    }

    /// Makes room: a mesh that grows is copied again and again.
    pub(super) fn reserve(&mut self, vertices: usize, indices: usize) {
        self.mesh.reserve_vertices(vertices);
        self.mesh.reserve_triangles(indices.div_ceil(3));
    }

    /// How many vertices and indices there are.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.mesh.vertices.len(), self.mesh.indices.len())
    }

    /// A line along points without soft edges and in no more detail than can be told apart: for threads far out.
    pub(super) fn thread(&mut self, points: impl Iterator<Item = Pos2>, stroke: egui::Stroke) {
        let half = (stroke.width / 2.0).max(self.feather / 2.0);
        let mut corners = std::mem::take(&mut self.corners);
        corners.clear();
        let mut left_out = None;
        for at in points {
            let near = corners.last().is_some_and(|last: &Pos2| last.distance_sq(at) < APART * APART);
            left_out = near.then_some(at);
            if !near {
                corners.push(at);
            }
        }
        // It ends where it ends.
        if let (Some(end), [_, .., last]) = (left_out, &mut corners[..]) {
            *last = end;
        }
        for (index, at) in corners.iter().enumerate() {
            let across = miter(&corners, index) * half;
            let base = self.mesh.vertices.len() as u32;
            self.vertex(*at - across, stroke.color);
            self.vertex(*at + across, stroke.color);
            if index > 0 {
                self.mesh.add_triangle(base - 2, base - 1, base);
                self.mesh.add_triangle(base, base - 1, base + 1);
            }
        }
        self.corners = corners;
    }

    /// A filled triangle.
    pub(super) fn triangle(&mut self, corners: [Pos2; 3], color: Color32) {
        let middle = pos2(corners.iter().map(|c| c.x).sum::<f32>() / 3.0, corners.iter().map(|c| c.y).sum::<f32>() / 3.0);
        let base = self.mesh.vertices.len() as u32;
        for corner in corners {
            let outward = (corner - middle).normalized() * self.feather;
            self.vertex(corner - outward * 0.5, color);
            self.vertex(corner + outward, Color32::TRANSPARENT);
        }
        self.mesh.add_triangle(base, base + 2, base + 4);
        for (a, b) in [(0, 2), (2, 4), (4, 0)] {
            self.mesh.add_triangle(base + a, base + a + 1, base + b);
            self.mesh.add_triangle(base + b, base + a + 1, base + b + 1);
        }
    }

    /// A filled rectangle with sharp corners.
    pub(super) fn block(&mut self, rect: Rect, color: Color32) {
        self.mesh.add_colored_rect(rect, color);
    }

    fn vertex(&mut self, pos: Pos2, color: Color32) {
        self.mesh.vertices.push(Vertex { pos, uv: WHITE_UV, color });
    }

    /// A cut through a line at a point, joined to the cut before: transparent, full, full, transparent.
    fn section(&mut self, at: Pos2, across: Vec2, stroke: egui::Stroke, before: Option<u32>) -> u32 {
        let inner = ((stroke.width - self.feather) / 2.0).max(0.0);
        let outer = inner + self.feather;
        // A line thinner than a pixel is a paler one of a pixel.
        let color = if stroke.width < self.feather { stroke.color.gamma_multiply(stroke.width / self.feather) } else { stroke.color };
        let base = self.mesh.vertices.len() as u32;
        self.vertex(at - across * outer, Color32::TRANSPARENT);
        self.vertex(at - across * inner, color);
        self.vertex(at + across * inner, color);
        self.vertex(at + across * outer, Color32::TRANSPARENT);
        if let Some(before) = before {
            for strip in 0..3 {
                let (a, b) = (before + strip, base + strip);
                self.mesh.add_triangle(a, a + 1, b);
                self.mesh.add_triangle(b, a + 1, b + 1);
            }
        }
        base
    }
}

/// Which part of a piece of a line lies in view, in distances from its start; an empty one where none does.
fn in_view(from: Pos2, along: Vec2, length: f32, view: Rect) -> std::ops::Range<f32> {
    let (mut start, mut end) = (0.0_f32, length);
    for (at, by, least, most) in [(from.x, along.x, view.min.x, view.max.x), (from.y, along.y, view.min.y, view.max.y)] {
        if by.abs() < 1e-6 {
            if at < least || at > most {
                return 0.0..0.0;
            }
            continue;
        }
        let (a, b) = ((least - at) / by, (most - at) / by);
        start = start.max(a.min(b));
        end = end.min(a.max(b));
    }
    if start < end { start..end } else { 0.0..0.0 }
}

/// Across a line at one of its points; longer where it bends, so that its width stays.
fn miter(points: &[Pos2], index: usize) -> Vec2 {
    let across = |from: usize, to: usize| {
        let along = points[to] - points[from];
        let length = along.length_sq().sqrt();
        if length > 0.0 { vec2(-along.y, along.x) / length } else { Vec2::ZERO }
    };
    let before = (index > 0).then(|| across(index - 1, index)).filter(|v| *v != Vec2::ZERO);
    let after = (index + 1 < points.len()).then(|| across(index, index + 1)).filter(|v| *v != Vec2::ZERO);
    match (before, after) {
        (Some(a), Some(b)) => {
            let sum = a + b;
            // Twice the cosine of half the bend; a line that turns back on itself has none.
            let length = sum.length_sq();
            if length < 0.5 { b } else { sum * (2.0 / length) }
        }
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => vec2(0.0, 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: [Pos2; 3] = [pos2(0.0, 0.0), pos2(50.0, 0.0), pos2(50.0, 50.0)];

    fn ink() -> Ink {
        Ink::new(1.0, Rect::from_min_max(pos2(-10.0, -10.0), pos2(60.0, 60.0)))
    }

    #[test]
    fn a_line_is_as_wide_as_it_should_be_at_its_bend_too() {
        let mut ink = ink();
        ink.stroke(&LINE, egui::Stroke::new(3.0, Color32::WHITE));
        let mesh = ink.take();
        assert!(mesh.is_valid());
        assert_eq!(mesh.vertices.len(), 12);
        let corner = &mesh.vertices[4..8];
        assert_eq!((corner[1].pos, corner[2].pos), (pos2(51.0, -1.0), pos2(49.0, 1.0)), "the full part is two wide, softened to three");
    }

    #[test]
    fn dashes_out_of_view_are_not_made_and_the_others_stay_where_they_are() {
        let line = [pos2(-100_000.0, 20.0), pos2(100_000.0, 20.0)];
        let stroke = egui::Stroke::new(1.0, Color32::WHITE);
        let (mut ink, mut moved) = (ink(), ink());
        ink.dashed(&line, stroke, 3.0, 2.0);
        let mesh = ink.take();
        assert!((15..=40).contains(&(mesh.vertices.len() / 8)), "{} dashes", mesh.vertices.len() / 8);
        let starts: Vec<f32> = mesh.vertices.chunks(8).skip(1).map(|dash| dash[0].pos.x).collect();
        assert!(starts.iter().all(|x| ((x - 2.0).rem_euclid(5.0) - 0.0).min(5.0 - (x - 2.0).rem_euclid(5.0)) < 0.1), "{starts:?}");
        moved.dashed(&[pos2(0.0, 200.0), pos2(60.0, 200.0)], stroke, 3.0, 2.0);
        assert!(moved.take().is_empty());
    }

    #[test]
    fn a_thread_is_as_wide_at_its_bend_and_ends_where_it_ends() {
        let mut ink = ink();
        let line = [pos2(0.0, 0.0), pos2(0.5, 0.0), pos2(50.0, 0.0), pos2(50.0, 49.5), pos2(50.0, 50.0)];
        ink.thread(line.into_iter(), egui::Stroke::new(2.0, Color32::WHITE));
        let mesh = ink.take();
        assert!(mesh.is_valid());
        let places: Vec<Pos2> = mesh.vertices.iter().map(|vertex| vertex.pos).collect();
        let sides = [[pos2(0.0, -1.0), pos2(0.0, 1.0)], [pos2(51.0, -1.0), pos2(49.0, 1.0)], [pos2(51.0, 50.0), pos2(49.0, 50.0)]];
        assert_eq!(places, sides.concat());
        ink.thread(line[..2].iter().copied(), egui::Stroke::new(2.0, Color32::WHITE));
        assert!(ink.take().indices.is_empty(), "too short to be seen");
    }

    #[test]
    fn dashes_cover_their_share_of_the_line_and_end_with_it() {
        let mut ink = ink();
        ink.dashed(&LINE, egui::Stroke::new(1.0, Color32::WHITE), 3.0, 2.0);
        let mesh = ink.take();
        assert!(mesh.is_valid());
        let sections: Vec<Pos2> = mesh.vertices.chunks(4).map(|c| c[1].pos + (c[2].pos - c[1].pos) * 0.5).collect();
        assert_eq!(sections.last(), Some(&LINE[2]), "the last dash ends where the line does");
        assert!((40..=42).contains(&sections.len()), "20 dashes of two ends, one of them bent: {}", sections.len());
        ink.dashed(&LINE[..1], egui::Stroke::new(1.0, Color32::WHITE), 3.0, 2.0);
        assert!(ink.take().is_empty());
    }
}
