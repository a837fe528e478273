//! From egui's input to the view and the interaction.

use egui::{Modifiers, PointerButton, Response, Ui};

use super::hit::{Hit, hit, hit_selected};
use super::interaction::{Effect, Input, Interaction, Keys};
use super::view::View;
use crate::app::action::{Action, Change};
use crate::app::changes;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::prompt::Prompt;
use crate::app::selection::{Selection, Thing};
use crate::app::settings::{GRID_STEP, SNAPPING};
use crate::design::geometry::Size;

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
    let mut state = document.interaction.clone();
    let mut inputs = Vec::new();
    let (pointer, modifiers) = ui.input(|i| (i.pointer.interact_pos(), i.modifiers));
    let keys = keys(modifiers, frame);
    let pressed = |button| response.contains_pointer() && ui.input(|i| i.pointer.button_pressed(button));
    if let Some(screen) = pointer {
        let at = view.canvas_from_screen(corner, screen);
        if pressed(PointerButton::Primary) || pressed(PointerButton::Middle) {
            response.request_focus();
            inputs.push(Input::Press { hit: hit_selected(scene, &document.selection, at, slack), at, pans: pans(ui) });
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
    let escape = ui.input(|i| i.key_pressed(egui::Key::Escape));
    let left = ui.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::WindowFocused(false))));
    if state != Interaction::Idle && (escape || left) {
        inputs.push(Input::Cancel);
    } else if escape && frame.state.prompt.is_none() && !ui.ctx().text_edit_focused() && !document.selection.is_empty() {
        frame.push(Action::Select(Selection::default()));
    }
    let mut selection = document.selection.clone();
    for input in inputs {
        let (next, effect) = state.step(input, scene, &selection);
        state = next;
        if let Some(effect) = effect {
            if let Effect::Select(selected) = &effect {
                selection = selected.clone();
            }
            ask(effect, document, frame);
        }
    }
    let over = pointer.filter(|_| response.contains_pointer());
    let over = over.map(|p| hit_selected(scene, &document.selection, view.canvas_from_screen(corner, p), slack));
    show_cursor(ui, response, &state, over.as_ref());
    if response.double_clicked()
        && let Some(screen) = pointer
    {
        double_click(&hit(scene, view.canvas_from_screen(corner, screen), slack), screen, view, corner, frame);
    }
    if state != Interaction::Idle {
        ui.ctx().request_repaint();
    }
    (state, over)
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
    }
}

fn resize(thing: Thing, size: Size) -> Change {
    match thing {
        Thing::Note(id) => Change::new("resize note", move |draft| draft.change_note(&id, |note| note.size = size)),
        Thing::Group(id) => Change::new("resize group", move |draft| draft.change_group(&id, |group| group.size = size)),
        Thing::Node(_) | Thing::Connection(_) => Change::new("resize", |_| Ok(())),
    }
}

fn double_click(hit: &Hit, screen: egui::Pos2, view: View, corner: egui::Pos2, frame: &Frame<'_>) {
    if *hit == Hit::Canvas {
        frame.push(Action::Prompt(Some(Prompt::Services { at: view.canvas_from_screen(corner, screen), from: None })));
    } else {
        frame.layout(|layout| layout.inspector = true);
    }
}

fn show_cursor(ui: &Ui, response: &Response, state: &Interaction, over: Option<&Hit>) {
    use egui::CursorIcon;
    if !response.contains_pointer() {
        return;
    }
    let icon = match (state, over) {
        (Interaction::Panning, _) => CursorIcon::Grabbing,
        (Interaction::Moving { copies: true, .. }, _) => CursorIcon::Copy,
        (Interaction::Moving { .. }, _) => CursorIcon::Move,
        (Interaction::Pulling { .. } | Interaction::Leading { .. }, _) | (Interaction::Idle, Some(Hit::Port(..))) => CursorIcon::Crosshair,
        (Interaction::Idle, Some(Hit::LineEnd(..))) => CursorIcon::Grab,
        (Interaction::Resizing { .. }, _) | (Interaction::Idle, Some(Hit::GroupCorner(_) | Hit::NoteCorner(_))) => CursorIcon::ResizeNwSe,
        (Interaction::Idle, _) if pans(ui) => CursorIcon::Grab,
        (Interaction::Idle, Some(Hit::Wire(_) | Hit::Group(_))) => CursorIcon::PointingHand,
        _ => return,
    };
    ui.ctx().set_cursor_icon(icon);
}
