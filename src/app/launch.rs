//! Starting the window: OpenGL first on Linux, the other renderer where that fails, one clear line where there is no display.

use std::path::PathBuf;
use std::process::Command;

use eframe::{NativeOptions, Renderer};

use super::remembered::Remembered;
use super::settings::{REOPEN, Settings};
use super::window::Window;
use crate::cli::Failure;

/// Says which renderer a program started anew uses.
const RENDERER: &str = "STACKDRAFT_RENDERER";

/// Debian's packages with the libraries a window needs.
const LIBRARIES: [(&str, &str); 9] = [
    ("libX11.so.6", "libx11-6"),
    ("libX11-xcb.so.1", "libx11-xcb1"),
    ("libxcb.so.1", "libxcb1"),
    ("libXcursor.so.1", "libxcursor1"),
    ("libXi.so.6", "libxi6"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("libEGL.so.1", "libegl1"),
    ("libGL.so.1", "libgl1"),
];

/// Opens the window and stays until it is closed; why it could not be opened.
pub fn run(files: &[PathBuf]) -> Result<(), Failure> {
    if !has_display() {
        return Err(without_window("there is no display to open a window on"));
    }
    let chosen = std::env::var(RENDERER).ok();
    let renderer = match chosen.as_deref() {
        Some("glow") => Renderer::Glow,
        Some("wgpu") => Renderer::Wgpu,
        _ => first_choice(),
    };
    let Err(why) = open(renderer, files.to_vec()) else { return Ok(()) };
    let other = if renderer == Renderer::Glow { "wgpu" } else { "glow" };
    let failure = without_window(&format!("the window cannot be opened: {}", without_source(&why.to_string())));
    // One process can open one event loop only: the other renderer needs another process.
    if chosen.is_none()
        && let Ok(program) = std::env::current_exe()
        && let Ok(status) = Command::new(program).args(files).env(RENDERER, other).status()
    {
        return match status.code() {
            Some(0) => Ok(()),
            // It has said why, in the words this process would use.
            Some(2) => Err(Failure { told: true, ..failure }),
            _ => Err(failure),
        };
    }
    Err(failure)
}

/// What winit says, without the place in its source where it said so.
fn without_source(message: &str) -> &str {
    let Some((_, place)) = message.rsplit_once(".rs:") else { return message };
    place.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':').trim_start()
}

/// OpenGL is quicker where a processor has to draw; elsewhere wgpu speaks the system's own language.
fn first_choice() -> Renderer {
    if cfg!(target_os = "linux") { Renderer::Glow } else { Renderer::Wgpu }
}

fn open(renderer: Renderer, files: Vec<PathBuf>) -> eframe::Result {
    let settings = Settings::load();
    let viewport = placed(
        egui::ViewportBuilder::default()
            .with_title("Stackdraft")
            .with_app_id("stackdraft")
            .with_inner_size([1600.0, 1000.0])
            .with_min_inner_size([960.0, 600.0]),
        &settings,
    );
    let options = NativeOptions { viewport, renderer, ..NativeOptions::default() };
    eframe::run_native("Stackdraft", options, Box::new(move |creation| Ok(Box::new(Window::new(&creation.egui_ctx, settings, &files)))))
}

/// Where the window stood last, where the user wants that.
fn placed(viewport: egui::ViewportBuilder, settings: &Settings) -> egui::ViewportBuilder {
    let remembered = settings.memory().filter(|_| settings.is_on(&REOPEN)).map(|file| Remembered::load(&file));
    let Some(place) = remembered.and_then(|remembered| remembered.place) else { return viewport };
    let viewport = viewport.with_inner_size([place.size.0, place.size.1]).with_maximized(place.maximized);
    match place.at {
        Some((x, y)) => viewport.with_position([x, y]),
        None => viewport,
    }
}

fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"].into_iter().any(set)
}

fn without_window(what: &str) -> Failure {
    let missing = missing_packages();
    let mut hint = "the commands work without one: `stackdraft --help` lists them".to_owned();
    if !missing.is_empty() {
        hint = format!("{hint}; for the window install: apt install {}", missing.join(" "));
    }
    Failure::with_hint(what, hint)
}

/// On Debian and its kin, the packages whose libraries are not there.
fn missing_packages() -> Vec<&'static str> {
    if !std::path::Path::new("/etc/debian_version").exists() {
        return Vec::new();
    }
    let folders = library_folders();
    let present = |library: &str| folders.iter().any(|folder| folder.join(library).exists());
    LIBRARIES.iter().filter(|(library, _)| !present(library)).map(|(_, package)| *package).collect()
}

fn library_folders() -> Vec<PathBuf> {
    let triple = format!("{}-linux-gnu", std::env::consts::ARCH);
    ["/lib", "/usr/lib"].into_iter().flat_map(|root| [PathBuf::from(root), PathBuf::from(root).join(&triple)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_leave_out_where_in_the_source_they_come_from() {
        assert_eq!(without_source("os error at /a/b.rs:788: no library"), "no library");
        assert_eq!(without_source("no display"), "no display");
    }

    #[test]
    fn the_window_stands_where_it_stood_unless_that_is_not_wanted() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        let usual = || egui::ViewportBuilder::default().with_inner_size([1600.0, 1000.0]);
        assert_eq!(placed(usual(), &Settings::load_from(&file)), usual(), "nothing is remembered yet");
        let memory = r#"{ "place": { "at": [120.0, 40.0], "size": [1111.0, 777.0], "maximized": false } }"#;
        std::fs::write(folder.path().join("window.json"), memory).unwrap();
        let again = placed(usual(), &Settings::load_from(&file));
        assert_eq!(again.position, Some(egui::pos2(120.0, 40.0)));
        assert_eq!((again.inner_size, again.maximized), (Some(egui::vec2(1111.0, 777.0)), Some(false)));
        std::fs::write(&file, "[files]\nreopen = false\n").unwrap();
        assert_eq!(placed(usual(), &Settings::load_from(&file)), usual());
    }
}
