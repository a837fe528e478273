//! WIR032.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::event_bus::{self, RULE_NAME, RULES};
use crate::unit;

unit! {
    /// A rule is drawn at the bus of another account or region.
    ///
    /// Rules belong to the bus's own account and region: this stack cannot make one there. Lines can only lead to that
    /// bus.
    ///
    /// AWS: Amazon EventBridge User Guide, "Sending and receiving events between AWS accounts in Amazon EventBridge".
    ///
    /// ```stackdraft breaks
    /// add event_bus Partner bus=foreign arn=arn:aws:events:eu-west-1:210987654321:event-bus/partner
    /// rule Partner Orders pattern={"source": ["shop"]}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add event_bus Shop
    /// add event_bus Partner bus=foreign arn=arn:aws:events:eu-west-1:210987654321:event-bus/partner
    /// connect Shop Partner
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR032",
        name: "rule_elsewhere",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct RuleElsewhere;

impl Check for RuleElsewhere {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for bus in context.graph.nodes_of(event_bus::SPEC.id).filter(event_bus::is_foreign) {
            for rule in bus.entries(RULES) {
                let name = rule.text(&RULE_NAME).unwrap_or_else(|| rule.entry.id.to_string());
                let message = format!("The rule {name} is at {}, where this stack makes no rules.", bus.node.name);
                let (node, entry) = (bus.id.clone(), rule.entry.id.clone());
                out.add(Place::Entry(node.clone(), entry.clone()), message)
                    .unsafe_fix("Remove the rule", move |draft| draft.remove_entry(&node, &entry));
            }
        }
    }
}
