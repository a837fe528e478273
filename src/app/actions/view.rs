//! What is seen.

use egui::{Context, Key, ThemePreference};

use super::{Command, Enabled, Menu, command_key, plain, shift, with_design, with_selection};
use crate::app::canvas::View;
use crate::app::exported;
use crate::app::layout::{BottomTab, Dock, Layout, Notation, Side};
use crate::app::prompt::Prompt;
use crate::app::settings::{Held, Range, TEXT_SIZE, THEME};
use crate::app::state::State;
use crate::app::whereabouts::bounds_of;

/// Near and far.
pub static ZOOM: &[&Command] = &[
    &Command::new("zoom-in", "Zoom in", Menu::View, "zoom_in", |state, _| zoom(state, 1.25))
        .keys(&[plain(Key::Plus), plain(Key::Equals)])
        .when(with_design),
    &Command::new("zoom-out", "Zoom out", Menu::View, "zoom_out", |state, _| zoom(state, 0.8)).keys(&[plain(Key::Minus)]).when(with_design),
    &Command::new("actual-size", "Zoom to 100 %", Menu::View, "actual_size", |state, _| {
        let now = state.document().and_then(|d| d.view).map_or(1.0, |v| v.zoom);
        zoom(state, 1.0 / now);
    })
    .keys(&[shift(Key::Num0)])
    .when(with_design),
    &Command::new("fit", "Zoom to fit", Menu::View, "fit", |state, _| {
        let size = state.canvas.size();
        if let Some(document) = state.document_mut() {
            document.view = document.scene().bounds().map(|bounds| View::fitting(&bounds, size, document.overlays(false)));
        }
    })
    .also("show all whole overview")
    .keys(&[shift(Key::Num1), shift(Key::Exclamationmark)])
    .when(with_design),
    &Command::new("fit-selection", "Zoom to selection", Menu::View, "search", |state, _| {
        let size = state.canvas.size();
        if let Some(document) = state.document_mut() {
            let bounds = bounds_of(document, &document.selection);
            document.view = bounds.map(|bounds| View::fitting(&bounds, size, document.overlays(true))).or(document.view);
        }
    })
    .keys(&[shift(Key::Num2)])
    .when(with_selection),
    &Command::new("focus", "Focus on selection", Menu::View, "eye", |state, _| {
        if let Some(document) = state.document_mut() {
            document.focused = !document.focused;
        }
    })
    .also("highlight neighbours isolate")
    .keys(&[plain(Key::F)])
    .when(with_design)
    .switch(|state| state.document().is_some_and(|d| d.focused)),
    &Command::new("becomes", "Show what it becomes", Menu::View, "chevron_down", |state, _| {
        if let Some(document) = state.document_mut() {
            document.unfolded = !document.unfolded;
        }
    })
    .also("unfold resources cloudformation what this becomes")
    .keys(&[plain(Key::B)])
    .when(with_design)
    .switch(|state| state.document().is_some_and(|d| d.unfolded)),
    &Command::new("in-environment", "Show as in the environment", Menu::View, "environment", |state, _| {
        if let Some(document) = state.document_mut() {
            document.in_environment = !document.in_environment;
        }
    })
    .when(with_environment)
    .switch(|state| state.document().is_some_and(|d| d.in_environment)),
];

/// Whether the design has an environment it could be shown in.
fn with_environment(state: &State) -> Enabled {
    let document = state.document().ok_or("No design is open.")?;
    if document.environment().is_some() { Ok(()) } else { Err("The design has no environment yet.") }
}

fn zoom(state: &mut State, factor: f32) {
    let size = state.canvas.size();
    if let Some(document) = state.document_mut() {
        document.view = Some(document.view.unwrap_or_default().zoomed(factor, size / 2.0));
    }
}

/// What stands around the canvas.
pub static PANELS: &[&Command] = &[
    &Command::new("command-palette", "Search or run…", Menu::View, "palette", |state, _| state.prompt = Some(Prompt::Commands))
        .keys(&[command_key(Key::K)]),
    &Command::new("toggle-palette", "Services", Menu::View, "chevron_left", |state, _| state.layout.palette = !state.layout.palette)
        .keys(&[command_key(Key::Num1)])
        .switch(|state| state.layout.palette),
    &Command::new("toggle-inspector", "Inspector", Menu::View, "chevron_right", |state, _| {
        state.layout.inspector = !state.layout.inspector;
    })
    .keys(&[command_key(Key::Num2)])
    .switch(|state| state.layout.inspector),
    &Command::new("swap-sides", "Move the inspector to the left", Menu::View, "chevron_left", |state, _| {
        state.layout.inspector_side = state.layout.inspector_side.other();
    })
    .titled(|state| (state.layout.inspector_side == Side::Left).then(|| "Move the inspector to the right".to_owned())),
    &Command::new("toggle-bottom", "Bottom panel", Menu::View, "chevron_up", |state, _| state.layout.bottom = !state.layout.bottom)
        .keys(&[command_key(Key::Num3), command_key(Key::J)])
        .switch(|state| state.layout.bottom),
    &Command::new("dock-below", "Dock the bottom panel below", Menu::View, "align_bottom", |state, _| dock(state, Dock::Below))
        .switch(|state| state.layout.bottom_dock == Dock::Below),
    &Command::new("dock-left", "Dock the bottom panel at the left", Menu::View, "align_left", |state, _| dock(state, Dock::Left))
        .switch(|state| state.layout.bottom_dock == Dock::Left),
    &Command::new("dock-right", "Dock the bottom panel at the right", Menu::View, "align_right", |state, _| dock(state, Dock::Right))
        .switch(|state| state.layout.bottom_dock == Dock::Right),
    &Command::new("show-problems", "Problems", Menu::View, "problems", |state, _| show(state, BottomTab::Problems))
        .also("findings errors warnings checks")
        .when(with_design),
    &Command::new("show-template", "Template", Menu::View, "template", |state, _| show(state, BottomTab::Template))
        .also("yaml cloudformation resources")
        .when(with_design),
    &Command::new("compare-template", "Compare the template with its last export", Menu::View, "history", |state, _| {
        let Some(document) = state.document() else { return };
        let (id, compares) = (document.id, compares(state));
        if !compares {
            show(state, BottomTab::Template);
        }
        exported::compare(state, id, !compares);
    })
    .when(|state| {
        let document = state.document().ok_or("No design is open.")?;
        document.exported.as_ref().map(|_| ()).ok_or("The template was not exported yet.")
    })
    .switch(compares),
    &Command::new("template-json", "Template as JSON", Menu::View, "template", |state, _| {
        state.layout.notation = if state.layout.notation == Notation::Json { Notation::Yaml } else { Notation::Json };
        show(state, BottomTab::Template);
    })
    .when(with_design)
    .switch(|state| state.layout.notation == Notation::Json),
    &Command::new("show-nodes", "Table of nodes", Menu::View, "palette", |state, _| show(state, BottomTab::Nodes))
        .also("list view")
        .when(with_design),
    &Command::new("usual-panels", "Panels as at first", Menu::View, "undo", |state, ctx| {
        state.layout = Layout { palette_query: state.layout.palette_query.clone(), ..Layout::default() };
        // What egui knows of their sizes goes as well.
        ctx.memory_mut(|memory| memory.data.remove_by_type::<egui::containers::panel::PanelState>());
    })
    .also("reset layout"),
];

/// Whether the template is compared with its last export.
fn compares(state: &State) -> bool {
    state.document().and_then(|document| document.exported.as_ref()).is_some_and(|exported| exported.compared.is_some())
}

/// Opens the bottom panel at a place.
fn dock(state: &mut State, dock: Dock) {
    state.layout.bottom = true;
    state.layout.bottom_dock = dock;
}

/// Opens the bottom panel on a tab.
fn show(state: &mut State, tab: BottomTab) {
    state.layout.bottom = true;
    state.layout.bottom_tab = tab;
}

/// Light and dark, large and small.
pub static APPEARANCE: &[&Command] = &[
    &Command::new("theme-system", "Theme of the system", Menu::View, "settings", |state, ctx| choose_theme(state, "system", ctx))
        .switch(|state| state.settings.theme() == ThemePreference::System),
    &Command::new("theme-light", "Light theme", Menu::View, "theme_light", |state, ctx| choose_theme(state, "light", ctx))
        .switch(|state| state.settings.theme() == ThemePreference::Light),
    &Command::new("theme-dark", "Dark theme", Menu::View, "theme_dark", |state, ctx| choose_theme(state, "dark", ctx))
        .switch(|state| state.settings.theme() == ThemePreference::Dark),
    &Command::new("larger-text", "Larger text", Menu::View, "zoom_in", |state, ctx| resize_text(state, 1, ctx))
        .also("font size")
        .keys(&[command_key(Key::Plus), command_key(Key::Equals)])
        .when(|state| resizable(state, 1)),
    &Command::new("smaller-text", "Smaller text", Menu::View, "zoom_out", |state, ctx| resize_text(state, -1, ctx))
        .also("font size")
        .keys(&[command_key(Key::Minus)])
        .when(|state| resizable(state, -1)),
    &Command::new("usual-text", "Usual text size", Menu::View, "actual_size", |state, ctx| {
        state.settle(|settings| settings.prefer(&TEXT_SIZE, None), ctx);
    })
    .keys(&[command_key(Key::Num0)]),
];

fn choose_theme(state: &mut State, theme: &'static str, ctx: &Context) {
    state.settle(|settings| settings.prefer(&THEME, Some(Held::Choice(theme))), ctx);
}

/// The size of text after so many steps, where there is such a size.
fn resized(state: &State, by: i64) -> Option<Held> {
    let Range::Number { least, most, .. } = TEXT_SIZE.range else { return None };
    let next = state.settings.number(&TEXT_SIZE) as i64 + by;
    (least..=most).contains(&next).then_some(Held::Number(next))
}

fn resizable(state: &State, by: i64) -> Enabled {
    resized(state, by).map(drop).ok_or("There is no text size beyond this.")
}

fn resize_text(state: &mut State, by: i64, ctx: &Context) {
    if let Some(held) = resized(state, by) {
        state.settle(|settings| settings.prefer(&TEXT_SIZE, Some(held)), ctx);
    }
}
