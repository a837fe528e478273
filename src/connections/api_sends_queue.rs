//! API route → queue.

use crate::catalog::{
    Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Literal, Refusal, Request, Settings, Statement,
};
use crate::cfn::{Map, Pieces, Value};
use crate::design::Fields;
use crate::services::{api, queue};
use crate::unit;

/// What becomes the message.
pub const BODY: Field = api::request_value("body", "Message")
    .default(Literal::Text("$request.body"))
    .help("What becomes the message: the request's body, or a part of it such as $request.body.order.");
/// What messages are kept in order by.
pub const MESSAGE_GROUP: Field = api::request_value("message_group", "Message group")
    .default(Literal::Text("requests"))
    .help("The group its messages are in, which keeps them in order: a fixed text, or a part of the request such as $request.body.customer; FIFO queues only.");
/// What tells that a message is there already.
pub const DEDUPLICATION_ID: Field = api::request_value("deduplication_id", "Deduplication id")
    .example(Literal::Text("$request.header.idempotency-key"))
    .help("In FIFO queues, messages with the same id within five minutes count once. Empty: a hash of the body where the queue takes one, otherwise every request counts.");

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
        fields: &[BODY, MESSAGE_GROUP, DEDUPLICATION_ID],
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
        let integration = if api::is_rest(&line.source) { call(line).integration(part) } else { first_class(line).integration(part) };
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
        message.extend(line.template_value(&MESSAGE_GROUP).map(|v| ("MessageGroupId".to_owned(), v)));
        let by_content = line.target.is_on(&queue::CONTENT_DEDUPLICATION);
        let id = line.template_value(&DEDUPLICATION_ID).or_else(|| (!by_content).then(|| "$context.requestId".into()));
        message.extend(id.map(|v| ("MessageDeduplicationId".to_owned(), v)));
    }
    message
}

fn first_class(line: &Line<'_>) -> api::FirstClass {
    let mut parameters = message(line);
    parameters.insert("QueueUrl".to_owned(), line.target.attribute(Attribute::Url));
    api::FirstClass { subtype: "SQS-SendMessage", parameters }
}

fn call(line: &Line<'_>) -> api::ServiceCall {
    let mut request = Pieces::new("Action=SendMessage");
    for (name, value) in message(line) {
        let form = api::Form::Urlencoded;
        let value = if name == "MessageBody" { form.put_document(&value) } else { form.put(&value) };
        request = request.text(&format!("&{name}=")).join(value);
    }
    let action =
        Pieces::new("sqs:path/").value(&Value::reference("AWS::AccountId")).text("/").value(&line.target.attribute(Attribute::Name));
    api::ServiceCall { action, headers: &[("Content-Type", "application/x-www-form-urlencoded")], request, answer: None }
}
