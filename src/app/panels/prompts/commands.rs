//! Every command, every service to add, every node to go to.

use egui::Ui;

use super::search::{Item, search_ui};
use crate::REGISTRY;
use crate::app::action::Action;
use crate::app::actions::{self, Command};
use crate::app::changes;
use crate::app::frame::Frame;
use crate::app::icons::Icon;
use crate::app::selection::{Selection, Thing};
use crate::design::NodeId;

#[derive(Clone)]
enum Choice {
    Run(&'static Command),
    Add(&'static str),
    Go(NodeId),
}

/// The command palette.
pub(super) fn commands_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let Some(choice) = search_ui(ui, "Search or run", "Search commands, services and nodes", items(ui, frame)) else { return };
    frame.push(Action::Prompt(None));
    match choice {
        Choice::Run(command) => frame.push(Action::Run(command)),
        Choice::Add(kind) => frame.edit(changes::add_node(&REGISTRY, kind, Some(actions::free_place(frame.state)), None)),
        Choice::Go(node) => frame.push(Action::Reveal(Selection::one(Thing::Node(node)))),
    }
}

fn items(ui: &Ui, frame: &Frame<'_>) -> Vec<Item<Choice>> {
    let mut items: Vec<Item<Choice>> = actions::all()
        .filter(|c| c.id != "command-palette")
        .map(|command| Item {
            icon: Icon::Command(command.icon),
            title: command.title(frame.state),
            remark: command.shortcut(ui.ctx()),
            disabled: (command.enabled)(frame.state).err().map(str::to_owned),
            value: Choice::Run(command),
        })
        .collect();
    items.sort_by_key(|item| item.disabled.is_some());
    if let Some(document) = frame.document() {
        items.extend(REGISTRY.services.iter().map(|service| Item {
            icon: Icon::Service(service.spec().id),
            title: format!("Add {}", service.spec().name.to_lowercase()),
            remark: service.spec().aws.to_owned(),
            disabled: None,
            value: Choice::Add(service.spec().id),
        }));
        items.extend(document.design().nodes.iter().map(|(id, node)| Item {
            icon: Icon::Service(REGISTRY.service(&node.kind).map_or("resource", |s| s.spec().id)),
            title: format!("Go to {}", node.name),
            remark: node.logical_id.clone(),
            disabled: None,
            value: Choice::Go(id.clone()),
        }));
    }
    items
}
