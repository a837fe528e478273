//! The status bar: saved or not, how much there is, what is selected, how the checks stand.

use egui::{Align, Layout, Ui};

use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::selection::Thing;
use crate::app::{changes, theme};

/// The status bar.
pub fn status_bar_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let Some(document) = frame.document() else { return };
    let theme = theme::of(ui);
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.add_space(14.0);
        ui.label(theme::text(saved(document), theme::TINY, theme.dim));
        ui.add_space((220.0 - ui.min_rect().width()).max(16.0));
        ui.label(theme::text(content(document), theme::TINY, theme.dim));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(14.0);
            let right = [Some(checked(document)), account(document)].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            ui.label(theme::text(right, theme::TINY, theme.dim));
        });
    });
}

fn saved(document: &Document) -> &'static str {
    match (document.editor.is_dirty(), document.path.is_some(), document.saved_at) {
        (true, ..) => "Not saved",
        (false, true, Some(when)) if when.elapsed().as_secs() < 60 => "Saved · just now",
        (false, true, _) => "Saved",
        (false, false, _) => "New design",
    }
}

fn content(document: &Document) -> String {
    let design = document.design();
    let count = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let mut text = format!("{}, {}", count(design.nodes.len(), "node"), count(design.connections.len(), "connection"));
    if !design.groups.is_empty() {
        text = format!("{text}, {}", count(design.groups.len(), "group"));
    }
    match document.selection.single() {
        Some(Thing::Note(_)) => format!("{text} · note selected"),
        Some(_) => format!("{text} · {} selected", changes::name_of(design, &document.selection)),
        None if document.selection.is_empty() => text,
        None => format!("{text} · {} selected", document.selection.len()),
    }
}

/// The account of the environment in use, where it is given or was deployed to from here: `Account 1234-5678-9012 (dev)`;
/// whether its stack was found changed by other means, where somebody looked.
#[cfg(feature = "deploy")]
fn account(document: &Document) -> Option<String> {
    let name = document.environment()?;
    let account = document.deployment.account(document.design(), name)?;
    let digits: Vec<char> = account.chars().collect();
    let parts: Vec<String> = digits.chunks(4).map(|part| part.iter().collect()).collect();
    let drift = match document.deployment.drifted(name) {
        None => String::new(),
        Some(0) => " · no drift".to_owned(),
        Some(n) => format!(" · {n} drifted"),
    };
    Some(format!("Account {} ({name}){drift}", parts.join("-")))
}

#[cfg(not(feature = "deploy"))]
const fn account(_document: &Document) -> Option<String> {
    None
}

fn checked(document: &Document) -> String {
    if let Some(why) = &document.analysis.failure {
        return format!("The checks failed: {why}");
    }
    if document.is_routing() {
        return "Routing lines…".to_owned();
    }
    if document.is_analysed() { format!("Checked in {} ms", document.analysis.took.as_millis().max(1)) } else { "Checking…".to_owned() }
}
