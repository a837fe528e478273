//! Groups in the window: collapsed and opened by mouse, keys and the accessibility tree.

use std::path::PathBuf;

use egui::accesskit::Action;
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use stackdraft::catalog::draft::Draft;
use stackdraft::design::Design;

use crate::window_support::Driver;

fn order_processing() -> Driver {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-projects/order-processing.stackdraft.json");
    let mut window = Driver::open(&[file]);
    window.settle();
    window
}

/// Clicks twice at a place, some time after what was clicked before; frames of the harness are a quarter of a second.
fn double_click(window: &mut Driver, pos: Pos2) {
    window.harness.ctx.options_mut(|options| options.input_options.max_double_click_delay = 1.0);
    (0..9).for_each(|_| window.harness.step());
    press(window, pos, &[true, false, true, false]);
}

/// Clicks once at a place.
fn click_at(window: &mut Driver, pos: Pos2) {
    press(window, pos, &[true, false]);
}

fn press(window: &mut Driver, pos: Pos2, pressed: &[bool]) {
    window.harness.event(Event::PointerMoved(pos));
    window.harness.step();
    for pressed in pressed {
        let (pressed, button) = (*pressed, PointerButton::Primary);
        window.harness.event(Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE });
    }
    window.run();
}

fn collapsed(window: &Driver, group: &str) -> bool {
    window.design().groups.values().find(|g| g.name == group).expect("the group").collapsed
}

#[test]
fn a_group_is_collapsed_by_key_and_opened_by_double_click() {
    let mut window = order_processing();
    let before = window.design();
    window.click_containing("Group Ordering");
    window.keys(Modifiers::NONE, Key::E);
    assert!(collapsed(&window, "Ordering"));
    assert!(window.shows("Group Ordering, collapsed, "));
    assert!(!window.shows("Workflow Process order"), "what is inside is hidden");
    assert!(window.shows("Ordering selected"), "it stays selected");
    let card = window.place("Group Ordering, collapsed");
    double_click(&mut window, card);
    assert!(!collapsed(&window, "Ordering"));
    assert!(window.shows("Workflow Process order"));
    window.keys(Modifiers::COMMAND, Key::Z);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before);
}

#[test]
fn the_mark_beside_the_name_collapses_and_opens() {
    let mut window = order_processing();
    let name = window.harness.query_all_by_label_contains("Group Fulfilment").next().expect("the group").rect();
    click_at(&mut window, Pos2::new(name.left() - 9.0, name.center().y));
    assert!(collapsed(&window, "Fulfilment"));
    let card = window.harness.query_all_by_label_contains("Group Fulfilment, collapsed").next().expect("the card").rect();
    click_at(&mut window, Pos2::new(card.right() - 12.0, card.center().y));
    assert!(!collapsed(&window, "Fulfilment"));
}

#[test]
fn screen_readers_are_told_and_can_open_it() {
    let mut window = order_processing();
    let ask = |window: &mut Driver, action: Action| {
        let node = window.harness.query_all_by_label_contains("Group Ordering").next().expect("the group");
        let (id, tree) = (node.accesskit_node().locate().0, node.accesskit_node().locate().1);
        let request = egui::accesskit::ActionRequest { action, target_tree: tree, target_node: id, data: None };
        window.harness.event(Event::AccessKitActionRequest(request));
        window.run();
    };
    let is_expanded = |window: &Driver| {
        window.harness.query_all_by_label_contains("Group Ordering").next().expect("the group").accesskit_node().data().is_expanded()
    };
    assert_eq!(is_expanded(&window), Some(true));
    ask(&mut window, Action::Collapse);
    assert!(collapsed(&window, "Ordering"));
    assert_eq!(is_expanded(&window), Some(false));
    ask(&mut window, Action::Expand);
    assert!(!collapsed(&window, "Ordering"));
}

#[test]
fn finding_something_opens_what_hides_it() {
    let mut window = order_processing();
    window.click_containing("Group Ordering");
    window.keys(Modifiers::NONE, Key::E);
    window.keys(Modifiers::COMMAND, Key::F);
    window.write("take payment");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(!collapsed(&window, "Ordering"));
    assert!(window.shows("Take payment selected"));
    assert!(window.shows("Function Take payment"));
}

#[test]
fn dragging_the_card_moves_the_content_and_deleting_it_takes_everything() {
    let mut window = order_processing();
    window.click_containing("Group Ordering");
    window.keys(Modifiers::NONE, Key::E);
    let before = window.design();
    let at = window.place("Group Ordering, collapsed");
    window.drag(at, at + egui::vec2(-16.0, -64.0));
    let after = window.design();
    let moved = |name: &str| {
        let find = |design: &stackdraft::design::Design| design.nodes.values().find(|n| n.name == name).expect("the node").at;
        (find(&after).x - find(&before).x, find(&after).y - find(&before).y)
    };
    assert_ne!(moved("Process order"), (0.0, 0.0));
    assert_eq!(moved("Process order"), moved("Orders API"));
    assert_eq!(moved("Ship order"), (0.0, 0.0));
    window.keys(Modifiers::NONE, Key::Delete);
    let left = window.names();
    assert!(!left.contains(&"Process order".to_owned()) && left.contains(&"Ship order".to_owned()), "{left:?}");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), after);
}

#[test]
fn entering_a_group_keeps_the_selection_in_it_and_escape_leaves() {
    let mut window = order_processing();
    let name = window.harness.query_all_by_label_contains("Group Ordering").next().expect("the group").rect();
    double_click(&mut window, name.center());
    assert!(window.shows("All of order-processing"), "the way back is shown");
    assert!(!window.shows("Function Ship order"), "what is outside is not offered");
    window.keys(Modifiers::COMMAND, Key::A);
    let inside = window.design().nodes.values().filter(|n| n.group.as_ref().is_some_and(|g| g.as_str() == "ordering")).count();
    assert!(inside > 1 && window.shows(&format!("{inside} selected")));
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(window.shows("All of order-processing"), "first the selection goes");
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("All of order-processing"));
    assert!(window.shows("Function Ship order"));
}

#[test]
fn groups_are_entered_and_left_by_keys_and_breadcrumbs() {
    let mut window = order_processing();
    window.click_containing("Group Fulfilment");
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert!(window.shows("All of order-processing"));
    window.click("All of order-processing");
    assert!(window.shows("Function Take payment") && !window.shows("All of order-processing"));
    window.click_containing("Group Fulfilment");
    window.keys(Modifiers::COMMAND, Key::Enter);
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
    assert!(!window.shows("All of order-processing"));
}

#[test]
fn a_group_is_renamed_where_it_stands() {
    let mut window = order_processing();
    window.click_containing("Group Ordering");
    window.keys(Modifiers::NONE, Key::F2);
    assert!(window.shows("Name of the group"));
    window.keys(Modifiers::COMMAND, Key::A);
    window.write("Checkout");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(window.design().groups["ordering"].name, "Checkout");
    assert!(!window.shows("Name of the group"), "the field is gone");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design().groups["ordering"].name, "Ordering");
}

#[test]
fn a_note_is_written_where_it_stands() {
    let mut window = order_processing();
    window.keys(Modifiers::SHIFT, Key::N);
    let note = window.place("Note: Note");
    double_click(&mut window, note);
    assert!(window.shows("Text of the note"));
    window.keys(Modifiers::COMMAND, Key::A);
    window.write("**Paid** at night");
    // A click elsewhere is enough.
    press(&mut window, note + egui::vec2(0.0, 260.0), &[true, false]);
    let text = window.design().notes.values().next().expect("the note").text.clone();
    assert_eq!(text, "**Paid** at night");
    assert!(window.shows("Note: Paid at night"), "read without its marks");
}

#[test]
fn a_new_note_says_what_is_typed_next() {
    let mut window = order_processing();
    window.keys(Modifiers::SHIFT, Key::N);
    window.settle();
    assert!(window.shows("Text of the note"));
    window.write("Buy ");
    window.write("milk");
    window.keys(Modifiers::NONE, Key::Tab);
    assert_eq!(window.design().notes.values().next().expect("the note").text, "Buy milk");
    window.keys(Modifiers::NONE, Key::Escape);
    window.keys(Modifiers::COMMAND, Key::Z);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.design().notes.is_empty());
}

#[test]
fn what_is_locked_stays_and_says_why() {
    let mut window = order_processing();
    window.click_containing("Function Ship order");
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    assert!(window.shows("locked"));
    let before = window.design();
    let at = window.place("Function Ship order");
    window.drag(at, at + egui::vec2(64.0, 32.0));
    assert_eq!(window.design(), before, "it does not move");
    window.click_containing("Function Ship order");
    window.keys(Modifiers::NONE, Key::Delete);
    assert_eq!(window.design(), before, "nor is it deleted");
    assert!(window.window(|w| w.messages().iter().any(|m| m.contains("is locked"))));
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    window.keys(Modifiers::NONE, Key::Delete);
    assert!(!window.names().contains(&"Ship order".to_owned()));
}

#[test]
fn a_group_gets_a_colour_from_its_swatches() {
    let mut window = order_processing();
    window.click_containing("Group Ordering");
    window.click("Colour green");
    assert_eq!(window.design().groups["ordering"].color.as_deref(), Some("green"));
    window.click("Colour accent");
    assert_eq!(window.design().groups["ordering"].color, None);
}

#[test]
fn arrow_keys_move_what_is_selected() {
    let mut window = order_processing();
    let before = window.design().nodes["function-ship-order"].at;
    let at = window.place("Function Ship order");
    click_at(&mut window, at);
    window.keys(Modifiers::NONE, Key::ArrowRight);
    window.keys(Modifiers::SHIFT, Key::ArrowDown);
    window.keys(Modifiers::ALT, Key::ArrowLeft);
    let after = window.design().nodes["function-ship-order"].at;
    assert_eq!((after.x - before.x, after.y - before.y), (7.0, 40.0));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design().nodes["function-ship-order"].at, before, "one step takes it all back");
}

#[test]
fn what_lies_above_is_what_is_hit() {
    let mut window = Driver::start();
    window.click("New design");
    for at in [Pos2::new(600.0, 300.0), Pos2::new(640.0, 310.0)] {
        let in_palette = window.harness.query_all_by_label("Queue").next().expect("a service").rect().center();
        window.drag(in_palette, at);
    }
    let both = Pos2::new(620.0, 312.0);
    click_at(&mut window, both);
    assert!(window.shows("Queue 2 selected"), "the later one lies above: {:?}", window.design().nodes);
    window.keys(Modifiers::NONE, Key::OpenBracket);
    click_at(&mut window, both);
    assert!(!window.shows("Queue 2 selected"));
    click_at(&mut window, Pos2::new(716.0, 312.0));
    assert!(window.shows("Queue 2 selected"), "beside what covers it");
    window.keys(Modifiers::NONE, Key::CloseBracket);
    click_at(&mut window, both);
    assert!(window.shows("Queue 2 selected"));
}

#[test]
fn a_group_is_arranged_alone_in_one_step() {
    let mut window = order_processing();
    let before = window.design();
    window.click_containing("Group Fulfilment");
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    let after = window.design();
    for (id, node) in &after.nodes {
        if node.group.as_ref().is_none_or(|group| group.as_str() == "ordering") {
            assert_eq!(node.group, before.nodes[id].group);
        }
    }
    assert_ne!(after, before);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.design(), before);
}

#[test]
fn names_of_groups_can_be_read_at_every_zoom_and_never_lie_on_each_other() {
    let mut window = order_processing();
    let size = |window: &Driver, name: &str| {
        let texts = window.harness.output().shapes.iter().filter_map(|clipped| match &clipped.shape {
            egui::Shape::Text(text) if text.galley.text() == name => Some((text.galley.size().y, text.visual_bounding_rect())),
            _ => None,
        });
        texts.collect::<Vec<_>>()
    };
    let mut seen = 0;
    for _ in 0..12 {
        let mut places: Vec<egui::Rect> = Vec::new();
        for name in ["Ordering", "Fulfilment", "Notifications"] {
            for (height, place) in size(&window, name) {
                assert!(height >= 11.0, "{name} is {height} high");
                assert!(places.iter().all(|other| !other.intersects(place)), "{name} lies on another");
                places.push(place);
                seen += 1;
            }
        }
        window.keys(Modifiers::NONE, Key::Minus);
    }
    assert!(seen >= 18, "{seen} names were seen");
}

#[test]
fn far_out_a_group_is_found_in_place_of_what_is_in_it() {
    let mut window = order_processing();
    for _ in 0..16 {
        window.keys(Modifiers::NONE, Key::Minus);
    }
    let group = window.place("Group Notifications");
    click_at(&mut window, group + egui::vec2(4.0, 14.0));
    assert!(window.shows("Notifications selected"));
}

#[test]
fn keys_that_edit_text_are_no_commands_while_text_is_written() {
    let mut window = order_processing();
    window.click_containing("Group Fulfilment");
    window.harness.get_by_label("Group name").focus();
    window.run();
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert!(!window.shows("All of order-processing"), "the group was not entered");
    window.click_containing("Group Fulfilment");
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert!(window.shows("All of order-processing"), "now it is");
}

/// Rests the pointer at a place.
fn rest(window: &mut Driver, at: Pos2) {
    window.harness.event(Event::PointerMoved(at));
    (0..8).for_each(|_| window.harness.step());
}

#[test]
fn lines_drawn_as_one_are_told_where_the_pointer_rests() {
    let mut design = Design::new("shop");
    let mut draft = Draft::new(&design, &stackdraft::REGISTRY);
    let text = "add function Worker\nadd function Checker\nadd topic Events\nconnect Worker Events\nconnect Checker Events\n\
                move Worker 0 0\nmove Checker 0 120\nmove Events 600 40\ngroup Billing Worker Checker\ncollapse Billing";
    stackdraft::cli::script::run(text, &mut draft).unwrap_or_else(|fault| panic!("{}: {}", fault.line, fault.problem.message));
    design.clone_from(draft.design());
    let mut window = Driver::start();
    window.harness.state().borrow_mut().as_mut().expect("the window").open_unsaved(design);
    window.settle();
    let at = window.place("2 connections Billing → Events: 2 × publishes");
    assert!(!window.shows("Worker → Events"));
    rest(&mut window, at);
    assert!(window.shows("Worker → Events: publishes") && window.shows("Checker → Events: publishes"));
    // Selected, each can be chosen alone.
    click_at(&mut window, at);
    window.click("Checker → Events");
    let tab = window.harness.query_by_role_and_label(egui::accesskit::Role::Tab, "Settings");
    assert!(tab.is_some(), "the form of the one");
}

#[test]
fn cards_too_small_for_text_are_told_where_the_pointer_rests() {
    let mut window = order_processing();
    // Zooming leaves the canvas's middle where it is.
    let card = "Function Ship order";
    let (before, middle) = (window.place(card), Pos2::new(752.0, 402.0));
    (0..4).for_each(|_| window.keys(Modifiers::NONE, Key::Minus));
    assert!(!window.shows(card));
    rest(&mut window, middle + (before - middle) * 0.8_f32.powi(4));
    assert!(window.shows("Ship order"));
}
