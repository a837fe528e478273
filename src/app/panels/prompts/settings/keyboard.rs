//! The keys of every command: pressed to be changed, with what they run already named.

use egui::{Event, Id, Key, KeyboardShortcut, Role, TextEdit, Ui, WidgetInfo, vec2};

use crate::app::actions::{self, Command};
use crate::app::frame::Frame;
use crate::app::keys::{KeyMap, pressed, print, shown};
use crate::app::{theme, widgets};

/// A command that waits for its keys.
#[derive(Clone, Copy)]
struct Waiting {
    command: &'static Command,
    /// What was pressed and runs something else already.
    taken: Option<KeyboardShortcut>,
}

fn waiting_id() -> Id {
    Id::unique("command that waits for its keys")
}

/// The commands with their keys.
pub(super) fn keyboard_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let keymap = &frame.state.keymap;
    listen(ui, frame);
    let waiting = ui.data(|data| data.get_temp::<Waiting>(waiting_id()));
    let key = Id::unique("search of keys");
    let mut query = ui.data(|data| data.get_temp::<String>(key)).unwrap_or_default();
    let hint = theme::text("Find a command or keys", theme::BODY, theme.faint);
    let field = ui.add(TextEdit::singleline(&mut query).hint_text(hint).desired_width(f32::INFINITY).margin(vec2(12.0, 7.0)));
    field.widget_info(|| WidgetInfo::labeled(Role::SearchInput, true, "Find a command or keys"));
    if field.changed() {
        ui.data_mut(|data| data.insert_temp(key, query.clone()));
    }
    ui.add_space(6.0);
    let words = query.to_lowercase();
    let found = actions::all().filter(|command| {
        let text = format!("{} {} {}", command.menu.name(), command.name, all_shown(keymap, command)).to_lowercase();
        words.split_whitespace().all(|word| text.contains(word))
    });
    for command in found {
        command_ui(ui, frame, command, waiting.filter(|waiting| waiting.command.id == command.id));
    }
}

fn all_shown(keymap: &KeyMap, command: &Command) -> String {
    keymap.of(command).iter().map(|keys| shown(*keys, keymap.platform())).collect::<Vec<_>>().join(" or ")
}

fn command_ui(ui: &mut Ui, frame: &Frame<'_>, command: &'static Command, waiting: Option<Waiting>) {
    let theme = theme::of(ui);
    let keymap = &frame.state.keymap;
    let name = command.name.trim_end_matches('…');
    ui.horizontal(|ui| {
        ui.set_min_height(theme::row(ui, 28.0));
        let color = if keymap.is_changed(command) { theme.accent } else { theme.text };
        let label = widgets::fitting(ui, name, &theme::regular(theme::BODY), 180.0);
        ui.add_sized(vec2(186.0, 20.0), egui::Label::new(theme::text(label, theme::BODY, color)).halign(egui::Align::Min));
        let keys = match waiting {
            Some(_) => "Press the new keys…".to_owned(),
            None => all_shown(keymap, command),
        };
        let color = if waiting.is_some() { theme.accent } else { theme.dim };
        ui.add_sized(vec2(150.0, 20.0), egui::Label::new(theme::text(keys, theme::BODY, color)).halign(egui::Align::Min));
        if command.has_fixed_keys() {
            ui.label(theme::text("the system's own", theme::SMALL, theme.dim));
            return;
        }
        if waiting.is_some() {
            if named(&widgets::small_button(ui, "Cancel"), &format!("Leave the keys of {name}")).clicked() {
                stop(ui);
            }
            return;
        }
        if named(&widgets::small_button(ui, "Change"), &format!("Change the keys of {name}")).clicked() {
            ui.memory_mut(egui::Memory::stop_text_input);
            ui.data_mut(|data| data.insert_temp(waiting_id(), Waiting { command, taken: None }));
        }
        let removable = !keymap.of(command).is_empty();
        if removable && named(&widgets::small_button(ui, "Remove"), &format!("Remove the keys of {name}")).clicked() {
            frame.settle(move |settings| settings.set_keys(command.id, Some(Vec::new())));
        }
        if keymap.is_changed(command) && named(&widgets::small_button(ui, "Reset"), &format!("Reset the keys of {name}")).clicked() {
            frame.settle(move |settings| settings.set_keys(command.id, None));
        }
    });
    if let Some(keys) = waiting.and_then(|waiting| waiting.taken)
        && let Some(other) = keymap.taken(keys, command)
    {
        conflict_ui(ui, frame, command, other, keys);
    }
}

fn named<'a>(response: &'a egui::Response, name: &str) -> &'a egui::Response {
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    response
}

/// What was pressed runs something else.
fn conflict_ui(ui: &mut Ui, frame: &Frame<'_>, command: &'static Command, other: &'static Command, keys: KeyboardShortcut) {
    let theme = theme::of(ui);
    let keymap = &frame.state.keymap;
    let (shown, other_name) = (shown(keys, keymap.platform()), other.name.trim_end_matches('…'));
    ui.horizontal(|ui| {
        ui.add_space(12.0);
        ui.label(theme::text(format!("{shown} runs “{other_name}” already."), theme::SMALL, theme.error));
        if other.has_fixed_keys() {
            return;
        }
        let left: Vec<String> = keymap.of(other).iter().filter(|k| **k != keys).map(|k| print(*k)).collect();
        if widgets::small_button(ui, &format!("Take them from {other_name}")).clicked() {
            frame.settle(move |settings| {
                settings.set_keys(other.id, Some(left))?;
                settings.set_keys(command.id, Some(vec![print(keys)]))
            });
            stop(ui);
        }
    });
}

fn stop(ui: &Ui) {
    ui.data_mut(|data| data.remove::<Waiting>(waiting_id()));
}

/// Takes the keys that are pressed while a command waits for them; Escape leaves it as it is.
fn listen(ui: &Ui, frame: &Frame<'_>) {
    let Some(waiting) = ui.data(|data| data.get_temp::<Waiting>(waiting_id())) else { return };
    let keymap = &frame.state.keymap;
    let key = ui.input_mut(|input| {
        let at = input.events.iter().position(|event| matches!(event, Event::Key { pressed: true, .. }))?;
        let Event::Key { key, modifiers, .. } = input.events.remove(at) else { return None };
        Some((key, modifiers))
    });
    let Some((key, modifiers)) = key else { return };
    if key == Key::Escape {
        return stop(ui);
    }
    let keys = pressed(key, modifiers, keymap.platform());
    if keymap.taken(keys, waiting.command).is_some() {
        ui.data_mut(|data| data.insert_temp(waiting_id(), Waiting { taken: Some(keys), ..waiting }));
        return;
    }
    let id = waiting.command.id;
    frame.settle(move |settings| settings.set_keys(id, Some(vec![print(keys)])));
    stop(ui);
}
