//! Keeps what was painted, as triangles, from frame to frame: most frames show what the one before showed, moved or a little
//! larger at most, and what a drag moves goes over what stands still.

use std::sync::Arc;

use egui::epaint::{ClippedShape, Primitive};
use egui::mutex::Mutex;
use egui::{FontId, Galley, Id, LayerId, Mesh, Order, Painter, Rect, Vec2};

use super::hit::Hit;
use super::interaction::Interaction;
use super::paint::{Picture, detail};
use super::part::Part;
use super::view::View;
use crate::app::selection::Selection;
use crate::design::GroupId;
use crate::design::geometry;

/// How far around what is seen is painted too while the view moves, in points.
const MARGIN: f32 = 160.0;
/// And while it is zoomed, which moves it less.
const NARROW_MARGIN: f32 = 56.0;
/// While the view is zoomed, what was painted is scaled by at most so much, and for so many frames.
const SCALED: std::ops::RangeInclusive<f32> = 0.92..=1.09;
const FRAMES: u8 = 4;
/// Where the view rests for so many frames, what was moved is painted sharp again.
const RESTS: u8 = 3;
/// Moved more often, its corners are no longer where they should be to a fraction of a pixel.
const MOVES: u16 = 200;

/// What a picture depends on, but for the view.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    document: u64,
    revision: u64,
    /// The scene, or the drag whose part it is.
    scene: (u64, u64),
    selection: Selection,
    entered: Option<GroupId>,
    focused: bool,
    environment: Option<String>,
    over: Option<Hit>,
    grid: Option<f32>,
    theme: usize,
    rect: Rect,
    pixels_per_point: f32,
    atlas: [usize; 2],
}

/// A picture.
struct Kept {
    key: Key,
    /// Laid out in every frame: another one once the font's picture is begun anew, in which letters lie elsewhere.
    letters: Arc<Galley>,
    /// The view it was painted in, and the one its triangles are moved to.
    built: View,
    now: View,
    /// What it covers of the canvas.
    covers: geometry::Rect,
    frames: u8,
    moves: u16,
    rested: u8,
    meshes: Vec<Arc<Mesh>>,
}

/// The parts of a drag that are kept.
const OF_DRAG: [&str; 4] = ["still ground", "ground along", "still cards", "cards along"];

/// How large the picture of the font was when a picture was last shown.
#[derive(Clone, Copy, Default, PartialEq)]
struct Atlas([usize; 2]);

/// Has the canvas put shapes onto the screen instead of the triangles kept of them: for who looks at a frame's shapes.
pub fn show_shapes(ctx: &egui::Context, on: bool) {
    ctx.data_mut(|data| data.insert_temp(shapes_place(), on));
}

fn shapes_place() -> Id {
    Id::unique("shapes instead of triangles")
}

fn atlas_size(ctx: &egui::Context) -> [usize; 2] {
    let size = |fonts: &egui::epaint::FontsView<'_>| fonts.font_image_size();
    ctx.fonts(size)
}

/// Where the font's picture grew after the canvas was painted, letters would be taken from elsewhere: the frame is made again.
pub fn finish(ctx: &egui::Context) {
    let before = ctx.data_mut(|data| data.remove_temp::<Atlas>(Id::unique("atlas of kept pictures")));
    if before.is_some_and(|before| before != Atlas(atlas_size(ctx))) {
        ctx.request_discard("the picture of the font grew");
    }
}

/// Where pictures are kept in the context.
#[derive(Clone, Default)]
struct Slot(Arc<Mutex<Option<Kept>>>);

fn slot(ctx: &egui::Context, name: &'static str) -> Slot {
    ctx.data_mut(|data| data.get_temp_mut_or_default::<Slot>(Id::unique(("kept picture", name))).clone())
}

/// What a frame does with a kept picture.
#[derive(Debug, PartialEq)]
enum Use {
    /// It shows what is to be seen.
    AsItIs,
    /// It shows it, but not as sharp as it could.
    ForNow,
    /// It has to be moved.
    Moved,
    /// It has to be painted again, with so much around it.
    Anew { margin: f32 },
}

impl Kept {
    fn usage(&self, view: View, seen: geometry::Rect, pixels_per_point: f32) -> Use {
        let stays = view == self.now;
        let scale = view.zoom / self.built.zoom;
        let zoomed = (scale - 1.0).abs() > f32::EPSILON;
        if stays {
            // Letters and edges are sharp where they were painted, or whole pixels away.
            let off = offset(self.built, view) * pixels_per_point;
            let whole = |by: f32| (by - by.round()).abs() < 0.01;
            let sharp = !zoomed && whole(off.x) && whole(off.y);
            return match sharp {
                true => Use::AsItIs,
                false if self.rested < RESTS => Use::ForNow,
                false => Use::Anew { margin: 0.0 },
            };
        }
        let fits = if zoomed { SCALED.contains(&scale) && self.frames < FRAMES } else { self.moves < MOVES };
        let alike = detail(view.zoom) == detail(self.built.zoom);
        if fits && alike && self.covers.contains_rect(&seen) {
            return Use::Moved;
        }
        Use::Anew { margin: if zoomed { NARROW_MARGIN } else { MARGIN } }
    }

    /// Moves the triangles to where a view shows them.
    fn follow(&mut self, view: View, corner: egui::Pos2) {
        let scale = view.zoom / self.now.zoom;
        let by = corner.to_vec2() * (1.0 - scale) + offset(self.now, view);
        for mesh in &mut self.meshes {
            for vertex in &mut Arc::make_mut(mesh).vertices {
                vertex.pos = (vertex.pos.to_vec2() * scale + by).to_pos2();
            }
        }
        self.frames = self.frames.saturating_add(1);
        self.moves = self.moves.saturating_add(1);
        self.rested = 0;
        self.now = view;
    }
}

/// How far on the screen what lies at the corner of one view lies from it in another.
fn offset(from: View, to: View) -> Vec2 {
    egui::vec2(from.origin.x - to.origin.x, from.origin.y - to.origin.y) * to.zoom
}

impl Picture<'_> {
    /// Paints it: what stays as it is from what was kept.
    pub(super) fn show(&self) {
        let still = self.motion.is_none() && self.lights.is_empty();
        match self.interaction {
            Interaction::Idle | Interaction::Panning | Interaction::Pressed { .. } | Interaction::Boxing { .. } if still => {
                self.keep("all", Self::all);
            }
            Interaction::Moving { .. }
                if still && self.document.moving().is_some_and(|moving| !moving.free || self.clusters_here().all.is_empty()) =>
            {
                self.drag();
            }
            _ => self.all(),
        }
        if !matches!(self.interaction, Interaction::Moving { .. }) {
            for name in OF_DRAG {
                slot(self.ui.ctx(), name).0.lock().take();
            }
        }
        let brush = self.brush(1.0);
        self.gesture(self.document.scene(), &brush);
        brush.flush();
        self.handles(&brush);
    }

    /// What stands still, what a drag carries along, and lines from one to the other.
    fn drag(&self) {
        let part = |part: Part| Picture { part, ..self.clone() };
        let (still, along, led) = (part(Part::Still), part(Part::Along), part(Part::Led));
        let ground = |picture: &Self| picture.ground();
        let [still_ground, ground_along, still_cards, cards_along] = OF_DRAG;
        still.keep(still_ground, ground);
        along.keep(ground_along, ground);
        led.ground();
        let names = if self.names_lie_above() { Vec::new() } else { self.names() };
        still.keep(still_cards, |picture| picture.cards(&names));
        along.keep(cards_along, |picture| picture.cards(&names));
        led.cards(&names);
        if self.names_lie_above() {
            self.names();
        }
    }

    /// Shows a picture as it was kept, or paints it and keeps it.
    fn keep(&self, name: &'static str, paint: impl Fn(&Self)) {
        let ctx = self.ui.ctx();
        let slot = slot(ctx, name);
        let mut slot = slot.0.lock();
        let letters = ctx.fonts_mut(|fonts| fonts.layout_no_wrap("kept".to_owned(), FontId::default(), self.theme.text));
        let (view, mut key) = (self.home_view(), self.key());
        // While the view moves, what is under the pointer changes all the time, and nobody means it.
        if let Some(moved) = slot.as_ref().filter(|kept| kept.now != view) {
            key.over.clone_from(&moved.key.over);
        }
        let kept = slot.take().filter(|kept| kept.key == key && Arc::ptr_eq(&kept.letters, &letters));
        let seen = view.canvas_rect(self.rect.min, self.rect);
        let usage = kept.as_ref().map_or(Use::Anew { margin: 0.0 }, |kept| kept.usage(view, seen, ctx.pixels_per_point()));
        let kept = match (usage, kept) {
            (Use::AsItIs, Some(kept)) => {
                #[cfg(debug_assertions)]
                self.compare(name, &kept, &paint);
                kept
            }
            (Use::ForNow, Some(mut kept)) => {
                kept.rested += 1;
                ctx.request_repaint();
                kept
            }
            (Use::Moved, Some(mut kept)) => {
                kept.follow(view, self.rect.min);
                // Sharp again as soon as the view rests.
                ctx.request_repaint();
                kept
            }
            (Use::Anew { margin }, _) => self.painted(name, margin, letters, &paint),
            _ => self.painted(name, 0.0, letters, &paint),
        };
        let atlas = Atlas(atlas_size(ctx));
        ctx.data_mut(|data| data.insert_temp(Id::unique("atlas of kept pictures"), atlas));
        if ctx.data(|data| data.get_temp::<bool>(shapes_place())).unwrap_or_default() {
            paint(self);
        } else {
            self.painter.extend(kept.meshes.iter().map(|mesh| egui::Shape::Mesh(Arc::clone(mesh))));
        }
        *slot = Some(kept);
    }

    fn painted(&self, name: &'static str, margin: f32, letters: Arc<Galley>, paint: impl Fn(&Self)) -> Kept {
        let ctx = self.ui.ctx();
        let layer = LayerId::new(Order::Background, Id::unique(("picture to keep", name)));
        let painter = Painter::new(ctx.clone(), layer, self.rect.expand(margin));
        let picture = Self { painter, margin, ..self.clone() };
        paint(&picture);
        let shapes = ctx.graphics_mut(|graphics| std::mem::take(graphics.entry(layer)));
        let shapes: Vec<ClippedShape> = shapes.all_entries().cloned().collect();
        let primitives = ctx.tessellate(shapes, ctx.pixels_per_point());
        let meshes = primitives.into_iter().filter_map(|primitive| match primitive.primitive {
            Primitive::Mesh(mesh) if !mesh.is_empty() => Some(Arc::new(mesh)),
            _ => None,
        });
        let view = self.home_view();
        let covers = view.canvas_rect(self.rect.min, self.rect.expand(margin));
        // The font's picture may have grown meanwhile.
        Kept { key: self.key(), letters, built: view, now: view, covers, frames: 0, moves: 0, rested: 0, meshes: meshes.collect() }
    }

    /// Where debug assertions are on, as in tests, what was kept has to be what would be painted now.
    #[cfg(debug_assertions)]
    fn compare(&self, name: &'static str, kept: &Kept, paint: impl Fn(&Self)) {
        if kept.now != kept.built {
            return;
        }
        let margin = (kept.covers.width() * kept.built.zoom - self.rect.width()).max(0.0) / 2.0;
        let now = self.painted(name, margin.round(), Arc::clone(&kept.letters), paint);
        let vertices = |kept: &Kept| kept.meshes.iter().map(|mesh| mesh.vertices.len()).sum::<usize>();
        let corners = |kept: &Kept| -> Vec<egui::epaint::Vertex> { kept.meshes.iter().flat_map(|mesh| mesh.vertices.clone()).collect() };
        let alike = |(a, b): (egui::epaint::Vertex, egui::epaint::Vertex)| a.color == b.color && a.pos.distance(b.pos) < 0.5;
        debug_assert_eq!(vertices(kept), vertices(&now), "what was kept of {name} is out of date");
        debug_assert!(corners(kept).into_iter().zip(corners(&now)).all(alike), "what was kept of {name} is out of date");
    }

    /// The view in which what a drag carries along stands where it stood before.
    fn home_view(&self) -> View {
        let by = self.document.moving().filter(|_| self.part == Part::Along).map_or((0.0, 0.0), |moving| moving.by);
        View { origin: self.view.origin.offset(-by.0, -by.1), ..self.view }
    }

    fn key(&self) -> Key {
        let document = self.document;
        let ctx = self.ui.ctx();
        let changes_with = |over: &&Hit| *self.interaction == Interaction::Idle && matches!(over, Hit::Wire(_) | Hit::Port(..));
        Key {
            document: document.id,
            revision: document.editor.revision(),
            scene: document.moving().filter(|_| self.part != Part::All).map_or((0, document.picture()), |moving| moving.id),
            selection: document.selection.clone(),
            entered: document.entered().cloned(),
            focused: document.focused,
            environment: document.shown_in().map(str::to_owned),
            over: self.over.as_ref().filter(changes_with).cloned(),
            grid: self.grid,
            theme: std::ptr::from_ref(self.theme).addr(),
            rect: self.rect,
            pixels_per_point: ctx.pixels_per_point(),
            atlas: atlas_size(ctx),
        }
    }
}

#[cfg(test)]
mod tests {
    use egui::{Color32, pos2, vec2};

    use super::*;
    use crate::design::geometry::Point;

    const PLACE: Rect = Rect { min: pos2(100.0, 50.0), max: pos2(900.0, 650.0) };

    fn seen(view: View) -> geometry::Rect {
        view.canvas_rect(PLACE.min, PLACE)
    }

    /// A square painted in a view, at a place of the canvas.
    fn kept(view: View, at: Point, margin: f32) -> Kept {
        let ctx = egui::Context::default();
        let mut letters = None;
        let lay_out = |ui: &mut egui::Ui| {
            letters = Some(ui.painter().layout_no_wrap("kept".to_owned(), FontId::default(), Color32::WHITE));
        };
        ctx.run_ui(egui::RawInput::default(), lay_out).textures_delta.clear();
        let mut mesh = Mesh::default();
        let at = view.screen_from_canvas(PLACE.min, at);
        mesh.add_colored_rect(Rect::from_min_size(at, vec2(10.0, 10.0) * view.zoom), Color32::WHITE);
        let key = Key {
            document: 1,
            revision: 1,
            scene: (0, 1),
            selection: Selection::default(),
            entered: None,
            focused: false,
            environment: None,
            over: None,
            grid: None,
            theme: 0,
            rect: PLACE,
            pixels_per_point: 1.0,
            atlas: [1, 1],
        };
        let covers = view.canvas_rect(PLACE.min, PLACE.expand(margin));
        let letters = letters.expect("laid out");
        Kept { key, letters, built: view, now: view, covers, frames: 0, moves: 0, rested: 0, meshes: vec![Arc::new(mesh)] }
    }

    #[test]
    fn what_is_kept_lies_where_it_would_be_painted_after_panning_and_zooming() {
        let view = View { origin: Point::new(-20.0, 30.0), zoom: 0.8 };
        let at = Point::new(300.0, 200.0);
        let mut kept = kept(view, at, MARGIN);
        for next in [
            view.panned(vec2(40.0, -7.5)),
            view.zoomed(1.07, vec2(210.0, 33.0)),
            view.panned(vec2(-100.0, 90.0)).zoomed(0.95, vec2(1.0, 2.0)),
        ] {
            kept.follow(next, PLACE.min);
            let corner = kept.meshes[0].vertices[0].pos;
            let wanted = next.screen_from_canvas(PLACE.min, at);
            assert!(corner.distance(wanted) < 0.01, "{corner:?} instead of {wanted:?}");
            let far = kept.meshes[0].vertices[3].pos - corner;
            assert!((far - vec2(10.0, 10.0) * next.zoom).length() < 0.01, "{far:?}");
        }
    }

    #[test]
    fn it_is_painted_anew_where_it_shows_too_little_and_sharp_again_where_the_view_rests() {
        let view = View { origin: Point::default(), zoom: 1.0 };
        let mut plain = kept(view, Point::default(), 0.0);
        let usage = |kept: &Kept, view: View| kept.usage(view, seen(view), 1.0);
        assert_eq!(usage(&plain, view), Use::AsItIs);
        let beside = view.panned(vec2(40.0, 0.0));
        assert_eq!(usage(&plain, beside), Use::Anew { margin: MARGIN }, "nothing was painted beside it");
        plain.follow(beside, PLACE.min);
        assert_eq!(usage(&plain, beside), Use::AsItIs, "whole pixels away letters are as sharp");

        let mut wide = kept(view, Point::default(), MARGIN);
        assert_eq!(usage(&wide, beside), Use::Moved);
        assert_eq!(usage(&wide, view.panned(vec2(400.0, 0.0))), Use::Anew { margin: MARGIN }, "beyond what was painted");
        let nearer = view.zoomed(1.05, vec2(400.0, 300.0));
        assert_eq!(usage(&wide, nearer), Use::Moved);
        assert_eq!(usage(&wide, view.zoomed(1.5, vec2(400.0, 300.0))), Use::Anew { margin: NARROW_MARGIN }, "scaled too much");
        wide.follow(nearer, PLACE.min);
        for _ in 0..RESTS {
            assert_eq!(usage(&wide, nearer), Use::ForNow);
            wide.rested += 1;
        }
        assert_eq!(usage(&wide, nearer), Use::Anew { margin: 0.0 });
        wide.frames = FRAMES;
        assert_eq!(usage(&wide, view.zoomed(1.02, vec2(400.0, 300.0))), Use::Anew { margin: NARROW_MARGIN }, "scaled for long enough");
    }
}
