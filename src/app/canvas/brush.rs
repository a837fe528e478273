//! Paints the shapes of drawings with egui.

use std::cell::RefCell;

use egui::epaint::RectShape;
use egui::{Color32, Context, Id, Painter, Pos2, Rect, StrokeKind, pos2};

use super::ink::Ink;
use super::view::View;
use crate::anatomy::Face;
use crate::app::icons::{self, Icon};
use crate::app::theme;
use crate::design::geometry::{self, Point};
use crate::draw::{self, Shape, Stroke, Token, outline};

/// Fonts are laid out in steps of this size, so that zooming does not fill the font atlas.
const FONT_STEP: f32 = 0.5;
/// Text smaller than this on the screen is a grey mat: it is left out.
const UNREADABLE: f32 = 3.0;

/// Paints shapes of canvas space onto the screen.
pub(super) struct Brush<'a> {
    pub(super) ctx: &'a Context,
    pub(super) painter: Painter,
    pub(super) theme: draw::Theme,
    pub(super) view: View,
    pub(super) corner: Pos2,
    ink: RefCell<Ink>,
}

impl<'a> Brush<'a> {
    /// A brush on a painter.
    pub(super) fn new(ctx: &'a Context, painter: Painter, theme: draw::Theme, view: View, corner: Pos2) -> Self {
        let ink = RefCell::new(Ink::new(ctx.pixels_per_point(), painter.clip_rect()));
        Self { ctx, painter, theme, view, corner, ink }
    }

    /// Puts the lines drawn so far onto the screen; what is painted from now on lies above them.
    pub(super) fn flush(&self) {
        let mesh = self.ink.borrow_mut().take();
        if !mesh.is_empty() {
            self.painter.add(mesh);
        }
    }

    /// A block without anything in it.
    pub(super) fn block(&self, rect: &geometry::Rect, color: Token) {
        self.ink.borrow_mut().block(self.area(rect), self.color(color));
    }

    /// A block in a colour of its own.
    pub(super) fn ground(&self, rect: &geometry::Rect, color: Color32) {
        self.ink.borrow_mut().block(self.area(rect), color);
    }

    /// A rectangle's border, its corners sharp.
    pub(super) fn border(&self, rect: &geometry::Rect, stroke: Stroke) {
        let area = self.area(rect);
        let corners = [area.left_top(), area.right_top(), area.right_bottom(), area.left_bottom(), area.left_top()];
        self.ink.borrow_mut().thread(corners.into_iter(), self.stroke(stroke));
    }

    /// Makes room for as much as was painted there in the frame before.
    pub(super) fn expect(&self, what: &'static str) {
        let before = self.ctx.data(|data| data.get_temp::<(usize, usize)>(Id::unique(what)));
        let (vertices, indices) = before.unwrap_or_default();
        self.ink.borrow_mut().reserve(vertices, indices);
    }

    /// As [`Brush::flush`]; remembers how much it was.
    pub(super) fn flush_as(&self, what: &'static str) {
        let painted = self.ink.borrow().size();
        self.ctx.data_mut(|data| data.insert_temp(Id::unique(what), painted));
        self.flush();
    }

    /// A line as a thread: its corners sharp, without pattern or arrow.
    pub(super) fn thread(&self, points: &[Point], stroke: Stroke) {
        self.ink.borrow_mut().thread(points.iter().map(|p| self.at(*p)), self.stroke(stroke));
    }

    /// A place on the screen.
    pub(super) fn at(&self, point: Point) -> Pos2 {
        self.view.screen_from_canvas(self.corner, point)
    }

    /// A rectangle on the screen.
    pub(super) fn area(&self, rect: &geometry::Rect) -> Rect {
        self.view.screen_rect(self.corner, rect)
    }

    /// A colour.
    pub(super) fn color(&self, token: Token) -> Color32 {
        theme::color(self.theme, token)
    }

    /// Shapes relative to a place.
    pub(super) fn shapes(&self, shapes: &[Shape], origin: Point) {
        for shape in shapes {
            self.shape(shape, origin);
        }
    }

    fn stroke(&self, stroke: Stroke) -> egui::Stroke {
        // Lines keep their width when small: thinner ones would fade away.
        egui::Stroke::new((stroke.width * self.view.zoom).max(stroke.width.min(1.0)), self.color(stroke.color))
    }

    fn shape(&self, shape: &Shape, origin: Point) {
        let zoom = self.view.zoom;
        match shape {
            Shape::Rect { rect, radius, fill, stroke, shadow } => {
                let rect = self.area(&rect.translated(origin.x, origin.y));
                self.rect(rect, radius * zoom, *fill, *stroke, *shadow);
            }
            Shape::Path { points, radius, stroke, arrow } => self.path(points, origin, *radius, *stroke, *arrow),
            Shape::Text { at, text, face, size, color, .. } => {
                self.text(at.offset(origin.x, origin.y), text, *face, *size, *color);
            }
            Shape::Icon { icon, rect, color } => {
                let rect = self.area(&rect.translated(origin.x, origin.y));
                icons::paint(self.ctx, &self.painter, Icon::Service(draw::icon::known(icon)), rect, self.color(*color));
            }
            Shape::Circle { center, radius, fill, stroke } => {
                let stroke = stroke.map_or(egui::Stroke::NONE, |s| self.stroke(s));
                let fill = fill.map_or(Color32::TRANSPARENT, |token| self.color(token));
                self.painter.circle(self.at(center.offset(origin.x, origin.y)), radius * zoom, fill, stroke);
            }
        }
    }

    fn rect(&self, rect: Rect, radius: f32, fill: Option<Token>, stroke: Option<Stroke>, shadow: bool) {
        let zoom = self.view.zoom;
        if shadow && zoom > 0.3 {
            let color = self.color(Token::Shadow);
            let offset = egui::vec2(0.0, 2.0 * zoom);
            let soft = RectShape::filled(rect.translate(offset), radius, color).with_blur_width(8.0 * zoom);
            self.painter.add(soft);
        }
        let ground = fill.map_or(Color32::TRANSPARENT, |token| self.color(token));
        let line = stroke.map_or(egui::Stroke::NONE, |stroke| self.stroke(stroke));
        if let Some([on, off]) = stroke.and_then(|stroke| stroke.dash) {
            self.painter.rect_filled(rect, radius, ground);
            self.ink.borrow_mut().dashed(&rounded(rect, radius), line, on * zoom.max(0.5), off * zoom.max(0.5));
        } else {
            self.painter.rect(rect, radius, ground, line, StrokeKind::Middle);
        }
    }

    fn path(&self, points: &[Point], origin: Point, radius: f32, stroke: Stroke, arrow: bool) {
        let zoom = self.view.zoom;
        let moved: Vec<Point> = points.iter().map(|p| p.offset(origin.x, origin.y)).collect();
        let ink = self.stroke(stroke);
        // The line ends inside the arrow, so that its blunt end does not show at the tip.
        let shaft = if arrow { outline::cut_short(&moved, outline::ARROW - 1.0) } else { moved.clone() };
        let line: Vec<Pos2> = if zoom < 0.2 {
            shaft.iter().map(|p| self.at(*p)).collect()
        } else {
            outline::flattened(&shaft, radius).iter().map(|p| self.at(*p)).collect()
        };
        let mut layer = self.ink.borrow_mut();
        match stroke.dash {
            Some([on, off]) if zoom >= 0.2 => layer.dashed(&line, ink, on * zoom, off * zoom),
            _ => layer.stroke(&line, ink),
        }
        if arrow && let Some(corners) = outline::arrow(&moved) {
            layer.triangle(corners.map(|p| self.at(p)), ink.color);
        }
    }

    fn text(&self, at: Point, text: &str, face: Face, size: f32, color: Token) {
        let size = size * self.view.zoom;
        if size < UNREADABLE {
            return;
        }
        let size = (size / FONT_STEP).round() * FONT_STEP;
        let font = match face {
            Face::Regular | Face::Italic => theme::regular(size),
            Face::SemiBold => theme::semibold(size),
            Face::Mono => theme::mono(size),
        };
        let color = self.color(color);
        let galley = if face == Face::Italic {
            let format = egui::TextFormat { font_id: font, color, italics: true, ..Default::default() };
            self.painter.layout_job(egui::text::LayoutJob::single_section(text.to_owned(), format))
        } else {
            self.painter.layout_no_wrap(text.to_owned(), font, color)
        };
        let baseline = galley.rows.first().and_then(|row| Some(row.pos.y + row.glyphs.first()?.pos.y)).unwrap_or(galley.size().y * 0.8);
        let place = self.at(at);
        self.painter.galley(pos2(place.x, place.y - baseline), galley, color);
    }
}

/// The outline of a rectangle with round corners.
fn rounded(rect: Rect, radius: f32) -> Vec<Pos2> {
    let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    let corners = [
        (pos2(rect.right() - radius, rect.top() + radius), -90.0_f32),
        (pos2(rect.right() - radius, rect.bottom() - radius), 0.0),
        (pos2(rect.left() + radius, rect.bottom() - radius), 90.0),
        (pos2(rect.left() + radius, rect.top() + radius), 180.0),
    ];
    let arc = |(center, start): (Pos2, f32)| {
        (0..=6_u8).map(move |step| {
            let angle = (start + f32::from(step) * 15.0).to_radians();
            center + egui::vec2(angle.cos(), angle.sin()) * radius
        })
    };
    let mut out: Vec<Pos2> = corners.into_iter().flat_map(arc).collect();
    out.extend(out.first().copied());
    out
}
