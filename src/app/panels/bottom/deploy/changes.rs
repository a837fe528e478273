//! A change set as a table, losses of data on top.

use egui::{Color32, Grid, Id, Ui};

use super::outcome::reveal_link;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::theme::{self, Theme};
use crate::app::widgets;
use crate::deploy::{Action as What, Cause, Change, Recreation, Review};

/// Longer values are cut: a policy is not read in a table. All of it stands in the tooltip.
const WIDEST_VALUE: usize = 48;
/// How many changes are shown at first: a design in nested stacks has more than anybody reads.
const AT_FIRST: usize = 200;

/// The table; of many changes, what endangers most stands first, and the rest is shown when it is asked for.
pub(super) fn changes_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, review: &Review) {
    let theme = theme::of(ui);
    if review.changes.is_empty() {
        ui.label(theme::text("Only outputs, tags or metadata differ.", theme::BODY, theme.dim));
        return;
    }
    let all = Id::unique(("all changes", &review.change_set_arn));
    let most = if ui.data(|data| data.get_temp::<bool>(all)).unwrap_or(false) { usize::MAX } else { AT_FIRST };
    Grid::new(("changes", &review.change_set_arn)).num_columns(4).min_row_height(theme::row(ui, 18.0)).spacing([18.0, 4.0]).show(
        ui,
        |ui| {
            for title in ["Change", "Resource", "Type", "Because of"] {
                ui.label(theme::text(title, theme::SMALL, theme.faint));
            }
            ui.end_row();
            for change in review.changes.iter().take(most) {
                let (word, color) = action(change, theme);
                ui.label(theme::strong(word, theme::BODY, color));
                reveal_link(ui, frame, document, &change.logical_id);
                ui.label(theme::text(&change.resource_type, theme::BODY, theme.dim));
                ui.vertical(|ui| {
                    if let Some(fate) = fate(change) {
                        ui.label(theme::text(fate, theme::BODY, theme.error));
                    }
                    for cause in &change.causes {
                        let label = ui.label(theme::text(cause_line(cause, short), theme::BODY, theme.dim));
                        label.on_hover_ui(|ui| drop(ui.label(cause_line(cause, str::to_owned))));
                    }
                });
                ui.end_row();
            }
        },
    );
    let left = review.changes.len().saturating_sub(most);
    if left > 0 && widgets::link(ui, &format!("Show {left} more changes")).clicked() {
        ui.data_mut(|data| data.insert_temp(all, true));
    }
}

/// How much changes, in a line.
pub(super) fn summary(review: &Review) -> String {
    let counts =
        [(What::Add, "add"), (What::Import, "import"), (What::Modify, "modify"), (What::Replace, "replace"), (What::Remove, "remove")];
    let counted = counts.into_iter().map(|(action, word)| (review.count(action), word)).filter(|(count, _)| *count > 0);
    let parts: Vec<String> = counted.map(|(count, word)| format!("{count} to {word}")).collect();
    let stack = if review.new_stack { "New stack" } else { "Stack" };
    let what = if parts.is_empty() { "only outputs, tags or metadata differ".to_owned() } else { parts.join(", ") };
    format!("{stack} {}: {what}", review.stack_name)
}

fn action(change: &Change, theme: &Theme) -> (&'static str, Color32) {
    match change.action {
        What::Add => ("Add", theme.good),
        What::Import => ("Import", theme.good),
        What::Modify if change.may_replace => ("Modify or replace", theme.warning),
        What::Modify => ("Modify", theme.accent),
        What::Replace => ("Replace", theme.error),
        What::Remove => ("Remove", theme.error),
    }
}

/// What becomes of the data in it.
fn fate(change: &Change) -> Option<&'static str> {
    match (change.endangers_data(), change.kept) {
        (true, true) => Some("Holds data; the old one is kept"),
        (true, false) => Some("Holds data that may be lost"),
        (false, _) => None,
    }
}

fn cause_line(cause: &Cause, value: fn(&str) -> String) -> String {
    let through = cause.through.as_ref().map(|through| format!(" by {through}")).unwrap_or_default();
    let shown = |side: &Option<String>| side.as_deref().map_or_else(|| "nothing".to_owned(), value);
    let values = match (&cause.before, &cause.after) {
        (None, None) => String::new(),
        (before, after) => format!(": {} → {}", shown(before), shown(after)),
    };
    let replaces = match cause.replaces {
        Recreation::Never => "",
        Recreation::Maybe => " (may replace it)",
        Recreation::Always => " (replaces it)",
    };
    format!("{}{through}{values}{replaces}", cause.property)
}

pub(super) fn short(value: &str) -> String {
    widgets::shortened(&value.split_whitespace().collect::<Vec<_>>().join(" "), WIDEST_VALUE)
}
