//! Collapsed groups in pictures, in scripts and in what a design becomes.

use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Date, Graph, LineStyle};
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::design::geometry::Rect;
use stackdraft::draw::{Arrangement, Badge, Scene, Theme, svg};
use stackdraft::synth::analyse;
use stackdraft::{REGISTRY, project};

const TODAY: Date = Date::new(2026, 11, 23);

/// A queue outside, two functions and a queue of failures in a group, a topic outside; a group in a group.
const SHOP: &str = r"
add queue Orders
add queue Returns
add function Worker
add function Checker
add queue Failed
add topic Events
connect Orders Worker
connect Returns Worker
connect Orders Failed max_receives=3
connect Worker Events
connect Checker Events
group Checks Checker
group Billing Worker Failed
move Orders 0 0
move Returns 0 120
move Worker 400 40
move Failed 400 160
move Checker 400 280
move Events 1000 40
frame Billing 360 0 320 480
frame Checks 380 240 280 140
";

fn edited(design: &Design, text: &str) -> Design {
    let mut draft = Draft::new(design, &REGISTRY);
    script::run(text, &mut draft).unwrap_or_else(|fault| panic!("{}: {}", fault.line, fault.problem.message));
    draft.design().clone()
}

fn shop() -> Design {
    let mut design = edited(&Design::new("shop"), SHOP);
    let billing = design.groups.keys().find(|id| id.as_str() == "billing").cloned();
    let checks = design.groups.get_mut("checks").expect("the inner group");
    std::sync::Arc::make_mut(checks).parent = billing;
    design
}

fn scene(design: &Design) -> Scene {
    let mut scene = Scene::new(&Graph::new(design, &REGISTRY));
    scene.set_findings(&analyse(design, &REGISTRY, TODAY).report.findings);
    scene
}

fn card(scene: &Scene) -> &stackdraft::draw::NodeItem {
    scene.nodes.iter().find(|item| item.group.is_some()).expect("the card of a group")
}

#[test]
fn one_card_stands_for_everything_inside() {
    let open = shop();
    let collapsed = edited(&open, "collapse Billing");
    let scene = scene(&collapsed);
    let names: Vec<&str> = scene.nodes.iter().map(|item| item.card.title.text.as_str()).collect();
    assert_eq!(names, ["Billing", "Orders", "Returns", "Events"]);
    let card = card(&scene);
    assert_eq!(card.card.subtitle.text, "3 nodes · 1 group");
    assert!(scene.groups.is_empty(), "neither frame is drawn");
    assert_eq!(card.rect.min, collapsed.groups["billing"].at);
}

#[test]
fn lines_lead_to_its_edge_and_those_side_by_side_are_one() {
    let scene = scene(&edited(&shop(), "collapse Billing"));
    let place = scene.nodes.iter().position(|item| item.group.is_some()).expect("a card");
    let mut found: Vec<(String, LineStyle, String)> = Vec::new();
    for line in &scene.lines {
        let name = |node: usize| scene.nodes[node].card.title.text.clone();
        found.push((format!("{} → {}", name(line.source), name(line.target)), line.style, line.label.clone().unwrap_or_default().0));
        let rect = scene.nodes[place].rect.expanded(0.5);
        let at_edge = if line.target == place { line.points.last() } else { line.points.first() };
        assert!(at_edge.is_some_and(|at| rect.contains(*at) && !rect.expanded(-1.5).contains(*at)), "{:?} {rect:?}", line.points);
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then(a.2.cmp(&b.2)));
    let merged = scene.lines.iter().find(|line| !line.others.is_empty()).expect("two lines drawn as one");
    assert_eq!(
        merged.connections().map(stackdraft::design::ConnectionId::as_str).collect::<Vec<_>>(),
        ["checker-to-events", "worker-to-events"]
    );
    assert_eq!(merged.label.as_ref().map(|(text, _)| text.as_str()), Some("2 × publishes"));
    assert_eq!(scene.line(&"worker-to-events".into()), scene.line(&"checker-to-events".into()));
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn its_badge_is_of_everything_inside() {
    let design = edited(&shop(), "group Inputs Orders Returns");
    let open = scene(&design);
    let inside = open.nodes.iter().filter(|item| item.id.as_str().starts_with("queue-") && item.id.as_str() != "queue-failed");
    let badges: Vec<Badge> = inside.filter_map(|item| item.badge).collect();
    assert!(!badges.is_empty(), "a queue without dead letters is found");
    let collapsed = scene(&edited(&design, "collapse Inputs"));
    let badge = card(&collapsed).badge.expect("a badge");
    assert_eq!(badge.count, badges.iter().map(|badge| badge.count).sum::<usize>());
    assert_eq!(Some(badge.worst), badges.iter().map(|badge| badge.worst).min());
}

#[test]
fn the_template_does_not_change_and_the_file_says_so() {
    let open = shop();
    let collapsed = edited(&open, "collapse Billing\ncollapse Checks");
    let template = |design: &Design| analyse(design, &REGISTRY, TODAY).synthesis.template.yaml();
    assert_eq!(template(&open), template(&collapsed));
    let text = project::print(&collapsed);
    assert_eq!(project::parse(&text).expect("a design"), collapsed);
    assert_eq!(text.matches("\"collapsed\": true").count(), 2);
    let outside = edited(&collapsed, "expand Checks");
    assert!(!outside.groups["billing"].collapsed, "what is around it opens too");
    assert!(!outside.groups["checks"].collapsed);
}

#[test]
fn moving_the_card_moves_what_is_inside() {
    let collapsed = edited(&shop(), "note Inside 500 420 80 40\ncollapse Billing\nmove Billing 460 100");
    let expanded = edited(&collapsed, "expand Billing");
    assert_eq!((expanded.nodes["function-worker"].at.x, expanded.nodes["function-worker"].at.y), (500.0, 140.0));
    assert_eq!(expanded.groups["checks"].at.x, 480.0);
    assert_eq!(expanded.notes.values().next().map(|note| note.at.x), Some(600.0), "notes inside come along");
}

#[test]
fn what_is_in_the_way_makes_room_when_it_opens() {
    let crowded = edited(
        &shop(),
        "collapse Billing\nadd function Beside\nmove Beside 640 0\nadd function Below\nmove Below 380 120\ngroup Around Beside Below",
    );
    let open = edited(&crowded, "expand Billing");
    let scene = scene(&open);
    let frame = open.groups["billing"].frame();
    for item in &scene.nodes {
        let inside = open.nodes[&item.id].group.as_ref().is_some_and(|group| open.group_within(group, &"billing".into()));
        assert!(inside || !item.rect.intersects(&frame), "{} stands in {frame:?}: {:?}", item.id, item.rect);
    }
    let cards: Vec<Rect> = scene.nodes.iter().map(|item| item.rect).collect();
    for (number, one) in cards.iter().enumerate() {
        assert!(cards.iter().skip(number + 1).all(|other| !one.intersects(other)), "{one:?}");
    }
    let around = open.groups["around"].frame();
    for name in ["function-beside", "function-below"] {
        let item = scene.nodes.iter().find(|item| item.id.as_str() == name).expect("the card");
        assert!(around.contains_rect(&item.rect), "{name} left its group");
    }
}

#[test]
fn layout_treats_it_as_one_card() {
    let collapsed = edited(&shop(), "collapse Billing");
    let arrangement = Arrangement::of(&Graph::new(&collapsed, &REGISTRY), |_| false);
    assert_eq!(arrangement.folded.len(), 1);
    assert!(arrangement.nodes.iter().all(|(id, _)| !id.as_str().contains("worker")));
    let arranged = edited(&collapsed, "arrange");
    let (from, to) = (collapsed.groups["billing"].at, arranged.groups["billing"].at);
    let (inside, then) = (collapsed.nodes["function-worker"].at, arranged.nodes["function-worker"].at);
    assert_eq!((then.x - inside.x, then.y - inside.y), (to.x - from.x, to.y - from.y));
    let scene = scene(&arranged);
    for (number, one) in scene.nodes.iter().enumerate() {
        assert!(scene.nodes.iter().skip(number + 1).all(|other| !one.rect.intersects(&other.rect)), "{}", one.id);
    }
    assert_eq!(edited(&arranged, "arrange"), arranged, "to arrange twice is to arrange once");
}

#[test]
fn pictures_show_the_card() {
    let picture = svg::write(&scene(&edited(&shop(), "collapse Billing")), Theme::Dark, "shop");
    assert!(picture.contains(">Billing<") && picture.contains("3 nodes · 1 group") && picture.contains("2 × publishes"));
    assert!(!picture.contains(">Worker<") && !picture.contains(">Checks<"));
}

#[test]
fn scripts_colour_lock_stack_bend_and_arrange() {
    let design = edited(&shop(), "color Billing green\nlock Checks Orders\nstack Worker front\nbend Orders Worker through 300,40 300,90");
    assert_eq!(design.groups["billing"].color.as_deref(), Some("green"));
    assert!(design.groups["checks"].locked && design.nodes["queue-orders"].locked);
    assert_eq!(design.nodes["function-worker"].order, 1);
    let text = project::print(&design);
    assert_eq!(project::parse(&text).expect("a design"), design);
    let refused = |text: &str| {
        let mut draft = Draft::new(&design, &REGISTRY);
        script::run(text, &mut draft).expect_err("a refusal").problem.message
    };
    assert_eq!(refused("move Orders 8 8"), "Orders is locked");
    assert_eq!(refused("remove Checker"), "Checker is in Checks, which is locked");
    assert_eq!(refused("ungroup Checks"), "Checks is locked");
    assert_eq!(refused("color Billing pink"), "there is no colour `pink`");
    assert!(refused("stack Billing front").contains("groups lie below"));
    assert!(refused("bend Orders Worker through here").contains("no corner"));
    let line = |design: &Design| {
        let found = design.connections.values().find(|c| c.source.as_str() == "queue-orders" && c.target.as_str() == "function-worker");
        found.expect("the line").waypoints.clone()
    };
    assert_eq!(line(&design).len(), 2);
    assert!(line(&edited(&design, "straighten Orders Worker")).is_empty());
    let free = edited(&design, "unlock Checks Orders\nmove Orders 8 8");
    assert_eq!(free.nodes["queue-orders"].at.x, 8.0);
    let arranged = edited(&design, "arrange");
    assert_eq!(arranged.nodes["queue-orders"].at, design.nodes["queue-orders"].at, "what is locked stays");
    assert_eq!(arranged.nodes["function-checker"].at, design.nodes["function-checker"].at);
}

#[test]
fn a_group_is_laid_out_alone() {
    let design = edited(&shop(), "move Worker 700 300\nmove Failed 380 500\nframe Billing 360 0 900 700\nmove Events 1400 40");
    let arranged = edited(&design, "arrange Billing");
    for name in ["queue-orders", "queue-returns", "topic-events"] {
        assert_eq!(arranged.nodes[name].at.y, design.nodes[name].at.y, "{name} stays in its row");
    }
    let scene = scene(&arranged);
    let frame = arranged.groups["billing"].frame();
    for item in &scene.nodes {
        let inside = arranged.nodes[&item.id].group.as_ref().is_some_and(|group| arranged.group_within(group, &"billing".into()));
        assert_eq!(inside, frame.contains_rect(&item.rect), "{}: {:?} in {frame:?}", item.id, item.rect);
    }
    assert!(frame.contains_rect(&arranged.groups["checks"].frame()));
    assert_eq!(edited(&arranged, "arrange Billing"), arranged, "to arrange twice is to arrange once");
}

#[test]
fn what_is_locked_is_shown() {
    let open = svg::write(&scene(&shop()), Theme::Dark, "shop");
    let locked = svg::write(&scene(&edited(&shop(), "lock Orders Billing\nnote Read 0 300\nlock Read")), Theme::Dark, "shop");
    // A padlock is a round ground, a shackle and a body.
    let rects = |picture: &str| picture.matches("<rect").count();
    assert!(rects(&locked) > rects(&open) + 6, "{} and {}", rects(&open), rects(&locked));
}

#[test]
fn a_raised_note_lies_above_cards_in_pictures() {
    let design = edited(&shop(), "note Above 10 10\nstack Above front");
    let picture = svg::write(&scene(&design), Theme::Light, "shop");
    let place = |id: &str| picture.find(&format!("data-id=\"{id}\"")).expect("an item");
    assert!(place("above") > place("queue-orders"));
    let below = svg::write(&scene(&edited(&design, "stack Above back")), Theme::Light, "shop");
    assert!(below.find("data-id=\"above\"").expect("the note") < below.find("data-id=\"queue-orders\"").expect("the card"));
}
