//! Designs in which everything is set that goes together.

use std::collections::BTreeSet;

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::{Draft, Problem};
use stackdraft::catalog::field::{Field, Kind};
use stackdraft::catalog::{ConnectionKind, Date, Graph, Literal, Service, Settings, Severity};
use stackdraft::design::{ConnectionId, Design, EntryId, Fields, NodeId, Parameter, Value};
use stackdraft::synth::{analyse, synthesize};

use super::random::in_parallel;
use super::{Case, alone, at_work, forms, joined, missing, needed, prerequisites, variants};

/// The day the designs are made for.
const TODAY: Date = Date::new(2026, 11, 23);

/// Whose settings are set.
enum Owner {
    Node(NodeId),
    Entry(NodeId, EntryId),
    Line(ConnectionId),
}

impl Owner {
    fn name(&self) -> &str {
        match self {
            Self::Node(id) => id.as_str(),
            Self::Entry(_, entry) => entry.as_str(),
            Self::Line(id) => id.as_str(),
        }
    }

    /// What a reader makes of the owner's settings; `None` where the owner is not in the design.
    fn read<T>(&self, design: &Design, reader: impl Fn(&dyn Fn(&Field) -> bool, &'static [Field], &Fields) -> T) -> Option<T> {
        let graph = Graph::new(design, &REGISTRY);
        match self {
            Self::Node(id) => graph.node(id).map(|one| reader(&|field| one.applies(field), one.specs(), one.values())),
            Self::Entry(id, entry) => {
                let node = graph.node(id)?;
                node.entry(entry).map(|one| reader(&|field| one.applies(field), one.specs(), one.values()))
            }
            Self::Line(id) => graph.line(id).map(|one| reader(&|field| one.applies(field), one.specs(), one.values())),
        }
    }

    /// The design without one of its settings; `None` where it is needed.
    fn unset(&self, design: &Design, field: &str) -> Option<Design> {
        let mut draft = Draft::new(design, &REGISTRY);
        let unset = match self {
            Self::Node(id) => draft.set_node_field(id, field, None),
            Self::Entry(id, entry) => draft.set_entry_field(id, entry, field, None),
            Self::Line(id) => draft.set_connection_field(id, field, None),
        };
        unset.ok().map(|()| draft.design().clone())
    }

    fn put(&self, draft: &mut Draft<'_>, field: &str, value: Value) -> Result<(), Problem> {
        match self {
            Self::Node(id) => draft.set_node_field(id, field, Some(value)),
            Self::Entry(id, entry) => draft.set_entry_field(id, entry, field, Some(value)),
            Self::Line(id) => draft.set_connection_field(id, field, Some(value)),
        }
    }

    /// What has to be filled in and is not.
    fn missing(&self, draft: &Draft<'_>) -> Vec<(String, Value)> {
        missing(draft, |graph| match self {
            Self::Node(id) => graph.node(id).map(|one| needed(&one)),
            Self::Entry(id, entry) => graph.node(id)?.entry(entry).map(|one| needed(&one)),
            Self::Line(id) => graph.line(id).map(|one| needed(&one)),
        })
    }

    /// The design with these settings and what has to be filled in then; `None` where one is refused.
    fn set(&self, design: &Design, fields: &Fields) -> Option<Design> {
        let mut draft = Draft::new(design, &REGISTRY);
        for (field, value) in fields {
            self.put(&mut draft, field, value.clone()).ok()?;
        }
        for (field, value) in self.missing(&draft) {
            self.put(&mut draft, &field, value).ok()?;
        }
        Some(draft.design().clone())
    }
}

/// What a field may be set to besides its default, the likeliest to make a difference first.
fn values(field: &Field) -> Vec<Value> {
    let literals: Vec<Literal> = match field.kind {
        Kind::Switch => vec![Literal::Bool(true), Literal::Bool(false)],
        Kind::Choice(choices) => choices.iter().rev().map(|choice| Literal::Text(choice.id)).collect(),
        _ => vec![field.example],
    };
    literals.into_iter().filter(|literal| *literal != field.default).filter_map(|literal| Some(Value(literal.to_json()?))).collect()
}

/// How many errors a design has.
pub fn errors(design: &Design) -> usize {
    let analysis = analyse(design, &REGISTRY, TODAY);
    analysis.synthesis.faults.len() + analysis.report.findings.iter().filter(|finding| finding.severity == Severity::Error).count()
}

/// Sets one field after the other, as far as that goes together with those that are set already and makes no new error.
fn filled(mut design: Design, owner: &Owner) -> Design {
    let Some(specs) = owner.read(&design, |_, specs, _| specs) else { return design };
    let mut kept: BTreeSet<&str> = specs.iter().filter(|field| field.variant).map(|field| field.id).collect();
    let mut before = errors(&design);
    for field in specs.iter().filter(|field| !field.variant) {
        for value in values(field) {
            let Some(fields) = owner.read(&design, |_, _, set| with(specs, field, value.clone(), set)) else { continue };
            let Some(tried) = owner.set(&design, &fields) else { continue };
            let stays = |applies: &dyn Fn(&Field) -> bool, _: &'static [Field], set: &Fields| {
                let is_kept = |one: &&Field| kept.contains(one.id) && !one.variant;
                applies(field) && specs.iter().filter(is_kept).all(|one| applies(one) && set.get(one.id) == fields.get(one.id))
            };
            let same = |_: &dyn Fn(&Field) -> bool, _: &'static [Field], set: &Fields| {
                kept.iter().map(|id| set.get(*id).cloned()).collect::<Vec<_>>()
            };
            if owner.read(&tried, stays) != Some(true) || owner.read(&tried, same) != owner.read(&design, same) {
                continue;
            }
            let now = errors(&tried);
            if now <= before && differ(&design, &tried) && variants_show(&tried, owner) {
                (design, before) = (tried, now);
                kept.insert(field.id);
                break;
            }
        }
    }
    design
}

/// Whether two designs make different templates.
fn differ(one: &Design, other: &Design) -> bool {
    let told = |design: &Design| synthesize(&Graph::new(design, &REGISTRY)).template.yaml();
    told(one) != told(other)
}

/// Whether each structural setting of the owner's node still makes a difference: one of an entry may take its place.
fn variants_show(design: &Design, owner: &Owner) -> bool {
    let (Owner::Node(id) | Owner::Entry(id, _)) = owner else { return true };
    let node = &design.nodes[id];
    let fields = REGISTRY.service(&node.kind).unwrap().spec().fields;
    fields.iter().filter(|field| field.variant && node.fields.contains_key(field.id)).all(|field| {
        let mut draft = Draft::new(design, &REGISTRY);
        draft.set_node_field(id, field.id, None).is_err() || differ(design, draft.design())
    })
}

/// Settings with one more, and what has to hold for it.
fn with(specs: &'static [Field], field: &'static Field, value: Value, set: &Fields) -> Fields {
    let mut fields = set.clone();
    if let Kind::Choice(choices) = field.kind {
        for (other, needed) in choices.iter().filter(|choice| value.0 == choice.id).flat_map(|choice| choice.needs) {
            fields.insert((*other).to_owned(), Value(needed.to_json().unwrap()));
        }
    }
    fields.insert(field.id.to_owned(), value);
    prerequisites(specs, field.applies, &mut fields);
    fields
}

/// Each service in each of its forms with everything set that goes together, at its entries too; with a line at one of them where
/// lines start there.
pub fn services_full() -> Vec<Case> {
    let services: Vec<&'static dyn Service> = REGISTRY.services.iter().copied().filter(|one| one.spec().resource.is_some()).collect();
    let cases = in_parallel(&services, |service| {
        let spec = service.spec();
        variants(spec.fields)
            .into_iter()
            .map(|form| Case { name: format!("{} {} in full", spec.id, form.name), design: service_in_full(*service, &form.fields) })
            .collect::<Vec<_>>()
    });
    cases.into_iter().flatten().collect()
}

fn service_in_full(service: &dyn Service, form: &Fields) -> Design {
    let facets: Vec<_> = service.spec().facets.iter().filter(|facet| !facet.fields.is_empty()).collect();
    let worked = facets.iter().filter(|facet| facet.port).find_map(|facet| at_work(service, form, facet.id, &Fields::new()));
    let mut design = worked.unwrap_or_else(|| alone(service, form, None));
    let of = |design: &Design| design.nodes.iter().find(|(_, node)| node.kind == service.spec().id).map(|(id, _)| id.clone()).unwrap();
    let node = of(&design);
    for facet in facets {
        if design.nodes[&node].entries(facet.id).is_empty() {
            let mut draft = Draft::new(&design, &REGISTRY);
            super::add_entry(&mut draft, &node, facet.id, &Fields::new());
            design = draft.design().clone();
        }
        let entry = design.nodes[&node].entries(facet.id)[0].id.clone();
        design = filled(design, &Owner::Entry(node.clone(), entry));
    }
    filled(design, &Owner::Node(node))
}

/// Each kind of connection with everything set that goes together and with all its further ends, between the first forms of its
/// ends that are possible; and every so many of the others, where a step is given: each further form of one end beside the first
/// form of the other that is possible with it.
pub fn connections_full(step: Option<usize>) -> Vec<Case> {
    let each = in_parallel(REGISTRY.connections, |kind| {
        let (mut from_seen, mut to_seen) = (BTreeSet::new(), BTreeSet::new());
        let possible = pairs(*kind).filter_map(|((from, to), design)| Some((from, to, design?)));
        // Both, even where the first is new.
        let new = possible.filter(|(from, to, _)| from_seen.insert(from.clone()) | to_seen.insert(to.clone()));
        let named = new.map(|(from, to, design)| (*kind, format!("{} from {from} to {to} in full", kind.spec().id), design));
        let found: Vec<_> = named.take(if step.is_some() { usize::MAX } else { 1 }).collect();
        assert!(!found.is_empty(), "{} is refused in every form", kind.spec().id);
        found
    });
    let firsts = each.iter().map(|found| &found[0]);
    let others = each.iter().flat_map(|found| &found[1..]).step_by(step.unwrap_or(1));
    let all: Vec<_> = firsts.chain(others).collect();
    in_parallel(&all, |(kind, name, design)| Case { name: name.clone(), design: connection_in_full(*kind, design.clone()) })
}

/// The designs of these cases with the parameter `Probe` at one of the settings that take references, one design for each that is
/// not refused.
pub fn with_probes(cases: &[Case]) -> Vec<Case> {
    let probe = Value(serde_json::json!({ "$parameter": "Probe" }));
    let probed = in_parallel(cases, |case| {
        let design = case.design.clone();
        let nodes = design.nodes.iter().flat_map(|(id, node)| {
            let entries = node.facets.values().flatten().map(|entry| Owner::Entry(id.clone(), entry.id.clone()));
            std::iter::once(Owner::Node(id.clone())).chain(entries)
        });
        let before = errors(&design);
        let owners: Vec<Owner> = nodes.chain(design.connections.keys().cloned().map(Owner::Line)).collect();
        let of_owner = |owner: &Owner| {
            let fields = owner.read(&design, |applies, specs, set| {
                let applying = specs.iter().filter(|field| applies(field));
                applying.map(|field| (field, set.get(field.id).cloned())).collect::<Vec<(&'static Field, Option<Value>)>>()
            });
            let put = |field: &Field, value: Value| {
                let mut draft = Draft::new(&design, &REGISTRY);
                owner.put(&mut draft, field.id, value).ok()?;
                Some(draft.design().clone())
            };
            let mut probed = Vec::new();
            for (field, set) in fields.unwrap_or_default() {
                if let Kind::Records(inner) = field.kind {
                    let records = set.map(|value| value.0).or_else(|| field.example.to_json()).unwrap_or_default();
                    for one in inner.iter().filter(|one| one.takes_references() && records[0].get(one.id).is_some()) {
                        let with = |value: serde_json::Value| {
                            let mut records = records.clone();
                            records[0][one.id] = value;
                            put(field, Value(records))
                        };
                        let matters = with("B".into()).is_some_and(|other| differ(&other, &design));
                        probed.extend(with(probe.0.clone()).filter(|_| matters).map(|design| (one, with_probe(&design, one))));
                    }
                } else if field.takes_references() {
                    let plain = match field.kind {
                        Kind::Text(_) if field.example == Literal::None => vec!["probe".into()],
                        Kind::Integer(least, _) | Kind::Duration(least, _) | Kind::Size(least, _) => vec![Value(least.into())],
                        _ => values(field),
                    };
                    // What makes no difference in this form is no more lost than a plain value is.
                    let unset = owner.unset(&design, field.id);
                    let sound = |other: &Design| errors(other) <= before && differ(other, unset.as_ref().unwrap_or(&design));
                    let matters = plain.into_iter().filter_map(|value| put(field, value)).any(|other| sound(&other));
                    probed.extend(put(field, probe.clone()).filter(|_| matters).map(|design| (field, with_probe(&design, field))));
                }
            }
            let tried =
                probed.into_iter().map(|(field, design)| Case { name: format!("{} {} {}", case.name, owner.name(), field.id), design });
            tried.collect::<Vec<_>>()
        };
        owners.iter().flat_map(of_owner).collect::<Vec<_>>()
    });
    probed.into_iter().flatten().collect()
}

/// The design with the parameter `Probe`, of the type that a field needs.
fn with_probe(design: &Design, field: &Field) -> Design {
    let kind = match field.kind {
        Kind::List(_) => Some("CommaDelimitedList".to_owned()),
        Kind::Integer(..) | Kind::Duration(..) | Kind::Size(..) => Some("Number".to_owned()),
        _ => None,
    };
    let mut draft = Draft::new(design, &REGISTRY);
    draft.set_parameter("Probe", Some(Parameter { kind, no_echo: field.secret, ..Parameter::default() })).unwrap();
    draft.design().clone()
}

/// The names of the forms of a connection's ends, with the connection between them where it is possible.
fn pairs(kind: &dyn ConnectionKind) -> impl Iterator<Item = ((String, String), Option<Design>)> {
    let spec = kind.spec();
    let sound = |design: &Design| synthesize(&Graph::new(design, &REGISTRY)).faults.is_empty();
    let all = forms(spec.from).into_iter().flat_map(|from| forms(spec.to).into_iter().map(move |to| (from.clone(), to)));
    all.map(move |(from, to)| {
        let design = joined(kind, &from, &to, &Fields::new(), None).filter(sound);
        ((from.name, to.name), design)
    })
}

fn connection_in_full(kind: &dyn ConnectionKind, mut design: Design) -> Design {
    let spec = kind.spec();
    let line = design.connections.iter().find(|(_, line)| line.kind == spec.id).map(|(id, _)| id.clone()).unwrap();
    for end in spec.ends {
        let services = end.to.iter().map(|service| REGISTRY.service(service).unwrap().spec());
        let forms = services.flat_map(|service| variants(service.fields).into_iter().map(move |form| (service.id, form)));
        let before = errors(&design);
        let tried = forms.filter_map(|(service, form)| {
            let mut draft = Draft::new(&design, &REGISTRY);
            let node = draft.add_node(service, end.label, None).ok()?;
            super::set_up_node(&mut draft, &node, &form.fields);
            draft.set_end(&line, end.id, Some(&node)).ok()?;
            Some(draft.design().clone()).filter(|design| errors(design) <= before)
        });
        design = tried.into_iter().next().unwrap_or(design);
    }
    // Some settings are about a further end.
    filled(design, &Owner::Line(line))
}
