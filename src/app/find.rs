//! What can be found in a design: nodes, rows, settings, resources, groups, notes and lines, each with where it is.

use super::changes;
use super::document::Document;
use super::icons::Icon;
use super::selection::Thing;
use crate::REGISTRY;
use crate::catalog::field::{Field, Kind};
use crate::catalog::{Graph, Origin, Settings, parse};

/// Something that can be found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its icon.
    pub icon: Icon,
    /// What it is called.
    pub title: String,
    /// What it is, or is part of.
    pub remark: String,
    /// What is framed.
    pub thing: Thing,
}

/// Everything of a design, in the order it is offered: names first, then what belongs to them.
pub fn everything(document: &Document) -> Vec<Found> {
    let graph = Graph::new(document.design(), &REGISTRY);
    let mut found = nodes(&graph);
    found.extend(frames(document));
    found.extend(rows(&graph));
    found.extend(lines(document));
    found.extend(settings_of(&graph));
    found.extend(resources(document));
    found
}

/// The things of a design in which every word is found, in the order they are offered, each once.
pub fn matching(document: &Document, query: &str) -> Vec<Thing> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let mut things = Vec::new();
    if words.is_empty() {
        return things;
    }
    for found in everything(document) {
        let text = format!("{} {}", found.title, found.remark).to_lowercase();
        if words.iter().all(|word| text.contains(word)) && !things.contains(&found.thing) {
            things.push(found.thing);
        }
    }
    things
}

fn nodes(graph: &Graph<'_>) -> Vec<Found> {
    let found = graph.nodes().map(|node| Found {
        icon: Icon::Service(node.service.spec().id),
        title: node.node.name.clone(),
        remark: format!("{} · {}", node.service.spec().name, node.node.logical_id),
        thing: Thing::Node(node.id.clone()),
    });
    found.collect()
}

fn frames(document: &Document) -> Vec<Found> {
    let design = document.design();
    let groups = design.groups.iter().map(|(id, group)| Found {
        icon: Icon::Command("group"),
        title: group.name.clone(),
        remark: "Group".to_owned(),
        thing: Thing::Group(id.clone()),
    });
    let notes = design.notes.iter().map(|(id, note)| Found {
        icon: Icon::Command("note"),
        title: crate::draw::markup::plain(&note.text).split_whitespace().collect::<Vec<_>>().join(" "),
        remark: "Note".to_owned(),
        thing: Thing::Note(id.clone()),
    });
    groups.chain(notes).collect()
}

fn rows(graph: &Graph<'_>) -> Vec<Found> {
    let of_node = |node: crate::catalog::NodeView<'_>| {
        let rows = node.rows().into_iter().map(|row| Found {
            icon: Icon::Service(node.service.spec().id),
            title: row.title,
            remark: node.node.name.clone(),
            thing: Thing::Node(node.id.clone()),
        });
        rows.collect::<Vec<_>>()
    };
    graph.nodes().flat_map(of_node).collect()
}

fn lines(document: &Document) -> Vec<Found> {
    let design = document.design();
    let found = design.connections.iter().map(|(id, connection)| Found {
        icon: Icon::Command("connect"),
        title: changes::line_name(design, id),
        remark: REGISTRY.connection(&connection.kind).map_or("", |kind| kind.spec().name).to_owned(),
        thing: Thing::Connection(id.clone()),
    });
    found.collect()
}

/// The settings that somebody made; what holds by default is everywhere the same.
pub fn settings(document: &Document) -> Vec<Found> {
    settings_of(&Graph::new(document.design(), &REGISTRY))
}

fn settings_of(graph: &Graph<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for node in graph.nodes() {
        let of_node = set(&node).map(|text| (Icon::Service(node.service.spec().id), text, node.node.name.clone()));
        found.extend(of_node.map(|(icon, title, remark)| Found { icon, title, remark, thing: Thing::Node(node.id.clone()) }));
        for facet in node.service.spec().facets {
            for entry in node.entries(facet.id) {
                let name = node.service.title_of(facet, &entry.entry.fields);
                found.extend(set(&entry).map(|title| Found {
                    icon: Icon::Service(node.service.spec().id),
                    title,
                    remark: format!("{name} of {}", node.node.name),
                    thing: Thing::Node(node.id.clone()),
                }));
            }
        }
    }
    for line in graph.lines() {
        let thing = Thing::Connection(line.id.clone());
        found.extend(set(&line).map(|title| Found { icon: Icon::Command("connect"), title, remark: line.title(), thing: thing.clone() }));
    }
    found
}

/// `Timeout: 30 s`, for each field that is set.
fn set<'s, 'g: 's>(owner: &'s impl Settings<'g>) -> impl Iterator<Item = String> + 's {
    let told = |field: &&'static Field| !field.secret && !matches!(field.kind, Kind::StateMachine);
    let fields = owner.specs().iter().filter(told);
    fields.filter_map(|field| Some(format!("{}: {}", field.label, parse::display(field, owner.set_value(field)?))))
}

/// What the template holds, by logical ID.
fn resources(document: &Document) -> Vec<Found> {
    let synthesis = &document.analysis.synthesis;
    let found = synthesis.template.resources.iter().filter_map(|(id, resource)| {
        let thing = match &synthesis.provenance.get(id)?.address.owner {
            Origin::Node(node) => Thing::Node(node.clone()),
            Origin::Connection(line) => Thing::Connection(line.clone()),
            Origin::Design => return None,
        };
        Some(Found { icon: Icon::Command("template"), title: id.clone(), remark: resource.kind.clone(), thing })
    });
    found.collect()
}
