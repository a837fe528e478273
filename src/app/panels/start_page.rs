//! The start page: a new design, a file, what was open lately, the samples.

use egui::{Align2, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::app::action::Action;
use crate::app::actions;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::samples::Shown;
use crate::app::{canvas, theme, widgets};

/// Width of the page.
const WIDTH: f32 = 880.0;

/// The start page.
pub fn start_page_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        let side = ((ui.available_width() - WIDTH) / 2.0).max(24.0);
        ui.horizontal(|ui| {
            ui.add_space(side);
            ui.vertical(|ui| {
                ui.set_width(WIDTH.min(ui.available_width() - 24.0));
                ui.add_space(64.0);
                ui.horizontal(|ui| {
                    icons::show(ui, Icon::Mark, 40.0, theme.accent);
                    ui.add_space(4.0);
                    ui.vertical(|ui| {
                        ui.label(theme::strong("Stackdraft", theme::TITLE, theme.text));
                        ui.label(theme::text("Draw serverless architectures on AWS, checked while you draw.", theme::NAME, theme.dim));
                    });
                });
                ui.add_space(28.0);
                begin_ui(ui, frame);
                ui.add_space(28.0);
                recent_ui(ui, frame);
                samples_ui(ui, frame);
            });
        });
    });
}

fn begin_ui(ui: &mut Ui, frame: &Frame<'_>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        for (id, title, text) in
            [("new", "New design", "Begin with an empty canvas"), ("open", "Open…", "A design or a template, from a file")]
        {
            let Some(command) = actions::command(id) else { continue };
            if tile(ui, vec2(280.0, 72.0), Icon::Command(command.icon), title, text).clicked() {
                frame.push(Action::Run(command));
            }
        }
    });
}

fn recent_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    if frame.state.remembered.recent.is_empty() {
        return;
    }
    ui.label(theme::strong("Recent", theme::HEADING, theme.text));
    ui.add_space(6.0);
    for path in frame.state.remembered.recent.iter().take(6) {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let name = name.strip_suffix(crate::project::EXTENSION).unwrap_or(name);
        let folder = path.parent().map(|p| p.display().to_string()).unwrap_or_default();
        ui.horizontal(|ui| {
            if widgets::link(ui, name).clicked() {
                frame.push(Action::Open(vec![path.clone()]));
            }
            ui.label(theme::text(folder, theme::SMALL, theme.faint));
        });
    }
    ui.add_space(24.0);
}

fn samples_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    ui.label(theme::strong("Samples", theme::HEADING, theme.text));
    ui.add_space(8.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(16.0, 16.0);
        for sample in frame.state.gallery.shown() {
            if sample_ui(ui, frame, sample).clicked() {
                frame.push(Action::OpenSample(sample.name));
            }
        }
    });
    ui.add_space(40.0);
}

/// A sample with its picture.
fn sample_ui(ui: &mut Ui, frame: &Frame<'_>, sample: &Shown) -> egui::Response {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(280.0, 208.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, sample.name));
    let hot = response.hovered() || response.has_focus();
    let border = if hot { theme.accent } else { theme.border };
    ui.painter().rect(rect, 8.0, if hot { theme.hover } else { theme.card }, Stroke::new(1.0, border), StrokeKind::Inside);
    let picture = Rect::from_min_size(rect.min + vec2(1.0, 1.0), vec2(278.0, 146.0));
    let round = egui::CornerRadius { nw: 7, ne: 7, sw: 0, se: 0 };
    ui.painter().rect_filled(picture, round, theme.canvas);
    canvas::thumbnail(ui, picture.shrink(6.0), &sample.scene);
    let left = rect.left() + 14.0;
    let painter = ui.painter();
    painter.text(pos2(left, picture.bottom() + 18.0), Align2::LEFT_CENTER, sample.name, theme::semibold(theme::NAME), theme.text);
    let nodes = format!("{} nodes", sample.nodes);
    painter.text(
        pos2(rect.right() - 14.0, picture.bottom() + 18.0),
        Align2::RIGHT_CENTER,
        nodes,
        theme::regular(theme::SMALL),
        theme.faint,
    );
    let text = widgets::fitting(ui, &sample.description, &theme::regular(theme::SMALL), rect.width() - 28.0);
    ui.painter().text(pos2(left, picture.bottom() + 40.0), Align2::LEFT_CENTER, text, theme::regular(theme::SMALL), theme.dim);
    // A tooltip that is there already would lie above the question that comes.
    let quiet = sample.description.is_empty() || frame.state.prompt.is_some();
    if quiet { response } else { response.on_hover_text(&sample.description) }
}

/// A large button with an icon, a title and a line of text.
fn tile(ui: &mut Ui, size: egui::Vec2, icon: Icon, title: &str, text: &str) -> egui::Response {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, title));
    let hot = response.hovered() || response.has_focus();
    let border = if hot { theme.accent } else { theme.border };
    ui.painter().rect(rect, 8.0, if hot { theme.hover } else { theme.card }, Stroke::new(1.0, border), StrokeKind::Inside);
    let square = Rect::from_min_size(pos2(rect.left() + 16.0, rect.center().y - 14.0), vec2(28.0, 28.0));
    icons::paint(ui.ctx(), ui.painter(), icon, square, theme.accent);
    let left = square.right() + 14.0;
    let painter = ui.painter();
    painter.text(pos2(left, rect.center().y - 9.0), Align2::LEFT_CENTER, title, theme::semibold(theme::NAME), theme.text);
    painter.text(pos2(left, rect.center().y + 10.0), Align2::LEFT_CENTER, text, theme::regular(theme::SMALL), theme.dim);
    response
}
