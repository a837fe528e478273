//! Where deployments go, chosen and changed in the window.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use stackdraft::design::Environment;

use crate::window_support::Driver;

/// A window on a new design.
fn window() -> Driver {
    let mut driver = Driver::start();
    driver.keys(Modifiers::COMMAND, Key::N);
    driver
}

/// Runs what the command palette finds first for these words.
fn run_command(driver: &mut Driver, words: &str) {
    driver.keys(Modifiers::COMMAND, Key::K);
    driver.write(words);
    driver.keys(Modifiers::NONE, Key::Enter);
}

fn fill(driver: &mut Driver, fields: &[(&str, &str)]) {
    for (field, text) in fields {
        // The prompt stands in front of panels that may have a field of this name.
        driver.harness.query_all_by_role_and_label(Role::TextInput, field).last().unwrap().focus();
        driver.run();
        driver.write(text);
    }
}

fn chooser(driver: &Driver) -> String {
    driver.harness.get_by_role_and_label(Role::ComboBox, "Environment").value().unwrap_or_default()
}

fn environment(driver: &Driver, name: &str) -> Environment {
    (*driver.design().environments[name]).clone()
}

/// Makes an environment by the command palette.
fn add(driver: &mut Driver, name: &str, region: &str) {
    run_command(driver, "new environment");
    fill(driver, &[("Name", name), ("Region", region)]);
    driver.keys(Modifiers::NONE, Key::Enter);
}

#[test]
fn everything_of_an_environment_is_written_in_its_form_as_one_step() {
    let mut driver = window();
    assert_eq!(chooser(&driver), "No environment");
    run_command(&mut driver, "new environment");
    driver.click("Add a tag");
    let fields = [
        ("Name", "prod"),
        ("Region", "eu-central-1"),
        ("Profile", "company"),
        ("Account", "123456789012"),
        ("Stack name", "shop-live"),
        ("Artifact bucket", "shop-artifacts"),
        ("Tag 1", "team"),
        ("Value of tag 1", "orders"),
    ];
    fill(&mut driver, &fields);
    driver.click("Add environment");
    let made = environment(&driver, "prod");
    assert_eq!((made.region.as_deref(), made.profile.as_deref()), (Some("eu-central-1"), Some("company")));
    assert_eq!((made.account.as_deref(), made.stack_name.as_deref()), (Some("123456789012"), Some("shop-live")));
    assert_eq!(made.artifact_bucket.as_deref(), Some("shop-artifacts"));
    assert_eq!(made.tags["team"], "orders");
    assert_eq!(chooser(&driver), "prod · eu-central-1");
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert!(driver.design().environments.is_empty(), "one step took it back");
}

#[test]
fn a_wrong_field_says_so_and_keeps_the_environment_out() {
    let mut driver = window();
    run_command(&mut driver, "new environment");
    fill(&mut driver, &[("Name", "dev"), ("Account", "12")]);
    assert!(driver.shows("Twelve digits"));
    driver.click("Add environment");
    assert!(driver.design().environments.is_empty());
    fill(&mut driver, &[("Account", "3456789012")]);
    assert!(!driver.shows("Twelve digits"));
    driver.click("Add environment");
    assert_eq!(environment(&driver, "dev").account.as_deref(), Some("123456789012"));
}

#[test]
fn parameters_have_values_by_environment() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.stackdraft.json");
    let mut design = stackdraft::design::Design::new("Shop");
    let stage = stackdraft::design::Parameter { default: Some("test".to_owned()), ..stackdraft::design::Parameter::default() };
    design.parameters.insert("Stage".to_owned(), stage.into());
    design.environments.insert("dev".to_owned(), Environment::default().into());
    stackdraft::project::save(&design, &file).unwrap();
    let mut driver = Driver::open(&[file]);
    run_command(&mut driver, "edit environment dev");
    fill(&mut driver, &[("Stage", "live")]);
    driver.click("Keep changes");
    assert_eq!(environment(&driver, "dev").parameters["Stage"], "live");
}

#[test]
fn the_environment_is_chosen_in_the_top_bar_and_by_the_command_palette() {
    let mut driver = window();
    add(&mut driver, "dev", "eu-west-1");
    add(&mut driver, "prod", "us-east-1");
    assert_eq!(chooser(&driver), "prod · us-east-1");
    driver.click_role(Role::ComboBox, "Environment");
    driver.click("dev · eu-west-1");
    assert_eq!(chooser(&driver), "dev · eu-west-1");
    run_command(&mut driver, "choose environment");
    driver.write("prod");
    driver.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(chooser(&driver), "prod · us-east-1");
    driver.click_role(Role::ComboBox, "Environment");
    driver.click("Edit prod…");
    driver.click("Remove environment");
    assert_eq!(chooser(&driver), "dev · eu-west-1");
}

#[test]
fn the_status_bar_names_the_account_of_the_environment_in_use() {
    let mut driver = window();
    add(&mut driver, "dev", "eu-west-1");
    assert!(!driver.shows("Account "), "nothing is known of it yet");
    run_command(&mut driver, "edit environment dev");
    fill(&mut driver, &[("Account", "123456789012")]);
    driver.click("Keep changes");
    assert!(driver.shows("Account 1234-5678-9012 (dev)"));
    add(&mut driver, "prod", "us-east-1");
    assert!(!driver.shows("Account "), "that of another environment is not told");
    driver.click_role(Role::ComboBox, "Environment");
    driver.click("dev · eu-west-1");
    assert!(driver.shows("Account 1234-5678-9012 (dev)"));
}
