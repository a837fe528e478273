//! The controls of forms: references, the tester of patterns, the next runs of a schedule.

use egui::accesskit::Role;
use egui::{Key, Modifiers, pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::window_support::Driver;

/// A window with one node of a service, selected.
fn with(service: &str) -> Driver {
    let mut window = Driver::start();
    window.click("New design");
    window.drag(window.place(service), pos2(500.0, 300.0));
    window
}

fn field(window: &Driver, id: &str) -> Option<serde_json::Value> {
    window.design().nodes.values().next().and_then(|node| node.fields.get(id).map(|value| value.0.clone()))
}

fn write_in(window: &mut Driver, role: Role, name: &str, text: &str) {
    window.click_role(role, name);
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(text);
    window.keys(Modifiers::NONE, Key::Enter);
}

#[test]
fn a_field_takes_its_value_from_a_reference_and_back() {
    let mut window = with("Function");
    window.click("Refer from Timeout");
    assert!(window.shows("Parameter in Systems Manager"));
    window.click("Region");
    assert_eq!(field(&window, "timeout"), Some(serde_json::json!({ "$pseudo": "AWS::Region" })));
    assert!(window.shows("Region"));
    window.click("Reset Timeout");
    assert_eq!(field(&window, "timeout"), None);

    window.click("Refer from Handler");
    window.click("Parameter in Systems Manager");
    write_in(&mut window, Role::TextInput, "Handler", "{{resolve:ssm:/shop/handler}}");
    assert_eq!(field(&window, "handler"), Some(serde_json::json!({ "$dynamic": "{{resolve:ssm:/shop/handler}}" })));
}

#[test]
fn what_decides_about_resources_takes_no_reference() {
    let window = with("Queue");
    assert!(window.harness.query_by_label("Refer from Visibility timeout").is_some());
    assert!(window.harness.query_by_label("Refer from FIFO").is_none());
}

#[test]
fn an_attribute_of_another_node_is_referred_to_by_its_name() {
    let mut window = with("Queue");
    window.drag(window.place("Function"), pos2(900.0, 300.0));
    window.click("Refer from Handler");
    window.click("URL of Queue");
    let reference = serde_json::json!({ "$attribute": { "node": "queue-queue", "attribute": "Url" } });
    let design = window.design();
    assert_eq!(design.nodes["function-function"].fields["handler"].0, reference);
    assert!(window.shows("URL of Queue"));
}

#[test]
fn the_next_runs_of_a_schedule_are_told() {
    let mut window = with("Schedule");
    let name =
        window.harness.query_all_by_role(Role::TextInput).filter_map(|node| node.accesskit_node().label()).find(|l| l.contains("hen"));
    let name = name.expect("the field of the schedule");
    write_in(&mut window, Role::TextInput, &name, "cron(0 6 ? * MON-FRI 2190-2199)");
    assert!(window.shows("Next, in UTC:\nFri 2190-01-01 06:00\nMon 2190-01-04 06:00"));
}

#[test]
fn an_event_is_tried_on_a_pattern() {
    let mut window = Driver::start();
    window.click("New design");
    for (service, at) in [("Queue", pos2(420.0, 300.0)), ("Function", pos2(860.0, 300.0))] {
        window.drag(window.place(service), at);
    }
    window.drag(window.place("Connect from Queue"), window.place("Function Function"));
    window.click_role(Role::MultilineTextInput, "Filter");
    window.write(r#"{"body": {"status": ["paid"]}}"#);
    window.click_containing("Design Untitled");
    window.click_containing("Connection Queue → Function");
    window.click("Try an event");
    // It begins with one that the pattern lets through.
    assert!(window.shows("It matches"));
    window.click_role(Role::MultilineTextInput, "Try an event for Filter");
    for (event, said) in [
        (r#"{"body": {"status": "open"}}"#, r#"body.status is "open"; the pattern wants "paid"."#),
        (r#"{"body": {"status": "paid"}}"#, "It matches"),
        ("{\"body\": 1", "No JSON: line 1, column 11: `,` or `}` was expected here"),
    ] {
        window.keys(Modifiers::COMMAND, Key::A);
        window.write(event);
        assert!(window.shows(said), "{event}: {said}");
    }
}

#[test]
fn times_are_shown_in_a_unit_and_taken_in_any() {
    let mut window = with("Queue");
    window.click("Unit of Visibility timeout");
    window.click("s");
    write_in(&mut window, Role::TextInput, "Visibility timeout", "90");
    assert_eq!(field(&window, "visibility_timeout"), Some(serde_json::json!(90)));
    window.click("Unit of Visibility timeout");
    window.click("min");
    assert_eq!(field(&window, "visibility_timeout"), Some(serde_json::json!(90)), "another unit is no change");
    write_in(&mut window, Role::TextInput, "Visibility timeout", "2.5");
    assert_eq!(field(&window, "visibility_timeout"), Some(serde_json::json!(150)));
    write_in(&mut window, Role::TextInput, "Visibility timeout", "1h");
    assert_eq!(field(&window, "visibility_timeout"), Some(serde_json::json!(3600)));
}

#[test]
fn json_says_where_it_is_wrong() {
    let mut window = with("Resource");
    window.click_role(Role::MultilineTextInput, "Properties");
    window.write("{\"Name\": oops}");
    assert!(window.shows("no JSON at line 1, column 10"));
}

#[test]
fn several_things_are_changed_at_once_in_one_step() {
    let mut window = with("Queue");
    window.keys(Modifiers::NONE, Key::Slash);
    window.write("queue");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(window.names().len(), 2);
    write_in(&mut window, Role::TextInput, "Delay", "30s");
    window.keys(Modifiers::COMMAND, Key::A);
    assert!(window.shows("2 things selected") && window.shows("Delay: mixed"));
    let before = window.design();
    window.harness.get_by_label("Delay: mixed").scroll_to_me();
    window.run();
    window.click("Delay: mixed");
    window.harness.get_by_role_and_label(Role::TextInput, "Delay").scroll_to_me();
    window.run();
    write_in(&mut window, Role::TextInput, "Delay", "45s");
    assert!(window.design().nodes.values().all(|node| node.fields["delay"] == 45.into()));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before, "one step");
}

#[test]
fn the_form_of_what_a_key_encrypts_names_the_key() {
    let mut window = with("Queue");
    assert!(!window.shows("encrypts it"));
    let mut design = window.design();
    let (queue, _) = design.nodes.first_key_value().unwrap();
    let queue = queue.clone();
    let mut draft = stackdraft::catalog::draft::Draft::new(&design, &stackdraft::REGISTRY);
    let key = draft.add_node("kms_key", "Own key", None).unwrap();
    draft.connect(&key, None, &queue, None).unwrap();
    design = draft.design().clone();
    window.harness.state().borrow_mut().as_mut().unwrap().open_unsaved(design);
    window.run();
    window.settle();
    window.click_containing("Queue Queue");
    assert!(window.shows("Own key encrypts it"));
}

#[test]
fn a_field_says_what_changing_it_does_to_what_is_deployed() {
    use stackdraft::catalog::field::Change;
    let (mut marked, mut plain) = (0, 0);
    for service in ["Queue", "Topic", "Function", "Subscriber", "Client"] {
        let spec = stackdraft::REGISTRY.services.iter().map(|s| s.spec()).find(|spec| spec.name == service).unwrap();
        let replacing =
            |always: bool| spec.fields.iter().any(|field| field.change == Change::Replacement && (!always || field.applies.is_empty()));
        let shown = with(service).shows("Changing this replaces the resource");
        if replacing(true) {
            assert!(shown, "{service}");
            marked += 1;
        } else if !replacing(false) {
            assert!(!shown, "{service}");
            plain += 1;
        }
    }
    assert!(marked > 0 && plain > 0, "{marked} {plain}");
}
