//! Commands from menus, context menus, the command palette, tabs and messages: with the pointer and with the keyboard.

use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand, PointerButton, Pos2, ViewportCommand, pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::window_support::Driver;

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-projects").join(format!("{name}.stackdraft.json"))
}

fn order_processing() -> Driver {
    let mut window = Driver::open(&[sample("order-processing")]);
    window.settle();
    window
}

/// Opens a menu and chooses in it.
fn choose(window: &mut Driver, menu: &str, item: &str) {
    window.harness.query_all_by_label(menu).next().expect("the menu").click();
    window.run();
    // A command's item may be called like a button elsewhere: it is the one the menu adds.
    window.harness.query_all_by_label_contains(item).last().unwrap_or_else(|| panic!("no {item} in {menu}")).click();
    window.run();
}

fn click_with(window: &mut Driver, pos: Pos2, button: PointerButton, modifiers: Modifiers) {
    window.harness.event(Event::PointerMoved(pos));
    window.harness.step();
    for pressed in [true, false] {
        window.harness.event_modifiers(Event::PointerButton { pos, button, pressed, modifiers }, modifiers);
        window.harness.step();
    }
    window.run();
}

/// Goes on with Tab until something that is called so has the focus.
fn walk_to(window: &mut Driver, name: &str) {
    for _ in 0..600 {
        window.keys(Modifiers::NONE, Key::Tab);
        let focused = window.harness.query_all_by(|_| true).find(|node| node.accesskit_node().is_focused());
        if focused.and_then(|node| node.accesskit_node().label()).is_some_and(|label| label.starts_with(name)) {
            return;
        }
    }
    panic!("Tab does not reach {name}");
}

/// Whether a tab or an entry of a list is the chosen one.
fn is_on(node: &egui_kittest::Node<'_>) -> bool {
    node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
}

fn commands(window: &Driver) -> Vec<OutputCommand> {
    window.harness.output().platform_output.commands.clone()
}

#[test]
fn menus_run_commands_with_the_pointer_and_the_keyboard() {
    let mut window = order_processing();
    choose(&mut window, "Edit", "Select all");
    assert!(window.shows("selected"), "with the pointer");
    window.keys(Modifiers::NONE, Key::Escape);
    window.click_containing("Function Ship order");
    choose(&mut window, "Arrange", "Lock");
    assert!(window.design().nodes["function-ship-order"].locked);
    window.harness.query_all_by_label("Arrange").next().expect("the menu").focus();
    window.run();
    window.keys(Modifiers::NONE, Key::Enter);
    walk_to(&mut window, "Unlock");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(!window.design().nodes["function-ship-order"].locked, "with the keyboard");
    choose(&mut window, "View", "Table of nodes");
    assert!(window.harness.query_by_role_and_label(Role::Tab, "Nodes").is_some_and(|tab| is_on(&tab)));
    choose(&mut window, "Help", "Keyboard shortcuts");
    assert!(window.shows("Ctrl and scroll") || window.shows("Cmd and scroll"), "the sheet of shortcuts");
}

#[test]
fn what_cannot_run_says_why_in_its_menu() {
    let mut window = order_processing();
    window.harness.query_all_by_label("Arrange").next().expect("the menu").click();
    window.run();
    let item = window.harness.query_all_by_label_contains("Ungroup").last().expect("the item");
    assert!(item.accesskit_node().is_disabled());
    item.hover();
    window.run();
    for _ in 0..6 {
        window.harness.step();
    }
    assert!(window.shows("Select a group."), "the tooltip says why");
}

#[test]
fn the_menu_of_the_right_button_is_about_what_is_under_it() {
    let mut window = order_processing();
    let choose = |window: &mut Driver, thing: &str, item: &str| {
        let at = window.place(thing);
        window.secondary_click(at);
        window.harness.query_all_by_label_contains(item).last().unwrap_or_else(|| panic!("no {item}")).click();
        window.run();
    };
    choose(&mut window, "Function Ship order", "Lock");
    assert!(window.design().nodes["function-ship-order"].locked);
    choose(&mut window, "Group Ordering", "Collapse group");
    assert!(window.shows("Group Ordering, collapsed"));
    choose(&mut window, "Group Ordering, collapsed", "Expand group");
    choose(&mut window, "Group Fulfilment", "Ungroup");
    assert!(!window.shows("Group Fulfilment"));
    choose(&mut window, "Queue Mail requests", "Duplicate");
    assert_eq!(window.names().iter().filter(|name| name.starts_with("Mail requests")).count(), 2);
    let at = window.place("Queue Mail requests");
    choose(&mut window, "Queue Mail requests", "Send to back");
    assert!(window.design().nodes.values().any(|node| node.name.starts_with("Mail requests")), "{at:?}");
}

/// What has the focus is called so.
fn focused(window: &Driver) -> String {
    let node = window.harness.query_all_by(|_| true).find(|node| node.accesskit_node().is_focused());
    node.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
}

#[test]
fn the_menu_has_a_key_of_its_own() {
    let mut window = order_processing();
    let before = window.design();
    walk_to(&mut window, "Function Ship order");
    let card = window.place("Function Ship order");
    for (held, key) in [(Modifiers::SHIFT, Key::F10), (Modifiers::NONE, Key::Menu)] {
        window.keys(held, key);
        assert_eq!(focused(&window), "Add a node…", "the menu of {key:?} begins with its first entry");
        assert!((window.place("Add a node…").x - card.x).abs() < 250.0, "it stands at the selection");
        window.keys(Modifiers::NONE, Key::ArrowDown);
        assert!(focused(&window).starts_with("Connect to…"), "{}", focused(&window));
        window.keys(Modifiers::NONE, Key::ArrowUp);
        assert_eq!(focused(&window), "Add a node…");
        window.keys(Modifiers::NONE, Key::Escape);
        assert!(!window.shows("Add a node…"), "Escape closes it");
        assert!(window.shows("Ship order selected"), "and nothing else");
        assert!(focused(&window).starts_with("Function Ship order"), "the card has the focus again: {}", focused(&window));
    }
    assert_eq!(window.design(), before, "arrow keys in a menu move no card");
    window.keys(Modifiers::NONE, Key::Menu);
    for _ in 0..40 {
        window.keys(Modifiers::NONE, Key::ArrowDown);
        if focused(&window).starts_with("Lock") {
            break;
        }
    }
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.design().nodes["function-ship-order"].locked, "Enter chooses");
    assert!(!window.shows("Add a node…"));
    // Where nothing is selected it is about the canvas.
    window.keys(Modifiers::NONE, Key::Escape);
    window.keys(Modifiers::SHIFT, Key::F10);
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.harness.query_all_by_role(Role::ListBoxOption).count() > 10, "what can be added is listed");
}

#[test]
fn arrow_keys_in_the_menu_of_the_right_button_move_no_card() {
    let mut window = order_processing();
    window.click_containing("Function Ship order");
    let before = window.design();
    let at = window.place("Function Ship order");
    window.secondary_click(at);
    for _ in 0..3 {
        window.keys(Modifiers::NONE, Key::ArrowDown);
    }
    assert_eq!(window.design(), before);
    assert!(focused(&window).starts_with("Select connected"), "{}", focused(&window));
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(window.shows("Ship order selected") && !window.shows("Add a node…"));
}

#[test]
fn what_is_deleted_comes_back_with_the_messages_undo() {
    let mut window = order_processing();
    let before = window.design();
    for by_keyboard in [false, true] {
        window.click_containing("Function Ship order");
        window.keys(Modifiers::NONE, Key::Delete);
        assert!(!window.names().contains(&"Ship order".to_owned()));
        assert!(window.window(stackdraft::app::Window::messages).iter().any(|text| text == "Deleted Ship order"));
        if by_keyboard {
            window.harness.get_by_role_and_label(Role::Link, "Undo").focus();
            window.run();
            window.keys(Modifiers::NONE, Key::Enter);
        } else {
            window.click_role(Role::Link, "Undo");
        }
        assert_eq!(window.design(), before, "by keyboard: {by_keyboard}");
        assert!(window.harness.query_by_role_and_label(Role::Link, "Undo").is_none(), "the message is gone");
    }
}

#[test]
fn steps_are_named_where_they_are_taken_back() {
    let mut window = order_processing();
    window.click_containing("Function Ship order");
    window.keys(Modifiers::NONE, Key::ArrowRight);
    window.harness.query_all_by_label("Edit").next().expect("the menu").click();
    window.run();
    assert!(window.shows("Undo move Ship order"));
    window.harness.query_all_by_label_contains("Undo move Ship order").last().expect("the item").click();
    window.run();
    window.keys(Modifiers::COMMAND, Key::K);
    window.write("redo");
    assert!(window.shows("Redo move Ship order"));
}

#[test]
fn the_command_palette_is_used_with_the_pointer_too() {
    let mut window = order_processing();
    window.click_containing("Search or run");
    window.write("ship ord");
    window.harness.get_by_role_and_label(Role::ListBoxOption, "Go to Ship order").click();
    window.run();
    assert!(window.shows("Ship order selected"));
    window.click_containing("Search or run");
    window.keys(Modifiers::NONE, Key::ArrowDown);
    let options = window.harness.query_all_by_role(Role::ListBoxOption).map(|node| is_on(&node));
    assert_eq!(options.take(2).collect::<Vec<_>>(), [false, true], "the arrow keys walk the list");
}

#[test]
fn copying_and_pasting_are_in_the_menus_as_well() {
    let mut window = order_processing();
    window.click_containing("Function Ship order");
    window.harness.query_all_by_label("Edit").next().expect("the menu").click();
    window.run();
    window.harness.query_all_by_label_contains("Copy").last().expect("the item").click();
    window.harness.step();
    let mut copied = commands(&window);
    window.harness.step();
    copied.extend(commands(&window));
    let text = copied.iter().find_map(|command| if let OutputCommand::CopyText(text) = command { Some(text.clone()) } else { None });
    assert!(text.is_some_and(|text| text.contains("\"Ship order\"")), "{copied:?}");
    window.run();
    window.harness.query_all_by_label("Edit").next().expect("the menu").click();
    window.run();
    window.harness.query_all_by_label_contains("Paste").last().expect("the item").click();
    let mut asked = Vec::new();
    for _ in 0..3 {
        window.harness.step();
        asked.extend(window.harness.output().viewport_output.values().flat_map(|viewport| viewport.commands.clone()));
    }
    assert!(asked.contains(&ViewportCommand::RequestPaste), "the system is asked for what it holds: {asked:?}");
    window.run();
    window.keys(Modifiers::NONE, Key::Escape);
    window.click_containing("Function Ship order");
    window.harness.event(Event::Cut);
    window.run();
    assert!(!window.names().contains(&"Ship order".to_owned()), "cutting takes it away");
}

/// The design that is shown, by its tab.
fn shown(window: &Driver) -> String {
    let tabs = window.harness.query_all_by_role(Role::Tab).filter(|tab| tab.rect().bottom() < 60.0);
    tabs.into_iter().find(is_on).and_then(|tab| tab.accesskit_node().label()).unwrap_or_default()
}

#[test]
fn designs_stand_in_tabs_that_are_turned_with_pointer_and_keyboard() {
    let names = ["user-registration", "image-pipeline", "order-processing"];
    let mut window = Driver::open(&names.map(sample));
    assert_eq!(shown(&window), "order-processing");
    window.click_role(Role::Tab, "user-registration");
    assert_eq!(shown(&window), "user-registration");
    window.keys(Modifiers::COMMAND, Key::PageDown);
    assert_eq!(shown(&window), "image-pipeline");
    let cards = window.harness.query_all_by_role(Role::Button).filter(|node| node.accesskit_node().is_selected() == Some(false)).count();
    assert!(cards > window.names().len(), "all of it is in view: {cards}");
    window.keys(Modifiers::COMMAND, Key::PageUp);
    window.keys(Modifiers::COMMAND, Key::PageUp);
    assert_eq!(shown(&window), "order-processing", "before the first comes the last");
    window.keys(Modifiers::COMMAND, Key::Tab);
    assert_eq!(shown(&window), "user-registration");
    // Each keeps its own selection and steps.
    window.keys(Modifiers::COMMAND, Key::A);
    let selected = window.shows(" selected");
    window.keys(Modifiers::COMMAND, Key::PageDown);
    assert!(selected && !window.shows(" selected"));
    window.click("Close image-pipeline");
    assert!(window.harness.query_by_role_and_label(Role::Tab, "image-pipeline").is_none());
    let at = window.harness.get_by_role_and_label(Role::Tab, "order-processing").rect().center();
    click_with(&mut window, at, PointerButton::Middle, Modifiers::NONE);
    assert!(window.harness.query_by_role_and_label(Role::Tab, "order-processing").is_none());
    window.keys(Modifiers::COMMAND, Key::W);
    assert!(window.window(|window| window.design().is_none()), "the start page is left");
    window.click("New tab");
    window.keys(Modifiers::COMMAND, Key::N);
    assert_eq!(shown(&window), "Untitled 2");
    window.command("previous design");
    assert_eq!(shown(&window), "Untitled");
}

#[test]
fn the_palette_lists_services_by_category_and_is_searched() {
    let mut window = Driver::start();
    window.keys(Modifiers::COMMAND, Key::N);
    let places: Vec<f32> =
        ["Entry points", "Compute", "Messaging", "Storage", "Protection"].map(|name| window.harness.get_by_label(name).rect().top()).into();
    assert!(places.windows(2).all(|two| two[0] < two[1]), "{places:?}");
    let queue = window.harness.query_all_by_label("Queue").next().expect("a service").rect();
    assert!(places[2] < queue.top() && queue.top() < places[3], "under its heading");
    window.click_role(Role::SearchInput, "Find a service");
    window.write("dynamo");
    assert!(window.harness.query_all_by_label("Queue").next().is_none() && window.shows("Table"), "found by what AWS calls it");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(window.names(), ["Table"]);
    window.click_role(Role::SearchInput, "Find a service");
    window.keys(Modifiers::COMMAND, Key::A);
    window.write("teapot");
    assert!(window.shows("No service is called that."));
}

#[test]
fn the_command_palette_finds_commands_by_other_words_and_settings() {
    let mut window = Driver::start();
    window.click("New design");
    window.drag(window.place("Queue"), pos2(700.0, 300.0));
    let search = |window: &mut Driver, words: &str, found: &str| {
        window.keys(Modifiers::COMMAND, Key::K);
        window.write(words);
        assert!(window.shows(found), "{words}: {found}");
    };
    for (words, found) in [("resources", "Show what it becomes"), ("list view", "Table of nodes"), ("auto layout", "Arrange")] {
        search(&mut window, words, found);
        window.keys(Modifiers::NONE, Key::Escape);
    }
    // A preference opens the section it is in.
    search(&mut window, "snapping", "Snap while moving…");
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(window.shows("Settings") && window.shows("Grid"));
    window.keys(Modifiers::NONE, Key::Escape);
    // A setting that was made selects the node it is of.
    window.click_containing("Queue Queue");
    window.click_role(Role::TextInput, "Visibility timeout");
    window.keys(Modifiers::COMMAND, Key::A);
    window.write("90");
    window.keys(Modifiers::NONE, Key::Tab);
    window.click_containing("Design Untitled");
    search(&mut window, "visibility", "Visibility timeout: ");
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(window.shows("Queue selected"));
}
