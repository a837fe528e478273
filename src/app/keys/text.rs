//! Keys in words: as the settings file has them, the same on every system, and as menus show them.

use egui::{Key, KeyboardShortcut, ModifierNames, Modifiers};

use super::Platform;

/// Keys from their text: `Mod+Shift+S`, where `Mod` is Ctrl, on macOS Cmd. Names of modifiers may be those of any system.
pub fn read(text: &str, platform: Platform) -> Option<KeyboardShortcut> {
    let text = text.trim();
    // The last `+` may be the key itself.
    let (modifiers, key) = match text.strip_suffix('+') {
        Some("") => ("", "Plus"),
        Some(before) => (before.strip_suffix('+')?, "Plus"),
        None => text.rsplit_once('+').unwrap_or(("", text)),
    };
    let mut held = Modifiers::NONE;
    for name in modifiers.split('+').map(str::trim).filter(|name| !name.is_empty()) {
        held = held.plus(match name.to_ascii_lowercase().as_str() {
            "mod" | "cmd" | "command" | "⌘" => Modifiers::COMMAND,
            "ctrl" | "control" if platform != Platform::Mac => Modifiers::COMMAND,
            "ctrl" | "control" => Modifiers::CTRL,
            "shift" => Modifiers::SHIFT,
            "alt" | "option" => Modifiers::ALT,
            _ => return None,
        });
    }
    Some(KeyboardShortcut::new(held, key_named(key.trim())?))
}

fn key_named(name: &str) -> Option<Key> {
    let known = |name: &str| Key::from_name(name);
    let capital = || {
        let mut letters = name.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect::<String>())
    };
    known(name).or_else(|| known(&capital()?))
}

/// Keys as the settings file has them.
pub fn print(keys: KeyboardShortcut) -> String {
    let mut text = String::new();
    let held = keys.modifiers;
    for (is_held, name) in
        [(held.command || held.mac_cmd, "Mod+"), (held.ctrl && !held.command, "Ctrl+"), (held.shift, "Shift+"), (held.alt, "Alt+")]
    {
        if is_held {
            text.push_str(name);
        }
    }
    text + keys.logical_key.name()
}

/// Keys as menus show them: `Ctrl+K`, and `+` where egui says `Plus`.
pub fn shown(keys: KeyboardShortcut, platform: Platform) -> String {
    let names = ModifierNames::NAMES.format(&keys.modifiers, platform == Platform::Mac);
    let key = match keys.logical_key {
        Key::Minus => "-",
        Key::ArrowDown => "Down",
        Key::ArrowUp => "Up",
        Key::ArrowLeft => "Left",
        Key::ArrowRight => "Right",
        key => key.symbol_or_name(),
    };
    if names.is_empty() { key.to_owned() } else { format!("{names}+{key}") }
}

/// Keys that were pressed, as a shortcut.
pub fn pressed(key: Key, held: Modifiers, platform: Platform) -> KeyboardShortcut {
    let mut modifiers = Modifiers { shift: held.shift, alt: held.alt, ..Modifiers::NONE };
    if platform == Platform::Mac {
        modifiers.ctrl = held.ctrl;
        modifiers.command = held.mac_cmd;
    } else {
        modifiers.command = held.command || held.ctrl;
    }
    KeyboardShortcut::new(modifiers, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_printed_on_every_system() {
        for platform in Platform::ALL {
            for text in ["Mod+Shift+S", "F5", "Mod+Comma", "Shift+1", "Delete", "Alt+Up", "/", "Mod++", "Mod+Plus"] {
                let keys = read(text, platform).unwrap_or_else(|| panic!("{text}"));
                assert_eq!(read(&print(keys), platform), Some(keys), "{text}: {}", print(keys));
            }
            assert_eq!(read("Hyper+S", platform), None);
            assert_eq!(read("", platform), None);
            assert_eq!(read("Mod+", platform), None);
        }
    }

    #[test]
    fn ctrl_and_cmd_are_the_same_where_there_is_no_cmd() {
        let keys = |text, platform| read(text, platform).unwrap();
        assert_eq!(keys("ctrl+k", Platform::Linux), keys("Cmd+K", Platform::Linux));
        assert_ne!(keys("ctrl+k", Platform::Mac), keys("Cmd+K", Platform::Mac));
        assert_eq!(shown(keys("Mod+K", Platform::Mac), Platform::Mac), "Cmd+K");
        assert_eq!(shown(keys("Mod+Shift+,", Platform::Windows), Platform::Windows), "Ctrl+Shift+,");
        assert_eq!(print(keys("Ctrl+K", Platform::Mac)), "Ctrl+K");
    }

    #[test]
    fn what_is_pressed_is_the_shortcut() {
        let held = Modifiers { ctrl: true, command: true, shift: true, ..Modifiers::NONE };
        assert_eq!(pressed(Key::S, held, Platform::Linux), read("Mod+Shift+S", Platform::Linux).unwrap());
        let held = Modifiers { mac_cmd: true, command: true, ..Modifiers::NONE };
        assert_eq!(pressed(Key::S, held, Platform::Mac), read("Cmd+S", Platform::Mac).unwrap());
    }
}
