//! The window, used as a person would: by pointer and by keyboard.

use egui::accesskit::Role;
use egui::{Key, Modifiers, pos2};

use crate::window_support::Driver;

#[test]
fn a_design_is_drawn_with_the_pointer_checked_saved_and_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.stackdraft.json");
    let mut window = Driver::start();
    window.click("New design");
    let queue = window.place("Queue");
    window.drag(queue, pos2(400.0, 300.0));
    let function = window.place("Function");
    window.drag(function, pos2(760.0, 300.0));
    assert_eq!(window.names(), ["Function", "Queue"]);

    let port = window.place("Connect from Queue");
    let target = window.place("Function Function");
    window.drag(port, target);
    let connection = window.design().connections.values().next().cloned().expect("a line was drawn");
    assert_eq!(connection.kind, "queue_triggers_function");

    window.settle();
    let found = window.place("dead letters");
    assert!(found.y > 700.0, "a consumer without dead letters is a problem in the panel below");

    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.design().connections.is_empty());
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window.design().connections.len(), 1);

    window.keys(Modifiers::COMMAND, Key::S);
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(&file.display().to_string());
    window.click("Save");
    assert!(file.exists(), "{:?}", window.window(stackdraft::app::Window::messages));
    let again = stackdraft::project::load(&file).unwrap();
    assert_eq!(again, window.design());
    assert_eq!(again.name, "shop", "what nobody has named is called as its file");

    let reopened = Driver::open(&[file]);
    assert_eq!(reopened.design(), again);
    assert!(reopened.shows("Queue Queue"));
}

#[test]
fn the_same_is_drawn_with_the_keyboard_alone() {
    let mut window = Driver::start();
    window.keys(Modifiers::COMMAND, Key::N);
    for service in ["queue", "function"] {
        window.keys(Modifiers::NONE, Key::Slash);
        window.write(service);
        window.keys(Modifiers::NONE, Key::Enter);
    }
    assert_eq!(window.names(), ["Function", "Queue"]);
    window.keys(Modifiers::COMMAND, Key::K);
    window.write("go to queue");
    window.keys(Modifiers::NONE, Key::Enter);
    window.keys(Modifiers::NONE, Key::C);
    window.write("function");
    window.keys(Modifiers::NONE, Key::Enter);
    let connection = window.design().connections.values().next().cloned().expect("a line was drawn");
    assert_eq!((connection.source.as_str(), connection.target.as_str()), ("queue-queue", "function-function"));
    window.keys(Modifiers::NONE, Key::Delete);
    assert!(window.design().connections.is_empty(), "the new line was selected");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design().connections.len(), 1);
}

#[test]
fn a_setting_is_changed_refused_and_reset_in_the_form() {
    let mut window = Driver::start();
    window.click("New design");
    window.click("Queue");
    window.click_role(Role::TextInput, "Visibility timeout");
    window.keys(Modifiers::COMMAND, Key::A);
    window.write("50000");
    assert!(window.shows("must be from 0 s to 12 h"));
    window.keys(Modifiers::COMMAND, Key::A);
    window.write("2min");
    window.keys(Modifiers::NONE, Key::Enter);
    let field = |window: &Driver| window.design().nodes["queue-queue"].fields.get("visibility_timeout").cloned();
    assert_eq!(field(&window), Some(120.into()));
    window.click("Reset Visibility timeout");
    assert_eq!(field(&window), None);
    window.click_role(Role::CheckBox, "FIFO");
    assert!(window.design().nodes["queue-queue"].fields.contains_key("fifo"));
    assert!(window.shows("Content-based deduplication"), "fields that FIFO queues have are there now");
}

#[test]
fn closing_with_changes_asks() {
    let mut window = Driver::start();
    window.click("New design");
    window.click("Queue");
    window.keys(Modifiers::COMMAND, Key::W);
    assert!(window.shows("Save the changes to Untitled?"));
    window.click("Cancel");
    assert_eq!(window.names(), ["Queue"]);
    window.keys(Modifiers::COMMAND, Key::W);
    window.click("Do not save");
    assert!(window.window(|w| w.design().is_none()));
    assert!(window.shows("Draw serverless architectures"));
}

#[test]
fn a_template_line_selects_the_node_it_comes_from() {
    let mut window = Driver::start();
    window.click("New design");
    window.click("Queue");
    window.click("Table");
    window.settle();
    window.click("Template");
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(window.shows("Select a node or a connection"), "nothing is selected");
    window.click_containing("Type: AWS::DynamoDB::Table");
    assert!(window.shows("Table · Table"), "the inspector shows the table");
}
