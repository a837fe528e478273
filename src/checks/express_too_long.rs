//! REL015.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::design::Value;
use crate::services::workflow::{self, TIME_LIMIT};
use crate::unit;

/// The longest an express workflow runs, in seconds.
const MOST: i64 = 300;

unit! {
    /// An express workflow is given more than five minutes.
    ///
    /// Step Functions stops it after five, whatever its own time limit says.
    ///
    /// AWS: Step Functions Developer Guide, "Choosing workflow type in Step Functions".
    ///
    /// ```stackdraft breaks
    /// add workflow Order type=express time_limit=10min
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
            let Some(limit) = node.integer(&TIME_LIMIT).filter(|limit| workflow::is_express(&node) && *limit > MOST) else { continue };
            let id = node.id.clone();
            out.add(Place::Node(id.clone()), format!("{} is express and stops after 5 minutes, not after {limit} s.", node.node.name))
                .field(&TIME_LIMIT)
                .fix("Set the time limit to 5 minutes", move |draft| draft.set_node_field(&id, TIME_LIMIT.id, Some(Value::from(MOST))));
        }
    }
}
