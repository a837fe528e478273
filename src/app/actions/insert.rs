//! Adding nodes, lines and notes.

use egui::{Id, Key, Pos2};

use super::{Command, Enabled, Menu, plain, shift, with_design};
use crate::app::action::Change;
use crate::app::document::Document;
use crate::app::prompt::Prompt;
use crate::app::selection::{Selection, Thing};
use crate::app::state::State;
use crate::app::{canvas, changes};
use crate::design::geometry::{Point, Rect, Size};
use crate::design::{ConnectionId, LineEnd, NodeId};

/// What can be added.
pub static ADDING: &[&Command] = &[
    &Command::new("add-node", "Add node…", Menu::Edit, "add", |state, _| {
        state.prompt = Some(Prompt::Services { at: free_place(state), from: None });
    })
    .keys(&[plain(Key::Slash)])
    .when(with_design),
    &Command::new("connect", "Connect to…", Menu::Edit, "connect", |state, _| {
        state.prompt = match state.document().and_then(|d| d.selection.single()) {
            Some(Thing::Node(id)) => Some(Prompt::ConnectTo(id.clone(), None)),
            Some(Thing::Connection(id)) => Some(Prompt::LeadTo(id.clone(), LineEnd::Target)),
            _ => return,
        };
    })
    .keys(&[plain(Key::C)])
    .when(with_end)
    .titled(|state| with_line(state).ok().map(|()| "Lead elsewhere…".to_owned())),
    &Command::new("start-elsewhere", "Start elsewhere…", Menu::Edit, "connect", |state, _| {
        if let Some(Thing::Connection(id)) = state.document().and_then(|d| d.selection.single()) {
            state.prompt = Some(Prompt::LeadTo(id.clone(), LineEnd::Source));
        }
    })
    .keys(&[shift(Key::C)])
    .when(with_line),
    &Command::new("insert", "Put a node into the line…", Menu::Edit, "add", |state, _| {
        if let Some(Thing::Connection(id)) = state.document().and_then(|d| d.selection.single()) {
            state.prompt = Some(Prompt::PutInto(id.clone()));
        }
    })
    .keys(&[plain(Key::I)])
    .when(with_line),
    &Command::new("straighten", "Straighten line", Menu::Edit, "straighten", |state, _| {
        let Some(document) = state.document() else { return };
        let lines = document.selection.connections();
        let title = match lines.as_slice() {
            [line] => format!("straighten {}", changes::line_name(document.design(), line)),
            several => format!("straighten {} lines", several.len()),
        };
        state.edit(Change::new(title, move |draft| {
            lines.iter().try_for_each(|line| draft.change_connection(line, |line| line.waypoints.clear()))
        }));
    })
    .keys(&[shift(Key::S)])
    .when(|state| {
        let document = state.document().ok_or("No design is open.")?;
        let bent = |id: &ConnectionId| document.design().connections.get(id).is_some_and(|line| !line.waypoints.is_empty());
        if document.selection.connections().iter().any(bent) { Ok(()) } else { Err("Select a line that was bent by hand.") }
    }),
    &Command::new("rename", "Rename", Menu::Edit, "rename", |state, ctx| {
        let thing = state.document().and_then(|d| d.selection.single()).cloned();
        state.write_in_place(thing, ctx);
    })
    .keys(&[plain(Key::F2)])
    .when(|state| {
        let document = state.document().ok_or("No design is open.")?;
        match document.selection.single() {
            Some(Thing::Node(_) | Thing::Group(_) | Thing::Note(_)) => Ok(()),
            _ => Err("Select the node, group or note to rename."),
        }
    })
    .titled(|state| matches!(state.document()?.selection.single(), Some(Thing::Note(_))).then(|| "Write note".to_owned())),
    &Command::new("add-note", "Add note", Menu::Edit, "note", |state, ctx| {
        let at = free_place(state);
        state.edit(Change::selecting("add note", move |draft| Ok(Selection::one(Thing::Note(draft.add_note(NOTE, at))))));
        if let Some(document) = state.document_mut() {
            document.refresh();
        }
        // What is typed next is what it says.
        let note =
            state.document().and_then(|document| document.selection.single()).filter(|thing| matches!(thing, Thing::Note(_))).cloned();
        if let Some(note) = note {
            canvas::select_text(ctx, &note, NOTE.chars().count());
            state.write_in_place(Some(note), ctx);
        }
    })
    .keys(&[shift(Key::N)])
    .when(with_design),
];

/// What a note says before anything is written.
const NOTE: &str = "Note";

/// The field that holds a node's name.
pub fn name_field(node: &NodeId) -> Id {
    Id::unique(("name of", node))
}

fn with_end(state: &State) -> Enabled {
    let node = with_node(state);
    if node.is_err() { with_line(state).or(node) } else { node }
}

fn with_line(state: &State) -> Enabled {
    let document = state.document().ok_or("No design is open.")?;
    if matches!(document.selection.single(), Some(Thing::Connection(_))) { Ok(()) } else { Err("Select a line.") }
}

fn with_node(state: &State) -> Enabled {
    let document = state.document().ok_or("No design is open.")?;
    match document.selection.single() {
        Some(Thing::Node(_)) => Ok(()),
        _ => Err("Select the node the line starts at."),
    }
}

/// A place in view where no card stands: to the right of what is selected, where that is seen, else near the middle.
pub fn free_place(state: &State) -> Point {
    let Some(document) = state.document() else { return Point::default() };
    let seen = seen(state, document);
    let selected = crate::app::whereabouts::bounds_of(document, &document.selection).filter(|rect| seen.intersects(rect));
    let middle = seen.center().offset(-88.0, -28.0);
    free_near(state, selected.map_or(middle, |rect| Point::new(rect.max.x + 96.0, rect.min.y)))
}

/// What a new card needs.
const CARD: Size = Size::new(200.0, 72.0);

/// The place nearest to a point where a card covers nothing, in view as long as there is room; below rather than beside.
pub fn free_near(state: &State, start: Point) -> Point {
    let Some(document) = state.document() else { return start };
    let (scene, seen) = (document.scene(), seen(state, document));
    let start = state.on_grid(start);
    let own = |at: Point| Rect::from_min_size(at, CARD);
    let taken = |at: Point| {
        let own = own(at);
        scene.nodes_in(&own).next().is_some() || scene.notes.iter().any(|note| note.rect.intersects(&own))
    };
    let mut places: Vec<(i16, i16)> = (-8..=8).flat_map(|across| (-12..=12).map(move |down| (across, down))).collect();
    // Above and to the left is against the flow of the design.
    places.sort_by_key(|(across, down)| 5 * across.abs() + 2 * down.abs() + i16::from(*across < 0) + i16::from(*down < 0));
    let places = places.into_iter().map(|(across, down)| start.offset(232.0 * f32::from(across), 96.0 * f32::from(down)));
    let mut free = places.filter(|at| !taken(*at)).peekable();
    let nearest = free.peek().copied();
    free.find(|at| seen.contains_rect(&own(*at))).or(nearest).unwrap_or(start)
}

/// The part of the canvas that is seen.
fn seen(state: &State, document: &Document) -> Rect {
    let view = document.view.unwrap_or_default();
    view.canvas_rect(Pos2::ZERO, egui::Rect::from_min_size(Pos2::ZERO, state.canvas.size()))
}
