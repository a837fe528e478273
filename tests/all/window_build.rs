//! The core of the order-processing sample built from an empty canvas: once with the pointer, once with the keyboard.

use std::path::Path;

use egui::accesskit::Role;
use egui::{Key, Modifiers, pos2};
use stackdraft::REGISTRY;
use stackdraft::catalog::{Date, Severity};
use stackdraft::design::Design;
use stackdraft::synth::analyse;

use crate::window_support::Driver;

/// The connections of a design as `source kind target`, sorted, nodes by their names.
fn wiring(design: &Design) -> Vec<String> {
    let name = |id| design.nodes.get(id).map_or("?", |n| n.name.as_str());
    let mut all: Vec<String> = design.connections.values().map(|c| format!("{} {} {}", name(&c.source), c.kind, name(&c.target))).collect();
    all.sort();
    all
}

/// What is drawn in both tests.
const WIRING: [&str; 7] = [
    "Orders API api_calls_function Read orders",
    "Orders API api_starts_workflow Process order",
    "Process order workflow_calls_function Check inventory",
    "Process order workflow_sends_queue Shipping requests",
    "Process order workflow_uses_table Orders",
    "Read orders function_uses_table Orders",
    "Shipping requests queue_triggers_function Ship order",
];

/// The nodes: service, name, and where the pointer drops it.
const NODES: [(&str, &str, (f32, f32)); 7] = [
    ("API", "Orders API", (340.0, 140.0)),
    ("Workflow", "Process order", (640.0, 140.0)),
    ("Function", "Check inventory", (960.0, 120.0)),
    ("Function", "Read orders", (640.0, 520.0)),
    ("Table", "Orders", (1120.0, 400.0)),
    ("Queue", "Shipping requests", (960.0, 230.0)),
    ("Function", "Ship order", (1120.0, 640.0)),
];

/// Saved, opened again and exported, it is the same design and the template the library makes of it.
fn is_kept_and_exported(window: &Driver, design_file: &Path, template_file: &Path) {
    let design = window.design();
    assert_eq!(stackdraft::project::load(design_file).unwrap(), design);
    let analysis = analyse(&design, &REGISTRY, Date::new(2026, 11, 23));
    assert!(analysis.report.findings.iter().all(|f| f.severity != Severity::Error), "{:#?}", analysis.report.findings);
    assert_eq!(std::fs::read_to_string(template_file).unwrap(), analysis.synthesis.yaml());
    let reopened = Driver::open(&[design_file.to_path_buf()]);
    assert_eq!(reopened.design(), design);
    assert!(reopened.shows("API Orders API"), "its cards are there again");
}

#[test]
fn order_processing_is_built_with_the_pointer() {
    let folder = tempfile::tempdir().unwrap();
    let (file, template) = (folder.path().join("orders.stackdraft.json"), folder.path().join("orders.yaml"));
    let mut window = Driver::start();
    window.click("New design");
    for (service, name, (x, y)) in NODES {
        let from = window.place(service);
        window.drag(from, pos2(x, y));
        window.click_role(Role::TextInput, "Name");
        window.keys(Modifiers::COMMAND, Key::A);
        window.write(name);
        window.keys(Modifiers::NONE, Key::Enter);
    }
    let connect = |window: &mut Driver, from: &str, to: &str| {
        let (from, to) = (window.place(&format!("Connect from {from}")), window.place(to));
        window.drag(from, to);
    };
    connect(&mut window, "Orders API", "Workflow Process order");
    connect(&mut window, "Orders API", "Function Read orders");
    connect(&mut window, "Process order", "Function Check inventory");
    connect(&mut window, "Process order", "Table Orders");
    connect(&mut window, "Process order", "Queue Shipping requests");
    connect(&mut window, "Read orders", "Table Orders");
    connect(&mut window, "Shipping requests", "Function Ship order");
    assert_eq!(wiring(&window.design()), WIRING);

    // A finding appears, is mended with its button, taken back, and mended again.
    window.settle();
    let before = window.design();
    assert!(window.shows("REL001"), "a consumer without dead letters");
    window.click("Add a queue for dead letters");
    window.settle();
    assert!(!window.shows("REL001"));
    let mended = window.design();
    assert!(wiring(&mended).iter().any(|line| line.contains("queue_moves_dead_letters")), "{:?}", wiring(&mended));
    window.keys(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(window.design(), before, "one step back");
    assert!(window.shows("REL001"));
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window.design(), mended, "and forward");

    window.keys(Modifiers::COMMAND, Key::S);
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(&file.display().to_string());
    window.click("Save");
    window.settle();
    window.click("Export");
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(&template.display().to_string());
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    is_kept_and_exported(&window, &file, &template);
}

#[test]
fn order_processing_is_built_with_the_keyboard() {
    let folder = tempfile::tempdir().unwrap();
    let (file, template) = (folder.path().join("orders.stackdraft.json"), folder.path().join("orders.yaml"));
    let mut window = Driver::start();
    window.keys(Modifiers::COMMAND, Key::N);
    for (service, name, _) in NODES {
        window.keys(Modifiers::NONE, Key::Slash);
        window.write(service);
        window.keys(Modifiers::NONE, Key::Enter);
        window.keys(Modifiers::NONE, Key::F2);
        window.keys(Modifiers::COMMAND, Key::A);
        window.write(name);
        window.keys(Modifiers::NONE, Key::Enter);
    }
    assert_eq!(window.names().len(), NODES.len());
    for (from, to) in [
        ("Orders API", "Process order"),
        ("Process order", "Check inventory"),
        ("Process order", "Shipping requests"),
        ("Process order", "Orders"),
        ("Read orders", "Orders"),
        ("Shipping requests", "Ship order"),
    ] {
        window.command(&format!("Go to {from}"));
        window.keys(Modifiers::NONE, Key::C);
        window.write(to);
        window.keys(Modifiers::NONE, Key::Enter);
    }
    // A route of the API leads to the function that reads orders.
    window.command("Go to Orders API");
    window.keys(Modifiers::NONE, Key::C);
    window.write("Read orders");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(wiring(&window.design()), WIRING);

    window.settle();
    let before = window.design();
    window.command("Fix: Add a queue for dead letters");
    let mended = window.design();
    assert!(wiring(&mended).iter().any(|line| line.contains("queue_moves_dead_letters")), "{:?}", wiring(&mended));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before);
    window.keys(Modifiers::COMMAND, Key::Y);
    assert_eq!(window.design(), mended);

    window.keys(Modifiers::COMMAND, Key::S);
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(&file.display().to_string());
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    window.command("Export");
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(&template.display().to_string());
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    is_kept_and_exported(&window, &file, &template);
}

#[test]
fn the_row_of_a_card_is_connected_from_the_command_palette() {
    let mut window = Driver::start();
    window.keys(Modifiers::COMMAND, Key::N);
    for service in ["Event bus", "Queue", "Function"] {
        window.keys(Modifiers::NONE, Key::Slash);
        window.write(service);
        window.keys(Modifiers::NONE, Key::Enter);
    }
    window.command("Go to Event bus");
    window.keys(Modifiers::NONE, Key::C);
    window.write("Queue");
    window.keys(Modifiers::NONE, Key::Enter);
    let rule = window.design().connections.values().next().and_then(|c| c.entry.clone()).expect("the line starts at a rule");
    window.command("Go to Event bus");
    window.command("Connect queue to");
    window.write("Function");
    window.keys(Modifiers::NONE, Key::Enter);
    let design = window.design();
    assert_eq!(design.connections.len(), 2);
    assert!(design.connections.values().all(|c| c.entry.as_ref() == Some(&rule)), "one rule, two targets");
}
