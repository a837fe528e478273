//! A list to search by typing, walked with the arrow keys.

use std::cmp::Reverse;

use egui::{Align2, Id, Key, Rect, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::app::icons::{self, Icon};
use crate::app::{theme, widgets};

/// Something in the list.
pub(super) struct Item<T> {
    /// Its icon.
    pub(super) icon: Icon,
    /// What it is called.
    pub(super) title: String,
    /// A dim remark at its right.
    pub(super) remark: String,
    /// Other words for it, by which it is found as well.
    pub(super) also: &'static str,
    /// Why it cannot be chosen.
    pub(super) disabled: Option<String>,
    /// What choosing it means.
    pub(super) value: T,
}

/// Height of a row.
const ROW: f32 = 34.0;
/// Width of the list.
const WIDTH: f32 = 560.0;
/// Height of the list.
const HEIGHT: f32 = 360.0;

/// Shows the search and its list; what was chosen.
pub(super) fn search_ui<T: Clone>(ui: &mut Ui, name: &str, hint: &str, items: Vec<Item<T>>) -> Option<T> {
    let theme = theme::of(ui);
    ui.set_width(WIDTH);
    let query_id = Id::unique(("search", name));
    let mut query = ui.data(|data| data.get_temp::<String>(query_id)).unwrap_or_default();
    let field_id = query_id.with("field");
    let edit = TextEdit::singleline(&mut query).id(field_id).hint_text(theme::text(hint, theme::NAME, theme.faint));
    let response = ui.add(edit.desired_width(f32::INFINITY).margin(vec2(12.0, 9.0)).font(theme::regular(theme::NAME)));
    response.widget_info(|| WidgetInfo::labeled(Role::SearchInput, true, name));
    let pass = ui.ctx().cumulative_pass_nr();
    let fresh = ui.data(|data| data.get_temp::<u64>(query_id)).is_none_or(|last| last + 1 < pass);
    ui.data_mut(|data| data.insert_temp(query_id, pass));
    if fresh {
        query.clear();
        response.request_focus();
    }
    let index_id = query_id.with("index");
    let mut index = if fresh || response.changed() { 0 } else { ui.data(|data| data.get_temp::<usize>(index_id)).unwrap_or(0) };
    let found = ranked(&query, items);
    let (down, up, enter) = ui.input(|i| (i.key_pressed(Key::ArrowDown), i.key_pressed(Key::ArrowUp), i.key_pressed(Key::Enter)));
    let last = found.len().saturating_sub(1);
    index = if down {
        (index + 1).min(last)
    } else if up {
        index.saturating_sub(1)
    } else {
        index.min(last)
    };
    ui.data_mut(|data| {
        data.insert_temp(query_id, query.clone());
        data.insert_temp(index_id, index);
    });
    ui.add_space(6.0);
    let mut chosen = if enter { found.get(index).filter(|item| item.disabled.is_none()).map(|item| item.value.clone()) } else { None };
    ScrollArea::vertical().max_height(HEIGHT).min_scrolled_height(HEIGHT).auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (number, item) in found.iter().enumerate() {
            let moved = down || up;
            if let Some(value) = row_ui(ui, item, number == index, moved) {
                chosen = Some(value);
            }
        }
        if found.is_empty() {
            ui.add_space(12.0);
            ui.label(theme::text("Nothing is called that.", theme::BODY, theme.dim));
        }
    });
    chosen
}

/// What was last typed into a search.
pub(super) fn query(ui: &Ui, name: &str) -> String {
    ui.data(|data| data.get_temp::<String>(Id::unique(("search", name)))).unwrap_or_default()
}

#[expect(clippy::fn_params_excessive_bools, reason = "where the row stands in the list")]
fn row_ui<T: Clone>(ui: &mut Ui, item: &Item<T>, current: bool, moved: bool) -> Option<T> {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let enabled = item.disabled.is_none();
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, enabled, current, &item.title));
    if let Some(reason) = &item.disabled {
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(reason.as_str()));
    }
    if current {
        ui.painter().rect_filled(rect, 6.0, theme.marked);
        let edge = Rect::from_min_max(rect.min + vec2(0.0, 6.0), pos2(rect.left() + 3.0, rect.bottom() - 6.0));
        ui.painter().rect_filled(edge, 1.5, theme.accent);
        if moved {
            response.scroll_to_me(None);
        }
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 6.0, theme.hover);
    }
    let square = Rect::from_center_size(pos2(rect.left() + 20.0, rect.center().y), vec2(18.0, 18.0));
    let color = if enabled { theme.text } else { theme.faint };
    icons::paint(ui.ctx(), ui.painter(), item.icon, square, if enabled { theme.dim } else { theme.faint });
    let at = pos2(rect.left() + 40.0, rect.center().y);
    let title = ui.painter().text(at, Align2::LEFT_CENTER, &item.title, theme::regular(theme::BODY), color);
    let remark = item.disabled.as_deref().unwrap_or(&item.remark);
    let room = rect.right() - title.right() - 32.0;
    let remark = widgets::fitting(ui, remark, &theme::regular(theme::SMALL), room);
    let at = pos2(rect.right() - 12.0, rect.center().y);
    ui.painter().text(at, Align2::RIGHT_CENTER, remark, theme::regular(theme::SMALL), theme.dim);
    let clicked = response.clicked() && enabled;
    if let Some(reason) = &item.disabled {
        response.on_hover_text(reason);
    }
    clicked.then(|| item.value.clone())
}

/// The items that match, the best first; all in their order where nothing is searched for.
fn ranked<T>(query: &str, items: Vec<Item<T>>) -> Vec<Item<T>> {
    if query.trim().is_empty() {
        return items;
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, Item<T>)> = items
        .into_iter()
        .filter_map(|item| {
            let text = format!("{} {} {}", item.title, item.remark, item.also);
            let whole = pattern.score(Utf32Str::new(&text, &mut buffer), &mut matcher)?;
            // The title counts more than what stands beside it, and what can be chosen a little more than what cannot.
            let title = pattern.score(Utf32Str::new(&item.title, &mut buffer), &mut matcher).map_or(0, |score| score + 40);
            let score = whole.max(title).saturating_sub(if item.disabled.is_some() { 12 } else { 0 });
            Some((score, item))
        })
        .collect();
    // What is called exactly so stands first, then what matches best, the shorter name first among equals.
    let asked = query.trim().to_lowercase();
    scored.sort_by_key(|(score, item)| (item.title.to_lowercase() != asked, Reverse(*score), item.title.chars().count()));
    scored.into_iter().map(|(_, item)| item).collect()
}
