//! Designs made from the specs: each unit alone in every form it has, and random ones.

pub mod full;
pub mod random;

use std::collections::BTreeSet;

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::field::{Field, Kind, When};
use stackdraft::catalog::{ConnectionKind, Graph, LineStyle, Literal, Service, Settings, Verdict};
use stackdraft::design::{ConnectionId, Design, EntryId, Fields, NodeId, Value};
use stackdraft::prove::prove;
use stackdraft::synth::synthesize;

/// A design and what it is for.
pub struct Case {
    /// Unit and setting: `queue fifo=true`.
    pub name: String,
    /// The design.
    pub design: Design,
}

/// A setting to try, with what it needs.
#[derive(Clone)]
struct Trial {
    name: String,
    fields: Fields,
}

/// The base form, then one for every choice and switch of the fields.
fn trials(fields: &'static [Field]) -> Vec<Trial> {
    let mut all = vec![Trial { name: String::new(), fields: Fields::new() }];
    for field in fields {
        let values: Vec<Literal> = match field.kind {
            Kind::Switch => vec![Literal::Bool(true), Literal::Bool(false)],
            Kind::Choice(choices) => choices.iter().map(|c| Literal::Text(c.id)).collect(),
            // A field that may stay empty is tried once with its example.
            _ if field.example != Literal::None => vec![field.example],
            _ => Vec::new(),
        };
        for value in values {
            let mut set = Fields::new();
            let Some(json) = value.to_json() else { continue };
            let shown = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
            set.insert(field.id.to_owned(), Value(json.clone()));
            prerequisites(fields, field.applies, &mut set);
            if let Kind::Choice(choices) = field.kind {
                for (other, needed) in choices.iter().filter(|c| Some(c.id) == json.as_str()).flat_map(|c| c.needs) {
                    set.insert((*other).to_owned(), Value(needed.to_json().unwrap()));
                }
            }
            all.push(Trial { name: format!("{}={shown}", field.id), fields: set });
        }
    }
    all
}

/// Sets what has to hold for a field to apply.
fn prerequisites(fields: &'static [Field], applies: &'static [When], set: &mut Fields) {
    for when in applies {
        let other = fields.iter().find(|f| f.id == when.field).unwrap_or_else(|| panic!("no field {}", when.field));
        let holds = |v: &Value| when.is.is_empty() && v.0 != "" || when.is.iter().any(|l| l.to_json().as_ref() == v.literal());
        let current = set.get(other.id).cloned().or_else(|| other.default.to_json().map(Value));
        if !current.as_ref().is_some_and(holds) {
            let value = when.is.first().unwrap_or(&other.example);
            set.insert(other.id.to_owned(), Value(value.to_json().unwrap()));
        }
        prerequisites(fields, other.applies, set);
    }
}

/// Sets fields on a node, and fills in what has to be filled in.
pub fn set_up_node(draft: &mut Draft<'_>, node: &NodeId, fields: &Fields) {
    for (field, value) in fields {
        draft.set_node_field(node, field, Some(value.clone())).unwrap_or_else(|p| panic!("{node}: {p}"));
    }
    for (field, value) in missing(draft, |graph| graph.node(node).map(|n| needed(&n))) {
        draft.set_node_field(node, &field, Some(value)).unwrap_or_else(|p| panic!("{node}: {p}"));
    }
}

/// Sets fields on an entry, and fills in what has to be filled in.
pub fn set_up_entry(draft: &mut Draft<'_>, node: &NodeId, entry: &EntryId, fields: &Fields) {
    for (field, value) in fields {
        draft.set_entry_field(node, entry, field, Some(value.clone())).unwrap_or_else(|p| panic!("{node}: {p}"));
    }
    for (field, value) in missing(draft, |graph| graph.node(node)?.entry(entry).map(|e| needed(&e))) {
        draft.set_entry_field(node, entry, &field, Some(value)).unwrap_or_else(|p| panic!("{node}: {p}"));
    }
}

/// Sets fields on a connection, and fills in what has to be filled in, at the connection and at the entry it starts at.
pub fn set_up_line(draft: &mut Draft<'_>, line: &ConnectionId, fields: &Fields) {
    for (field, value) in fields {
        draft.set_connection_field(line, field, Some(value.clone())).unwrap_or_else(|p| panic!("{line}: {p}"));
    }
    for (field, value) in missing(draft, |graph| graph.line(line).map(|l| needed(&l))) {
        draft.set_connection_field(line, &field, Some(value)).unwrap_or_else(|p| panic!("{line}: {p}"));
    }
    let connection = draft.connection(line).unwrap().clone();
    if let Some(entry) = &connection.entry {
        set_up_entry(draft, &connection.source, entry, &Fields::new());
    }
}

fn missing(draft: &Draft<'_>, pick: impl Fn(&Graph<'_>) -> Option<Vec<(String, Value)>>) -> Vec<(String, Value)> {
    pick(&Graph::new(draft.design(), draft.registry())).unwrap_or_default()
}

fn needed<'g>(settings: &impl Settings<'g>) -> Vec<(String, Value)> {
    let empty = |f: &&Field| f.required && settings.applies(f) && settings.set_value(f).is_none() && f.default.to_json().is_none();
    settings.specs().iter().filter(empty).filter_map(|f| Some((f.id.to_owned(), Value(f.example.to_json()?)))).collect()
}

/// Each service alone, in every form.
pub fn services_alone() -> Vec<Case> {
    let mut cases = Vec::new();
    for service in REGISTRY.services {
        let spec = service.spec();
        if spec.resource.is_none() {
            continue;
        }
        for trial in trials(spec.fields) {
            cases.push(Case { name: format!("{} {}", spec.id, trial.name), design: alone(*service, &trial.fields, None) });
        }
        for facet in spec.facets.iter().filter(|f| !f.fields.is_empty()) {
            for trial in trials(facet.fields) {
                let design = alone(*service, &Fields::new(), Some((facet.id, &trial.fields)));
                cases.push(Case { name: format!("{} {} {}", spec.id, facet.id, trial.name), design });
            }
            for variant in variants(spec.fields) {
                let design = alone(*service, &variant.fields, Some((facet.id, &Fields::new())));
                cases.push(Case { name: format!("{} {} {}", spec.id, facet.id, variant.name), design });
            }
        }
    }
    cases
}

/// Each service whose entries lines start at, in every form and with every setting of an entry, with a line at one entry: much of
/// what such a service has only becomes something then.
pub fn services_at_work() -> Vec<Case> {
    let mut cases = Vec::new();
    for service in REGISTRY.services {
        let spec = service.spec();
        for facet in spec.facets.iter().filter(|f| f.port && !f.fields.is_empty()) {
            let before = cases.len();
            for trial in trials(spec.fields) {
                let design = at_work(*service, &trial.fields, facet.id, &Fields::new());
                cases.extend(design.map(|design| Case { name: format!("{} {} at work", spec.id, trial.name), design }));
            }
            for variant in variants(spec.fields) {
                for trial in trials(facet.fields) {
                    let design = at_work(*service, &variant.fields, facet.id, &trial.fields);
                    let name = format!("{} {} {} {} at work", spec.id, variant.name, facet.id, trial.name);
                    cases.extend(design.map(|design| Case { name, design }));
                }
            }
            assert!(cases.len() > before, "nothing answers {}", spec.id);
        }
    }
    cases
}

/// A node with an entry and a line from it, of the first kind that is possible; `None` where the form has no lines.
fn at_work(service: &dyn Service, fields: &Fields, facet: &str, entry: &Fields) -> Option<Design> {
    let design = alone(service, fields, Some((facet, entry)));
    let from = design.nodes.keys().next().unwrap().clone();
    let entry = design.nodes[&from].entries(facet)[0].id.clone();
    let kinds = REGISTRY.connections.iter().filter(|c| c.spec().from == service.spec().id && c.spec().facet == Some(facet));
    let joined = kinds.filter_map(|kind| {
        let mut draft = Draft::new(&design, &REGISTRY);
        let to = draft.add_node(kind.spec().to, "Target", None).unwrap();
        set_up_node(&mut draft, &to, &Fields::new());
        let line = draft.connect(&from, Some(&entry), &to, Some(kind.spec().id)).ok()?;
        set_up_line(&mut draft, &line, &Fields::new());
        Some(draft.design().clone())
    });
    joined.into_iter().next()
}

/// The forms that the structural fields make.
fn variants(fields: &'static [Field]) -> Vec<Trial> {
    let structural: Vec<&str> = fields.iter().filter(|f| f.variant).map(|f| f.id).collect();
    let is_variant = |t: &Trial| t.name.split_once('=').is_some_and(|(field, _)| structural.contains(&field));
    let mut found: Vec<Trial> = trials(fields).into_iter().filter(is_variant).collect();
    if found.is_empty() {
        found.push(Trial { name: String::new(), fields: Fields::new() });
    }
    found
}

/// The forms a service has at an end of a line.
fn forms(service: &str) -> Vec<Trial> {
    let mut found = variants(REGISTRY.service(service).unwrap().spec().fields);
    if service == "resource" {
        found.push(Trial { name: "log group".to_owned(), fields: log_group() });
    }
    found
}

/// A resource of another type than the field's example.
pub fn log_group() -> Fields {
    let properties = serde_json::json!({ "RetentionInDays": 30 });
    let fields = [("type", "AWS::Logs::LogGroup".into()), ("properties", Value(properties)), ("deletion", "Delete".into())];
    fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect()
}

fn alone(service: &dyn Service, fields: &Fields, entry: Option<(&str, &Fields)>) -> Design {
    let empty = Design::new("alone");
    let mut draft = Draft::new(&empty, &REGISTRY);
    let spec = service.spec();
    let node = draft.add_node(spec.id, &format!("Some {}", spec.name), None).unwrap();
    set_up_node(&mut draft, &node, fields);
    if let Some((facet, fields)) = entry {
        add_entry(&mut draft, &node, facet, fields);
    }
    draft.design().clone()
}

/// Adds an entry with these fields and what has to be filled in.
pub fn add_entry(draft: &mut Draft<'_>, node: &NodeId, facet: &str, fields: &Fields) -> EntryId {
    let kind = draft.node(node).unwrap().kind.clone();
    let spec = REGISTRY.service(&kind).unwrap().spec().facets.iter().find(|f| f.id == facet).unwrap();
    let mut all = fields.clone();
    for field in spec.fields.iter().filter(|f| f.required && f.default == Literal::None && f.applies.is_empty()) {
        all.entry(field.id.to_owned()).or_insert_with(|| Value(field.example.to_json().unwrap()));
    }
    let entry = draft.add_entry(node, facet, "Some entry", all).unwrap();
    set_up_entry(draft, node, &entry, &Fields::new());
    entry
}

/// Each connection alone: in every form of its ends, for every choice and switch of its own, and with each further end.
/// Forms that are refused are left out; every kind has at least one that is not.
pub fn connections_alone() -> Vec<Case> {
    let mut cases = Vec::new();
    for kind in REGISTRY.connections {
        let spec = kind.spec();
        let before = cases.len();
        let (sources, targets) = (forms(spec.from), forms(spec.to));
        let mut base = None;
        for source in &sources {
            for target in &targets {
                let name = format!("{} {} {}", spec.id, source.name, target.name);
                if let Some(design) = joined(*kind, source, target, &Fields::new(), None) {
                    base.get_or_insert((source.clone(), target.clone()));
                    cases.push(Case { name, design });
                }
            }
        }
        let Some((source, target)) = base else { panic!("{} is refused in every form", spec.id) };
        for trial in trials(spec.fields).into_iter().skip(1) {
            let fits = sources.iter().flat_map(|s| targets.iter().map(move |t| (s, t)));
            let fit = [(&source, &target)].into_iter().chain(fits);
            // Some settings of a line suit some forms of its ends only: one that delivers is preferred.
            let designs: Vec<Design> = fit.into_iter().filter_map(|(s, t)| joined(*kind, s, t, &trial.fields, None)).collect();
            let first = designs.iter().find(|design| delivers(design)).or(designs.first()).cloned();
            let design = first.unwrap_or_else(|| panic!("{} {} fits no form", spec.id, trial.name));
            cases.push(Case { name: format!("{} {}", spec.id, trial.name), design });
        }
        for end in spec.ends {
            for service in end.to {
                // Dead letters of a FIFO source are FIFO: one of the end's forms fits.
                let forms = variants(REGISTRY.service(service).unwrap().spec().fields);
                let designs =
                    forms.iter().filter_map(|form| joined(*kind, &source, &target, &Fields::new(), Some((end.id, service, &form.fields))));
                let sound = designs.into_iter().find(|design| synthesize(&Graph::new(design, &REGISTRY)).faults.is_empty());
                let design = sound.unwrap_or_else(|| panic!("{} {} fits no form of {service}", spec.id, end.id));
                cases.push(Case { name: format!("{} {} {service}", spec.id, end.id), design });
            }
        }
        assert!(cases.len() > before);
    }
    cases
}

/// Each connection alone, in its first form and with each further end, everything at its ends encrypted with a customer key.
pub fn connections_encrypted() -> Vec<Case> {
    let mut seen = BTreeSet::new();
    let mut cases = Vec::new();
    for case in connections_alone() {
        let line = case.design.connections.values().next().unwrap();
        let ends: Vec<(String, String)> = line.ends.iter().map(|(end, node)| (end.clone(), case.design.nodes[node].kind.clone())).collect();
        let encrypts = REGISTRY.connection(&line.kind).unwrap().encrypts();
        if encrypts || !seen.insert((line.kind.clone(), ends)) {
            continue;
        }
        if let Some(design) = encrypted(&case.design) {
            cases.push(Case { name: format!("{} encrypted", case.name), design });
        }
    }
    cases
}

/// A design with a customer key for everything in it that one can encrypt; `None` where nothing can be.
pub fn encrypted(design: &Design) -> Option<Design> {
    let mut draft = Draft::new(design, &REGISTRY);
    let key = draft.add_node("kms_key", "Own key", None).unwrap();
    let nodes: Vec<NodeId> = design.nodes.keys().cloned().collect();
    let lines = nodes.iter().filter(|node| draft.connect(&key, None, node, None).is_ok()).count();
    (lines > 0).then(|| draft.design().clone())
}

/// Each connection to a service whose entries lines start at, with a line at one of its entries: only then does such a service
/// become all that the connection is about.
pub fn connections_to_work() -> Vec<Case> {
    let mut cases = Vec::new();
    for kind in REGISTRY.connections {
        let spec = kind.spec();
        let target = REGISTRY.service(spec.to).unwrap().spec();
        let Some(facet) = target.facets.iter().find(|f| f.port && !f.fields.is_empty()) else { continue };
        for form in variants(target.fields) {
            for trial in trials(spec.fields) {
                let Some(design) =
                    joined(*kind, &variants(REGISTRY.service(spec.from).unwrap().spec().fields)[0], &form, &trial.fields, None)
                else {
                    continue;
                };
                let name = format!("{} {} {} to work", spec.id, form.name, trial.name);
                let to = design.connections.values().next().unwrap().target.clone();
                let entry = design.nodes[&to].entries(facet.id).first().map(|e| e.id.clone());
                let kinds = REGISTRY.connections.iter().filter(|c| c.spec().from == spec.to && c.spec().facet == Some(facet.id));
                let answered = kinds.filter_map(|kind| {
                    let mut draft = Draft::new(&design, &REGISTRY);
                    let behind = draft.add_node(kind.spec().to, "Behind", None).unwrap();
                    set_up_node(&mut draft, &behind, &Fields::new());
                    let line = draft.connect(&to, entry.as_ref(), &behind, Some(kind.spec().id)).ok()?;
                    set_up_line(&mut draft, &line, &Fields::new());
                    Some(draft.design().clone())
                });
                cases.extend(answered.take(1).map(|design| Case { name: name.clone(), design }));
            }
        }
    }
    cases
}

/// Each connection to or from a function whose callers reach it by an alias.
pub fn connections_to_alias() -> Vec<Case> {
    let alias = Trial { name: "alias".to_owned(), fields: [("alias".to_owned(), "live".into())].into() };
    let kinds = || REGISTRY.connections.iter().filter(|kind| kind.spec().style != LineStyle::Picture);
    let to = kinds().filter(|kind| kind.spec().to == "function").filter_map(|kind| {
        let sources = forms(kind.spec().from);
        let design = sources.iter().find_map(|source| joined(*kind, source, &alias, &Fields::new(), None))?;
        Some(Case { name: format!("{} to an alias", kind.spec().id), design })
    });
    let from = kinds().filter(|kind| kind.spec().from == "function").filter_map(|kind| {
        let targets = forms(kind.spec().to);
        let design = targets.iter().find_map(|target| joined(*kind, &alias, target, &Fields::new(), None))?;
        Some(Case { name: format!("{} from an alias", kind.spec().id), design })
    });
    to.chain(from).collect()
}

/// Whether no line of a design is known to deliver nothing.
fn delivers(design: &Design) -> bool {
    let graph = Graph::new(design, &REGISTRY);
    prove(&graph, &synthesize(&graph)).by_line.values().all(|proof| proof.verdict() != Verdict::Broken)
}

/// Two nodes and the line between them; `None` where the kind refuses.
fn joined(
    kind: &dyn ConnectionKind,
    source: &Trial,
    target: &Trial,
    fields: &Fields,
    end: Option<(&str, &str, &Fields)>,
) -> Option<Design> {
    let spec = kind.spec();
    let empty = Design::new("joined");
    let mut draft = Draft::new(&empty, &REGISTRY);
    let from = draft.add_node(spec.from, "Source", None).unwrap();
    set_up_node(&mut draft, &from, &source.fields);
    let to = draft.add_node(spec.to, "Target", None).unwrap();
    set_up_node(&mut draft, &to, &target.fields);
    if let Some(field) = spec.fields.iter().find(|f| f.id == "route") {
        let service = REGISTRY.service(spec.to).unwrap();
        let title = field.example.to_json().unwrap();
        let route = service.entry_from_text(&service.spec().facets[0], title.as_str().unwrap());
        draft.add_entry(&to, service.spec().facets[0].id, "Called", route).unwrap();
    }
    if spec.style == LineStyle::Alarm
        && let Some(facet) = REGISTRY.service(spec.from).unwrap().spec().facets.iter().find(|f| f.port && !f.fields.is_empty())
    {
        // The alarms of a bus watch its rules.
        add_entry(&mut draft, &from, facet.id, &Fields::new());
    }
    if spec.style == LineStyle::Alarm && spec.from == "schedule" {
        // A schedule is made, and watched, where it starts something.
        let started = draft.add_node("function", "Started", None).unwrap();
        draft.connect(&from, None, &started, Some("schedule_calls_function")).unwrap();
    }
    let line = draft.connect(&from, None, &to, Some(spec.id)).ok()?;
    set_up_line(&mut draft, &line, fields);
    if let Some((end, service, form)) = end {
        let node = draft.add_node(service, "End", None).unwrap();
        set_up_node(&mut draft, &node, form);
        draft.set_end(&line, end, Some(&node)).unwrap();
    }
    // Some settings of the line rule out some forms of its ends.
    let graph = Graph::new(draft.design(), &REGISTRY);
    let possible = graph.line(&line).is_some_and(|l| l.kind.refuse(&l.ends()).is_none());
    possible.then(|| draft.design().clone())
}
