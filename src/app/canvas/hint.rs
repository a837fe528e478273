//! Beside the pointer: what is cut off, drawn as one or too small to read where it rests.

use std::sync::Arc;

use egui::{Id, Response, Tooltip, Ui};

use super::hit::{self, Hit};
use super::label;
use super::paint;
use super::view::View;
use crate::REGISTRY;
use crate::app::changes;
use crate::app::document::Document;
use crate::app::neighbourhood::neighbourhood;
use crate::app::theme;
use crate::catalog::Graph;
use crate::design::ConnectionId;
use crate::draw::{Detail, GroupItem};

/// No more lines are told of one that stands for many.
const MOST: usize = 12;

/// Tells it, once the pointer has come to rest.
pub(super) fn show(response: &Response, document: &Document, view: View, over: &Hit) {
    let readable = paint::detail(view.zoom) == Detail::Full;
    if !is_due(document, readable, over) {
        return;
    }
    Tooltip::for_enabled(response).at_pointer().gap(14.0).show(|ui| {
        let theme = theme::of(ui);
        ui.set_max_width(360.0);
        for (number, line) in kept(ui, document, over).iter().enumerate() {
            let text = if number == 0 { theme::strong(line, theme::BODY, theme.text) } else { theme::text(line, theme::SMALL, theme.dim) };
            ui.label(text);
        }
    });
}

fn is_due(document: &Document, readable: bool, over: &Hit) -> bool {
    let scene = document.scene();
    match over {
        Hit::Card(id) | Hit::Port(id, _) => hit::card(scene, id).is_some_and(|card| !readable || card.card.is_shortened),
        Hit::Wire(_) => true,
        Hit::Group(id) => {
            let folded = || scene.nodes.iter().find(|card| card.group.as_ref().is_some_and(|group| group.id == *id));
            let is_cut = |group: &GroupItem| label::name_of(group).is_some_and(|(name, _)| name.ends_with('…'));
            !readable || hit::group(scene, id).map_or_else(|| folded().is_some_and(|card| card.card.is_shortened), is_cut)
        }
        _ => false,
    }
}

/// What it depends on: the document, its revision, what the pointer is on.
type Key = (u64, u64, Hit);

/// What there is to know, found once and kept while the pointer rests.
fn kept(ui: &Ui, document: &Document, over: &Hit) -> Arc<Vec<String>> {
    let key: Key = (document.id, document.editor.revision(), over.clone());
    let place = Id::unique("what the hint tells");
    if let Some((kept, told)) = ui.data(|data| data.get_temp::<(Key, Arc<Vec<String>>)>(place))
        && kept == key
    {
        return told;
    }
    let told = Arc::new(told(document, over));
    ui.data_mut(|data| data.insert_temp(place, (key, Arc::clone(&told))));
    told
}

/// What there is to know, the name first.
fn told(document: &Document, over: &Hit) -> Vec<String> {
    let design = document.design();
    match over {
        Hit::Card(id) | Hit::Port(id, _) => {
            let part = neighbourhood(design, [id]);
            let graph = Graph::new(&part, &REGISTRY);
            let Some(node) = graph.node(id) else { return Vec::new() };
            let kind = node.service.spec().name;
            let about = [kind.to_owned(), node.service.subtitle(&node)];
            let rows = node.service.rows(&node).into_iter().map(|row| joined(" · ", [row.title, row.remark]));
            [node.node.name.clone(), joined(" · ", about)].into_iter().chain(rows.take(MOST)).collect()
        }
        Hit::Wire(id) => {
            let scene = document.scene();
            let line = scene.line(id).and_then(|line| scene.lines.get(line));
            let all: Vec<&ConnectionId> = line.map_or_else(|| vec![id], |line| line.connections().collect());
            let ends = all.iter().take(MOST).filter_map(|id| design.connections.get(*id)).flat_map(|line| line.nodes());
            let part = neighbourhood(design, ends);
            let graph = Graph::new(&part, &REGISTRY);
            let said = |id: &ConnectionId| graph.line(id).map(|line| line.kind.label(&line)).unwrap_or_default();
            if let [one] = all.as_slice() {
                return [changes::line_name(design, one), said(one)].into_iter().filter(|text| !text.is_empty()).collect();
            }
            let each = all.iter().take(MOST).map(|id| joined(": ", [changes::line_name(design, id), said(id)]));
            let left = all.len().saturating_sub(MOST);
            let rest = (left > 0).then(|| format!("and {left} more"));
            std::iter::once(format!("{} connections", all.len())).chain(each).chain(rest).collect()
        }
        Hit::Group(id) => design.groups.get(id).map(|group| group.name.clone()).into_iter().filter(|name| !name.is_empty()).collect(),
        _ => Vec::new(),
    }
}

fn joined(between: &str, parts: [String; 2]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}
