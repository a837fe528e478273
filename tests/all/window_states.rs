//! The states of a workflow in the inspector: picture, outline and text stay in step, and each edit is one step.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Theme, pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::Value as Json;

use crate::window_support::Driver;

/// A high window with a workflow, selected.
fn with_workflow() -> Driver {
    let mut window = Driver::sized(&[], (1440.0, 2400.0), Theme::Light, 1.0);
    window.click("New design");
    window.drag(window.place("Workflow"), pos2(500.0, 300.0));
    window
}

fn states(window: &Driver) -> Json {
    let design = window.design();
    let node = design.nodes.values().find(|node| node.kind == "workflow").unwrap();
    node.fields.get("definition").map_or(Json::Null, |value| value.0["States"].clone())
}

/// Clicks the row of the outline that begins so.
fn row(window: &mut Driver, begins: &str) {
    let begins = format!("{begins}, ");
    let label = labels(window, &begins).into_iter().find(|label| label.starts_with(&begins)).unwrap();
    window.click_role(Role::Button, &label);
}

fn labels(window: &Driver, part: &str) -> Vec<String> {
    let all = window.harness.query_all_by_label_contains(part);
    all.filter_map(|node| node.accesskit_node().label()).collect()
}

/// How often something like this is said.
fn said(window: &Driver, part: &str) -> usize {
    window.harness.query_all_by_label_contains(part).count()
}

fn write_in(window: &mut Driver, role: Role, name: &str, text: &str) {
    window.click_role(role, name);
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(text);
    window.keys(Modifiers::NONE, Key::Tab);
}

#[test]
fn states_are_added_moved_and_deleted_each_in_one_step() {
    let mut window = with_workflow();
    row(&mut window, "Done");
    window.click("Add after Done: Task");
    assert_eq!(states(&window)["Task"]["End"], true);
    window.click("Add after Task: Wait");
    window.click("Add after Wait: Choice");
    assert_eq!((&states(&window)["Wait"]["Next"], &states(&window)["Choice"]["Default"]), (&"Choice".into(), &"Done".into()));
    row(&mut window, "Wait");
    window.click("Move Wait up");
    assert_eq!(states(&window)["Wait"]["Next"], "Task");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(states(&window)["Task"]["Next"], "Wait");
    window.click("Delete Wait");
    assert_eq!((&states(&window)["Task"]["Next"], states(&window).get("Wait")), (&"Choice".into(), None));
}

#[test]
fn the_picture_selects_what_the_outline_opens() {
    let mut window = with_workflow();
    row(&mut window, "Done");
    window.click("Add after Done: Parallel");
    window.click("One way in the picture");
    assert!(window.shows("Add after One way"));
    window.click("Add after One way: Map");
    assert_eq!(states(&window)["Parallel"]["Branches"][0]["States"]["One way"]["Next"], "Map");
    assert!(window.shows("Each item in the picture") && !labels(&window, "Each item, ").is_empty());
    row(&mut window, "Parallel");
    window.click("Add branch");
    window.click("Remove Branch 2 of Parallel");
    assert_eq!(states(&window)["Parallel"]["Branches"].as_array().unwrap().len(), 2);
}

#[test]
fn a_state_is_renamed_and_its_retries_and_ways_are_set() {
    let mut window = with_workflow();
    row(&mut window, "Done");
    window.click("Add after Done: Task");
    write_in(&mut window, Role::TextInput, "Name of the state", "Take payment");
    assert!(states(&window).get("Take payment").is_some(), "{}", states(&window));
    window.click("Retry as AWS recommends");
    assert_eq!(states(&window)["Take payment"]["Retry"][0]["BackoffRate"], 2.0);
    window.click("Add after Take payment: Fail");
    row(&mut window, "Take payment");
    window.click("Add to catch");
    let caught = &states(&window)["Take payment"]["Catch"][0];
    assert_eq!((&caught["Next"], &caught["ErrorEquals"][0]), (&"Fail".into(), &"States.ALL".into()));
    write_in(&mut window, Role::TextInput, "Timeout", "30s");
    assert_eq!(states(&window)["Take payment"]["TimeoutSeconds"], 30);
}

#[test]
fn what_is_wrong_in_the_text_is_told_at_its_line_while_it_is_written() {
    let mut window = with_workflow();
    let wrong = r#"{"StartAt": "A",
"States": {"A": {"Type": "Pass",
"Next": "Nobody"}}}"#;
    window.click_role(Role::MultilineTextInput, "Definition");
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(wrong);
    window.run();
    assert_eq!(said(&window, "Line 3: A leads to `Nobody`"), 1);
    window.keys(Modifiers::COMMAND, Key::A);
    window.write("{\"StartAt\": \n,");
    assert_eq!(said(&window, "Line 2: "), 1);
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#);
    window.keys(Modifiers::NONE, Key::Tab);
    window.run();
    assert_eq!(said(&window, "Line "), 0);
    assert_eq!(states(&window)["A"]["Type"], "Succeed");
    assert!(window.harness.query_by_label_contains("A in the picture").is_some());
}
