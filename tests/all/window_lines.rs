//! Lines led elsewhere, and the rows that deleting them leaves behind.

use egui::{Key, Modifiers, Pos2, pos2};
use egui_kittest::kittest::Queryable as _;
use stackdraft::design::Connection;

use crate::window_support::Driver;

/// A queue, two functions below each other, and a line from the queue to the first.
fn fork() -> Driver {
    let mut window = Driver::start();
    window.click("New design");
    for (service, at) in [("Queue", pos2(420.0, 300.0)), ("Function", pos2(900.0, 240.0)), ("Function", pos2(900.0, 460.0))] {
        let in_palette = window.harness.query_all_by_label(service).next().expect("a service").rect().center();
        window.drag(in_palette, at);
    }
    window.drag(window.place("Connect from Queue"), card(&window, "Function Function,"));
    assert_eq!(line(&window).target.as_str(), "function-function");
    window
}

fn card(window: &Driver, name: &str) -> Pos2 {
    window.place(name)
}

fn line(window: &Driver) -> Connection {
    (**window.design().connections.values().next().expect("a line")).clone()
}

/// Where the selected line ends: at the left edge of the card it leads to.
fn end_at(window: &Driver, name: &str) -> Pos2 {
    let rect = window.harness.query_all_by_label_contains(name).next().expect("a card").rect();
    pos2(rect.left(), rect.top() + 28.0)
}

#[test]
fn an_end_of_the_selected_line_is_dragged_to_another_card() {
    let mut window = fork();
    let before = window.design();
    window.drag(end_at(&window, "Function Function,"), card(&window, "Function Function 2"));
    assert_eq!(line(&window).target.as_str(), "function-function-2");
    assert_eq!(window.design().connections.len(), 1);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before, "one step takes it back");
}

#[test]
fn an_end_that_cannot_lead_there_stays_where_it_was() {
    let mut window = fork();
    window.drag(window.place("Client"), pos2(700.0, 600.0));
    window.click_containing("Connection Queue → Function");
    let before = window.design();
    window.drag(end_at(&window, "Function Function,"), card(&window, "Client Client"));
    assert_eq!(window.design(), before);
    assert!(window.shows("A client only calls"));
}

#[test]
fn the_keyboard_leads_a_line_elsewhere_too() {
    let mut window = fork();
    window.click_containing("Connection Queue → Function");
    window.keys(Modifiers::NONE, Key::C);
    assert!(window.harness.query_by_label("Lead to").is_some());
    window.write("function 2");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(line(&window).target.as_str(), "function-function-2");
}

#[test]
fn a_row_that_lost_its_line_is_asked_about_and_goes_in_the_same_step() {
    let mut window = Driver::start();
    window.click("New design");
    for (service, at) in [("API", pos2(420.0, 300.0)), ("Function", pos2(900.0, 300.0))] {
        window.drag(window.place(service), at);
    }
    window.drag(window.place("Connect from API"), card(&window, "Function Function"));
    let drawn = window.design();
    let routes = |window: &Driver| window.design().nodes["api-api"].entries("routes").len();
    assert_eq!(routes(&window), 1);

    window.keys(Modifiers::NONE, Key::Delete);
    assert!(window.design().connections.is_empty());
    assert!(window.shows("leads nowhere now"));
    assert_eq!(routes(&window), 1, "the route stays until it is said to go");
    window.click("Delete it too");
    assert_eq!(routes(&window), 0);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), drawn, "line and row come back in one step");
}

/// The middle of a line's chip or course.
fn middle(window: &Driver) -> Pos2 {
    card(window, "Connection Queue → Function")
}

#[test]
fn a_piece_of_the_selected_line_is_dragged_and_the_line_stays_bent() {
    let mut window = fork();
    window.drag(card(&window, "Function Function,"), pos2(900.0, 560.0));
    window.click_containing("Connection Queue → Function");
    let before = window.design();
    let at = middle(&window);
    window.drag(at, at + egui::vec2(48.0, 48.0));
    let bent = line(&window).waypoints;
    assert_eq!(bent.len(), 2, "{bent:?}");
    assert!((bent[0].x == bent[1].x) != (bent[0].y == bent[1].y), "a piece stays straight: {bent:?}");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before, "one step takes it back");
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.click_containing("Connection Queue → Function");
    window.keys(Modifiers::SHIFT, Key::S);
    assert!(line(&window).waypoints.is_empty(), "straightened");
}

#[test]
fn arrow_keys_bend_the_selected_line() {
    let mut window = fork();
    window.drag(card(&window, "Function Function,"), pos2(900.0, 560.0));
    let at = middle(&window);
    window.harness.event(egui::Event::PointerMoved(at));
    for pressed in [true, false] {
        let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::NONE);
        window.harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
    }
    window.run();
    assert!(window.shows("Queue → Function selected"));
    window.keys(Modifiers::NONE, Key::ArrowLeft);
    window.keys(Modifiers::NONE, Key::ArrowLeft);
    let bent = line(&window).waypoints;
    assert_eq!(bent.len(), 2, "{bent:?}");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(line(&window).waypoints.is_empty(), "one step");
}

#[test]
fn corners_come_along_when_both_ends_move() {
    let mut window = fork();
    window.drag(card(&window, "Function Function,"), pos2(900.0, 560.0));
    window.click_containing("Connection Queue → Function");
    let at = middle(&window);
    window.drag(at, at + egui::vec2(48.0, 48.0));
    let before = line(&window).waypoints;
    window.keys(Modifiers::COMMAND, Key::A);
    let queue = card(&window, "Queue Queue,");
    window.drag(queue, queue + egui::vec2(80.0, 40.0));
    let after = line(&window).waypoints;
    assert_eq!(before.len(), after.len());
    let step = (after[0].x - before[0].x, after[0].y - before[0].y);
    assert!(step != (0.0, 0.0) && before.iter().zip(&after).all(|(b, a)| (a.x - b.x, a.y - b.y) == step), "{before:?} {after:?}");
}

#[test]
fn what_a_node_becomes_is_listed_beneath_it_and_leads_to_the_template() {
    let mut window = fork();
    window.settle();
    window.click_containing("Function Function,");
    window.click_containing("Show its ");
    assert!(window.shows("Show FunctionRole in the template, IAM Role"));
    window.click_containing("Show FunctionRole in the template");
    assert!(window.shows("FunctionRole:"), "the template shows it");
    window.keys(Modifiers::NONE, Key::B);
    assert!(!window.shows("Show FunctionRole in the template"));
}

#[test]
fn a_corner_goes_with_a_double_click() {
    let mut window = fork();
    window.drag(card(&window, "Function Function,"), pos2(900.0, 560.0));
    window.click_containing("Connection Queue → Function");
    let at = middle(&window);
    window.drag(at, at + egui::vec2(48.0, 48.0));
    let bent = line(&window).waypoints;
    assert_eq!(bent.len(), 2, "{bent:?}");
    // A card and its place on the screen tell where the corner is.
    let design = window.design();
    let queue = design.nodes.values().find(|node| node.kind == "queue").expect("the queue").at;
    let on_screen = window.harness.query_all_by_label_contains("Queue Queue,").next().expect("its card").rect();
    let scene = window.window(|w| w.scene().and_then(|s| s.nodes.iter().find(|n| n.rect.min == queue).map(|n| n.rect))).expect("its card");
    let zoom = on_screen.width() / scene.width();
    let corner = on_screen.min + egui::vec2(bent[0].x - scene.min.x, bent[0].y - scene.min.y) * zoom;
    window.harness.ctx.options_mut(|options| options.input_options.max_double_click_delay = 1.0);
    (0..9).for_each(|_| window.harness.step());
    window.harness.event(egui::Event::PointerMoved(corner));
    window.harness.step();
    for pressed in [true, false, true, false] {
        let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::NONE);
        window.harness.event(egui::Event::PointerButton { pos: corner, button, pressed, modifiers });
    }
    window.run();
    assert_eq!(line(&window).waypoints, bent[1..], "the other stays");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(line(&window).waypoints, bent);
}
