//! Templates of others: what they say comes back by value, or is named.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use stackdraft::REGISTRY;
use stackdraft::catalog::field::{Field, Kind};
use stackdraft::catalog::{Graph, Settings};
use stackdraft::cfn::json::to_json;
use stackdraft::design::{Design, EntryId, NodeId};
use stackdraft::import::import;
use stackdraft::project;
use stackdraft::project::samples;
use stackdraft::services::{client, subscriber};
use stackdraft::synth::synthesize;

use crate::generate;

/// What a design made of a template becomes again, after it was saved and opened.
fn there_and_back(text: &str) -> serde_json::Value {
    let imported = import("shop", text, &REGISTRY).unwrap();
    assert_eq!(imported.lost, Vec::<String>::new());
    let design = project::parse(&project::print(&imported.design)).unwrap();
    assert_eq!(design, imported.design, "the file holds the whole design");
    to_json(&synthesize(&Graph::new(&design, &REGISTRY)).template.to_value())
}

const ODD: &str = "
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 5}}
Parameters:
  Size: {Type: Number, Default: 10, MinValue: 1, ConstraintDescription: at least 1}
  Stage: {Type: String, AllowedValues: [dev, prod], NoEcho: 'true'}
  Account: {Type: String, Default: 012345678901}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Mappings: {Sizes: {small: {Memory: 128}}}
Resources:
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Condition: IsProd
    DependsOn: Widgets
    DeletionPolicy: Retain
    UpdateReplacePolicy: Delete
    Metadata: {Owner: [a, {b: null}]}
    Properties:
      PolicyDocument: {Version: 2012-10-17, Statement: []}
      Description: !If [IsProd, !Sub '${Widgets.Arn}-${AWS::Region}', !Ref AWS::NoValue]
      Path: {$parameter: not ours}
  Widgets:
    Type: AWS::Kinesis::StreamConsumer
    DependsOn: [Group, Boundary2]
    Properties:
      StreamARN: !GetAtt Group.Arn
      ConsumerName: !ImportValue shared
  Boundary2: {Type: 'AWS::CloudFormation::WaitConditionHandle', Properties: {}}
  Group:
    Type: AWS::ECS::Cluster
    UpdatePolicy: {AutoScalingReplacingUpdate: {WillReplace: yes}}
    Properties:
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://x}}
  Fn::ForEach::Topics:
    - Name
    - [a, b]
    - 'T${Name}': {Type: 'AWS::IAM::Group'}
Outputs:
  Arn: {Value: !GetAtt Group.Arn, Condition: IsProd, Export: {Name: !Sub '${AWS::StackName}-arn'}}
";

#[test]
fn whatever_a_template_says_comes_back_by_value() {
    let said = stackdraft::cfn::read::read(ODD).unwrap().into_json();
    assert_eq!(there_and_back(ODD), said);
    // The same in JSON is the same.
    assert_eq!(there_and_back(&said.to_string()), said);
}

#[test]
fn references_follow_what_they_name() {
    let imported = import("shop", ODD, &REGISTRY).unwrap();
    let node = imported.design.nodes.values().find(|n| n.logical_id == "Widgets").unwrap();
    let properties = &node.fields["properties"].0;
    assert_eq!(properties["StreamARN"]["$attribute"]["node"], "resource-group");
    assert_eq!(properties["ConsumerName"]["$import"], "shared");
    assert_eq!(imported.design.parameters["Size"].default.as_deref(), Some("10"));
}

#[test]
fn what_is_no_template_says_where_and_why() {
    let why = |text: &str| import("x", text, &REGISTRY).unwrap_err().to_string();
    assert!(why("").starts_with("line 1, column 1: there is nothing"));
    assert_eq!(why("just text"), "line 1, column 1: this is no CloudFormation template: it is no object with `Resources`");
    assert_eq!(
        why("A: 1\nResources:\n  - x\n"),
        "line 3, column 3: this is no CloudFormation template: `Resources` has to be an object, and is a list"
    );
    assert_eq!(why("{\"Resources\": {\"A\": {}, \"A\": {}}}"), "line 1, column 25: `A` stands here twice");
    assert_eq!(why("Resources:\n  A: &a\n    B: 1\n  C: *b\n").split(':').next(), Some("line 4, column 6"));
    assert!(why("{\"version\": 1, \"nodes\": {}}").contains("a Stackdraft design"));
    assert!(why(&"x".repeat(9_000_000)).contains("larger than 8 MB"));
}

#[test]
fn random_bytes_and_broken_ends_are_errors() {
    let mut seed = 7_u64;
    for length in 0..ODD.len() {
        let Some(cut) = ODD.get(..length) else { continue };
        // Whether it is a template still does not matter here, only that it is told.
        let _ = import("x", cut, &REGISTRY);
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut bytes = ODD.as_bytes().to_vec();
        bytes[length] = (seed >> 33) as u8;
        let _ = import("x", &String::from_utf8_lossy(&bytes), &REGISTRY);
    }
}

/// A design as its own template tells it: kinds, settings, entries and ends by logical IDs; without what no template holds
/// (places, names, ids, pictures).
fn told(design: &Design) -> BTreeSet<String> {
    let graph = Graph::new(design, &REGISTRY);
    let mut told = BTreeSet::new();
    for view in graph.nodes().filter(|view| view.service.spec().id != client::SPEC.id) {
        let node = view.node;
        let named = name(design, view.id);
        told.insert(format!("{} {named} {:?} {:?} {:?}", node.kind, settings(design, &view), node.condition, node.overrides));
        for (facet, entries) in &node.facets {
            for entry in entries.iter().filter_map(|entry| view.entry(&entry.id)) {
                told.insert(format!("{named} {facet} {:?}", settings(design, &entry)));
            }
        }
    }
    for line in graph.lines().filter(|line| !line.kind.spec().id.starts_with("client_")) {
        let connection = line.connection;
        let entry = connection.entry.as_ref().map(|entry| match line.source.entry(entry) {
            Some(entry) => settings(design, &entry),
            None => entry.to_string(),
        });
        let ends: Vec<String> = connection.ends.iter().map(|(end, node)| format!("{end}={}", name(design, node))).collect();
        told.insert(format!(
            "{} {} {entry:?} {} {ends:?} {:?} {:?} {:?}",
            connection.kind,
            name(design, &connection.source),
            name(design, &connection.target),
            settings(design, &line),
            connection.condition,
            connection.overrides
        ));
    }
    told
}

/// What a node is called in a template; what has no name in any is called by what it is.
fn name(design: &Design, id: &NodeId) -> String {
    let node = &design.nodes[id];
    let nameless = node.kind == subscriber::SPEC.id || node.fields.get("bus").is_some_and(|bus| bus.0 != "custom");
    if nameless { format!("{} {:?}", node.kind, node.fields) } else { node.logical_id.clone() }
}

/// The settings that mean something, and are not what holds without them.
fn settings<'g>(design: &Design, settings: &impl Settings<'g>) -> String {
    let specs = settings.specs().iter().filter(|field| !matches!(field.kind, Kind::StateMachine) && settings.applies(field));
    let set = specs.filter_map(|field| {
        let value = settings.set_value(field)?;
        let mut told = value.0.to_string();
        for (id, node) in &design.nodes {
            told = told.replace(&format!("\"node\":\"{id}\""), &format!("\"node\":\"{}\"", node.logical_id));
        }
        (Some(&value.0) != field.default.to_json().as_ref()).then(|| format!("{}={told}", field.id))
    });
    set.collect::<Vec<_>>().join(" ")
}

fn made(design: &Design) -> serde_json::Value {
    to_json(&synthesize(&Graph::new(design, &REGISTRY)).template.to_value())
}

/// A design without the settings and entries that its template does not show: it is the same without them.
fn shown(design: &Design) -> Design {
    let whole = made(design);
    let mut shown = design.clone();
    let mut keep = |change: &dyn Fn(&mut Design)| {
        let mut without = shown.clone();
        change(&mut without);
        if without != shown && made(&without) == whole {
            shown = without;
        }
    };
    for (id, node) in &design.nodes {
        for field in node.fields.keys() {
            keep(&|design| drop(Arc::make_mut(design.nodes.get_mut(id).unwrap()).fields.remove(field)));
        }
        for (facet, entries) in &node.facets {
            for entry in entries {
                let used = design.connections.values().any(|c| c.source == *id && c.entry.as_ref() == Some(&entry.id));
                if !used {
                    let facets = |design: &mut Design| Arc::make_mut(design.nodes.get_mut(id).unwrap()).facets.clone();
                    keep(&|design| {
                        let mut left = facets(design);
                        left.get_mut(facet).unwrap().retain(|other| other.id != entry.id);
                        Arc::make_mut(design.nodes.get_mut(id).unwrap()).facets = left;
                    });
                }
                for field in entry.fields.keys() {
                    keep(&|design| {
                        let node = Arc::make_mut(design.nodes.get_mut(id).unwrap());
                        node.entry_mut(&entry.id).into_iter().for_each(|entry| drop(entry.fields.remove(field)));
                    });
                }
            }
        }
    }
    for (id, line) in &design.connections {
        if !line.kind.starts_with("client_") {
            keep(&|design| drop(design.connections.remove(id)));
        }
        for field in line.fields.keys() {
            keep(&|design| design.connections.get_mut(id).into_iter().for_each(|line| drop(Arc::make_mut(line).fields.remove(field))));
        }
    }
    plain_choices(&mut shown, &whole);
    for id in design.nodes.keys() {
        if !design.connections.values().any(|line| line.nodes().any(|node| node == id)) {
            let mut without = shown.clone();
            without.nodes.remove(id);
            if made(&without) == whole {
                shown = without;
            }
        }
    }
    shown
}

/// Gives settings of nodes and entries the first of the choices that come to the same.
fn plain_choices(design: &mut Design, whole: &serde_json::Value) {
    for id in design.nodes.keys().cloned().collect::<Vec<_>>() {
        let spec = REGISTRY.service(&design.nodes[&id].kind).unwrap().spec();
        let mut owners: Vec<(Option<EntryId>, &'static [Field])> = vec![(None, spec.fields)];
        for facet in spec.facets {
            owners.extend(design.nodes[&id].entries(facet.id).iter().map(|entry| (Some(entry.id.clone()), facet.fields)));
        }
        for (entry, fields) in owners {
            for field in fields {
                let Kind::Choice(choices) = field.kind else { continue };
                for choice in choices {
                    let mut with = design.clone();
                    let node = Arc::make_mut(with.nodes.get_mut(&id).unwrap());
                    let own = match &entry {
                        Some(entry) => &mut node.entry_mut(entry).unwrap().fields,
                        None => &mut node.fields,
                    };
                    if own.get(field.id).is_none_or(|value| *value == choice.id.into()) {
                        break;
                    }
                    own.insert(field.id.to_owned(), choice.id.into());
                    if made(&with) == *whole {
                        *design = with;
                        break;
                    }
                }
            }
        }
    }
}

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
fn failures(cases: impl IntoIterator<Item = (String, Design)>) -> Vec<String> {
    let mut failed = Vec::new();
    for (name, design) in cases {
        let changed = changed(&design);
        if !changed.is_empty() {
            failed.push(format!("{}:\n{}", name.trim(), changed.join("\n")));
        }
    }
    failed
}

#[test]
fn the_samples_come_back_as_they_were_drawn() {
    let samples = samples::SAMPLES.iter().map(|sample| (sample.name.to_owned(), project::parse(sample.text).unwrap()));
    let failed = failures(samples);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Asserts that no more than so many cases do not come back: the number can only shrink.
fn come_back(cases: Vec<generate::Case>, but: usize) {
    let failed = failures(cases.into_iter().map(|case| (case.name, case.design)));
    assert!(failed.len() <= but, "{} do not come back, more than {but}:\n{}", failed.len(), failed.join("\n"));
}

/// At most so many cases of each unit, spread over all of them; of every second unit, from one on.
fn some(cases: Vec<generate::Case>, each: usize, from: usize) -> Vec<generate::Case> {
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

#[test]
fn forms_of_services_come_back() {
    come_back(generate::services_alone(), 8);
}

#[test]
fn services_at_work_come_back() {
    come_back(generate::services_at_work(), 67);
}

#[test]
fn connections_come_back() {
    come_back(some(generate::connections_alone(), 5, 0), 26);
}

#[test]
fn other_connections_come_back() {
    come_back(some(generate::connections_alone(), 5, 1), 35);
}

#[test]
fn connections_of_encrypted_services_come_back() {
    come_back(some(generate::connections_encrypted(), 1, 0), 4);
}
