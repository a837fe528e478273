//! Event bus → log group.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Request, Statement};
use crate::cfn::{Map, Value};
use crate::connections::delivery;
use crate::design::Fields;
use crate::services::{event_bus, resource};
use crate::unit;

unit! {
    /// Each event that matches the rule is written to a log group, a resource of the type AWS::Logs::LogGroup.
    ///
    /// A log event holds the whole event as JSON; each goes to a log stream that EventBridge makes. A policy of CloudWatch
    /// Logs lets in this rule and no other. The console wants the names of such groups to begin with `/aws/events/`; here
    /// they may have any name.
    ///
    /// Limits: ten policies of CloudWatch Logs in an account and region, of which each log group that rules lead to needs
    /// one.
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge targets" and "Using resource-based policies for Amazon
    /// EventBridge"; CloudFormation, "AWS::Logs::ResourcePolicy"; CloudWatch Logs User Guide, "CloudWatch Logs quotas".
    pub static SPEC: ConnectionSpec = {
        id: "event_bus_logs_resource",
        name: "Event bus logs to log group",
        verb: "logs",
        from: "event_bus",
        facet: Some(event_bus::RULES),
        to: "resource",
        fields: &[delivery::RETRIES, delivery::MAXIMUM_AGE],
        ends: &[delivery::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct EventBusLogsResource;

impl ConnectionKind for EventBusLogsResource {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let reason = "Of resources, rules lead to the type AWS::Logs::LogGroup; put a function between.";
        let other = || (!resource::is_log_group(&ends.target)).then(|| Refusal::inserting(reason, &["function"]));
        delivery::refuse(ends).or_else(other)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let (Some(entry), Some(rule)) = (line.connection.entry.clone(), delivery::rule_arn(line)) else { return };
        let id = &line.target.node.logical_id;
        let allow = |action: &str| Statement::allow([action]).for_service("events.amazonaws.com").on(Value::get_att(id.as_str(), "Arn"));
        // AWS's own policy names the rule only where events are written, not where their stream is made.
        out.request(&line.target, Request::Admit(allow("logs:CreateLogStream").named("MakeStreams")));
        let write = allow("logs:PutLogEvents").from_source(rule).named(format!("From{}", line.source.node.logical_id));
        out.request(&line.target, Request::Admit(write));
        // The attribute with the ARN ends in `:*`, which a target's must not.
        let group = Value::sub(format!("arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:${{{id}}}"));
        let target = delivery::target(line, out, group, Map::new());
        out.request(&line.source, Request::Target { entry, target, id: delivery::target_id(line), with_role: false });
    }

    fn label(&self, _line: &Line<'_>) -> String {
        "log".to_owned()
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        delivery::new_rule(ends)
    }
}
