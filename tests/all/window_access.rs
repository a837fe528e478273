//! Everything in the window has a role, a name and a state, and is reached with the keyboard.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use egui::accesskit::{Action, Role};
use egui::{Key, Modifiers, Rect};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use stackdraft::design::Design;

use crate::generate::{Case, connections_alone, services_alone, services_at_work};
use crate::window_names::{bounds, faults};
use crate::window_support::Driver;

#[track_caller]
fn assert_says_all(window: &Driver, what: &str) {
    let found = faults(window.harness.query_all_by(|_| true));
    assert!(found.is_empty(), "{what}: {found:#?}");
}

fn sample() -> Driver {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-projects/order-processing.stackdraft.json");
    let mut window = Driver::open(&[file]);
    window.settle();
    window
}

/// The tabs of the inspector.
const TABS: [&str; 4] = ["Resources", "Permissions", "Findings", "Settings"];

/// Shows every tab of the inspector, and looks into every list of it.
fn look_at_tabs(window: &mut Driver, what: &str) {
    for tab in TABS {
        if window.harness.query_by_role_and_label(Role::Tab, tab).is_none() {
            continue;
        }
        window.click_role(Role::Tab, tab);
        assert_says_all(window, &format!("{what}, {tab}"));
    }
    let opens: Vec<String> = labels(window, |role, label| role == Role::Button && label.starts_with("Open ") && !label.ends_with('…'));
    for open in opens.into_iter().filter(|label| label != "Open") {
        window.harness.query_all_by_role_and_label(Role::Button, &open).for_each(|button| button.click());
        window.run();
        assert_says_all(window, &format!("{what}, {open}"));
    }
}

fn labels(window: &Driver, is: impl Fn(Role, &str) -> bool) -> Vec<String> {
    let nodes = window.harness.query_all_by(|_| true).map(|node| node.accesskit_node());
    nodes.filter_map(|node| node.label().filter(|label| is(node.role(), label))).collect()
}

#[test]
fn the_start_page_and_the_panels_say_what_they_are() {
    let mut start = Driver::start();
    start.settle();
    assert_says_all(&start, "start page");
    let mut window = sample();
    for tab in ["Problems", "Template", "Nodes", "Deploy"] {
        window.click_role(Role::Tab, tab);
        assert_says_all(&window, tab);
    }
    for thing in ["API Orders API", "Function Ship order", "Workflow Process order", "Connection Shipping requests", "Group Ordering"] {
        window.click_containing(thing);
        assert_says_all(&window, thing);
        look_at_tabs(&mut window, thing);
    }
    window.keys(Modifiers::COMMAND, Key::A);
    assert_says_all(&window, "several things");
    window.keys(Modifiers::NONE, Key::Escape);
    window.click_containing("Function Ship order");
    window.command("show what it becomes");
    assert_says_all(&window, "what it becomes");
    window.command("dock bottom left");
    assert_says_all(&window, "the bottom panel at the left");
    window.command("help");
    assert_says_all(&window, "help");
    window.keys(Modifiers::NONE, Key::Escape);
    window.command("tour");
    for step in 1..=5 {
        assert!(window.shows(&format!("Step {step} of 5")));
        assert_says_all(&window, &format!("step {step} of the tour"));
        window.keys(Modifiers::NONE, Key::Enter);
    }
}

#[test]
fn menus_and_lists_in_front_say_what_they_are() {
    let mut window = sample();
    for menu in ["File", "Edit", "View", "Arrange", "Help"] {
        // Buttons elsewhere may be called the same; the menus come first.
        window.harness.query_all_by_label(menu).next().expect("the menu").click();
        window.run();
        let before = labels(&window, |role, _| role == Role::Button || role == Role::MenuItemCheckBox).len();
        assert!(before > 20, "{menu} is open: {before}");
        assert_says_all(&window, menu);
        window.keys(Modifiers::NONE, Key::Escape);
    }
    for thing in ["Function Ship order", "Connection Shipping requests", "Group Ordering", "Design order-processing"] {
        let at = window.place(thing);
        window.secondary_click(at);
        assert_says_all(&window, &format!("menu of {thing}"));
        window.keys(Modifiers::NONE, Key::Escape);
    }
    for words in
        ["settings", "keyboard shortcuts", "change keys", "new environment", "edit environment", "choose environment", "find", "about"]
    {
        window.keys(Modifiers::COMMAND, Key::K);
        assert_says_all(&window, "command palette");
        window.write(words);
        window.keys(Modifiers::NONE, Key::Enter);
        assert_says_all(&window, words);
        for section in ["Appearance", "Canvas", "Files", "New nodes", "Keyboard"] {
            if words == "settings" {
                window.click_role(Role::Tab, section);
                assert_says_all(&window, section);
            }
        }
        window.keys(Modifiers::NONE, Key::Escape);
        window.keys(Modifiers::NONE, Key::Escape);
    }
    window.click_containing("Function Ship order");
    window.keys(Modifiers::NONE, Key::C);
    assert_says_all(&window, "what to connect to");
    window.keys(Modifiers::NONE, Key::Escape);
    window.click_containing("Design order-processing");
    window.keys(Modifiers::NONE, Key::Slash);
    assert_says_all(&window, "what to add");
}

/// Of each kind the case with the most settings.
fn fullest(cases: Vec<Case>) -> BTreeMap<String, Design> {
    let settings = |design: &Design| {
        let entries = design.nodes.values().flat_map(|n| n.facets.values()).flatten().map(|e| e.fields.len() + 1).sum::<usize>();
        entries
            + design.nodes.values().map(|n| n.fields.len()).sum::<usize>()
            + design.connections.values().map(|c| c.fields.len()).sum::<usize>()
    };
    let mut found: BTreeMap<String, Design> = BTreeMap::new();
    for Case { name, design } in cases {
        let kind = name.split(' ').next().unwrap_or_default().to_owned();
        if found.get(&kind).is_none_or(|known| settings(known) < settings(&design)) {
            found.insert(kind, design);
        }
    }
    found
}

/// A window with these designs, each in a tab.
fn opened(folder: &Path, designs: &BTreeMap<String, Design>) -> Driver {
    let files: Vec<PathBuf> = designs
        .iter()
        .map(|(name, design)| {
            let file = folder.join(format!("{name}.stackdraft.json"));
            stackdraft::project::save(design, &file).unwrap();
            file
        })
        .collect();
    let mut window = Driver::open(&files);
    window.settle();
    window
}

#[test]
fn every_form_of_every_service_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut designs = fullest(services_alone());
    designs.extend(fullest(services_at_work()).into_iter().map(|(name, design)| (format!("{name}-at-work"), design)));
    assert!(designs.len() > 15, "{}", designs.len());
    let mut window = opened(folder.path(), &designs);
    for name in designs.keys() {
        // Its tab may be out of sight.
        window.harness.get_by_role_and_label(Role::Tab, name).click_accesskit();
        window.run();
        window.settle();
        let kind = name.trim_end_matches("-at-work");
        let node = designs[name].nodes.values().find(|node| node.kind == kind).expect("the service is in its design");
        let service = stackdraft::REGISTRY.service(kind).unwrap().spec().name;
        window.click_containing(&format!("{service} {}", node.name));
        look_at_tabs(&mut window, name);
    }
}

#[test]
fn every_form_of_every_connection_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let designs = fullest(connections_alone());
    assert!(designs.len() > 60);
    let mut window = opened(folder.path(), &designs);
    for name in designs.keys() {
        // Its tab may be out of sight.
        window.harness.get_by_role_and_label(Role::Tab, name).click_accesskit();
        window.run();
        window.settle();
        let lines = labels(&window, |role, label| role == Role::Button && label.contains(" → "));
        assert!(!lines.is_empty(), "{name} has its line in the tree");
        window.click(&lines[0]);
        // The other tabs are made alike for all of them.
        assert_says_all(&window, name);
    }
}

/// What has the focus: what it is and where.
fn focused(window: &Driver) -> Option<(String, Rect)> {
    let node = window.harness.query_all_by(|_| true).find(|node| node.accesskit_node().is_focused())?;
    let thing = node.accesskit_node();
    Some((format!("{:?} {}", thing.role(), thing.label().unwrap_or_default()), bounds(&node).unwrap_or(Rect::NOTHING)))
}

/// What is reached with Tab until it begins anew.
fn walk(window: &mut Driver) -> Vec<(String, Rect)> {
    let mut seen: Vec<(String, Rect)> = Vec::new();
    for _ in 0..600 {
        window.harness.key_press(Key::Tab);
        window.harness.step();
        window.harness.step();
        let Some(now) = focused(window) else { continue };
        if seen.first().is_some_and(|first| *first == now) {
            return seen;
        }
        seen.push(now);
    }
    panic!("Tab never comes back: {:#?}", seen.iter().rev().take(12).collect::<Vec<_>>());
}

/// What can be pressed or written in, as the walk calls it.
fn usable(window: &Driver) -> BTreeSet<String> {
    let nodes = window.harness.query_all_by(|_| true);
    let used = nodes.filter(|node| {
        let thing = node.accesskit_node();
        let large = bounds(node).is_some_and(|rect| rect.width() > 900.0 && rect.height() > 600.0);
        let does = thing.data().supports_action(Action::Click) || thing.data().supports_action(Action::SetValue);
        does && !thing.is_disabled() && !large && !matches!(thing.role(), Role::Canvas | Role::Label | Role::ScrollBar)
    });
    used.map(|node| {
        let thing = node.accesskit_node();
        format!("{:?} {}", thing.role(), thing.label().unwrap_or_default())
    })
    .collect()
}

/// What Tab does not reach of what there is, from the menus on: the panels come before the canvas, where each stop is
/// selected.
fn unreached(window: &mut Driver) -> Vec<String> {
    window.harness.query_all_by_label("File").next().expect("the menu").focus();
    window.run();
    let there = usable(window);
    let walked: BTreeSet<String> = walk(window).into_iter().map(|(name, _)| name).collect();
    // What a node becomes is listed by a key while the node is selected, and the mark for it goes with the selection.
    there.difference(&walked).filter(|name| !name.starts_with("Button Show its ")).cloned().collect()
}

#[test]
fn tab_reaches_everything_that_can_be_used() {
    let mut start = Driver::start();
    start.settle();
    assert_eq!(unreached(&mut start), [] as [&str; 0], "on the start page");
    let mut window = sample();
    window.click_containing("Function Ship order");
    assert_eq!(unreached(&mut window), [] as [&str; 0], "with a node selected");
    window.click_role(Role::Tab, "Nodes");
    assert_eq!(unreached(&mut window), [] as [&str; 0], "with the table");
    window.click_role(Role::Tab, "Deploy");
    window.click_containing("Connection Shipping requests");
    assert_eq!(unreached(&mut window), [] as [&str; 0], "with a line selected");
}

#[test]
fn tab_stays_in_what_stands_in_front_and_escape_closes_it() {
    let mut window = sample();
    for words in ["settings", "keyboard shortcuts", "edit environment", "find", "about"] {
        window.command(words);
        let inside = walk(&mut window);
        let behind = ["Button API", "Button Export", "TextInput Name of the design", "Tab Problems"];
        let escaped: Vec<_> = inside.iter().filter(|(name, _)| behind.contains(&name.as_str())).collect();
        assert!(escaped.is_empty(), "{words}: Tab leaves what stands in front: {escaped:?}");
        window.keys(Modifiers::NONE, Key::Escape);
        let open = labels(&window, |role, _| matches!(role, Role::Dialog));
        assert!(!window.shows("Step ") && open.is_empty(), "{words} is closed: {open:?}");
        window.keys(Modifiers::NONE, Key::Escape);
    }
}

/// The shapes painted where something stands, as a number.
fn painted(window: &Driver, area: Rect) -> u64 {
    let mut hasher = DefaultHasher::new();
    let area = area.expand(6.0);
    for clipped in &window.harness.output().shapes {
        let bounds = clipped.shape.visual_bounding_rect();
        if bounds.intersects(area) && bounds.width() < 500.0 && clipped.clip_rect.intersects(area) {
            format!("{:?}", clipped.shape).hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[test]
fn what_has_the_focus_looks_so() {
    let mut window = sample();
    window.click_containing("Function Ship order");
    let stops = walk(&mut window);
    assert!(stops.len() > 60, "{}", stops.len());
    let screen = window.harness.ctx.content_rect();
    let mut unseen = Vec::new();
    for (name, rect) in &stops {
        assert!(screen.intersects(*rect), "{name} is out of sight at {rect:?}");
        window.harness.key_press(Key::Tab);
        window.harness.step();
        window.harness.step();
        let (now, place) = focused(&window).expect("something has the focus");
        let with = painted(&window, place);
        window.harness.key_press(Key::Tab);
        window.harness.step();
        window.harness.step();
        let without = painted(&window, place);
        window.harness.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
        window.harness.step();
        window.harness.step();
        if with == without {
            unseen.push(now);
        }
    }
    assert!(unseen.is_empty(), "nothing shows that these have the focus: {unseen:#?}");
}

#[test]
fn the_keyboard_walks_cards_in_the_order_of_the_design_and_uses_them() {
    let mut window = sample();
    let stops = walk(&mut window);
    let cards: Vec<&Rect> = stops.iter().filter(|(name, _)| name.starts_with("Button Function ")).map(|(_, rect)| rect).collect();
    assert!(cards.len() >= 5, "{stops:#?}");
    assert!(cards.windows(2).all(|two| two[0].left() <= two[1].left() + 120.0), "from left to right: {cards:?}");
    let walk_to = |window: &mut Driver, what: &str| {
        for _ in 0..600 {
            window.keys(Modifiers::NONE, Key::Tab);
            if focused(window).is_some_and(|(name, _)| name.starts_with(what)) {
                return;
            }
        }
        panic!("{what} is not reached");
    };
    walk_to(&mut window, "Button Function Ship order");
    assert!(window.harness.query_by_role_and_label(Role::TextInput, "Name").is_some_and(|n| n.value().as_deref() == Some("Ship order")));
    walk_to(&mut window, "Button Connect from Ship order");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.shows("Connect to"), "the port asks where to");
    window.keys(Modifiers::NONE, Key::Escape);
    walk_to(&mut window, "Button Connection Shipping requests");
    window.keys(Modifiers::NONE, Key::Delete);
    assert!(!window.shows("Connection Shipping requests → Ship order"));
    window.keys(Modifiers::COMMAND, Key::Z);
    walk_to(&mut window, "Tab Template");
    window.keys(Modifiers::NONE, Key::Space);
    assert!(window.shows("AWSTemplateFormatVersion"));
}
