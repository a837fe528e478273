//! What is selected.

use std::collections::{BTreeMap, BTreeSet};

use egui::Key;
use petgraph::algo::astar;
use petgraph::graph::DiGraph;

use super::{Command, Enabled, Menu, command_key, plain, shift, with_design, with_selection};
use crate::app::canvas;
use crate::app::find;
use crate::app::prompt::Prompt;
use crate::app::selection::{Selection, Thing};
use crate::app::state::State;
use crate::app::toast::Toast;
use crate::design::{ConnectionId, Design, NodeId};

/// What can be done with it.
pub static OFFERING: &[&Command] =
    &[&Command::new("context-menu", "Menu of the selection", Menu::Elsewhere, "more", |_, ctx| canvas::open_menu(ctx))
        .keys(&[shift(Key::F10), plain(Key::Menu)])
        .when(with_design)];

/// Selecting more or less.
pub static SELECTING: &[&Command] = &[
    &Command::new("select-all", "Select all", Menu::Edit, "select_all", |state, _| {
        if let Some(document) = state.document_mut() {
            let design = document.design();
            let nodes = design.nodes.keys().map(|id| Thing::Node(id.clone()));
            let notes = design.notes.keys().map(|id| Thing::Note(id.clone()));
            let groups = design.groups.keys().map(|id| Thing::Group(id.clone()));
            document.selection = Selection::of(nodes.chain(notes).chain(groups).filter(|thing| document.is_inside(thing)));
        }
    })
    .keys(&[command_key(Key::A)])
    .when(with_design),
    &Command::new("select-connected", "Select connected", Menu::Edit, "link", |state, _| {
        if let Some(document) = state.document_mut() {
            let nodes = document.selection.nodes();
            let touching = document.design().connections.iter().filter(|(_, c)| c.nodes().any(|n| nodes.contains(n)));
            let found =
                touching.flat_map(|(id, c)| c.nodes().cloned().map(Thing::Node).chain([Thing::Connection(id.clone())]).collect::<Vec<_>>());
            let more = Selection::of(found);
            document.selection = document.selection.union(&more);
        }
    })
    .when(with_selection),
    &Command::new("select-all-connected", "Select everything connected", Menu::Edit, "link", |state, _| {
        if let Some(document) = state.document_mut() {
            document.selection = document.selection.union(&reached(document.design(), document.selection.nodes()));
        }
    })
    .keys(&[shift(Key::A)])
    .when(with_selection),
    &Command::new("select-path", "Select path between", Menu::Edit, "link", |state, _| {
        let Some(document) = state.document_mut() else { return };
        let nodes = document.selection.nodes();
        let [from, to] = nodes.as_slice() else { return };
        match way(document.design(), from, to).or_else(|| way(document.design(), to, from)) {
            Some(way) => document.selection = way,
            None => state.toast(Toast::refused("No lines lead from one to the other", None)),
        }
    })
    .when(|state| {
        // Whether there is a way is found when it is asked for: this is asked in every frame.
        let document = state.document().ok_or("No design is open.")?;
        let nodes = document.selection.iter().filter(|thing| matches!(thing, Thing::Node(_))).take(3).count();
        if nodes == 2 { Ok(()) } else { Err("Select two nodes.") }
    }),
];

/// What is looked for.
pub static FINDING: &[&Command] = &[
    &Command::new("find", "Find…", Menu::Edit, "search", |state, _| state.prompt = Some(Prompt::Find))
        .keys(&[command_key(Key::F)])
        .when(with_design),
    &Command::new("find-next", "Find next", Menu::Edit, "chevron_down", |state, _| step(state, 1))
        .keys(&[plain(Key::F3)])
        .when(with_sought),
    &Command::new("find-previous", "Find previous", Menu::Edit, "chevron_up", |state, _| step(state, -1))
        .keys(&[shift(Key::F3)])
        .when(with_sought),
];

fn with_sought(state: &State) -> Enabled {
    with_design(state)?;
    if state.sought.trim().is_empty() { Err("Find something first.") } else { Ok(()) }
}

/// Frames the next thing (or the one before) that was looked for.
fn step(state: &mut State, by: isize) {
    let Some(document) = state.document() else { return };
    let things = find::matching(document, &state.sought);
    let now = document.selection.single().and_then(|thing| things.iter().position(|found| found == thing));
    let count = things.len() as isize;
    if count == 0 {
        let text = format!("Nothing in this design holds “{}”", state.sought);
        state.toast(Toast::refused(text, None));
        return;
    }
    let next = now.map_or(if by > 0 { 0 } else { count - 1 }, |at| (at as isize + by).rem_euclid(count));
    state.frame(Selection::one(things[next as usize].clone()));
}

/// Everything that lines lead to or come from, however far, with these lines.
fn reached(design: &Design, begin: Vec<NodeId>) -> Selection {
    let mut beside: BTreeMap<&NodeId, Vec<(&NodeId, &ConnectionId)>> = BTreeMap::new();
    for (id, line) in &design.connections {
        for node in line.nodes().filter(|node| **node != line.source) {
            beside.entry(&line.source).or_default().push((node, id));
            beside.entry(node).or_default().push((&line.source, id));
        }
    }
    let mut found: BTreeSet<Thing> = begin.iter().cloned().map(Thing::Node).collect();
    let mut open: Vec<NodeId> = begin;
    while let Some(node) = open.pop() {
        for (other, line) in beside.get(&node).into_iter().flatten() {
            found.insert(Thing::Connection((*line).clone()));
            if found.insert(Thing::Node((*other).clone())) {
                open.push((*other).clone());
            }
        }
    }
    Selection::of(found)
}

/// The shortest way along lines from one node to another: its nodes and lines.
fn way(design: &Design, from: &NodeId, to: &NodeId) -> Option<Selection> {
    let ids: Vec<&NodeId> = design.nodes.keys().collect();
    let place = |id: &NodeId| ids.binary_search(&id).ok();
    let mut graph: DiGraph<(), &ConnectionId, usize> = DiGraph::with_capacity(ids.len(), design.connections.len());
    for _ in &ids {
        graph.add_node(());
    }
    for (id, line) in &design.connections {
        let targets = std::iter::once(&line.target).chain(line.ends.values());
        for (source, target) in targets.filter_map(|target| Some((place(&line.source)?, place(target)?))) {
            graph.add_edge(source.into(), target.into(), id);
        }
    }
    let (start, goal) = (place(from)?.into(), place(to)?.into());
    let (_, nodes) = astar(&graph, start, |node| node == goal, |_| 1_u32, |_| 0)?;
    let lines = nodes.windows(2).filter_map(|pair| graph.find_edge(pair[0], pair[1]).map(|edge| Thing::Connection(graph[edge].clone())));
    let nodes = nodes.iter().map(|node| Thing::Node(ids[node.index()].clone()));
    Some(Selection::of(nodes.chain(lines)))
}
