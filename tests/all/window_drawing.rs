//! Drawing with the pointer and the keyboard: where lines can lead, what can stand at their end or in their middle, where new
//! nodes stand, and where ports are.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use stackdraft::design::Design;

use crate::window_support::Driver;

/// Whether what can be chosen in the list in front is enabled, and else why not.
fn offered(window: &Driver) -> Vec<(String, Option<String>)> {
    let options = window.harness.query_all_by_role(Role::ListBoxOption).map(|node| node.accesskit_node());
    options.map(|node| (node.label().unwrap_or_default(), node.is_disabled().then(|| node.description().unwrap_or_default()))).collect()
}

fn reason<'a>(offered: &'a [(String, Option<String>)], name: &str) -> Option<&'a str> {
    offered.iter().find(|(label, _)| label == name).unwrap_or_else(|| panic!("no {name} among {offered:?}")).1.as_deref()
}

/// How opaque a text on the canvas is painted.
fn opacity(window: &Driver, text: &str) -> u8 {
    let canvas = window.harness.get_by_role(Role::Canvas).rect();
    let painted = window.harness.output().shapes.iter().filter_map(|shape| match &shape.shape {
        egui::Shape::Text(shown) if shown.galley.text() == text && canvas.contains(shown.pos) => Some(shown.fallback_color.a()),
        _ => None,
    });
    painted.max().unwrap_or_else(|| panic!("{text} is not painted"))
}

fn button(window: &mut Driver, pos: Pos2, pressed: bool) {
    window.harness.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
    window.harness.step();
}

/// Presses at a place and moves on, without letting go.
fn pull(window: &mut Driver, from: Pos2, to: Pos2) {
    window.harness.event(Event::PointerMoved(from));
    window.harness.step();
    button(window, from, true);
    for step in 1..=6_u8 {
        window.harness.event(Event::PointerMoved(from + (to - from) * (f32::from(step) / 6.0)));
        window.harness.step();
    }
    window.harness.step();
}

fn card(window: &Driver, name: &str) -> Rect {
    window.harness.query_all_by_label_contains(name).next().unwrap_or_else(|| panic!("no {name} in view")).rect()
}

fn kinds(design: &Design) -> Vec<&str> {
    let mut kinds: Vec<&str> = design.connections.values().map(|line| line.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds
}

const SHOP: &str = "add queue Orders\nadd function Worker\nadd schedule Nightly\nadd table Archive\n\
                    move Orders 0 0\nmove Worker 400 0\nmove Nightly 400 120\nmove Archive 400 240";

#[test]
fn what_a_line_cannot_lead_to_steps_back_while_it_is_drawn() {
    let mut window = Driver::drawn(SHOP);
    window.click_containing("Queue Orders");
    let all = ["Orders", "Worker", "Nightly", "Archive"];
    assert!(all.iter().all(|name| opacity(&window, name) == 255));
    let port = window.place("Connect from Orders");
    pull(&mut window, port, port + vec2(60.0, 160.0));
    let (possible, impossible) = (opacity(&window, "Worker"), opacity(&window, "Nightly"));
    assert_eq!((possible, opacity(&window, "Orders")), (255, 255), "where it can lead, and where it starts");
    assert!(impossible < 128 && opacity(&window, "Archive") < 128, "{impossible}");
    window.keys(Modifiers::NONE, Key::Escape);
    button(&mut window, port, false);
    window.run();
    assert!(all.iter().all(|name| opacity(&window, name) == 255), "it is over");
    assert!(window.design().connections.is_empty());

    // By keyboard the same stands in the list.
    window.keys(Modifiers::NONE, Key::C);
    let offered = offered(&window);
    assert_eq!(reason(&offered, "Worker"), None);
    assert!(reason(&offered, "Nightly").is_some_and(|why| why.len() > 10), "{offered:?}");
    assert_eq!(offered[0].0, "Worker", "what is possible stands first");
}

#[test]
fn the_list_at_the_end_of_a_line_offers_what_can_stand_there() {
    let mut window = Driver::drawn(SHOP);
    window.click_containing("Queue Orders");
    let port = window.place("Connect from Orders");
    let away = port + vec2(40.0, 200.0);
    window.drag(port, away);
    let offered = offered(&window);
    assert_eq!(reason(&offered, "Function"), None);
    assert!(reason(&offered, "Schedule").is_some_and(|why| !why.is_empty()), "why it cannot stand there: {offered:?}");
    let possible = offered.iter().take_while(|(_, reason)| reason.is_none()).count();
    assert!(possible > 1 && offered[possible..].iter().all(|(_, reason)| reason.is_some()), "{offered:?}");
    window.harness.get_by_role_and_label(Role::ListBoxOption, "Function").click();
    window.run();
    assert_eq!(kinds(&window.design()), ["queue_triggers_function"]);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.design().connections.is_empty() && window.names().len() == 4, "one step");
}

#[test]
fn the_keyboard_leads_a_line_to_a_new_node() {
    let mut window = Driver::drawn(SHOP);
    let before = window.design();
    window.click_containing("Queue Orders");
    window.keys(Modifiers::NONE, Key::C);
    window.write("new function");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(kinds(&window.design()), ["queue_triggers_function"]);
    let design = window.design();
    let made = design.nodes.values().find(|node| node.name == "Function").expect("a new function").at;
    assert!(made.x > 176.0, "beside the queue: {made:?}");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before, "one step takes both back");
}

const FANOUT: &str = "add topic Events\nadd function Worker\nmove Events 0 0\nmove Worker 640 0\nconnect Events Worker";

#[test]
fn a_node_is_put_into_the_selected_line_by_keyboard() {
    let mut window = Driver::drawn(FANOUT);
    let before = window.design();
    window.click_containing("Connection Events → Worker");
    window.keys(Modifiers::NONE, Key::I);
    let offered = offered(&window);
    assert_eq!(reason(&offered, "Queue"), None);
    assert!(reason(&offered, "Table").is_some_and(|why| !why.is_empty()), "{offered:?}");
    window.write("queue");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(kinds(&window.design()), ["queue_triggers_function", "topic_sends_queue"]);
    let queue = card(&window, "Queue Queue");
    assert!(!queue.intersects(card(&window, "Topic Events")) && !queue.intersects(card(&window, "Function Worker")));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before, "one step takes it back");
}

#[test]
fn the_menu_of_a_line_puts_a_node_into_it() {
    let mut window = Driver::drawn(FANOUT);
    let at = window.place("Connection Events → Worker");
    window.secondary_click(at);
    window.click_containing("Put a node into the line");
    window.harness.get_by_role_and_label(Role::ListBoxOption, "Queue").click();
    window.run();
    assert_eq!(kinds(&window.design()), ["queue_triggers_function", "topic_sends_queue"]);
}

#[test]
fn what_a_line_becomes_is_listed_beneath_it() {
    let mut window = Driver::drawn(FANOUT);
    window.click_containing("Connection Events → Worker");
    window.settle();
    window.click_containing("Show its ");
    let shown: Vec<String> = {
        let buttons = window.harness.query_all_by_role(Role::Button).filter_map(|node| node.accesskit_node().label());
        buttons.filter(|label| label.contains(" in the template, ")).collect()
    };
    assert!(
        shown.iter().any(|label| label.contains("Subscription")) && shown.iter().any(|label| label.contains("Permission")),
        "{shown:?}"
    );
    window.keys(Modifiers::NONE, Key::B);
    assert!(!window.shows(" in the template, "), "the key folds it again");
}

/// The cards that are seen, by the scene and the view.
fn overlapping(window: &Driver) -> Vec<(usize, usize)> {
    let cards: Vec<_> =
        window.window(|window| window.scene().map(|scene| scene.nodes.iter().map(|node| node.rect).collect())).expect("a scene");
    let pairs = (0..cards.len()).flat_map(|a| (a + 1..cards.len()).map(move |b| (a, b)));
    let of = |at: usize| -> &stackdraft::design::geometry::Rect { &cards[at] };
    pairs.filter(|(a, b)| of(*a).intersects(of(*b))).collect()
}

#[test]
fn a_service_that_is_clicked_stands_in_view_and_covers_nothing() {
    let mut window = Driver::start();
    window.click("New design");
    let canvas = window.harness.get_by_role(Role::Canvas).rect();
    for number in 1..=14 {
        window.click_role(Role::Button, "Queue");
        let name = if number == 1 { "Queue Queue,".to_owned() } else { format!("Queue Queue {number},") };
        let placed = card(&window, &name);
        assert!(canvas.contains_rect(placed), "{name} stands at {placed:?} of {canvas:?}");
        assert_eq!(overlapping(&window), []);
    }
    // Elsewhere, and with nothing selected: in the middle of what is seen.
    window.keys(Modifiers::NONE, Key::Escape);
    window.harness.event(Event::PointerMoved(canvas.center()));
    window.harness.step();
    for _ in 0..4 {
        let unit = egui::MouseWheelUnit::Point;
        let (phase, source) = (egui::TouchPhase::Move, egui::MouseWheelSource::Trackpad);
        window.harness.event(Event::MouseWheel { unit, delta: vec2(-900.0, -700.0), phase, source, modifiers: Modifiers::NONE });
        window.run();
    }
    assert!(!window.shows("Queue Queue,"), "out of view");
    window.click_role(Role::Button, "Table");
    let placed = card(&window, "Table Table");
    assert!((placed.center() - canvas.center()).length() < 12.0, "{placed:?} {canvas:?}");
    window.command("add bucket");
    assert!(canvas.contains_rect(card(&window, "Bucket Bucket")), "by keyboard too");
    assert_eq!(overlapping(&window), []);
}

/// The ports in view, as they are called.
fn ports(window: &Driver) -> Vec<String> {
    let buttons = window.harness.query_all_by_role(Role::Button).filter_map(|node| node.accesskit_node().label());
    buttons.filter_map(|label| label.strip_prefix("Connect from ").map(str::to_owned)).collect()
}

#[test]
fn ports_stand_where_a_reader_looks_for_them() {
    let mut window = Driver::drawn(
        "add api Shop\nadd event_bus News\nadd function A\nadd function B\nadd table Archive\nadd queue Jobs\n\
                            move Shop 0 0\nmove News 0 200\nmove A 400 0\nmove B 400 120\nmove Archive 0 400\nmove Jobs 400 240",
    );
    assert_eq!(ports(&window), ["Shop", "News", "Archive", "A", "B", "Jobs"], "one each, before anything is drawn");
    let connect = |window: &mut Driver, from: &str, to: &str| {
        window.drag(window.place(&format!("Connect from {from}")), window.place(to));
    };
    connect(&mut window, "Shop", "Function A");
    connect(&mut window, "News", "Function A");
    connect(&mut window, "News", "Queue Jobs");
    connect(&mut window, "Archive", "Function B");
    let rows = |window: &Driver, node: &str| ports(window).into_iter().filter(|port| port.starts_with(&format!("{node} "))).count();
    assert_eq!(rows(&window, "Shop"), 1, "a port for the route: {:?}", ports(&window));
    assert_eq!(rows(&window, "News"), 2, "one for each rule: {:?}", ports(&window));
    assert!(ports(&window).contains(&"Archive".to_owned()), "a table's stream keeps one port: {:?}", ports(&window));
    // A row's port leads on by itself.
    let port = ports(&window).into_iter().find(|port| port.starts_with("News ")).expect("a rule");
    connect(&mut window, &port, "Function B");
    assert_eq!(rows(&window, "News"), 2, "the same rule has another target");
}
