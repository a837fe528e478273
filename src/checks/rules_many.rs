//! LIM072.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::services::event_bus::{self, RULES};
use crate::unit;

/// How many rules a bus takes, in most regions.
const MOST: usize = 300;
/// How many it takes in these.
const MOST_IN_SMALL: usize = 100;
const SMALL: [&str; 2] = ["af-south-1", "eu-south-1"];

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
        let regions = context.graph.design.environments.values().filter_map(|environment| environment.region.as_deref());
        let few: Vec<&str> = regions.filter(|region| SMALL.contains(region)).collect();
        let (most, there) = few.first().map_or((MOST, String::new()), |region| (MOST_IN_SMALL, format!(" in {region}")));
        for node in context.graph.nodes_of(event_bus::SPEC.id) {
            let rules = node.entries(RULES).count();
            super::limits::report(out, Place::Node(node.id.clone()), rules, most, |share| {
                format!("{} has {rules} rules, {share} the {most} that a bus has{there}.", node.node.name)
            });
        }
    }
}
