//! Panels are made wider, moved, closed and remembered; files and the tour are, too.

use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Key, Modifiers, pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::window_support::Driver;

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-projects").join(format!("{name}.stackdraft.json"))
}

fn opened(settings: &Path, files: &[PathBuf]) -> Driver {
    let mut window = Driver::with_settings(settings, files);
    window.dismiss_tour();
    window
}

#[test]
fn panels_and_files_are_as_they_were_last() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.toml");
    let (first, second) = (sample("user-registration"), sample("image-pipeline"));
    let mut window = opened(&settings, &[first, second]);
    let palette = window.place("Find a service");
    // The edge of the inspector is dragged 120 points to the left, the bottom panel closed, the palette moved.
    let edge = 1600.0 - 328.0;
    window.drag(pos2(edge, 300.0), pos2(edge - 120.0, 300.0));
    window.click_role(Role::Tab, "Template");
    window.keys(Modifiers::COMMAND, Key::K);
    window.write("inspector to the left");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.place("Find a service").x > palette.x + 800.0, "the palette stands at the right");
    window.click_role(Role::Tab, "user-registration");
    window.end();

    let mut again = opened(&settings, &[]);
    assert!(again.shows("image-pipeline"));
    assert_eq!(again.design().name, stackdraft::project::load(&sample("user-registration")).unwrap().name);
    assert!(again.place("Find a service").x > 1200.0);
    again.settle();
    assert!(again.shows("AWSTemplateFormatVersion"), "the template is the tab that is shown");
    again.keys(Modifiers::COMMAND, Key::K);
    again.write("inspector to the right");
    again.keys(Modifiers::NONE, Key::Enter);
    let width = 1600.0 - again.harness.get_by_role_and_label(Role::TextInput, "Name").rect().left();
    assert!((400.0..=460.0).contains(&width), "the inspector is as wide as it was made: {width}");
    again.keys(Modifiers::COMMAND, Key::K);
    again.write("panels as at first");
    again.keys(Modifiers::NONE, Key::Enter);
    let width = 1600.0 - again.harness.get_by_role_and_label(Role::TextInput, "Name").rect().left();
    assert!((290.0..=330.0).contains(&width), "{width}");
    again.end();

    std::fs::write(&settings, "[files]\nreopen = false\n").unwrap();
    let window = opened(&settings, &[]);
    assert!(window.shows("Draw serverless architectures"), "who does not want that begins at the start page");
}

#[test]
fn the_tour_is_offered_once_and_walked_with_the_keyboard() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.toml");
    let mut window = Driver::with_settings(&settings, &[]);
    assert!(window.shows("Welcome to Stackdraft"));
    window.click("Show me");
    assert!(window.design().nodes.len() > 2, "it runs on a sample");
    for (number, title) in
        ["Begin with services", "Connect them", "Settle the details", "See what would hurt", "Take it to AWS"].iter().enumerate()
    {
        assert!(window.shows(&format!("Step {} of 5", number + 1)), "{title}");
        assert!(window.shows(title));
        let focused = window.harness.query_all_by_role(Role::Button).find(|node| node.accesskit_node().is_focused());
        let name = focused.and_then(|node| node.accesskit_node().label());
        assert_eq!(name.as_deref(), Some(if number == 4 { "Done" } else { "Next" }));
        if number == 1 {
            window.keys(Modifiers::NONE, Key::ArrowLeft);
            assert!(window.shows("Step 1 of 5"));
            window.keys(Modifiers::NONE, Key::ArrowRight);
        }
        window.keys(Modifiers::NONE, Key::Enter);
    }
    assert!(!window.shows("Step "));

    let mut again = Driver::with_settings(&settings, &[]);
    assert!(!again.shows("Welcome to Stackdraft"), "never again by itself");
    again.keys(Modifiers::COMMAND, Key::K);
    again.write("tour");
    again.keys(Modifiers::NONE, Key::Enter);
    assert!(again.shows("Step 1 of 5"));
    again.keys(Modifiers::NONE, Key::Escape);
    assert!(!again.shows("Step 1 of 5"));
}

#[test]
fn the_help_is_about_what_is_selected_and_leads_on() {
    let mut window = Driver::start();
    window.keys(Modifiers::COMMAND, Key::N);
    window.click("Queue");
    window.keys(Modifiers::NONE, Key::F1);
    assert!(window.shows("A queue holds messages until a consumer has dealt with them"));
    assert!(window.shows("visibility_timeout · "));
    window.harness.get_by_label("Queue triggers function").scroll_to_me();
    window.run();
    window.click("Queue triggers function");
    assert!(window.shows("The function is called with batches of messages"));
    window.click("Back");
    assert!(window.shows("A queue holds messages"));
    window.click("Forward");
    assert!(window.shows("The function is called with batches"));
    window.click_role(Role::SearchInput, "Search the help");
    window.write("dead letters missing");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.shows("What it finds"), "a check with its example");
    window.click("Close the help");
    assert!(!window.shows("What it finds"));

    window.keys(Modifiers::NONE, Key::Escape);
    window.keys(Modifiers::NONE, Key::F1);
    assert!(window.shows("F1 leads to the page about what is selected"));
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("F1 leads to the page"));
}

#[test]
fn the_bottom_panel_is_docked_at_a_side_made_wider_and_stays_there() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.toml");
    let tab = |window: &Driver| window.harness.get_by_role_and_label(Role::Tab, "Problems").rect();
    let run = |window: &mut Driver, words: &str| {
        window.keys(Modifiers::COMMAND, Key::K);
        window.write(words);
        window.keys(Modifiers::NONE, Key::Enter);
    };
    let mut window = opened(&settings, &[sample("order-processing")]);
    assert!(tab(&window).top() > 700.0, "below at first");
    window.click("Dock the bottom panel");
    window.click_containing("Dock the bottom panel at the right");
    window.run();
    let beside = tab(&window);
    assert!(beside.top() < 60.0 && (800.0..1272.0).contains(&beside.left()), "between the canvas and the inspector: {beside:?}");
    // Its edge is dragged 100 points to the left.
    let edge = 1600.0 - 328.0 - 400.0;
    window.drag(pos2(edge, 500.0), pos2(edge - 100.0, 500.0));
    let wider = tab(&window).left();
    assert!((beside.left() - wider - 100.0).abs() < 12.0, "{beside:?} {wider}");
    window.end();

    let mut again = opened(&settings, &[]);
    assert!((tab(&again).left() - wider).abs() < 2.0, "where it was and as wide: {:?}", tab(&again));
    run(&mut again, "dock bottom left");
    let left = tab(&again);
    assert!((232.0..300.0).contains(&left.left()) && left.top() < 60.0, "between the services and the canvas: {left:?}");
    again.click("Close the bottom panel");
    assert!(again.harness.query_by_role_and_label(Role::Tab, "Problems").is_none());
    run(&mut again, "dock bottom below");
    assert!(tab(&again).top() > 700.0, "docking shows it");
}

#[test]
fn a_narrow_panel_keeps_what_a_finding_says_and_its_remedy_apart() {
    let file = sample("user-registration");
    let mut window = Driver::open(&[file]);
    window.keys(Modifiers::COMMAND, Key::K);
    window.write("dock bottom right");
    window.keys(Modifiers::NONE, Key::Enter);
    // A queue without dead letters is something to find.
    window.click_containing("Queue");
    window.settle();
    let rows: Vec<_> = window
        .harness
        .query_all_by_role(Role::Button)
        .filter(|n| n.accesskit_node().label().is_some_and(|l| l.contains(": ")))
        .map(|n| n.rect())
        .collect();
    let panel = window.harness.get_by_role_and_label(Role::Tab, "Problems").rect();
    let of_panel: Vec<_> = rows.iter().filter(|r| r.left() > panel.left() - 40.0 && r.right() < 1274.0 && r.top() > 60.0).collect();
    assert!(!of_panel.is_empty(), "{rows:?}");
    assert!(of_panel.iter().all(|row| row.height() > 40.0), "rows of two lines: {of_panel:?}");
}

#[test]
fn compact_rows_are_lower_in_the_bottom_panel_too() {
    let height = |settings: &str| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        std::fs::write(&file, settings).unwrap();
        let mut window = opened(&file, &[sample("order-processing")]);
        window.click_role(Role::Tab, "Nodes");
        window.settle();
        let rows: Vec<f32> = window.harness.query_all_by_role(Role::Row).map(|row| row.rect().top()).collect();
        rows[1] - rows[0]
    };
    let (comfortable, compact) = (height(""), height("[appearance]\ndensity = \"compact\"\n"));
    assert!(compact <= comfortable - 4.0, "{comfortable} {compact}");
}

#[test]
fn the_edges_of_panels_are_moved_with_the_keyboard_too() {
    let mut window = Driver::open(&[sample("order-processing")]);
    let start = |window: &Driver| window.harness.get_by_role(Role::Canvas).rect();
    let edge = |window: &mut Driver, name: &str, key: Key| {
        window.harness.get_by_role_and_label(Role::Splitter, name).focus();
        window.run();
        window.keys(Modifiers::NONE, key);
        window.run();
    };
    let before = start(&window);
    edge(&mut window, "Width of the services", Key::ArrowRight);
    assert_eq!(start(&window).left(), before.left() + 16.0);
    edge(&mut window, "Width of the inspector", Key::ArrowLeft);
    edge(&mut window, "Width of the inspector", Key::ArrowLeft);
    assert_eq!(start(&window).right(), before.right() - 32.0);
    edge(&mut window, "Height of the bottom panel", Key::ArrowDown);
    assert_eq!(start(&window).bottom(), before.bottom() + 16.0);
    edge(&mut window, "Height of the bottom panel", Key::ArrowUp);
    assert_eq!(start(&window).bottom(), before.bottom());
    window.command("dock bottom right");
    let before = start(&window);
    edge(&mut window, "Width of the bottom panel", Key::ArrowLeft);
    assert_eq!(start(&window).right(), before.right() - 16.0);
}
