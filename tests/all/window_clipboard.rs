//! Copying between designs, and pasting where the pointer is.

use egui::{Event, Key, Modifiers, OutputCommand, Pos2, vec2};
use stackdraft::design::{Design, Group};

use crate::window_support::Driver;

fn sample(name: &str) -> std::path::PathBuf {
    std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-projects").join(format!("{name}.stackdraft.json"))
}

/// Copies everything of the active design.
fn copy_all(driver: &mut Driver) -> String {
    driver.keys(Modifiers::COMMAND, Key::A);
    driver.harness.event(Event::Copy);
    driver.harness.step();
    let commands = &driver.harness.output().platform_output.commands;
    let copied = commands.iter().find_map(|command| if let OutputCommand::CopyText(text) = command { Some(text.clone()) } else { None });
    driver.run();
    copied.expect("something was copied")
}

fn paste(driver: &mut Driver, text: &str, at: Pos2) {
    driver.harness.event(Event::PointerMoved(at));
    driver.harness.step();
    driver.harness.event(Event::Paste(text.to_owned()));
    driver.run();
}

fn nodes_of(design: &Design) -> usize {
    design.nodes.len()
}

#[test]
fn a_design_is_copied_into_another_with_its_lines_and_groups() {
    let mut driver = Driver::open(&[sample("user-registration"), sample("image-pipeline")]);
    let target = driver.design();
    let middle = driver.place("Design image-pipeline");
    driver.click_containing("user-registration");
    let source = driver.design();
    assert_ne!(source.name, target.name);
    let text = copy_all(&mut driver);
    driver.click_containing("image-pipeline");
    paste(&mut driver, &text, middle);
    let both = driver.design();
    assert_eq!(nodes_of(&both), nodes_of(&source) + nodes_of(&target));
    assert_eq!(both.connections.len(), source.connections.len() + target.connections.len());
    assert_eq!(both.groups.len(), source.groups.len() + target.groups.len());
    driver.settle();
    driver.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(driver.design(), target, "one step took it back");
}

#[test]
fn what_is_pasted_comes_to_the_pointer_and_belongs_to_the_group_there() {
    let mut driver = Driver::start();
    driver.keys(Modifiers::COMMAND, Key::N);
    let canvas = driver.place("Design Untitled");
    driver.drag(driver.place("Queue"), canvas);
    let made = driver.design();
    let (id, queue) = made.nodes.first_key_value().expect("a queue");
    let text = copy_all(&mut driver);
    paste(&mut driver, &text, canvas + vec2(200.0, 120.0));
    let design = driver.design();
    let copy = design.nodes.iter().find(|(other, _)| *other != id).expect("a copy").1;
    let (dx, dy) = (copy.at.x - queue.at.x, copy.at.y - queue.at.y);
    assert!((120.0..=280.0).contains(&dx) && (60.0..=180.0).contains(&dy), "{dx} {dy}");

    // Twice at one place: the second does not cover the first.
    paste(&mut driver, &text, canvas + vec2(200.0, 120.0));
    let places: Vec<_> = driver.design().nodes.values().map(|node| (node.at.x as i32, node.at.y as i32)).collect();
    let mut apart = places.clone();
    apart.sort_unstable();
    apart.dedup();
    assert_eq!(apart.len(), 3, "{places:?}");

    // A frame around everything: what is pasted into it belongs to it.
    driver.keys(Modifiers::COMMAND, Key::A);
    driver.keys(Modifiers::COMMAND, Key::G);
    let group: Vec<Group> = driver.design().groups.values().map(|group| (**group).clone()).collect();
    assert_eq!(group.len(), 1);
    paste(&mut driver, &text, canvas + vec2(100.0, 60.0));
    assert!(driver.design().nodes.values().all(|node| node.group.is_some()));
}

#[test]
fn two_windows_share_what_is_copied_with_its_parameters_and_references() {
    let mut one = Driver::start();
    one.keys(Modifiers::COMMAND, Key::N);
    for service in ["Queue", "Function"] {
        one.click(service);
    }
    one.click("Refer from Handler");
    one.click("URL of Queue");
    let text = copy_all(&mut one);
    let mut other = Driver::start();
    other.keys(Modifiers::COMMAND, Key::N);
    // Another queue has the id already, so that the copy gets a new one.
    other.click("Queue");
    let middle = other.place("Design Untitled");
    paste(&mut other, &text, middle);
    let design = other.design();
    assert_eq!(design.nodes.len(), 3);
    let function = design.nodes.values().find(|node| node.kind == "function").expect("the function came along");
    let referred = function.fields["handler"].0["$attribute"]["node"].as_str().expect("a reference").to_owned();
    assert_ne!(referred, "queue-queue", "it refers to the queue that came along");
    assert!(design.nodes.keys().any(|id| id.as_str() == referred));
}

#[test]
fn pieces_of_cloudformation_become_nodes() {
    let mut window = Driver::start();
    window.keys(Modifiers::COMMAND, Key::N);
    let middle = window.place("Design Untitled");
    paste(
        &mut window,
        "Approval:\n  Type: AWS::StepFunctions::Activity\n  Properties:\n    Name: !Sub '${AWS::StackName}-approval'\n",
        middle,
    );
    let design = window.design();
    let (id, node) = design.nodes.first_key_value().expect("a node");
    assert_eq!((node.kind.as_str(), node.logical_id.as_str()), ("resource", "Approval"));
    assert_eq!(node.fields["type"], "AWS::StepFunctions::Activity".into());
    let again = id.clone();
    paste(&mut window, r#"{"Type": "AWS::Budgets::Budget", "Properties": {"Budget": {"BudgetType": "COST"}}}"#, middle);
    let design = window.design();
    assert_eq!(design.nodes.len(), 2);
    assert!(design.nodes.contains_key(&again));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design().nodes.len(), 1, "one step");
    paste(&mut window, "just words", middle);
    assert!(window.window(stackdraft::app::Window::messages).iter().any(|text| text.contains("no part of a design")));
}
