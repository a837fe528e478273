//! Where things stand: layout, alignment, even distances.

use egui::{Context, Key};

use super::{Command, Enabled, Menu, command_shift};
use crate::REGISTRY;
use crate::app::action::Change;
use crate::app::selection::{Selection, Thing};
use crate::app::state::State;
use crate::app::{canvas, changes, placing};
use crate::catalog::Graph;
use crate::design::geometry::Rect;
use crate::design::{GroupId, NodeId};
use crate::draw::{Arrangement, unfold};

/// The whole design, or a part of it.
pub static LAYOUT: &[&Command] = &[&Command::new("arrange", "Arrange", Menu::Arrange, "arrange", arrange)
    .also("auto layout tidy")
    .keys(&[command_shift(Key::A)])
    .when(|state| {
        let document = state.document().ok_or("No design is open.")?;
        if document.design().nodes.len() < 2 { Err("There is nothing to arrange.") } else { Ok(()) }
    })
    .titled(|state| {
        let selected = state.document()?.selection.nodes().len();
        group(state).map(|_| "Arrange group".to_owned()).or_else(|| (selected > 1).then(|| "Arrange selection".to_owned()))
    })];

/// In line and evenly.
pub static ALIGN: &[&Command] = &[
    &Command::new("align-left", "Align left", Menu::Arrange, "align_left", |s, ctx| {
        align(s, ctx, "align left", |own, all| (all.min.x - own.min.x, 0.0));
    })
    .when(several),
    &Command::new("align-center", "Align centres", Menu::Arrange, "align_center", |s, ctx| {
        align(s, ctx, "align centres", |own, all| (all.center().x - own.center().x, 0.0));
    })
    .when(several),
    &Command::new("align-right", "Align right", Menu::Arrange, "align_right", |s, ctx| {
        align(s, ctx, "align right", |own, all| (all.max.x - own.max.x, 0.0));
    })
    .when(several),
    &Command::new("align-top", "Align top", Menu::Arrange, "align_top", |s, ctx| {
        align(s, ctx, "align top", |own, all| (0.0, all.min.y - own.min.y));
    })
    .when(several),
    &Command::new("align-middle", "Align middles", Menu::Arrange, "align_middle", |s, ctx| {
        align(s, ctx, "align middles", |own, all| (0.0, all.center().y - own.center().y));
    })
    .when(several),
    &Command::new("align-bottom", "Align bottom", Menu::Arrange, "align_bottom", |s, ctx| {
        align(s, ctx, "align bottom", |own, all| (0.0, all.max.y - own.max.y));
    })
    .when(several),
    &Command::new("distribute-horizontally", "Distribute horizontally", Menu::Arrange, "distribute_horizontally", |s, ctx| {
        distribute(s, ctx, "distribute horizontally", true);
    })
    .when(|state| with_nodes(state, 3, "Select three nodes or more.")),
    &Command::new("distribute-vertically", "Distribute vertically", Menu::Arrange, "distribute_vertically", |s, ctx| {
        distribute(s, ctx, "distribute vertically", false);
    })
    .when(|state| with_nodes(state, 3, "Select three nodes or more.")),
];

/// Lays out the selected group, or the selected nodes, or the whole design where fewer than two nodes are selected; of the
/// whole, all is shown then.
fn arrange(state: &mut State, ctx: &Context) {
    let Some(document) = state.document() else { return };
    let selected = document.selection.nodes();
    if let Some(group) = group(state) {
        let title = format!("arrange {}", changes::name_of(document.design(), &document.selection));
        state.edit_moving(Change::new(title, move |draft| unfold::arrange(draft, &group)), ctx);
        return;
    }
    let graph = Graph::new(document.design(), &REGISTRY);
    let some = selected.len() > 1 && selected.len() < document.design().nodes.len();
    let arrangement = Arrangement::of(&graph, |item| some && !selected.contains(&item.id));
    state.edit_moving(Change::new("arrange", move |draft| arrangement.apply(draft)), ctx);
    state.fit_soon = !some;
}

/// The one group that is selected, with nothing else, and is open.
fn group(state: &State) -> Option<GroupId> {
    let document = state.document()?;
    let Some(Thing::Group(id)) = document.selection.single() else { return None };
    document.design().groups.get(id).filter(|group| !group.collapsed).map(|_| id.clone())
}

fn with_nodes(state: &State, least: usize, reason: &'static str) -> Enabled {
    let document = state.document().ok_or("No design is open.")?;
    let nodes = document.selection.iter().filter(|thing| matches!(thing, Thing::Node(_)));
    if nodes.take(least).count() < least { Err(reason) } else { Ok(()) }
}

fn several(state: &State) -> Enabled {
    with_nodes(state, 2, "Select two nodes or more.")
}

/// The selected cards with their frames.
fn selected(state: &State) -> Vec<(NodeId, Rect)> {
    let Some(document) = state.document() else { return Vec::new() };
    document.selection.nodes().into_iter().filter_map(|id| canvas::card(document.scene(), &id).map(|c| (id, c.rect))).collect()
}

fn align(state: &mut State, ctx: &Context, title: &str, step: fn(&Rect, &Rect) -> (f32, f32)) {
    let cards = selected(state);
    let Some(all) = cards.iter().map(|(_, rect)| *rect).reduce(|a, b| a.union(&b)) else { return };
    move_each(state, ctx, title, cards.iter().map(|(id, rect)| (id.clone(), step(rect, &all))).collect());
}

fn distribute(state: &mut State, ctx: &Context, title: &str, across: bool) {
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
    move_each(state, ctx, title, moves);
}

fn move_each(state: &mut State, ctx: &Context, title: &str, moves: Vec<(NodeId, (f32, f32))>) {
    let change = Change::new(title, move |draft| {
        let free = placing::free(draft, &Selection::of(moves.iter().map(|(id, _)| Thing::Node(id.clone()))))?;
        let moves = moves.iter().filter(|(id, _)| free.contains(&Thing::Node(id.clone())));
        moves.into_iter().try_for_each(|(id, (dx, dy))| draft.change_node(id, |n| n.at = n.at.offset(*dx, *dy).rounded()))
    });
    state.edit_moving(change, ctx);
}
