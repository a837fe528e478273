//! SEC006.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::design::Value;
use crate::services::api::{self, Authorization, THROTTLING_BURST, THROTTLING_RATE};
use crate::unit;

/// What the fix sets: enough for most, little enough to keep the bill small.
const RATE: i64 = 100;
const BURST: i64 = 200;

unit! {
    /// An API that anybody may call takes requests as fast as they come.
    ///
    /// Without a rate of its own it takes the account's whole quota, and every other API of the account starves with it;
    /// everything behind it runs, and is paid for, as often.
    ///
    /// AWS: API Gateway Developer Guide, "Throttle requests to your HTTP APIs for better throughput in API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop
    /// route Shop "GET /orders"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop throttling_rate=100 throttling_burst=200
    /// route Shop "GET /orders"
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC006",
        name: "throttling_missing",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct ThrottlingMissing;

impl Check for ThrottlingMissing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(api::SPEC.id) {
            let open = api::routes(&node).iter().any(|r| r.authorization() == Authorization::None);
            if !open || node.set_value(&THROTTLING_RATE).is_some() {
                continue;
            }
            let id = node.id.clone();
            out.add(Place::Node(id.clone()), format!("Anybody may call {} as fast as the account allows.", node.node.name))
                .field(&THROTTLING_RATE)
                .unsafe_fix(format!("Take {RATE} requests per second, {BURST} at once"), move |draft| {
                    draft.set_node_field(&id, THROTTLING_RATE.id, Some(Value::from(RATE)))?;
                    draft.set_node_field(&id, THROTTLING_BURST.id, Some(Value::from(BURST)))
                });
        }
    }
}
