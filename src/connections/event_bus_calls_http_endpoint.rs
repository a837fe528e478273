//! Event bus → HTTP endpoint.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Statement};
use crate::connections::delivery;
use crate::connections::http_parameters::{self, HEADERS, PATH_VALUES, QUERY};
use crate::design::Fields;
use crate::services::{event_bus, http_endpoint};
use crate::unit;

unit! {
    /// Each event that matches the rule is sent to the endpoint as a request.
    ///
    /// The event, or what is delivered of it, is the request's body. A role may call this endpoint and nothing else; the
    /// endpoint's authorization is added on the way. Requests that fail for a passing reason (answers 401, 407, 409, 429 and
    /// from 500 on, or none within 5 seconds) are tried again for up to a day and then go to the dead letters, where there
    /// are some; other answers from 400 on are not tried again.
    ///
    /// AWS: Amazon EventBridge User Guide, "API destinations as targets in Amazon EventBridge"; CloudFormation,
    /// "AWS::Events::Rule HttpParameters".
    pub static SPEC: ConnectionSpec = {
        id: "event_bus_calls_http_endpoint",
        name: "Event bus calls HTTP endpoint",
        verb: "calls",
        from: "event_bus",
        facet: Some(event_bus::RULES),
        to: "http_endpoint",
        fields: &[
            delivery::INPUT,
            delivery::INPUT_PATH,
            delivery::CONSTANT,
            delivery::PATHS,
            delivery::TEMPLATE,
            PATH_VALUES,
            QUERY,
            HEADERS,
            delivery::RETRIES,
            delivery::MAXIMUM_AGE,
        ],
        ends: &[delivery::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct EventBusCallsHttpEndpoint;

impl ConnectionKind for EventBusCallsHttpEndpoint {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        delivery::refuse(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let name = format!("Call{}", line.target.node.logical_id);
        let call = Statement::allow(["events:InvokeApiDestination"]).on(http_endpoint::policy_arn(&line.target));
        out.grant(&line.source, call.named(name));
        let gaps = http_endpoint::gaps(&line.target);
        let parameters = http_parameters::of(line, out, gaps, http_endpoint::headers(&line.target));
        delivery::deliver(line, out, parameters, true);
    }

    fn label(&self, line: &Line<'_>) -> String {
        delivery::label(line)
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        delivery::new_rule(ends)
    }
}
