//! Designs, exported and imported: the same nodes, entries, lines, settings and conditions, and not one override.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::{Conditional, Draft};
use stackdraft::catalog::field::Kind;
use stackdraft::catalog::naming::pascal;
use stackdraft::catalog::{Date, Graph, Severity};
use stackdraft::design::{Condition, Design, Parameter, Value};
use stackdraft::import::import;
use stackdraft::project;
use stackdraft::project::samples;
use stackdraft::synth::{analyse, synthesize};

use crate::generate::{self, random};
use crate::told::{shown, told};

const TODAY: Date = Date::new(2026, 11, 23);

/// What is missing and what is new when a design's template is imported.
fn changed(design: &Design) -> Vec<String> {
    let template = synthesize(&Graph::new(design, &REGISTRY)).template.yaml();
    let back = import("back", &template, &REGISTRY).unwrap();
    assert_eq!(back.lost, Vec::<String>::new(), "an import is always faithful");
    let (before, after) = (told(&shown(design)), told(&shown(&back.design)));
    let missing = before.difference(&after).map(|line| format!("- {line}"));
    let mut changed: Vec<String> = missing.chain(after.difference(&before).map(|line| format!("+ {line}"))).collect();
    if design.dashboard != back.design.dashboard {
        changed.push("dashboard".to_owned());
    }
    changed
}

/// What does not come back as it was.
fn failures(cases: &[(String, Design)]) -> Vec<String> {
    let failed = random::in_parallel(cases, |(name, design)| {
        let changed = changed(design);
        (!changed.is_empty()).then(|| format!("{}:\n{}", name.trim(), changed.join("\n")))
    });
    failed.into_iter().flatten().collect()
}

#[test]
fn the_samples_come_back_as_they_were_drawn() {
    let samples = samples::SAMPLES.iter().map(|sample| (sample.name.to_owned(), project::parse(sample.text).unwrap()));
    let failed = failures(&samples.collect::<Vec<_>>());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Asserts that every case comes back.
pub(crate) fn come_back(mut cases: Vec<generate::Case>) {
    say_as_recognised(&mut cases);
    let all = cases.len();
    let failed = failures(&cases.into_iter().map(|case| (case.name, case.design)).collect::<Vec<_>>());
    assert!(failed.is_empty(), "{} of {all} do not come back:\n{}", failed.len(), failed.join("\n"));
}

/// At most so many cases of each unit, spread over all of them; of every second unit, from one on. All, where all are asked for.
fn some(cases: Vec<generate::Case>, each: usize, from: usize) -> Vec<generate::Case> {
    let each = if is_all() { usize::MAX } else { each };
    let mut by_unit: BTreeMap<String, Vec<generate::Case>> = BTreeMap::new();
    for case in cases {
        by_unit.entry(case.name.split(' ').next().unwrap().to_owned()).or_default().push(case);
    }
    let units = by_unit.into_values().skip(from).step_by(2);
    let spread = units.flat_map(|cases| {
        let step = cases.len().div_ceil(each).max(1);
        cases.into_iter().step_by(step)
    });
    spread.collect()
}

/// A design of which something is only there in production.
fn in_production(design: &Design, thing: &Conditional) -> Design {
    let mut draft = Draft::new(design, &REGISTRY);
    draft.set_parameter("Stage", Some(Parameter { default: Some("dev".to_owned()), ..Parameter::default() })).unwrap();
    draft.set_condition("InProduction", Some(Condition::is("Stage", "prod"))).unwrap();
    draft.set_only(thing, Some("InProduction")).unwrap();
    draft.design().clone()
}

/// One of so many cases, or all, where all are asked for.
fn every(cases: Vec<generate::Case>, step: usize) -> Vec<generate::Case> {
    cases.into_iter().step_by(if is_all() { 1 } else { step }).collect()
}

/// The first case of each unit.
fn firsts(cases: Vec<generate::Case>) -> Vec<generate::Case> {
    let mut seen = BTreeSet::new();
    cases.into_iter().filter(|case| seen.insert(case.name.split(' ').next().unwrap().to_owned())).collect()
}

#[test]
fn lines_of_one_environment_come_back() {
    let cases = firsts(generate::connections_alone()).into_iter().map(|case| {
        let line = case.design.connections.keys().next().unwrap().clone();
        let design = in_production(&case.design, &Conditional::Connection(line));
        generate::Case { name: format!("{} in production", case.name), design }
    });
    come_back(cases.collect());
}

#[test]
fn nodes_of_one_environment_come_back() {
    let cases = firsts(generate::connections_alone()).into_iter().flat_map(|case| {
        let line = case.design.connections.values().next().unwrap().clone();
        [("source", line.source.clone()), ("target", line.target.clone())].map(|(end, node)| {
            let design = in_production(&case.design, &Conditional::Node(node));
            generate::Case { name: format!("{} {end} in production", case.name), design }
        })
    });
    come_back(cases.collect());
}

/// Puts a parameter in place of every number and text of nodes that can hold one.
fn by_parameter(design: &Design) -> Design {
    let mut with = design.clone();
    for (id, node) in &design.nodes {
        for field in REGISTRY.service(&node.kind).unwrap().spec().fields {
            let number = matches!(field.kind, Kind::Integer(..) | Kind::Duration(..) | Kind::Size(..));
            if !number || field.id.starts_with("second_") {
                continue;
            }
            let name = pascal(&format!("{id}-{}", field.id));
            let mut tried = with.clone();
            Arc::make_mut(tried.nodes.get_mut(id).unwrap()).fields.insert(field.id.to_owned(), Value::parameter(&name));
            tried.parameters.insert(name, Arc::new(Parameter { kind: Some("Number".to_owned()), ..Parameter::default() }));
            let said = |design: &Design| synthesize(&Graph::new(design, &REGISTRY));
            if said(&tried).faults.len() <= said(&with).faults.len() {
                with = tried;
            }
        }
    }
    with
}

#[test]
fn values_of_environments_come_back() {
    let cases = firsts(generate::services_alone()).into_iter();
    let cases = cases.map(|case| generate::Case { name: format!("{} by parameters", case.name), design: by_parameter(&case.design) });
    come_back(cases.collect());
}

/// The design with an address of its own for every HTTP endpoint: those that only routes lead to are told apart by nothing else.
fn with_own_addresses(mut design: Design) -> Design {
    let endpoints = design.nodes.iter_mut().filter(|(_, node)| node.kind == "http_endpoint");
    for (id, node) in endpoints {
        Arc::make_mut(node).fields.insert("url".to_owned(), format!("https://{id}.example.com/orders").as_str().into());
    }
    design
}

/// A random design of two dozen nodes or so, without errors.
fn small(number: u64) -> Design {
    let sound = (number..number + 50).find_map(|seed| {
        let design = with_own_addresses(random::mended(random::draft(seed, 4 + seed as usize % 8), TODAY));
        let findings = analyse(&design, &REGISTRY, TODAY).report.findings;
        findings.iter().all(|finding| finding.severity != Severity::Error).then_some(design)
    });
    sound.expect("a draft without errors")
}

/// Set where the widest choice of designs is to be tried.
const ALL: &str = "STACKDRAFT_JUDGE_ALL";

/// Whether it is.
fn is_all() -> bool {
    std::env::var_os(ALL).is_some()
}

/// Designs of which a part comes back otherwise: what a function may do that answers a workflow, as an override.
const OPEN: &[u64] = &[62];

#[test]
fn random_designs_come_back() {
    let count = if is_all() { 106 } else { 66 };
    let numbers: Vec<u64> = (0..count).filter(|number| !OPEN.contains(number)).map(|number| 20_261_128 + number * 50).collect();
    let designs = random::in_parallel(&numbers, |number| small(*number));
    come_back(designs.into_iter().map(|design| generate::Case { name: design.name.clone(), design }).collect());
}

#[test]
fn forms_of_services_come_back() {
    come_back(generate::services_alone());
}

#[test]
fn services_in_full_come_back() {
    // What lacks something, such as the user pool whose users an API lets in, is not told apart by its template.
    let whole = |case: &generate::Case| {
        let findings = analyse(&case.design, &REGISTRY, TODAY).report.findings;
        findings.iter().all(|finding| finding.severity != Severity::Error)
    };
    let services: Vec<_> = generate::full::services_full().into_iter().filter(whole).collect();
    assert!(services.len() > 25, "{}", services.len());
    come_back(services);
}

/// What two settings of a kind of line write alike, so that nothing can tell them apart: the kind, its field, what it says, what it
/// says once imported, and why.
const ALIKE: &[(&str, &str, &str, &str, &str)] =
    &[("function_uses_resource", "access", "read_write", "read", "An activity is only read: whoever may do both may do nothing more.")];

/// The design with what is recognised in place of what is written alike; nothing where the template tells one from the other.
fn as_recognised(design: &Design, (kind, field, said, recognised, _): &(&str, &str, &str, &str, &str)) -> Option<Design> {
    let mut other = design.clone();
    let lines = other.connections.values_mut().filter(|line| line.kind == *kind);
    for line in lines.filter(|line| line.fields.get(*field).is_some_and(|value| value.0 == *said)) {
        Arc::make_mut(line).fields.insert((*field).to_owned(), (*recognised).into());
    }
    let template = |design: &Design| synthesize(&Graph::new(design, &REGISTRY)).template.yaml();
    (other != *design && template(&other) == template(design)).then_some(other)
}

/// Puts what is recognised in place of what is written alike; which of these it met.
fn say_as_recognised(cases: &mut [generate::Case]) -> BTreeSet<&'static str> {
    let mut met = BTreeSet::new();
    for case in cases {
        for alike in ALIKE {
            if let Some(other) = as_recognised(&case.design, alike) {
                case.design = other;
                met.insert(alike.0);
            }
        }
    }
    met
}

#[test]
fn connections_in_full_come_back() {
    let mut cases = generate::full::connections_full(Some(if is_all() { 1 } else { 9 }));
    let met = say_as_recognised(&mut cases);
    let unused: Vec<_> = ALIKE.iter().filter(|alike| !met.contains(alike.0)).collect();
    assert!(unused.is_empty(), "nothing is written alike any more: {unused:?}");
    come_back(cases);
}

#[test]
fn services_at_work_come_back() {
    come_back(generate::services_at_work());
}

#[test]
fn connections_come_back() {
    come_back(some(generate::connections_alone(), 5, 0));
}

#[test]
fn other_connections_come_back() {
    come_back(some(generate::connections_alone(), 5, 1));
}

/// The designs with a key for everything in them that one can encrypt.
fn encrypted(cases: Vec<generate::Case>) -> Vec<generate::Case> {
    let plain = |case: &generate::Case| {
        let mut lines = case.design.connections.values();
        !lines.any(|line| REGISTRY.connection(&line.kind).unwrap().encrypts())
    };
    let with_key = |case: generate::Case| {
        let design = generate::encrypted(&case.design)?;
        Some(generate::Case { name: format!("{} encrypted", case.name), design })
    };
    cases.into_iter().filter(plain).filter_map(with_key).collect()
}

#[test]
fn connections_of_encrypted_services_come_back() {
    come_back(if is_all() { encrypted(generate::connections_alone()) } else { firsts(generate::connections_encrypted()) });
}

#[test]
fn connections_to_what_works_come_back() {
    come_back(every(generate::connections_to_work(), 3));
}

#[test]
fn connections_to_aliases_come_back() {
    come_back(generate::connections_to_alias());
}
