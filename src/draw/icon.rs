//! The services' icons: their drawings, and as lines a canvas can paint crisp at any zoom.

use std::sync::LazyLock;

use resvg::usvg;
use usvg::tiny_skia_path::PathSegment;

use crate::design::geometry::Point;

/// Icons are drawn on a square of this side.
pub const GRID: f32 = 24.0;
/// The width of an icon's lines, on its grid.
pub const LINE: f32 = 1.7;
/// Straight pieces of one curve.
const CURVE_STEPS: usize = 8;

macro_rules! icons {
    ($($name:literal)*) => {
        /// Every icon's SVG, sorted by the service's id.
        static SOURCES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../assets/icons/services/", $name, ".svg")))),*];
    };
}

icons! {
    "api" "bucket" "client" "event_bus" "function" "group" "http_endpoint" "kms_key" "queue" "resource" "schedule" "stream"
    "subscriber" "table" "topic" "user_pool" "web_acl" "workflow"
}

/// What a service gets that has no icon of its own.
const FALLBACK: &str = "resource";

/// An icon as lines and filled outlines on its grid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Glyph {
    /// Lines to be stroked with [`LINE`]; a closed one ends where it starts.
    pub lines: Vec<Vec<Point>>,
    /// Outlines to be filled.
    pub fills: Vec<Vec<Point>>,
}

/// The SVG of a service's icon, its colour `currentColor`.
#[must_use]
pub fn source(service: &str) -> &'static str {
    SOURCES[index(service)].1
}

/// The name of the icon a service gets.
#[must_use]
pub fn known(service: &str) -> &'static str {
    SOURCES[index(service)].0
}

/// The icon of a service as lines.
#[must_use]
pub fn glyph(service: &str) -> &'static Glyph {
    static GLYPHS: LazyLock<Vec<Glyph>> = LazyLock::new(|| SOURCES.iter().map(|(_, source)| Glyph::parse(source)).collect());
    &GLYPHS[index(service)]
}

/// What stands between the opening and the closing tag of a service's icon.
pub(super) fn body(service: &str) -> &'static str {
    let source = source(service);
    let inner = source.split_once('>').and_then(|(_, rest)| rest.rsplit_once("</svg>"));
    inner.map_or("", |(body, _)| body).trim()
}

fn index(service: &str) -> usize {
    let find = |id: &str| SOURCES.binary_search_by_key(&id, |(name, _)| name).ok();
    find(service).or_else(|| find(FALLBACK)).unwrap_or_default()
}

impl Glyph {
    /// The lines of an icon drawn by the rules in `assets/icons/README.md`; nothing where the text is no SVG.
    #[must_use]
    pub fn parse(source: &str) -> Self {
        let mut glyph = Self::default();
        if let Ok(tree) = usvg::Tree::from_str(source, &usvg::Options::default()) {
            glyph.add(tree.root());
        }
        glyph
    }

    fn add(&mut self, group: &usvg::Group) {
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => self.add(group),
                usvg::Node::Path(path) => {
                    let lines = polylines(path);
                    if path.stroke().is_some() { self.lines.extend(lines) } else { self.fills.extend(lines) }
                }
                usvg::Node::Image(_) | usvg::Node::Text(_) => {}
            }
        }
    }
}

fn polylines(path: &usvg::Path) -> Vec<Vec<Point>> {
    let mut lines: Vec<Vec<Point>> = Vec::new();
    let point = |p: usvg::tiny_skia_path::Point| Point::new(p.x, p.y);
    for segment in path.data().segments() {
        if let PathSegment::MoveTo(p) = segment {
            lines.push(vec![point(p)]);
            continue;
        }
        let Some(line) = lines.last_mut() else { continue };
        let Some(from) = line.last().copied() else { continue };
        match segment {
            PathSegment::MoveTo(_) => {}
            PathSegment::LineTo(p) => line.push(point(p)),
            PathSegment::QuadTo(a, to) => {
                let (a, to) = (point(a), point(to));
                let third = |from: Point| Point::new(from.x + (a.x - from.x) * 2.0 / 3.0, from.y + (a.y - from.y) * 2.0 / 3.0);
                line.extend(curve(from, third(from), third(to), to));
            }
            PathSegment::CubicTo(a, b, to) => line.extend(curve(from, point(a), point(b), point(to))),
            PathSegment::Close => {
                let first = line[0];
                line.push(first);
            }
        }
    }
    lines
}

fn curve(from: Point, a: Point, b: Point, to: Point) -> impl Iterator<Item = Point> {
    (1..=CURVE_STEPS).map(move |step| {
        let t = step as f32 / CURVE_STEPS as f32;
        let u = 1.0 - t;
        let mix = |p: f32, q: f32, r: f32, s: f32| u * u * u * p + 3.0 * u * u * t * q + 3.0 * u * t * t * r + t * t * t * s;
        Point::new(mix(from.x, a.x, b.x, to.x), mix(from.y, a.y, b.y, to.y))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_of_the_folder_is_listed_and_has_lines() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/icons/services");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().trim_end_matches(".svg").to_owned())
            .collect();
        names.sort();
        assert_eq!(names, SOURCES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        for (name, _) in SOURCES {
            let glyph = glyph(name);
            let mut points = glyph.lines.iter().chain(&glyph.fills).flatten().peekable();
            assert!(points.peek().is_some(), "{name} is empty");
            assert!(points.all(|p| (2.0..=22.0).contains(&p.x) && (2.0..=22.0).contains(&p.y)), "{name} leaves its margin");
            assert!(body(name).starts_with('<') && !body(name).contains("svg"), "{name}");
        }
        assert_eq!(glyph("none such"), glyph(FALLBACK));
    }

    #[test]
    fn every_service_has_an_icon() {
        for service in crate::REGISTRY.services {
            let id = service.spec().id;
            assert!(SOURCES.iter().any(|(name, _)| *name == id), "{id} has no icon");
        }
    }
}
