//! Event bus → API.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, NodeView, Refusal, Request, Settings};
use crate::cfn::Map;
use crate::connections::delivery;
use crate::connections::http_parameters::{self, HEADERS, PATH_VALUES, QUERY};
use crate::connections::route_call::{self, ROUTE};
use crate::design::Fields;
use crate::services::{api, event_bus};
use crate::unit;

unit! {
    /// Each event that matches the rule is sent to a route of the REST API as a request.
    ///
    /// The event, or what is delivered of it, is the request's body. A role may call this route and nothing else, and the
    /// request is signed with it: the route may be open or ask for IAM. Requests that fail are tried again for up to a day
    /// and then go to the dead letters, where there are some.
    ///
    /// AWS: Amazon EventBridge User Guide, "API Gateway as a target in Amazon EventBridge"; CloudFormation,
    /// "AWS::Events::Rule HttpParameters".
    pub static SPEC: ConnectionSpec = {
        id: "event_bus_calls_api",
        name: "Event bus calls route",
        verb: "calls",
        from: "event_bus",
        facet: Some(event_bus::RULES),
        to: "api",
        fields: &[
            ROUTE,
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
pub struct EventBusCallsApi;

impl ConnectionKind for EventBusCallsApi {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let name = &ends.target.node.name;
        let protocol = api::protocol(&ends.target).label();
        let between = if api::protocol(&ends.target) == api::Protocol::WebSocket { "function" } else { "workflow" };
        let reason = format!("A rule calls REST APIs; {name} is {protocol}. Make it a REST API, or put a {between} between.");
        let title = format!("Make {name} a REST API");
        let refusal = || Refusal::inserting(reason, &[between]).or_setting(title, &ends.target, &api::PROTOCOL, "rest");
        let other = || (!api::is_rest(&ends.target)).then(refusal);
        delivery::refuse(ends).or_else(other).or_else(|| route_call::refuse(ends))
    }

    fn leads_on(&self, target: &NodeView<'_>) -> bool {
        api::is_rest(target) && route_call::takes_calls(target)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        // A check tells of a line that has no route to call.
        let (Some(route), Some(entry)) = (route_call::route(line), line.connection.entry.clone()) else { return };
        route_call::grant(line, &route, out);
        let gaps = api::variables(&route.path).len();
        let parameters = http_parameters::of(line, out, gaps, Map::new());
        let target = delivery::target(line, out, route_call::arn(line, &route), parameters);
        let id = delivery::target_id(line);
        out.request(&line.source, Request::Target { entry, target, id, with_role: true });
    }

    fn label(&self, line: &Line<'_>) -> String {
        line.text(&ROUTE).unwrap_or_else(|| delivery::label(line))
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        delivery::new_rule(ends)
    }
}
