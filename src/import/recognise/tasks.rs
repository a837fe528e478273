//! Tasks of workflows: each that a line would make as the template says it becomes the line's, and says the rest itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value as Json;

use super::draw::{Drawn, fresh_id};
use super::lines::Search;
use super::slots::Owner;
use super::target::{around, make_near};
use crate::catalog::Registry;
use crate::catalog::field::{Field, Kind};
use crate::cfn::Value as Said;
use crate::cfn::json::to_json;
use crate::design::{ConnectionId, Design, EntryId, Node, NodeId, Value};
use crate::services::workflow::definition::{CONNECTION, state_mut, states};

/// What a task may leave to its line.
const SUPPLIED: [&str; 6] = ["Arguments", "Parameters", "Output", "ResultPath", "ResultSelector", "OutputPath"];

/// Takes over the definitions of workflows, with lines in place of what they supply.
pub(super) fn add(search: &mut Search<'_>, design: &mut Design) {
    let pairs = search.pairs(design, false);
    let pace = search.trial.pace;
    let ids: Vec<NodeId> = design.nodes.keys().cloned().collect();
    for id in ids {
        let Some(field) = definition_field(search.trial.registry, design, &id) else { continue };
        let Some(said) = said(search, design, &id) else { continue };
        set(design, &id, field, said.clone());
        let other = |(a, b): &(NodeId, NodeId)| if *a == id { Some(b.clone()) } else { (*b == id).then(|| a.clone()) };
        let targets: BTreeSet<NodeId> = pairs.iter().filter_map(other).collect();
        let tasks: Vec<String> = states(&said).into_iter().filter(|s| s.kind() == "Task").map(|s| s.name.to_owned()).collect();
        for task in tasks.into_iter().take_while(|_| pace.goes_on(0.8)) {
            lead(search, design, &id, field, &task, &targets);
        }
        let seeds = BTreeSet::from([id.clone()]);
        for key in ["QueryLanguage", "TimeoutSeconds"] {
            shrink(search, design, &id, field, &seeds, None, &|definition| definition.as_object_mut()?.shift_remove(key));
        }
    }
}

fn definition_field(registry: &Registry, design: &Design, id: &NodeId) -> Option<&'static str> {
    let service = registry.service(&design.nodes.get(id)?.kind)?;
    service.spec().fields.iter().find(|field| matches!(field.kind, Kind::StateMachine)).map(|field| field.id)
}

fn said(search: &Search<'_>, design: &Design, id: &NodeId) -> Option<Json> {
    let main = search.trial.target.resources.get(&design.nodes.get(id)?.logical_id)?;
    Some(to_json(main.get("Properties")?.get("Definition")?))
}

fn set(design: &mut Design, id: &NodeId, field: &str, definition: Json) {
    if let Some(node) = design.nodes.get_mut(id) {
        Arc::make_mut(node).fields.insert(field.to_owned(), Value(definition));
    }
}

/// Leads a task to the node that explains most of it.
fn lead(search: &mut Search<'_>, design: &mut Design, id: &NodeId, field: &str, task: &str, targets: &BTreeSet<NodeId>) {
    let mut best: Option<Drawn> = None;
    let logical_id = design.nodes.get(id).map(|node| node.logical_id.clone()).unwrap_or_default();
    let called = search.trial.target.resources.get(&logical_id).and_then(|machine| integration(machine, task));
    for to in targets {
        for kind in search.kinds(design, id, to).into_iter().filter(|kind| kind.spec().facet.is_some()) {
            let line = fresh_id(design, id, to);
            let Some(mut node) = design.nodes.get(id).map(|node| Node::clone(node)) else { continue };
            let Some(state) = node.fields.get_mut(field).and_then(|definition| state_mut(&mut definition.0, task)) else { continue };
            state["Resource"] = format!("{CONNECTION}{line}").into();
            let drawn = search.draw(design, kind, id, Some(&EntryId::from(task)), to, Some(node));
            // What is all said is it, even where another would explain more: that may be of another task.
            let rank = |d: &Drawn| (d.more <= 0, d.gain);
            // A line that makes another call explains another task, however much that is.
            let calls_it = |d: &Drawn| {
                let seeds = BTreeSet::from([id.clone(), to.clone()]);
                let made = make_near(&d.near, &seeds, search.trial.registry);
                let calls = made.get(&logical_id).and_then(|(_, machine)| integration(machine, task));
                called.is_none() || calls.is_none() || called == calls
            };
            let wanted = |d: &Drawn| d.gain > 0 && d.gain > d.more && best.as_ref().is_none_or(|best| rank(d) > rank(best));
            if let Some(drawn) = drawn.filter(wanted).filter(calls_it) {
                best = Some(drawn);
            }
        }
    }
    let Some(drawn) = best else { return };
    let seeds: BTreeSet<NodeId> = drawn.near.connections.get(&drawn.line).map(|line| line.nodes().cloned().collect()).unwrap_or_default();
    let line = drawn.line.clone();
    search.accept(design, drawn);
    let kind = design.connections.get(&line).and_then(|c| search.trial.registry.connection(&c.kind));
    let own = kind.map(|kind| (&line, kind.spec().fields));
    for key in SUPPLIED {
        let whole =
            shrink(search, design, id, field, &seeds, own, &|definition| state_mut(definition, task)?.as_object_mut()?.shift_remove(key));
        if whole {
            continue;
        }
        let definition = design.nodes.get(id).and_then(|node| Some(node.fields.get(field)?.0.clone()));
        let inner = definition.and_then(|mut d| Some(state_mut(&mut d, task)?.get(key)?.as_object()?.keys().cloned().collect::<Vec<_>>()));
        for name in inner.unwrap_or_default() {
            shrink(search, design, id, field, &seeds, own, &|definition| {
                state_mut(definition, task)?.get_mut(key)?.as_object_mut()?.shift_remove(&name)
            });
        }
    }
}

/// What a task of a state machine calls, such as `lambda:invoke`; nothing where it names a function or an activity itself.
pub(super) fn integration(machine: &Said, task: &str) -> Option<String> {
    let properties = machine.get("Properties")?;
    let mut definition = to_json(properties.get("Definition")?);
    let resource = state_mut(&mut definition, task)?.get("Resource")?.as_str()?.to_owned();
    let name = resource.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let text = match name {
        Some(name) => to_json(properties.get("DefinitionSubstitutions")?.get(name)?).to_string(),
        None => resource,
    };
    let call = text.split_once(":::")?.1.trim_end_matches(['"', '}']);
    Some([".sync:2", ".sync", ".waitForTaskToken"].iter().find_map(|how| call.strip_suffix(how)).unwrap_or(call).to_owned())
}

/// Leaves out a part of a definition where what is made stays the same; whether it did.
fn shrink(
    search: &Search<'_>,
    design: &mut Design,
    id: &NodeId,
    field: &str,
    seeds: &BTreeSet<NodeId>,
    line: Option<(&ConnectionId, &'static [Field])>,
    remove: &dyn Fn(&mut Json) -> Option<Json>,
) -> bool {
    let Some(before) = design.nodes.get(id).and_then(|node| Some(node.fields.get(field)?.0.clone())) else { return false };
    let score = search.trial.score(design, seeds);
    let kept = line.and_then(|(line, _)| design.connections.get(line).cloned());
    let mut definition = before.clone();
    if remove(&mut definition).is_none() {
        return false;
    }
    set(design, id, field, definition);
    if let Some((line, specs)) = line {
        let mut near = around(design, seeds, search.trial.registry);
        search.trial.fit(&mut near, &Owner::Line(line.clone()), specs, seeds, None);
        design.connections.extend(near.connections.remove(line).map(|fitted| (line.clone(), fitted)));
    }
    if search.trial.score(design, seeds) == score {
        return true;
    }
    if let (Some((line, _)), Some(kept)) = (line, kept) {
        design.connections.insert(line.clone(), kept);
    }
    set(design, id, field, before);
    false
}
