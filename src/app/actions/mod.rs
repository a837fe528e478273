//! The commands: each has a name, an icon, a shortcut and a state, and is found in menus, the command palette and by keyboard.

mod arrange;
#[cfg(feature = "deploy")]
mod deployment;
pub mod edit;
mod file;
mod group;
mod help;
mod insert;
mod select;
mod stack;
mod view;

use egui::{Context, Key, KeyboardShortcut, Modifiers};

pub use insert::{free_near, free_place, name_field};

use super::keys::{KeyMap, Keys};
use super::state::State;

/// Why a command cannot run now.
pub type Enabled = Result<(), &'static str>;

/// Something the user can have done.
pub struct Command {
    /// Its name in code and tests.
    pub id: &'static str,
    /// What menus call it; `…` where a question follows.
    pub name: &'static str,
    /// The menu it is in.
    pub menu: Menu,
    /// Its icon.
    pub icon: &'static str,
    /// The keys that run it where the user has not given it others.
    pub keys: Keys,
    /// Other words for it, by which the command palette finds it as well.
    pub also: &'static str,
    /// Whether it can run now.
    pub enabled: fn(&State) -> Enabled,
    /// What menus call it now, where that depends.
    pub title: Option<fn(&State) -> Option<String>>,
    /// Whether it is switched on, for commands that switch something.
    pub checked: Option<fn(&State) -> bool>,
    /// Runs it.
    pub run: fn(&mut State, &Context),
}

/// The menus, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Files.
    File,
    /// Changes.
    Edit,
    /// What is seen.
    View,
    /// Where things stand.
    Arrange,
    /// Help.
    Help,
    /// In no menu: the command palette has them, and a panel with a better way to choose.
    Elsewhere,
}

impl Menu {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::File, Self::Edit, Self::View, Self::Arrange, Self::Help];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Arrange => "Arrange",
            Self::Help => "Help",
            Self::Elsewhere => "",
        }
    }
}

/// Every command, in the order of the menus; a separator stands where the group changes.
pub static COMMANDS: &[&[&Command]] = &[
    file::OPENING,
    file::SAVING,
    #[cfg(feature = "deploy")]
    deployment::DEPLOYING,
    file::SETTING,
    file::LEAVING,
    edit::HISTORY,
    edit::CLIPBOARD,
    insert::ADDING,
    select::FINDING,
    select::SELECTING,
    select::OFFERING,
    view::ZOOM,
    file::TURNING,
    view::PANELS,
    view::APPEARANCE,
    arrange::LAYOUT,
    arrange::ALIGN,
    group::GROUPS,
    group::COLORS,
    stack::STACK,
    stack::LOCKS,
    help::HELP,
];

/// What a tooltip says of a command: its name and its keys.
pub fn hint(state: &State, command: &Command) -> String {
    match state.keymap.shown(command) {
        keys if keys.is_empty() => command.title(state),
        keys => format!("{}  {keys}", command.title(state)),
    }
}

/// Every command.
pub fn all() -> impl Iterator<Item = &'static Command> {
    COMMANDS.iter().flat_map(|group| group.iter().copied())
}

/// The command with this id.
pub fn command(id: &str) -> Option<&'static Command> {
    all().find(|c| c.id == id)
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

impl Command {
    /// A command of a menu that always can run and does nothing; the rest is filled in.
    const fn new(id: &'static str, name: &'static str, menu: Menu, icon: &'static str, run: fn(&mut State, &Context)) -> Self {
        Self { id, name, menu, icon, keys: Keys::NONE, also: "", enabled: always, title: None, checked: None, run }
    }

    const fn keys(self, usual: &'static [KeyboardShortcut]) -> Self {
        Self { keys: Keys { usual, ..self.keys }, ..self }
    }

    const fn on_mac(self, mac: &'static [KeyboardShortcut]) -> Self {
        Self { keys: Keys { mac: Some(mac), ..self.keys }, ..self }
    }

    const fn on_windows(self, windows: &'static [KeyboardShortcut]) -> Self {
        Self { keys: Keys { windows: Some(windows), ..self.keys }, ..self }
    }

    const fn also(self, also: &'static str) -> Self {
        Self { also, ..self }
    }

    const fn when(self, enabled: fn(&State) -> Enabled) -> Self {
        Self { enabled, ..self }
    }

    const fn titled(self, title: fn(&State) -> Option<String>) -> Self {
        Self { title: Some(title), ..self }
    }

    const fn switch(self, checked: fn(&State) -> bool) -> Self {
        Self { checked: Some(checked), ..self }
    }

    /// Whether the system itself turns its keys into what it does.
    pub fn has_fixed_keys(&self) -> bool {
        matches!(self.id, "cut" | "copy" | "paste")
    }

    /// What menus call it now.
    pub fn title(&self, state: &State) -> String {
        self.title.and_then(|title| title(state)).unwrap_or_else(|| self.name.to_owned())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every command may be disabled")]
fn always(_state: &State) -> Enabled {
    Ok(())
}

fn with_design(state: &State) -> Enabled {
    state.document().map(|_| ()).ok_or("No design is open.")
}

fn with_selection(state: &State) -> Enabled {
    let document = state.document().ok_or("No design is open.")?;
    if document.selection.is_empty() { Err("Nothing is selected.") } else { Ok(()) }
}

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

const fn command_key(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn command_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

/// Keys that move in text and take from it, whatever is held down with them.
const EDITING: [Key; 11] = [
    Key::Enter,
    Key::Tab,
    Key::Backspace,
    Key::Delete,
    Key::Home,
    Key::End,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::Insert,
];

/// The commands whose keys were pressed. While text is written or a menu is open, keys alone belong to that, and so do undo
/// and the like.
pub fn pressed(ctx: &Context, keymap: &KeyMap, modal: bool) -> Vec<&'static Command> {
    let writing = ctx.text_edit_focused() || egui::Popup::is_any_open(ctx);
    let mut found = Vec::new();
    for (command, keys) in keymap.by_weight() {
        let is_function_key = keys.logical_key >= Key::F1 && keys.logical_key <= Key::F35;
        let belongs_to_text = !(keys.modifiers.command || keys.modifiers.ctrl || is_function_key)
            || command.menu == Menu::Edit
            || EDITING.contains(&keys.logical_key);
        if (writing && belongs_to_text) || modal {
            continue;
        }
        if ctx.input_mut(|i| i.consume_shortcut(&keys)) {
            found.push(command);
        }
    }
    if !writing && !modal {
        found.extend(clipboard_events(ctx));
    }
    found
}

/// Copy and cut arrive as events of their own; paste does too, and brings its text.
fn clipboard_events(ctx: &Context) -> Vec<&'static Command> {
    let ids: Vec<&str> = ctx.input(|i| {
        let of = |event: &egui::Event| match event {
            egui::Event::Copy => Some("copy"),
            egui::Event::Cut => Some("cut"),
            _ => None,
        };
        i.events.iter().filter_map(of).collect()
    });
    ids.into_iter().filter_map(command).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_icons_exist() {
        let mut ids = BTreeSet::new();
        for command in all() {
            assert!(ids.insert(command.id), "{} twice", command.id);
            assert!(crate::app::icons::COMMANDS.iter().any(|(name, _)| *name == command.icon), "{} has no icon", command.id);
        }
        assert!(ids.len() > 40);
    }
}
