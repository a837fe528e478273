//! Settings: chosen in the panel, kept in a file that people read, and felt in the window.

use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Key, Modifiers, pos2};

use crate::window_support::Driver;

fn opened(folder: &Path) -> (Driver, PathBuf) {
    let file = folder.join("settings.toml");
    let mut window = Driver::with_settings(&file, &[]);
    window.dismiss_tour();
    (window, file)
}

fn text(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_default()
}

#[test]
fn preferences_are_chosen_kept_and_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let (mut window, file) = opened(folder.path());
    window.keys(Modifiers::COMMAND, Key::Comma);
    window.click("Theme: Light");
    assert_eq!(window.harness.ctx.theme(), egui::Theme::Light);
    window.click("Density: Compact");
    window.click_role(Role::TextInput, "Text size");
    window.keys(Modifiers::COMMAND, Key::A);
    window.write("15");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!((window.harness.ctx.zoom_factor() - 1.25).abs() < 0.001);
    assert_eq!(text(&file), "[appearance]\ntheme = \"light\"\ndensity = \"compact\"\ntext_size = 15\n");
    window.click_role(Role::TextInput, "Text size");
    window.keys(Modifiers::COMMAND, Key::A);
    window.write("24");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!((window.harness.ctx.zoom_factor() - 5.0 / 3.0).abs() < 0.001, "as far as the window has room for its panels");
    window.click("Reset Text size");
    assert!(!text(&file).contains("text_size"));
    window.click_role(Role::Tab, "Canvas");
    window.click_role(Role::CheckBox, "Snap while moving");
    assert!(text(&file).contains("[canvas]\nsnapping = false\n"));
    window.keys(Modifiers::NONE, Key::Escape);
    window.keys(Modifiers::COMMAND, Key::Plus);
    assert!(text(&file).contains("text_size = 13"));

    // The next window has them.
    let mut again = Driver::with_settings(&file, &[]);
    again.dismiss_tour();
    assert!((again.harness.ctx.zoom_factor() - 13.0 / 12.0).abs() < 0.001);
    again.keys(Modifiers::COMMAND, Key::N);
    let from = again.place("Queue");
    again.drag(from, pos2(503.0, 307.0));
    let queue = again.design().nodes.values().next().expect("a queue").at;
    assert!(queue.x % 8.0 != 0.0 || queue.y % 8.0 != 0.0, "it stands where it was let go: {queue:?}");
}

#[test]
fn new_nodes_begin_with_what_the_team_has_settled() {
    let folder = tempfile::tempdir().unwrap();
    let (mut window, file) = opened(folder.path());
    window.keys(Modifiers::COMMAND, Key::Comma);
    window.click_role(Role::Tab, "New nodes");
    window.click_role(Role::TextInput, "Timeout");
    window.keys(Modifiers::COMMAND, Key::A);
    window.write("20");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(text(&file).contains("[defaults.function]\ntimeout = 20\n"), "{}", text(&file));
    window.keys(Modifiers::NONE, Key::Escape);
    window.keys(Modifiers::COMMAND, Key::N);
    window.click("Function");
    assert_eq!(window.design().nodes["function-function"].fields["timeout"], 20.into());
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.design().nodes.is_empty(), "making it with its defaults is one step");
}

#[test]
fn a_broken_file_is_named_with_its_line_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    let broken = "[appearance]\ntheme = dark\n";
    std::fs::write(&file, broken).unwrap();
    let mut window = Driver::with_settings(&file, &[]);
    window.dismiss_tour();
    assert!(window.shows("settings.toml, line 2"), "{:?}", window.window(stackdraft::app::Window::messages));
    window.click("Open the settings");
    window.click("Theme: Light");
    assert_eq!(window.harness.ctx.theme(), egui::Theme::Light, "it holds for this window");
    assert_eq!(text(&file), broken);
    std::fs::write(&file, "[appearance]\ntheme = \"purple\"\n").unwrap();
    let window = Driver::with_settings(&file, &[]);
    assert!(window.shows("line 2: `appearance.theme` must be one of"));
}

#[test]
fn keys_are_pressed_to_be_changed_and_conflicts_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (mut window, file) = opened(folder.path());
    window.keys(Modifiers::COMMAND, Key::Comma);
    window.click_role(Role::Tab, "Keyboard");
    window.click("Change the keys of New design");
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::O);
    assert!(text(&file).contains("[keys]\nnew = [\"Mod+Shift+O\"]\n"), "{}", text(&file));
    window.click("Change the keys of New design");
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(window.shows("Change the keys of New design"), "Escape leaves the keys and the panel");

    window.click("Change the keys of New design");
    window.keys(Modifiers::COMMAND, Key::O);
    assert!(window.shows("Ctrl+O runs “Open” already.") || window.shows("Cmd+O runs “Open” already."));
    window.click("Take them from Open");
    let kept = text(&file);
    assert!(kept.contains("new = [\"Mod+O\"]") && kept.contains("open = []"), "{kept}");
    window.keys(Modifiers::NONE, Key::Escape);
    window.keys(Modifiers::COMMAND, Key::O);
    assert!(window.window(|w| w.design().is_some()), "the new keys make a design");

    // The sheet and the palette say the same.
    window.keys(Modifiers::COMMAND, Key::Slash);
    assert!(window.shows("Keyboard shortcuts") && window.shows("Ctrl+O"));
    window.keys(Modifiers::NONE, Key::Escape);
    window.keys(Modifiers::COMMAND, Key::Comma);
    window.click_role(Role::Tab, "Keyboard");
    window.click("Reset the keys of New design");
    window.click("Reset the keys of Open");
    assert!(!text(&file).contains("Mod+O"), "{}", text(&file));
}
