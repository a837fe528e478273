//! The program in windows of its own, on a screen without a monitor: what only a real display carries.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use stackdraft::project;

/// How long a window may take to open or to do what a key asks for, in a debug build on a loaded machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// A process that ends with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A display of its own, and what runs on it.
struct Screen {
    _server: Running,
    name: String,
}

impl Screen {
    fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let stdout = server.stdout.take().expect("its output is piped");
        let server = Running(server);
        let mut number = String::new();
        BufReader::new(stdout).read_line(&mut number).unwrap();
        Self { _server: server, name: format!(":{}", number.trim()) }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.name).env_remove("WAYLAND_DISPLAY").stderr(Stdio::null());
        command
    }

    /// What xdotool answers; nothing where it finds nothing.
    fn xdotool(&self, arguments: &[&str]) -> Option<String> {
        let output = self.command("xdotool").args(arguments).output().expect("xdotool is installed");
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Opens a window on a design, with settings and state in `home`.
    fn open(&self, design: &Path, home: &Path) -> Window<'_> {
        let process = self
            .command(env!("CARGO_BIN_EXE_stackdraft"))
            .arg(design)
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_STATE_HOME", home.join("state"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let process = Running(process);
        let pid = process.0.id().to_string();
        let id = patiently("a window", || self.xdotool(&["search", "--onlyvisible", "--pid", &pid]).filter(|id| !id.is_empty()));
        let id = id.lines().last().unwrap_or_default().to_owned();
        Window { screen: self, _process: process, id }
    }
}

struct Window<'a> {
    screen: &'a Screen,
    _process: Running,
    id: String,
}

impl Window<'_> {
    /// Presses keys with this window in front and the pointer over its canvas.
    fn press(&self, keys: &[&str]) {
        let id = self.id.as_str();
        self.screen.xdotool(&["windowraise", id, "windowfocus", id, "mousemove", "--window", id, "640", "400"]);
        for key in keys {
            thread::sleep(Duration::from_millis(200));
            self.screen.xdotool(&["key", key]);
        }
    }
}

/// Asks again until there is an answer.
fn patiently<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "no {what} in {PATIENCE:?}");
        thread::sleep(Duration::from_millis(250));
    }
}

#[test]
fn settings_are_kept_in_the_configuration_folder_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let (design, home) = (folder.path().join("one.stackdraft.json"), folder.path().join("home"));
    project::save(&stackdraft::design::Design::new("One"), &design).unwrap();
    let file = home.join("config/stackdraft/settings.toml");
    let size = || {
        let settings: toml_edit::DocumentMut = fs::read_to_string(&file).ok()?.parse().ok()?;
        settings.get("appearance")?.get("text_size")?.as_integer()
    };
    let screen = Screen::start();
    let larger = |than: Option<i64>| {
        let window = screen.open(&design, &home);
        patiently("larger text in the settings file", || {
            window.press(&["ctrl+plus"]);
            thread::sleep(Duration::from_millis(500));
            size().filter(|now| Some(*now) > than)
        })
    };
    let first = larger(None);
    // A window that had not read it would begin from the usual size.
    let written = fs::read_to_string(&file).unwrap();
    fs::write(&file, written.replace(&format!("text_size = {first}"), "text_size = 17")).unwrap();
    assert_eq!(size(), Some(17));
    let second = larger(Some(17));
    assert!(second > 17 && fs::read_to_string(&file).unwrap().contains("[appearance]"), "{second}");
}

#[test]
fn what_one_window_copies_another_pastes() {
    let folder = tempfile::tempdir().unwrap();
    let [given, taken] = ["given", "taken"].map(|name| folder.path().join(format!("{name}.stackdraft.json")));
    fs::write(&given, project::samples::find("image-pipeline").expect("a sample").text).unwrap();
    project::save(&stackdraft::design::Design::new("Taken"), &taken).unwrap();

    let screen = Screen::start();
    let homes = ["first", "second"].map(|name| folder.path().join(name));
    let [first, second] = [screen.open(&given, &homes[0]), screen.open(&taken, &homes[1])];
    let wanted = project::load(&given).unwrap().nodes.len();
    let pasted = patiently("pasted nodes in the saved file", || {
        first.press(&["ctrl+a", "ctrl+c"]);
        second.press(&["ctrl+v", "ctrl+s"]);
        thread::sleep(Duration::from_millis(500));
        Some(project::load(&taken).ok()?.nodes.len()).filter(|nodes| *nodes > 0)
    });
    assert_eq!(pasted % wanted, 0, "all of {wanted} nodes each time, and {pasted} came");
}
