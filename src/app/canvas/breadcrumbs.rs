//! Where one is: the groups from the whole design to the one that was entered.

use egui::{Area, Frame as Fill, Id, Margin, Order, Rect, Stroke, Ui, vec2};

use super::overlay::EDGE;
use crate::app::action::Action;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::{theme, widgets};
use crate::design::GroupId;

/// The way back out, at the upper left of the canvas; nothing while no group was entered.
pub(super) fn show(ui: &Ui, rect: Rect, document: &Document, frame: &Frame<'_>) {
    let Some(entered) = document.entered() else { return };
    let theme = theme::of(ui);
    let mut groups: Vec<(&GroupId, &str)> =
        document.design().groups_around(Some(entered)).map(|(id, group)| (id, group.name.as_str())).collect();
    groups.reverse();
    let fill =
        Fill::new().fill(theme.panel).stroke(Stroke::new(1.0, theme.border)).corner_radius(8.0).inner_margin(Margin::symmetric(6, 4));
    let area = Area::new(Id::unique("breadcrumbs")).order(Order::Middle).fixed_pos(rect.left_top() + vec2(EDGE, EDGE));
    area.show(ui.ctx(), |ui| {
        fill.show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                if widgets::quiet_button(ui, &format!("All of {}", document.title()), 0.0).clicked() {
                    frame.push(Action::Enter(None));
                }
                for (id, name) in groups {
                    ui.label(theme::text("›", theme::BODY, theme.faint));
                    if id == entered {
                        ui.add_space(6.0);
                        ui.label(theme::strong(name, theme::BODY, theme.text));
                        ui.add_space(6.0);
                    } else if widgets::quiet_button(ui, name, 0.0).clicked() {
                        frame.push(Action::Enter(Some(id.clone())));
                    }
                }
                ui.label(theme::text("Esc leaves", theme::SMALL, theme.faint));
                ui.add_space(4.0);
            });
        });
    });
}
