//! What a connection grants, read off the template it becomes: drawn alone, in each form of its access.

use std::collections::BTreeMap;

use crate::REGISTRY;
use crate::catalog::draft::Draft;
use crate::catalog::field::Kind;
use crate::catalog::{ConnectionSpec, Field, Graph, Origin, Settings};
use crate::cfn::{Value, json};
use crate::design::{ConnectionId, Design, Fields};
use crate::synth::synthesize;

/// A statement in words.
pub(super) struct Grant {
    /// With which setting of the line; empty where it has no such setting.
    pub with: String,
    /// Whose role, or whose policy lets whom in.
    pub who: String,
    /// The actions.
    pub may: String,
    /// The resources.
    pub on: String,
    /// The conditions.
    pub condition: String,
}

/// The statements of a connection.
pub(super) fn of(spec: &ConnectionSpec) -> Vec<Grant> {
    let access = spec.fields.iter().find(|field| field.id == "access");
    let choices: Vec<Option<&str>> = match access.map(|field| field.kind) {
        Some(Kind::Choice(choices)) => choices.iter().map(|choice| Some(choice.id)).collect(),
        _ => vec![None],
    };
    choices
        .into_iter()
        .flat_map(|choice| drawn(spec, choice).map(|(design, line)| statements(&design, &line, choice)).unwrap_or_default())
        .collect()
}

fn statements(design: &Design, line: &ConnectionId, choice: Option<&str>) -> Vec<Grant> {
    let synthesis = synthesize(&Graph::new(design, &REGISTRY));
    let own = synthesis.granted.iter().filter(|granted| granted.statement.origins.contains(&Origin::Connection(line.clone())));
    let grant = |granted: &crate::catalog::Granted| {
        let value = granted.statement.to_value(&granted.statement.name);
        let name = design.nodes.get(&granted.node).map_or_else(|| granted.node.to_string(), |node| node.name.clone());
        let part = |key: &str| value.get(key).map_or_else(String::new, shown);
        let who = if granted.resource_policy { format!("policy of {name}: {}", part("Principal")) } else { format!("role of {name}") };
        Grant {
            with: choice.map_or_else(String::new, |choice| format!("`access` = {choice}")),
            who,
            may: part("Action"),
            on: part("Resource"),
            condition: part("Condition"),
        }
    };
    own.map(grant).collect()
}

/// Lists as their items, everything else in the short notation of JSON.
fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("`{text}`"),
        Value::List(list) => list.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => format!("`{}`", json::write_compact(other)),
    }
}

/// A design with the line and nothing else, in the first form of its ends in which it can be.
fn drawn(spec: &ConnectionSpec, access: Option<&str>) -> Option<(Design, ConnectionId)> {
    let forms = |service: &str| -> Vec<Fields> {
        let fields = REGISTRY.service(service).map_or(&[][..], |service| service.spec().fields);
        let choices = fields.iter().filter(|field| field.variant).flat_map(|field| match field.kind {
            Kind::Choice(choices) => choices.iter().map(|choice| form(field, choice.id.into(), choice.needs)).collect(),
            Kind::Switch => vec![form(field, true.into(), &[]), form(field, false.into(), &[])],
            _ => Vec::new(),
        });
        std::iter::once(Fields::new()).chain(choices).collect()
    };
    let (sources, targets) = (forms(spec.from), forms(spec.to));
    let pairs = sources.iter().flat_map(|source| targets.iter().map(move |target| (source, target)));
    pairs.into_iter().find_map(|(source, target)| one(spec, access, source, target))
}

fn form(field: &Field, value: crate::design::Value, needs: &[(&str, crate::catalog::Literal)]) -> Fields {
    let needed = needs.iter().filter_map(|(id, literal)| Some(((*id).to_owned(), crate::design::Value(literal.to_json()?))));
    std::iter::once((field.id.to_owned(), value)).chain(needed).collect()
}

fn one(spec: &ConnectionSpec, access: Option<&str>, source: &Fields, target: &Fields) -> Option<(Design, ConnectionId)> {
    let empty = Design::new("reference");
    let mut draft = Draft::new(&empty, &REGISTRY);
    let mut ends = Vec::new();
    for (service, fields, suffix) in [(spec.from, source, ""), (spec.to, target, if spec.from == spec.to { " 2" } else { "" })] {
        let node = draft.add_node(service, &format!("{}{suffix}", REGISTRY.service(service)?.spec().name), None).ok()?;
        for (field, value) in fields {
            draft.set_node_field(&node, field, Some(value.clone())).ok()?;
        }
        for (field, value) in wanted(&Graph::new(draft.design(), &REGISTRY).node(&node)?) {
            draft.set_node_field(&node, &field, Some(value)).ok()?;
        }
        ends.push(node);
    }
    let [from, to] = ends.as_slice() else { return None };
    let line = draft.connect(from, None, to, Some(spec.id)).ok()?;
    if let Some(access) = access {
        draft.set_connection_field(&line, "access", Some(access.into())).ok()?;
    }
    for (field, value) in wanted(&Graph::new(draft.design(), &REGISTRY).line(&line)?) {
        draft.set_connection_field(&line, &field, Some(value)).ok()?;
    }
    Some((draft.design().clone(), line))
}

/// What has to be filled in, with good values.
fn wanted<'g>(settings: &impl Settings<'g>) -> BTreeMap<String, crate::design::Value> {
    let open =
        |field: &&Field| field.required && settings.applies(field) && settings.literal(field).is_none() && !settings.is_deferred(field);
    let example = |field: &Field| Some((field.id.to_owned(), crate::design::Value(field.example.to_json()?)));
    settings.specs().iter().filter(open).filter_map(example).collect()
}
