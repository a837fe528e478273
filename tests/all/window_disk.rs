//! Files that something else writes, and files that cannot be written: nothing is lost, and the user is told what to do.

use std::fs;
use std::path::{Path, PathBuf};

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use stackdraft::REGISTRY;
use stackdraft::app::Window;
use stackdraft::catalog::draft::Draft;
use stackdraft::design::Design;
use stackdraft::project;

use crate::window_support::Driver;

fn design(nodes: &[&str]) -> Design {
    let mut draft = Draft::new(&Design::new("shop"), &REGISTRY);
    for name in nodes {
        draft.add_node("queue", name, None).unwrap();
    }
    draft.design().clone()
}

/// A window on a file with one queue.
fn opened(folder: &Path) -> (Driver, PathBuf) {
    let file = fs::canonicalize(folder).unwrap().join("shop.stackdraft.json");
    project::save(&design(&["Orders"]), &file).unwrap();
    (Driver::open(std::slice::from_ref(&file)), file)
}

fn messages(window: &Driver) -> String {
    window.window(Window::messages).join("\n")
}

#[test]
fn what_was_pulled_is_read_where_nothing_would_be_lost() {
    let folder = tempfile::tempdir().unwrap();
    let (mut window, file) = opened(folder.path());
    project::save(&design(&["Orders", "Refunds", "Returns"]), &file).unwrap();
    window.until("the file is read again", |window| window.design().nodes.len() == 3);
    assert!(messages(&window).contains("shop was changed on disk and is read again: 2 nodes"), "{}", messages(&window));
    assert!(!window.shows("unsaved"));
    window.click("Undo");
    assert_eq!(window.names(), ["Orders"], "even that is a step");
    assert!(window.shows("shop, unsaved"));

    // Half a file: what is open stays.
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    fs::write(&file, "{ \"version\": 1, <<<<<<<").unwrap();
    window.until("the broken file is named", |window| messages(window).contains("cannot be read: line 1"));
    assert_eq!(window.design().nodes.len(), 3);
    window.keys(Modifiers::COMMAND, Key::S);
    assert_eq!(project::load(&file).unwrap(), window.design());

    fs::remove_file(&file).unwrap();
    window.until("the file is missed", |window| messages(window).contains("The file of shop is gone"));
    window.keys(Modifiers::COMMAND, Key::S);
    assert!(file.exists());
}

#[test]
fn changes_on_both_sides_are_asked_about() {
    let folder = tempfile::tempdir().unwrap();
    let (mut window, file) = opened(folder.path());
    window.click("Function");
    project::save(&design(&["Orders", "Refunds"]), &file).unwrap();
    window.until("it asks", |window| window.shows("shop was changed on disk"));
    assert!(window.shows("The two differ in 2 nodes."));
    window.click("Keep mine");
    assert_eq!(window.names(), ["Function", "Orders"]);
    window.keys(Modifiers::COMMAND, Key::S);
    assert_eq!(project::load(&file).unwrap(), window.design(), "who kept his own may save it");

    window.click("Topic");
    project::save(&design(&["Other"]), &file).unwrap();
    window.until("it asks again", |window| window.shows("shop was changed on disk"));
    window.click("Read the file");
    assert_eq!(window.names(), ["Other"]);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.names(), ["Function", "Orders", "Topic"]);
}

#[test]
fn saving_does_not_run_over_what_was_written_a_moment_ago() {
    let folder = tempfile::tempdir().unwrap();
    let (mut window, file) = opened(folder.path());
    window.click("Function");
    let theirs = design(&["Theirs"]);
    project::save(&theirs, &file).unwrap();
    window.keys(Modifiers::COMMAND, Key::S);
    assert!(window.shows("shop was changed on disk"));
    assert_eq!(project::load(&file).unwrap(), theirs);
    window.click("Save mine as…");
    let mine = file.with_file_name("mine.stackdraft.json");
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(&mine.display().to_string());
    window.click("Save");
    assert_eq!(project::load(&mine).unwrap(), window.design());
    assert_eq!(project::load(&file).unwrap(), theirs);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_saved_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let (mut window, file) = opened(folder.path());
    let before = fs::read(&file).unwrap();
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    window.click("Function");
    window.keys(Modifiers::COMMAND, Key::S);
    assert!(window.shows("shop could not be saved") && window.shows("may not be written"));
    assert_eq!(fs::read(&file).unwrap(), before);
    window.click("Save as…");
    let other = file.with_file_name("other.stackdraft.json");
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(&other.display().to_string());
    window.click("Save");
    assert_eq!(project::load(&other).unwrap(), window.design());
    assert!(!window.shows("unsaved"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing_and_a_copy_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let full = folder.path().join("full.stackdraft.json");
    std::os::unix::fs::symlink("/dev/full", &full).unwrap();
    let mut window = Driver::with_settings(&folder.path().join("settings/settings.toml"), &[]);
    window.dismiss_tour();
    window.keys(Modifiers::COMMAND, Key::N);
    window.click("Queue");
    window.keys(Modifiers::COMMAND, Key::S);
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(&full.display().to_string());
    window.click("Save");
    assert!(window.shows("could not be saved") && window.shows("The disk is full."), "{}", messages(&window));
    assert!(window.shows("a copy is kept for the case of a crash"));
    let recovery = folder.path().join("settings/recovery");
    let kept =
        fs::read_dir(&recovery).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.extension().is_some_and(|e| e == "json"));
    assert_eq!(project::load(&kept.expect("a copy")).unwrap(), window.design());
    window.click("Try again");
    assert!(window.shows("The disk is full."));
    window.click("Not now");
    assert_eq!(window.names(), ["Queue"]);
    assert!(Path::new("/dev/full").metadata().unwrap().len() == 0, "the device is what it was");
}

#[test]
fn a_disk_that_was_taken_out_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (mut window, file) = opened(folder.path());
    window.click("Function");
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
    window.keys(Modifiers::COMMAND, Key::W);
    window.click("Save");
    assert!(window.shows("shop could not be saved") && window.shows("Its folder is gone"));
    window.click("Not now");
    assert_eq!(window.names(), ["Function", "Orders"], "it was not closed");
}

#[test]
fn changes_are_saved_by_themselves_where_the_user_wants_that() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.toml");
    fs::write(&settings, "[files]\nautosave = true\nreopen = false\n").unwrap();
    let file = folder.path().join("shop.stackdraft.json");
    project::save(&design(&["Orders"]), &file).unwrap();
    let mut window = Driver::with_settings(&settings, std::slice::from_ref(&file));
    window.click("Function");
    assert_eq!(project::load(&file).unwrap().nodes.len(), 1, "not while somebody works");
    window.harness.event(Event::WindowFocused(false));
    window.run();
    assert_eq!(project::load(&file).unwrap(), window.design());
    window.click("Topic");
    window.until("it is saved after a while", |window| project::load(&file).is_ok_and(|saved| saved == window.design()));
}

#[test]
fn a_file_of_a_newer_version_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("later.stackdraft.json");
    let text = "{\n  \"version\": 99,\n  \"name\": \"later\",\n  \"nodes\": {},\n  \"connections\": {}\n}\n";
    fs::write(&file, text).unwrap();
    let mut window = Driver::open(std::slice::from_ref(&file));
    let said = messages(&window);
    assert!(said.contains("version 99") && said.contains("update Stackdraft"), "{said}");
    assert!(window.window(|window| window.design().is_none()), "nothing is open");
    // By keyboard, from the prompt, it is the same.
    window.keys(Modifiers::COMMAND, Key::O);
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(&file.display().to_string());
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.window(|window| window.design().is_none()));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn what_a_crash_left_behind_is_offered_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings/settings.toml");
    let crash = |names: &[&str]| {
        let mut window = Driver::with_settings(&settings, &[]);
        window.dismiss_tour();
        window.keys(Modifiers::COMMAND, Key::N);
        for name in names {
            window.click(name);
        }
        window.harness.event(Event::WindowFocused(false));
        window.run();
        // The window goes without ending.
        window.design()
    };
    let lost = crash(&["Queue", "Topic"]);
    let mut window = Driver::with_settings(&settings, &[]);
    assert!(window.shows("Restore what was not saved?") && window.shows("never saved"));
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(window.shows("Restore what was not saved?"), "a slip of the hand loses nothing");
    window.click("Restore");
    assert_eq!(window.design(), lost);
    assert!(window.shows(", unsaved"));
    window.end();

    crash(&["Table"]);
    let mut window = Driver::with_settings(&settings, &[]);
    window.harness.get_by_label("Discard them").focus();
    window.run();
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(!window.shows("Restore what was not saved?"));
    window.end();
    assert!(!Driver::with_settings(&settings, &[]).shows("Restore what was not saved?"), "it is not asked again");
}

#[test]
fn copies_that_cannot_be_kept_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Driver::with_settings(&folder.path().join("settings/settings.toml"), &[]);
    window.dismiss_tour();
    window.keys(Modifiers::COMMAND, Key::N);
    let recovery = folder.path().join("settings/recovery");
    fs::remove_dir_all(&recovery).unwrap();
    window.click("Queue");
    window.harness.event(Event::WindowFocused(false));
    window.run();
    assert!(messages(&window).contains("No copy can be kept for the case of a crash"), "{}", messages(&window));
    assert!(window.shows("would be lost in a crash"));
    fs::create_dir(&recovery).unwrap();
    window.click("Topic");
    window.harness.event(Event::WindowFocused(false));
    window.run();
    assert!(fs::read_dir(&recovery).unwrap().count() >= 2, "it is kept again as soon as that can be");
}

#[cfg(target_os = "linux")]
#[test]
fn a_template_that_cannot_be_written_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let (mut window, _) = opened(folder.path());
    let full = folder.path().join("full.yaml");
    std::os::unix::fs::symlink("/dev/full", &full).unwrap();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::E);
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(&full.display().to_string());
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(messages(&window).contains("full.yaml") && window.shows("The disk is full."), "{}", messages(&window));
}
