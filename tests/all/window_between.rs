//! Nodes put between two others: what a refused line offers, and what is dropped on a line.

use egui::{Key, Modifiers, Pos2, pos2};
use egui_kittest::kittest::Queryable as _;
use stackdraft::design::Design;

use crate::window_support::Driver;

/// A window with two nodes side by side.
fn two(from: &str, to: &str) -> Driver {
    let mut window = Driver::start();
    window.click("New design");
    for (service, at) in [(from, pos2(400.0, 300.0)), (to, pos2(960.0, 300.0))] {
        window.drag(window.place(service), at);
    }
    window
}

fn kinds(design: &Design) -> Vec<&str> {
    design.nodes.values().map(|node| node.kind.as_str()).collect()
}

fn lines(design: &Design) -> Vec<&str> {
    design.connections.values().map(|line| line.kind.as_str()).collect()
}

#[test]
fn a_line_that_cannot_be_offers_what_makes_it_possible() {
    let mut window = two("Topic", "Table");
    let before = window.design();
    window.drag(window.place("Connect from Topic"), window.place("Table Table"));
    assert_eq!(window.design(), before, "the line itself is refused");
    window.click("Put a function between");
    assert_eq!(kinds(&window.design()), ["function", "table", "topic"]);
    assert_eq!(lines(&window.design()), ["function_uses_table", "topic_calls_function"]);
    assert!(!window.shows("Put a function between"), "the offer was taken");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before, "one step takes it back");
}

#[test]
fn the_keyboard_puts_something_between_too() {
    let mut window = two("Topic", "Table");
    window.click_containing("Topic Topic");
    window.keys(Modifiers::NONE, Key::C);
    assert!(window.harness.query_by_label("Connect to").is_some());
    window.write("table");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(lines(&window.design()), ["function_uses_table", "topic_calls_function"]);
}

/// The middle of the only line.
fn line(window: &Driver) -> Pos2 {
    window.harness.get_by_label("Connection Topic → Function").rect().center()
}

#[test]
fn a_service_dropped_on_a_line_becomes_part_of_it() {
    let mut window = two("Topic", "Function");
    window.drag(window.place("Connect from Topic"), window.place("Function Function"));
    assert_eq!(lines(&window.design()), ["topic_calls_function"]);
    let before = window.design();
    window.drag(window.place("Queue"), line(&window));
    assert_eq!(lines(&window.design()), ["queue_triggers_function", "topic_sends_queue"]);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before, "one step takes it back");

    window.drag(window.place("Table"), line(&window));
    assert_eq!(lines(&window.design()), ["topic_calls_function"], "a table does not fit there and stands by itself");
    assert_eq!(kinds(&window.design()), ["function", "table", "topic"]);
}
