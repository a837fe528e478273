//! API route → queue.

use crate::catalog::{
    Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, FaultKind, Field, Line, LineStyle, Literal, Place, Refusal, Request,
    Settings, Statement,
};
use crate::cfn::{Map, Pieces, Value};
use crate::connections::answer::{self, ANSWER};
use crate::connections::request_message::{self, ATTRIBUTES, DEDUPLICATION_ID, MESSAGE_GROUP};
use crate::design::Fields;
use crate::services::{api, queue};
use crate::unit;

/// What becomes the message.
pub const BODY: Field = api::request_value("body", "Message")
    .default(Literal::Text("$request.body"))
    .help("What becomes the message: the request's body, or a part of it such as $request.body.order.");
unit! {
    /// The route puts a message in the queue and answers at once, without any code between.
    ///
    /// The API's role may send to this queue and nothing else. Callers get SQS's answer with the message's id; they learn
    /// that the message is kept, not what becomes of it. In a FIFO queue, messages of one group stay in
    /// order.
    ///
    /// AWS: API Gateway Developer Guide, "Create AWS service integrations for HTTP APIs in API Gateway", "Integration
    /// subtype reference"; Amazon SQS API Reference, "SendMessage".
    pub static SPEC: ConnectionSpec = {
        id: "api_sends_queue",
        name: "Route sends to queue",
        verb: "sends",
        from: "api",
        facet: Some(api::ROUTES),
        to: "queue",
        fields: &[BODY, ATTRIBUTES, MESSAGE_GROUP, DEDUPLICATION_ID, ANSWER],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct ApiSendsQueue;

impl ConnectionKind for ApiSendsQueue {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        api::only_functions(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let Some(entry) = line.connection.entry.clone() else { return };
        let part = api::route_part(&entry, "Route");
        let integration = if api::is_rest(&line.source) { call(line).integration(part) } else { first_class(line, out).integration(part) };
        out.request(&line.source, Request::Integrate { entry, integration });
        let send = Statement::allow(["sqs:SendMessage"]).on(line.target.arn()).named(format!("Send{}", line.target.node.logical_id));
        out.grant(&line.source, send);
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        api::new_route(ends)
    }
}

/// What is sent, by the names SQS has for it.
fn message(line: &Line<'_>) -> Map {
    let mut message = Map::new();
    message.extend(line.template_value(&BODY).map(|v| ("MessageBody".to_owned(), v)));
    if line.target.is_on(&queue::FIFO) {
        message.extend(request_message::order(line, line.target.is_on(&queue::CONTENT_DEDUPLICATION)));
    }
    message
}

fn first_class(line: &Line<'_>, out: &mut Emission<'_>) -> api::FirstClass {
    let mut parameters = message(line);
    parameters.insert("QueueUrl", line.target.attribute(Attribute::Url));
    let attributes = request_message::attributes(line);
    if !attributes.is_empty() {
        if !attributes.values().any(|value| value.as_text().is_some_and(|text| text.starts_with('$'))) {
            let message = "One attribute at least has to be a part of the request: an HTTP API takes no others alone.";
            out.fault(FaultKind::Missing, Place::Connection(line.id.clone()), message, Vec::new());
        }
        parameters.insert("MessageAttributes", described(&attributes));
    }
    api::FirstClass { subtype: "SQS-SendMessage", parameters }
}

/// The attributes as one text of JSON, parts of the request in it as `${request.header.x}`.
fn described(attributes: &Map) -> Value {
    let mut text = Pieces::new("{");
    for (index, (name, value)) in attributes.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let name = serde_json::Value::from(name.as_str());
        text = text.text(&format!(r#"{comma}{name}:{{"DataType":"String","StringValue":""#));
        text = match value.as_text().and_then(|text| text.strip_prefix('$')) {
            Some(part) => text.text(&format!("${{{part}}}")),
            None => text.join(api::Form::Json.put(value)),
        };
        text = text.text("\"}");
    }
    text.text("}").finish()
}

fn call(line: &Line<'_>) -> api::ServiceCall {
    let message = request_message::form(&message(line), "MessageAttribute", &request_message::attributes(line));
    let request = Pieces::new("Action=SendMessage").join(message);
    let action =
        Pieces::new("sqs:path/").value(&Value::reference("AWS::AccountId")).text("/").value(&line.target.attribute(Attribute::Name));
    api::ServiceCall { action, headers: &[("Content-Type", "application/x-www-form-urlencoded")], request, answer: answer::of(line, None) }
}
