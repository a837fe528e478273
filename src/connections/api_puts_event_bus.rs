//! API route → event bus.

use crate::catalog::{
    Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Literal, Refusal, Request, Settings, Statement,
};
use crate::cfn::{Map, Pieces};
use crate::connections::answer::{self, ANSWER};
use crate::design::Fields;
use crate::services::api;
use crate::unit;

/// The events' source.
pub const SOURCE: Field = api::request_value("source", "Source")
    .required(Literal::Text("shop.orders"))
    .help("Who the events are from, such as shop.orders; rules match it. It must not start with `aws.`.");
/// The events' type.
pub const DETAIL_TYPE: Field = api::request_value("detail_type", "Detail type")
    .required(Literal::Text("OrderPlaced"))
    .help("What kind of event it is, such as OrderPlaced; rules match it.");
/// The events' content.
pub const DETAIL: Field = api::request_value("detail", "Detail")
    .default(Literal::Text("$request.body"))
    .help("What becomes the event's content, a JSON object: the request's body, or a part of it such as $request.body.order.");

unit! {
    /// The route puts an event on the bus and answers at once, without any code between.
    ///
    /// The API's role may put events on this bus and nothing else. Give the events a source and a detail type for the
    /// rules of the bus to match. Callers learn that the bus has the event, not what becomes of it; a body that is no JSON
    /// object is refused.
    ///
    /// AWS: API Gateway Developer Guide, "Create AWS service integrations for HTTP APIs in API Gateway", "Integration
    /// subtype reference"; Amazon EventBridge API Reference, "PutEvents".
    pub static SPEC: ConnectionSpec = {
        id: "api_puts_event_bus",
        name: "Route puts events on bus",
        verb: "puts event",
        from: "api",
        facet: Some(api::ROUTES),
        to: "event_bus",
        fields: &[SOURCE, DETAIL_TYPE, DETAIL, ANSWER],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct ApiPutsEventBus;

impl ConnectionKind for ApiPutsEventBus {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        api::only_functions(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let Some(entry) = line.connection.entry.clone() else { return };
        let part = api::route_part(&entry, "Route");
        let integration = if api::is_rest(&line.source) { call(line).integration(part) } else { first_class(line).integration(part) };
        out.request(&line.source, Request::Integrate { entry, integration });
        let put = Statement::allow(["events:PutEvents"]).on(line.target.arn()).named(format!("Put{}", line.target.node.logical_id));
        out.grant(&line.source, put);
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        api::new_route(ends)
    }
}

/// The event, by the names EventBridge has for it.
fn event(line: &Line<'_>) -> Map {
    let mut event = Map::new();
    for (name, field) in [("Source", &SOURCE), ("DetailType", &DETAIL_TYPE), ("Detail", &DETAIL)] {
        event.extend(line.template_value(field).map(|v| (name.to_owned(), v)));
    }
    event.insert("EventBusName", line.target.attribute(Attribute::Name));
    event
}

fn first_class(line: &Line<'_>) -> api::FirstClass {
    api::FirstClass { subtype: "EventBridge-PutEvents", parameters: event(line) }
}

fn call(line: &Line<'_>) -> api::ServiceCall {
    let mut request = Pieces::new(r#"{"Entries":[{"#);
    for (index, (name, value)) in event(line).iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let value = if name == "Detail" { api::Form::Json.put_document(value) } else { api::Form::Json.put(value) };
        request = request.text(&format!(r#"{comma}"{name}":""#)).join(value).text("\"");
    }
    let headers = &[("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", "AWSEvents.PutEvents")];
    // EventBridge takes the call even where it refuses the event.
    let usual = Pieces::new(concat!(
        "#set($answer = $input.path('$'))#if($answer.FailedEntryCount != 0)",
        "#set($context.responseOverride.status = 400){\"message\": \"Bad request\"}",
        "#else {\"eventId\": \"$answer.Entries[0].EventId\"}#end"
    ));
    api::ServiceCall {
        action: Pieces::new("events:action/PutEvents"),
        headers,
        request: request.text("}]}"),
        answer: answer::of(line, Some(usual)),
    }
}
