//! Nested stacks before judges: cfn-lint on every file of them, and a stack of stacks in an emulator.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use serde_json::Value;
use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Date, Graph, Severity};
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::nested;
use stackdraft::project::{self, samples};
use stackdraft::synth::{Analysis, analyse, synthesize};

use crate::emulator::Emulator;
use crate::generate::random::{self, Random};
use crate::groups::{chain, grouped};
use crate::support;

const TODAY: Date = Date::new(2026, 11, 23);

#[test]
fn every_file_of_nested_stacks_lints_without_a_remark() {
    let mut random = Random::new(20_261_128);
    let samples = samples::SAMPLES.iter().map(|s| project::parse(s.text).expect("a sample is a design"));
    let (drawn, _) = random::some(16, 9_000, TODAY);
    let mut texts = Vec::new();
    for (index, design) in samples.chain(drawn).enumerate() {
        let design = grouped(design, &mut random);
        let Analysis { synthesis, report, .. } = analyse(&design, &REGISTRY, TODAY);
        // What is cut may leave something without what it needs, which is not exported.
        if report.findings.iter().any(|f| f.severity == Severity::Error) {
            continue;
        }
        let nested = nested::divide(&design, &synthesis).expect("there are groups");
        let files = nested.files("template", "yaml");
        texts.extend(files.into_iter().map(|(name, template)| (format!("{index} {} {name}", design.name), template.yaml())));
    }
    assert!(texts.len() > 30, "{} templates", texts.len());
    let named: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    // That a template beside this one has to be packaged before it is deployed, or deployed by Stackdraft, is so.
    let is_local = |f: &support::LintFinding| f.rule == "W3002" && f.path.ends_with("Properties/TemplateURL");
    let findings: Vec<_> = support::lint(&named).into_iter().filter(|f| !is_local(f)).collect();
    let told: Vec<String> = findings.iter().take(20).map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), told.join("\n"));
}

fn made(text: &str) -> Design {
    let empty = Design::new("chain");
    let mut draft = Draft::new(&empty, &REGISTRY);
    script::run(text, &mut draft).unwrap_or_else(|fault| panic!("line {}: {}", fault.line, fault.problem.message));
    draft.design().clone()
}

/// The built program, its AWS in an emulator; its result and what it said.
fn run(emulator: &Emulator, folder: &tempfile::TempDir, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stackdraft"));
    emulator.reach(&mut command);
    command.args(arguments).current_dir(folder.path()).env("STACKDRAFT_STATE_DIR", folder.path().join("state")).stdin(Stdio::null());
    let output = command.output().expect("run stackdraft");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// What a stack consists of, those nested in it included: logical ID to type and what AWS calls it.
fn resources(emulator: &Emulator, folder: &tempfile::TempDir) -> BTreeMap<String, (String, String)> {
    let (status, told, said) = run(emulator, folder, &["status", FILE, "--env", "dev", "--format", "json"]);
    assert_eq!(status, Some(0), "{said}");
    let told: Value = serde_json::from_str(&told).expect("JSON");
    let text = |resource: &Value, key: &str| resource[key].as_str().unwrap_or_default().to_owned();
    let all = told["resources"].as_array().expect("resources").iter();
    all.map(|r| (text(r, "logical_id"), (text(r, "resource_type"), text(r, "physical_id")))).collect()
}

const FILE: &str = "chain.stackdraft.json";

#[test]
fn a_design_over_five_hundred_resources_lives_and_dies_in_nested_stacks() {
    let emulator = Emulator::start();
    let folder = tempfile::tempdir().expect("a folder");
    let design = made(&format!("{}env dev region=eu-west-1 stack=chain-dev\n", chain(3, 52)));
    let flat = synthesize(&Graph::new(&design, &REGISTRY)).template;
    assert!(flat.resources.len() > 500, "{}", flat.resources.len());
    fs::write(folder.path().join(FILE), project::print(&design)).expect("a file");

    let (status, _, said) = run(&emulator, &folder, &["export", FILE]);
    assert_eq!(status, Some(1));
    assert!(said.contains("--nested DIR"), "{said}");
    let (status, _, said) = run(&emulator, &folder, &["export", FILE, "--nested", "out"]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(fs::read_dir(folder.path().join("out")).expect("a folder").count(), 4, "{said}");

    let (status, _, said) = run(&emulator, &folder, &["deploy", FILE, "--env", "dev", "--yes"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("Q10Queue (Q 1 0)"), "events of what is in nested stacks are told: {said}");
    let live = resources(&emulator, &folder);
    let missing: Vec<&String> = flat.resources.keys().filter(|id| !live.contains_key(*id)).collect();
    assert!(missing.is_empty(), "{missing:?} were not made");
    let stacks: Vec<&String> = live.values().filter(|(kind, _)| kind == "AWS::CloudFormation::Stack").map(|(_, id)| id).collect();
    assert_eq!(stacks.len(), 3);

    // What the first group sends to is the queue of the second, as the services have it.
    let of = |id: &str| live[id].1.as_str();
    let first = stacks.iter().find(|id| id.contains("Part0Stack")).expect("the first group's stack");
    let read = emulator.readback(first.split('/').nth(1).expect("its name"));
    let function = flat.resources.iter().find(|(id, r)| id.starts_with("F00") && r.kind == "AWS::Lambda::Function").expect("a function").0;
    let variables = read[function]["properties"]["Environment"]["Variables"].to_string();
    assert!(variables.contains(of("Q10Queue")), "{variables} tells of {}", of("Q10Queue"));

    let (status, _, said) = run(&emulator, &folder, &["deploy", FILE, "--env", "dev", "--yes"]);
    assert_eq!(status, Some(0), "{said}");
    let (status, _, said) = run(&emulator, &folder, &["delete", FILE, "--env", "dev", "--yes"]);
    assert_eq!(status, Some(0), "{said}");
    // The emulator tells nothing of a nested stack that is gone but that it is.
    assert!(said.contains("DELETE_COMPLETE           Part2Stack"), "{said}");
}
