//! What the user has settled: preferences, keys and defaults of new nodes, kept in a file that people read as well.

mod file;
mod preference;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use toml_edit::{Array, Value};

pub use preference::{
    AUTOSAVE, DENSITY, GRID, GRID_STEP, Held, PREFERENCES, Preference, REDUCED_MOTION, REOPEN, Range, SNAPPING, TEXT_SIZE, THEME,
};

/// The settings and their file.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    read: Read,
    /// The text they were read from.
    text: String,
    /// Where they are kept; nowhere in tests.
    file: Option<PathBuf>,
}

/// What a settings file says.
#[derive(Clone, Debug, Default, PartialEq)]
struct Read {
    /// What is preferred, by the place in the file.
    held: BTreeMap<String, Held>,
    /// The keys of commands, with the line they stand in.
    keys: BTreeMap<String, (usize, Vec<String>)>,
    /// What new nodes begin with, by service and field, with the line it stands in.
    defaults: BTreeMap<(String, String), (usize, Json)>,
    /// What is wrong.
    problems: Vec<Problem>,
    /// Whether the file cannot be read at all.
    broken: bool,
}

/// Something wrong in the settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// From 1.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

impl Settings {
    /// The user's settings; the usual ones where there are none, or none that can be read.
    pub fn load() -> Self {
        let Some(dirs) = directories::ProjectDirs::from("", "", "stackdraft") else { return Self::default() };
        Self::load_from(&dirs.config_dir().join("settings.toml"))
    }

    /// The settings in a file.
    pub fn load_from(file: &Path) -> Self {
        let mut settings = Self { file: Some(file.to_path_buf()), ..Self::default() };
        settings.refresh();
        settings
    }

    /// Takes in what another window or an editor wrote; whether anything did.
    pub fn refresh(&mut self) -> bool {
        let Some(file) = &self.file else { return false };
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => {
                let problem = Problem { line: 1, message: error.to_string() };
                let read = Read { problems: vec![problem], broken: true, ..Read::default() };
                return std::mem::replace(&mut self.read, read.clone()) != read;
            }
        };
        if text == self.text {
            return false;
        }
        let read = file::read(&text);
        // A file that was damaged just now takes nothing away from those who work.
        if read.broken {
            self.read.problems = read.problems;
            self.read.broken = true;
        } else {
            self.read = read;
        }
        self.text = text;
        true
    }

    /// Where they are kept.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Whether they are kept: a window that leaves no trace asks no dialog of the system either.
    pub fn are_kept(&self) -> bool {
        self.file.is_some()
    }

    /// Where changes are kept for the case of a crash.
    pub fn recovery_folder(&self) -> Option<PathBuf> {
        Some(self.file.as_ref()?.parent()?.join("recovery"))
    }

    /// Where the window remembers what nobody has to settle.
    pub fn memory(&self) -> Option<PathBuf> {
        Some(self.file.as_ref()?.parent()?.join("window.json"))
    }

    /// What is wrong with the file.
    pub fn problems(&self) -> &[Problem] {
        &self.read.problems
    }

    /// Whether the file cannot be read and is therefore not written.
    pub fn is_broken(&self) -> bool {
        self.read.broken
    }

    /// What is preferred, or holds by itself.
    pub fn held(&self, preference: &Preference) -> Held {
        self.read.held.get(&preference.path()).cloned().unwrap_or_else(|| preference.default())
    }

    /// Whether the user has chosen it.
    pub fn is_chosen(&self, preference: &Preference) -> bool {
        self.read.held.contains_key(&preference.path())
    }

    /// Whether a switch is on.
    pub fn is_on(&self, preference: &Preference) -> bool {
        self.held(preference) == Held::Switch(true)
    }

    /// A number.
    pub fn number(&self, preference: &Preference) -> f32 {
        if let Held::Number(number) = self.held(preference) { number as f32 } else { 0.0 }
    }

    /// The chosen theme.
    pub fn theme(&self) -> egui::ThemePreference {
        match self.held(&THEME) {
            Held::Choice("light") => egui::ThemePreference::Light,
            Held::Choice("dark") => egui::ThemePreference::Dark,
            _ => egui::ThemePreference::System,
        }
    }

    /// Whether rows and buttons are low.
    pub fn is_compact(&self) -> bool {
        self.held(&DENSITY) == Held::Choice("compact")
    }

    /// Prefers something, or leaves it as it is by itself.
    pub fn prefer(&mut self, preference: &Preference, held: Option<Held>) -> Result<(), String> {
        let value = held.as_ref().map(file::of_held);
        match held {
            Some(held) => drop(self.read.held.insert(preference.path(), held)),
            None => drop(self.read.held.remove(&preference.path())),
        }
        self.write(&[preference.table, preference.key], value)
    }

    /// The keys the user gave to commands, by the command's name, with the line of the file.
    pub fn keys(&self) -> impl Iterator<Item = (&str, usize, &[String])> {
        self.read.keys.iter().map(|(command, (line, keys))| (command.as_str(), *line, keys.as_slice()))
    }

    /// Gives keys to a command, none at all with an empty list, or leaves it those it has by itself.
    pub fn set_keys(&mut self, command: &str, keys: Option<Vec<String>>) -> Result<(), String> {
        let value = keys.as_ref().map(|keys| Value::Array(keys.iter().map(String::as_str).collect::<Array>()));
        match keys {
            Some(keys) => drop(self.read.keys.insert(command.to_owned(), (0, keys))),
            None => drop(self.read.keys.remove(command)),
        }
        self.write(&["keys", command], value)
    }

    /// What new nodes of a service begin with: field and value.
    pub fn defaults<'a>(&'a self, service: &'a str) -> impl Iterator<Item = (&'a str, &'a Json)> {
        let of_service = self.read.defaults.iter().filter(move |((s, _), _)| s == service);
        of_service.map(|((_, field), (_, json))| (field.as_str(), json))
    }

    /// Where every default of new nodes stands in the file: line, service, field, value.
    pub fn all_defaults(&self) -> impl Iterator<Item = (usize, &str, &str, &Json)> {
        self.read.defaults.iter().map(|((service, field), (line, json))| (*line, service.as_str(), field.as_str(), json))
    }

    /// What a field of new nodes of a service is, or leaves it as it is by itself.
    pub fn set_default(&mut self, service: &str, field: &str, json: Option<&Json>) -> Result<(), String> {
        let key = (service.to_owned(), field.to_owned());
        match json {
            Some(json) => drop(self.read.defaults.insert(key, (0, json.clone()))),
            None => drop(self.read.defaults.remove(&key)),
        }
        self.write(&["defaults", service, field], json.and_then(file::of_json))
    }

    fn write(&mut self, place: &[&str], value: Option<Value>) -> Result<(), String> {
        let Some(file) = &self.file else { return Ok(()) };
        let text = file::write(file, place, value)?;
        // What another window wrote in the meantime comes with it.
        self.read = file::read(&text);
        self.text = text;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_broken_ones_do_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/settings.toml");
        let mut settings = Settings::load_from(&file);
        settings.prefer(&THEME, Some(Held::Choice("light"))).unwrap();
        settings.set_keys("save", Some(vec!["Mod+B".to_owned()])).unwrap();
        settings.set_default("function", "memory", Some(&Json::from(512))).unwrap();
        let again = Settings::load_from(&file);
        assert_eq!(again.theme(), egui::ThemePreference::Light);
        assert_eq!(
            again.keys().map(|(c, _, k)| (c.to_owned(), k.to_vec())).collect::<Vec<_>>(),
            [("save".to_owned(), vec!["Mod+B".to_owned()])]
        );
        assert_eq!(again.defaults("function").collect::<Vec<_>>(), [("memory", &Json::from(512))]);

        std::fs::write(&file, "[appearance]\ntheme = ").unwrap();
        let mut broken = Settings::load_from(&file);
        assert!(broken.is_broken());
        assert_eq!(broken.problems()[0].line, 2);
        assert!(broken.prefer(&THEME, Some(Held::Choice("dark"))).unwrap_err().contains("line 2"));
        assert_eq!(broken.theme(), egui::ThemePreference::Dark, "it holds for this run");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "[appearance]\ntheme = ", "and the file is as it was");
    }

    #[test]
    fn two_windows_do_not_destroy_each_others_settings() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        std::fs::write(&file, "# by hand\nlater = 1\n").unwrap();
        let (mut one, mut two) = (Settings::load_from(&file), Settings::load_from(&file));
        one.prefer(&GRID, Some(Held::Switch(false))).unwrap();
        two.prefer(&AUTOSAVE, Some(Held::Switch(true))).unwrap();
        assert!(!two.is_on(&GRID), "the second has read what the first wrote");
        assert!(one.refresh() && one.is_on(&AUTOSAVE));
        assert!(!one.refresh());
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("# by hand\nlater = 1\n"), "{text}");
        one.prefer(&GRID, None).unwrap();
        assert!(Settings::load_from(&file).is_on(&GRID));
    }

    #[test]
    fn each_preference_has_a_place_of_its_own() {
        let mut places: Vec<String> = PREFERENCES.iter().map(|p| p.path()).collect();
        places.sort();
        places.dedup();
        assert_eq!(places.len(), PREFERENCES.len());
        assert!(PREFERENCES.iter().all(|p| !p.help.is_empty() && p.help.ends_with('.')));
    }
}
