//! Lines go around notes where there is another way, and over them where there is none.

use stackdraft::catalog::Graph;
use stackdraft::catalog::draft::Draft;
use stackdraft::design::geometry::{Point, Rect, Size};
use stackdraft::design::{Design, Note, NoteId};
use stackdraft::draw::Scene;
use stackdraft::{REGISTRY, project};

/// A queue to the left of a function, and the line between them, with a note there.
fn design(note: Option<Rect>) -> Design {
    let empty = Design::new("notes");
    let mut draft = Draft::new(&empty, &REGISTRY);
    let queue = draft.add_node("queue", "Orders", Some(Point::new(0.0, 200.0))).map_err(|problem| problem.message).unwrap();
    let function = draft.add_node("function", "Work", Some(Point::new(800.0, 200.0))).map_err(|problem| problem.message).unwrap();
    draft.connect(&queue, None, &function, None).map_err(|problem| problem.message).unwrap();
    let mut design = draft.design().clone();
    if let Some(rect) = note {
        design.notes.insert(NoteId::new("note"), Note { size: rect.size(), ..Note::new("Remember", rect.min) }.into());
    }
    design
}

fn scene(design: &Design) -> Scene {
    Scene::new(&Graph::new(design, &REGISTRY))
}

fn is_over(scene: &Scene, note: &Rect) -> bool {
    let line = &scene.lines[0];
    let inner = note.expanded(-0.5);
    line.points.windows(2).any(|pair| Rect::from_points(pair[0], pair[1]).expanded(0.05).intersects(&inner))
        || line.chip.is_some_and(|chip| chip.intersects(&inner))
}

const BETWEEN: Rect = Rect { min: Point { x: 350.0, y: 160.0 }, max: Point { x: 550.0, y: 300.0 } };

#[test]
fn a_line_goes_around_a_note_between_its_cards() {
    assert!(is_over(&scene(&design(None)), &BETWEEN), "without the note it runs there");
    let around = scene(&design(Some(BETWEEN)));
    assert!(!is_over(&around, &BETWEEN), "{:?}", around.lines[0].points);
    // Nor does it touch it.
    assert!(!is_over(&around, &BETWEEN.expanded(8.0)), "{:?}", around.lines[0].points);
}

#[test]
fn a_line_gives_way_to_a_note_that_is_put_upon_it_and_only_then() {
    let before = design(None);
    let straight = scene(&before);
    let follows = |note: Rect| straight.follow(&before, &design(Some(note)), &REGISTRY);
    let around = follows(BETWEEN);
    assert!(!is_over(&around, &BETWEEN), "{:?}", around.lines[0].points);
    let aside = follows(Rect::from_min_size(Point::new(350.0, 600.0), Size::new(200.0, 100.0)));
    assert_eq!(aside.lines[0].points, straight.lines[0].points);
}

#[test]
fn a_note_behind_the_cards_is_no_obstacle() {
    let behind = Rect::from_min_size(Point::new(-100.0, 0.0), Size::new(1300.0, 600.0));
    assert_eq!(scene(&design(Some(behind))).lines[0].points, scene(&design(None)).lines[0].points);
}

#[test]
fn a_note_as_high_as_can_be_is_crossed() {
    let wall = Rect::from_min_size(Point::new(350.0, -40_000.0), Size::new(200.0, 80_000.0));
    let crossed = scene(&design(Some(wall)));
    assert!(is_over(&crossed, &wall) && crossed.lines[0].points.len() <= 4, "{:?}", crossed.lines[0].points);
}

#[test]
fn in_no_sample_does_a_line_run_over_a_note() {
    for sample in project::samples::SAMPLES {
        let design = project::parse(sample.text).unwrap();
        let scene = scene(&design);
        for line in &scene.lines {
            for note in &scene.notes {
                let own = [line.source, line.target].iter().any(|card| scene.nodes[*card].rect.intersects(&note.rect));
                let over = line.points.windows(2).any(|pair| Rect::from_points(pair[0], pair[1]).expanded(0.05).intersects(&note.rect));
                assert!(own || !over, "{}: {} runs over {}", design.name, line.id, note.id);
            }
        }
    }
    assert!(project::samples::SAMPLES.iter().any(|sample| sample.text.contains("\"notes\"")));
}
