//! The nodes a line from the selected node can lead to, and the services a new one can be of: connecting by keyboard.

use egui::Ui;

use super::search::{Item, search_ui};
use super::services::leading;
use crate::REGISTRY;
use crate::app::action::Action;
use crate::app::actions;
use crate::app::changes;
use crate::app::frame::Frame;
use crate::app::icons::Icon;
use crate::app::toast::Detour;
use crate::catalog::Graph;
use crate::design::{EntryId, NodeId};

/// Where the line leads.
#[derive(Clone)]
enum Target {
    /// To a node that is there, by what has to be put between.
    Node(NodeId, Vec<&'static str>),
    /// To a new node of a service.
    New(&'static str),
}

impl Target {
    /// What is nearest at hand stands first.
    fn rank(&self) -> usize {
        match self {
            Self::Node(_, between) => between.len(),
            Self::New(_) => usize::MAX,
        }
    }
}

/// The list.
pub(super) fn connect_to_ui(ui: &mut Ui, frame: &Frame<'_>, source: &NodeId, entry: Option<&EntryId>) {
    let Some(document) = frame.document() else { return };
    let design = document.design();
    let graph = Graph::new(design, &REGISTRY);
    let mut items: Vec<Item<Target>> = design
        .nodes
        .iter()
        .filter(|(id, _)| *id != source)
        .filter_map(|(id, node)| {
            let ends = graph.ends(source, entry, id)?;
            let (remark, disabled, between) = match REGISTRY.possible(&ends) {
                Ok(kinds) => (kinds.first().map_or("", |k| k.spec().name).to_owned(), None, Vec::new()),
                Err(refusal) if refusal.insert.is_empty() => (String::new(), Some(refusal.reason), Vec::new()),
                Err(refusal) => (format!("puts {} between", crate::app::toast::named(&refusal.insert)), None, refusal.insert),
            };
            let icon = Icon::Service(REGISTRY.service(&node.kind).map_or("resource", |s| s.spec().id));
            Some(Item { icon, title: node.name.clone(), remark, also: "", disabled, value: Target::Node(id.clone(), between) })
        })
        .collect();
    let Some(node) = design.nodes.get(source) else { return };
    items.extend(REGISTRY.services.iter().filter_map(|service| {
        let spec = service.spec();
        let kind = leading(node, entry, spec.id)?;
        let title = format!("New {}", spec.name.to_lowercase());
        Some(Item {
            icon: Icon::Service(spec.id),
            title,
            remark: kind.spec().name.to_owned(),
            also: "",
            disabled: None,
            value: Target::New(spec.id),
        })
    }));
    items.sort_by_key(|item| (item.disabled.is_some(), item.value.rank()));
    let name = node.name.as_str();
    let Some(target) = search_ui(ui, "Connect to", &format!("Connect {name} to…"), items) else { return };
    frame.push(Action::Prompt(None));
    let (source, entry) = (source.clone(), entry.cloned());
    frame.edit(match target {
        Target::Node(target, services) if services.is_empty() => changes::connect(document, source, entry, target),
        Target::Node(target, services) => changes::connect_through(document, Detour { source, entry, target, services }),
        Target::New(kind) => changes::add_node(&REGISTRY, kind, Some(actions::free_place(frame.state)), Some((source, entry))),
    });
}
