//! The scene of a changed design is made from the one before: it must be the one that is made from nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::{Draft, Problem};
use stackdraft::catalog::{Ends, Finding, Graph, Place, Severity};
use stackdraft::design::edit::Property;
use stackdraft::design::geometry::{Point, Rect, Size};
use stackdraft::design::{Connection, ConnectionId, Design, Editor, Group, GroupId, Node, NodeId, Parameter};
use stackdraft::draw::{Arrangement, Badges, LineItem, Scene};

use crate::generate::random::{self, Random};

/// A few findings here and there.
fn badges(design: &Design, random: &mut Random) -> Badges {
    let nodes = design.nodes.keys().map(|id| Place::Node(id.clone()));
    let lines = design.connections.keys().map(|id| Place::Connection(id.clone()));
    let groups = design.groups.keys().map(|id| Place::Group(id.clone()));
    let found = nodes.chain(lines).chain(groups).filter(|_| random.percent(20)).map(|place| finding(place, Severity::Warning));
    Badges::of(&found.collect::<Vec<_>>())
}

fn finding(place: Place, severity: Severity) -> Finding {
    Finding { code: "TST001", severity, message: String::new(), place, field: None, related: Vec::new(), fixes: Vec::new() }
}

/// What a line is, its course aside.
fn said(line: &LineItem) -> String {
    let further: Vec<_> = line.further.iter().map(|end| (&end.end, end.node)).collect();
    let ends = (line.source, &line.entry, line.target, further);
    let looks = (line.style, &line.label, line.badge, &line.waypoints, line.into_group);
    format!("{} {:?} {ends:?} {looks:?}", line.id, line.others)
}

/// Follows the design; whether the courses of lines could be compared, too. Where a line finds no way out of its port, it is
/// searched anew whenever all lines are looked at, and the others make way.
fn follow(scene: &mut Scene, before: &Design, after: &Design, badges: &Badges, what: &str) -> bool {
    let mut whole = Scene::soon(&Graph::new(after, &REGISTRY), scene);
    let mut followed = scene.follow(before, after, &REGISTRY);
    whole.set_badges(badges);
    followed.set_badges(badges);
    for (one, other) in followed.nodes.iter().zip(&whole.nodes) {
        assert_eq!(one, other, "{what}: the card of {}", other.id);
    }
    for (one, other) in followed.lines.iter().zip(&whole.lines) {
        assert_eq!(said(one), said(other), "{what}");
        assert_eq!((one.points.first(), one.points.last()), (other.points.first(), other.points.last()), "{what}: {}", one.id);
    }
    let same = (followed.nodes.len(), followed.lines.len()) == (whole.nodes.len(), whole.lines.len())
        && (&followed.groups, &followed.notes, &followed.folded, &followed.stack)
            == (&whole.groups, &whole.notes, &whole.folded, &whole.stack);
    assert!(same, "{what}");
    let looked_at = Scene::soon(&Graph::new(before, &REGISTRY), scene);
    let stable = looked_at.lines.iter().zip(&scene.lines).all(|(line, known)| line.points == known.points && line.chip == known.chip);
    if stable {
        for (one, other) in followed.lines.iter().zip(&whole.lines) {
            assert_eq!(one, other, "{what}: the line {}", other.id);
        }
        assert!(followed == whole, "{what}");
    }
    if followed.is_sketched() {
        followed.finish();
    }
    *scene = followed;
    stable
}

fn any<'a, K, V>(map: &'a BTreeMap<K, V>, random: &mut Random) -> Option<(&'a K, &'a V)> {
    (!map.is_empty()).then(|| map.iter().nth(random.below(map.len()))).flatten()
}

/// Changes something, and says what.
fn change(draft: &mut Draft<'_>, random: &mut Random) -> Result<String, Problem> {
    let design = draft.design().clone();
    let (Some((id, node)), Some((other, _))) = (any(&design.nodes, random), any(&design.nodes, random)) else {
        draft.add_node("queue", "First", None)?;
        return Ok("add the first node".to_owned());
    };
    let step = |random: &mut Random| (random.below(60) as f32 - 30.0) * 8.0;
    match random.below(20) {
        0..=2 => {
            let (dx, dy) = (step(random), step(random));
            draft.move_by(&[id.clone(), other.clone()], &[], &[], dx, dy)?;
            Ok(format!("move {id} and {other} by {dx} {dy}"))
        }
        3 => {
            let name = format!("{} of {}", node.name, random.below(100));
            draft.rename_node(id, &name)?;
            Ok(format!("rename {id}"))
        }
        4 => draft.remove_node(id).map(|()| format!("remove {id}")),
        5 => Ok(format!("add {}", draft.add_node(&node.kind, "New", Some(Point::new(step(random), step(random))))?)),
        6 | 7 => {
            let fields = design.nodes.values().filter(|like| like.kind == node.kind).nth(random.below(3)).map(|like| like.fields.clone());
            draft.change_node(id, |node| node.fields = fields.unwrap_or_default())?;
            Ok(format!("set fields of {id}"))
        }
        8 => {
            let Some(entry) = node.facets.values().flatten().map(|entry| entry.id.clone()).next() else { return Ok("nothing".to_owned()) };
            draft.remove_entry(id, &entry)?;
            Ok(format!("remove {entry} of {id}"))
        }
        9 | 10 => {
            let pairs = design.nodes.keys().flat_map(|from| design.nodes.keys().map(move |to| (from, to))).skip(random.below(400));
            let graph = Graph::new(&design, &REGISTRY);
            let fits = |(from, to): &(&NodeId, &NodeId)| {
                let ends: Option<Ends<'_>> = graph.ends(from, None, to);
                ends.is_some_and(|ends| REGISTRY.possible(&ends).is_ok())
            };
            let Some((from, to)) = pairs.into_iter().find(fits) else { return Ok("nothing".to_owned()) };
            draft.connect(from, None, to, None)?;
            Ok(format!("connect {from} and {to}"))
        }
        _ => change_more(draft, random, (id, other, node)),
    }
}

/// Changes something else, near these nodes or elsewhere.
fn change_more(draft: &mut Draft<'_>, random: &mut Random, (id, other, node): (&NodeId, &NodeId, &Node)) -> Result<String, Problem> {
    let design = draft.design().clone();
    let line = any(&design.connections, random);
    let group = any(&design.groups, random).map(|(id, _)| id.clone());
    let step = |random: &mut Random| (random.below(60) as f32 - 30.0) * 8.0;
    match random.below(9) {
        0 => match line {
            Some((line, _)) => draft.disconnect(line).map(|()| format!("disconnect {line}")),
            None => Ok("nothing".to_owned()),
        },
        1 => match line {
            Some((line, known)) => {
                let like = design.connections.values().filter(|like| like.kind == known.kind).nth(random.below(3));
                let fields = like.map(|like| like.fields.clone()).unwrap_or_default();
                draft.change_connection(line, |line| line.fields = fields)?;
                Ok(format!("set fields of {line}"))
            }
            None => Ok("nothing".to_owned()),
        },
        2 => {
            draft.change_node(id, |node| node.order = random.below(3) as i32)?;
            Ok(format!("raise {id}"))
        }
        3 => {
            draft.change_node(id, |node| node.locked = !node.locked)?;
            Ok(format!("lock {id}"))
        }
        4 => {
            let frame = Rect::from_min_size(node.at.offset(-24.0, -40.0), Size::new(600.0, 400.0));
            Ok(format!("group {}", draft.add_group("Group", &[id.clone(), other.clone()], frame)?))
        }
        5 => match group {
            Some(group) if random.percent(50) => {
                draft.change_group(&group, |group| group.locked = !group.locked)?;
                Ok(format!("lock {group}"))
            }
            Some(group) => {
                draft.change_group(&group, |group| group.collapsed = !group.collapsed)?;
                Ok(format!("collapse or open {group}"))
            }
            None => Ok("nothing".to_owned()),
        },
        6 => match group {
            Some(group) => draft.ungroup(&group).map(|()| format!("ungroup {group}")),
            None => Ok("nothing".to_owned()),
        },
        7 => Ok(format!("add {}", draft.add_note("A note", Point::new(step(random), step(random))))),
        _ => change_design(draft, random),
    }
}

fn change_design(draft: &mut Draft<'_>, random: &mut Random) -> Result<String, Problem> {
    if random.percent(50) {
        draft.set_property(Property::Name, "", Some(format!("shop {}", random.below(9))));
    } else {
        draft.set_parameter("Stage", Some(Parameter::default()))?;
    }
    Ok("change the design itself".to_owned())
}

/// The design laid out, so that no card lies on another.
fn arranged(design: &Design) -> Design {
    let mut draft = Draft::new(design, &REGISTRY);
    Arrangement::of(&Graph::new(design, &REGISTRY), |_| false).apply(&mut draft).expect("it can be laid out");
    draft.design().clone()
}

#[test]
fn after_any_edit_undo_and_redo_the_scene_is_the_one_made_from_nothing() {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut compared = 0;
    for seed in 0..6 {
        let mut random = Random::new(seed * 77 + 5);
        let mut editor = Editor::new(arranged(&random::draft(seed, 34)));
        let mut scene = Scene::new(&Graph::new(editor.design(), &REGISTRY));
        for number in 0..20 {
            let before = Arc::clone(editor.design());
            let what = match random.below(10) {
                0 | 1 => format!("undo {}", editor.undo().unwrap_or_default()),
                2 => format!("redo {}", editor.redo().unwrap_or_default()),
                _ => {
                    let mut draft = Draft::new(editor.design(), &REGISTRY);
                    let changed = if number == 3 { change_design(&mut draft, &mut random) } else { change(&mut draft, &mut random) };
                    let what = changed.unwrap_or_else(|refused| format!("refused: {refused}"));
                    editor.commit(draft.finish(what.clone()));
                    what
                }
            };
            let badges = badges(editor.design(), &mut random);
            *kinds.entry(what.split(' ').next().unwrap_or_default().to_owned()).or_default() += 1;
            compared +=
                usize::from(follow(&mut scene, &before, editor.design(), &badges, &format!("design {seed}, step {number}, {what}")));
        }
    }
    println!("{kinds:?}; the courses of all lines compared after {compared}");
    assert!(compared > 20, "{compared}");
    for kind in ["move", "rename", "remove", "add", "set", "connect", "disconnect", "raise", "lock", "group", "undo", "redo", "change"] {
        assert!(kinds.contains_key(kind), "{kind}: {kinds:?}");
    }
}

/// Functions and queues far and wide, each function sending to queues near it, in groups of twelve.
fn wide() -> Design {
    let mut design = Design::new("wide");
    let kind = |index: usize| if index.is_multiple_of(2) { "function" } else { "queue" };
    let id = |index: usize| NodeId::new(format!("{}-{index:03}", kind(index)));
    for index in 0..240 {
        let at = Point::new((index % 40) as f32 * 700.0, (index / 40) as f32 * 500.0);
        let mut node = Node::new(kind(index), &format!("Node {index}"), &format!("Node{index}"), at);
        let group = GroupId::new(format!("group-{:02}-{}", index % 40 / 4, index / 40 / 3));
        node.group = Some(group.clone());
        design.nodes.insert(id(index), node.into());
        let corner = Point::new((index % 40 / 4) as f32 * 2800.0 - 40.0, (index / 40 / 3) as f32 * 1500.0 - 40.0);
        let frame = Rect::from_min_size(corner, Size::new(2560.0, 1160.0));
        design.groups.entry(group).or_insert_with(|| Group::new("Group", frame).into());
    }
    for (from, to) in (0..240).step_by(2).flat_map(|from| [1, 41].map(|step| (from, from + step))).filter(|(_, to)| *to < 240) {
        let line = Connection::new("function_sends_queue", id(from), None, id(to));
        design.connections.insert(ConnectionId::new(format!("line-{from:03}-{to:03}")), line.into());
    }
    design
}

#[test]
fn in_a_wide_design_what_is_far_from_an_edit_stays_the_very_same() {
    let before = wide();
    let mut scene = Scene::new(&Graph::new(&before, &REGISTRY));
    let mut draft = Draft::new(&before, &REGISTRY);
    draft.move_by(&[NodeId::new("queue-061")], &[], &[], 200.0, 96.0).expect("it can move");
    draft.add_node("table", "Between", Some(Point::new(10_000.0, 700.0))).expect("it can be added");
    draft.remove_node(&NodeId::new("queue-019")).expect("it can go");
    let after = draft.design().clone();
    let old = scene.clone();
    assert!(follow(&mut scene, &before, &after, &Badges::default(), "three edits"));
    // Cards were added and removed before most: only the place of their ends in the scene is another.
    let same = |line: &Arc<LineItem>| old.line(&line.id).is_some_and(|place| old.lines[place].points == line.points);
    let stayed = scene.lines.iter().filter(|line| same(line)).count();
    assert!(stayed > scene.lines.len() * 3 / 4, "{stayed} of {}", scene.lines.len());

    let mut draft = Draft::new(&after, &REGISTRY);
    draft.move_by(&[NodeId::new("queue-061")], &[], &[], -200.0, -96.0).expect("it can move");
    let back = draft.design().clone();
    let old = scene.clone();
    assert!(follow(&mut scene, &after, &back, &Badges::default(), "one move"));
    let shared = scene.lines.iter().zip(&old.lines).filter(|(line, old)| Arc::ptr_eq(line, old)).count();
    assert!(shared > scene.lines.len() * 3 / 4, "{shared} of {} lines are shared", scene.lines.len());
}

#[test]
fn a_label_of_another_width_finds_its_place_anew() {
    let script = "add queue Orders\nadd function Worker\nmove Worker 480 0\nconnect Orders Worker";
    let mut draft = Draft::new(&Design::new("shop"), &REGISTRY);
    stackdraft::cli::script::run(script, &mut draft).unwrap_or_else(|fault| panic!("{}", fault.problem.message));
    let before = draft.design().clone();
    let scene = Scene::new(&Graph::new(&before, &REGISTRY));
    let line = before.connections.keys().next().expect("a line").clone();
    draft.set_connection_field(&line, "batch_size", Some(1000.into())).expect("a batch size");
    for after in [Scene::after(&Graph::new(draft.design(), &REGISTRY), &scene), scene.follow(&before, draft.design(), &REGISTRY)] {
        let (old, new) = (&scene.lines[0], &after.lines[0]);
        let size = |line: &LineItem| line.label.as_ref().map(|(_, size)| *size);
        assert_ne!(size(old), size(new));
        assert_eq!(new.chip.map(|chip| chip.width()), size(new).map(|size| size.width));
        assert_eq!(old.points, new.points);
    }
}
