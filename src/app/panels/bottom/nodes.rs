//! Every node as a row of a table, kept in step with the canvas: sorted by a column, walked with the arrow keys.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Align, Id, Key, Layout, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::REGISTRY;
use crate::app::action::Action;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::layout::{NODE_COLUMNS, NODE_WIDTHS};
use crate::app::selection::{Selection, Thing};
use crate::app::state::NodeOrder;
use crate::app::{theme, widgets};
use crate::catalog::{Graph, Place};
use crate::design::NodeId;

/// Height of a row.
const ROW: f32 = 26.0;
/// The columns.
const COLUMNS: [&str; NODE_COLUMNS] = ["Name", "Service", "Settings", "Group", "Logical ID", "Lines", "Findings"];
/// How narrow and how wide a column can be made, and by how much at once with the keyboard.
const NARROWEST: f32 = 48.0;
const WIDEST: f32 = 640.0;
const STEP: f32 = 16.0;

/// A node as the table has it.
struct Row {
    id: NodeId,
    kind: &'static str,
    /// One text for each column.
    cells: [String; NODE_COLUMNS],
    lines: usize,
    findings: usize,
}

/// The table.
pub(super) fn nodes_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let theme = theme::of(ui);
    let order = frame.state.layout.node_order;
    let rows = kept_rows(ui, document, order);
    if rows.is_empty() {
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            ui.add_space(18.0);
            let text = "There are no nodes yet. Drag a service onto the canvas.";
            ui.add(egui::Label::new(theme::text(text, theme::BODY, theme.dim)).wrap());
        });
        return;
    }
    let walked = walked(ui, &rows);
    if let Some(index) = walked {
        let id = &rows[index].id;
        ui.memory_mut(|memory| memory.request_focus(row_id(id)));
        frame.push(Action::Reveal(Selection::one(Thing::Node(id.clone()))));
    }
    let shown = walked.or_else(|| newly_selected(ui, document, &rows));
    let height = theme::row(ui, ROW);
    // Where the columns have no room they are scrolled to, not squeezed.
    let width: f32 = frame.state.layout.node_widths.iter().map(|width| width + 8.0).sum();
    egui::ScrollArea::horizontal().id_salt("table of nodes").auto_shrink(false).show(ui, |ui| {
        ui.set_min_width(width);
        table_ui(ui, frame, document, &rows, shown, height);
    });
}

fn table_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, rows: &[Row], shown: Option<usize>, height: f32) {
    let order = frame.state.layout.node_order;
    let mut table = TableBuilder::new(ui)
        .striped(false)
        .min_scrolled_height(0.0)
        .auto_shrink(false)
        .sense(Sense::click())
        .cell_layout(Layout::left_to_right(Align::Center));
    for (number, width) in frame.state.layout.node_widths.iter().enumerate() {
        let last = number + 1 == COLUMNS.len();
        table = table.column(if last { Column::remainder().at_least(NARROWEST) } else { Column::exact(*width) }.clip(true));
    }
    if let Some(index) = shown {
        table = table.scroll_to_row(index, None);
    }
    table
        .header(height, |mut header| {
            for (number, name) in COLUMNS.iter().enumerate() {
                header.col(|ui| {
                    heading_ui(ui, frame, number, name, order);
                    if number + 1 < COLUMNS.len() {
                        edge_ui(ui, frame, number, name);
                    }
                });
            }
        })
        .body(|body| {
            body.rows(height, rows.len(), |mut row| {
                let item = &rows[row.index()];
                row.set_selected(document.selection.contains(&Thing::Node(item.id.clone())));
                row_ui(&mut row, frame, document, item);
            });
        });
}

fn heading_ui(ui: &mut Ui, frame: &Frame<'_>, column: usize, name: &str, order: NodeOrder) {
    let theme = theme::of(ui);
    if column == 0 {
        ui.add_space(18.0);
    }
    let button = ui.add(egui::Button::new(theme::strong(name, theme::SMALL, theme.dim)).frame(false));
    let by = order.column == column;
    let told = match (by, order.descending) {
        (true, false) => format!("Sort by {name}, sorted upwards"),
        (true, true) => format!("Sort by {name}, sorted downwards"),
        (false, _) => format!("Sort by {name}"),
    };
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &told));
    if by {
        icons::show(ui, Icon::Command(if order.descending { "chevron_down" } else { "chevron_up" }), 12.0, theme.dim);
    }
    if button.clicked() {
        let descending = by && !order.descending;
        frame.layout(move |layout| layout.node_order = NodeOrder { column, descending });
    }
}

/// The right edge of a column's heading: dragged, or moved with the arrow keys, it makes the column wider or narrower; a
/// double click gives it the width it had at first.
fn edge_ui(ui: &Ui, frame: &Frame<'_>, column: usize, name: &str) {
    let theme = theme::of(ui);
    let cell = ui.max_rect();
    let place = Rect::from_min_max(pos2(cell.right() - 7.0, cell.top()), cell.right_bottom());
    let edge = ui.interact(place, Id::unique(("width of column", column)), Sense::click_and_drag());
    let width = frame.state.layout.node_widths[column];
    edge.widget_info(|| WidgetInfo {
        value: Some(f64::from(width)),
        ..WidgetInfo::labeled(Role::Splitter, true, format!("Width of {name}"))
    });
    let mut wanted = width;
    if edge.has_focus() {
        let arrows = egui::EventFilter { horizontal_arrows: true, ..egui::EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(edge.id, arrows));
        let (left, right) = ui.input(|i| (i.key_pressed(Key::ArrowLeft), i.key_pressed(Key::ArrowRight)));
        wanted += STEP * (f32::from(u8::from(right)) - f32::from(u8::from(left)));
    }
    if edge.dragged() {
        wanted += edge.drag_delta().x;
    }
    if edge.double_clicked() {
        wanted = NODE_WIDTHS[column];
    }
    let (hot, thickness) = (edge.hovered() || edge.dragged() || edge.has_focus(), if edge.has_focus() { 3.0 } else { 1.5 });
    let color = if hot { theme.accent } else { theme.border };
    ui.painter().vline(cell.right() - 3.0, cell.shrink2(vec2(0.0, 5.0)).y_range(), Stroke::new(if hot { thickness } else { 1.0 }, color));
    let wanted = wanted.clamp(NARROWEST, WIDEST);
    edge.on_hover_cursor(egui::CursorIcon::ResizeColumn);
    if (wanted - width).abs() > f32::EPSILON {
        frame.layout(move |layout| layout.node_widths[column] = wanted);
    }
}

fn row_ui(row: &mut TableRow<'_, '_>, frame: &Frame<'_>, document: &Document, item: &Row) {
    for (number, cell) in item.cells.iter().enumerate() {
        row.col(|ui| {
            let theme = theme::of(ui);
            if number == 0 {
                ui.add_space(18.0);
                icons::show(ui, Icon::Service(item.kind), 16.0, theme.dim);
            }
            let color = if number == 0 { theme.text } else { theme.dim };
            let text: RichText =
                theme::text(widgets::fitting(ui, cell, &theme::regular(theme::BODY), ui.available_width() - 4.0), theme::BODY, color);
            ui.add(egui::Label::new(text).selectable(false));
            if number == 0 {
                describe(ui, frame, document, item);
            }
        });
    }
    if row.response().clicked() {
        choose(frame, document, item, row.response().ctx.input(|i| i.modifiers.shift || i.modifiers.command));
    }
}

/// The row as one thing for the keyboard and screen readers.
fn describe(ui: &Ui, frame: &Frame<'_>, document: &Document, item: &Row) {
    let rect = ui.max_rect();
    let response = ui.interact(rect, row_id(&item.id), Sense::focusable_noninteractive());
    let told = format!("{} {}, {}", item.cells[1], item.cells[0], item.cells[2]);
    let selected = document.selection.contains(&Thing::Node(item.id.clone()));
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, told.trim_end_matches(", ")));
    ui.ctx().accesskit_node_builder(response.id, |node| node.add_action(egui::accesskit::Action::Click));
    if ui.input(|i| i.has_accesskit_action_request(response.id, egui::accesskit::Action::Click)) {
        choose(frame, document, item, false);
    }
    if response.has_focus() {
        let theme = theme::of(ui);
        ui.painter().rect_stroke(rect.shrink(1.0), 4.0, egui::Stroke::new(1.5, theme.accent), egui::StrokeKind::Inside);
        if ui.input(|i| i.key_pressed(Key::Enter) || i.key_pressed(Key::Space)) {
            choose(frame, document, item, false);
        }
    }
}

fn choose(frame: &Frame<'_>, document: &Document, item: &Row, adds: bool) {
    let thing = Thing::Node(item.id.clone());
    if adds {
        frame.push(Action::Select(document.selection.toggled(&thing)));
    } else {
        frame.push(Action::Reveal(Selection::one(thing)));
    }
}

/// The first row of what has just been selected, here or on the canvas.
fn newly_selected(ui: &Ui, document: &Document, rows: &[Row]) -> Option<usize> {
    let key = Id::unique(("table shows", document.id));
    let before = ui.data(|data| data.get_temp::<Selection>(key));
    if before.as_ref() == Some(&document.selection) {
        return None;
    }
    ui.data_mut(|data| data.insert_temp(key, document.selection.clone()));
    rows.iter().position(|row| document.selection.contains(&Thing::Node(row.id.clone())))
}

/// The row that the arrow keys lead to while one of them has the focus.
fn walked(ui: &Ui, rows: &[Row]) -> Option<usize> {
    let focused = ui.memory(egui::Memory::focused)?;
    let at = rows.iter().position(|row| row_id(&row.id) == focused)?;
    let (down, up) = ui.input_mut(|i| {
        let none = egui::Modifiers::NONE;
        (i.consume_key(none, Key::ArrowDown), i.consume_key(none, Key::ArrowUp))
    });
    // Arrow keys would move the focus among neighbours, and what is selected on the canvas.
    ui.memory_mut(|memory| {
        let lock = egui::EventFilter { vertical_arrows: true, ..egui::EventFilter::default() };
        memory.set_focus_lock_filter(focused, lock);
    });
    match (down, up) {
        (true, _) => (at + 1 < rows.len()).then_some(at + 1),
        (_, true) => at.checked_sub(1),
        _ => None,
    }
}

fn row_id(node: &NodeId) -> Id {
    Id::unique(("row of", node))
}

/// The rows of a state of the design in an order, and which state and order that is.
#[derive(Clone)]
struct Kept {
    of: (u64, u64, u64, NodeOrder),
    rows: Arc<Vec<Row>>,
}

/// The rows, made anew only when the design, its findings or the order changed.
fn kept_rows(ui: &Ui, document: &Document, order: NodeOrder) -> Arc<Vec<Row>> {
    let id = Id::unique("rows of nodes");
    let of = (document.id, document.editor.revision(), document.analysis.revision, order);
    if let Some(kept) = ui.data(|data| data.get_temp::<Kept>(id)).filter(|kept| kept.of == of) {
        return kept.rows;
    }
    let rows = Arc::new(sorted(rows(document), order));
    ui.data_mut(|data| data.insert_temp(id, Kept { of, rows: Arc::clone(&rows) }));
    rows
}

fn rows(document: &Document) -> Vec<Row> {
    let design = document.design();
    let graph = Graph::new(design, &REGISTRY);
    let mut findings: BTreeMap<&NodeId, usize> = BTreeMap::new();
    for finding in &document.analysis.findings {
        if let Place::Node(id) | Place::Entry(id, _) = &finding.place {
            *findings.entry(id).or_default() += 1;
        }
    }
    let rows = graph.nodes().map(|node| {
        let lines = node.outgoing().count() + node.incoming().count();
        let findings = findings.get(node.id).copied().unwrap_or_default();
        let group = node.node.group.as_ref().and_then(|id| design.groups.get(id)).map_or("", |group| group.name.as_str());
        let number = |n: usize| if n == 0 { String::new() } else { n.to_string() };
        let cells = [
            node.node.name.clone(),
            node.service.spec().name.to_owned(),
            node.service.subtitle(&node),
            group.to_owned(),
            node.node.logical_id.clone(),
            number(lines),
            number(findings),
        ];
        Row { id: node.id.clone(), kind: node.service.spec().id, cells, lines, findings }
    });
    rows.collect()
}

fn sorted(mut rows: Vec<Row>, order: NodeOrder) -> Vec<Row> {
    let name = |row: &Row| row.cells[0].to_lowercase();
    match order.column {
        5 => rows.sort_by_cached_key(|row| (row.lines, name(row))),
        6 => rows.sort_by_cached_key(|row| (row.findings, name(row))),
        column => rows.sort_by_cached_key(|row| (row.cells.get(column).map(|cell| cell.to_lowercase()), name(row))),
    }
    if order.descending {
        rows.reverse();
    }
    rows
}
