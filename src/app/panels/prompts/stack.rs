//! Which running stack to open as a design.

use egui::{Id, Key, Ui};

use crate::app::action::Action;
use crate::app::deployment::Request;
use crate::app::frame::Frame;
use crate::app::{theme, widgets};

/// What was typed: the stack's name, its region and the profile to ask with.
type Typed = [String; 3];

/// The prompt.
pub(super) fn stack_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    ui.set_width(420.0);
    ui.label(theme::strong("Open a running stack", theme::HEADING, theme.text));
    let text = "Its template becomes a design of its own, with an environment that leads back to the stack. The stack stays as it is.";
    ui.label(theme::text(text, theme::SMALL, theme.dim));
    ui.add_space(8.0);
    let key = Id::unique("open stack");
    let typed = ui.data(|data| data.get_temp::<Typed>(key));
    let is_new = typed.is_none();
    let mut typed = typed.unwrap_or_default();
    let [stack, region, profile] = &mut typed;
    for (name, hint, value) in
        [("Stack", "shop-prod", stack), ("Region", "as the shell or the profile says", region), ("Profile", "default", profile)]
    {
        ui.label(theme::text(name, theme::SMALL, theme.dim));
        let response = widgets::plain_text(ui, name, value, hint, f32::INFINITY);
        if is_new && name == "Stack" {
            response.request_focus();
        }
    }
    ui.add_space(12.0);
    let is_named = !typed[0].trim().is_empty();
    let is_entered = ui.input(|input| input.key_pressed(Key::Enter));
    let mut done = false;
    ui.horizontal(|ui| {
        let button = egui::Button::new(theme::strong("Open as a design", theme::BODY, theme.on_accent)).fill(theme.accent);
        if ui.add_enabled(is_named, button).clicked() || (is_named && is_entered) {
            let [stack, region, profile] = &typed;
            let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
            frame.push(Action::Deployment(Request::OpenStack {
                stack: stack.trim().to_owned(),
                region: given(region),
                profile: given(profile),
            }));
            done = true;
        }
        done |= ui.button("Cancel").clicked();
    });
    ui.data_mut(|data| {
        if done {
            data.remove::<Typed>(key);
        } else {
            data.insert_temp(key, typed);
        }
    });
    if done {
        frame.push(Action::Prompt(None));
    }
}
