//! SEC055.

use crate::catalog::{Check, CheckSpec, Context, Findings, NodeView, Place, Settings, Severity};
use crate::services::api::{self, ACCESS_LOGS, ACCOUNT_LOG_ROLE};
use crate::unit;

unit! {
    /// An API counts on a role of the account that a fresh account does not have.
    ///
    /// REST and WebSocket APIs write their access logs with one role per account and region. Where nobody has set it the
    /// stage cannot be made, and the deployment fails and is rolled back. Let this stack set the role, which stays when the
    /// stack goes, or say in a suppression that the accounts you deploy to have it.
    ///
    /// AWS: API Gateway Developer Guide, "Set up CloudWatch logging for REST APIs in API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop protocol=rest
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop protocol=rest account_log_role=stack
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC055",
        name: "account_log_role_assumed",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct AccountLogRoleAssumed;

impl Check for AccountLogRoleAssumed {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let assumes = |node: &NodeView<'_>| {
            node.applies(&ACCOUNT_LOG_ROLE) && node.is_on(&ACCESS_LOGS) && node.choice(&ACCOUNT_LOG_ROLE) == "existing"
        };
        for node in context.graph.nodes_of(api::SPEC.id).filter(assumes) {
            let id = node.id.clone();
            out.add(
                Place::Node(id.clone()),
                format!("{} counts on the account's role for logs, which fresh accounts lack.", node.node.name),
            )
            .field(&ACCOUNT_LOG_ROLE)
            .unsafe_fix("Let this stack set the role", move |draft| draft.set_node_field(&id, ACCOUNT_LOG_ROLE.id, Some("stack".into())));
        }
    }
}
