//! Every link of every connection kind, broken: each proof names what shows each of its links; that is taken away,
//! narrowed, swapped or denied in the template, and the proof has to fail at that link and at none before it.

use std::collections::BTreeMap;

use stackdraft::REGISTRY;
use stackdraft::catalog::proof::Step;
use stackdraft::catalog::{Evidence, Graph, LinkState, Proof, Synthesis};
use stackdraft::cfn::{Map, Template, Value};
use stackdraft::design::ConnectionId;
use stackdraft::prove;
use stackdraft::synth::synthesize;

use crate::generate::{connections_alone, connections_encrypted, connections_to_work};

/// Something of nobody here.
const OTHER: &str = "arn:aws:other:us-east-1:111122223333:other";

/// A change to a template.
struct Break {
    what: String,
    /// Whether the link has to fail by it; otherwise one of the others of its place must make it fail.
    must: bool,
    template: Template,
}

/// The value at a place, to be changed.
fn at<'t>(template: &'t mut Template, evidence: &Evidence) -> Option<&'t mut Value> {
    let resource = template.resources.get_mut(&evidence.logical_id)?;
    let [Step::Key(_), Step::Key(first), rest @ ..] = evidence.path.as_slice() else { return None };
    let start = resource.properties.get_mut(first.as_ref())?;
    rest.iter().try_fold(start, |value, step| match (value, step) {
        (Value::Map(map), Step::Key(key)) => map.get_mut(key.as_ref()),
        (Value::List(list), Step::Index(index)) => list.get_mut(*index),
        _ => None,
    })
}

/// Takes away what stands at a place.
fn remove(template: &mut Template, evidence: &Evidence) {
    let resource = template.resources.get_mut(&evidence.logical_id).unwrap();
    match evidence.path.as_slice() {
        [Step::Key(depends), Step::Key(other)] if depends == "DependsOn" => {
            assert!(resource.depends_on.remove(other.as_ref()));
        }
        // All of its properties: the resource.
        [_] => drop(template.resources.shift_remove(&evidence.logical_id)),
        [_, Step::Key(key)] => drop(resource.properties.shift_remove(key.as_ref()).unwrap()),
        [rest @ .., last] => {
            let outer = Evidence { path: rest.to_vec(), ..evidence.clone() };
            match (at(template, &outer), last) {
                (Some(Value::Map(map)), Step::Key(key)) => drop(map.shift_remove(key.as_ref()).unwrap()),
                (Some(Value::List(list)), Step::Index(index)) => drop(list.remove(*index)),
                // The only statement of a document, which is no list.
                other => panic!("{evidence}: {other:?}"),
            }
        }
        [] => panic!("{evidence} is no place"),
    }
}

fn with(template: &Template, what: impl Into<String>, must: bool, change: impl FnOnce(&mut Template)) -> Break {
    let mut changed = template.clone();
    change(&mut changed);
    Break { what: what.into(), must, template: changed }
}

/// Whether a value is made of a reference to another resource.
fn refers(template: &Template, value: &Value) -> bool {
    let mut names: Vec<&str> = Vec::new();
    stackdraft::cfn::references::collect(value, &mut names);
    names.iter().any(|name| template.resources.contains_key(*name))
}

fn breaks(template: &Template, evidence: &Evidence) -> Vec<Break> {
    let mut all = vec![with(template, "removed", evidence.statement, |t| remove(t, evidence))];
    if evidence.statement {
        let permission = template.resources[&evidence.logical_id].kind == "AWS::Lambda::Permission";
        all.extend(if permission { of_permission(template, evidence) } else { of_statement(template, evidence) });
        return all;
    }
    let Some(value) = evidence.value(template) else { return all };
    let set = |what: &str, must: bool, new: Value| with(template, what, must, |t| *at(t, evidence).unwrap() = new);
    match value {
        Value::Bool(on) => all.push(set("flipped", false, (!on).into())),
        Value::Integer(_) => {
            all.push(set("as little as can be", false, 0.into()));
            all.push(set("as much as can be", false, 1_000_000.into()));
        }
        Value::List(_) | Value::Map(_) => {}
        value => all.push(set("another", refers(template, value), OTHER.into())),
    }
    all
}

fn of_permission(template: &Template, evidence: &Evidence) -> Vec<Break> {
    let set = |key: &'static str, value: &str| {
        let value = Value::from(value);
        with(template, format!("{key} is another"), true, |t| {
            t.resources.get_mut(&evidence.logical_id).unwrap().properties.insert(key.to_owned(), value);
        })
    };
    vec![
        set("Action", "lambda:GetFunction"),
        set("Principal", "other.amazonaws.com"),
        set("SourceArn", OTHER),
        set("SourceAccount", "111122223333"),
        set("FunctionName", OTHER),
    ]
}

fn of_statement(template: &Template, evidence: &Evidence) -> Vec<Break> {
    let statement = evidence.value(template).unwrap().as_map().unwrap().clone();
    let change = |what: &str, must: bool, change: &dyn Fn(&mut Map)| {
        with(template, what, must, |t| match at(t, evidence) {
            Some(Value::Map(map)) => change(map),
            other => panic!("{evidence}: {other:?}"),
        })
    };
    let mut all = vec![
        change("denied", true, &|s| drop(s.insert("Effect".to_owned(), "Deny".into()))),
        change("for no action", true, &|s| drop(s.insert("Action".to_owned(), "other:Action".into()))),
        change("from another account", true, &|s| condition(s, "StringEquals", "aws:SourceAccount", "111122223333")),
        change("from another source", true, &|s| condition(s, "ArnEquals", "aws:SourceArn", OTHER)),
        change("only without TLS", true, &|s| condition(s, "Bool", "aws:SecureTransport", "false")),
    ];
    if statement.contains_key("Resource") {
        all.push(change("on another resource", true, &|s| drop(s.insert("Resource".to_owned(), OTHER.into()))));
    }
    if statement.contains_key("Principal") {
        let other = Value::map([("Service", "other.amazonaws.com")]);
        all.push(change("for others", true, &|s| drop(s.insert("Principal".to_owned(), other.clone()))));
    }
    if let Some(Value::List(actions)) = statement.get("Action") {
        for index in 0..actions.len() {
            all.push(change(&format!("without action {index}"), false, &|s| {
                if let Some(Value::List(actions)) = s.get_mut("Action") {
                    actions[index] = "other:Action".into();
                }
            }));
        }
    }
    if let [rest @ .., Step::Index(_)] = evidence.path.as_slice() {
        let list = Evidence { path: rest.to_vec(), ..evidence.clone() };
        all.push(with(template, "a Deny beside it", true, |t| {
            let mut deny = statement.clone();
            deny.insert("Effect".to_owned(), "Deny".into());
            deny.insert("Sid".to_owned(), "Never".into());
            deny.shift_remove("Condition");
            if let Some(Value::List(list)) = at(t, &list) {
                list.push(Value::Map(deny));
            }
        }));
    }
    all
}

fn condition(statement: &mut Map, operator: &str, key: &str, value: &str) {
    let conditions = statement.get_or_insert_with("Condition", || Value::Map(Map::new()));
    let Value::Map(conditions) = conditions else { panic!("no conditions") };
    let keys = conditions.get_or_insert_with(operator, || Value::Map(Map::new()));
    let Value::Map(keys) = keys else { panic!("no keys") };
    keys.insert(key.to_owned(), value.into());
}

/// The first link that does not hold; what is switched off is not broken.
fn first_open(proof: &Proof) -> Option<usize> {
    proof.links.iter().position(|link| !matches!(link.state, LinkState::Holds | LinkState::Off(_)))
}

/// How many changes were tried at the links' places, how many made the link fail, and what should not have happened.
#[derive(Default)]
struct Tried {
    changes: usize,
    failed: usize,
    wrong: Vec<String>,
}

fn broken_at_every_link(name: &str, graph: &Graph<'_>, synthesis: &Synthesis, line: &ConnectionId, proof: &Proof, tried: &mut Tried) {
    for (index, link) in proof.links.iter().enumerate() {
        for evidence in &link.evidence {
            let mut failed = 0;
            for change in breaks(&synthesis.template, evidence) {
                let mut changed = synthesis.clone();
                changed.template = change.template;
                let after = prove::prove(graph, &changed);
                let place = format!("{name}: {line}: link {index} `{}`: {evidence}: {}", link.claim, change.what);
                let open = first_open(&after.by_line[line]);
                match open {
                    // Another link may be shown by the same place.
                    Some(at) if at == index || proof.links[at].evidence.contains(evidence) => {}
                    Some(at) => tried.wrong.push(format!("{place}: fails at {:?}", after.by_line[line].links[at])),
                    None if change.must => tried.wrong.push(format!("{place}: still proven: {:?}", after.by_line[line].links[index])),
                    None => {}
                }
                failed += usize::from(open.is_some());
                tried.changes += 1;
            }
            if failed == 0 {
                tried.wrong.push(format!("{name}: {line}: nothing done to {evidence} breaks `{}`", link.claim));
            }
            tried.failed += failed;
        }
    }
}

#[test]
fn every_link_of_every_kind_can_be_broken_and_is_found() {
    let mut by_kind: BTreeMap<String, Tried> = BTreeMap::new();
    for case in connections_alone().into_iter().chain(connections_to_work()).chain(connections_encrypted()) {
        let graph = Graph::new(&case.design, &REGISTRY);
        let synthesis = synthesize(&graph);
        for (line, proof) in prove::prove(&graph, &synthesis).by_line {
            let tried = by_kind.entry(case.design.connections[&line].kind.clone()).or_default();
            broken_at_every_link(&case.name, &graph, &synthesis, &line, &proof, tried);
        }
    }
    let wrong: Vec<&String> = by_kind.values().flat_map(|tried| &tried.wrong).collect();
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
    for (kind, tried) in &by_kind {
        println!("{kind}: {} of {} changes break it", tried.failed, tried.changes);
        assert!(kind.starts_with("client_") || tried.failed > 0, "{kind}: {} changes break it", tried.failed);
    }
}
