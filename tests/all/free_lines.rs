//! Lines as they were routed run through no card, under no label and upon no other line, in every sample; the same is counted
//! in random designs, whose lines are many more.

use std::path::PathBuf;

use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Date, Graph};
use stackdraft::design::geometry::{Point, Rect};
use stackdraft::design::{Design, GroupId};
use stackdraft::draw::{Arrangement, LineItem, Scene, unfold};
use stackdraft::{REGISTRY, project};

use crate::generate::random::{self, Random};
use crate::groups::grouped;

const TODAY: Date = Date::new(2026, 11, 23);

/// What is wrong in a picture, by kind.
#[derive(Debug, Default)]
struct Faults {
    through_cards: Vec<String>,
    under_labels: Vec<String>,
    under_names: Vec<String>,
    upon_lines: Vec<String>,
    /// Pairs that have a port in common but lie on each other elsewhere than from there.
    upon_kin: Vec<String>,
    labels_on_labels: Vec<String>,
    labels_on_cards: Vec<String>,
    labels_beside: Vec<String>,
    without_place: Vec<String>,
    labels: usize,
}

impl Faults {
    fn of(name: &str, scene: &Scene) -> Self {
        let mut faults = Self::default();
        faults.count(name, scene);
        faults
    }

    fn count(&mut self, name: &str, scene: &Scene) {
        let courses: Vec<(usize, &[Point])> =
            scene.lines.iter().enumerate().flat_map(|(n, line)| courses(line).map(move |c| (n, c))).collect();
        let references = scene.references.iter().map(|reference| (usize::MAX, &reference.points[..]));
        let said = |n: usize| scene.lines.get(n).map_or("a reference", |line| line.id.as_str());
        let chips: Vec<(usize, Rect)> = scene.lines.iter().enumerate().filter_map(|(n, line)| Some((n, line.chip?))).collect();
        let names: Vec<(&str, Rect)> = scene.groups.iter().filter_map(|group| Some((group.id.as_str(), group.title()?))).collect();
        for (line, points) in courses.iter().copied().chain(references) {
            for card in scene.nodes.iter().filter(|card| enters(points, &card.rect)) {
                self.through_cards.push(format!("{name}: {} runs through {}: {points:?} and {:?}", said(line), card.id, card.rect));
            }
            for (owner, chip) in chips.iter().filter(|(owner, chip)| *owner != line && enters(points, chip)) {
                self.under_labels.push(format!("{name}: {} runs under the label of {} at {chip:?}", said(line), said(*owner)));
            }
            for (group, _) in names.iter().filter(|(_, title)| enters(points, title)) {
                self.under_names.push(format!("{name}: {} runs under the name of {group}", said(line)));
            }
        }
        for (number, (line, points)) in courses.iter().enumerate() {
            for (other, along) in courses.iter().skip(number + 1).filter(|(other, _)| other != line) {
                let (points, along, kin) = apart(points, along);
                if let Some(place) = run_together(&points, &along) {
                    let upon = if kin { &mut self.upon_kin } else { &mut self.upon_lines };
                    upon.push(format!("{name}: {} and {} lie on each other: {place}", said(*line), said(*other)));
                }
            }
        }
        for (number, (line, chip)) in chips.iter().enumerate() {
            self.labels += 1;
            let points = &scene.lines[*line].points;
            if !points.windows(2).any(|pair| Rect::from_points(pair[0], pair[1]).expanded(0.1).contains(chip.center())) {
                self.labels_beside.push(format!("{name}: the label of {} stands beside it at {chip:?}", said(*line)));
            }
            let others = chips.iter().skip(number + 1).filter(|(_, other)| other.intersects(chip));
            self.labels_on_labels.extend(others.map(|(other, _)| format!("{name}: the labels of {} and {}", said(*line), said(*other))));
            let titles = names.iter().filter(|(_, title)| title.intersects(chip));
            self.labels_on_labels.extend(titles.map(|(group, _)| format!("{name}: the label of {} and the name of {group}", said(*line))));
            let cards = scene.nodes.iter().filter(|card| card.rect.intersects(chip));
            self.labels_on_cards.extend(cards.map(|card| format!("{name}: the label of {} lies on {}", said(*line), card.id)));
        }
        let without = scene.lines.iter().filter(|line| line.label.is_some() && line.chip.is_none());
        self.without_place.extend(without.map(|line| format!("{name}: {} has no place for its label", line.id)));
    }

    /// What no picture may have.
    fn grave(&self) -> Vec<&String> {
        [&self.through_cards, &self.labels_on_labels, &self.labels_on_cards].into_iter().flatten().collect()
    }

    fn all(&self) -> Vec<&String> {
        let others = [&self.under_labels, &self.under_names, &self.upon_lines, &self.upon_kin, &self.without_place].into_iter().flatten();
        self.grave().into_iter().chain(others).collect()
    }
}

/// The course of a line, and those of its further ends.
fn courses(line: &LineItem) -> impl Iterator<Item = &[Point]> {
    std::iter::once(&line.points[..]).chain(line.further.iter().map(|end| &end.points[..]))
}

/// Whether a course enters a rectangle by more than its edge.
fn enters(points: &[Point], rect: &Rect) -> bool {
    let inner = rect.expanded(-0.3);
    points.windows(2).any(|pair| Rect::from_points(pair[0], pair[1]).expanded(0.05).intersects(&inner))
}

/// What two courses do once they have parted, where they start at the same port or lead to the same; whether they do.
fn apart(a: &[Point], b: &[Point]) -> (Vec<Point>, Vec<Point>, bool) {
    let backwards = |points: &[Point]| points.iter().rev().copied().collect::<Vec<_>>();
    let ((a, b), start) = parted(a, b);
    let ((a, b), end) = parted(&backwards(&a), &backwards(&b));
    (a, b, start || end)
}

/// Two courses from where they part; whether they start at the same port.
fn parted(a: &[Point], b: &[Point]) -> ((Vec<Point>, Vec<Point>), bool) {
    let (mut rest, mut beside) = (a.to_vec(), b.to_vec());
    let same = |a: &[Point], b: &[Point]| a.first().zip(b.first()).is_some_and(|(a, b)| a.distance(*b) < 0.1);
    let start = same(a, b);
    while let ([_, a, ..], [at, b, ..]) = (&rest[..], &beside[..])
        && same(&rest, &beside)
    {
        let step = |to: &Point| (to.x - at.x, to.y - at.y);
        let ((ax, ay), (bx, by)) = (step(a), step(b));
        if (ax * by - ay * bx).abs() > 0.5 || ax * bx + ay * by <= 0.0 {
            break;
        }
        // The shorter of the two pieces is run together; both go on from its end.
        let end = if ax.hypot(ay) < bx.hypot(by) { *a } else { *b };
        for points in [&mut rest, &mut beside] {
            points[0] = end;
            if points[1].distance(end) < 0.1 {
                points.remove(0);
            }
        }
    }
    ((rest, beside), start)
}

/// Lines this close to each other for so long cannot be told apart.
const CLOSE: f32 = 1.9;
const LONG: f32 = 8.0;

/// Where two courses lie on each other for a while.
fn run_together(a: &[Point], b: &[Point]) -> Option<String> {
    let pieces = |points: &[Point]| points.windows(2).map(|pair| Rect::from_points(pair[0], pair[1])).enumerate().collect::<Vec<_>>();
    let (first, second) = (pieces(a), pieces(b));
    first.iter().find_map(|(m, piece)| {
        let upon = second.iter().find(|(_, other)| {
            let across = piece.max.x.min(other.max.x) - piece.min.x.max(other.min.x);
            let down = piece.max.y.min(other.max.y) - piece.min.y.max(other.min.y);
            (across > LONG && down > -CLOSE) || (down > LONG && across > -CLOSE)
        });
        upon.map(|(n, _)| format!("piece {m} of {a:?} and piece {n} of {b:?}"))
    })
}

fn samples() -> Vec<(String, Design)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-projects");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 6);
    let name = |file: &PathBuf| file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    files.iter().map(|file| (name(file), project::load(file).unwrap())).collect()
}

fn scene(design: &Design) -> Scene {
    Scene::new(&Graph::new(design, &REGISTRY))
}

fn arranged(design: &Design) -> Design {
    let mut draft = Draft::new(design, &REGISTRY);
    Arrangement::of(&Graph::new(design, &REGISTRY), |_| false).apply(&mut draft).map_err(|problem| problem.message).unwrap();
    draft.design().clone()
}

#[test]
fn lines_and_labels_are_free_in_the_samples() {
    let mut beside = Vec::new();
    let mut found = Vec::new();
    for (name, design) in samples() {
        let mut look = |name: String, design: &Design| {
            let faults = Faults::of(&name, &scene(design));
            found.extend(faults.all().into_iter().cloned());
            beside.extend(faults.labels_beside);
        };
        look(name.clone(), &design);
        look(format!("{name}, arranged"), &arranged(&design));
        for group in design.groups.keys().cloned().collect::<Vec<GroupId>>() {
            let mut draft = Draft::new(&design, &REGISTRY);
            unfold::collapse(&mut draft, &group).map_err(|problem| problem.message).unwrap();
            look(format!("{name} without {group}"), draft.design());
        }
    }
    println!("beside their lines: {beside:#?}");
    assert!(found.is_empty(), "{} faults: {found:#?}", found.len());
}

#[test]
fn faults_are_seen_where_there_are_some() {
    let (name, design) = samples().remove(2);
    let whole = scene(&design);
    let labelled = whole.lines.iter().position(|line| line.chip.is_some()).expect("a label");
    let mut wrong = whole.clone();
    let spoil = |scene: &mut Scene, line: usize, spoil: &dyn Fn(&mut LineItem)| spoil(std::sync::Arc::make_mut(&mut scene.lines[line]));
    // A label on a card, a line through a card and under a label.
    let card = whole.nodes[0].rect.center();
    spoil(&mut wrong, labelled, &|line| line.chip = line.chip.map(|chip| Rect::from_min_size(card, chip.size())));
    spoil(&mut wrong, (labelled + 1) % whole.lines.len(), &|line| line.points = vec![card.offset(-300.0, 4.0), card.offset(300.0, 4.0)]);
    let faults = Faults::of(&name, &wrong);
    for found in [&faults.through_cards, &faults.under_labels, &faults.labels_on_cards, &faults.labels_beside] {
        assert!(!found.is_empty(), "{faults:#?}");
    }
}

#[test]
fn lines_and_labels_of_random_designs_are_mostly_free() {
    let (designs, _) = random::some(24, 31, TODAY);
    let mut chance = Random::new(7);
    let designs: Vec<Design> =
        designs.into_iter().enumerate().map(|(n, design)| if n % 2 == 0 { design } else { grouped(design, &mut chance) }).collect();
    let found = random::in_parallel(&designs, |design| Faults::of(&design.name, &scene(&arranged(design))));
    let count = |of: fn(&Faults) -> usize| found.iter().map(of).sum::<usize>();
    let grave: Vec<&String> = found.iter().flat_map(Faults::grave).collect();
    let labels = count(|faults| faults.labels);
    let (under, names) = (count(|faults| faults.under_labels.len()), count(|faults| faults.under_names.len()));
    let (beside, without) = (count(|faults| faults.labels_beside.len()), count(|faults| faults.without_place.len()));
    let (upon, kin) = (count(|faults| faults.upon_lines.len()), count(|faults| faults.upon_kin.len()));
    println!("{labels} labels: {under} over other lines, {beside} beside their own, {without} without a place; {names} names");
    println!("{upon} pairs of lines upon each other, and {kin} that have a port in common, elsewhere than from there");
    assert!(grave.is_empty(), "{} faults: {grave:#?}", grave.len());
    assert!(labels > 500, "{labels}");
    assert!(under * 150 <= labels, "{under} of {labels} labels lie over other lines");
    assert!(beside * 10 <= labels * 3, "{beside} of {labels} labels stand beside their lines");
    assert!(names <= 2 && without <= 1, "{names} names, {without} without a place");
    assert!(upon + kin <= 90, "{upon} and {kin} pairs of lines lie on each other");
}
