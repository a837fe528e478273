//! WIR004.

use crate::catalog::field::Kind;
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::connections::pipe::INPUT_TEMPLATE;
use crate::connections::subscription::FILTER_SCOPE;
use crate::unit;

use super::patterns::{self, Dialect};

unit! {
    /// An event pattern or a filter policy is not one.
    ///
    /// A pattern is an object whose leaves are lists of the values that match: texts, numbers, true, false, null, or
    /// operators such as `{"prefix": "eu-"}`. An empty list, a value outside a list or an unknown operator is refused by
    /// the service, or matches nothing. A filter policy on attributes has no nested keys, the filter of a pipe no
    /// wildcards. Of an event a rule can ask its source, detail-type, detail, account, region, resources, time, id and
    /// version; what else it asks for is never there.
    ///
    /// AWS: EventBridge User Guide, "Comparison operators for use in event patterns in Amazon EventBridge"; Amazon SNS
    /// Developer Guide, "Filter policy constraints in Amazon SNS".
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
    /// ```stackdraft breaks
    /// add topic Orders
    /// add queue Paid
    /// connect Orders Paid filter={"order": {"status": ["paid"]}}
    /// ```
    ///
    /// ```stackdraft breaks
    /// add event_bus Events
    /// add function Worker
    /// rule Events Paid pattern={"sources": ["shop"]}
    /// connect Events/Paid Worker
    /// ```
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add queue Paid
    /// connect Orders Paid as queue_pipes_queue filter={"body": {"status": [{"wildcard": "pa*"}]}}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add topic Orders
    /// add queue Paid
    /// connect Orders Paid filter_scope=MessageBody filter={"order": {"status": [{"anything-but": {"prefix": "un"}}]}}
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
            look(&node, &node.node.name, &Place::Node(node.id.clone()), Dialect::Rule, out);
            for facet in node.service.spec().facets {
                for entry in node.entries(facet.id) {
                    let owner = format!("{} of {}", node.service.title_of(facet, &entry.entry.fields), node.node.name);
                    look(&entry, &owner, &Place::Entry(node.id.clone(), entry.entry.id.clone()), Dialect::Rule, out);
                }
            }
        }
        for line in context.graph.lines() {
            let dialect = match line.choice(&FILTER_SCOPE).as_str() {
                _ if line.specs().iter().any(|field| field.id == INPUT_TEMPLATE.id) => Dialect::Pipe,
                _ if !line.specs().iter().any(|field| field.id == FILTER_SCOPE.id) => Dialect::Mapping,
                "MessageAttributes" => Dialect::Attributes,
                _ => Dialect::Body,
            };
            look(&line, &line.title(), &Place::Connection(line.id.clone()), dialect, out);
        }
    }
}

fn look<'g>(settings: &impl Settings<'g>, owner: &str, place: &Place, dialect: Dialect, out: &mut Findings<'_>) {
    for field in settings.specs() {
        if !matches!(field.kind, Kind::EventPattern | Kind::FilterPolicy) || !settings.applies(field) {
            continue;
        }
        let Some(value) = settings.set_value(field).and_then(|v| v.literal()) else { continue };
        let Some(pattern) = value.as_object() else { continue };
        if let Some(problem) = patterns::problem(pattern, dialect) {
            out.add(place.clone(), format!("{} of {owner}: {problem}.", field.label)).field(field);
        } else if let Some(member) = patterns::stranger(pattern).filter(|_| dialect == Dialect::Rule) {
            let message = format!("{} of {owner} asks for {member}, which no event has: it never matches.", field.label);
            out.add(place.clone(), message).field(field).severity(Severity::Warning);
        }
    }
}
