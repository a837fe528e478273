//! From egui's input to the view and the interaction.

use std::sync::Arc;

use egui::{Modifiers, PointerButton, Response, Ui};

use super::clusters::Clusters;
use super::hit::{self, Hit, hit_selected};
use super::interaction::{Effect, Input, Interaction, Keys, thing_of};
use super::paint::FAR;
use super::view::View;
use super::{access, inplace};
use crate::app::action::{Action, Change};
use crate::app::changes;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::placing;
use crate::app::prompt::Prompt;
use crate::app::selection::{Selection, Thing};
use crate::app::settings::{GRID_STEP, SNAPPING};
use crate::design::geometry::{Point, Size};
use crate::draw::bend::Grip;

/// How far beside a line the pointer still hits it, in screen pixels.
const SLACK: f32 = 5.0;

/// The view after scrolling, pinching and panning.
pub(super) fn look(ui: &Ui, response: &Response, view: View) -> View {
    let mut view = view;
    if response.contains_pointer() {
        let corner = response.rect.min;
        let (scroll, zoom, pointer, notches) =
            ui.input(|i| (i.smooth_scroll_delta(), i.zoom_delta(), i.pointer.hover_pos(), i.modifiers.command));
        if let Some(pointer) = pointer
            && (zoom - 1.0).abs() > f32::EPSILON
        {
            view = view.zoomed(zoom, pointer - corner);
        } else if !notches && scroll != egui::Vec2::ZERO {
            view = view.panned(scroll);
        }
    }
    view
}

/// Whether the pointer moves the view: the middle button, or the space bar held down.
fn pans(ui: &Ui) -> bool {
    ui.input(|i| i.pointer.button_down(PointerButton::Middle) || i.key_down(egui::Key::Space)) && !ui.ctx().text_edit_focused()
}

/// The interaction after this frame's input; what follows from it is asked for.
pub(super) fn interact(ui: &Ui, response: &Response, view: View, document: &Document, frame: &Frame<'_>) -> (Interaction, Option<Hit>) {
    let corner = response.rect.min;
    let slack = SLACK / view.zoom;
    let scene = document.scene();
    let clusters = if view.zoom < FAR { Clusters::of(ui, document, view) } else { Arc::default() };
    let mut state = document.interaction.clone();
    let mut inputs = Vec::new();
    let (pointer, modifiers) = ui.input(|i| (i.pointer.interact_pos(), i.modifiers));
    let pointer = pointer.filter(|at| !inplace::covers(ui, document, *at));
    let keys = keys(modifiers, frame);
    let pressed = |button| response.contains_pointer() && ui.input(|i| i.pointer.button_pressed(button));
    if let Some(screen) = pointer {
        let at = view.canvas_from_screen(corner, screen);
        if pressed(PointerButton::Primary) || pressed(PointerButton::Middle) {
            response.request_focus();
            inputs.push(Input::Press {
                hit: inside(document, view, &clusters, hit_selected(scene, &document.selection, at, slack)),
                at,
                pans: pans(ui),
            });
        }
        let moved = ui.input(|i| i.pointer.is_decidedly_dragging() && i.pointer.delta() != egui::Vec2::ZERO);
        if state == Interaction::Panning {
            frame.push(Action::View(view.panned(ui.input(|i| i.pointer.delta()))));
        } else if moved || (!matches!(state, Interaction::Idle | Interaction::Pressed { .. }) && ui.input(|i| i.pointer.any_down())) {
            inputs.push(Input::Drag { at, keys });
        }
        if ui.input(|i| i.pointer.any_released()) && state_or_pressed(&state, &inputs) {
            inputs.push(Input::Release { at, keys });
        }
    }
    // While a menu is open, Escape closes that.
    let escape = ui.input(|i| i.key_pressed(egui::Key::Escape)) && !egui::Popup::is_any_open(ui.ctx());
    let left = ui.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::WindowFocused(false))));
    if state != Interaction::Idle && (escape || left) {
        inputs.push(Input::Cancel);
    } else if escape && frame.state.prompt.is_none() && !ui.ctx().text_edit_focused() && !document.selection.is_empty() {
        frame.push(Action::Select(Selection::default()));
    } else if escape
        && frame.state.prompt.is_none()
        && !ui.ctx().text_edit_focused()
        && let Some(entered) = document.entered()
    {
        frame.push(Action::Enter(document.design().groups.get(entered).and_then(|group| group.parent.clone())));
    }
    let mut selection = document.selection.clone();
    for input in inputs {
        let (next, effect) = state.step(input, scene, &selection);
        state = next;
        if let Some(Effect::Select(selected)) = effect {
            selection = Selection::of(selected.iter().filter(|thing| document.is_inside(thing)).cloned());
            frame.push(Action::Select(selection.clone()));
        } else if let Some(effect) = effect {
            ask(effect, document, frame);
        }
    }
    let over = pointer.filter(|_| response.contains_pointer());
    let over = over
        .map(|p| inside(document, view, &clusters, hit_selected(scene, &document.selection, view.canvas_from_screen(corner, p), slack)));
    show_cursor(ui, response, &state, over.as_ref());
    if response.double_clicked()
        && let Some(screen) = pointer
    {
        let at = view.canvas_from_screen(corner, screen);
        double_click(&inside(document, view, &clusters, hit_selected(scene, &document.selection, at, slack)), at, document, frame);
    }
    if response.clicked()
        && let Some(at) = pointer
        && let Some(cluster) = clusters.at(view.canvas_from_screen(corner, at))
    {
        frame.push(Action::View(View::fitting(&cluster.rect.expanded(24.0), response.rect.size(), document.overlays(true))));
    }
    nudge(ui, response, document, frame);
    if state != Interaction::Idle {
        ui.ctx().request_repaint();
    }
    (state, over)
}

/// The arrow keys move what is selected, on the canvas or on one of its things: a step of the grid, with Shift five, with Alt
/// a unit. A selected line is bent.
fn nudge(ui: &Ui, response: &Response, document: &Document, frame: &Frame<'_>) {
    if document.selection.is_empty() || frame.state.prompt.is_some() || document.editing.is_some() {
        return;
    }
    let things = document.selection.iter().map(access::id_of);
    let Some(focused) = ui.memory(egui::Memory::focused) else { return };
    if focused != response.id && !things.into_iter().any(|id| id == focused) {
        return;
    }
    // In a menu they walk.
    if egui::Popup::is_any_open(ui.ctx()) {
        ui.memory_mut(|memory| memory.set_focus_lock_filter(focused, egui::EventFilter::default()));
        return;
    }
    let grid = frame.state.settings.number(&GRID_STEP);
    let arrows = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, tab: false, escape: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(focused, arrows));
    let step = |keys: Modifiers| {
        if keys.alt {
            1.0
        } else if keys.shift {
            5.0 * grid
        } else {
            grid
        }
    };
    let (x, y) = ui.input(|i| {
        let count = |key| f32::from(u8::try_from(i.num_presses(key)).unwrap_or(u8::MAX)) * step(i.modifiers);
        (count(egui::Key::ArrowRight) - count(egui::Key::ArrowLeft), count(egui::Key::ArrowDown) - count(egui::Key::ArrowUp))
    });
    if (x, y) == (0.0, 0.0) {
        return;
    }
    match document.selection.single() {
        Some(Thing::Connection(line)) => frame.edit(placing::bend_by(document, line, x, y)),
        _ => frame.edit(changes::move_by(document, &document.selection, x, y).merging("nudge")),
    }
}

/// What the pointer is on, as far as it is in the group that was entered.
fn inside(document: &Document, view: View, clusters: &Clusters, hit: Hit) -> Hit {
    let scene = document.scene();
    let hit = match hit {
        // Far out, a group is drawn in place of what is in it.
        Hit::Card(id) | Hit::Port(id, _) if scene.node(&id).is_some_and(|place| clusters.hold(place)) => Hit::Canvas,
        Hit::Card(id) | Hit::Port(id, _) if view.zoom < FAR => {
            let home = hit::card(scene, &id).and_then(|card| scene.groups.get(card.home?));
            home.map_or(Hit::Card(id), |group| Hit::Group(group.id.clone()))
        }
        // Lines from cluster to cluster are drawn as one.
        Hit::Wire(_) if !clusters.all.is_empty() => Hit::Canvas,
        hit => hit,
    };
    match thing_of(&hit) {
        Some(thing) if !document.is_inside(&thing) => Hit::Canvas,
        _ => hit,
    }
}

fn state_or_pressed(state: &Interaction, inputs: &[Input]) -> bool {
    *state != Interaction::Idle || !inputs.is_empty()
}

fn keys(modifiers: Modifiers, frame: &Frame<'_>) -> Keys {
    let settings = &frame.state.settings;
    Keys {
        shift: modifiers.shift || modifiers.command,
        alt: modifiers.alt,
        free: !settings.is_on(&SNAPPING),
        grid: settings.number(&GRID_STEP) as u16,
    }
}

fn ask(effect: Effect, document: &Document, frame: &Frame<'_>) {
    match effect {
        Effect::Select(selection) => frame.push(Action::Select(selection)),
        Effect::Move(things, dx, dy) => frame.edit(changes::move_by(document, &things, dx, dy)),
        Effect::Copy(things, dx, dy) => frame.edit(changes::duplicate(document, &things, dx, dy)),
        Effect::Connect(source, entry, target) => frame.edit(changes::connect(document, source, entry, target)),
        Effect::Offer(source, entry, at) => frame.push(Action::Prompt(Some(Prompt::Services { at, from: Some((source, entry)) }))),
        Effect::Lead(line, end, node, entry) => frame.edit(changes::lead_to(document, line, end, node, entry)),
        Effect::Resize(thing, size) => frame.edit(resize(thing, size)),
        Effect::Bend(line, waypoints) => frame.edit(placing::bend(document, line, waypoints)),
        Effect::Fold(group) => frame.edit(placing::toggle_fold(document, &[group])),
    }
}

fn resize(thing: Thing, size: Size) -> Change {
    match thing {
        Thing::Note(id) => Change::new("resize note", move |draft| draft.change_note(&id, |note| note.size = size)),
        Thing::Group(id) => Change::new("resize group", move |draft| draft.change_group(&id, |group| group.size = size)),
        Thing::Node(_) | Thing::Connection(_) => Change::new("resize", |_| Ok(())),
    }
}

fn double_click(hit: &Hit, at: Point, document: &Document, frame: &Frame<'_>) {
    match hit {
        Hit::Canvas => frame.push(Action::Prompt(Some(Prompt::Services { at, from: None }))),
        Hit::Group(id) if document.design().groups.get(id).is_some_and(|group| group.collapsed) => {
            frame.edit(placing::toggle_fold(document, std::slice::from_ref(id)));
        }
        Hit::Group(id) => frame.push(Action::Enter(Some(id.clone()))),
        Hit::Bend(line, Grip::Waypoint(corner), _) => {
            let mut waypoints = document.design().connections.get(line).map(|line| line.waypoints.clone()).unwrap_or_default();
            if *corner < waypoints.len() {
                waypoints.remove(*corner);
                frame.edit(placing::bend(document, line.clone(), waypoints));
            }
        }
        Hit::Note(id) => frame.push(Action::WriteInPlace(Some(Thing::Note(id.clone())))),
        // Its mark has been pressed twice.
        Hit::Fold(_) => {}
        _ => frame.layout(|layout| layout.inspector = true),
    }
}

fn show_cursor(ui: &Ui, response: &Response, state: &Interaction, over: Option<&Hit>) {
    use egui::CursorIcon;
    if !response.contains_pointer() {
        return;
    }
    let icon = match (state, over) {
        (Interaction::Panning | Interaction::Bending { .. }, _) => CursorIcon::Grabbing,
        (Interaction::Moving { copies: true, .. }, _) => CursorIcon::Copy,
        (Interaction::Moving { .. }, _) | (Interaction::Idle, Some(Hit::Bend(_, Grip::Waypoint(_), _))) => CursorIcon::Move,
        (Interaction::Pulling { .. } | Interaction::Leading { .. }, _) | (Interaction::Idle, Some(Hit::Port(..))) => CursorIcon::Crosshair,
        (Interaction::Idle, Some(Hit::Bend(_, _, true))) => CursorIcon::ResizeHorizontal,
        (Interaction::Idle, Some(Hit::Bend(_, _, false))) => CursorIcon::ResizeVertical,
        (Interaction::Idle, Some(Hit::LineEnd(..))) => CursorIcon::Grab,
        (Interaction::Resizing { .. }, _) | (Interaction::Idle, Some(Hit::GroupCorner(_) | Hit::NoteCorner(_))) => CursorIcon::ResizeNwSe,
        (Interaction::Idle, _) if pans(ui) => CursorIcon::Grab,
        (Interaction::Idle, Some(Hit::Wire(_) | Hit::Group(_) | Hit::Fold(_))) => CursorIcon::PointingHand,
        _ => return,
    };
    ui.ctx().set_cursor_icon(icon);
}
