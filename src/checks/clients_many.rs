//! LIM085.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::services::user_pool;
use crate::unit;

/// Clients of one user pool.
const MOST: usize = 1_000;

unit! {
    /// A user pool has more clients than Cognito takes, or nearly as many.
    ///
    /// A user pool has 1,000 clients; AWS raises this on request. From 80 % on it is told. Customers of one application need no
    /// clients of their own: groups or attributes of users tell them apart.
    ///
    /// AWS: Amazon Cognito Developer Guide, "Quotas in Amazon Cognito".
    ///
    /// ```stackdraft breaks
    /// add user_pool Customers
    /// repeat 800 client Customers "Shop #"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add user_pool Customers
    /// client Customers Shop
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM085",
        name: "clients_many",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct ClientsMany;

impl Check for ClientsMany {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(user_pool::SPEC.id) {
            let count = node.entries(user_pool::CLIENTS).count();
            super::limits::report(out, Place::Node(node.id.clone()), count, MOST, |share| {
                format!("{} has {count} clients, {share} the {MOST} that Cognito takes.", node.node.name)
            });
        }
    }
}
