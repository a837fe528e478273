//! Recognition by trying: a service or a connection is there where what it makes is in the template.

mod alarms;
mod conditions;
mod draw;
mod fields;
mod landings;
mod lines;
mod names;
mod nodes;
mod prune;
mod share;
mod slots;
mod sources;
mod target;
mod tasks;
mod texts;
mod told;
mod united;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::floor;
use super::pace::Pace;
use super::references::Names;
use super::source::Source;
use crate::catalog::{Graph, Registry, alarm};
use crate::cfn::{Value as Said, json::to_json};
use crate::design::{ConnectionId, Design, NodeId, Value};
use crate::services::resource;
use crate::synth::{synthesize, tags};
use fields::Trial;
use lines::Search;
use slots::Owner;
use target::Target;

/// Templates with more resources than this are held as they stand: to try what they may be would take too long.
const MOST_RESOURCES: usize = 600;

/// Adds the nodes and lines that the services and connections recognise, leaving out the nodes of these resources.
pub(super) fn recognise(source: &Source, registry: &Registry, design: &mut Design, except: &BTreeSet<String>, pace: &Pace<'_>) {
    let united = united::united(&source.resources, source.root.get("Conditions"));
    let target = Target::of(united.as_ref().unwrap_or(&source.resources), registry);
    if target.resources.len() > MOST_RESOURCES {
        return;
    }
    let said = target
        .resources
        .values()
        .map(|r| (r.get("Type").and_then(Said::as_text).unwrap_or_default(), r.get("Properties").and_then(Said::as_map)));
    design.tags = tags::common(said);
    nodes::add(&target, registry, design, except);
    nodes::add_implied(&target, registry, design);
    let listed = nodes::add_entries(&target, registry, design);
    let names = Names::of(&Graph::new(design, registry));
    in_words(design, &names);
    let trial = Trial { target: &target, registry, names: &names, pace, all_there: Cell::new(false) };
    let mut claimed = BTreeMap::new();
    for main in design.nodes.iter().filter(|(_, node)| target.resources.contains_key(&node.logical_id)) {
        claimed.insert(main.1.logical_id.clone(), BTreeSet::from([main.0.clone()]));
    }
    fit_nodes(&trial, design, &free(&target, claimed.keys()), false);
    names::adopt_named(&trial, design, &mut claimed);
    alarms::add(&trial, design, &mut claimed);
    others(source, &trial, design, &mut claimed);
    let mut search = Search::new(trial, claimed, listed);
    search.add(design);
    tasks::add(&mut search, design);
    let joined: BTreeSet<NodeId> = design.connections.values().flat_map(|line| line.nodes().cloned()).collect();
    // What no line leads to is held as everything else is.
    let made: BTreeSet<&NodeId> = search.claimed.values().flatten().collect();
    design.nodes.retain(|id, node| joined.contains(id) || node.kind != resource::SPEC.id && made.contains(id));
    let made = synthesize(&Graph::new(design, registry)).template.resources;
    let free = free(&target, made.keys());
    search.trial.all_there.set(true);
    prune::lines(&search.trial, design);
    let all = |design: &Design| design.connections.keys().cloned().collect::<Vec<_>>();
    fit_lines(&search.trial, design, all(design), &free);
    let before = design.nodes.clone();
    fit_nodes(&search.trial, design, &free, true);
    let moved = share::with_nodes(&search.trial, design);
    fit_these(&search.trial, design, moved, &free, true);
    // What a line says may be what its node says now.
    let changed = |id: &NodeId| design.nodes.get(id).zip(before.get(id)).is_some_and(|(now, before)| now.fields != before.fields);
    let lines = design.connections.iter().filter(|(_, line)| line.nodes().any(changed));
    let lines: Vec<ConnectionId> = lines.map(|(id, _)| id.clone()).collect();
    fit_lines(&search.trial, design, lines, &free);
    if united.is_some() {
        let whole = Target::of(&source.resources, registry);
        let trial = Trial { target: &whole, registry, names: &names, pace, all_there: Cell::new(true) };
        conditions::add(&trial, design);
        fit_lines(&trial, design, all(design), &BTreeSet::new());
        fit_nodes(&trial, design, &BTreeSet::new(), false);
        conditions::of_other_worlds(&trial, design);
        design.conditions.clear();
    }
}

/// Adds the resources that lines may lead to although no service makes them: others name them, and they name nothing that a
/// service has.
fn others(source: &Source, trial: &Trial<'_>, design: &mut Design, claimed: &mut BTreeMap<String, BTreeSet<NodeId>>) {
    let target = trial.target;
    let named: BTreeSet<&String> = target.named.values().flatten().collect();
    // A key encrypts what is nobody's as well.
    let encrypts = |id: &NodeId| {
        let from = design.nodes.get(id).map(|node| node.kind.as_str());
        trial.registry.connections.iter().any(|kind| kind.encrypts() && Some(kind.spec().from) == from)
    };
    let keys: BTreeSet<&String> = claimed.iter().filter(|(_, owners)| owners.iter().all(encrypts)).map(|(id, _)| id).collect();
    let free = |name: &String| keys.contains(name) || !claimed.contains_key(name);
    let alone = |id: &str| target.named.get(id).is_none_or(|names| names.iter().all(free));
    let wanted = |id: &str| !claimed.contains_key(id) && named.contains(&id.to_owned()) && alone(id);
    let wanted: BTreeSet<&str> = source.resources.keys().map(String::as_str).filter(|id| wanted(id)).collect();
    let added = floor::resources(source, trial.registry, design, &|id| wanted.contains(id));
    for id in added {
        let Some(node) = design.nodes.get_mut(&id) else { continue };
        // What no resource of its own shows, those show that are granted something about it.
        let told =
            trial.registry.service(&node.kind).and_then(|service| service.recognise_setting(node, &resource::ARN, &target.resources));
        if let Some(told) = told.filter(|told| Some(told) != resource::ARN.default.to_cfn().as_ref()) {
            Arc::make_mut(node).fields.insert(resource::ARN.id.to_owned(), Value(to_json(&told)));
        }
        claimed.entry(node.logical_id.clone()).or_default().insert(id);
    }
}

/// The resources of the template that are not among these.
fn free(target: &Target, made: impl Iterator<Item = impl AsRef<str>>) -> BTreeSet<&str> {
    let mut free: BTreeSet<&str> = target.resources.keys().map(String::as_str).collect();
    for id in made {
        free.remove(id.as_ref());
    }
    free
}

/// Puts what entries and implied nodes say in the design's words.
fn in_words(design: &mut Design, names: &Names) {
    for node in design.nodes.values_mut() {
        let node = Arc::make_mut(node);
        let entries = node.facets.values_mut().flatten().map(|entry| &mut entry.fields);
        for fields in entries.chain([&mut node.fields]) {
            for value in fields.values_mut() {
                *value = Value(names.field(&value.0));
            }
        }
    }
}

/// Gives all nodes and their entries the settings that fit best; `free` are the resources that nothing makes so far.
fn fit_nodes(trial: &Trial<'_>, design: &mut Design, free: &BTreeSet<&str>, all_there: bool) {
    let ids: Vec<NodeId> = design.nodes.keys().cloned().collect();
    fit_these(trial, design, ids, free, all_there);
}

fn fit_these(trial: &Trial<'_>, design: &mut Design, ids: impl IntoIterator<Item = NodeId>, free: &BTreeSet<&str>, all_there: bool) {
    for id in ids.into_iter().take_while(|_| trial.pace.goes_on(if all_there { 0.9 } else { 0.1 })) {
        let Some(node) = design.nodes.get(&id) else { continue };
        let Some(service) = trial.registry.service(&node.kind) else { continue };
        let seeds = BTreeSet::from([id.clone()]);
        let mut near = target::around(design, &seeds, trial.registry);
        trial.fit_again(&mut near, &Owner::Node(id.clone()), service.spec().fields, &seeds, free, all_there);
        // Alarms say what they are.
        for facet in service.spec().facets.iter().filter(|facet| facet.id != alarm::FACET) {
            for entry in node.entries(facet.id) {
                trial.fit(&mut near, &Owner::Entry(id.clone(), entry.id.clone()), facet.fields, &seeds, None);
            }
        }
        design.nodes.extend(near.nodes.remove(&id).map(|node| (id, node)));
    }
}

/// Gives lines the settings that fit best, now that all are there.
fn fit_lines(trial: &Trial<'_>, design: &mut Design, ids: Vec<ConnectionId>, free: &BTreeSet<&str>) {
    for id in ids.into_iter().take_while(|_| trial.pace.goes_on(0.85)) {
        let Some(line) = design.connections.get(&id) else { continue };
        let Some(kind) = trial.registry.connection(&line.kind) else { continue };
        let seeds: BTreeSet<NodeId> = line.nodes().cloned().collect();
        let mut near = target::around(design, &seeds, trial.registry);
        trial.fit_again(&mut near, &Owner::Line(id.clone()), kind.spec().fields, &seeds, free, true);
        design.connections.extend(near.connections.remove(&id).map(|line| (id, line)));
    }
}
