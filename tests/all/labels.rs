//! Labels stand free in every sample, with its groups open and with each of them collapsed.

use std::path::PathBuf;

use stackdraft::catalog::Graph;
use stackdraft::catalog::draft::Draft;
use stackdraft::design::geometry::Rect;
use stackdraft::design::{Design, GroupId};
use stackdraft::draw::{Scene, unfold};
use stackdraft::{REGISTRY, project};

fn samples() -> Vec<(String, Design)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-projects");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).expect("the samples").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).expect("a sample");
        (file.display().to_string(), project::parse(&text).expect("a design"))
    };
    let found: Vec<_> = files.into_iter().map(read).collect();
    assert!(found.len() >= 6);
    found
}

/// The chips of lines and the names of groups, each with what it says.
fn labels(scene: &Scene) -> Vec<(String, Rect)> {
    let chips = scene.lines.iter().filter_map(|line| Some((line.label.as_ref()?.0.clone(), line.chip?)));
    let names = scene.groups.iter().filter_map(|group| Some((group.id.to_string(), group.title()?)));
    chips.chain(names).collect()
}

/// What lies on what it should not.
fn wrong(name: &str, scene: &Scene) -> Vec<String> {
    let labels = labels(scene);
    let mut wrong = Vec::new();
    for (number, (text, rect)) in labels.iter().enumerate() {
        for (other, place) in labels.iter().skip(number + 1).filter(|(_, place)| place.intersects(rect)) {
            wrong.push(format!("{name}: {text} and {other} overlap at {place:?}"));
        }
        for card in scene.nodes.iter().filter(|card| card.rect.intersects(rect)) {
            wrong.push(format!("{name}: {text} lies on the card {}", card.card.title.text));
        }
    }
    wrong
}

#[test]
fn no_label_lies_on_another_or_on_a_card() {
    let mut found = Vec::new();
    for (name, design) in samples() {
        found.extend(wrong(&name, &Scene::new(&Graph::new(&design, &REGISTRY))));
        let groups: Vec<GroupId> = design.groups.keys().cloned().collect();
        for group in groups {
            let mut draft = Draft::new(&design, &REGISTRY);
            unfold::collapse(&mut draft, &group).expect("it collapses");
            let scene = Scene::new(&Graph::new(draft.design(), &REGISTRY));
            found.extend(wrong(&format!("{name} without {group}"), &scene));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn samples_open_as_they_were_collapsed() {
    for (name, design) in samples() {
        let mut draft = Draft::new(&design, &REGISTRY);
        let groups: Vec<GroupId> = design.groups.keys().cloned().collect();
        for group in &groups {
            unfold::collapse(&mut draft, group).expect("it collapses");
        }
        for group in &groups {
            unfold::expand(&mut draft, group).expect("it opens");
        }
        let opened = draft.design();
        for (id, node) in &opened.nodes {
            assert_eq!(node.at, design.nodes[id].at, "{name}: {id} has room where it was");
        }
    }
}
