//! Random designs over the whole catalogue: each line delivers, no resource waits for itself, the template is always the same
//! and within what AWS takes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use stackdraft::REGISTRY;
use stackdraft::catalog::{Date, Graph, LineStyle, Severity, Verdict};
use stackdraft::cfn::{Map, Resource, Template, Value, json};
use stackdraft::design::Design;
use stackdraft::project;
use stackdraft::synth::{analyse, synthesize};

use crate::generate::random;

const TODAY: Date = Date::new(2026, 11, 23);

#[test]
fn random_designs_are_proven_acyclic_deterministic_and_within_limits() {
    let (designs, thrown) = random::all(TODAY);
    assert_eq!(designs.len(), random::DESIGNS);
    let mut sizes: Vec<usize> = designs.iter().map(|design| design.nodes.len()).collect();
    sizes.sort_unstable();
    println!("{} to {} nodes, median {}; thrown away: {thrown:?}", sizes[0], sizes[sizes.len() - 1], sizes[sizes.len() / 2]);
    assert!(!thrown.contains_key("WIR020"), "designs are thrown away for lines that do not deliver: {thrown:?}");
    assert!(sizes[sizes.len() / 2] >= 20 && (70..=80).contains(&sizes[sizes.len() - 1]), "{sizes:?}");
    random::assert_covers(&designs, 25);
    let flaws: Vec<String> = random::in_parallel(&designs, flaws).into_iter().filter(|told| !told.is_empty()).collect();
    assert!(flaws.is_empty(), "{} designs are not sound:\n{}", flaws.len(), flaws.concat());
}

/// What is wrong with a design, a line each.
fn flaws(design: &Design) -> String {
    let mut told = String::new();
    let mut tell = |flaw: String| writeln!(told, "{}: {flaw}", design.name).unwrap();
    let analysis = analyse(design, &REGISTRY, TODAY);
    for fault in &analysis.synthesis.faults {
        tell(format!("{fault:?}"));
    }
    analysis.report.findings.iter().filter(|f| f.severity == Severity::Error).for_each(|f| tell(format!("{}: {}", f.code, f.message)));
    // Every line has a proof, and what is not only in the picture has to hold or to be switched off.
    if analysis.proofs.by_line.len() != design.connections.len() {
        tell(format!("{} proofs of {} lines", analysis.proofs.by_line.len(), design.connections.len()));
    }
    for (line, proof) in &analysis.proofs.by_line {
        let kind = REGISTRY.connection(&design.connections[line].kind).unwrap().spec();
        let picture = kind.style == LineStyle::Picture;
        let wanted: &[Verdict] = if picture { &[Verdict::Picture] } else { &[Verdict::Proven, Verdict::Off] };
        if !wanted.contains(&proof.verdict()) {
            tell(format!("{line} is {:?}: {:?}", proof.verdict(), proof.links.iter().find(|link| link.state.reason().is_some())));
        }
    }
    let template = &analysis.synthesis.template;
    if let Some(circle) = circle(template) {
        tell(format!("resources wait for each other: {circle}"));
    }
    let yaml = template.yaml();
    let again = project::parse(&project::print(design)).unwrap();
    if synthesize(&Graph::new(&again, &REGISTRY)).template.yaml() != yaml {
        tell("saved and loaded it becomes another template".to_owned());
    }
    limits(template, yaml.len()).into_iter().for_each(&mut tell);
    told
}

/// Resources that wait for each other, where there are some: those that are left when all that wait for nothing are taken away
/// again and again.
fn circle(template: &Template) -> Option<String> {
    let mut waits: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (id, resource) in &template.resources {
        let mut named: Vec<String> = resource.depends_on.iter().cloned().collect();
        resource.properties.values().for_each(|value| references(value, &mut named));
        named.retain(|other| template.resources.contains_key(other));
        waits.insert(id, named);
    }
    loop {
        let free: Vec<&str> =
            waits.iter().filter(|(_, named)| named.iter().all(|other| !waits.contains_key(other.as_str()))).map(|(id, _)| *id).collect();
        if free.is_empty() {
            break;
        }
        for id in free {
            waits.remove(id);
        }
    }
    (!waits.is_empty()).then(|| waits.into_keys().collect::<Vec<_>>().join(", "))
}

/// The names a value refers to.
fn references(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Call(function, argument) => {
            match (function.as_str(), &**argument) {
                ("Ref", Value::Text(name)) => into.push(name.to_string()),
                ("Fn::GetAtt", Value::List(parts)) => into.extend(parts.first().and_then(Value::as_text).map(str::to_owned)),
                ("Fn::Sub", Value::Text(text)) => in_text(text, into),
                ("Fn::Sub", Value::List(parts)) => in_text(parts.first().and_then(Value::as_text).unwrap_or_default(), into),
                _ => {}
            }
            references(argument, into);
        }
        Value::List(list) => list.iter().for_each(|item| references(item, into)),
        Value::Map(map) => map.values().for_each(|item| references(item, into)),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => {}
    }
}

fn in_text(text: &str, into: &mut Vec<String>) {
    let names = text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    into.extend(names.map(|name| name.split('.').next().unwrap_or(name).to_owned()));
}

/// What is over a limit. AWS: CloudFormation User Guide, "CloudFormation quotas"; IAM User Guide, "IAM and AWS STS quotas";
/// Amazon SQS Developer Guide, "Amazon SQS policy quotas"; Lambda Developer Guide, "Lambda quotas"; Amazon EventBridge User Guide,
/// "Amazon EventBridge quotas"; AWS KMS Developer Guide, "Resource quotas".
fn limits(template: &Template, bytes: usize) -> Vec<String> {
    let mut over = Vec::new();
    let mut limit = |what: String, is: usize, most: usize| {
        if is > most {
            over.push(format!("{what}: {is}, and the limit is {most}"));
        }
    };
    let outputs = template.sections.get("Outputs").and_then(Value::as_map).map_or(0, Map::len);
    limit("resources".to_owned(), template.resources.len(), 500);
    limit("parameters".to_owned(), template.parameters.len(), 200);
    limit("outputs".to_owned(), outputs, 200);
    limit("bytes".to_owned(), bytes, 1_000_000);
    let length = |value: Option<&Value>| value.map_or(0, |value| json::write_compact(value).len());
    let count = |value: Option<&Value>| value.and_then(Value::as_list).map_or(0, <[Value]>::len);
    for (id, Resource { kind, properties, .. }) in &template.resources {
        limit(format!("characters of {id}"), id.len(), 255);
        let document = properties.get("PolicyDocument");
        match kind.as_str() {
            "AWS::IAM::Role" => {
                let policies = properties.get("Policies").and_then(Value::as_list).unwrap_or_default();
                let own = policies.iter().map(|policy| length(policy.get("PolicyDocument"))).sum::<usize>();
                // What stands by itself is the role's inline policy all the same.
                let is_of = |policy: &&Resource| {
                    let roles = policy.properties.get("Roles").and_then(Value::as_list).unwrap_or_default();
                    policy.kind == "AWS::IAM::Policy" && roles.contains(&Value::reference(id.as_str()))
                };
                let beside = template.resources.values().filter(is_of).map(|policy| length(policy.properties.get("PolicyDocument")));
                limit(format!("policies of {id}"), own + beside.sum::<usize>(), 10_240);
            }
            "AWS::SQS::QueuePolicy" => {
                limit(format!("policy of {id}"), length(document), 8_192);
                limit(format!("statements of {id}"), count(document.and_then(|document| document.get("Statement"))), 20);
            }
            "AWS::SNS::TopicPolicy" => {
                limit(format!("policy of {id}"), length(document), 30_720);
                limit(format!("statements of {id}"), count(document.and_then(|document| document.get("Statement"))), 100);
            }
            "AWS::KMS::Key" => limit(format!("policy of {id}"), length(properties.get("KeyPolicy")), 32_768),
            "AWS::Lambda::Function" => limit(format!("variables of {id}"), length(properties.get("Environment")), 4_096),
            "AWS::Events::Rule" => {
                limit(format!("targets of {id}"), count(properties.get("Targets")), 5);
                limit(format!("pattern of {id}"), length(properties.get("EventPattern")), 2_048);
            }
            "AWS::SNS::Subscription" => {
                let keys = properties.get("FilterPolicy").and_then(Value::as_map).map_or(0, Map::len);
                limit(format!("filter keys of {id}"), keys, 5);
            }
            _ => {}
        }
    }
    over
}
