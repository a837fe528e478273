//! Designs under conditions: what such a design becomes is synthesised for every combination in which its conditions can
//! hold, and told as one template that becomes each of them.
//!
//! So a condition goes with everything a node or line adds, whatever that is: its resources, its statements in policies that
//! others share, variables, settings it asks of its ends, outputs. No unit has to know of conditions.

mod guarded;
mod merge;
mod namer;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use super::plain;
use crate::catalog::conditions::{self, MOST_COMBINATIONS, Truth};
use crate::catalog::{Fault, FaultKind, Graph, Origin, Place, Synthesis};
use crate::cfn::{Resource, Template, Value, references};
use crate::design::Design;

/// A combination, and what the design becomes in it.
struct World {
    design: Design,
    synthesis: Synthesis,
}

/// Worlds as bits: the first is the lowest.
type Worlds = u64;

/// The template of a design some of which is under conditions.
pub(super) fn synthesize(graph: &Graph<'_>) -> Synthesis {
    let Some(combinations) = conditions::combinations(graph.design) else {
        let mut synthesis = plain(graph);
        for (id, resource) in &mut synthesis.template.resources {
            let owner = synthesis.provenance.get(id).map(|from| &from.address.owner);
            resource.condition = resource.condition.take().or_else(|| condition_of(graph.design, owner?));
        }
        define_conditions(graph.design, &mut synthesis.template, &BTreeMap::new());
        let message =
            format!("The conditions can hold in more than {MOST_COMBINATIONS} combinations, and the template would have to tell of each.");
        synthesis.faults.push(Fault { kind: FaultKind::Condition, message, place: Place::Design, related: Vec::new() });
        return synthesis;
    };
    let worlds: Vec<World> = combinations.iter().map(|truth| world(graph, truth)).collect();
    let mut namer = namer::Namer::new(graph.design, &combinations);
    let mut synthesis = merge::merge(&worlds, &mut namer);
    synthesis.faults = faults(&worlds, &namer);
    synthesis.faults.extend(dangling(graph.design, &combinations, &worlds, &synthesis, &namer));
    let made = namer.made;
    define_conditions(graph.design, &mut synthesis.template, &made);
    synthesis
}

fn world(graph: &Graph<'_>, truth: &Truth) -> World {
    let mut design = conditions::part(graph.design, truth);
    guarded::name_what_is_left_out(graph, &mut design);
    let synthesis = plain(&Graph::new(&design, graph.registry));
    World { design, synthesis }
}

/// The condition that goes with everything its owner adds, where no combination tells.
fn condition_of(design: &Design, owner: &Origin) -> Option<String> {
    match owner {
        Origin::Design => None,
        Origin::Node(id) => design.nodes.get(id)?.condition.clone(),
        Origin::Connection(id) => design.connections.get(id)?.condition.clone(),
    }
}

/// Puts the conditions that a template asks into it; `made` are those that only it has.
pub(super) fn define_conditions(design: &Design, template: &mut Template, made: &BTreeMap<String, Value>) {
    let mut asked: BTreeSet<String> = BTreeSet::new();
    for resource in template.resources.values() {
        asked.extend(resource.condition.clone());
        let values = resource.properties.values().chain(resource.more.values()).chain(&resource.metadata);
        values.for_each(|value| conditions::names(value, &mut |name| asked.extend([name.to_owned()])));
    }
    for output in template.outputs.values() {
        asked.extend(output.condition.clone());
        conditions::names(&output.value, &mut |name| asked.extend([name.to_owned()]));
    }
    if let Some(own) = template.sections.get("Outputs") {
        conditions::names(own, &mut |name| asked.extend([name.to_owned()]));
    }
    let section = conditions::section(design, &asked, made);
    if !section.is_empty() {
        template.sections.insert("Conditions".to_owned(), Value::Map(section));
        template.sections.sort_keys();
    }
}

/// The faults of all worlds, each once, with when it is one.
fn faults(worlds: &[World], namer: &namer::Namer<'_>) -> Vec<Fault> {
    let mut found: Vec<(Fault, Worlds)> = Vec::new();
    for (index, world) in worlds.iter().enumerate() {
        for fault in &world.synthesis.faults {
            match found.iter_mut().find(|(known, _)| known == fault) {
                Some((_, set)) => *set |= 1 << index,
                None => found.push((fault.clone(), 1 << index)),
            }
        }
    }
    let kept = found.into_iter().filter_map(|(fault, set)| {
        let possible = bits(worlds.iter().map(|world| has(&world.design, &fault.place)));
        // An override is stale where what it changes is never there.
        if fault.kind == FaultKind::Override && set != possible {
            return None;
        }
        let when = if set == namer.all { String::new() } else { format!(" It is so {}.", namer.told(set)) };
        Some(Fault { message: format!("{}{when}", fault.message), ..fault })
    });
    kept.collect()
}

fn bits(each: impl Iterator<Item = bool>) -> Worlds {
    each.enumerate().filter(|(_, is)| *is).fold(0, |set, (index, _)| set | 1 << index)
}

fn has(design: &Design, place: &Place) -> bool {
    match place {
        Place::Node(id) | Place::Entry(id, _) => design.nodes.contains_key(id),
        Place::Connection(id) => design.connections.contains_key(id),
        _ => true,
    }
}

/// References to what is not there under some condition, which CloudFormation refuses.
fn dangling(design: &Design, truths: &[Truth], worlds: &[World], merged: &Synthesis, namer: &namer::Namer<'_>) -> Vec<Fault> {
    let mut found: BTreeMap<(String, String), Worlds> = BTreeMap::new();
    let definitions = conditions::definitions(design);
    for (index, (world, truth)) in worlds.iter().zip(truths).enumerate() {
        let template = &world.synthesis.template;
        let holds = |name: &str| conditions::holds(&definitions, name, &|_| None, &|name| truth.get(name).copied());
        for (id, resource) in &template.resources {
            // Of a function that asks a condition only one side counts.
            let asks = resource.properties.values().any(conditions::asks);
            let chosen = asks.then(|| Resource {
                properties: resource
                    .properties
                    .iter()
                    .filter_map(|(key, value)| Some((key.clone(), conditions::chosen(value, &holds)?)))
                    .collect(),
                ..resource.clone()
            });
            for name in references::of_resource(chosen.as_ref().unwrap_or(resource)) {
                if !template.resources.contains_key(name) && merged.template.resources.contains_key(name) {
                    *found.entry((id.clone(), name.to_owned())).or_default() |= 1 << index;
                }
            }
        }
    }
    let place = |id: &str| merged.provenance.get(id).map_or(Origin::Design, |p| p.address.owner.clone()).place();
    let fault = |((id, name), set): ((String, String), Worlds)| Fault {
        kind: FaultKind::Condition,
        message: format!(
            "{id} refers to {name}, which is not there {}. Put it under the same condition, or refer to something else.",
            namer.told(set)
        ),
        place: place(&id),
        related: vec![place(&name)],
    };
    found.into_iter().map(fault).collect()
}
