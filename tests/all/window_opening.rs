//! What the window says before anything is drawn, and what it does with files that are brought to it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::window_support::Driver;

#[test]
fn an_empty_canvas_says_how_to_begin_until_something_stands_there() {
    let mut window = Driver::start();
    window.keys(Modifiers::COMMAND, Key::N);
    assert!(window.shows("Nothing is drawn yet") && window.shows("Drag a service from the palette"));
    window.click_containing("Find a service by its name");
    window.write("queue");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(window.names(), ["Queue"]);
    assert!(!window.shows("Nothing is drawn yet"));
}

/// A file dropped on the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|why| why.to_string())
    }
}

#[test]
fn files_dropped_on_the_window_are_opened_and_templates_are_offered_for_import() {
    let folder = tempfile::tempdir().unwrap();
    let template = folder.path().join("net.yaml");
    let text = "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: 10.0.0.0/16\n  Subnet:\n    Type: AWS::EC2::Subnet\n    Properties:\n      VpcId: !Ref Vpc\n";
    std::fs::write(&template, text).unwrap();
    let mut window = Driver::open(std::slice::from_ref(&template));
    assert!(window.shows("Import net.yaml?") && window.shows("2 resources: 2 EC2"), "an argument of the command line is asked about");
    window.click("Cancel");
    assert!(window.window(|window| window.design().is_none()), "nothing was opened");

    window.harness.input_mut().hovered_files.push(egui::HoveredFile { path: Some(template.clone()), ..egui::HoveredFile::default() });
    window.harness.step();
    let painted = format!("{:?}", window.harness.output().shapes.iter().map(|s| &s.shape).collect::<Vec<_>>());
    assert!(painted.contains("Drop to open net.yaml"), "letting go is explained");
    window.harness.input_mut().hovered_files.clear();
    let drop_file = |window: &mut Driver, file: &Path| {
        window.harness.input_mut().dropped_files.push(Arc::new(Dropped(file.to_path_buf())));
        window.harness.step();
        window.harness.input_mut().dropped_files.clear();
        window.run();
    };
    drop_file(&mut window, &template);
    assert!(window.shows("Import net.yaml?"));
    window.keys(Modifiers::NONE, Key::Enter);
    window.until("the design is there", |window| window.window(|window| window.is_settled() && window.design().is_some()));
    let design = window.design();
    assert_eq!((design.name.as_str(), design.nodes.len()), ("net", 2));
    let scene = window.window(|window| window.scene().cloned()).expect("a scene");
    assert_eq!(scene.references.len(), 1, "the subnet refers to the network, and a thin line says so");
    assert!(window.shows("refers to Vpc"), "and screen readers are told");
    let (from, to) = (scene.references[0].from, scene.references[0].to);
    assert!(scene.nodes[from].rect.max.x < scene.nodes[to].rect.min.x, "what refers stands before what is referred to");
    assert_eq!(std::fs::read_to_string(&template).unwrap(), text);

    let broken = folder.path().join("broken.yaml");
    std::fs::write(&broken, "Resources:\n  A: [\n").unwrap();
    drop_file(&mut window, &broken);
    assert!(
        window.window(stackdraft::app::Window::messages).iter().any(|text| text.contains("broken.yaml")),
        "what is no template says so"
    );
}

#[test]
fn what_stands_behind_a_question_has_no_tooltip() {
    let mut window = Driver::start();
    window.settle();
    let tip = "Orders arrive at one API";
    let sample = window.harness.get_by_role_and_label(Role::Button, "order-processing").rect().center();
    let painted = |window: &Driver| {
        let texts = window
            .harness
            .output()
            .shapes
            .iter()
            .filter_map(|s| if let egui::Shape::Text(text) = &s.shape { Some(text.galley.text().to_owned()) } else { None });
        texts.filter(|text| text.starts_with(tip) && text.ends_with('.')).count()
    };
    window.harness.event(Event::PointerMoved(sample));
    window.harness.step();
    for _ in 0..60 {
        window.harness.step();
    }
    assert_eq!(painted(&window), 1, "the description is too long for its tile");
    window.keys(Modifiers::COMMAND, Key::Comma);
    for _ in 0..10 {
        window.harness.step();
    }
    assert!(window.shows("Text size"));
    assert_eq!(painted(&window), 0);
}
