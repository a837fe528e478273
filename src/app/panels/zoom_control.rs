//! The floating control at the lower left of the canvas: zoom and fit.

use egui::{Align2, Area, Frame as Fill, Id, Margin, Order, Stroke, Ui, vec2};

use crate::app::action::Action;
use crate::app::actions;
use crate::app::canvas::{EDGE, WHOLE_CONTROL};
use crate::app::frame::Frame;
use crate::app::{theme, widgets};

/// The control.
pub fn zoom_control_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let Some(view) = frame.document().and_then(|d| d.view) else { return };
    let theme = theme::of(ui);
    let further: &[(&str, &str)] = if ui.max_rect().width() < WHOLE_CONTROL { &[] } else { &[("fit", "Fit"), ("arrange", "Arrange")] };
    let corner = ui.max_rect().left_bottom() + vec2(EDGE, -EDGE);
    let fill = Fill::new().fill(theme.panel).stroke(Stroke::new(1.0, theme.border)).corner_radius(8.0).inner_margin(Margin::same(4));
    let area = Area::new(Id::unique("zoom control")).order(Order::Middle).fixed_pos(corner).pivot(Align2::LEFT_BOTTOM);
    area.show(ui.ctx(), |ui| {
        fill.show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                run_button(ui, frame, "zoom-out", "zoom_out");
                let percent = format!("{} %", (view.zoom * 100.0).round());
                if let Some(command) = actions::command("actual-size")
                    && widgets::quiet_button(ui, &percent, 56.0).on_hover_text(actions::hint(frame.state, command)).clicked()
                {
                    frame.push(Action::Run(command));
                }
                run_button(ui, frame, "zoom-in", "zoom_in");
                for (id, text) in further {
                    if let Some(command) = actions::command(id)
                        && widgets::quiet_button(ui, text, 40.0).on_hover_text(actions::hint(frame.state, command)).clicked()
                    {
                        frame.push(Action::Run(command));
                    }
                }
            });
        });
    });
}

fn run_button(ui: &mut Ui, frame: &Frame<'_>, id: &str, icon: &'static str) {
    let Some(command) = actions::command(id) else { return };
    if widgets::icon_button(ui, icon, command.name).on_hover_text(actions::hint(frame.state, command)).clicked() {
        frame.push(Action::Run(command));
    }
}
