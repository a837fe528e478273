//! What holds for the design as a whole, written in the window: parameters and tags.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

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
