//! API route → topic.

use crate::catalog::{
    Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Literal, Refusal, Request, Settings, Statement,
};
use crate::cfn::{Map, Pieces};
use crate::connections::answer::{self, ANSWER};
use crate::connections::request_message::{self, ATTRIBUTES, DEDUPLICATION_ID, MESSAGE_GROUP};
use crate::connections::rest_only;
use crate::design::Fields;
use crate::services::{api, topic};
use crate::unit;

/// What becomes the message.
pub const MESSAGE: Field = api::request_value("message", "Message")
    .default(Literal::Text("$request.body"))
    .help("What becomes the message: the request's body, or a part of it such as $request.body.order.");
/// What mails have as their subject.
pub const SUBJECT: Field = api::request_value("subject", "Subject")
    .example(Literal::Text("New order"))
    .help("The subject of mails: a fixed text, or a part of the request; up to 100 characters.");

unit! {
    /// The route publishes a message to the topic and answers at once, without any code between; in REST APIs only.
    ///
    /// The API's role may publish to this topic and nothing else. Callers get SNS's answer with the message's id; they learn
    /// that the topic has the message, not who gets it. In a FIFO topic, messages of one group stay in order.
    ///
    /// HTTP APIs have no such integration: make it a REST API, or put a function between.
    ///
    /// AWS: API Gateway Developer Guide, "Set up an AWS integration in API Gateway" and "Integration subtype reference";
    /// Amazon SNS API Reference, "Publish".
    pub static SPEC: ConnectionSpec = {
        id: "api_publishes_topic",
        name: "Route publishes to topic",
        verb: "publishes",
        from: "api",
        facet: Some(api::ROUTES),
        to: "topic",
        fields: &[MESSAGE, SUBJECT, ATTRIBUTES, MESSAGE_GROUP, DEDUPLICATION_ID, ANSWER],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct ApiPublishesTopic;

impl ConnectionKind for ApiPublishesTopic {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        rest_only::refuse(ends, "publish to a topic")
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let Some(entry) = line.connection.entry.clone() else { return };
        let integration = call(line).integration(api::route_part(&entry, "Route"));
        out.request(&line.source, Request::Integrate { entry, integration });
        let publish = Statement::allow(["sns:Publish"]).on(line.target.arn()).named(format!("Publish{}", line.target.node.logical_id));
        out.grant(&line.source, publish);
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        api::new_route(ends)
    }
}

fn call(line: &Line<'_>) -> api::ServiceCall {
    let mut message = Map::new();
    for (name, field) in [("Message", &MESSAGE), ("Subject", &SUBJECT)] {
        message.extend(line.template_value(field).map(|v| (name.to_owned(), v)));
    }
    if line.target.is_on(&topic::FIFO) {
        message.extend(request_message::order(line, line.target.is_on(&topic::CONTENT_DEDUPLICATION)));
    }
    let form = request_message::form(&message, "MessageAttributes.entry", &request_message::attributes(line));
    let request = Pieces::new("Action=Publish&TopicArn=").value(&line.target.attribute(Attribute::Arn)).join(form);
    let headers = &[("Content-Type", "application/x-www-form-urlencoded")];
    api::ServiceCall { action: Pieces::new("sns:action/Publish"), headers, request, answer: answer::of(line, None) }
}
