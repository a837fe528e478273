//! What the pointer and the keyboard do on the canvas: looking, selecting, moving, and what the canvas says by itself.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, Rect, TouchPhase, Vec2, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use stackdraft::design::geometry::Point;
use stackdraft::design::{Connection, ConnectionId, Design, Node, NodeId};

use crate::window_support::Driver;

/// Functions in a row, and a queue that the first is called from.
fn row(count: u16) -> Design {
    let mut design = Design::new("Row");
    for number in 0..count {
        let name = format!("F{number}");
        let node = Node::new("function", &name, &name, Point::new(f32::from(number) * 320.0, f32::from(number % 2) * 40.0));
        design.nodes.insert(NodeId::new(name.to_lowercase()), node.into());
    }
    design.nodes.insert(NodeId::new("q"), Node::new("queue", "Orders", "Orders", Point::new(0.0, 200.0)).into());
    let line = Connection::new("queue_triggers_function", NodeId::new("q"), None, NodeId::new("f0"));
    design.connections.insert(ConnectionId::new("line"), line.into());
    design
}

fn window(design: &Design) -> Driver {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("row.stackdraft.json");
    stackdraft::project::save(design, &file).unwrap();
    let mut window = Driver::open(&[file]);
    window.settle();
    window
}

fn card(window: &Driver, name: &str) -> Rect {
    window.harness.query_all_by_label_contains(name).next().expect("the card is in view").rect()
}

/// A place of the canvas where nothing is.
fn nowhere(window: &Driver) -> Pos2 {
    let canvas = window.harness.get_by_role(Role::Canvas).rect();
    pos2(canvas.center().x, canvas.bottom() - 60.0)
}

/// Drags with a button and modifier keys.
fn drag(window: &mut Driver, (from, to): (Pos2, Pos2), button: PointerButton, modifiers: Modifiers) {
    let press = |window: &mut Driver, pos: Pos2, pressed: bool| {
        window.harness.event_modifiers(Event::PointerButton { pos, button, pressed, modifiers }, modifiers);
        window.harness.step();
    };
    window.harness.event(Event::PointerMoved(from));
    window.harness.step();
    press(window, from, true);
    for step in 1..=6_u8 {
        let at = from + (to - from) * (f32::from(step) / 6.0);
        window.harness.event_modifiers(Event::PointerMoved(at), modifiers);
        window.harness.step();
    }
    press(window, to, false);
    window.run();
}

fn scroll(window: &mut Driver, at: Pos2, delta: Vec2, modifiers: Modifiers) {
    window.harness.event(Event::PointerMoved(at));
    window.harness.step();
    let event = Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta,
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Trackpad,
        modifiers,
    };
    window.harness.event_modifiers(event, modifiers);
    window.run();
}

fn percent(window: &Driver) -> f32 {
    let shown = window.harness.query_all_by_role(Role::Button).filter_map(|node| node.accesskit_node().label());
    let text = shown.into_iter().find(|label| label.ends_with(" %")).expect("the zoom is told");
    text.trim_end_matches(" %").parse().expect("a number")
}

fn selected(window: &Driver) -> Vec<String> {
    let nodes = window.harness.query_all_by_role(Role::Button).map(|node| node.accesskit_node());
    nodes.filter(|node| node.is_selected() == Some(true)).filter_map(|node| node.label()).collect()
}

/// Whatever is fitted keeps off what lies in front of the canvas.
#[test]
fn what_is_fitted_does_not_lie_under_the_controls() {
    for sample in ["order-processing", "event-driven-retail", "user-registration", "storefront-api"] {
        for size in [(1280.0, 800.0), (1600.0, 1000.0)] {
            let file = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("sample-projects/{sample}.stackdraft.json"));
            let mut window = Driver::sized(&[file], size, egui::Theme::Dark, 1.0);
            window.settle();
            let is_free = |window: &Driver, what: &str| {
                let control = ["Zoom out", "Zoom in", "Fit", "Arrange"].map(|name| {
                    let controls = window.harness.query_all_by_role_and_label(egui::accesskit::Role::Button, name);
                    controls.last().unwrap_or_else(|| panic!("no {name}")).rect()
                });
                let control = control.into_iter().reduce(egui::Rect::union).expect("the control").expand(4.0);
                let scene = window.window(|window| window.scene().cloned()).expect("a scene");
                for card in &scene.nodes {
                    let kind = &card.card.title.text;
                    for node in window
                        .harness
                        .query_all_by_label_contains(kind)
                        .filter(|node| node.accesskit_node().role() == egui::accesskit::Role::Button && node.rect().height() > 20.0)
                    {
                        assert!(!node.rect().intersects(control), "{sample}, {size:?}, {what}: {kind} at {} and {control}", node.rect());
                    }
                }
            };
            is_free(&window, "opened");
            window.keys(Modifiers::SHIFT, Key::Num1);
            is_free(&window, "fitted");
        }
    }
}

#[test]
fn the_view_is_moved_with_the_space_bar_the_middle_button_and_the_wheel() {
    let mut window = window(&row(2));
    let from = nowhere(&window);
    let before = card(&window, "Function F0").center();
    drag(&mut window, (from, from + vec2(60.0, -30.0)), PointerButton::Middle, Modifiers::NONE);
    let middle = card(&window, "Function F0").center() - before;
    assert!((middle - vec2(60.0, -30.0)).length() < 2.0, "{middle:?}");
    window.harness.key_down(Key::Space);
    window.harness.step();
    drag(&mut window, (from, from - vec2(60.0, -30.0)), PointerButton::Primary, Modifiers::NONE);
    window.harness.key_up(Key::Space);
    window.run();
    assert!((card(&window, "Function F0").center() - before).length() < 2.0);
    scroll(&mut window, from, vec2(-40.0, 25.0), Modifiers::NONE);
    let scrolled = card(&window, "Function F0").center() - before;
    assert!((scrolled - vec2(-40.0, 25.0)).length() < 3.0, "{scrolled:?}");
    assert!(window.names().len() == 3 && selected(&window).is_empty(), "looking changes nothing");
}

#[test]
fn zooming_keeps_what_is_under_the_pointer_and_has_its_limits() {
    let mut window = window(&row(3));
    let at = card(&window, "Function F1").center();
    let before = percent(&window);
    scroll(&mut window, at, vec2(0.0, 60.0), Modifiers::COMMAND);
    assert!(percent(&window) > before + 5.0, "{before} {}", percent(&window));
    assert!((card(&window, "Function F1").center() - at).length() < 3.0, "{:?} {at:?}", card(&window, "Function F1"));
    for _ in 0..40 {
        window.keys(Modifiers::NONE, Key::Minus);
    }
    assert_eq!(percent(&window), 5.0);
    for _ in 0..40 {
        window.keys(Modifiers::NONE, Key::Plus);
    }
    assert_eq!(percent(&window), 400.0);
    window.keys(Modifiers::SHIFT, Key::Num0);
    assert_eq!(percent(&window), 100.0);
    window.keys(Modifiers::SHIFT, Key::Num1);
    assert_eq!(percent(&window), before, "all of it is seen again");
    window.click_containing("Function F2");
    window.keys(Modifiers::SHIFT, Key::Num2);
    let canvas = window.harness.get_by_role(Role::Canvas).rect();
    assert!((card(&window, "Function F2").center() - canvas.center()).length() < 6.0);
}

#[test]
fn things_are_selected_with_a_box_with_shift_all_at_once_and_by_their_lines() {
    let mut window = window(&row(3));
    let all = ["Function F0", "Function F1", "Function F2", "Queue Orders"].map(|name| card(&window, name));
    let first = all[0].union(all[1]);
    drag(&mut window, (first.min - vec2(14.0, 14.0), first.max + vec2(8.0, 8.0)), PointerButton::Primary, Modifiers::NONE);
    let names = selected(&window).join(" ");
    assert!(names.contains("F0") && names.contains("F1") && !names.contains("F2"), "{names}");
    let at = all[2].center();
    window.harness.event(Event::PointerMoved(at));
    drag(&mut window, (at, at), PointerButton::Primary, Modifiers::SHIFT);
    assert_eq!(selected(&window).len(), 3, "{:?}", selected(&window));
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(selected(&window).is_empty());
    window.keys(Modifiers::COMMAND, Key::A);
    assert!(selected(&window).len() >= 4);
    window.keys(Modifiers::NONE, Key::Escape);
    window.click_containing("Queue Orders");
    window.command("select connected");
    let names = selected(&window).join(" ");
    assert!(names.contains("F0") && names.contains("Orders") && !names.contains("F1"), "{names}");
}

#[test]
fn cards_are_copied_with_alt_aligned_and_distributed_each_in_one_step() {
    let mut window = window(&row(3));
    let at = card(&window, "Function F2").center();
    drag(&mut window, (at, at + vec2(0.0, 130.0)), PointerButton::Primary, Modifiers::ALT);
    assert_eq!(window.names().len(), 5, "{:?}", window.names());
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.names().len(), 4);
    let place = |window: &Driver, id: &str| window.design().nodes[id].at;
    drag(&mut window, (at, at + vec2(40.0, 0.0)), PointerButton::Primary, Modifiers::NONE);
    let moved = place(&window, "f2").x;
    assert!(moved > 640.0, "{moved}");
    window.keys(Modifiers::NONE, Key::Escape);
    window.click_containing("Function F0");
    for name in ["Function F1", "Function F2"] {
        let at = card(&window, name).center();
        drag(&mut window, (at, at), PointerButton::Primary, Modifiers::SHIFT);
    }
    window.command("align top");
    assert!(["f0", "f1", "f2"].iter().all(|id| place(&window, id).y == place(&window, "f0").y));
    window.command("distribute horizontally");
    let [a, b, c] = ["f0", "f1", "f2"].map(|id| place(&window, id).x);
    assert!(((b - a) - (c - b)).abs() <= 1.0, "{a} {b} {c}");
    window.click("Edit");
    assert!(window.shows("Undo distribute"), "the menu says what is taken back");
    window.keys(Modifiers::NONE, Key::Escape);
    window.keys(Modifiers::COMMAND, Key::Z);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(place(&window, "f1").y, 40.0);
    assert_eq!(place(&window, "f2").x, moved);
}

#[test]
fn guides_show_what_a_card_aligns_with_unless_alt_is_held() {
    let accent = |window: &Driver| {
        let theme = stackdraft::draw::Theme::Dark.color(stackdraft::draw::Token::Accent);
        let color = egui::Color32::from_rgb(theme.r, theme.g, theme.b);
        let shapes = window.harness.output().shapes.iter();
        shapes.filter(|s| matches!(&s.shape, egui::Shape::LineSegment { stroke, .. } if stroke.color == color)).count()
    };
    for (modifiers, guided) in [(Modifiers::NONE, true), (Modifiers::ALT, false)] {
        let mut window = window(&row(2));
        window.click_containing("Function F1");
        let before = accent(&window);
        let from = card(&window, "Function F1").center();
        let to = pos2(from.x + 30.0, card(&window, "Function F0").center().y + 2.0);
        window.harness.event(Event::PointerMoved(from));
        window.harness.step();
        let press = Event::PointerButton { pos: from, button: PointerButton::Primary, pressed: true, modifiers: Modifiers::NONE };
        window.harness.event(press);
        window.harness.step();
        for step in 1..=6_u8 {
            if step == 3 {
                // Held from the start, Alt would move a copy.
                window.harness.event(Event::ModifiersChanged(modifiers));
            }
            window.harness.event(Event::PointerMoved(from + (to - from) * (f32::from(step) / 6.0)));
            window.harness.step();
        }
        assert_eq!(accent(&window) > before, guided, "{modifiers:?}");
    }
}

#[test]
fn the_minimap_shows_where_one_is_and_leads_elsewhere() {
    let mut window = window(&row(3));
    assert!(!window.shows("Minimap"), "everything is seen");
    for _ in 0..6 {
        window.keys(Modifiers::NONE, Key::Plus);
    }
    let map = window.harness.get_by_label("Minimap").rect();
    assert!(!window.shows("Function F0"), "out of view");
    let found = (1..40_u8).any(|step| {
        let at = pos2(map.left() + f32::from(step) * 4.5, map.center().y);
        drag(&mut window, (at, at), PointerButton::Primary, Modifiers::NONE);
        window.shows("Function F0")
    });
    assert!(found, "some place of the map leads to the first card");
    let before = card(&window, "Function F0").center();
    window.harness.get_by_label("Minimap").focus();
    window.run();
    window.keys(Modifiers::NONE, Key::ArrowRight);
    assert!((card(&window, "Function F0").center() - before - vec2(-80.0, 0.0)).length() < 2.0, "the arrow keys lead on");
}

#[test]
fn a_line_let_go_on_the_empty_canvas_asks_what_stands_there() {
    let mut window = window(&row(1));
    window.click_containing("Function F0");
    let port = window.place("Connect from F0");
    let to = pos2(port.x + 160.0, port.y + 60.0);
    window.drag(port, to);
    assert!(window.shows("Queue") && window.shows("Table"), "what a function can lead to");
    window.write("table");
    window.keys(Modifiers::NONE, Key::Enter);
    let design = window.design();
    assert_eq!(design.connections.len(), 2);
    let table = design.nodes.values().find(|node| node.kind == "table").expect("a table");
    assert!(table.at.x > 176.0, "it stands where the line ended: {:?}", table.at);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!((window.design().nodes.len(), window.design().connections.len()), (2, 1), "both in one step");
}

#[test]
fn a_larger_window_shows_all_again_or_keeps_its_middle_and_panels_move_nothing() {
    let mut window = window(&row(4));
    let before = percent(&window);
    window.harness.set_size(vec2(1200.0, 760.0));
    window.run();
    let smaller = percent(&window);
    assert!(smaller < before, "what showed everything still does: {before} {smaller}");
    assert!(window.shows("Function F0") && window.shows("Function F3"));
    window.harness.set_size(vec2(1600.0, 1000.0));
    window.run();
    assert!((percent(&window) - before).abs() <= 2.0, "{before} {}", percent(&window));

    window.keys(Modifiers::NONE, Key::Minus);
    let canvas = |window: &Driver| window.harness.get_by_role(Role::Canvas).rect().center();
    let off = card(&window, "Function F1").center() - canvas(&window);
    let zoom = percent(&window);
    window.harness.set_size(vec2(1300.0, 820.0));
    window.run();
    assert_eq!(percent(&window), zoom, "where the user chose what is seen, only the middle is kept");
    let now = card(&window, "Function F1").center() - canvas(&window);
    assert!((now - off).length() < 2.0, "{off:?} {now:?}");

    let before = card(&window, "Function F1").center();
    window.keys(Modifiers::COMMAND, Key::Num1);
    assert!((card(&window, "Function F1").center() - before).length() < 1.5, "the palette goes, the card stays");
}

#[test]
fn the_edge_of_a_panel_takes_the_accent_under_the_pointer() {
    let mut window = window(&row(1));
    let theme = stackdraft::draw::Theme::Dark.color(stackdraft::draw::Token::Accent);
    let accent = egui::Color32::from_rgb(theme.r, theme.g, theme.b);
    let edge = window.harness.get_by_role_and_label(Role::TextInput, "Name").rect().left() - 16.0;
    let edge = (0..40).map(|step| edge + 8.0 - f32::from(step as u8) * 0.5);
    let lit = edge.into_iter().any(|x| {
        window.harness.event(Event::PointerMoved(pos2(x, 600.0)));
        window.harness.step();
        window.harness.step();
        let shapes = window.harness.output().shapes.iter();
        shapes.into_iter().any(|s| {
            let long = s.shape.visual_bounding_rect().height() > 600.0;
            long && matches!(&s.shape, egui::Shape::LineSegment { stroke, .. } if stroke.color == accent)
        })
    });
    assert!(lit, "some place beside the inspector moves its edge, and says so in the accent");
}

#[test]
fn far_out_cards_in_no_group_are_counted_instead_of_drawn() {
    let mut design = Design::new("Many");
    for number in 0..400_u16 {
        let name = format!("F{number}");
        let at = Point::new(f32::from(number % 20) * 320.0, f32::from(number / 20) * 120.0);
        design.nodes.insert(NodeId::new(name.to_lowercase()), Node::new("function", &name, &name, at).into());
    }
    let mut window = window(&design);
    for _ in 0..12 {
        window.keys(Modifiers::NONE, Key::Minus);
    }
    let counts = |window: &Driver| -> Vec<usize> {
        let found = window.harness.query_all_by_label_contains("Cluster of").filter_map(|node| node.accesskit_node().label());
        found.filter_map(|label| label.split(' ').nth(2)?.parse().ok()).collect()
    };
    let told = counts(&window);
    assert!(!told.is_empty() && told.iter().sum::<usize>() > 300, "{told:?}");
    window.click_containing("Cluster of");
    assert!(percent(&window) > 8.0, "a click goes there: {}", percent(&window));
    assert!(counts(&window).is_empty());
}

#[test]
fn things_are_grouped_taken_apart_and_laid_out_each_in_one_step() {
    let mut window = window(&row(3));
    window.keys(Modifiers::COMMAND, Key::A);
    window.command("group");
    let design = window.design();
    assert_eq!(design.groups.len(), 1);
    assert!(design.nodes.values().all(|node| node.group.is_some()), "what was selected is in it");
    window.command("ungroup");
    assert!(window.design().groups.is_empty() && window.names().len() == 4);
    window.keys(Modifiers::COMMAND, Key::Z);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.design().groups.is_empty());
    let before = window.design();
    window.keys(Modifiers::NONE, Key::Escape);
    window.command("arrange");
    let after = window.design();
    assert!(before.nodes.iter().any(|(id, node)| after.nodes[id].at != node.at), "the layout moves something");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(before.nodes.iter().all(|(id, node)| window.design().nodes[id].at == node.at), "one step takes it back");
}

#[test]
fn cards_are_text_then_blocks_then_dots() {
    let texts = |window: &Driver| {
        let canvas = window.harness.get_by_role(Role::Canvas).rect();
        let shapes = window.harness.output().shapes.iter();
        let of = |s: &&egui::epaint::ClippedShape| matches!(&s.shape, egui::Shape::Text(text) if ["F0", "F1"].contains(&text.galley.text()) && canvas.contains(text.pos));
        shapes.filter(of).count()
    };
    let mut window = window(&row(2));
    assert_eq!(texts(&window), 2, "names can be read");
    for _ in 0..6 {
        window.keys(Modifiers::NONE, Key::Minus);
    }
    assert!(percent(&window) < 40.0 && texts(&window) == 0, "blocks have none: {}", percent(&window));
    let blocks = window.harness.output().shapes.len();
    for _ in 0..4 {
        window.keys(Modifiers::NONE, Key::Minus);
    }
    assert!(percent(&window) < 14.0, "{}", percent(&window));
    assert!(window.harness.output().shapes.len() < blocks, "dots are fewer shapes still");
}

#[test]
fn a_focused_card_tells_its_lines() {
    let mut window = window(&row(2));
    window.harness.query_all_by_label_contains("Queue Orders").next().expect("the card").focus();
    window.run();
    let focused = window.harness.query_all_by(|_| true).find(|node| node.accesskit_node().is_focused()).expect("something has the focus");
    let focused = focused.accesskit_node();
    assert!(focused.label().is_some_and(|label| label.starts_with("Queue Orders, ")), "{:?}", focused.label());
    assert_eq!(focused.description().as_deref(), Some("Leads to F0."));
}

#[test]
fn where_a_line_cannot_lead_the_reason_stands_beside_the_pointer() {
    let mut design = row(2);
    design.nodes.insert(NodeId::new("s"), Node::new("schedule", "Nightly", "Nightly", Point::new(320.0, 200.0)).into());
    let mut window = window(&design);
    window.click_containing("Function F0");
    let (port, to) = (window.place("Connect from F0"), card(&window, "Schedule Nightly").center());
    let said = |window: &Driver| -> Vec<String> {
        let labels = window.harness.query_all_by_role(Role::Label).filter_map(|node| node.accesskit_node().value());
        labels.filter(|text| text.ends_with('.')).collect()
    };
    let before = said(&window);
    let button = |pressed| Event::PointerButton { pos: port, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
    window.harness.event(Event::PointerMoved(port));
    window.harness.step();
    window.harness.event(button(true));
    window.harness.step();
    for step in 1..=6_u8 {
        window.harness.event(Event::PointerMoved(port + (to - port) * (f32::from(step) / 6.0)));
        window.harness.step();
    }
    window.harness.step();
    let reasons: Vec<String> = said(&window).into_iter().filter(|text| !before.contains(text)).collect();
    assert!(!reasons.is_empty(), "nothing leads to a schedule, and that is told");
    window.keys(Modifiers::NONE, Key::Escape);
    window.harness.event(button(false));
    window.run();
    assert_eq!(window.design().connections.len(), 1, "nothing was drawn");
}
