//! WIR005.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::catalog::{Check, CheckSpec, Context, Findings, NodeView, Place, Settings, Severity};
use crate::services::workflow::{self, DEFINITION, definition, flaws};
use crate::unit;

unit! {
    /// A workflow's definition cannot run.
    ///
    /// It begins at a state that is not there, leads to one that is not there, holds states nothing leads to or that
    /// never end, members that only the other query language has, retries that say of no error, or a task whose line is
    /// missing; or a line leads from the workflow to a node and no task uses it.
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
            let flaws = flaws::of(&machine, workflow::is_jsonata(&node));
            let mut problems: Vec<Wrong> = flaws.into_iter().map(|flaw| (flaw.state, flaw.message)).collect();
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
