//! LIM072.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::services::event_bus::{self, RULES};
use crate::unit;

/// How many rules a bus takes, in most regions.
const MOST: usize = 300;

unit! {
    /// An event bus has more rules than EventBridge takes, or nearly as many.
    ///
    /// A bus has at most 300 rules, in some regions 100; AWS raises this on request. From 80 % on it is told. Put the events
    /// on several buses, or let one rule have several targets.
    ///
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge quotas".
    ///
    /// ```stackdraft breaks
    /// add event_bus Events
    /// repeat 240 rule Events "Rule #" pattern={"source": ["shop"]}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add event_bus Events
    /// rule Events Orders pattern={"source": ["shop"]}
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM072",
        name: "rules_many",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct RulesMany;

impl Check for RulesMany {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(event_bus::SPEC.id) {
            super::limits::report(out, Place::Node(node.id.clone()), node.entries(RULES).count(), MOST, |share| {
                format!("{} has {} rules, {share} the {MOST} that a bus has.", node.node.name, node.entries(RULES).count())
            });
        }
    }
}
