//! Keys: their policies admit whom the nodes they encrypt admit, and never close a circle of references.

use std::collections::{BTreeMap, BTreeSet};

use super::{Drafts, cycles};
use crate::catalog::request::Received;
use crate::catalog::{Granted, Graph, Origin, Request, Wanted, encryption, policy};
use crate::cfn::{Value, references};
use crate::design::NodeId;

const KEY: &str = "AWS::KMS::Key";

/// Asks the keys of encrypted nodes to let in what the nodes themselves let in.
pub(super) fn ask<'g>(graph: &'g Graph<'g>, wanted: &mut BTreeMap<&'g NodeId, Wanted>) {
    if !graph.has_keys() {
        return;
    }
    let asked: Vec<_> = graph.nodes().filter_map(|node| Some(encryption::of_senders(&node, wanted.get(node.id)?))).flatten().collect();
    let of_settings = graph.nodes().flat_map(|node| {
        let origin = Origin::Node(node.id.clone());
        let received = move |statement| Received { request: Request::Admit(statement), origin: origin.clone() };
        node.service.key_senders(&node).into_iter().map(move |(key, statement)| (key, received(statement)))
    });
    for (key, received) in asked.into_iter().chain(of_settings) {
        wanted.entry(key.id).or_default().requests.push(received);
    }
}

/// Lets the policies of keys name no source that waits for the key, as a topic does that the key encrypts: what is left
/// says that the request comes from the account. Roles that are part of a circle are seen to later.
pub(super) fn open_circles(drafts: &mut Drafts, granted: &mut [Granted]) {
    if !drafts.values().any(|draft| draft.resource.kind == KEY) {
        return;
    }
    for set in cycles::among(drafts, |draft| draft.resource.kind != "AWS::IAM::Role") {
        let set: BTreeSet<String> = set.into_iter().collect();
        for key in &set {
            let Some(draft) = drafts.get_mut(key).filter(|draft| draft.resource.kind == KEY) else { continue };
            // A policy that was written by hand stays as it is.
            let derived = |granted: &&mut Granted| granted.resource_policy && draft.address.owner == Origin::Node(granted.node.clone());
            let mut derived = granted.iter_mut().filter(derived).peekable();
            if derived.peek().is_none() {
                continue;
            }
            for granted in derived {
                granted.statement.conditions.retain(|(_, name, value)| !waits(name, value, &set));
            }
            if let Some(Value::Map(document)) = draft.resource.properties.get_mut("KeyPolicy")
                && let Some(Value::List(statements)) = document.get_mut("Statement")
            {
                forget_sources(statements, &set);
            }
        }
    }
}

/// Whether a condition names a source that is one of these resources.
fn waits(key: &str, value: &Value, set: &BTreeSet<String>) -> bool {
    let mut names: Vec<&str> = Vec::new();
    references::collect(value, &mut names);
    key == policy::SOURCE_ARN && names.iter().any(|name| set.contains(*name))
}

/// Drops the conditions on such sources, and statements that say the same without them.
fn forget_sources(statements: &mut Vec<Value>, set: &BTreeSet<String>) {
    let mut said: Vec<Value> = Vec::new();
    statements.retain_mut(|statement| {
        if let Value::Map(statement) = statement
            && let Some(Value::Map(operators)) = statement.get_mut("Condition")
        {
            for keys in operators.values_mut() {
                if let Value::Map(keys) = keys {
                    keys.retain(|key, value| !waits(key, value, set));
                }
            }
            operators.retain(|_, keys| keys.as_map().is_none_or(|keys| !keys.is_empty()));
        }
        let mut nameless = statement.clone();
        if let Value::Map(map) = &mut nameless {
            map.shift_remove("Sid");
        }
        let new = !said.contains(&nameless);
        said.push(nameless);
        new
    });
}
