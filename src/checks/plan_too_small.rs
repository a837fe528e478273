//! WIR058.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::user_pool::{self, EVENT, PLAN, TOKEN_EVENT, TRIGGERS};
use crate::unit;

unit! {
    /// A trigger changes access tokens, which the pool's feature plan does not have.
    ///
    /// In the Lite plan a function may change identity tokens only; Cognito refuses the pool otherwise. Take the Essentials
    /// plan, or let the trigger change the identity token alone.
    ///
    /// AWS: Amazon Cognito Developer Guide, "User pool feature plans", "Pre token generation Lambda trigger".
    ///
    /// ```stackdraft breaks
    /// add user_pool Customers plan=LITE
    /// trigger Customers PreTokenGeneration
    /// ```
    ///
    /// ```stackdraft keeps
    /// add user_pool Customers plan=LITE
    /// trigger Customers PreTokenGeneration token_event=V1_0
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR058",
        name: "plan_too_small",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct PlanTooSmall;

impl Check for PlanTooSmall {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(user_pool::SPEC.id).filter(|node| node.choice(&PLAN) == "LITE") {
            for trigger in node.entries(TRIGGERS) {
                if trigger.choice(&EVENT) != "PreTokenGeneration" || matches!(trigger.choice(&TOKEN_EVENT).as_str(), "V1_0" | "") {
                    continue;
                }
                let (owner, id) = (node.id.clone(), trigger.entry.id.clone());
                out.add(
                    Place::Entry(owner.clone(), id.clone()),
                    format!("A trigger of {} changes access tokens, which the Lite plan does not have.", node.node.name),
                )
                .field(&TOKEN_EVENT)
                .related([Place::Node(owner.clone())])
                .unsafe_fix("Change the identity token only", move |draft| {
                    draft.set_entry_field(&owner, &id, TOKEN_EVENT.id, Some("V1_0".into()))
                });
            }
        }
    }
}
