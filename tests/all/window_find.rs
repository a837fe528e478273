//! Finding things, the ways between them, the table of nodes, and what stays in front.

use std::path::PathBuf;

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::window_support::Driver;

fn order_processing() -> Driver {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-projects/order-processing.stackdraft.json");
    let mut window = Driver::open(&[file]);
    window.settle();
    window
}

fn find(window: &mut Driver, text: &str) {
    window.keys(Modifiers::COMMAND, Key::F);
    window.write(text);
    window.keys(Modifiers::NONE, Key::Enter);
}

#[test]
fn names_settings_resources_rows_and_notes_are_found() {
    let mut window = order_processing();
    for (text, found) in [
        ("take payment", "Take payment selected"),
        ("MailRequestsQueuePolicy", "Mail requests selected"),
        ("GET /orders/{id}", "Orders API selected"),
        ("visibility timeout: 90", "Shipping requests selected"),
        ("Fulfilment", "Fulfilment selected"),
    ] {
        find(&mut window, text);
        assert!(window.shows(found), "{text} finds {found}");
    }
}

#[test]
fn the_next_and_the_one_before_are_framed() {
    let mut window = order_processing();
    find(&mut window, "function");
    let selected = |window: &Driver| {
        let status = window.harness.query_all_by_label_contains(" selected").next().expect("the status");
        status.accesskit_node().label().or_else(|| status.accesskit_node().value()).unwrap_or_default()
    };
    let first = selected(&window);
    window.keys(Modifiers::NONE, Key::F3);
    let second = selected(&window);
    assert_ne!(first, second);
    window.keys(Modifiers::SHIFT, Key::F3);
    assert_eq!(selected(&window), first);
}

#[test]
fn the_way_between_two_nodes_is_selected() {
    let mut window = order_processing();
    window.click_containing("Client Shopper");
    let table = window.place("Table Orders");
    window.harness.event(egui::Event::PointerMoved(table));
    window.harness.step();
    for pressed in [true, false] {
        let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::SHIFT);
        window.harness.event_modifiers(egui::Event::PointerButton { pos: table, button, pressed, modifiers }, modifiers);
        window.harness.step();
    }
    window.run();
    assert!(window.shows("2 selected"));
    window.keys(Modifiers::COMMAND, Key::K);
    window.write("select path");
    window.keys(Modifiers::NONE, Key::Enter);
    // Shopper, API, a reader or the workflow, the table, and three lines.
    assert!(window.shows("7 selected"));
}

#[test]
fn the_table_of_nodes_keeps_step_with_the_canvas() {
    let mut window = order_processing();
    window.click("Nodes");
    window.run();
    let rows = |window: &Driver| {
        let rows = window.harness.query_all_by_role(egui::accesskit::Role::Row);
        rows.filter_map(|row| row.accesskit_node().label()).collect::<Vec<_>>()
    };
    assert!(rows(&window)[0].starts_with("Function Check inventory"), "{:?}", rows(&window));
    window.click("Sort by Name, sorted upwards");
    assert!(rows(&window)[0].starts_with("Workflow") || rows(&window)[0].contains("Undelivered"), "{:?}", rows(&window));
    window.click("Sort by Name, sorted downwards");

    let first = window.harness.query_all_by_role(egui::accesskit::Role::Row).next();
    first.expect("a row").focus();
    window.run();
    window.keys(Modifiers::NONE, Key::ArrowDown);
    assert!(window.shows("Mail requests selected"));
    window.keys(Modifiers::NONE, Key::ArrowUp);
    assert!(window.shows("Check inventory selected"));
}

#[test]
fn focus_is_switched_from_the_keyboard() {
    let mut window = order_processing();
    window.click_containing("Table Orders");
    window.keys(Modifiers::NONE, Key::F);
    window.click("View");
    assert!(window.shows("Focus on selection"));
}

#[test]
fn what_is_found_far_out_is_brought_so_near_that_it_can_be_read() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-projects/event-driven-retail.stackdraft.json");
    let mut window = Driver::open(&[file]);
    window.settle();
    assert!(!window.shows("Function Publish changes"), "cards are blocks");
    window.command("go to publish changes");
    let height = |window: &Driver, name: &str| {
        let card = window.harness.query_all_by_label_contains(name).next().unwrap_or_else(|| panic!("no {name}"));
        card.rect().height()
    };
    assert!(height(&window, "Function Publish changes") >= 50.0, "it is shown as large as life");
    window.keys(Modifiers::SHIFT, Key::Num1);
    assert!(!window.shows("Function Publish changes"));
    window.keys(Modifiers::COMMAND, Key::F);
    window.write("Receive delivery");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(height(&window, "Function Receive delivery") >= 50.0);
    // What can be read already stays where it is.
    let before = window.place("Function Receive delivery");
    window.command("go to receive delivery");
    assert!(window.place("Function Receive delivery").distance(before) < 1.0);
}
