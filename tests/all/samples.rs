//! The sample projects: files as they are saved, without findings, and pictures without anything in another's way.

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Date, Graph, Severity};
use stackdraft::cfn::yaml;
use stackdraft::design::Design;
use stackdraft::design::geometry::{Point, Rect};
use stackdraft::draw::Scene;
use stackdraft::project::{self, samples};
use stackdraft::synth::{analyse, synthesize};

const TODAY: Date = Date::new(2026, 11, 23);

fn designs() -> impl Iterator<Item = (&'static str, Design)> {
    samples::SAMPLES.iter().map(|sample| (sample.name, project::parse(sample.text).unwrap()))
}

fn template(design: &Design) -> String {
    yaml::write(&synthesize(&Graph::new(design, &REGISTRY)).template.to_value())
}

#[test]
fn every_sample_is_listed_under_its_own_name() {
    let mut files: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/sample-projects"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".stackdraft.json").map(str::to_owned))
        .collect();
    let mut names: Vec<&str> = samples::SAMPLES.iter().map(|sample| sample.name).collect();
    files.sort();
    names.sort_unstable();
    assert_eq!(files, names);
    for (name, design) in designs() {
        assert_eq!(design.name, name);
        assert_eq!(samples::find(name).unwrap().name, name);
    }
}

#[test]
fn samples_are_written_as_they_would_be_saved() {
    for sample in samples::SAMPLES {
        assert_eq!(project::print(&project::parse(sample.text).unwrap()), sample.text, "{}", sample.name);
    }
}

#[test]
fn samples_say_what_they_are_and_where_they_go() {
    for (name, design) in designs() {
        assert!(design.description.len() > 40, "{name}");
        assert!(!design.tags.is_empty() && !design.groups.is_empty(), "{name}");
        assert_eq!(design.environments["dev"].region.as_deref(), Some("eu-west-1"), "{name}");
        assert!(design.environments.contains_key("prod"), "{name}");
    }
}

#[test]
fn samples_have_no_findings_but_those_accepted_with_a_reason() {
    for (name, design) in designs() {
        let analysis = analyse(&design, &REGISTRY, TODAY);
        let found: Vec<_> = analysis.report.findings.iter().map(|f| format!("{} {:?}: {}", f.code, f.place, f.message)).collect();
        assert!(found.is_empty(), "{name}: {found:#?}");
        assert!(!analysis.report.reaches(Severity::Advice), "{name}");
        for (finding, reason) in &analysis.report.suppressed {
            assert!(reason.split_whitespace().count() > 3, "{name}: {} is accepted because {reason}", finding.code);
        }
    }
}

#[test]
fn names_and_places_of_samples_do_not_show_in_their_templates() {
    for (name, design) in designs() {
        let mut draft = Draft::new(&design, &REGISTRY);
        let ids: Vec<_> = design.nodes.keys().cloned().collect();
        for (index, id) in ids.iter().enumerate() {
            draft.rename_node(id, &format!("Renamed {index}")).unwrap();
        }
        let groups: Vec<_> = design.groups.keys().cloned().collect();
        draft.move_by(&ids, &groups, &[], 320.0, -64.0).unwrap();
        assert_eq!(template(draft.design()), template(&design), "{name}");
    }
}

/// Whether a line of flat pieces enters a rectangle.
fn runs_through(points: &[Point], rect: &Rect) -> bool {
    let inside = rect.expanded(-1.0);
    points.windows(2).any(|pair| Rect::from_points(pair[0], pair[1]).intersects(&inside))
}

/// What a sample's picture consists of, each with a word for it.
struct Picture {
    cards: Vec<(String, Rect)>,
    chips: Vec<(String, Rect)>,
    lines: Vec<(String, Vec<Point>)>,
    names: Vec<(String, Rect)>,
    notes: Vec<(String, Rect)>,
}

fn picture(scene: &Scene) -> Picture {
    let further = scene.lines.iter().flat_map(|l| l.further.iter().map(|end| (format!("{} {}", l.id, end.end), end.points.clone())));
    Picture {
        cards: scene.nodes.iter().map(|n| (n.id.to_string(), n.rect)).collect(),
        chips: scene.lines.iter().filter_map(|l| Some((l.id.to_string(), l.chip?))).collect(),
        lines: scene.lines.iter().map(|l| (l.id.to_string(), l.points.clone())).chain(further).collect(),
        names: scene.groups.iter().filter_map(|g| Some((g.id.to_string(), g.name?.translated(g.rect.min.x, g.rect.min.y)))).collect(),
        notes: scene.notes.iter().map(|n| (n.id.to_string(), n.rect)).collect(),
    }
}

#[test]
fn no_line_runs_through_a_card_a_note_or_a_name() {
    for (name, design) in designs() {
        let picture = picture(&Scene::new(&Graph::new(&design, &REGISTRY)));
        for (line, points) in &picture.lines {
            assert!(points.len() > 1, "{name}: {line} runs nowhere");
            for (what, rect) in picture.cards.iter().chain(&picture.notes).chain(&picture.names) {
                assert!(!runs_through(points, rect), "{name}: {line} runs through {what}");
            }
        }
    }
}

#[test]
fn nothing_lies_on_anything_else() {
    let mut wrong: Vec<String> = Vec::new();
    for (name, design) in designs() {
        let picture = picture(&Scene::new(&Graph::new(&design, &REGISTRY)));
        let boxes: Vec<_> = picture.cards.iter().chain(&picture.chips).chain(&picture.notes).chain(&picture.names).collect();
        for (index, (one, a)) in boxes.iter().enumerate() {
            for (other, b) in &boxes[index + 1..] {
                if a.expanded(-0.5).intersects(b) {
                    wrong.push(format!("{name}: {one} lies on {other}"));
                }
            }
        }
        for (chip, rect) in &picture.chips {
            // Lines into one port run together at their end, and its own further ends start at the chip.
            let end = picture.lines.iter().find(|(line, _)| line == chip).and_then(|(_, points)| points.last());
            let own = |line: &str| line.strip_prefix(chip.as_str()).is_some_and(|rest| rest.starts_with(' '));
            for (line, points) in picture.lines.iter().filter(|(line, points)| !own(line) && points.last() != end) {
                if runs_through(points, rect) {
                    wrong.push(format!("{name}: {line} runs through the label of {chip}"));
                }
            }
        }
        for line in Scene::new(&Graph::new(&design, &REGISTRY)).lines {
            if line.label.is_some() && line.chip.is_none() {
                wrong.push(format!("{name}: no room for the label of {}", line.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn texts_of_cards_are_never_cut() {
    for (name, design) in designs() {
        let scene = Scene::new(&Graph::new(&design, &REGISTRY));
        for node in &scene.nodes {
            assert!(!node.card.is_shortened, "{name}: {}", node.id);
        }
    }
}

#[test]
fn groups_stand_around_their_members_and_apart() {
    let mut wrong: Vec<String> = Vec::new();
    for (name, design) in designs() {
        let scene = Scene::new(&Graph::new(&design, &REGISTRY));
        for item in &scene.groups {
            let frame = item.rect;
            for other in scene.groups.iter().filter(|o| o.id != item.id) {
                let nested = design.group_within(&item.id, &other.id) || design.group_within(&other.id, &item.id);
                if !nested && frame.intersects(&other.rect) {
                    wrong.push(format!("{name}: {} and {} overlap", item.id, other.id));
                }
            }
            for node in &scene.nodes {
                let home = design.nodes[&node.id].group.as_ref();
                let inside = home.is_some_and(|home| design.group_within(home, &item.id));
                if inside {
                    let room = Rect { min: frame.min.offset(24.0, 40.0), max: frame.max.offset(-16.0, -16.0) };
                    if !room.contains_rect(&node.rect) {
                        wrong.push(format!("{name}: {} is too close to the border of {}", node.id, item.id));
                    }
                } else if frame.intersects(&node.rect) {
                    wrong.push(format!("{name}: {} stands in {}, to which it does not belong", node.id, item.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
