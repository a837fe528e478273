//! REL015.

use crate::catalog::{Check, CheckSpec, Context, Findings, NodeView, Place, Settings, Severity};
use crate::design::{EntryId, Value};
use crate::services::workflow::{self, DEFINITION, TIME_LIMIT, TYPE, definition};
use crate::unit;

/// The longest an express workflow runs, in seconds.
const MOST: i64 = 300;

unit! {
    /// An express workflow is given more than five minutes.
    ///
    /// Step Functions stops it after five, whatever its own time limit says and however long a state waits. What takes
    /// longer is a standard workflow's.
    ///
    /// AWS: Step Functions Developer Guide, "Choosing workflow type in Step Functions".
    ///
    /// ```stackdraft breaks
    /// add workflow Order type=express time_limit=10min
    /// ```
    ///
    /// ```stackdraft breaks
    /// add workflow Order type=express
    /// set Order.definition={"StartAt": "A", "TimeoutSeconds": 3600, "States": {"A": {"Type": "Pass", "End": true}}}
    /// ```
    ///
    /// ```stackdraft breaks
    /// add workflow Order type=express
    /// set Order.definition={"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 900, "End": true}}}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add workflow Order type=express time_limit=2min
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL015",
        name: "express_too_long",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct ExpressTooLong;

impl Check for ExpressTooLong {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(workflow::SPEC.id) {
            if !workflow::is_express(&node) {
                continue;
            }
            in_definition(&node, out);
            let Some(limit) = node.integer(&TIME_LIMIT).filter(|limit| *limit > MOST) else { continue };
            let id = node.id.clone();
            out.add(Place::Node(id.clone()), format!("{} is express and stops after 5 minutes, not after {limit} s.", node.node.name))
                .field(&TIME_LIMIT)
                .fix("Set the time limit to 5 minutes", move |draft| draft.set_node_field(&id, TIME_LIMIT.id, Some(Value::from(MOST))));
        }
    }
}

/// The same in a definition: the time limit of the whole, and what a state waits.
fn in_definition(node: &NodeView<'_>, out: &mut Findings<'_>) {
    let Some(machine) = node.literal(&DEFINITION) else { return };
    if let Some(limit) = machine["TimeoutSeconds"].as_i64().filter(|limit| *limit > MOST) {
        let (id, mut kept) = (node.id.clone(), machine.clone());
        kept["TimeoutSeconds"] = MOST.into();
        out.add(Place::Node(id.clone()), format!("{} is express and stops after 5 minutes, not after {limit} s.", node.node.name))
            .field(&DEFINITION)
            .fix("Set the time limit to 5 minutes", move |draft| draft.set_node_field(&id, DEFINITION.id, Some(Value(kept.clone()))));
    }
    for state in definition::states(&machine) {
        let Some(seconds) = state.body["Seconds"].as_i64().filter(|seconds| state.kind() == "Wait" && *seconds >= MOST) else { continue };
        let (id, name) = (node.id.clone(), &node.node.name);
        out.add(
            Place::Entry(id.clone(), EntryId::new(state.name)),
            format!("{} waits {seconds} s, and {name} is express and stops after 5 minutes.", state.name),
        )
        .field(&DEFINITION)
        .unsafe_fix(format!("Make {name} a standard workflow"), move |draft| draft.set_node_field(&id, TYPE.id, Some("STANDARD".into())));
    }
}
