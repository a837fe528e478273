//! WIR004.

use crate::catalog::field::Kind;
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::unit;

use super::patterns;

unit! {
    /// An event pattern or a filter policy is not one.
    ///
    /// A pattern is an object whose leaves are lists of the values that match: texts, numbers, true, false, null, or
    /// operators such as `{"prefix": "eu-"}`. An empty list, a value outside a list or an unknown operator is refused by
    /// the service, or matches nothing.
    ///
    /// AWS: EventBridge User Guide, "Comparison operators for use in event patterns in Amazon EventBridge"; Amazon SNS
    /// Developer Guide, "Amazon SNS subscription filter policies".
    ///
    /// ```stackdraft breaks
    /// add topic Orders
    /// add queue Paid
    /// connect Orders Paid filter={"status": "paid"}
    /// ```
    ///
    /// ```stackdraft breaks
    /// add topic Orders
    /// add queue Paid
    /// connect Orders Paid filter={"status": [{"starts-with": "p"}]}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add topic Orders
    /// add queue Paid
    /// connect Orders Paid filter={"status": ["paid", {"prefix": "re"}], "amount": [{"numeric": [">", 10]}]}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add bucket Uploads
    /// add event_bus Events bus=default
    /// connect Uploads Events
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR004",
        name: "pattern_invalid",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct PatternInvalid;

impl Check for PatternInvalid {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes() {
            look(&node, &node.node.name, &Place::Node(node.id.clone()), out);
            for facet in node.service.spec().facets {
                for entry in node.entries(facet.id) {
                    let owner = format!("{} of {}", node.service.title_of(facet, &entry.entry.fields), node.node.name);
                    look(&entry, &owner, &Place::Entry(node.id.clone(), entry.entry.id.clone()), out);
                }
            }
        }
        for line in context.graph.lines() {
            look(&line, &line.title(), &Place::Connection(line.id.clone()), out);
        }
    }
}

fn look<'g>(settings: &impl Settings<'g>, owner: &str, place: &Place, out: &mut Findings<'_>) {
    for field in settings.specs() {
        if !matches!(field.kind, Kind::EventPattern | Kind::FilterPolicy) || !settings.applies(field) {
            continue;
        }
        let Some(value) = settings.set_value(field).and_then(|v| v.literal()) else { continue };
        if let Some(problem) = value.as_object().and_then(patterns::problem) {
            out.add(place.clone(), format!("{} of {owner}: {problem}.", field.label)).field(field);
        }
    }
}
