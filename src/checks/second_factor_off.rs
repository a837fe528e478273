//! SEC053.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::user_pool::{self, MFA};
use crate::unit;

unit! {
    /// Users of a pool cannot protect their accounts with a second factor.
    ///
    /// A password that was stolen elsewhere is then all it takes. Optional leaves it to each user, required asks everybody.
    ///
    /// AWS: Amazon Cognito Developer Guide, "Adding MFA to a user pool"; AWS Security Hub User Guide, "Security Hub controls
    /// for Amazon Cognito".
    ///
    /// ```stackdraft breaks
    /// add user_pool Customers mfa=OFF
    /// ```
    ///
    /// ```stackdraft keeps
    /// add user_pool Customers
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC053",
        name: "second_factor_off",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct SecondFactorOff;

impl Check for SecondFactorOff {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(user_pool::SPEC.id).filter(|node| node.choice(&MFA) == "OFF") {
            let id = node.id.clone();
            out.add(Place::Node(id.clone()), format!("Users of {} cannot set up a second factor.", node.node.name))
                .field(&MFA)
                .unsafe_fix("Let users set up a second factor", move |draft| draft.set_node_field(&id, MFA.id, None));
        }
    }
}
