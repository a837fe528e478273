//! What the window remembers from run to run by itself: files, panels, where it stood. Kept beside the settings, which
//! are the user's own.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::layout::Layout;

/// How many files opened lately are remembered.
const RECENT: usize = 12;

/// Of how many designs it is remembered where their templates were exported to.
const EXPORTS: usize = 50;

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// Files opened lately, the last first.
    pub recent: Vec<PathBuf>,
    /// The files that were open last.
    pub open: Vec<PathBuf>,
    /// Which of them was shown.
    pub shown: Option<PathBuf>,
    /// Designs with where their templates were exported to, the last first.
    pub exports: Vec<(PathBuf, PathBuf)>,
    /// The panels.
    pub layout: Layout,
    /// Where the window stood.
    pub place: Option<Place>,
    /// Whether the tour was offered.
    pub toured: bool,
    /// What another version wrote here.
    #[serde(flatten)]
    unknown: Map<String, Json>,
}

/// Where the window stands on the screen, in points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Its left upper corner, where the system tells it.
    pub at: Option<(f32, f32)>,
    /// Its size.
    pub size: (f32, f32),
    /// Whether it fills the screen.
    pub maximized: bool,
}

impl Remembered {
    /// What is remembered beside the settings; nothing where it cannot be read.
    pub fn load(file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Puts a file at the head of those opened lately.
    pub fn put_first(&mut self, path: &Path) {
        self.recent.retain(|p| p != path);
        self.recent.insert(0, path.to_path_buf());
        self.recent.truncate(RECENT);
    }

    /// Notes where a design's template was exported to; nothing where there is no one file.
    pub fn put_export(&mut self, design: &Path, template: Option<&Path>) {
        self.exports.retain(|(known, _)| known != design);
        if let Some(template) = template {
            self.exports.insert(0, (design.to_path_buf(), template.to_path_buf()));
            self.exports.truncate(EXPORTS);
        }
    }

    /// Where a design's template was exported to.
    pub fn export_of(&self, design: &Path) -> Option<&Path> {
        self.exports.iter().find(|(known, _)| known == design).map(|(_, template)| template.as_path())
    }

    /// Remembers something in the file as it is now: another window may have written it since.
    pub fn change(file: &Path, change: impl FnOnce(&mut Self)) -> Result<Self, String> {
        let mut remembered = Self::load(file);
        change(&mut remembered);
        let text = serde_json::to_string_pretty(&remembered).map_err(|e| e.to_string())?;
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|e| e.to_string())?;
        }
        crate::project::replace(file, text.as_bytes()).map_err(|e| e.to_string())?;
        Ok(remembered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_windows_remember_the_files_of_both_and_what_is_not_known_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/window.json");
        let remember = |name: &str| Remembered::change(&file, |r| r.put_first(Path::new(name))).unwrap();
        assert_eq!(remember("a").recent, [PathBuf::from("a")]);
        assert_eq!(remember("b").recent, [PathBuf::from("b"), PathBuf::from("a")]);
        assert_eq!(remember("a").recent, [PathBuf::from("a"), PathBuf::from("b")]);
        fs::write(&file, r#"{ "later": 1, "layout": { "palette": false } }"#).unwrap();
        let layout = remember("c").layout;
        assert!(!layout.palette && layout.inspector && layout.inspector_width > 0.0);
        assert!(fs::read_to_string(&file).unwrap().contains("\"later\": 1"));
        fs::write(&file, "{").unwrap();
        assert_eq!(Remembered::load(&file), Remembered::default());
    }
}
