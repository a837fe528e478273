//! Groups, notes, what stays in front, layout, levels of detail and the table of nodes: with the pointer and the keyboard.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, Rect, TouchPhase, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use stackdraft::design::geometry::Point;

use crate::window_support::Driver;

const LINE: &str = "add queue Orders\nadd function Worker\nadd table Archive\nadd topic News\n\
                    move Orders 0 0\nmove Worker 400 0\nmove Archive 800 0\nmove News 400 240\n\
                    connect Orders Worker\nconnect Worker Archive";

fn card(window: &Driver, name: &str) -> Rect {
    window.harness.query_all_by_label_contains(name).next().unwrap_or_else(|| panic!("no {name} in view")).rect()
}

fn at(window: &Driver, name: &str) -> Point {
    window.design().nodes.values().find(|node| node.name == name).unwrap_or_else(|| panic!("no {name}")).at
}

fn click_with(window: &mut Driver, pos: Pos2, modifiers: Modifiers) {
    window.harness.event(Event::PointerMoved(pos));
    window.harness.step();
    for pressed in [true, false] {
        let button = PointerButton::Primary;
        window.harness.event_modifiers(Event::PointerButton { pos, button, pressed, modifiers }, modifiers);
        window.harness.step();
    }
    window.run();
}

/// How opaque a text on the canvas is painted; nothing where it is not.
fn opacity(window: &Driver, text: &str) -> Option<u8> {
    let canvas = window.harness.get_by_role(Role::Canvas).rect();
    let painted = window.harness.output().shapes.iter().filter_map(|shape| match &shape.shape {
        egui::Shape::Text(shown) if shown.galley.text() == text && canvas.contains(shown.pos) => Some(shown.fallback_color.a()),
        _ => None,
    });
    painted.max()
}

fn selected(window: &Driver) -> Vec<String> {
    let nodes = window.harness.query_all_by_role(Role::Button).map(|node| node.accesskit_node());
    nodes.filter(|node| node.is_selected() == Some(true)).filter_map(|node| node.label()).collect()
}

fn choose(window: &mut Driver, menu: &str, item: &str) {
    window.harness.query_all_by_label(menu).next().expect("the menu").click();
    window.run();
    window.harness.query_all_by_label_contains(item).last().unwrap_or_else(|| panic!("no {item} in {menu}")).click();
    window.run();
}

#[test]
fn focus_leaves_in_front_what_is_selected_and_what_it_touches() {
    let mut window = Driver::drawn(LINE);
    window.click_containing("Queue Orders");
    let front = |window: &Driver| ["Orders", "Worker", "Archive", "News"].map(|name| opacity(window, name) == Some(255));
    assert_eq!(front(&window), [true; 4]);
    window.keys(Modifiers::NONE, Key::F);
    assert_eq!(front(&window), [true, true, false, false], "the queue and what its line leads to");
    window.click_containing("Table Archive");
    assert_eq!(front(&window), [false, true, true, false], "it follows the selection");
    choose(&mut window, "View", "Focus on selection");
    assert_eq!(front(&window), [true; 4], "with the pointer it is switched off");
}

#[test]
fn a_box_and_the_menu_make_a_group_and_groups_go_into_groups() {
    let mut window = Driver::drawn(LINE);
    let (first, second) = (card(&window, "Queue Orders"), card(&window, "Function Worker"));
    let around = first.union(second).expand(12.0);
    window.drag(around.min, around.max);
    assert!(window.shows("3 selected") || window.shows("2 selected"), "{:?}", selected(&window));
    window.secondary_click(first.center());
    window.harness.query_all_by_label_contains("Group").last().expect("the menu").click();
    window.run();
    // The item is called as what it does.
    if window.design().groups.is_empty() {
        window.keys(Modifiers::COMMAND, Key::G);
    }
    assert_eq!(window.design().groups.len(), 1);
    let inner = window.design().groups.keys().next().expect("a group").clone();
    let members = window.design().nodes.values().filter(|node| node.group.as_ref() == Some(&inner)).count();
    assert_eq!(members, 2);
    window.keys(Modifiers::COMMAND, Key::A);
    window.keys(Modifiers::COMMAND, Key::G);
    let design = window.design();
    assert_eq!(design.groups.len(), 2);
    let outer = design.groups[&inner].parent.clone().expect("the first is in the second");
    assert_eq!(design.nodes.values().filter(|node| node.group.as_ref() == Some(&outer)).count(), 2, "with what is in neither");

    // Into both, and back out by the breadcrumbs.
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert!(window.shows("All of shop"));
    let place = window.harness.query_all_by_label_contains("Group ").map(|node| node.rect()).next_back().expect("the inner group");
    click_with(&mut window, place.center(), Modifiers::NONE);
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert!(!window.shows("Table Archive") && window.shows("Queue Orders"), "inside of both");
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(window.shows("Table Archive") && window.shows("All of shop"), "one step out");
    window.click("All of shop");
    assert!(!window.shows("All of shop"));
}

#[test]
fn an_open_group_is_moved_by_its_name_with_all_its_content() {
    let mut window = Driver::drawn(&format!("{LINE}\ngroup Billing Worker Archive"));
    let before = window.design();
    let name = card(&window, "Group Billing").center();
    window.drag(name, name + vec2(48.0, 32.0));
    let moved = |name: &str| {
        let old = before.nodes.values().find(|node| node.name == name).expect("it was there").at;
        (at(&window, name).x - old.x, at(&window, name).y - old.y)
    };
    assert!(moved("Worker") != (0.0, 0.0) && moved("Worker") == moved("Archive"));
    assert_eq!(moved("Orders"), (0.0, 0.0));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before, "one step");
    // The arrow keys move it too.
    window.click_containing("Group Billing");
    window.keys(Modifiers::NONE, Key::ArrowDown);
    let old = before.nodes.values().find(|node| node.name == "Worker").expect("it was there").at;
    assert_eq!(at(&window, "Worker").y - old.y, 8.0);
}

#[test]
fn notes_are_painted_with_their_formatting() {
    let mut window = Driver::drawn(LINE);
    window.keys(Modifiers::NONE, Key::Escape);
    window.keys(Modifiers::SHIFT, Key::N);
    let note = card(&window, "Note: Note").center();
    window.keys(Modifiers::NONE, Key::F2);
    window.keys(Modifiers::COMMAND, Key::A);
    window.write("# Billing\n- **paid** at *night*");
    click_with(&mut window, note + vec2(0.0, 300.0), Modifiers::NONE);
    let written: Vec<(String, f32, String)> = window
        .harness
        .output()
        .shapes
        .iter()
        .filter_map(|shape| match &shape.shape {
            egui::Shape::Text(text) => {
                let format = &text.galley.job.sections.first()?.format;
                let family = format!("{:?}{}", format.font_id.family, if format.italics { " italic" } else { "" });
                Some((text.galley.text().to_owned(), format.font_id.size, family))
            }
            _ => None,
        })
        .collect();
    let of = |text: &str| written.iter().find(|(shown, ..)| shown.trim() == text).unwrap_or_else(|| panic!("no {text} in {written:?}"));
    assert!(of("Billing").1 > of("paid").1, "a heading is larger");
    assert_ne!(of("paid").2, of("at").2, "what is strong has its own weight");
    assert!(of("night").2.ends_with("italic"));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design().notes.values().next().expect("the note").text, "Note");
}

#[test]
fn only_what_is_selected_is_laid_out() {
    let mut window = Driver::drawn(&format!("{LINE}\nmove Worker 300 300\nmove Archive 100 500"));
    let before = window.design();
    window.keys(Modifiers::NONE, Key::Escape);
    for name in ["Function Worker", "Table Archive"] {
        let place = card(&window, name).center();
        click_with(&mut window, place, Modifiers::SHIFT);
    }
    choose(&mut window, "Arrange", "Arrange selection");
    assert!(at(&window, "Worker").x < at(&window, "Archive").x, "from left to right with the flow");
    for name in ["Orders", "News"] {
        let old = before.nodes.values().find(|node| node.name == name).expect("it was there").at;
        assert_eq!(at(&window, name), old, "{name} is where it was");
    }
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before, "one step");
}

#[test]
fn the_control_on_the_canvas_lays_out_and_cards_glide_there() {
    let mut window = Driver::drawn(&format!("{LINE}\nmove Worker 0 400\nmove Archive 0 200"));
    let before = window.design();
    window.keys(Modifiers::NONE, Key::Escape);
    let there = card(&window, "Function Worker");
    let button = window.harness.query_all_by_label("Arrange").last().expect("the control").rect();
    assert!(button.top() > 600.0, "the one on the canvas: {button:?}");
    window.harness.event(Event::PointerMoved(button.center()));
    window.harness.step();
    for pressed in [true, false] {
        let (pos, button, modifiers) = (button.center(), PointerButton::Primary, Modifiers::NONE);
        window.harness.event(Event::PointerButton { pos, button, pressed, modifiers });
    }
    window.harness.step();
    let after = window.design();
    assert!(after != before, "it is laid out at once");
    window.run();
    let now = card(&window, "Function Worker");
    assert!((now.center() - there.center()).length() > 20.0);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before);
}

#[test]
fn cards_blend_from_one_level_of_detail_to_the_next_under_the_wheel() {
    let mut window = Driver::drawn(LINE);
    let canvas = window.harness.get_by_role(Role::Canvas).rect();
    window.harness.event(Event::PointerMoved(canvas.center()));
    window.harness.step();
    let mut seen = Vec::new();
    for _ in 0..60 {
        let (unit, phase, source) = (MouseWheelUnit::Point, TouchPhase::Move, egui::MouseWheelSource::Trackpad);
        let modifiers = Modifiers::COMMAND;
        window.harness.event_modifiers(Event::MouseWheel { unit, delta: vec2(0.0, -8.0), phase, source, modifiers }, modifiers);
        window.run();
        seen.push(opacity(&window, "Worker"));
        if seen.last() == Some(&None) {
            break;
        }
    }
    assert_eq!((seen.first(), seen.last()), (Some(&Some(255)), Some(&None)), "{seen:?}");
    let between = seen.iter().flatten().filter(|alpha| (1..255).contains(*alpha)).count();
    assert!(between >= 2, "texts fade instead of popping: {seen:?}");
    assert!(seen.windows(2).all(|two| two[0] >= two[1]), "{seen:?}");
}

#[test]
fn equal_gaps_hold_a_card_that_comes_near() {
    for (modifiers, held) in [(Modifiers::NONE, true), (Modifiers::ALT, false)] {
        let mut window = Driver::drawn("add queue A\nadd queue B\nadd queue C\nmove A 0 0\nmove B 300 0\nmove C 700 96");
        window.keys(Modifiers::SHIFT, Key::Num0);
        window.click_containing("Queue C");
        let from = card(&window, "Queue C").center();
        // To 603 and the height of the others: at 600 the gaps are equal.
        let to = from + vec2(-97.0, -94.0);
        window.harness.event(Event::PointerMoved(from));
        window.harness.step();
        let button = PointerButton::Primary;
        window.harness.event(Event::PointerButton { pos: from, button, pressed: true, modifiers: Modifiers::NONE });
        window.harness.step();
        for step in 1..=6_u8 {
            if step == 3 {
                window.harness.event(Event::ModifiersChanged(modifiers));
            }
            window.harness.event(Event::PointerMoved(from + (to - from) * (f32::from(step) / 6.0)));
            window.harness.step();
        }
        window.harness.event(Event::PointerButton { pos: to, button, pressed: false, modifiers });
        window.run();
        assert_eq!((at(&window, "C").x - 600.0).abs() < 0.5, held, "{modifiers:?}: {:?}", at(&window, "C"));
    }
}

#[test]
fn the_table_and_the_canvas_show_the_same_selection() {
    let mut window = Driver::drawn(LINE);
    window.click_role(Role::Tab, "Nodes");
    let rows = |window: &Driver| -> Vec<String> {
        let rows = window.harness.query_all_by_role(Role::Row).map(|node| node.accesskit_node());
        rows.filter(|row| row.toggled() == Some(egui::accesskit::Toggled::True)).filter_map(|row| row.label()).collect()
    };
    let card = |window: &Driver, name: &str| {
        let mut cards = window.harness.query_all_by_role(Role::Button);
        let found = cards.find(|card| card.accesskit_node().label().is_some_and(|label| label.starts_with(name)));
        found.expect("its card").rect().center()
    };
    let place = card(&window, "Queue Orders");
    click_with(&mut window, place, Modifiers::NONE);
    assert!(rows(&window).len() == 1 && rows(&window)[0].starts_with("Queue Orders"), "{:?}", rows(&window));
    let row = |window: &Driver, name: &str| {
        let rows = window.harness.query_all_by_role(Role::Row);
        let found = rows.into_iter().find(|row| row.accesskit_node().label().is_some_and(|label| label.starts_with(name)));
        found.expect("its row").rect().center()
    };
    let place = row(&window, "Table Archive");
    click_with(&mut window, place, Modifiers::NONE);
    assert!(window.shows("Archive selected"));
    let place = row(&window, "Topic News");
    click_with(&mut window, place, Modifiers::SHIFT);
    assert!(window.shows("2 selected") && rows(&window).len() == 2);
    // Sorted with the keyboard.
    window.harness.get_by_label("Sort by Service").focus();
    window.run();
    window.keys(Modifiers::NONE, Key::Enter);
    let first = window.harness.query_all_by_role(Role::Row).next().and_then(|row| row.accesskit_node().label()).unwrap_or_default();
    assert!(first.starts_with("Function"), "{first}");
    assert!(window.shows("Sort by Service, sorted upwards"));
}

#[test]
fn columns_are_made_wider_with_the_pointer_and_the_keyboard_and_stay_so() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.toml");
    let file = folder.path().join("shop.stackdraft.json");
    stackdraft::project::save(&Driver::drawn(LINE).design(), &file).unwrap();
    let mut window = Driver::with_settings(&settings, &[file]);
    window.dismiss_tour();
    window.click_role(Role::Tab, "Nodes");
    let width = |window: &Driver, name: &str| {
        window.harness.get_by_role_and_label(Role::Splitter, name).accesskit_node().numeric_value().unwrap_or_default()
    };
    let next = |window: &Driver| window.harness.get_by_label("Sort by Service").rect().left();
    let (before, place) = (width(&window, "Width of Name"), next(&window));
    let edge = window.harness.get_by_role_and_label(Role::Splitter, "Width of Name").rect().center();
    window.drag(edge, edge + vec2(60.0, 0.0));
    let dragged = width(&window, "Width of Name");
    assert!((dragged - before - 60.0).abs() < 10.0, "{before} {dragged}");
    assert!((f64::from(next(&window) - place) - (dragged - before)).abs() < 2.0, "the next column moves along");
    window.harness.get_by_role_and_label(Role::Splitter, "Width of Name").focus();
    window.run();
    window.keys(Modifiers::NONE, Key::ArrowLeft);
    window.keys(Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(width(&window, "Width of Name"), dragged - 32.0);
    window.keys(Modifiers::NONE, Key::ArrowRight);
    let kept = width(&window, "Width of Name");
    assert_eq!(kept, dragged - 16.0);
    window.end();
    let mut again = Driver::with_settings(&settings, &[]);
    again.dismiss_tour();
    assert_eq!(width(&again, "Width of Name"), kept, "after a restart");
    again.command("panels as at first");
    again.command("table of nodes");
    assert_eq!(width(&again, "Width of Name"), before);
}

#[test]
fn what_is_found_is_chosen_with_the_pointer_and_framed() {
    let mut window = Driver::drawn(LINE);
    window.keys(Modifiers::COMMAND, Key::F);
    window.write("archive");
    window.harness.query_all_by_role(Role::ListBoxOption).next().expect("something is found").click();
    window.run();
    assert!(window.shows("Archive selected"));
    choose(&mut window, "Edit", "Find next");
    assert!(window.shows(" selected"));
}
