//! Where things stand: groups, alignment, even distances.

use egui::Key;

use super::{Command, Enabled, Menu, command_key, command_shift};
use crate::REGISTRY;
use crate::app::action::Change;
use crate::app::state::State;
use crate::app::{canvas, changes};
use crate::catalog::Graph;
use crate::design::NodeId;
use crate::design::geometry::Rect;
use crate::draw::Arrangement;

/// The whole design, and frames around nodes.
pub static GROUPS: &[&Command] = &[
    &Command::new("arrange", "Arrange", Menu::Arrange, "arrange", |state, _| arrange(state)).keys(&[command_shift(Key::A)]).when(|state| {
        let document = state.document().ok_or("No design is open.")?;
        if document.design().nodes.len() < 2 { Err("There is nothing to arrange.") } else { Ok(()) }
    }),
    &Command::new("group", "Group", Menu::Arrange, "group", |state, _| {
        if let Some(document) = state.document() {
            let change = changes::group(document, &document.selection);
            state.edit(change);
        }
    })
    .keys(&[command_key(Key::G)])
    .when(|state| with_nodes(state, 1, "Select the nodes to group.")),
    &Command::new("ungroup", "Ungroup", Menu::Arrange, "ungroup", |state, _| {
        if let Some(document) = state.document() {
            let groups = document.selection.groups();
            state.edit(Change::new("ungroup", move |draft| groups.iter().try_for_each(|id| draft.ungroup(id))));
        }
    })
    .keys(&[command_shift(Key::G)])
    .when(|state| {
        let document = state.document().ok_or("No design is open.")?;
        if document.selection.groups().is_empty() { Err("Select a group.") } else { Ok(()) }
    }),
];

/// In line and evenly.
pub static ALIGN: &[&Command] = &[
    &Command::new("align-left", "Align left", Menu::Arrange, "align_left", |s, _| {
        align(s, "align left", |own, all| (all.min.x - own.min.x, 0.0));
    })
    .when(several),
    &Command::new("align-center", "Align centres", Menu::Arrange, "align_center", |s, _| {
        align(s, "align centres", |own, all| (all.center().x - own.center().x, 0.0));
    })
    .when(several),
    &Command::new("align-right", "Align right", Menu::Arrange, "align_right", |s, _| {
        align(s, "align right", |own, all| (all.max.x - own.max.x, 0.0));
    })
    .when(several),
    &Command::new("align-top", "Align top", Menu::Arrange, "align_top", |s, _| {
        align(s, "align top", |own, all| (0.0, all.min.y - own.min.y));
    })
    .when(several),
    &Command::new("align-middle", "Align middles", Menu::Arrange, "align_middle", |s, _| {
        align(s, "align middles", |own, all| (0.0, all.center().y - own.center().y));
    })
    .when(several),
    &Command::new("align-bottom", "Align bottom", Menu::Arrange, "align_bottom", |s, _| {
        align(s, "align bottom", |own, all| (0.0, all.max.y - own.max.y));
    })
    .when(several),
    &Command::new("distribute-horizontally", "Distribute horizontally", Menu::Arrange, "distribute_horizontally", |s, _| {
        distribute(s, "distribute horizontally", true);
    })
    .when(|state| with_nodes(state, 3, "Select three nodes or more.")),
    &Command::new("distribute-vertically", "Distribute vertically", Menu::Arrange, "distribute_vertically", |s, _| {
        distribute(s, "distribute vertically", false);
    })
    .when(|state| with_nodes(state, 3, "Select three nodes or more.")),
];

/// Lays out what is selected, or the whole design where fewer than two nodes are; then shows all of it.
fn arrange(state: &mut State) {
    let Some(document) = state.document() else { return };
    let selected = document.selection.nodes();
    let graph = Graph::new(document.design(), &REGISTRY);
    let some = selected.len() > 1 && selected.len() < document.design().nodes.len();
    let arrangement = Arrangement::of(&graph, |id| some && !selected.contains(id));
    state.edit(Change::new("arrange", move |draft| arrangement.apply(draft)));
    state.fit_soon = !some;
}

fn with_nodes(state: &State, least: usize, reason: &'static str) -> Enabled {
    let document = state.document().ok_or("No design is open.")?;
    if document.selection.nodes().len() < least { Err(reason) } else { Ok(()) }
}

fn several(state: &State) -> Enabled {
    with_nodes(state, 2, "Select two nodes or more.")
}

/// The selected cards with their frames.
fn selected(state: &State) -> Vec<(NodeId, Rect)> {
    let Some(document) = state.document() else { return Vec::new() };
    document.selection.nodes().into_iter().filter_map(|id| canvas::card(document.scene(), &id).map(|c| (id, c.rect))).collect()
}

fn align(state: &mut State, title: &str, step: fn(&Rect, &Rect) -> (f32, f32)) {
    let cards = selected(state);
    let Some(all) = cards.iter().map(|(_, rect)| *rect).reduce(|a, b| a.union(&b)) else { return };
    move_each(state, title, cards.iter().map(|(id, rect)| (id.clone(), step(rect, &all))).collect());
}

fn distribute(state: &mut State, title: &str, across: bool) {
    let mut cards = selected(state);
    let start = |rect: &Rect| if across { rect.min.x } else { rect.min.y };
    let length = |rect: &Rect| if across { rect.width() } else { rect.height() };
    cards.sort_by(|(_, a), (_, b)| start(a).total_cmp(&start(b)));
    let (Some((_, first)), Some((_, last))) = (cards.first(), cards.last()) else { return };
    let room = start(last) + length(last) - start(first) - cards.iter().map(|(_, r)| length(r)).sum::<f32>();
    let gap = room / (cards.len().max(2) - 1) as f32;
    let mut at = start(first);
    let mut moves = Vec::new();
    for (id, rect) in &cards {
        let by = at - start(rect);
        moves.push((id.clone(), if across { (by, 0.0) } else { (0.0, by) }));
        at += length(rect) + gap;
    }
    move_each(state, title, moves);
}

fn move_each(state: &mut State, title: &str, moves: Vec<(NodeId, (f32, f32))>) {
    state.edit(Change::new(title, move |draft| {
        moves.iter().try_for_each(|(id, (dx, dy))| draft.change_node(id, |n| n.at = n.at.offset(*dx, *dy).rounded()))
    }));
}
