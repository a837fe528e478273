//! Which keys run which command: those it has by itself, on each system as is usual there, and those the user gave it.

mod text;

use std::collections::BTreeMap;

use egui::{KeyboardShortcut, Modifiers};

pub use text::{pressed, print, read, shown};

use super::actions::{self, Command};
use super::settings::{Problem, Settings};

/// The systems, as far as their keys differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// macOS.
    Mac,
    /// Windows.
    Windows,
    /// Linux and the like.
    Linux,
}

impl Platform {
    /// All of them.
    #[cfg(test)]
    pub const ALL: [Self; 3] = [Self::Mac, Self::Windows, Self::Linux];

    /// The one this program was built for.
    pub const fn here() -> Self {
        if cfg!(target_os = "macos") {
            Self::Mac
        } else if cfg!(windows) {
            Self::Windows
        } else {
            Self::Linux
        }
    }
}

/// The keys of a command on every system; elsewhere those of `usual`.
#[derive(Clone, Copy, Debug)]
pub struct Keys {
    /// Where nothing else is said; the first is shown.
    pub usual: &'static [KeyboardShortcut],
    /// On macOS.
    pub mac: Option<&'static [KeyboardShortcut]>,
    /// On Windows.
    pub windows: Option<&'static [KeyboardShortcut]>,
}

impl Keys {
    /// No keys.
    pub const NONE: Self = Self { usual: &[], mac: None, windows: None };

    /// Those on a system.
    pub const fn on(&self, platform: Platform) -> &'static [KeyboardShortcut] {
        let other = match platform {
            Platform::Mac => self.mac,
            Platform::Windows => self.windows,
            Platform::Linux => None,
        };
        match other {
            Some(keys) => keys,
            None => self.usual,
        }
    }
}

/// The keys as they are now.
#[derive(Clone, Debug)]
pub struct KeyMap {
    platform: Platform,
    /// What the user changed, by the command's name.
    changed: BTreeMap<&'static str, Vec<KeyboardShortcut>>,
    /// What of the settings cannot be.
    problems: Vec<Problem>,
}

impl KeyMap {
    /// The keys on a system with what the settings change.
    pub fn new(platform: Platform, settings: &Settings) -> Self {
        let mut map = Self { platform, changed: BTreeMap::new(), problems: Vec::new() };
        let mut lines = BTreeMap::new();
        for (id, line, texts) in settings.keys() {
            let Some(command) = actions::command(id) else {
                map.problems.push(Problem { line, message: format!("`keys.{id}`: no command is called that") });
                continue;
            };
            if command.has_fixed_keys() {
                map.problems.push(Problem { line, message: format!("`keys.{id}`: these keys are the system's own") });
                continue;
            }
            match texts.iter().map(|text| read(text, platform).ok_or(text)).collect::<Result<Vec<_>, _>>() {
                Ok(keys) => {
                    map.changed.insert(command.id, keys);
                    lines.insert(command.id, line);
                }
                Err(text) => {
                    let message = format!("`keys.{id}`: “{text}” names no keys; written as Mod+Shift+S or F5");
                    map.problems.push(Problem { line, message });
                }
            }
        }
        map.problems.extend(map.clashes(&lines));
        map
    }

    /// What is given to two commands; the first of the menus gets it.
    fn clashes(&self, lines: &BTreeMap<&'static str, usize>) -> Vec<Problem> {
        let mut taken: Vec<(KeyboardShortcut, &'static Command)> = Vec::new();
        let mut found = Vec::new();
        for command in actions::all() {
            for keys in self.of(command) {
                match taken.iter().find(|(other, _)| other == keys) {
                    Some((_, first)) => {
                        let line = lines.get(command.id).or_else(|| lines.get(first.id)).copied().unwrap_or(0);
                        let message = format!(
                            "`keys.{}`: {} runs “{}” already",
                            command.id,
                            shown(*keys, self.platform),
                            first.name.trim_end_matches('…')
                        );
                        found.push(Problem { line, message });
                    }
                    None => taken.push((*keys, command)),
                }
            }
        }
        found
    }

    /// The system they are for.
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// What of the settings cannot be.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The keys of a command, the first shown in menus.
    pub fn of(&self, command: &Command) -> &[KeyboardShortcut] {
        self.changed.get(command.id).map_or_else(|| command.keys.on(self.platform), Vec::as_slice)
    }

    /// Whether the user gave it other keys.
    pub fn is_changed(&self, command: &Command) -> bool {
        self.changed.contains_key(command.id)
    }

    /// The keys of a command as menus show them; nothing where it has none.
    pub fn shown(&self, command: &Command) -> String {
        self.of(command).first().map_or_else(String::new, |keys| shown(*keys, self.platform))
    }

    /// The other command that these keys run.
    pub fn taken(&self, keys: KeyboardShortcut, besides: &Command) -> Option<&'static Command> {
        actions::all().find(|command| command.id != besides.id && self.of(command).contains(&keys))
    }

    /// Every command with each of its keys. Keys with more modifiers come first: without that, Ctrl+Shift+S would save
    /// under the old name.
    pub fn by_weight(&self) -> Vec<(&'static Command, KeyboardShortcut)> {
        let mut found: Vec<_> = actions::all().flat_map(|command| self.of(command).iter().map(move |keys| (command, *keys))).collect();
        found.sort_by_key(|(_, keys)| std::cmp::Reverse(weight(keys.modifiers)));
        found
    }
}

fn weight(modifiers: Modifiers) -> u8 {
    [modifiers.command, modifiers.ctrl, modifiers.shift, modifiers.alt].into_iter().map(u8::from).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// What the systems keep for themselves.
    fn reserved(platform: Platform) -> &'static [&'static str] {
        match platform {
            Platform::Mac => &["Mod+H", "Mod+M", "Mod+Alt+H", "Mod+Space", "Mod+Tab", "Mod+Shift+3", "Mod+Shift+4", "Mod+Shift+5"],
            Platform::Windows => &["Alt+F4", "Alt+Tab", "Alt+Space", "Mod+Shift+Escape", "Mod+Escape"],
            Platform::Linux => &["Alt+F4", "Alt+Tab", "Alt+Space", "Mod+Alt+T", "Alt+F2", "Mod+Alt+Delete"],
        }
    }

    #[test]
    fn no_two_default_keys_clash_on_any_system() {
        for platform in Platform::ALL {
            let mut taken = BTreeSet::new();
            for command in actions::all() {
                for keys in command.keys.on(platform) {
                    assert!(taken.insert(print(*keys)), "{} twice on {platform:?}, at {}", print(*keys), command.id);
                }
            }
            for keys in reserved(platform) {
                assert!(read(keys, platform).is_some(), "{keys}");
                assert!(!taken.contains(*keys), "{keys} belongs to {platform:?}");
            }
            assert!(taken.len() > 30);
            assert!(KeyMap::new(platform, &Settings::default()).problems().is_empty());
        }
    }

    #[test]
    fn what_the_user_gives_holds_and_what_cannot_be_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        std::fs::write(&file, "[keys]\nsave = [\"Mod+B\", \"F9\"]\nopen = []\nclose = \"Mod+N\"\nundo = \"Hyper+Q\"\nfly = \"F4\"\n")
            .unwrap();
        let map = KeyMap::new(Platform::Linux, &Settings::load_from(&file));
        let shown = |id: &str| map.shown(actions::command(id).unwrap());
        assert_eq!((shown("save").as_str(), shown("open").as_str()), ("Ctrl+B", ""));
        assert_eq!(shown("undo"), "Ctrl+Z", "what cannot be read changes nothing");
        let problems: Vec<(usize, &str)> = map.problems().iter().map(|p| (p.line, p.message.as_str())).collect();
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert_eq!(problems[0], (6, "`keys.fly`: no command is called that"));
        assert_eq!(problems[1].0, 5);
        assert_eq!(problems[2], (4, "`keys.close`: Ctrl+N runs “New design” already"));
        let new = read("Mod+N", Platform::Linux).unwrap();
        assert_eq!(map.taken(new, actions::command("save").unwrap()).map(|c| c.id), Some("new"));
    }
}
