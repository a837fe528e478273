//! What holds for the design as a whole, written in the window: parameters and tags.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use stackdraft::catalog::draft::Draft;
use stackdraft::cli::script;
use stackdraft::design::Design;

use crate::window_support::Driver;

/// Writes into a field in place of what is there, and leaves it.
fn fill(driver: &mut Driver, field: &str, text: &str) {
    driver.harness.query_all_by_label(field).last().unwrap_or_else(|| panic!("no field {field}")).focus();
    driver.run();
    driver.keys(Modifiers::COMMAND, Key::A);
    driver.write(text);
    driver.keys(Modifiers::NONE, Key::Enter);
}

fn window() -> Driver {
    let mut driver = Driver::start();
    driver.keys(Modifiers::COMMAND, Key::N);
    driver
}

#[test]
fn a_parameter_is_added_described_and_reaches_the_template() {
    let mut driver = window();
    fill(&mut driver, "New parameter", "Stage");
    fill(&mut driver, "Default", "dev");
    fill(&mut driver, "Description", "Which stage it is");
    driver.click_role(Role::CheckBox, "Masked");
    let made = driver.design();
    let stage = &made.parameters["Stage"];
    assert_eq!((stage.default.as_deref(), stage.description.as_deref()), (Some("dev"), Some("Which stage it is")));
    assert!(stage.no_echo);
    driver.settle();
    driver.click("Template");
    assert!(driver.shows("Which stage it is"), "it stands in the template");
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert!(!driver.design().parameters["Stage"].no_echo);
    driver.click("Delete Stage");
    assert!(driver.design().parameters.is_empty());
}

#[test]
fn a_parameter_of_a_wrong_name_is_refused_beside_the_field() {
    let mut driver = window();
    fill(&mut driver, "New parameter", "the stage");
    assert!(driver.shows("letters and digits only"));
    assert!(driver.design().parameters.is_empty());
}

#[test]
fn tags_are_added_named_and_taken_away() {
    let mut driver = window();
    driver.click("Add to tags");
    fill(&mut driver, "Tags name 1", "team");
    fill(&mut driver, "Tags value of team", "orders");
    assert_eq!(driver.design().tags["team"], "orders");
    assert_eq!(driver.design().tags.len(), 1);
    driver.click("Remove team");
    assert!(driver.design().tags.is_empty());
}

/// Chooses from a list.
fn choose(driver: &mut Driver, list: &str, choice: &str) {
    driver.click_role(Role::ComboBox, list);
    driver.click(choice);
}

#[test]
fn a_condition_is_written_changed_given_to_a_node_and_taken_away() {
    let mut driver = window();
    fill(&mut driver, "New parameter", "Stage");
    fill(&mut driver, "New condition", "InProduction Stage =");
    assert!(driver.shows("It cannot be read"), "a test without a value");
    fill(&mut driver, "New condition", "InProduction Stage = prod");
    assert_eq!(driver.design().conditions["InProduction"].to_string(), "Stage = prod");
    fill(&mut driver, "Test of InProduction", "Stage = live");
    assert_eq!(driver.design().conditions["InProduction"].to_string(), "Stage = live");

    driver.click("Queue");
    choose(&mut driver, "Part of the stack", "Only where InProduction");
    let node = driver.design().nodes.values().next().cloned().expect("the queue");
    assert_eq!(node.condition.as_deref(), Some("InProduction"));
    driver.settle();
    driver.click_role(Role::Tab, "Template");
    assert!(driver.shows("Condition: InProduction"), "the template has it");
    choose(&mut driver, "Part of the stack", "Always");
    assert!(driver.design().nodes.values().all(|node| node.condition.is_none()));

    driver.keys(Modifiers::NONE, Key::Escape);
    driver.click("Delete InProduction");
    assert!(driver.design().conditions.is_empty());
}

#[test]
fn the_design_is_shown_as_it_is_in_an_environment() {
    let mut driver = Driver::start();
    let mut draft = Draft::new(&Design::new("shop"), &stackdraft::REGISTRY).design().clone();
    let mut edit = Draft::new(&draft, &stackdraft::REGISTRY);
    let text = "param Wait type=Number default=30\nenv dev region=eu-west-1\nenv prod region=eu-west-1 parameter.Wait=90\n\
                add queue Orders visibility_timeout=\"!Ref Wait\"";
    script::run(text, &mut edit).unwrap_or_else(|fault| panic!("{}: {}", fault.line, fault.problem.message));
    draft.clone_from(edit.design());
    driver.harness.state().borrow_mut().as_mut().expect("the window").open_unsaved(draft);
    driver.settle();
    let said = |driver: &Driver| {
        driver.harness.query_all_by_label_contains("Queue Orders").next().map(|n| n.accesskit_node().label()).expect("its card")
    };
    assert!(said(&driver).is_some_and(|label| !label.contains(" s")), "a reference by itself: {:?}", said(&driver));
    driver.keys(Modifiers::COMMAND, Key::K);
    driver.write("show as in the environment");
    driver.keys(Modifiers::NONE, Key::Enter);
    driver.settle();
    assert!(said(&driver).is_some_and(|label| label.contains("30 s")), "{:?}", said(&driver));
    choose(&mut driver, "Environment", "prod · eu-west-1");
    driver.settle();
    assert!(said(&driver).is_some_and(|label| label.contains("90 s") || label.contains("1 min 30 s")), "{:?}", said(&driver));
    driver.click_containing("Queue Orders");
    assert!(driver.shows("in prod"), "the field tells the value there");
}

#[test]
fn what_a_line_grants_is_chosen_by_chips() {
    let mut driver = window();
    driver.click("Function");
    driver.click("Table");
    driver.keys(Modifiers::NONE, Key::Escape);
    let (from, to) = (driver.place("Connect from Function"), driver.place("Table Table"));
    driver.drag(from, to);
    let actions = |driver: &Driver| {
        let design = driver.design();
        let line = design.connections.values().next().expect("the line");
        line.fields.get("actions").map(|value| value.0.clone())
    };
    driver.click_containing("Connection Function → Table");
    assert_eq!(actions(&driver), None, "by verb at first");
    choose(&mut driver, "Access", "Exact actions");
    let chip = |name: &'static str| move |driver: &mut Driver| driver.click_role(Role::CheckBox, name);
    chip("Query")(&mut driver);
    chip("GetItem")(&mut driver);
    assert_eq!(actions(&driver), Some(serde_json::json!(["dynamodb:GetItem", "dynamodb:Query"])));
    driver.settle();
    driver.click_role(Role::Tab, "Permissions");
    assert!(driver.shows("dynamodb:Query") && !driver.shows("dynamodb:PutItem"));
    driver.click_role(Role::Tab, "Settings");
    chip("Query")(&mut driver);
    assert_eq!(actions(&driver), Some(serde_json::json!(["dynamodb:GetItem"])));
}
