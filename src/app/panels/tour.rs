//! The tour's card beside what it points at; the rest of the window steps back.

use egui::{Area, Button, Id, Key, Order, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::app::action::Action;
use crate::app::frame::Frame;
use crate::app::theme;
use crate::app::tour::{self, STEPS, Step};

pub use crate::app::tour::mark;

/// The size of the card.
const CARD: Vec2 = vec2(320.0, 170.0);
/// Between the card and what it points at.
const GAP: f32 = 14.0;

/// The step that is shown.
pub fn tour_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let Some((index, step)) = frame.state.tour.and_then(|index| Some((index, STEPS.get(index)?))) else { return };
    let screen = ui.ctx().content_rect();
    let target = tour::place(ui.ctx(), step.target).unwrap_or_else(|| Rect::from_center_size(screen.center(), vec2(0.0, 0.0)));
    let target = target.intersect(screen);
    veil(ui, screen, target);
    let (back, next, end) = ui.input_mut(|i| {
        let mut pressed = |key| i.consume_key(egui::Modifiers::NONE, key);
        (pressed(Key::ArrowLeft), pressed(Key::ArrowRight), pressed(Key::Escape))
    });
    let to = if end {
        Some(None)
    } else if next {
        Some(after(index))
    } else if back {
        Some(Some(index.saturating_sub(1)))
    } else {
        card_ui(ui, screen, target, index, step)
    };
    if let Some(to) = to {
        frame.push(Action::Tour(to));
    }
}

/// The step after this one; none after the last.
fn after(index: usize) -> Option<usize> {
    (index + 1 < STEPS.len()).then_some(index + 1)
}

/// Everything but the target steps back and takes no clicks.
fn veil(ui: &Ui, screen: Rect, target: Rect) {
    let theme = theme::of(ui);
    let around = [
        Rect::from_min_max(screen.min, pos2(screen.right(), target.top())),
        Rect::from_min_max(pos2(screen.left(), target.bottom()), screen.max),
        Rect::from_min_max(pos2(screen.left(), target.top()), target.left_bottom()),
        Rect::from_min_max(target.right_top(), pos2(screen.right(), target.bottom())),
    ];
    for (number, rect) in around.into_iter().enumerate().filter(|(_, rect)| rect.is_positive()) {
        let area = Area::new(Id::unique(("veil of the tour", number))).order(Order::Foreground).fixed_pos(rect.min);
        area.constrain(false).show(ui.ctx(), |ui| {
            // It keeps the pointer out, and is nothing to stop at or to be told of.
            let (rect, veil) = ui.allocate_exact_size(rect.size(), Sense::CLICK | Sense::DRAG);
            ui.ctx().accesskit_node_builder(veil.id, egui::accesskit::Node::set_hidden);
            ui.painter().rect_filled(rect, 0.0, theme.shadow.gamma_multiply(if theme.dark { 1.0 } else { 2.0 }));
        });
    }
    let painter = ui.ctx().layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("frame of the tour")));
    painter.rect_stroke(target.shrink(1.0), 6.0, Stroke::new(2.0, theme.accent), StrokeKind::Inside);
}

/// Where the card stands: beside the target where there is room, else in its middle.
fn beside(screen: Rect, target: Rect) -> Rect {
    let inside = screen.shrink(GAP);
    let middle = target.center();
    let places = [
        pos2(target.right() + GAP + CARD.x / 2.0, middle.y),
        pos2(target.left() - GAP - CARD.x / 2.0, middle.y),
        pos2(middle.x, target.top() - GAP - CARD.y / 2.0),
        pos2(middle.x, target.bottom() + GAP + CARD.y / 2.0),
    ];
    let kept = |center| {
        let card = Rect::from_center_size(center, CARD);
        let shift = vec2(
            (inside.left() - card.left()).max(0.0) - (card.right() - inside.right()).max(0.0),
            (inside.top() - card.top()).max(0.0) - (card.bottom() - inside.bottom()).max(0.0),
        );
        card.translate(shift)
    };
    places.into_iter().map(kept).find(|card| !card.intersects(target)).unwrap_or_else(|| kept(middle))
}

/// The card; the step to go to, none to end.
#[expect(clippy::option_option, reason = "nothing asked for, the end, or a step")]
fn card_ui(ui: &Ui, screen: Rect, target: Rect, index: usize, step: &Step) -> Option<Option<usize>> {
    let theme = theme::of(ui);
    let card = beside(screen, target);
    let mut to = None;
    let area = Area::new(Id::unique("card of the tour")).order(Order::Tooltip).fixed_pos(card.min);
    area.show(ui.ctx(), |ui| {
        let fill = egui::Frame::popup(ui.style()).inner_margin(16).stroke(Stroke::new(1.0, theme.border));
        fill.show(ui, |ui| {
            ui.set_width(CARD.x - 32.0);
            ui.label(theme::text(format!("Step {} of {}", index + 1, STEPS.len()), theme::SMALL, theme.dim));
            let title = ui.label(theme::strong(step.title, theme::HEADING, theme.text));
            title.widget_info(|| WidgetInfo::labeled(Role::Heading, true, step.title));
            ui.add_space(4.0);
            ui.label(theme::text(step.text, theme::BODY, theme.text));
            ui.add_space(12.0);
            ui.horizontal(|ui| {
                let last = after(index).is_none();
                let text = if last { "Done" } else { "Next" };
                let next = ui.add(Button::new(theme::strong(text, theme::BODY, theme.on_accent)).fill(theme.accent).stroke(Stroke::NONE));
                let shown = Id::unique("step of the tour that has the focus");
                if ui.data(|data| data.get_temp::<usize>(shown)) != Some(index) {
                    next.request_focus();
                    ui.data_mut(|data| data.insert_temp(shown, index));
                }
                if next.clicked() {
                    to = Some(after(index));
                }
                if index > 0 && ui.button("Back").clicked() {
                    to = Some(Some(index - 1));
                }
                if !last && ui.button("Skip the tour").clicked() {
                    to = Some(None);
                }
            });
        });
    });
    if to == Some(None) {
        ui.data_mut(|data| data.remove::<usize>(Id::unique("step of the tour that has the focus")));
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_card_stands_in_the_window_and_not_on_its_target() {
        let screen = Rect::from_min_size(pos2(0.0, 0.0), vec2(960.0, 600.0));
        for target in [
            Rect::from_min_size(pos2(0.0, 44.0), vec2(232.0, 500.0)),
            Rect::from_min_size(pos2(632.0, 44.0), vec2(328.0, 500.0)),
            Rect::from_min_size(pos2(0.0, 384.0), vec2(960.0, 216.0)),
            Rect::from_min_size(pos2(760.0, 4.0), vec2(190.0, 36.0)),
        ] {
            let card = beside(screen, target);
            assert!(screen.contains_rect(card) && !card.intersects(target), "{target:?} {card:?}");
        }
        let all = Rect::from_min_size(pos2(100.0, 44.0), vec2(800.0, 500.0));
        assert!(screen.contains_rect(beside(screen, all)));
    }
}
