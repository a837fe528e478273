//! LIM075.

use crate::catalog::field::Kind;
use crate::catalog::{Check, CheckSpec, Context, Findings, Line, Place, Settings, Severity};
use crate::services::topic;
use crate::unit;

/// Filter policies of one topic.
const MOST: usize = 200;

unit! {
    /// A topic has more subscriptions with a filter policy than SNS takes, or nearly as many.
    ///
    /// A topic has at most 200 filter policies; from 80 % on it is told. Subscribers that want different things may have topics
    /// of their own; an event bus takes 300 rules.
    ///
    /// AWS: Amazon SNS Developer Guide, "Filter policy constraints in Amazon SNS".
    ///
    /// ```stackdraft breaks
    /// add topic News
    /// repeat 160 add queue "Reader #"
    /// repeat 160 connect News "Reader #" filter={"kind": ["#"]}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add topic News
    /// repeat 10 add queue "Reader #"
    /// repeat 10 connect News "Reader #" filter={"kind": ["#"]}
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM075",
        name: "filter_policies_many",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct FilterPoliciesMany;

impl Check for FilterPoliciesMany {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(topic::SPEC.id) {
            let has_filter = |line: &Line<'_>| {
                line.specs().iter().any(|field| matches!(field.kind, Kind::FilterPolicy) && line.literal(field).is_some())
            };
            let count = node.outgoing().filter(has_filter).count();
            super::limits::report(out, Place::Node(node.id.clone()), count, MOST, |share| {
                format!("{} has {count} filter policies, {share} the {MOST} that SNS takes.", node.node.name)
            });
        }
    }
}
