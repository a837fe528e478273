//! Event bus → function.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal};
use crate::cfn::Map;
use crate::connections::delivery;
use crate::design::Fields;
use crate::services::event_bus;
use crate::unit;

unit! {
    /// The function is called with each event that matches the rule, without anybody waiting for its answer.
    ///
    /// The function's policy lets in this rule, or from two rules of one bus on all rules of the bus, which keeps the policy
    /// small. Events that cannot be delivered are tried again for up to a day and then go to the dead letters, where there are
    /// some; what the function itself fails at is tried again by Lambda.
    ///
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge targets" and "Amazon EventBridge input transformation";
    /// CloudFormation, "AWS::Lambda::Permission".
    pub static SPEC: ConnectionSpec = {
        id: "event_bus_calls_function",
        name: "Event bus calls function",
        verb: "calls",
        from: "event_bus",
        facet: Some(event_bus::RULES),
        to: "function",
        fields: delivery::FIELDS,
        ends: &[delivery::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct EventBusCallsFunction;

impl ConnectionKind for EventBusCallsFunction {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        delivery::refuse(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let function = line.target.arn();
        let (permission, source) = if delivery::rules_to_target(line) > 1 {
            let part = format!("{}Permission", line.target.node.logical_id);
            (out.shared(&line.source, &part, "AWS::Lambda::Permission"), Some(event_bus::rules_arn(&line.source)))
        } else {
            (out.resource("Permission", "AWS::Lambda::Permission"), delivery::rule_arn(line))
        };
        permission.set("FunctionName", function).set("Action", "lambda:InvokeFunction").set("Principal", "events.amazonaws.com");
        permission.set_some("SourceArn", source);
        delivery::deliver(line, out, Map::new(), false);
    }

    fn label(&self, line: &Line<'_>) -> String {
        delivery::label(line)
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        delivery::new_rule(ends)
    }
}
