//! Under which conditions recognised nodes and lines are there: those that make the template as it is.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fields::Trial;
use super::target::{around, make_near};
use crate::catalog::conditions::{definitions, names};
use crate::catalog::{Graph, Origin};
use crate::cfn::Value;
use crate::design::{Condition, ConnectionId, Design, NodeId};
use crate::synth::synthesize;

/// Puts nodes and lines under the conditions that their resources are under; the trial is against the template as it is.
pub(super) fn add(trial: &Trial<'_>, design: &mut Design) {
    let conditions: Vec<String> = asked(trial).into_iter().collect();
    if conditions.is_empty() {
        return;
    }
    design.conditions = definitions(design);
    nodes(trial, design);
    let lines: Vec<ConnectionId> = design.connections.keys().cloned().collect();
    for line in lines.into_iter().take_while(|_| trial.pace.goes_on(0.84)) {
        put_line(trial, design, &line, &conditions);
    }
}

/// Nodes are under the condition of their main resource, or of all that is theirs.
fn nodes(trial: &Trial<'_>, design: &mut Design) {
    let mut of_parts: Vec<(NodeId, Option<String>)> = Vec::new();
    let synthesis = synthesize(&Graph::new(design, trial.registry));
    for (id, node) in &design.nodes {
        let condition = |said: &Value| said.get("Condition").and_then(Value::as_text).map(str::to_owned);
        let found = if let Some(main) = trial.target.resources.get(&node.logical_id) {
            condition(main)
        } else {
            let own = |origin: &Origin| *origin == Origin::Node(id.clone());
            let parts = synthesis.provenance.iter().filter(|(_, provenance)| own(&provenance.address.owner));
            let each: BTreeSet<Option<String>> = parts.filter_map(|(id, _)| trial.target.said(id)).map(condition).collect();
            let mut each = each.into_iter();
            each.next().filter(|_| each.next().is_none()).flatten()
        };
        of_parts.push((id.clone(), found));
    }
    for (id, condition) in of_parts {
        // What is only made where something else is not may be made by what is always there.
        let condition = condition.filter(|name| !is_opposite(design, name));
        if let (Some(node), Some(condition)) = (design.nodes.get_mut(&id), condition) {
            Arc::make_mut(node).condition = Some(condition);
        }
    }
}

/// Whether a condition holds where another one does not.
fn is_opposite(design: &Design, name: &str) -> bool {
    matches!(design.conditions.get(name).map(|condition| &**condition), Some(Condition::Not(inner)) if matches!(**inner, Condition::Holds(_)))
}

/// Puts nodes under the opposite of another condition where their main resource is, and that makes the template as it is.
pub(super) fn of_other_worlds(trial: &Trial<'_>, design: &mut Design) {
    let conditional: Vec<(NodeId, String)> = design
        .nodes
        .iter()
        .filter(|(_, node)| node.condition.is_none())
        .filter_map(|(id, node)| {
            let condition = trial.target.resources.get(&node.logical_id)?.get("Condition")?.as_text()?;
            is_opposite(design, condition).then(|| (id.clone(), condition.to_owned()))
        })
        .collect();
    for (id, condition) in conditional {
        let seeds = BTreeSet::from([id.clone()]);
        let mut near = around(design, &seeds, trial.registry);
        let score = |near: &Design| trial.target.score(&make_near(near, &seeds, trial.registry)).sum();
        let before = score(&near);
        if let Some(node) = near.nodes.get_mut(&id) {
            Arc::make_mut(node).condition = Some(condition.clone());
        }
        if score(&near) > before
            && let Some(node) = design.nodes.get_mut(&id)
        {
            Arc::make_mut(node).condition = Some(condition);
        }
    }
}

/// Puts a line under the condition with which what it adds is most like the template, where that is more so than without.
fn put_line(trial: &Trial<'_>, design: &mut Design, line: &ConnectionId, conditions: &[String]) {
    let Some(seeds) = design.connections.get(line).map(|c| c.nodes().cloned().collect::<BTreeSet<NodeId>>()) else { return };
    let mut near = around(design, &seeds, trial.registry);
    let score = |near: &Design| trial.target.score(&make_near(near, &seeds, trial.registry)).sum();
    if trial.target.is_settled(&make_near(&near, &seeds, trial.registry), None) {
        return;
    }
    let mut best = (score(&near), None);
    for condition in conditions {
        put(&mut near, line, Some(condition.clone()));
        let with = score(&near);
        if with > best.0 {
            best = (with, Some((condition.clone(), false)));
        }
        put(&mut near, line, None);
        // What no resource tells of may be there under the condition itself.
        if let Some(target) = shapeless_target(trial, &near, line) {
            put_node(&mut near, &target, Some(condition.clone()));
            let with = score(&near);
            if with > best.0 {
                best = (with, Some((condition.clone(), true)));
            }
            put_node(&mut near, &target, None);
        }
    }
    match best.1 {
        Some((condition, true)) => {
            if let Some(target) = shapeless_target(trial, design, line) {
                put_node(design, &target, Some(condition));
            }
        }
        Some((condition, false)) => put(design, line, Some(condition)),
        None => {}
    }
}

/// The node a line leads to, where the template has no main resource of it and it is under no condition so far.
fn shapeless_target(trial: &Trial<'_>, design: &Design, line: &ConnectionId) -> Option<NodeId> {
    let target = &design.connections.get(line)?.target;
    let node = design.nodes.get(target)?;
    (node.condition.is_none() && !trial.target.resources.contains_key(&node.logical_id)).then(|| target.clone())
}

fn put_node(design: &mut Design, node: &NodeId, condition: Option<String>) {
    if let Some(node) = design.nodes.get_mut(node) {
        Arc::make_mut(node).condition = condition;
    }
}

fn put(design: &mut Design, line: &ConnectionId, condition: Option<String>) {
    if let Some(connection) = design.connections.get_mut(line).filter(|connection| connection.condition != condition) {
        Arc::make_mut(connection).condition = condition;
    }
}

/// The conditions that resources are under or ask inside.
fn asked(trial: &Trial<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for said in trial.target.resources.values() {
        found.extend(said.get("Condition").and_then(Value::as_text).map(str::to_owned));
        names(said, &mut |name| found.extend([name.to_owned()]));
    }
    found
}
