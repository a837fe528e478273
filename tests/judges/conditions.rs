//! Templates with conditions: cfn-lint has nothing to say against them, references to what is conditional included.

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::{Conditional, Draft};
use stackdraft::catalog::{Date, Graph, Severity};
use stackdraft::design::{Condition, Design, Parameter};
use stackdraft::project::{self, samples};
use stackdraft::synth::{analyse, synthesize};

use crate::generate::random;
use crate::support;

const TODAY: Date = Date::new(2026, 11, 23);

/// Puts every so-manieth node and line of a design under one of two conditions that exclude each other, or under both.
fn under_conditions(design: &Design, step: usize) -> Design {
    let mut draft = Draft::new(design, &REGISTRY);
    let stage = Parameter { default: Some("dev".to_owned()), ..Parameter::default() };
    draft.set_parameter("Stage", Some(stage.clone())).expect("a parameter");
    draft.set_parameter("Extras", Some(stage)).expect("a parameter");
    draft.set_condition("InProduction", Some(Condition::is("Stage", "prod"))).expect("a condition");
    draft.set_condition("HasExtras", Some(Condition::parse("Extras = yes and Stage != dev").expect("a test"))).expect("a condition");
    let nodes = design.nodes.keys().cloned().map(Conditional::Node);
    let lines = design.connections.keys().cloned().map(Conditional::Connection);
    for (index, thing) in nodes.chain(lines).enumerate().filter(|(index, _)| index % step == step - 1) {
        draft.set_only(&thing, Some(["InProduction", "HasExtras"][index / step % 2])).expect("a condition is known");
    }
    draft.design().clone()
}

#[test]
fn templates_with_conditions_lint_without_a_remark() {
    let samples = samples::SAMPLES.iter().map(|s| project::parse(s.text).expect("a sample is a design"));
    let (random, _) = random::some(12, 20_261_128, TODAY);
    let designs = samples.chain(random).flat_map(|design| [2, 3].map(|step| under_conditions(&design, step)));
    // What some conditions leave without what it needs has findings, and is not exported.
    let sound = |design: &Design| {
        let report = analyse(design, &REGISTRY, TODAY).report;
        report.findings.iter().all(|f| f.severity != Severity::Error)
    };
    let texts: Vec<(String, String)> = designs
        .enumerate()
        .filter(|(_, design)| sound(design))
        .map(|(index, design)| (format!("{index} {}", design.name), synthesize(&Graph::new(&design, &REGISTRY)).yaml().to_owned()))
        .collect();
    println!("{} templates with conditions", texts.len());
    assert!(texts.len() > 10, "{} of the templates have no errors", texts.len());
    let named: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let findings = support::lint(&named);
    let told: Vec<String> = findings.iter().take(20).map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), told.join("\n"));
}
