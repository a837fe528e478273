//! Design to template: a pure function in two passes. First each connection says what it adds, then each node makes its
//! resources from its settings and what was asked of it; then names, cycles, overrides and tags are seen to.

mod analysis;
mod cycles;
mod dashboard;
mod keys;
mod names;
mod overrides;
pub(crate) mod tags;
mod worlds;

pub use analysis::{Analysis, analyse, analyse_in, apply_fix, fix_all};

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::alarm;
use crate::catalog::emission::{Emission, Made};
use crate::catalog::request::Received;
use crate::catalog::{Fault, FaultKind, Few, Graph, Origin, Provenance, Synthesis, Wanted, conditions};
use crate::cfn::{Map, Template, Value, references};
use crate::design::{NodeId, Parameter};

/// Everything that was handed in, by logical ID.
type Drafts = BTreeMap<String, Made>;

/// The template a design becomes, with where everything in it comes from.
#[must_use]
pub fn synthesize(graph: &Graph<'_>) -> Synthesis {
    if !conditions::used(graph.design).is_empty() {
        return worlds::synthesize(graph);
    }
    let mut synthesis = plain(graph);
    if !graph.design.conditions.is_empty() {
        worlds::define_conditions(graph.design, &mut synthesis.template, &BTreeMap::new());
    }
    synthesis
}

/// The template of a design of which everything is always there.
fn plain(graph: &Graph<'_>) -> Synthesis {
    let mut result = Synthesis::default();
    let mut drafts = Drafts::new();
    let mut origins: BTreeMap<String, Few<Origin>> = BTreeMap::new();
    let mut wanted: BTreeMap<&NodeId, Wanted> = BTreeMap::new();
    let mut parameters = BTreeMap::new();
    for line in graph.lines_as_told() {
        if !line.fits() {
            continue;
        }
        let mut emission = Emission::for_line(&line);
        line.kind.emit(&line, &mut emission);
        for addressed in std::mem::take(&mut emission.requests) {
            if let Some(node) = graph.node(&addressed.to) {
                let received = Received { request: addressed.request, origin: addressed.origin };
                wanted.entry(node.id).or_default().requests.push(received);
            }
        }
        collect(emission, &Origin::Connection(line.id.clone()), &mut drafts, &mut origins, &mut parameters, &mut result);
    }
    keys::ask(graph, &mut wanted);
    let nothing = Wanted::default();
    for node in graph.nodes() {
        let mut emission = Emission::for_node(&node);
        let wanted = wanted.get(node.id).unwrap_or(&nothing);
        node.service.emit(&node, wanted, &mut emission);
        alarm::emit(&node, wanted, &mut emission);
        collect(emission, &Origin::Node(node.id.clone()), &mut drafts, &mut origins, &mut parameters, &mut result);
    }
    let mut whole = Emission::for_design(graph);
    dashboard::emit(graph, &mut whole);
    collect(whole, &Origin::Design, &mut drafts, &mut origins, &mut parameters, &mut result);
    keys::open_circles(&mut drafts, &mut result.granted);
    names::keep(graph, &mut drafts, &mut origins, &mut result);
    tags::add(graph.design, &mut drafts);
    let circled = cycles::break_open(&mut drafts, &mut origins);
    drop_implied_dependencies(&mut drafts);
    overrides::apply(graph, &mut drafts, &mut result.faults);
    // Nothing but an override makes a circle where there was none.
    if circled || overridden(graph) {
        cycles::report(&drafts, &mut result.faults);
    }
    finish(graph, drafts, origins, parameters, &mut result);
    result
}

/// Whether anything of the template is overridden.
fn overridden(graph: &Graph<'_>) -> bool {
    let design = graph.design;
    design.nodes.values().any(|node| !node.overrides.is_empty()) || design.connections.values().any(|line| !line.overrides.is_empty())
}

/// Takes over what one owner handed in.
fn collect(
    emission: Emission<'_>,
    owner: &Origin,
    drafts: &mut Drafts,
    origins: &mut BTreeMap<String, Few<Origin>>,
    parameters: &mut BTreeMap<String, Value>,
    result: &mut Synthesis,
) {
    for draft in emission.resources {
        let id = draft.logical_id.clone();
        let of_properties = draft.property_origins.iter().flat_map(|(_, origins)| origins).cloned();
        let from: Few<Origin> = of_properties.chain([owner.clone(), draft.address.owner.clone()]).collect();
        match drafts.entry(id.clone()) {
            Entry::Vacant(place) => {
                place.insert(draft);
            }
            Entry::Occupied(mut place) => {
                let present = place.get_mut();
                if present.address != draft.address {
                    let (a, b) = (present.address.owner.place(), draft.address.owner.place());
                    let message = format!("Two resources would be called {id}.");
                    result.faults.push(Fault { kind: FaultKind::Collision, message, place: b, related: vec![a] });
                    continue;
                }
                if present.resource.kind != draft.resource.kind || present.resource.properties != draft.resource.properties {
                    let message = format!("Lines that share {id} want different things of it.");
                    result.faults.push(Fault { kind: FaultKind::Conflict, message, place: owner.place(), related: Vec::new() });
                    continue;
                }
                present.resource.depends_on.extend(draft.resource.depends_on);
            }
        }
        match origins.entry(id) {
            Entry::Vacant(place) => drop(place.insert(from)),
            Entry::Occupied(mut place) => place.get_mut().extend(from),
        }
    }
    for (name, output) in emission.outputs {
        result.template.outputs.insert(name, output);
    }
    parameters.extend(emission.parameters);
    result.artifacts.extend(emission.artifacts);
    result.granted.extend(emission.granted);
    result.faults.extend(emission.faults);
}

/// Removes what a reference implies from `DependsOn`, and what does not exist.
fn drop_implied_dependencies(drafts: &mut Drafts) {
    let wanted: BTreeSet<String> = drafts.values().flat_map(|d| &d.resource.depends_on).cloned().collect();
    let there: BTreeSet<String> = wanted.into_iter().filter(|id| drafts.contains_key(id)).collect();
    for draft in drafts.values_mut().filter(|d| !d.resource.depends_on.is_empty()) {
        let mut kept = std::mem::take(&mut draft.resource.depends_on);
        let implied = references::of_resource(&draft.resource);
        kept.retain(|id| there.contains(id) && implied.binary_search(&id.as_str()).is_err());
        draft.resource.depends_on = kept;
    }
}

fn finish(
    graph: &Graph<'_>,
    drafts: Drafts,
    mut origins: BTreeMap<String, Few<Origin>>,
    parameters: BTreeMap<String, Value>,
    result: &mut Synthesis,
) {
    let design = graph.design;
    let unquoted = design.unquoted.clone();
    let mut template = Template { description: design.description.clone(), unquoted, ..std::mem::take(&mut result.template) };
    if template.description.is_empty() {
        template.description.clone_from(&design.name);
    }
    template.sections = design.sections.iter().map(|(name, json)| (name.clone(), section_value(json))).collect();
    let own = design.parameters.iter().map(|(name, parameter)| (name.clone(), parameter_value(parameter)));
    let all: BTreeMap<String, Value> = parameters.into_iter().chain(own).collect();
    template.parameters = all.into_iter().collect();
    template.resources.reserve_exact(drafts.len());
    for (id, draft) in drafts {
        let provenance =
            Provenance { address: draft.address, origins: origins.remove(&id).unwrap_or_default(), properties: draft.property_origins };
        result.provenance.insert(id.clone(), provenance);
        template.resources.insert(id, draft.resource);
    }
    template.outputs.sort_keys();
    result.template = template;
}

/// A section that is kept. Its own names are never those of functions: a loop may stand alone among the resources.
fn section_value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Object(members) => {
            Value::Map(members.iter().map(|(name, value)| (name.clone(), Value::from_json(value))).collect())
        }
        other => Value::from_json(other),
    }
}

fn parameter_value(parameter: &Parameter) -> Value {
    let mut map = Map::new();
    map.insert("Type", parameter.kind.as_deref().unwrap_or("String").into());
    let mut text = |key: &str, value: &Option<String>| {
        if let Some(value) = value {
            map.insert(key.to_owned(), value.as_str().into());
        }
    };
    text("Description", &parameter.description);
    text("Default", &parameter.default);
    text("AllowedPattern", &parameter.allowed_pattern);
    if !parameter.allowed_values.is_empty() {
        map.insert("AllowedValues", Value::list(parameter.allowed_values.iter().map(String::as_str)));
    }
    if parameter.no_echo {
        map.insert("NoEcho", true.into());
    }
    for (property, value) in &parameter.properties {
        match value {
            serde_json::Value::Null => drop(map.shift_remove(property)),
            value => drop(map.insert(property.clone(), Value::from_json(value))),
        }
    }
    Value::Map(map)
}
