//! What using an encrypted node takes of the customer key it is encrypted with: derived from what roles may do with the
//! node and whom its policy lets in, so that no connection has to know of keys.

use std::collections::BTreeSet;

use super::graph::{Graph, NodeView};
use super::policy::{Principal, SOURCE_ARN, Statement};
use super::request::{Received, Request, Wanted};
use crate::cfn::{Value, references};

/// What is taken of a key.
#[derive(Clone, Copy)]
pub struct KeyUse<'g> {
    /// The key.
    pub key: NodeView<'g>,
    /// The actions of KMS.
    pub actions: &'static [&'static str],
}

/// The sender that does not tell KMS for whom it sends: a condition on that would shut it out.
const TELLS_NOTHING: &str = "events.amazonaws.com";

/// What a role needs of keys that may do what these statements say.
pub fn of_role(graph: &Graph<'_>, statements: &[Statement]) -> Vec<Statement> {
    if !graph.has_keys() {
        return Vec::new();
    }
    let mut needed = Vec::new();
    for statement in statements.iter().filter(|statement| statement.allow) {
        for node in spoken_of(graph, statement) {
            for used in statement.actions.iter().flat_map(|action| node.service.key_uses(&node, action)) {
                let mut use_key = Statement::allow(used.actions.iter().copied()).on(used.key.arn());
                use_key.name = format!("Use{}", used.key.node.logical_id);
                use_key.origins.clone_from(&statement.origins);
                use_key.origins.insert(super::Origin::Node(used.key.id.clone()));
                needed.push(use_key);
            }
        }
    }
    super::policy::merge(needed)
}

/// The nodes a statement's resources are about.
fn spoken_of<'g>(graph: &'g Graph<'g>, statement: &Statement) -> Vec<NodeView<'g>> {
    let mut found: Vec<NodeView<'g>> = Vec::new();
    let mut add = |node: NodeView<'g>| {
        if !found.iter().any(|known| known.id == node.id) {
            found.push(node);
        }
    };
    for resource in &statement.resources {
        let mut names: Vec<&str> = Vec::new();
        references::collect(resource, &mut names);
        names.into_iter().filter_map(|name| graph.node_by_logical_id(name)).for_each(&mut add);
        sub_text(resource).and_then(|text| graph.encrypted_by_name(text)).into_iter().for_each(&mut add);
    }
    found
}

/// The text of an `Fn::Sub`.
pub(super) fn sub_text(value: &Value) -> Option<&str> {
    match value {
        Value::Call(function, text) if function == "Fn::Sub" => text.as_text(),
        _ => None,
    }
}

/// What the policies of keys must let in so that the services of AWS that an encrypted node's own policy lets in can use
/// its key as well, each with the key it is for.
pub fn of_senders<'g>(node: &NodeView<'g>, wanted: &Wanted) -> Vec<(NodeView<'g>, Received)> {
    let mut needed = Vec::new();
    for received in &wanted.requests {
        let Request::Admit(statement) = &received.request else { continue };
        let Some(Principal::Service(service)) = statement.principal else { continue };
        if !statement.allow {
            continue;
        }
        for used in statement.actions.iter().flat_map(|action| node.service.key_uses(node, action)) {
            let request = Request::Admit(for_sender(service, statement, used.actions));
            needed.push((used.key, Received { request, origin: received.origin.clone() }));
        }
    }
    needed
}

/// The statement of a key's policy for a service that another policy lets in by `statement`.
fn for_sender(service: &'static str, statement: &Statement, actions: &[&str]) -> Statement {
    // KMS counts making a data key as several actions, and services choose among them.
    let actions: BTreeSet<&str> = actions.iter().map(|a| if *a == "kms:GenerateDataKey" { "kms:GenerateDataKey*" } else { a }).collect();
    let use_key = Statement::allow(actions).for_service(service).on_everything();
    let name = service.split('.').next().unwrap_or(service);
    if service == TELLS_NOTHING {
        return use_key.named(format!("For {name}"));
    }
    let source = statement.conditions.iter().find(|(_, key, _)| key == SOURCE_ARN);
    let use_key = match source {
        Some((_, _, arn)) => use_key.from_source(arn.clone()).named(statement.name.clone()),
        None => use_key.named(format!("For {name}")),
    };
    use_key.from_own_account()
}
