//! Alarms in the window: added in the inspector, drawn from the card's badge, and the dashboard's switch.

use egui::accesskit::Role;
use egui::{Key, Modifiers, pos2};
use egui_kittest::kittest::Queryable as _;

use crate::window_support::Driver;

/// A function and a topic, with one alarm of the function.
fn watched() -> Driver {
    // High enough for all of a function's settings at once.
    let mut window = Driver::sized(&[], (1600.0, 2600.0), egui::Theme::Dark, 1.0);
    window.click("New design");
    for (service, at) in [("Function", pos2(420.0, 300.0)), ("Topic", pos2(860.0, 300.0))] {
        let in_palette = window.harness.query_all_by_label(service).next().expect("a service").rect().center();
        window.drag(in_palette, at);
    }
    window.click_containing("Function Function,");
    window.click("Add alarm");
    window
}

#[test]
fn an_alarm_is_added_in_the_inspector_and_counted_on_the_card() {
    let mut window = watched();
    assert_eq!(window.design().nodes["function-function"].entries("alarms").len(), 1);
    assert!(window.shows("Errors ≥ 1 in 5 minutes"));
    window.click("Add alarm");
    assert!(window.shows("Throttled calls ≥ 1 in 5 minutes"));
    assert!(window.shows("2 alarms"), "the card says so");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design().nodes["function-function"].entries("alarms").len(), 1);
    window.click("Open Errors ≥ 1 in 5 minutes");
    assert!(window.shows("Now 1, with which this alarm begins."), "what an empty threshold means");
}

#[test]
fn a_line_drawn_from_the_badge_tells_of_the_alarms() {
    let mut window = watched();
    let from = window.place("Connect alarms of Function");
    let to = window.place("Topic Topic");
    window.drag(from, to);
    let design = window.design();
    let line = design.connections.values().next().expect("a line");
    assert_eq!((line.kind.as_str(), &line.entry), ("function_alarms_topic", &None));
    assert!(window.shows("Alarms Function → Topic"));
    window.keys(Modifiers::COMMAND, Key::Z);
    // The same line from the card's own port means what it always meant.
    window.drag(window.place("Connect from Function"), to);
    assert_eq!(window.design().connections.values().next().expect("a line").kind, "function_publishes_topic");
}

#[test]
fn the_keyboard_leads_alarms_to_a_topic_too() {
    let mut window = watched();
    assert!(window.shows("Nobody is told yet"));
    window.click("Lead to…");
    window.write("topic");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(window.design().connections.values().next().expect("a line").kind, "function_alarms_topic");
}

#[test]
fn the_dashboard_is_switched_on_for_the_whole_design() {
    let mut window = watched();
    window.keys(Modifiers::NONE, Key::Escape);
    window.click_role(Role::CheckBox, "Dashboard");
    assert!(window.design().dashboard);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(!window.design().dashboard);
}
