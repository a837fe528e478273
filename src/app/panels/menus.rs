//! The menus: every command with its icon, its shortcut, and why it cannot run now.

use egui::{Atom, Button, IdSalt, MenuBar, Response, Role, Ui, WidgetInfo, vec2};

use crate::app::action::Action;
use crate::app::actions::{COMMANDS, Command, Menu};
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::theme;

/// The menu bar.
pub fn menus_ui(ui: &mut Ui, frame: &Frame<'_>) {
    MenuBar::new().ui(ui, |ui| {
        let theme = theme::of(ui);
        ui.spacing_mut().button_padding = egui::vec2(9.0, 5.0);
        ui.spacing_mut().item_spacing.x = 2.0;
        for menu in Menu::ALL {
            ui.menu_button(theme::text(menu.name(), theme::BODY, theme.dim), |ui| menu_ui(ui, menu, frame));
        }
    });
}

fn menu_ui(ui: &mut Ui, menu: Menu, frame: &Frame<'_>) {
    ui.set_min_width(240.0);
    let mut first = true;
    for group in COMMANDS {
        let mut commands = group.iter().filter(|c| c.menu == menu).peekable();
        if commands.peek().is_none() {
            continue;
        }
        if !first {
            ui.separator();
        }
        first = false;
        for command in commands {
            command_item(ui, command, frame);
            if command.id == "open" {
                recent_ui(ui, frame);
            }
        }
    }
}

/// The files that were opened lately.
fn recent_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let recent = &frame.state.remembered.recent;
    ui.add_enabled_ui(!recent.is_empty(), |ui| {
        // In line with what has an icon.
        ui.spacing_mut().icon_spacing = 10.0;
        let empty = Atom::custom(IdSalt::new("icon"), vec2(ICON, ICON));
        ui.menu_button((empty, theme::text("Open recent", theme::BODY, theme.text)), |ui| {
            for path in recent {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                let name = name.strip_suffix(crate::project::EXTENSION).unwrap_or(name);
                let button = Button::new(theme::text(name, theme::BODY, theme.text));
                if ui.add(button).on_hover_text(path.display().to_string()).clicked() {
                    frame.push(Action::Open(vec![path.clone()]));
                    ui.close();
                }
            }
        });
    });
}

/// Size of an icon in a menu.
const ICON: f32 = 16.0;

/// An entry of a menu that is no command, in line with those that are.
pub fn entry(ui: &mut Ui, icon: &'static str, title: &str) -> Response {
    let (theme, place) = (theme::of(ui), IdSalt::new("icon"));
    let button = Button::new((Atom::custom(place, vec2(ICON, ICON)), theme::text(title, theme::BODY, theme.text)));
    let shown = ui.scope(|ui| {
        ui.spacing_mut().icon_spacing = 10.0;
        button.atom_ui(ui)
    });
    if let Some(place) = shown.inner.rect(place) {
        icons::paint(ui.ctx(), ui.painter(), Icon::Command(icon), place, theme.dim);
    }
    shown.inner.response
}

/// A command in a menu.
pub fn command_item(ui: &mut Ui, command: &'static Command, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let enabled = (command.enabled)(frame.state);
    let title = command.title(frame.state);
    let checked = command.checked.map(|checked| checked(frame.state));
    let keys = theme::text(frame.state.keymap.shown(command), theme::SMALL, theme.dim);
    let icon = IdSalt::new("icon");
    let button = Button::new((Atom::custom(icon, vec2(ICON, ICON)), theme::text(&title, theme::BODY, theme.text))).shortcut_text(keys);
    let shown = ui.add_enabled_ui(enabled.is_ok(), |ui| {
        ui.spacing_mut().icon_spacing = 10.0;
        button.atom_ui(ui)
    });
    if let Some(place) = shown.inner.rect(icon) {
        // What is switched on has a mark in place of its icon.
        let (name, color) = if checked == Some(true) { ("check", theme.accent) } else { (command.icon, theme.dim) };
        let color = if enabled.is_ok() { color } else { color.gamma_multiply(ui.visuals().disabled_alpha()) };
        icons::paint(ui.ctx(), ui.painter(), Icon::Command(name), place, color);
    }
    let response = shown.inner.response;
    if let Some(on) = checked {
        let name = format!("{title} {}", frame.state.keymap.shown(command));
        response.widget_info(|| WidgetInfo::selected(Role::MenuItemCheckBox, enabled.is_ok(), on, name.trim()));
    }
    if response.clicked() {
        frame.push(Action::Run(command));
        ui.close();
    }
    if let Err(reason) = enabled {
        response.on_disabled_hover_text(reason);
    }
}
