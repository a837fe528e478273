//! The canvas for screen readers, the keyboard and tests: a node of the accessibility tree for every card, port and line
//! large enough to read.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use egui::accesskit::{Action as Asked, Node, Role};
use egui::{Id, Rect, Response, Sense, Ui};

use super::clusters::Clusters;
use super::hit::{name_place, port_place, thing};
use super::live::Light;
use super::paint::{BLOCKS, FAR};
use super::view::View;
use crate::anatomy::PortKind;
use crate::app::action::Action;
use crate::app::changes;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::placing;
use crate::app::selection::{Selection, Thing};
use crate::catalog::LineStyle;
use crate::design::geometry::{self, Point};
use crate::design::{GroupId, NodeId};
use crate::draw::{FoldedGroup, LineItem, NodeItem, markup, outline};

/// No more of what a node refers to is told.
const TOLD: usize = 4;

/// What things say, found once and kept until something is changed, as every frame asks for it.
struct Labels {
    key: (u64, u64, usize),
    said: Mutex<HashMap<Id, Box<str>>>,
}

impl Labels {
    fn of_document(ui: &Ui, document: &Document) -> Arc<Self> {
        let key = (document.id, document.settled().1, Arc::as_ptr(&document.analysis).addr());
        let place = Id::unique("what things say");
        if let Some(kept) = ui.data(|data| data.get_temp::<Arc<Self>>(place))
            && kept.key == key
        {
            return kept;
        }
        let labels = Arc::new(Self { key, said: Mutex::default() });
        ui.data_mut(|data| data.insert_temp(place, Arc::clone(&labels)));
        labels
    }

    fn of(&self, thing: Id, say: impl FnOnce() -> String) -> Box<str> {
        let mut said = self.said.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        said.entry(thing).or_insert_with(|| say().into()).clone()
    }
}

/// Describes what is in view; what is asked for through the tree is asked of the window.
pub(super) fn describe(ui: &Ui, response: &Response, view: View, document: &Document, frame: &Frame<'_>, lights: &BTreeMap<NodeId, Light>) {
    let scene = document.scene();
    let rect = response.rect;
    let seen = view.canvas_rect(rect.min, rect);
    let count = document.design().nodes.len();
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Canvas);
        node.set_label(format!("Design {}, {count} nodes", document.title()));
        node.set_bounds(bounds(rect));
    });
    let labels = Labels::of_document(ui, document);
    let inside = |thing: &Thing| document.is_inside(thing);
    for group in scene.groups.iter().filter(|g| g.rect.intersects(&seen) && inside(&Thing::Group(g.id.clone()))) {
        let name = document.design().groups.get(&group.id).map_or("", |g| g.name.as_str());
        let place = name_place(group).unwrap_or(group.rect);
        let thing = Thing::Group(group.id.clone());
        describe_thing(
            ui,
            document,
            frame,
            (&thing, Role::Group),
            |thing| labels.of(thing, || with_lock(format!("Group {name}"), group.locked)),
            view.screen_rect(rect.min, &place),
        );
        describe_fold(ui, document, frame, &group.id, true);
    }
    for note in scene.notes.iter().filter(|n| n.rect.intersects(&seen) && inside(&Thing::Note(n.id.clone()))) {
        let text = document.design().notes.get(&note.id).map(|n| markup::plain(&n.text)).unwrap_or_default();
        let thing = Thing::Note(note.id.clone());
        describe_thing(
            ui,
            document,
            frame,
            (&thing, Role::Note),
            |_| with_lock(format!("Note: {text}"), note.locked).into(),
            view.screen_rect(rect.min, &note.rect),
        );
    }
    if view.zoom < FAR {
        describe_clusters(ui, document, frame, view, rect);
    }
    if view.zoom < BLOCKS {
        return;
    }
    for card in in_order(scene.nodes_in(&seen).filter(|c| inside(&thing(c)))) {
        if let Some(group) = &card.group {
            let thing = Thing::Group(group.id.clone());
            let label = |thing| labels.of(thing, || group_label(document, card, group));
            describe_thing(ui, document, frame, (&thing, Role::Group), label, view.screen_rect(rect.min, &card.rect));
            describe_fold(ui, document, frame, &group.id, false);
            if let Some(light) = lights.get(&card.id) {
                ui.ctx().accesskit_node_builder(id_of(&thing), |node| node.set_description(light.words.as_str()));
            }
            continue;
        }
        describe_card(ui, document, frame, (card, &labels), view, rect);
        if let Some(light) = lights.get(&card.id) {
            ui.ctx().accesskit_node_builder(id_of(&Thing::Node(card.id.clone())), |node| node.set_description(light.words.as_str()));
        }
    }
    for line in scene.lines_in(&seen).filter(|l| inside(&Thing::Connection(l.id.clone()))) {
        let thing = Thing::Connection(line.id.clone());
        let middle = middle(line);
        let place = view.screen_rect(rect.min, &geometry::Rect { min: middle, max: middle }).expand(6.0);
        let label = |thing| labels.of(thing, || line_label(document, line));
        describe_thing(ui, document, frame, (&thing, Role::Button), label, place);
    }
}

/// Far out, how many cards stand where; a click goes there.
fn describe_clusters(ui: &Ui, document: &Document, frame: &Frame<'_>, view: View, rect: Rect) {
    let clusters = Clusters::of(ui, document, view);
    let seen = view.canvas_rect(rect.min, rect);
    for (number, cluster) in clusters.all.iter().enumerate().filter(|(_, cluster)| cluster.rect.intersects(&seen)) {
        let id = Id::unique(("cluster", number));
        let response = stop(ui, id, view.screen_rect(rect.min, &cluster.rect));
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_role(Role::Button);
            node.set_label(format!("Cluster of {} nodes", cluster.count));
            node.set_bounds(bounds(view.screen_rect(rect.min, &cluster.rect)));
            node.add_action(Asked::Click);
            node.add_action(Asked::Focus);
        });
        let entered = response.has_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        if entered || ui.input(|i| i.has_accesskit_action_request(id, Asked::Click)) {
            frame.push(Action::View(View::fitting(&cluster.rect.expanded(24.0), rect.size(), document.overlays(true))));
        }
    }
}

/// Cards in the order the design flows: from left to right, then downwards.
fn in_order<'a>(cards: impl Iterator<Item = &'a NodeItem>) -> Vec<&'a NodeItem> {
    let mut cards: Vec<_> = cards.collect();
    let column = |card: &NodeItem| (card.rect.min.x / 120.0).floor() as i64;
    cards.sort_by(|a, b| column(a).cmp(&column(b)).then(a.rect.min.y.total_cmp(&b.rect.min.y)));
    cards
}

fn describe_card(ui: &Ui, document: &Document, frame: &Frame<'_>, (card, labels): (&NodeItem, &Labels), view: View, rect: Rect) {
    let thing = Thing::Node(card.id.clone());
    let label = |thing| labels.of(thing, || card_label(document, card));
    describe_thing(ui, document, frame, (&thing, Role::Button), label, view.screen_rect(rect.min, &card.rect));
    if ui.memory(|memory| memory.has_focus(id_of(&thing))) {
        ui.ctx().accesskit_node_builder(id_of(&thing), |node| node.set_description(neighbours(document, card)));
    }
    // Tab goes through the ports of the card it has come to; those of all cards would be a long way.
    let walked = document.selection.single() == Some(&thing);
    for port in card.card.ports.iter().filter(|p| p.kind != PortKind::In) {
        let of_entry = if let PortKind::Entry(entry) | PortKind::Alarms(entry) = &port.kind { Some(entry) } else { None };
        let id = Id::unique(("port", &card.id, of_entry));
        let label = || {
            let name = document.design().nodes.get(&card.id).map_or("", |n| n.name.as_str());
            let row = of_entry.and_then(|entry| card.card.rows.iter().find(|r| r.entry == *entry));
            match (&port.kind, row) {
                (PortKind::Alarms(_), _) => format!("Connect alarms of {name}"),
                (_, Some(row)) => format!("Connect from {name} {}", row.title.text),
                (_, None) => format!("Connect from {name}"),
            }
        };
        let at = view.screen_from_canvas(rect.min, port_place(card, port));
        let place = Rect::from_center_size(at, egui::vec2(10.0, 10.0));
        let focused = walked && stop(ui, id, place).has_focus();
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_role(Role::Button);
            node.set_label(labels.of(id, label));
            node.set_bounds(bounds(place));
            node.add_action(Asked::Click);
            node.add_action(Asked::Focus);
        });
        let entered = focused && ui.input(|i| i.key_pressed(egui::Key::Enter) || i.key_pressed(egui::Key::Space));
        if entered || ui.input(|i| i.has_accesskit_action_request(id, Asked::Click)) {
            frame.push(Action::Prompt(Some(crate::app::prompt::Prompt::ConnectTo(card.id.clone(), of_entry.cloned()))));
        }
    }
}

/// Where the lines of a card lead, and from where it is reached.
fn neighbours(document: &Document, card: &NodeItem) -> String {
    let scene = document.scene();
    let Some(place) = scene.node(&card.id) else { return String::new() };
    let name = |node: usize| scene.nodes.get(node).map(|item| item.card.title.text.as_str());
    let told = |verb: &str, names: Vec<&str>| match names.len() {
        0 => String::new(),
        n if n > TOLD => format!("{verb} {} and {} more. ", names[..TOLD].join(", "), n - TOLD),
        _ => format!("{verb} {}. ", names.join(", ")),
    };
    let to = scene.lines.iter().filter(|line| line.source == place).filter_map(|line| name(line.target)).collect();
    let from = scene.lines.iter().filter(|line| line.target == place).filter_map(|line| name(line.source)).collect();
    let said = told("Leads to", to) + &told("Reached from", from);
    if said.is_empty() { "Connected to nothing.".to_owned() } else { said.trim_end().to_owned() }
}

/// Says whether a group is open, and opens or collapses it where that is asked for.
fn describe_fold(ui: &Ui, document: &Document, frame: &Frame<'_>, group: &GroupId, open: bool) {
    let id = id_of(&Thing::Group(group.clone()));
    let asked = if open { Asked::Collapse } else { Asked::Expand };
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_expanded(open);
        node.add_action(asked);
    });
    if ui.input(|i| i.has_accesskit_action_request(id, asked)) {
        frame.edit(placing::fold(document, vec![group.clone()], open));
    }
}

/// What the card of a collapsed group says: its name, what is inside, findings.
fn group_label(document: &Document, card: &NodeItem, group: &FoldedGroup) -> String {
    let name = document.design().groups.get(&group.id).map_or("", |g| g.name.as_str());
    with_findings(with_lock(format!("Group {name}, collapsed, {}", card.card.subtitle.text), card.locked), card)
}

fn with_findings(label: String, card: &NodeItem) -> String {
    match card.badge.map_or(0, |badge| badge.count) {
        0 => label,
        1 => format!("{label}, 1 finding"),
        n => format!("{label}, {n} findings"),
    }
}

/// What a card says when it is focused: kind, name, second line, findings and lines.
fn card_label(document: &Document, card: &NodeItem) -> String {
    let design = document.design();
    let node = design.nodes.get(&card.id);
    let kind = node.and_then(|n| crate::REGISTRY.service(&n.kind)).map_or("Node", |s| s.spec().name);
    let mut label = format!("{kind} {}", node.map_or("", |n| n.name.as_str()));
    if !card.card.subtitle.text.is_empty() {
        label = format!("{label}, {}", card.card.subtitle.text);
    }
    match card.card.alarms {
        0 => {}
        1 => label.push_str(", 1 alarm"),
        n => label.push_str(&format!(", {n} alarms")),
    }
    let referred: Vec<&str> = document.scene().referred(card).take(TOLD + 1).collect();
    if !referred.is_empty() {
        let more = if referred.len() > TOLD { " and more" } else { "" };
        label = format!("{label}, refers to {}{more}", referred.into_iter().take(TOLD).collect::<Vec<_>>().join(", "));
    }
    with_findings(with_lock(label, card.locked), card)
}

fn with_lock(label: String, locked: bool) -> String {
    if locked { format!("{label}, locked") } else { label }
}

fn line_label(document: &Document, line: &LineItem) -> String {
    if !line.others.is_empty() {
        let scene = document.scene();
        let name = |node: usize| scene.nodes.get(node).map_or("", |item| item.card.title.text.as_str());
        let said = line.label.as_ref().map(|(text, _)| format!(": {text}")).unwrap_or_default();
        return format!("{} connections {} → {}{said}", line.others.len() + 1, name(line.source), name(line.target));
    }
    let what = match line.style {
        LineStyle::Alarm => "Alarms",
        LineStyle::DeadLetters => "Dead letters",
        LineStyle::Stream => "Stream",
        LineStyle::Call | LineStyle::Async | LineStyle::Picture => "Connection",
    };
    let title = changes::line_name(document.design(), &line.id);
    match &line.label {
        Some((text, _)) => format!("{what} {title}: {text}"),
        None => format!("{what} {title}"),
    }
}

fn middle(line: &LineItem) -> Point {
    line.chip.map(|chip| chip.center()).or_else(|| outline::middle(&line.points)).unwrap_or_default()
}

/// The id of a thing in the accessibility tree.
pub(super) fn id_of(thing: &Thing) -> Id {
    Id::unique(("on the canvas", thing))
}

fn describe_thing(
    ui: &Ui,
    document: &Document,
    frame: &Frame<'_>,
    (thing, role): (&Thing, Role),
    label: impl FnOnce(Id) -> Box<str>,
    place: Rect,
) {
    let id = id_of(thing);
    let selected = document.selection.contains(thing);
    let response = stop(ui, id, place);
    ui.ctx().accesskit_node_builder(id, |node: &mut Node| {
        node.set_role(role);
        node.set_label(label(id));
        node.set_bounds(bounds(place));
        node.set_selected(selected);
        node.add_action(Asked::Click);
        node.add_action(Asked::Focus);
    });
    let focused = response.has_focus();
    let clicked = ui.input(|i| i.has_accesskit_action_request(id, Asked::Click));
    let entered = focused && ui.input(|i| i.key_pressed(egui::Key::Enter));
    if clicked || (focused && has_just_come(ui, id)) {
        frame.push(Action::Select(canvas_selection(document, thing)));
    }
    if entered {
        frame.layout(|layout| layout.inspector = true);
    }
}

/// A place where the Tab key stops; the pointer is the canvas's.
fn stop(ui: &Ui, id: Id, place: Rect) -> Response {
    ui.interact(place, id, Sense::focusable_noninteractive())
}

/// What is selected with a thing: every connection of a line that stands for several.
fn canvas_selection(document: &Document, thing: &Thing) -> Selection {
    let scene = document.scene();
    let line = if let Thing::Connection(id) = thing { scene.line(id).and_then(|line| scene.lines.get(line)) } else { None };
    line.map_or_else(|| Selection::one(thing.clone()), |line| Selection::of(line.connections().map(|id| Thing::Connection(id.clone()))))
}

/// Whether the focus was elsewhere in the frame before.
fn has_just_come(ui: &Ui, id: Id) -> bool {
    let key = Id::unique("last focus on the canvas");
    let last = ui.data(|data| data.get_temp::<Id>(key));
    ui.data_mut(|data| data.insert_temp(key, id));
    last != Some(id)
}

fn bounds(rect: Rect) -> egui::accesskit::Rect {
    let [x0, y0, x1, y1] = [rect.min.x, rect.min.y, rect.max.x, rect.max.y].map(f64::from);
    egui::accesskit::Rect { x0, y0, x1, y1 }
}
