//! A scene as an SVG picture.

use std::fmt::Write;

use super::line::Emphasis;
use super::outline;
use super::scene::Scene;
use super::shape::{Detail, Shape, Stroke};
use super::stack::Piece;
use super::theme::{Color, Theme, Token};
use crate::anatomy::Face;
use crate::design::geometry::{Point, Rect, Size};

/// Space around everything.
const MARGIN: f32 = 32.0;
/// The picture of an empty design.
const EMPTY: Size = Size::new(320.0, 200.0);
/// How far the layers of a shadow reach beyond what casts it, and how far it falls.
const SHADOW_LAYERS: [f32; 5] = [5.0, 3.5, 2.0, 1.0, 0.0];
const SHADOW_DROP: f32 = 2.0;
/// Where the font is not installed, the reader's own.
const FALLBACK_FAMILIES: &str = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/// What the picture of a scene covers, in canvas space.
#[must_use]
pub fn frame(scene: &Scene) -> Rect {
    let bounds = scene.bounds().unwrap_or(Rect::from_min_size(Point::default(), EMPTY)).expanded(MARGIN);
    // Whole units, so that a border of one unit is one pixel.
    Rect { min: Point::new(bounds.min.x.floor(), bounds.min.y.floor()), max: Point::new(bounds.max.x.ceil(), bounds.max.y.ceil()) }
}

/// The picture of a scene; `title` is read out where the picture cannot be seen.
#[must_use]
pub fn write(scene: &Scene, theme: Theme, title: &str) -> String {
    Writer { theme, fits: true, out: String::new() }.document(scene, title)
}

/// The same for the program's own renderer, which has the font: no text needs to be made to fit.
pub(super) fn write_for_rendering(scene: &Scene, theme: Theme) -> String {
    Writer { theme, fits: false, out: String::new() }.document(scene, "")
}

struct Writer {
    theme: Theme,
    /// Whether every text says how wide it is, so that it fits in whatever font the reader has.
    fits: bool,
    out: String,
}

impl Writer {
    fn document(mut self, scene: &Scene, title: &str) -> String {
        let frame = frame(scene);
        let (x, y, w, h) = (number(frame.min.x), number(frame.min.y), number(frame.width()), number(frame.height()));
        let label = if title.is_empty() { String::new() } else { format!(" role=\"img\" aria-label=\"{}\"", escaped(title)) };
        self.line(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"{x} {y} {w} {h}\" font-family=\"{FALLBACK_FAMILIES}\"{label}>"
        ));
        let ground = self.fill(Some(Token::Canvas));
        self.line(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{ground}/>"));
        for group in &scene.groups {
            self.item(group.id.as_str(), group.rect.min, &group.shapes);
        }
        for note in scene.notes.iter().filter(|note| !note.raised) {
            self.item(note.id.as_str(), note.rect.min, &note.shapes);
        }
        for shape in scene.references.iter().map(|reference| reference.shape(false)) {
            self.shape(&shape);
        }
        for line in &scene.lines {
            self.item(line.id.as_str(), Point::default(), &line.shapes(Emphasis::None));
        }
        for piece in scene.pieces() {
            match piece {
                Piece::Card(place) => {
                    let node = &scene.nodes[place];
                    self.item(node.id.as_str(), node.rect.min, node.shapes(Detail::Full));
                }
                Piece::Note(place) => {
                    let note = &scene.notes[place];
                    self.item(note.id.as_str(), note.rect.min, &note.shapes);
                }
            }
        }
        for shape in scene.lines.iter().flat_map(|line| line.chip_shapes(Emphasis::None)) {
            self.shape(&shape);
        }
        for shape in scene.nodes.iter().flat_map(super::scene::NodeItem::alarm_shapes) {
            self.shape(&shape);
        }
        for shape in scene.nodes.iter().filter_map(super::scene::NodeItem::badge_shapes).flatten() {
            self.shape(&shape);
        }
        self.line("</svg>");
        self.out
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn item(&mut self, id: &str, at: Point, shapes: &[Shape]) {
        let moved =
            if at == Point::default() { String::new() } else { format!(" transform=\"translate({} {})\"", number(at.x), number(at.y)) };
        self.line(&format!("<g data-id=\"{}\"{moved}>", escaped(id)));
        for shape in shapes {
            self.shape(shape);
        }
        self.line("</g>");
    }

    fn shape(&mut self, shape: &Shape) {
        let element = match shape {
            Shape::Rect { rect, radius, fill, stroke, shadow } => self.rect(rect, *radius, *fill, stroke.as_ref(), *shadow),
            Shape::Path { points, radius, stroke, arrow } => self.path(points, *radius, stroke, *arrow),
            Shape::Text { at, text, face, size, color, width } => self.text(*at, text, (*face, *size), *color, *width),
            Shape::Icon { icon, rect, color } => self.icon(icon, rect, *color),
            Shape::Circle { center, radius, fill, stroke } => {
                let (x, y, r) = (number(center.x), number(center.y), number(*radius));
                format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{}{}/>", self.fill(*fill), self.stroke(stroke.as_ref()))
            }
        };
        self.line(&element);
    }

    fn rect(&self, rect: &Rect, radius: f32, fill: Option<Token>, stroke: Option<&Stroke>, shadow: bool) -> String {
        // A border of odd width is sharp only when its middle is in the middle of a pixel.
        let rect = if stroke.is_some_and(|s| s.width == 1.0) { rect.expanded(-0.5) } else { *rect };
        let (x, y, w, h) = (number(rect.min.x), number(rect.min.y), number(rect.width()), number(rect.height()));
        let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
        let round = if radius > 0.0 { format!(" rx=\"{}\"", number(radius)) } else { String::new() };
        let below = if shadow { self.shadow(&rect, radius) } else { String::new() };
        format!("{below}<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{round}{}{}/>", self.fill(fill), self.stroke(stroke))
    }

    /// A soft shadow as rectangles on each other, which every program draws alike and at once; a blur is neither.
    fn shadow(&self, rect: &Rect, radius: f32) -> String {
        let color = self.theme.color(Token::Shadow);
        let layers = SHADOW_LAYERS.iter().map(|grown| {
            let layer = rect.translated(0.0, SHADOW_DROP).expanded(*grown);
            let (x, y, w, h) = (number(layer.min.x), number(layer.min.y), number(layer.width()), number(layer.height()));
            let opacity = number(color.opacity() / SHADOW_LAYERS.len() as f32);
            let (rx, fill) = (number(radius + grown), hex(color));
            format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{rx}\" fill=\"{fill}\" fill-opacity=\"{opacity}\"/>")
        });
        layers.collect()
    }

    fn path(&self, points: &[Point], radius: f32, stroke: &Stroke, arrow: bool) -> String {
        let tip = if arrow { outline::arrow(points) } else { None };
        // The line ends inside the arrow, so that its end does not blunt the tip.
        let line = if tip.is_some() { outline::cut_short(points, outline::ARROW - 1.0) } else { points.to_vec() };
        // Dashes are counted from the end, so that lines which come together lie on each other dash on dash.
        let offset = stroke.dash.map_or(0.0, |[on, off]| (on - outline::length(&line, radius)).rem_euclid(on + off));
        let offset = if offset < 0.01 { String::new() } else { format!(" stroke-dashoffset=\"{}\"", number(offset)) };
        let (d, look) = (outline::svg_path(&line, radius), self.stroke(Some(stroke)));
        let mut out = format!("<path d=\"{d}\" fill=\"none\"{look}{offset}/>");
        if let Some([tip, left, right]) = tip {
            let n = number;
            let fill = self.fill(Some(stroke.color));
            let _ =
                write!(out, "<path d=\"M{} {}L{} {}L{} {}Z\"{fill}/>", n(tip.x), n(tip.y), n(left.x), n(left.y), n(right.x), n(right.y));
        }
        out
    }

    fn text(&self, at: Point, text: &str, (face, size): (Face, f32), color: Token, width: f32) -> String {
        let weight = if face.weight() == 400 { String::new() } else { format!(" font-weight=\"{}\"", face.weight()) };
        let family = match face {
            Face::Regular => "",
            Face::Italic if self.fits => " font-style=\"italic\"",
            // The program's own renderer has no italic face: the letters are slanted about their baseline.
            Face::Italic => return self.slanted(at, text, size, color),
            Face::Mono => " font-family=\"'JetBrains Mono', monospace\"",
            // The embedded file names its weight in its family; an installed Inter goes by its weight.
            Face::SemiBold if self.fits => "",
            Face::SemiBold => " font-family=\"'Inter Semi Bold'\"",
        };
        let fitted = if self.fits { format!(" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", number(width)) } else { String::new() };
        let (x, y, size, fill) = (number(at.x), number(at.y), number(size), self.fill(Some(color)));
        format!("<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{family}{fill}{fitted}>{}</text>", escaped(text))
    }

    fn slanted(&self, at: Point, text: &str, size: f32, color: Token) -> String {
        let (x, y, size, fill) = (number(at.x), number(at.y), number(size), self.fill(Some(color)));
        format!("<text transform=\"translate({x} {y}) skewX(-12)\" font-size=\"{size}\"{fill}>{}</text>", escaped(text))
    }

    fn icon(&self, icon: &str, rect: &Rect, color: Token) -> String {
        let scale = rect.width() / super::icon::GRID;
        let scale = if (scale - 1.0).abs() < 0.001 { String::new() } else { format!(" scale({})", number(scale)) };
        format!(
            "<g transform=\"translate({} {}){scale}\" fill=\"none\" color=\"{hex}\" stroke=\"currentColor\" stroke-width=\"{}\" \
             stroke-linecap=\"round\" stroke-linejoin=\"round\">{}</g>",
            number(rect.min.x),
            number(rect.min.y),
            number(super::icon::LINE),
            super::icon::body(icon).lines().map(str::trim).collect::<String>(),
            hex = hex(self.theme.color(color)),
        )
    }

    fn fill(&self, token: Option<Token>) -> String {
        token.map_or_else(|| " fill=\"none\"".to_owned(), |token| self.paint("fill", token))
    }

    fn stroke(&self, stroke: Option<&Stroke>) -> String {
        let Some(stroke) = stroke else { return String::new() };
        let dash = stroke.dash.map(|[on, off]| format!(" stroke-dasharray=\"{} {}\"", number(on), number(off))).unwrap_or_default();
        format!("{} stroke-width=\"{}\"{dash}", self.paint("stroke", stroke.color), number(stroke.width))
    }

    fn paint(&self, what: &str, token: Token) -> String {
        let color = self.theme.color(token);
        let opacity = if color.a == 255 { String::new() } else { format!(" {what}-opacity=\"{}\"", number(color.opacity())) };
        format!(" {what}=\"{}\"{opacity}", hex(color))
    }
}

fn hex(color: Color) -> String {
    format!("#{:02X}{:02X}{:02X}", color.r, color.g, color.b)
}

/// A number with at most two decimals and no more than it needs.
pub(super) fn number(value: f32) -> String {
    let text = format!("{:.2}", if value.is_finite() { value } else { 0.0 });
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no way to write them.
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
