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
