//! The menus: every command with its icon, its shortcut, and why it cannot run now.

use egui::{Button, MenuBar, Ui};

use crate::app::action::Action;
use crate::app::actions::{COMMANDS, Command, Menu};
use crate::app::frame::Frame;
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
        ui.menu_button(theme::text("Open recent", theme::BODY, theme.text), |ui| {
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

/// A command in a menu.
pub fn command_item(ui: &mut Ui, command: &'static Command, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let enabled = (command.enabled)(frame.state);
    let title = command.title(frame.state);
    let checked = command.checked.is_some_and(|checked| checked(frame.state));
    let mark = if checked { "✓ " } else { "" };
    let shortcut = frame.state.keymap.shown(command);
    let button = Button::new(theme::text(format!("{mark}{title}"), theme::BODY, theme.text)).shortcut_text(theme::text(
        shortcut,
        theme::SMALL,
        theme.faint,
    ));
    let response = ui.add_enabled(enabled.is_ok(), button);
    if response.clicked() {
        frame.push(Action::Run(command));
        ui.close();
    }
    if let Err(reason) = enabled {
        response.on_disabled_hover_text(reason);
    }
}
