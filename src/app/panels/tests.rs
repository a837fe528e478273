//! What the window shows of keys on systems that these tests do not run on, and what stands in front of it.

use std::path::PathBuf;

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{names, window_ui};
use crate::app::action::Actions;
use crate::app::frame::Frame;
use crate::app::keys::{KeyMap, Platform};
use crate::app::prompt::{Leaving, NotSaved, Prompt, Purpose, Section, Template};
use crate::app::settings::Settings;
use crate::app::state::State;
use crate::app::theme;
use crate::design::geometry::Point;
use crate::design::{Design, Editor};

/// The window as on a system, with a design open.
fn window(platform: Platform, prompt: Option<Prompt>) -> Harness<'static, (State, bool)> {
    let mut state = State::new(|| (), Settings::default());
    state.keymap = KeyMap::new(platform, &state.settings);
    state.open(Editor::new(Design::new("Shop")), None);
    state.prompt = prompt;
    let draw = |ui: &mut egui::Ui, (state, is_ready): &mut (State, bool)| {
        // Fonts are there from the next frame on.
        if std::mem::replace(is_ready, true) {
            let actions = Actions::default();
            window_ui(ui, &Frame::new(state, &actions));
        } else {
            theme::install(ui.ctx());
            ui.ctx().add_plugin(crate::app::naming::Names);
        }
    };
    let mut harness = Harness::builder().with_size([1400.0, 900.0]).build_ui_state(draw, (state, false));
    harness.run_steps(4);
    harness
}

fn labels(harness: &Harness<'_, (State, bool)>) -> Vec<String> {
    let text = |node: egui_kittest::Node<'_>| {
        let node = node.accesskit_node();
        node.label().or_else(|| node.value()).unwrap_or_default()
    };
    let mut labels: Vec<String> = harness.query_all_by(|_| true).map(text).collect();
    // A label and the text in it are two things of the tree.
    labels.dedup();
    labels
}

#[test]
fn the_sheet_of_shortcuts_is_of_the_system() {
    for (platform, save, redo, zoom) in [
        (Platform::Mac, "Cmd+S", "Shift+Cmd+Z", "Cmd and scroll"),
        (Platform::Windows, "Ctrl+S", "Ctrl+Y or Ctrl+Shift+Z", "Ctrl and scroll"),
        (Platform::Linux, "Ctrl+S", "Ctrl+Shift+Z or Ctrl+Y", "Ctrl and scroll"),
    ] {
        let labels = labels(&window(platform, Some(Prompt::Shortcuts)));
        let beside = |name: &str| {
            let at = labels.iter().position(|label| label == name).unwrap_or_else(|| panic!("no {name} in {labels:?}"));
            labels[at + 1].as_str()
        };
        assert_eq!((beside("Save"), beside("Redo"), beside("Zoom to the pointer")), (save, redo, zoom), "{platform:?}");
        let foreign = if platform == Platform::Mac { "Ctrl" } else { "Cmd" };
        assert!(labels.iter().all(|label| !label.contains(foreign)), "{platform:?}: {labels:?}");
    }
}

#[test]
fn menus_show_the_keys_of_the_system() {
    for (platform, menu, item) in [
        (Platform::Mac, "File", "Save Cmd+S"),
        (Platform::Windows, "File", "Save Ctrl+S"),
        (Platform::Mac, "Edit", "Redo Shift+Cmd+Z"),
        (Platform::Windows, "Edit", "Redo Ctrl+Y"),
        (Platform::Mac, "Edit", "Delete Backspace"),
        (Platform::Linux, "Edit", "Delete Delete"),
    ] {
        let mut harness = window(platform, None);
        harness.get_by_label(menu).click();
        harness.run_steps(4);
        let labels = labels(&harness);
        assert!(labels.iter().any(|label| label == item), "{platform:?} {item}: {labels:?}");
    }
}

#[test]
fn whatever_stands_in_front_says_what_it_is() {
    let path = || PathBuf::from("/shop/orders.stackdraft.json");
    let not_saved = NotSaved { id: 1, path: path(), reason: "the disk is full".to_owned(), advice: "Make room and save again." };
    let template = Template { path: PathBuf::from("/shop/orders.yaml"), types: [("AWS::SQS::Queue".to_owned(), 2)].into() };
    let mut prompts = vec![
        Prompt::Commands,
        Prompt::Services { at: Point::default(), from: None },
        Prompt::Find,
        Prompt::Unsaved(Leaving::Program),
        Prompt::ChangedOnDisk(1),
        Prompt::NotSaved(not_saved),
        Prompt::Path(Purpose::Open, "/shop".to_owned()),
        Prompt::Path(Purpose::SaveAs(1), "/shop/orders".to_owned()),
        Prompt::Path(Purpose::Export(1), "/shop/orders.yaml".to_owned()),
        Prompt::Recover,
        Prompt::Import(template),
        Prompt::Tour,
        Prompt::Shortcuts,
        Prompt::About,
    ];
    prompts.extend(Section::ALL.map(Prompt::Settings));
    #[cfg(feature = "deploy")]
    prompts.extend([Prompt::ChooseEnvironment, Prompt::Environment(None), Prompt::Stack]);
    for prompt in prompts {
        let bare = window(Platform::Linux, None).query_all_by(|_| true).count();
        let harness = window(Platform::Linux, Some(prompt.clone()));
        assert!(harness.query_all_by(|_| true).count() > bare + 1, "{prompt:?} is shown");
        let faults = names::faults(harness.query_all_by(|_| true));
        assert!(faults.is_empty(), "{prompt:?}: {faults:#?}");
    }
}
