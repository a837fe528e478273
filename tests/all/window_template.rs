//! The template in the window: what is folded away, and how it differs from its last export.

use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::window_support::Driver;

/// A copy of a sample, which may be written to.
fn copy(folder: &Path) -> PathBuf {
    let sample = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-projects/sign-up-fanout.stackdraft.json");
    let file = folder.join("fanout.stackdraft.json");
    std::fs::copy(sample, &file).unwrap();
    file
}

fn opened(settings: &Path, files: &[PathBuf]) -> Driver {
    let mut window = Driver::with_settings(settings, files);
    window.dismiss_tour();
    window.settle();
    window
}

/// The lines of the template that are in view.
fn lines(window: &Driver) -> Vec<String> {
    let items = window.harness.query_all_by_role(Role::ListItem);
    items.filter_map(|node| node.accesskit_node().label()).collect()
}

#[test]
fn resources_are_folded_opened_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = opened(&folder.path().join("settings.toml"), &[copy(folder.path())]);
    window.click_role(Role::Tab, "Template");
    window.click("Fold all resources");
    let folded = lines(&window);
    assert!(!folded.iter().any(|line| line.starts_with("Type: AWS::")), "{folded:?}");
    let heads: Vec<&String> = folded.iter().filter(|line| line.ends_with(':')).collect();
    assert!(heads.len() > 3, "a line for every resource: {folded:?}");
    let of_one = |label: &str| label.starts_with("Open ") && !label.starts_with("Open everything");
    {
        let mut marks = window.harness.query_all_by_role(Role::Button);
        let mark = marks.find(|node| node.accesskit_node().label().is_some_and(|label| of_one(&label)));
        mark.expect("a mark that opens a resource").click();
    }
    window.run();
    assert!(lines(&window).iter().any(|line| line.starts_with("Type: AWS::")), "{:?}", lines(&window));
    window.click("Open everything in the template");
    window.click("Fold all resources");
    window.click_containing("Topic ");
    assert!(lines(&window).contains(&"Type: AWS::SNS::Topic".to_owned()), "what is selected is opened: {:?}", lines(&window));
    // The keyboard folds the line that has the focus.
    window.click("Open everything in the template");
    let before = lines(&window);
    let at = before.iter().position(|line| line == "Properties:").expect("the properties of a resource are in view");
    let (place, next) = (before[..at].iter().filter(|line| *line == "Properties:").count(), before[at + 1].clone());
    window.harness.query_all_by_role_and_label(Role::ListItem, "Properties:").nth(place).expect("in view").focus();
    window.run();
    let beneath = |window: &Driver| {
        let lines = lines(window);
        let at = lines.iter().position(|line| line == "Properties:").expect("the line itself stays");
        lines.get(at + 1).cloned()
    };
    window.keys(Modifiers::NONE, Key::ArrowLeft);
    assert_ne!(beneath(&window).as_ref(), Some(&next), "what stood beneath is folded away");
    window.keys(Modifiers::NONE, Key::ArrowRight);
    assert_eq!(beneath(&window), Some(next));
}

#[test]
fn the_template_is_compared_with_its_last_export_even_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (settings, template) = (folder.path().join("settings.toml"), folder.path().join("fanout.yaml"));
    let file = copy(folder.path());
    let mut window = opened(&settings, &[file]);
    window.keys(Modifiers::COMMAND, Key::K);
    window.write("compare the template");
    let first = window.harness.query_all_by_role(Role::ListBoxOption).next().expect("the command is found").accesskit_node();
    assert!(first.is_disabled());
    assert_eq!(first.description().as_deref(), Some("The template was not exported yet."), "why it cannot be");
    window.keys(Modifiers::NONE, Key::Escape);
    window.keys(Modifiers::COMMAND, Key::E);
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(&template.display().to_string());
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(template.is_file());
    window.command("compare the template");
    assert!(window.shows("Nothing has changed since fanout.yaml was exported."));
    window.click("Table");
    window.settle();
    assert!(window.shows("Since fanout.yaml was exported: "));
    assert!(lines(&window).contains(&"Added: Type: AWS::DynamoDB::Table".to_owned()), "{:?}", lines(&window));
    assert!(!lines(&window).iter().any(|line| line.starts_with("Removed: ")), "{:?}", lines(&window));
    window.keys(Modifiers::COMMAND, Key::S);
    window.end();

    let mut again = opened(&settings, &[]);
    again.command("compare the template");
    assert!(again.shows("Since fanout.yaml was exported: "));
    again.keys(Modifiers::COMMAND, Key::E);
    again.keys(Modifiers::COMMAND, Key::A);
    again.write(&template.display().to_string());
    again.keys(Modifiers::NONE, Key::Enter);
    again.settle();
    assert!(again.shows("Nothing has changed since fanout.yaml was exported."), "what is exported now is what it is compared with");
    again.command("compare the template");
    assert!(lines(&again).iter().any(|line| line.starts_with("AWSTemplateFormatVersion")), "the template is back");
    std::fs::remove_file(&template).unwrap();
    again.command("compare the template");
    assert!(again.window(stackdraft::app::Window::messages).iter().any(|text| text.contains("fanout.yaml")), "a file that is gone is told");
}

#[test]
fn the_template_is_shown_as_yaml_or_json() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.toml");
    let mut window = opened(&settings, &[copy(folder.path())]);
    window.click_role(Role::Tab, "Template");
    assert!(lines(&window).iter().any(|line| line.starts_with("AWSTemplateFormatVersion:")));
    window.click_role(Role::ComboBox, "Notation of the template");
    window.click("JSON");
    let json = lines(&window);
    assert_eq!(json[0], "{", "{json:?}");
    assert!(json[1].starts_with("\"AWSTemplateFormatVersion\": "), "{json:?}");
    // What is selected is marked and found there too, and its lines lead back.
    window.click("Fold all resources");
    window.click_containing("Topic ");
    assert!(lines(&window).contains(&"\"Type\": \"AWS::SNS::Topic\",".to_owned()), "{:?}", lines(&window));
    window.keys(Modifiers::NONE, Key::Escape);
    window.click("\"Type\": \"AWS::SNS::Topic\",");
    assert!(window.shows(" selected"));
    window.end();
    // It stays so, and a command turns it back.
    let mut again = opened(&settings, &[]);
    assert!(lines(&again).first().is_some_and(|line| line == "{"), "{:?}", lines(&again));
    again.command("template as json");
    assert!(lines(&again).iter().any(|line| line.starts_with("AWSTemplateFormatVersion:")));
}

#[test]
fn a_design_too_large_for_one_stack_is_exported_as_several() {
    let folder = tempfile::tempdir().unwrap();
    let names = |group: u8| (0..90_u8).map(|n| format!("G{group}F{n}")).collect::<Vec<_>>();
    let adds = (0..2_u8).flat_map(names).map(|name| format!("add function {name}\n")).collect::<String>();
    let groups = (0..2_u8).map(|group| format!("group Team{group} {}\n", names(group).join(" "))).collect::<String>();
    let mut window = Driver::drawn(&(adds + &groups));
    window.keys(Modifiers::COMMAND, Key::E);
    assert!(window.shows("they go into nested stacks, one for each outermost group"), "the question says what comes of it");
    window.keys(Modifiers::COMMAND, Key::A);
    window.write(&folder.path().join("large.yaml").display().to_string());
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    let messages = window.window(stackdraft::app::Window::messages).join("\n");
    assert!(messages.contains("exported as 2 nested stacks"), "{messages}");
    let root = std::fs::read_to_string(folder.path().join("large.yaml")).unwrap();
    assert!(root.contains("AWS::CloudFormation::Stack"));
    for group in ["Team0", "Team1"] {
        let nested = std::fs::read_to_string(folder.path().join(format!("large-{group}Stack.yaml"))).unwrap();
        assert_eq!(nested.matches("Type: AWS::Lambda::Function").count(), 90, "{group}");
    }
}
