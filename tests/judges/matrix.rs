//! Every template Stackdraft can make, as far as that can be listed: each unit alone in every form, the samples, and
//! random designs. No judge may have a word against any of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use stackdraft::REGISTRY;
use stackdraft::catalog::{Date, Graph};
use stackdraft::cfn::yaml;
use stackdraft::connections::resource_actions::VERBS;
use stackdraft::design::Design;
use stackdraft::project::{self, samples};
use stackdraft::synth::synthesize;

use crate::generate::full::{connections_full, services_full, with_probes};
use crate::generate::{
    Case, connections_alone, connections_encrypted, connections_to_alias, connections_to_work, random, services_alone, services_at_work,
};
use crate::support::{self, LintFinding};

/// The day designs are made for: what is retired depends on it.
const TODAY: Date = Date::new(2026, 11, 23);
/// So many of the random designs are judged, drawn by their seed; all of them where this variable is set.
const DRAWN: usize = 200;
const ALL: &str = "STACKDRAFT_JUDGE_ALL";

/// Where cfn-lint is wrong: rule, resource type, end of the path, and the AWS page that says so.
const EXCLUDED: &[(&str, &str, &str, &str)] = &[];

fn template(design: &Design) -> String {
    yaml::write(&synthesize(&Graph::new(design, &REGISTRY)).template.to_value())
}

fn is_excluded(finding: &LintFinding, used: &mut BTreeSet<usize>) -> bool {
    let fits = |(rule, kind, end, _): &(&str, &str, &str, &str)| {
        finding.rule == *rule && finding.resource_type == *kind && finding.path.ends_with(end)
    };
    let found = EXCLUDED.iter().position(fits);
    used.extend(found);
    found.is_some()
}

/// Lints designs, the equal templates once; what remains after the exclusions.
fn lint(cases: &[(String, String)], used: &mut BTreeSet<usize>) -> Vec<LintFinding> {
    let mut seen = BTreeSet::new();
    let different: Vec<(&str, &str)> =
        cases.iter().filter(|(_, text)| seen.insert(text.as_str())).map(|(name, text)| (name.as_str(), text.as_str())).collect();
    println!("linting {} templates ({} designs)", different.len(), cases.len());
    support::lint(&different).into_iter().filter(|finding| !is_excluded(finding, used)).collect()
}

fn texts(cases: Vec<Case>) -> Vec<(String, String)> {
    cases.into_iter().map(|case| (case.name, template(&case.design))).collect()
}

fn sample_texts() -> Vec<(String, String)> {
    let text = |sample: &samples::Sample| (sample.name.to_owned(), template(&project::parse(sample.text).expect("a sample is a design")));
    samples::SAMPLES.iter().map(text).collect()
}

/// The random designs that are judged, made once for all tests.
fn random_designs() -> &'static [Design] {
    static DESIGNS: OnceLock<Vec<Design>> = OnceLock::new();
    DESIGNS.get_or_init(|| {
        let all = std::env::var_os(ALL).is_some();
        let (designs, thrown) = if all { random::all(TODAY) } else { random::drawn(DRAWN, TODAY) };
        println!("random designs: {} kept; thrown away: {} {thrown:?}", designs.len(), thrown.values().sum::<usize>());
        designs
    })
}

#[test]
fn every_template_lints_without_a_remark() {
    let mut cases = texts(services_alone());
    cases.extend(texts(services_at_work()));
    cases.extend(texts(connections_alone()));
    cases.extend(texts(connections_to_work()));
    cases.extend(texts(connections_to_alias()));
    cases.extend(texts(connections_encrypted()));
    cases.extend(texts(services_full()));
    cases.extend(texts(connections_full(None)));
    let step = if std::env::var_os(ALL).is_some() { 1 } else { 4 };
    let probed = [with_probes(&services_full()), with_probes(&connections_full(None))];
    // What is refused does not reach the template.
    let reached = |(_, text): &(String, String)| text.contains("!Ref Probe") || text.contains("${Probe}");
    cases.extend(texts(probed.into_iter().flatten().step_by(step).collect()).into_iter().filter(reached));
    println!("units alone: {} designs", cases.len());
    cases.extend(sample_texts());
    let designs = random_designs();
    random::assert_covers(designs, 10);
    cases.extend(designs.iter().map(|d| (d.name.clone(), template(d))));
    let mut used = BTreeSet::new();
    let findings = lint(&cases, &mut used);
    let mut by_rule: BTreeMap<&str, Vec<&LintFinding>> = BTreeMap::new();
    for finding in &findings {
        by_rule.entry(&finding.rule).or_default().push(finding);
    }
    for (rule, list) in &by_rule {
        println!("{rule}: {} times", list.len());
        for finding in list.iter().take(5) {
            println!("  {finding}");
        }
    }
    assert!(findings.is_empty(), "cfn-lint has {} findings", findings.len());
    assert!(EXCLUDED.len() <= 5, "too many exclusions");
    assert_eq!(used.len(), EXCLUDED.len(), "an exclusion excludes nothing");
}

#[test]
fn every_state_machine_is_valid() {
    let mut cases = texts(connections_alone());
    cases.extend(texts(services_alone()));
    cases.extend(sample_texts());
    cases.extend(random_designs().iter().map(|d| (d.name.clone(), template(d))));
    let mut seen = BTreeSet::new();
    cases.retain(|(_, text)| text.contains("AWS::StepFunctions::StateMachine") && seen.insert(text.clone()));
    let templates: Vec<(&str, &str)> = cases.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (machines, problems) = support::validate_state_machines(&templates);
    println!("{machines} state machines judged");
    let told: Vec<String> = problems.iter().take(20).map(|p| format!("{} {} {}: {}", p.name, p.machine, p.judge, p.message)).collect();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), told.join("\n"));
    assert!(machines > 0 || REGISTRY.service("workflow").is_none());
}

#[test]
fn every_statement_names_actions_that_exist() {
    let mut cases = texts(connections_alone());
    cases.extend(texts(services_alone()));
    cases.extend(texts(connections_encrypted()));
    cases.extend(sample_texts());
    let templates: Vec<(&str, &str)> = cases.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let report = support::judge_permissions(&templates);
    println!("{} statements judged", report.statements);
    let told: BTreeSet<String> = report.problems.iter().map(|p| format!("{} {}: {} is {}", p.name, p.place, p.action, p.problem)).collect();
    assert!(report.statements > 0);
    assert!(told.is_empty(), "{} problems:\n{}", told.len(), told.into_iter().take(30).collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_verb_stands_for_actions_that_can_be_limited_to_a_resource() {
    let all: BTreeSet<&str> = VERBS.iter().flat_map(|verbs| verbs.read.iter().chain(verbs.write).copied()).collect();
    let statement = serde_json::json!({ "Effect": "Allow", "Action": all, "Resource": "*" });
    let policy = serde_json::json!({ "PolicyName": "all", "PolicyDocument": { "Statement": statement } });
    let role = serde_json::json!({ "Type": "AWS::IAM::Role", "Properties": { "Policies": [policy] } });
    let template = serde_json::json!({ "Resources": { "Role": role } }).to_string();
    // Said of everything, an action that can be limited is told, and one that does not exist too.
    let report = support::judge_permissions(&[("verbs", &template)]);
    let told: BTreeSet<&str> = report.problems.iter().filter(|p| p.problem == "everywhere").map(|p| p.action.as_str()).collect();
    assert_eq!(told, all);
    assert_eq!(report.problems.len(), all.len());
}
