//! What everything in the window's accessibility tree has to say of itself: a role, a name, its state.

use egui::accesskit::{Action, Role};
use egui::{Rect, pos2};
use egui_kittest::Node;
use egui_kittest::kittest::NodeT as _;

/// What is used by pressing, writing or choosing.
const USED: [Role; 22] = [
    Role::Button,
    Role::CheckBox,
    Role::ComboBox,
    Role::DefaultButton,
    Role::Link,
    Role::ListBoxOption,
    Role::ListItem,
    Role::MenuItem,
    Role::MenuItemCheckBox,
    Role::MenuItemRadio,
    Role::MultilineTextInput,
    Role::PasswordInput,
    Role::RadioButton,
    Role::Row,
    Role::ScrollBar,
    Role::ScrollView,
    Role::SearchInput,
    Role::Slider,
    Role::SpinButton,
    Role::Switch,
    Role::Tab,
    Role::TextInput,
];

/// What is one way or the other.
const TURNED: [Role; 6] = [Role::CheckBox, Role::ListBoxOption, Role::MenuItemCheckBox, Role::RadioButton, Role::Switch, Role::Tab];

/// Where something is; what has no place is nothing to look at.
pub fn bounds(node: &Node<'_>) -> Option<Rect> {
    let bounds = node.accesskit_node().data().bounds()?;
    let [x0, y0, x1, y1] = [bounds.x0, bounds.y0, bounds.x1, bounds.y1].map(|place| place as f32);
    Some(Rect::from_min_max(pos2(x0, y0), pos2(x1, y1)))
}

/// What is wrong with what things say of themselves; a thing as large as the window is the ground behind a question.
pub fn faults<'t>(nodes: impl Iterator<Item = Node<'t>>) -> Vec<String> {
    let mut found = Vec::new();
    for node in nodes {
        let thing = node.accesskit_node();
        if thing.is_hidden() {
            continue;
        }
        let Some(rect) = bounds(&node).filter(Rect::is_finite) else { continue };
        let (role, name) = (thing.role(), thing.label().unwrap_or_default());
        // Text that can be selected is no control.
        let passive = role == Role::Label;
        let clicked = !passive && thing.data().supports_action(Action::Click);
        let reached = clicked || (!passive && thing.data().supports_action(Action::Focus));
        let ground = rect.width() > 900.0 && rect.height() > 600.0;
        if (USED.contains(&role) || (reached && !ground)) && name.trim().is_empty() {
            // What scrolls by itself is no control.
            if role != Role::ScrollView || reached {
                found.push(format!("{role:?} at {rect:?} has no name, with value {:?}", thing.value()));
            }
        }
        if clicked && !ground && matches!(role, Role::Unknown | Role::GenericContainer | Role::Label) {
            found.push(format!("{name:?} at {rect:?} can be clicked, and its role is {role:?}"));
        }
        if TURNED.contains(&role) && thing.toggled().is_none() && thing.is_selected().is_none() {
            found.push(format!("{role:?} {name:?} does not say whether it is chosen"));
        }
        if role == Role::ComboBox && thing.value().is_none() {
            found.push(format!("{role:?} {name:?} does not say what is chosen"));
        }
        if name.lines().count() > 3 || name.len() > 400 {
            found.push(format!("the name of {role:?} is a text: {name:?}"));
        }
    }
    found
}
