//! Lines led elsewhere, and the rows that deleting them leaves behind.

use egui::{Key, Modifiers, Pos2, pos2};
use egui_kittest::kittest::Queryable as _;
use stackdraft::design::Connection;

use crate::window_support::Driver;

/// A queue, two functions below each other, and a line from the queue to the first.
fn fork() -> Driver {
    let mut window = Driver::start();
    window.click("New design");
    for (service, at) in [("Queue", pos2(420.0, 300.0)), ("Function", pos2(900.0, 240.0)), ("Function", pos2(900.0, 460.0))] {
        let in_palette = window.harness.query_all_by_label(service).next().expect("a service").rect().center();
        window.drag(in_palette, at);
    }
    window.drag(window.place("Connect from Queue"), card(&window, "Function Function,"));
    assert_eq!(line(&window).target.as_str(), "function-function");
    window
}

fn card(window: &Driver, name: &str) -> Pos2 {
    window.place(name)
}

fn line(window: &Driver) -> Connection {
    (**window.design().connections.values().next().expect("a line")).clone()
}

/// Where the selected line ends: at the left edge of the card it leads to.
fn end_at(window: &Driver, name: &str) -> Pos2 {
    let rect = window.harness.query_all_by_label_contains(name).next().expect("a card").rect();
    pos2(rect.left(), rect.top() + 28.0)
}

#[test]
fn an_end_of_the_selected_line_is_dragged_to_another_card() {
    let mut window = fork();
    let before = window.design();
    window.drag(end_at(&window, "Function Function,"), card(&window, "Function Function 2"));
    assert_eq!(line(&window).target.as_str(), "function-function-2");
    assert_eq!(window.design().connections.len(), 1);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before, "one step takes it back");
}

#[test]
fn an_end_that_cannot_lead_there_stays_where_it_was() {
    let mut window = fork();
    window.drag(window.place("Client"), pos2(700.0, 600.0));
    window.click_containing("Connection Queue → Function");
    let before = window.design();
    window.drag(end_at(&window, "Function Function,"), card(&window, "Client Client"));
    assert_eq!(window.design(), before);
    assert!(window.shows("A client only calls"));
}

#[test]
fn the_keyboard_leads_a_line_elsewhere_too() {
    let mut window = fork();
    window.click_containing("Connection Queue → Function");
    window.keys(Modifiers::NONE, Key::C);
    assert!(window.harness.query_by_label("Lead to").is_some());
    window.write("function 2");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(line(&window).target.as_str(), "function-function-2");
}

#[test]
fn a_row_that_lost_its_line_is_asked_about_and_goes_in_the_same_step() {
    let mut window = Driver::start();
    window.click("New design");
    for (service, at) in [("API", pos2(420.0, 300.0)), ("Function", pos2(900.0, 300.0))] {
        window.drag(window.place(service), at);
    }
    window.drag(window.place("Connect from API"), card(&window, "Function Function"));
    let drawn = window.design();
    let routes = |window: &Driver| window.design().nodes["api-api"].entries("routes").len();
    assert_eq!(routes(&window), 1);

    window.keys(Modifiers::NONE, Key::Delete);
    assert!(window.design().connections.is_empty());
    assert!(window.shows("leads nowhere now"));
    assert_eq!(routes(&window), 1, "the route stays until it is said to go");
    window.click("Delete it too");
    assert_eq!(routes(&window), 0);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), drawn, "line and row come back in one step");
}
