//! A parameter at every setting that takes one.

use std::collections::{BTreeMap, BTreeSet};

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Date, Graph, Severity};
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::synth::{analyse, synthesize};

use crate::generate::{Case, full};

/// What is refused with a reason: a template cannot calculate with a parameter, or turn it into part of a request.
const REFUSED: [(&str, &str); 7] = [
    ("api", "timeout"),
    ("api_calls_function", "timeout"),
    ("api_calls_http_endpoint", "timeout"),
    ("api_uses_table", "partition_key"),
    ("api_uses_table", "sort_key"),
    ("workflow_uses_table", "partition_key"),
    ("workflow_uses_table", "sort_key"),
];

/// Where a parameter at a setting is lost on the way to the template, or refused where a plain value is not.
fn lost(cases: &[Case]) -> BTreeSet<String> {
    let probed = full::with_probes(cases);
    assert!(probed.len() > 200, "only {} settings take a reference", probed.len());
    let before: BTreeMap<&str, usize> = cases.iter().map(|case| (case.name.as_str(), full::errors(&case.design))).collect();
    let mut refused = BTreeSet::new();
    let mut lost = BTreeSet::new();
    for case in &probed {
        let yaml = synthesize(&Graph::new(&case.design, &REGISTRY)).template.yaml();
        let errors = before.iter().find(|(name, _)| case.name.starts_with(**name)).map_or(0, |(_, errors)| *errors);
        let subject = (case.name.split(' ').next().unwrap(), case.name.rsplit(' ').next().unwrap());
        if full::errors(&case.design) > errors {
            refused.insert(subject);
            if !REFUSED.contains(&subject) {
                lost.insert(format!("{} is refused", case.name));
            }
        } else if !["!Ref Probe", "${Probe}", "Ref: Probe"].iter().any(|form| yaml.contains(form)) {
            lost.insert(format!("{} is lost", case.name));
        }
    }
    let kinds: BTreeSet<&str> = probed.iter().filter_map(|case| case.name.split(' ').next()).collect();
    let expected = REFUSED.into_iter().filter(|(kind, _)| kinds.contains(kind));
    lost.extend(expected.filter(|one| !refused.contains(one)).map(|(kind, field)| format!("{kind} {field} is not refused")));
    lost
}

#[test]
fn a_parameter_at_any_setting_of_a_service_reaches_the_template() {
    let lost = lost(&full::services_full());
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn a_parameter_at_any_setting_of_a_line_reaches_the_template() {
    let lost = lost(&full::connections_full(None));
    assert!(lost.is_empty(), "{lost:#?}");
}

/// The error codes of a script's design.
fn errors(text: &str) -> Vec<&'static str> {
    let empty = Design::new("parameters");
    let mut draft = Draft::new(&empty, &REGISTRY);
    script::run(text, &mut draft).unwrap_or_else(|fault| panic!("line {}: {}", fault.line, fault.problem.message));
    let report = analyse(draft.design(), &REGISTRY, Date::new(2026, 11, 23)).report;
    report.findings.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.code).collect()
}

#[test]
fn a_parameter_is_of_the_kind_its_setting_is_of() {
    let layers = |kind: &str| format!("param Layers {kind}\nadd function Worker layers={{\"$parameter\":\"Layers\"}}\n");
    assert_eq!(errors(&layers("")), ["WIR002"]);
    assert_eq!(errors(&layers("type=CommaDelimitedList")), Vec::<&str>::new());
    assert_eq!(errors("param Sizes type=CommaDelimitedList\nadd function Worker memory={\"$parameter\":\"Sizes\"}\n"), ["WIR002"]);
}

#[test]
fn events_reach_a_bus_whose_arn_is_said_at_deployment() {
    for arn in [r#"{"$import":"SharedBus"}"#, r#"{"$parameter":"Bus"}"#] {
        let text =
            format!("param Bus default=none\nadd event_bus Shared bus=foreign arn={arn}\nadd function Worker\nconnect Worker Shared\n");
        assert_eq!(errors(&text), Vec::<&str>::new(), "{arn}");
    }
}
