//! Designs as their templates tell them: what no template tells apart is told in one way.

use std::collections::BTreeSet;
use std::sync::Arc;

use stackdraft::REGISTRY;
use stackdraft::catalog::field::{Field, Kind};
use stackdraft::catalog::{Graph, Settings};
use stackdraft::cfn::json::to_json;
use stackdraft::design::{Connection, Design, EntryId, NodeId, Value};
use stackdraft::services::{client, http_endpoint, subscriber};
use stackdraft::synth::synthesize;

/// A design as its own template tells it: kinds, settings, entries and ends by logical IDs; without what no template holds
/// (places, names, ids, pictures).
pub fn told(design: &Design) -> BTreeSet<String> {
    let graph = Graph::new(design, &REGISTRY);
    let mut told: BTreeSet<String> = design.conditions.iter().map(|(name, condition)| format!("condition {name}: {condition}")).collect();
    told.extend(design.parameters.iter().map(|(name, parameter)| format!("parameter {name}: {parameter:?}")));
    for view in graph.nodes().filter(|view| view.service.spec().id != client::SPEC.id) {
        let node = view.node;
        let named = name(design, view.id);
        told.insert(format!("{} {named} {:?} {:?} {:?}", node.kind, settings(design, &view), node.condition, node.overrides));
        for (facet, entries) in &node.facets {
            for entry in entries.iter().filter_map(|entry| view.entry(&entry.id)) {
                told.insert(format!("{named} {facet} {:?}", settings(design, &entry)));
            }
        }
    }
    for line in graph.lines().filter(|line| !line.kind.spec().id.starts_with("client_")) {
        let connection = line.connection;
        let entry = connection.entry.as_ref().map(|entry| match line.source.entry(entry) {
            Some(entry) => settings(design, &entry),
            None => entry.to_string(),
        });
        let ends: Vec<String> = connection.ends.iter().map(|(end, node)| format!("{end}={}", name(design, node))).collect();
        // Tokens belong to no workflow in particular.
        let any = connection.kind == "function_answers_workflow";
        told.insert(format!(
            "{} {} {entry:?} {} {ends:?} {:?} {:?} {:?}",
            connection.kind,
            name(design, &connection.source),
            if any { "a workflow".to_owned() } else { name(design, &connection.target) },
            settings(design, &line),
            connection.condition,
            connection.overrides
        ));
    }
    told
}

/// What a node is called in a template; what has no name in any is called by what it is.
fn name(design: &Design, id: &NodeId) -> String {
    let node = &design.nodes[id];
    let lines: Vec<&Connection> = design.connections.values().map(|line| &**line).filter(|line| line.nodes().any(|n| n == id)).collect();
    let unseen = [PASSED_ON, "kms_key_encrypts_http_endpoint"];
    let only_of_routes = !lines.is_empty() && lines.iter().all(|line| unseen.contains(&line.kind.as_str()));
    let nameless = node.kind == subscriber::SPEC.id
        || node.fields.get("bus").is_some_and(|bus| bus.0 != "custom")
        || node.kind == http_endpoint::SPEC.id && only_of_routes;
    if nameless { format!("{} {:?}", node.kind, node.fields) } else { node.logical_id.clone() }
}

/// The settings that mean something, and are not what holds without them.
fn settings<'g>(design: &Design, settings: &impl Settings<'g>) -> String {
    let specs = settings.specs().iter().filter(|field| !matches!(field.kind, Kind::StateMachine) && settings.applies(field));
    let set = specs.filter_map(|field| {
        let value = settings.set_value(field)?;
        let mut told = value.0.to_string();
        for (id, node) in &design.nodes {
            told = told.replace(&format!("\"node\":\"{id}\""), &format!("\"node\":\"{}\"", node.logical_id));
        }
        (Some(&value.0) != field.default.to_json().as_ref()).then(|| format!("{}={told}", field.id))
    });
    set.collect::<Vec<_>>().join(" ")
}

/// The line on which only what is added to an address tells where the endpoint's own ends.
const PASSED_ON: &str = "api_calls_http_endpoint";

/// Has lines name the route they call, where it is the first one that they could call: no template tells which route is first.
fn named_routes(design: &mut Design, whole: &serde_json::Value) {
    const ROUTE: &str = "route";
    let calls = |kind: &str| REGISTRY.connection(kind).unwrap().spec().fields.iter().any(|field| field.id == ROUTE);
    for (id, line) in design.connections.clone().iter().filter(|(_, line)| calls(&line.kind) && !line.fields.contains_key(ROUTE)) {
        let api = design.nodes[&line.target].clone();
        let service = REGISTRY.service(&api.kind).unwrap();
        let facets = service.spec().facets.iter();
        for title in facets.flat_map(|facet| api.entries(facet.id).iter().map(|entry| service.entry_title(facet, &entry.fields))) {
            let mut with = design.clone();
            let fields = &mut Arc::make_mut(with.connections.get_mut(id).unwrap()).fields;
            fields.insert(ROUTE.to_owned(), title.as_str().into());
            if made(&with) == *whole {
                *design = with;
                break;
            }
        }
    }
}

/// Gives endpoints that one route alone passes requests on to the whole of their address, as far as it is fixed.
fn whole_addresses(design: &mut Design, whole: &serde_json::Value) {
    for (id, line) in design.connections.clone().iter().filter(|(_, line)| line.kind == PASSED_ON) {
        let Some(path) = line.fields.get("path").and_then(|path| path.0.as_str()) else { continue };
        let fixed = path.find('{').map_or(path.len(), |at| path[..at].rfind('/').unwrap());
        let mut with = design.clone();
        let target = Arc::make_mut(with.nodes.get_mut(&line.target).unwrap());
        let Some(url) = target.fields.get("url").and_then(|url| url.0.as_str()) else { continue };
        let url = format!("{}{}", url.trim_end_matches('/'), &path[..fixed]);
        target.fields.insert("url".to_owned(), url.as_str().into());
        let fields = &mut Arc::make_mut(with.connections.get_mut(id).unwrap()).fields;
        if fixed == path.len() {
            drop(fields.remove("path"));
        } else {
            drop(fields.insert("path".to_owned(), path[fixed..].into()));
        }
        if made(&with) == *whole {
            *design = with;
        }
    }
}

fn made(design: &Design) -> serde_json::Value {
    to_json(&synthesize(&Graph::new(design, &REGISTRY)).template.to_value())
}

/// A design without the settings and entries that its template does not show: it is the same without them.
pub fn shown(design: &Design) -> Design {
    let whole = made(design);
    let mut shown = design.clone();
    let mut keep = |change: &dyn Fn(&mut Design)| {
        let mut without = shown.clone();
        change(&mut without);
        if without != shown && made(&without) == whole {
            shown = without;
        }
    };
    for (id, node) in &design.nodes {
        for field in node.fields.keys() {
            keep(&|design| drop(Arc::make_mut(design.nodes.get_mut(id).unwrap()).fields.remove(field)));
        }
        for (facet, entries) in &node.facets {
            for entry in entries {
                let used = design.connections.values().any(|c| c.source == *id && c.entry.as_ref() == Some(&entry.id));
                if !used {
                    let facets = |design: &mut Design| Arc::make_mut(design.nodes.get_mut(id).unwrap()).facets.clone();
                    keep(&|design| {
                        let mut left = facets(design);
                        left.get_mut(facet).unwrap().retain(|other| other.id != entry.id);
                        Arc::make_mut(design.nodes.get_mut(id).unwrap()).facets = left;
                    });
                }
                for field in entry.fields.keys() {
                    keep(&|design| {
                        let node = Arc::make_mut(design.nodes.get_mut(id).unwrap());
                        node.entry_mut(&entry.id).into_iter().for_each(|entry| drop(entry.fields.remove(field)));
                    });
                }
            }
        }
    }
    for id in design.nodes.keys() {
        keep(&|design| Arc::make_mut(design.nodes.get_mut(id).unwrap()).condition = None);
    }
    // What is only there with its lines is under their condition.
    for (id, node) in design.nodes.iter().filter(|(_, node)| node.condition.is_some()) {
        keep(&|design| {
            Arc::make_mut(design.nodes.get_mut(id).unwrap()).condition = None;
            for line in
                design.connections.values_mut().filter(|line| (line.source == *id || line.target == *id) && line.condition.is_none())
            {
                Arc::make_mut(line).condition.clone_from(&node.condition);
            }
        });
    }
    for (id, line) in &design.connections {
        keep(&|design| design.connections.get_mut(id).into_iter().for_each(|line| Arc::make_mut(line).condition = None));
        if !line.kind.starts_with("client_") {
            keep(&|design| drop(design.connections.remove(id)));
        }
        for field in line.fields.keys() {
            keep(&|design| design.connections.get_mut(id).into_iter().for_each(|line| drop(Arc::make_mut(line).fields.remove(field))));
        }
    }
    for name in design.conditions.keys() {
        keep(&|design| drop(design.conditions.remove(name)));
    }
    for name in design.parameters.keys() {
        keep(&|design| drop(design.parameters.remove(name)));
    }
    plain_choices(&mut shown, &whole);
    said_once(&mut shown, &whole);
    first_numbers(&mut shown, &whole);
    whole_addresses(&mut shown, &whole);
    named_routes(&mut shown, &whole);
    for id in design.nodes.keys() {
        let drawn = |line: &Connection| !line.kind.starts_with("client_") && line.nodes().any(|node| node == id);
        if !shown.connections.values().any(|line| drawn(line)) {
            let mut without = shown.clone();
            without.nodes.remove(id);
            if made(&without) == whole {
                shown = without;
            }
        }
    }
    shown
}

/// Has nodes say what all their entries say alike, where nothing tells which of them says it.
fn said_once(design: &mut Design, whole: &serde_json::Value) {
    for id in design.nodes.keys().cloned().collect::<Vec<_>>() {
        let spec = REGISTRY.service(&design.nodes[&id].kind).unwrap().spec();
        for facet in spec.facets {
            for field in facet.fields.iter().filter(|field| spec.fields.iter().any(|own| own.id == field.id)) {
                let entries = design.nodes[&id].entries(facet.id);
                let said: BTreeSet<String> = entries.iter().filter_map(|entry| Some(entry.fields.get(field.id)?.0.to_string())).collect();
                let Some(said) = said.first().filter(|_| said.len() == 1) else { continue };
                let mut with = design.clone();
                let node = Arc::make_mut(with.nodes.get_mut(&id).unwrap());
                node.facets.get_mut(facet.id).unwrap().iter_mut().for_each(|entry| drop(entry.fields.remove(field.id)));
                node.fields.insert(field.id.to_owned(), Value(serde_json::from_str(said).unwrap()));
                if made(&with) == *whole {
                    *design = with;
                }
            }
        }
    }
}

/// Moves numbers of nodes to the first setting in which they come to the same.
fn first_numbers(design: &mut Design, whole: &serde_json::Value) {
    for id in design.nodes.keys().cloned().collect::<Vec<_>>() {
        let fields = REGISTRY.service(&design.nodes[&id].kind).unwrap().spec().fields;
        let numbers: Vec<&Field> = fields.iter().filter(|field| matches!(field.kind, Kind::Integer(..))).collect();
        for pair in numbers.windows(2) {
            let mut with = design.clone();
            let own = &mut Arc::make_mut(with.nodes.get_mut(&id).unwrap()).fields;
            let free = !own.contains_key(pair[0].id);
            if let Some(number) = own.remove(pair[1].id).filter(|_| free) {
                own.insert(pair[0].id.to_owned(), number);
                if made(&with) == *whole {
                    *design = with;
                }
            }
        }
    }
}

/// Gives settings of nodes and entries the first of the choices that come to the same.
fn plain_choices(design: &mut Design, whole: &serde_json::Value) {
    for id in design.nodes.keys().cloned().collect::<Vec<_>>() {
        let spec = REGISTRY.service(&design.nodes[&id].kind).unwrap().spec();
        let mut owners: Vec<(Option<EntryId>, &'static [Field])> = vec![(None, spec.fields)];
        for facet in spec.facets {
            owners.extend(design.nodes[&id].entries(facet.id).iter().map(|entry| (Some(entry.id.clone()), facet.fields)));
        }
        for (entry, fields) in owners {
            for field in fields {
                let Kind::Choice(choices) = field.kind else { continue };
                for choice in choices {
                    let mut with = design.clone();
                    let node = Arc::make_mut(with.nodes.get_mut(&id).unwrap());
                    let own = match &entry {
                        Some(entry) => &mut node.entry_mut(entry).unwrap().fields,
                        None => &mut node.fields,
                    };
                    if own.get(field.id).is_none_or(|value| *value == choice.id.into()) {
                        break;
                    }
                    own.insert(field.id.to_owned(), choice.id.into());
                    if made(&with) == *whole {
                        *design = with;
                        break;
                    }
                }
            }
        }
    }
}
