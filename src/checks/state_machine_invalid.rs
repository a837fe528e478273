//! WIR005.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::catalog::{Check, CheckSpec, Context, Findings, NodeView, Place, Settings, Severity};
use crate::services::workflow::{self, DEFINITION, definition};
use crate::unit;

const TYPES: [&str; 8] = ["Task", "Choice", "Parallel", "Map", "Wait", "Pass", "Succeed", "Fail"];

unit! {
    /// A workflow's definition cannot run.
    ///
    /// It begins at a state that is not there, leads to one that is not there, holds states nothing leads to or that
    /// never end, or a task whose line is missing; or a line leads from the workflow to a node and no task uses it.
    ///
    /// AWS: Step Functions Developer Guide, "State machine structure in Amazon States Language for Step Functions
    /// workflows".
    ///
    /// ```stackdraft breaks
    /// add workflow Order
    /// set Order.definition={"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}
    /// ```
    ///
    /// ```stackdraft breaks
    /// add workflow Order
    /// set Order.definition={"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "connection:none", "End": true}}}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add workflow Order
    /// set Order.definition={"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR005",
        name: "state_machine_invalid",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct StateMachineInvalid;

impl Check for StateMachineInvalid {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(workflow::SPEC.id) {
            let Some(machine) = node.literal(&DEFINITION) else { continue };
            let mut problems = Vec::new();
            structure(&machine, &mut problems);
            tasks(&node, &machine, &mut problems);
            for (state, problem) in problems {
                let place = match state {
                    Some(state) => Place::Entry(node.id.clone(), crate::design::EntryId::new(state)),
                    None => Place::Node(node.id.clone()),
                };
                out.add(place, format!("{}: {problem}.", node.node.name)).field(&DEFINITION);
            }
        }
    }
}

/// A state and what is wrong with it.
type Wrong = (Option<String>, String);

fn structure(machine: &Json, problems: &mut Vec<Wrong>) {
    let Some(states) = machine["States"].as_object().filter(|s| !s.is_empty()) else {
        problems.push((None, "the definition has no States".to_owned()));
        return;
    };
    let start = machine["StartAt"].as_str().unwrap_or_default();
    if !states.contains_key(start) {
        problems.push((None, format!("it starts at `{start}`, which is no state")));
    }
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut waiting = vec![start];
    while let Some(name) = waiting.pop() {
        if let Some((name, body)) = states.get_key_value(name)
            && reached.insert(name)
        {
            waiting.extend(definition::successors(body));
        }
    }
    for (name, body) in states {
        let mut wrong = |problem: String| problems.push((Some(name.clone()), problem));
        let kind = body["Type"].as_str().unwrap_or_default();
        if !TYPES.contains(&kind) {
            wrong(format!("{name} has the type `{kind}`, which does not exist"));
        }
        for next in definition::successors(body).into_iter().filter(|next| !states.contains_key(*next)) {
            wrong(format!("{name} leads to `{next}`, which is no state beside it"));
        }
        let ends = body["End"].as_bool() == Some(true) || matches!(kind, "Succeed" | "Fail");
        if kind != "Choice" && !ends && body["Next"].as_str().is_none() {
            wrong(format!("{name} has neither Next nor End"));
        }
        if kind == "Choice" && body["Choices"].as_array().is_none_or(Vec::is_empty) {
            wrong(format!("{name} has no Choices"));
        }
        if !reached.contains(name.as_str()) && states.contains_key(start) {
            wrong(format!("nothing leads to {name}"));
        }
        definition::nested(body).for_each(|inner| structure(inner, problems));
    }
}

/// Tasks without their line, and lines without their task.
fn tasks(node: &NodeView<'_>, machine: &Json, problems: &mut Vec<Wrong>) {
    let states = definition::states(machine);
    let lines: BTreeSet<&str> = node.outgoing().filter(|l| l.kind.spec().facet.is_some()).map(|l| l.id.as_str()).collect();
    for state in states.iter().filter(|s| s.kind() == "Task") {
        let wrong = match (state.connection(), state.body["Resource"].as_str()) {
            (Some(line), _) if !lines.contains(line) => Some(format!("the task {} has lost its line", state.name)),
            (None, None | Some("")) => Some(format!("the task {} says nothing of what it does", state.name)),
            _ => None,
        };
        problems.extend(wrong.map(|problem| (Some(state.name.to_owned()), problem)));
    }
    for line in lines.iter().filter(|line| !states.iter().any(|s| s.connection() == Some(line))) {
        problems.push((None, format!("no task uses the line {line}")));
    }
}
