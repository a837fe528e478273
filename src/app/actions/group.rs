//! Groups: around what is selected, collapsed and open.

use egui::Key;

use super::{Command, Enabled, Menu, command_key, command_shift, plain};
use crate::app::action::Change;
use crate::app::placing;
use crate::app::state::State;
use crate::design::GroupId;
use crate::draw::theme::GroupColor;

/// Frames around things, and the cards they become.
pub static GROUPS: &[&Command] = &[
    &Command::new("group", "Group", Menu::Arrange, "group", |state, _| {
        if let Some(document) = state.document() {
            let change = placing::group(document, &document.selection);
            state.edit(change);
        }
    })
    .keys(&[command_key(Key::G)])
    .when(|state| {
        let document = state.document().ok_or("No design is open.")?;
        let selection = &document.selection;
        let any = !selection.nodes().is_empty() || !selection.groups().is_empty() || !selection.notes().is_empty();
        any.then_some(()).ok_or("Select what to group.")
    }),
    &Command::new("ungroup", "Ungroup", Menu::Arrange, "ungroup", |state, _| {
        let groups = selected(state);
        state.edit(Change::new("ungroup", move |draft| {
            groups.iter().try_for_each(|id| draft.check_free_group(id).and_then(|()| draft.ungroup(id)))
        }));
    })
    .keys(&[command_shift(Key::G)])
    .when(with_group),
    &Command::new("fold", "Collapse or expand group", Menu::Arrange, "collapse", |state, _| {
        let groups = selected(state);
        if let Some(document) = state.document() {
            let change = placing::toggle_fold(document, &groups);
            state.edit(change);
        }
    })
    .also("fold unfold")
    .keys(&[plain(Key::E)])
    .when(with_group)
    .titled(|state| {
        let (open, _) = counts(state, &selected(state));
        with_group(state).ok().map(|()| if open > 0 { "Collapse group".to_owned() } else { "Expand group".to_owned() })
    }),
    &Command::new("enter", "Enter group", Menu::Arrange, "enter", |state, _| {
        let group = selected(state).into_iter().next();
        state.enter(group);
    })
    .keys(&[command_key(Key::Enter)])
    .when(|state| {
        with_group(state)?;
        if selected(state).len() == 1 { Ok(()) } else { Err("Select one group.") }
    }),
    &Command::new("leave", "Leave group", Menu::Arrange, "enter", |state, _| {
        let outer = state.document().and_then(|document| {
            let entered = document.design().groups.get(document.entered()?)?;
            entered.parent.clone()
        });
        state.enter(outer);
    })
    .keys(&[command_shift(Key::Enter)])
    .when(|state| {
        let document = state.document().ok_or("No design is open.")?;
        document.entered().map(drop).ok_or("No group was entered.")
    }),
    &Command::new("collapse-all", "Collapse all groups", Menu::Arrange, "collapse", |state, _| fold_all(state, true)).when(|state| {
        let (open, _) = counts(state, &outermost(state));
        if open > 0 { Ok(()) } else { Err("No group is open.") }
    }),
    &Command::new("expand-all", "Expand all groups", Menu::Arrange, "expand", |state, _| fold_all(state, false)).when(|state| {
        let (_, collapsed) = counts(state, &all(state));
        if collapsed > 0 { Ok(()) } else { Err("No group is collapsed.") }
    }),
];

macro_rules! color {
    ($id:literal, $name:literal, $color:ident) => {
        &Command::new($id, $name, Menu::Elsewhere, "color", |state, _| {
            let groups = selected(state);
            state.edit(placing::color(groups, GroupColor::$color));
        })
        .when(with_group)
        .switch(|state| is_colored(state, GroupColor::$color))
    };
}

/// What colour groups have.
pub static COLORS: &[&Command] = &[
    color!("color-accent", "Colour group accent", Accent),
    color!("color-green", "Colour group green", Green),
    color!("color-amber", "Colour group amber", Amber),
    color!("color-red", "Colour group red", Red),
    color!("color-violet", "Colour group violet", Violet),
    color!("color-grey", "Colour group grey", Grey),
];

fn is_colored(state: &State, color: GroupColor) -> bool {
    let Some(document) = state.document() else { return false };
    let groups = document.selection.groups();
    let of = |id: &GroupId| document.design().groups.get(id).map(|group| GroupColor::from_name(group.color.as_deref()));
    !groups.is_empty() && groups.iter().all(|id| of(id) == Some(color))
}

fn selected(state: &State) -> Vec<GroupId> {
    state.document().map(|document| document.selection.groups()).unwrap_or_default()
}

fn all(state: &State) -> Vec<GroupId> {
    state.document().map(|document| document.design().groups.keys().cloned().collect()).unwrap_or_default()
}

/// The groups that are in no other.
fn outermost(state: &State) -> Vec<GroupId> {
    let Some(document) = state.document() else { return Vec::new() };
    let groups = document.design().groups.iter();
    groups.filter(|(_, group)| group.parent.is_none()).map(|(id, _)| id.clone()).collect()
}

/// How many of these groups are open and how many collapsed.
fn counts(state: &State, groups: &[GroupId]) -> (usize, usize) {
    let Some(document) = state.document() else { return (0, 0) };
    let collapsed = groups.iter().filter(|id| document.design().groups.get(*id).is_some_and(|group| group.collapsed)).count();
    (groups.len() - collapsed, collapsed)
}

fn fold_all(state: &mut State, collapse: bool) {
    let groups = if collapse { outermost(state) } else { all(state) };
    if let Some(document) = state.document() {
        let collapsed = |id: &GroupId| document.design().groups.get(id).is_some_and(|group| group.collapsed);
        let groups = groups.into_iter().filter(|id| collapsed(id) != collapse).collect();
        let change = placing::fold(document, groups, collapse);
        state.edit(change);
    }
}

pub(super) fn with_group(state: &State) -> Enabled {
    let document = state.document().ok_or("No design is open.")?;
    if document.selection.groups().is_empty() { Err("Select a group.") } else { Ok(()) }
}
