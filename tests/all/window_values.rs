//! Every kind of field has its own control, used with the pointer and with the keyboard.

use egui::accesskit::Role;
use egui::{Key, Modifiers, pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value as Json, json};

use crate::window_support::Driver;

/// A window with one node of a service, selected.
fn with(service: &str) -> Driver {
    let mut window = Driver::start();
    window.click("New design");
    window.drag(window.place(service), pos2(500.0, 300.0));
    window
}

fn field(window: &Driver, id: &str) -> Option<Json> {
    window.design().nodes.values().next().and_then(|node| node.fields.get(id).map(|value| value.0.clone()))
}

fn write_in(window: &mut Driver, role: Role, name: &str, text: &str) {
    window.harness.get_by_role_and_label(role, name).focus();
    window.run();
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(text);
    window.keys(Modifiers::NONE, Key::Enter);
}

/// Gives something the focus and presses a key on it.
fn press(window: &mut Driver, name: &str, key: Key) {
    window.harness.query_all_by_label(name).last().unwrap_or_else(|| panic!("no {name}")).focus();
    window.run();
    window.keys(Modifiers::NONE, key);
}

/// Brings something of a long form into view and clicks it.
fn click(window: &mut Driver, name: &str) {
    window.harness.query_all_by_label(name).last().unwrap_or_else(|| panic!("no {name}")).scroll_to_me();
    window.run();
    window.harness.query_all_by_label(name).last().expect("it is still there").click();
    window.run();
}

#[test]
fn a_few_choices_stand_side_by_side_and_more_in_a_list() {
    let mut window = with("Workflow");
    click(&mut window, "Type: Express");
    assert_eq!(field(&window, "type"), Some(json!("EXPRESS")));
    press(&mut window, "Type: Standard", Key::Space);
    assert!(field(&window, "type").is_none_or(|value| value == json!("STANDARD")));

    let mut window = with("Function");
    let runtime = |window: &Driver| window.harness.get_by_role_and_label(Role::ComboBox, "Runtime").value().unwrap_or_default();
    let before = runtime(&window);
    click(&mut window, "Runtime");
    let other = {
        let mut buttons = window.harness.query_all_by_role(Role::Button).filter_map(|node| node.accesskit_node().label());
        buttons.rfind(|label| label.starts_with("Node.js") && *label != before).expect("another runtime")
    };
    click(&mut window, &other);
    assert_eq!(runtime(&window), other);
    press(&mut window, "Runtime", Key::Enter);
    let nodes = window.harness.query_all_by_label(&before);
    nodes.last().expect("the list is open").focus();
    window.run();
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(runtime(&window), before, "by keyboard back to what it was");
}

#[test]
fn switches_are_turned_with_pointer_and_space_bar() {
    let mut window = with("Queue");
    click(&mut window, "FIFO");
    assert_eq!(field(&window, "fifo"), Some(json!(true)));
    press(&mut window, "FIFO", Key::Space);
    assert_ne!(field(&window, "fifo"), Some(json!(true)));
}

#[test]
fn amounts_of_memory_have_their_unit_and_their_bounds() {
    let mut window = with("Function");
    write_in(&mut window, Role::TextInput, "Memory", "1 GB");
    assert_eq!(field(&window, "memory"), Some(json!(1024)));
    write_in(&mut window, Role::TextInput, "Memory", "64");
    assert_eq!(field(&window, "memory"), Some(json!(1024)), "too little is not taken");
    assert!(window.shows("128"), "and the bounds are told");
    click(&mut window, "Reset Memory");
    assert_eq!(field(&window, "memory"), None);
    assert!(window.harness.query_by_label("Reset Memory").is_none(), "what is as by default has nothing to reset");
    write_in(&mut window, Role::TextInput, "Memory", "2048");
    press(&mut window, "Reset Memory", Key::Enter);
    assert_eq!(field(&window, "memory"), None, "by keyboard");
}

#[test]
fn names_with_values_and_lists_have_a_row_each() {
    let mut window = with("Function");
    click(&mut window, "Add to environment");
    write_in(&mut window, Role::TextInput, "Environment name 1", "LOG_LEVEL");
    write_in(&mut window, Role::TextInput, "Environment value of LOG_LEVEL", "debug");
    assert_eq!(field(&window, "environment"), Some(json!({ "LOG_LEVEL": "debug" })));
    press(&mut window, "Remove LOG_LEVEL", Key::Enter);
    assert_eq!(field(&window, "environment"), None);

    let arn = "arn:aws:lambda:eu-central-1:123456789012:layer:tools:3";
    press(&mut window, "Add to layers", Key::Enter);
    write_in(&mut window, Role::TextInput, "Layers 1", arn);
    assert_eq!(field(&window, "layers"), Some(json!([arn])));
    write_in(&mut window, Role::TextInput, "Layers 1", "tools");
    assert_eq!(field(&window, "layers"), Some(json!([arn])), "what is no ARN is not taken");
    assert!(window.shows("the ARN of a version of a layer"), "and that is told");
    click(&mut window, "Remove Layers 1");
    assert_eq!(field(&window, "layers"), None);
}

#[test]
fn five_runs_of_a_schedule_are_told_for_every_way_to_write_it() {
    let mut window = with("Schedule");
    let runs = |window: &Driver| -> Vec<String> {
        let labels = window.harness.query_all_by_role(Role::Label).filter_map(|node| node.accesskit_node().value());
        let told = labels.filter(|text| text.starts_with("Next, in ")).max_by_key(String::len).unwrap_or_default();
        told.lines().skip(1).map(str::to_owned).collect()
    };
    for (text, first) in [("cron(0 6 ? * MON-FRI 2190-2199)", "Fri 2190-01-01 06:00"), ("cron(30 8 1 * ? 2190)", "Fri 2190-01-01 08:30")] {
        write_in(&mut window, Role::TextInput, "When", text);
        let told = runs(&window);
        assert_eq!((told.len(), told[0].as_str()), (5, first), "{text}: {told:?}");
    }
    write_in(&mut window, Role::TextInput, "When", "rate(6 hours)");
    assert_eq!(field(&window, "when"), Some(json!("rate(6 hours)")));
    write_in(&mut window, Role::TextInput, "When", "cron(0 25 * * ? *)");
    window.settle();
    assert!(runs(&window).is_empty() && window.shows("1 error"), "there is no such hour, and that is found");
}

#[test]
fn patterns_of_rules_and_filters_of_topics_are_tried_on_events() {
    let mut window = with("Event bus");
    window.drag(window.place("Queue"), pos2(900.0, 300.0));
    window.drag(window.place("Connect from Event bus"), window.place("Queue Queue"));
    window.click_containing("Event bus Event bus");
    let open = window.harness.query_all_by_role(Role::Button).filter_map(|node| node.accesskit_node().label());
    let open: Vec<String> = open.filter(|label| label.starts_with("Open ")).collect();
    click(&mut window, open.iter().find(|label| !label.contains('…')).expect("the rule opens"));
    write_in(&mut window, Role::MultilineTextInput, "Pattern", r#"{"detail-type": ["OrderPlaced"]}"#);
    window.keys(Modifiers::NONE, Key::Tab);
    click(&mut window, "Try an event");
    let tried = |window: &mut Driver, name: &str, event: &str| {
        window.harness.get_by_role_and_label(Role::MultilineTextInput, name).focus();
        window.run();
        window.keys(Modifiers::COMMAND, Key::A);
        window.write(event);
        window.shows("It matches")
    };
    assert!(tried(&mut window, "Try an event for Pattern", r#"{"detail-type": "OrderPlaced"}"#));
    assert!(!tried(&mut window, "Try an event for Pattern", r#"{"detail-type": "OrderLost"}"#));
    assert!(window.shows("detail-type is \"OrderLost\""), "the first mismatch is told");

    let mut window = with("Topic");
    window.drag(window.place("Queue"), pos2(900.0, 300.0));
    window.drag(window.place("Connect from Topic"), window.place("Queue Queue"));
    write_in(&mut window, Role::MultilineTextInput, "Filter", r#"{"kind": ["refund"]}"#);
    window.keys(Modifiers::NONE, Key::Tab);
    let opener = {
        let mut links = window.harness.query_all_by(|_| true).filter_map(|node| node.accesskit_node().label());
        links.rfind(|label| label.starts_with("Try ")).expect("a filter can be tried")
    };
    click(&mut window, &opener);
    assert!(tried(&mut window, &format!("{opener} for Filter"), r#"{"kind": "refund"}"#));
    assert!(!tried(&mut window, &format!("{opener} for Filter"), r#"{"kind": "sale"}"#));
}

#[test]
fn a_field_refers_to_parameters_and_exports() {
    let mut window = with("Function");
    window.keys(Modifiers::NONE, Key::Escape);
    write_in(&mut window, Role::TextInput, "New parameter", "Stage");
    window.click_containing("Function Function");
    click(&mut window, "Refer from Handler");
    window.click("Parameter Stage");
    assert_eq!(field(&window, "handler"), Some(json!({ "$parameter": "Stage" })));
    press(&mut window, "Reset Handler", Key::Enter);
    // By keyboard: the list opens, and Tab goes through it.
    press(&mut window, "Refer from Handler", Key::Enter);
    window.harness.get_by_label("Export of another stack").focus();
    window.run();
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(field(&window, "handler"), Some(json!({ "$import": "ExportName" })));
    write_in(&mut window, Role::TextInput, "Handler", "shop-handler");
    assert_eq!(field(&window, "handler"), Some(json!({ "$import": "shop-handler" })));
}

#[test]
fn shared_fields_of_several_take_references_too() {
    let mut window = with("Function");
    window.keys(Modifiers::NONE, Key::Slash);
    window.write("function");
    window.keys(Modifiers::NONE, Key::Enter);
    let before = window.design();
    window.keys(Modifiers::COMMAND, Key::A);
    click(&mut window, "Refer from Handler");
    assert!(!window.shows("ARN of Function"), "they cannot refer to themselves");
    window.click("Region");
    let region = json!({ "$pseudo": "AWS::Region" });
    assert!(window.design().nodes.values().all(|node| node.fields["handler"].0 == region));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before, "one step");
}

#[test]
fn json_is_coloured_while_it_is_written() {
    let mut window = with("Resource");
    window.click_role(Role::MultilineTextInput, "Properties");
    window.write("{\"Name\": \"a\", \"Count\": 3}");
    window.run();
    let colours = window.harness.output().shapes.iter().find_map(|shape| match &shape.shape {
        egui::Shape::Text(text) if text.galley.text().contains("\"Count\"") => {
            let mut colours: Vec<_> = text.galley.job.sections.iter().map(|section| section.format.color).collect();
            colours.sort_by_key(egui::Color32::to_array);
            colours.dedup();
            Some(colours.len())
        }
        _ => None,
    });
    assert!(colours.is_some_and(|count| count >= 3), "names, texts and numbers differ: {colours:?}");
}
