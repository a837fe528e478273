//! What the window keeps from run to run: files opened lately and the theme.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The settings and their file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Files opened lately, the last first.
    pub recent: Vec<PathBuf>,
    /// `light`, `dark` or `system`.
    theme: String,
    /// Where they are kept; nowhere in tests.
    #[serde(skip)]
    file: Option<PathBuf>,
}

impl Settings {
    /// The user's settings; the usual ones where there are none, or none that can be read.
    pub fn load() -> Self {
        let Some(dirs) = directories::ProjectDirs::from("", "", "stackdraft") else { return Self::default() };
        Self::load_from(&dirs.config_dir().join("settings.toml"))
    }

    /// The settings in a file.
    pub fn load_from(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let settings: Self = toml::from_str(&text).unwrap_or_default();
        Self { file: Some(file.to_path_buf()), ..settings }
    }

    /// Whether they are kept: a window that leaves no trace asks no dialog of the system either.
    pub fn are_kept(&self) -> bool {
        self.file.is_some()
    }

    /// Where changes are kept for the case of a crash.
    pub fn recovery_folder(&self) -> Option<PathBuf> {
        Some(self.file.as_ref()?.parent()?.join("recovery"))
    }

    /// The chosen theme.
    pub fn theme(&self) -> egui::ThemePreference {
        match self.theme.as_str() {
            "light" => egui::ThemePreference::Light,
            "dark" => egui::ThemePreference::Dark,
            _ => egui::ThemePreference::System,
        }
    }

    /// Takes over what is to be kept.
    pub fn keep(&mut self, recent: &[PathBuf], theme: egui::ThemePreference) {
        self.recent = recent.to_vec();
        let name = match theme {
            egui::ThemePreference::Light => "light",
            egui::ThemePreference::Dark => "dark",
            egui::ThemePreference::System => "system",
        };
        name.clone_into(&mut self.theme);
    }

    /// Writes them to their file.
    pub fn save(&self) -> Result<(), String> {
        let Some(file) = &self.file else { return Ok(()) };
        let text = toml::to_string(self).map_err(|e| e.to_string())?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
        }
        crate::project::replace(file, text.as_bytes()).map_err(|e| e.to_string())
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
        settings.keep(&[PathBuf::from("/a.stackdraft.json")], egui::ThemePreference::Light);
        settings.save().unwrap();
        let again = Settings::load_from(&file);
        assert_eq!(again.recent, [PathBuf::from("/a.stackdraft.json")]);
        assert_eq!(again.theme(), egui::ThemePreference::Light);
        std::fs::write(&file, "recent = 3").unwrap();
        assert!(Settings::load_from(&file).recent.is_empty());
    }
}
