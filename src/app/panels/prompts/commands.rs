//! Every command, every service to add, every node, setting and connection to go to, every preference, every row to connect, every
//! fix.

use egui::Ui;

use super::search::{Item, search_ui};
use crate::REGISTRY;
use crate::app::action::Action;
use crate::app::actions::{self, Command};
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::icons::Icon;
use crate::app::panels::finding::place_name;
use crate::app::prompt::{Prompt, Section};
use crate::app::selection::{Selection, Thing};
use crate::app::settings::PREFERENCES;
use crate::app::{changes, find};
use crate::design::{EntryId, NodeId};

#[derive(Clone)]
enum Choice {
    Run(&'static Command),
    Add(&'static str),
    Connect(NodeId, EntryId),
    Fix(usize),
    Go(Thing),
    Prefer(Section),
}

/// The command palette.
pub(super) fn commands_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let Some(choice) = search_ui(ui, "Search or run", "Search commands, services, nodes and settings", items(frame)) else { return };
    frame.push(Action::Prompt(None));
    match choice {
        Choice::Run(command) => frame.push(Action::Run(command)),
        Choice::Add(kind) => frame.edit(changes::add_node(&REGISTRY, kind, Some(actions::free_place(frame.state)), None)),
        Choice::Connect(node, entry) => frame.push(Action::Prompt(Some(Prompt::ConnectTo(node, Some(entry))))),
        Choice::Fix(index) => {
            let fix = frame.document().and_then(|d| d.analysis.findings.get(index)?.fixes.first());
            if let Some(fix) = fix {
                frame.edit(changes::fix(fix));
            }
        }
        Choice::Prefer(section) => frame.push(Action::Prompt(Some(Prompt::Settings(section)))),
        Choice::Go(thing) => frame.push(Action::Frame(Selection::one(thing))),
    }
}

fn items(frame: &Frame<'_>) -> Vec<Item<Choice>> {
    let mut items: Vec<Item<Choice>> = actions::all()
        .filter(|c| c.id != "command-palette")
        .map(|command| Item {
            icon: Icon::Command(command.icon),
            title: command.title(frame.state),
            remark: frame.state.keymap.shown(command),
            also: command.also,
            disabled: (command.enabled)(frame.state).err().map(str::to_owned),
            value: Choice::Run(command),
        })
        .collect();
    items.sort_by_key(|item| item.disabled.is_some());
    items.extend(preferences());
    if let Some(document) = frame.document() {
        items.extend(REGISTRY.services.iter().map(|service| Item {
            icon: Icon::Service(service.spec().id),
            title: format!("Add {}", service.spec().name.to_lowercase()),
            remark: service.spec().aws.to_owned(),
            also: "",
            disabled: None,
            value: Choice::Add(service.spec().id),
        }));
        items.extend(document.design().nodes.iter().map(|(id, node)| Item {
            icon: Icon::Service(REGISTRY.service(&node.kind).map_or("resource", |s| s.spec().id)),
            title: format!("Go to {}", node.name),
            remark: node.logical_id.clone(),
            also: "",
            disabled: None,
            value: Choice::Go(Thing::Node(id.clone())),
        }));
        items.extend(document.design().connections.iter().map(|(id, connection)| Item {
            icon: Icon::Command("connect"),
            title: format!("Go to {}", changes::line_name(document.design(), id)),
            remark: REGISTRY.connection(&connection.kind).map_or("", |k| k.spec().name).to_owned(),
            also: "",
            disabled: None,
            value: Choice::Go(Thing::Connection(id.clone())),
        }));
        items.extend(find::settings(document).into_iter().map(|found| Item {
            icon: found.icon,
            title: found.title,
            remark: found.remark,
            also: "setting",
            disabled: None,
            value: Choice::Go(found.thing),
        }));
        items.extend(fixes(document));
        items.extend(rows(document));
    }
    items
}

/// What can be preferred, by the section of the settings it is in.
fn preferences() -> impl Iterator<Item = Item<Choice>> {
    PREFERENCES.iter().filter_map(|preference| {
        let section = Section::ALL.into_iter().find(|section| section.name().eq_ignore_ascii_case(preference.table))?;
        Some(Item {
            icon: Icon::Command("settings"),
            title: format!("{}…", preference.label),
            remark: format!("Settings · {}", section.name()),
            also: preference.key,
            disabled: None,
            value: Choice::Prefer(section),
        })
    })
}

/// What the first fix of each finding does.
fn fixes(document: &Document) -> impl Iterator<Item = Item<Choice>> {
    document.analysis.findings.iter().enumerate().filter_map(|(index, finding)| {
        Some(Item {
            icon: Icon::Command("fix"),
            title: format!("Fix: {}", finding.fixes.first()?.title),
            remark: place_name(document, finding),
            also: "",
            disabled: None,
            value: Choice::Fix(index),
        })
    })
}

/// The rows of the selected node that a line can start at.
fn rows(document: &Document) -> Vec<Item<Choice>> {
    let Some(Thing::Node(id)) = document.selection.single() else { return Vec::new() };
    let card = document.scene().node(id).map(|node| &document.scene().nodes[node].card);
    let rows = card.into_iter().flat_map(|card| &card.rows);
    let name = document.design().nodes.get(id).map_or("", |n| n.name.as_str());
    rows.map(|row| Item {
        icon: Icon::Command("connect"),
        title: format!("Connect {} to…", row.title.text),
        remark: name.to_owned(),
        also: "",
        disabled: None,
        value: Choice::Connect(id.clone(), row.entry.clone()),
    })
    .collect()
}
