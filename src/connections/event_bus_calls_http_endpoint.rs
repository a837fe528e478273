//! Event bus → HTTP endpoint.

use crate::catalog::field::{Kind, TextRule};
use crate::catalog::{
    ConnectionKind, ConnectionSpec, Emission, Ends, FaultKind, Field, Line, LineStyle, Literal, Place, Settings, Statement,
};
use crate::cfn::{Map, Value};
use crate::connections::delivery;
use crate::design::Fields;
use crate::services::{event_bus, http_endpoint};
use crate::unit;

/// What stands in the gaps of the address.
pub const PATH_VALUES: Field = Field::of("path_values", "Parts of the address", Kind::List(TextRule::up_to(512)))
    .default(Literal::Json("[]"))
    .example(Literal::Json(r#"["$.detail.order"]"#))
    .help("What each `*` of the endpoint's address stands for, in their order: fixed, or a part of the event such as $.detail.order.");
/// What stands behind the question mark.
pub const QUERY: Field = Field::of("query", "Query", Kind::KeyValues)
    .default(Literal::Json("{}"))
    .example(Literal::Json(r#"{"order": "$.detail.order"}"#))
    .help("Parameters behind the question mark: fixed, or a part of the event such as $.detail.order.");
/// The request's own headers.
pub const HEADERS: Field = Field::of("headers", "Headers", Kind::KeyValues)
    .default(Literal::Json("{}"))
    .example(Literal::Json(r#"{"x-event": "$.id"}"#))
    .help("Headers besides the endpoint's: fixed, or a part of the event such as $.id.");

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

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let name = format!("Call{}", line.target.node.logical_id);
        let call = Statement::allow(["events:InvokeApiDestination"]).on(http_endpoint::policy_arn(&line.target));
        out.grant(&line.source, call.named(name));
        let parameters = parameters(line, out);
        delivery::deliver(line, out, parameters, true);
    }

    fn label(&self, line: &Line<'_>) -> String {
        delivery::label(line)
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        delivery::new_rule(ends)
    }
}

/// What the request has besides its body.
fn parameters(line: &Line<'_>, out: &mut Emission<'_>) -> Map {
    let gaps = http_endpoint::gaps(&line.target);
    let mut values = match line.template_value(&PATH_VALUES) {
        Some(Value::List(values)) => values,
        Some(value) => vec![value],
        None => Vec::new(),
    };
    if values.len() < gaps && !line.is_deferred(&PATH_VALUES) {
        let message = format!("The address of {} has {gaps} `*` to fill in; the line names {}.", line.target.node.name, values.len());
        out.fault(FaultKind::Missing, Place::Connection(line.id.clone()), message, vec![Place::Node(line.target.id.clone())]);
    }
    if !line.target.is_deferred(&http_endpoint::URL) {
        values.truncate(gaps);
    }
    let mut parameters = Map::new();
    if !values.is_empty() {
        parameters.insert("PathParameterValues".to_owned(), Value::List(values));
    }
    let map = |field: &Field| match line.template_value(field) {
        Some(Value::Map(map)) => map,
        _ => Map::new(),
    };
    let mut headers = http_endpoint::headers(&line.target);
    headers.extend(map(&HEADERS));
    for (key, map) in [("QueryStringParameters", map(&QUERY)), ("HeaderParameters", headers)] {
        if !map.is_empty() {
            parameters.insert(key.to_owned(), Value::Map(map));
        }
    }
    if parameters.is_empty() {
        return Map::new();
    }
    Map::from([("HttpParameters".to_owned(), Value::Map(parameters))])
}
