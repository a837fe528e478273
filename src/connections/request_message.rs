//! Messages that routes of an API send to queues and topics.

use crate::catalog::field::Kind;
use crate::catalog::{Field, Line, Literal, Settings};
use crate::cfn::{Map, Pieces, Value};
use crate::services::api::{self, Form};

/// What messages are kept in order by.
pub const MESSAGE_GROUP: Field = api::request_value("message_group", "Message group")
    .default(Literal::Text("requests"))
    .help("The group its messages are in, which keeps them in order: a fixed text, or a part of the request such as $request.body.customer; FIFO only.");
/// What tells that a message is there already.
pub const DEDUPLICATION_ID: Field = api::request_value("deduplication_id", "Deduplication id")
    .example(Literal::Text("$request.header.idempotency-key"))
    .help("In FIFO queues and topics, messages with the same id within five minutes count once. Empty: a hash of the content where that is set, otherwise every request counts.");
/// What stands beside the message.
pub const ATTRIBUTES: Field = Field::of("attributes", "Attributes", Kind::KeyValues)
    .default(Literal::Json("{}"))
    .example(Literal::Json(r#"{"tenant": "$request.header.x-tenant"}"#))
    .help("Texts beside the message, for filters and consumers: fixed, or parts of the request such as $request.header.x-tenant, which every request must then have.");

/// What a FIFO queue or topic needs to know of a message; `by_content` where it tells duplicates by their content.
pub fn order(line: &Line<'_>, by_content: bool) -> Map {
    let mut order = Map::new();
    order.extend(line.template_value(&MESSAGE_GROUP).map(|v| ("MessageGroupId".to_owned(), v)));
    let id = line.template_value(&DEDUPLICATION_ID).filter(|v| *v != Value::from(""));
    let id = id.or_else(|| (!by_content).then(|| "$context.requestId".into()));
    order.extend(id.map(|v| ("MessageDeduplicationId".to_owned(), v)));
    order
}

/// The attributes with their values, in the order they are told.
pub fn attributes(line: &Line<'_>) -> Map {
    match line.template_value(&ATTRIBUTES) {
        Some(Value::Map(map)) => map,
        _ => Map::new(),
    }
}

/// The members of a form that tell a message and its attributes; `entry` is what the service calls an attribute's entry.
pub fn form(message: &Map, entry: &str, attributes: &Map) -> Pieces {
    let mut form = Pieces::default();
    for (name, value) in message {
        let document = matches!(name.as_str(), "Message" | "MessageBody");
        let value = if document { Form::Urlencoded.put_document(value) } else { Form::Urlencoded.put(value) };
        form = form.text(&format!("&{name}=")).join(value);
    }
    for (index, (name, value)) in attributes.iter().enumerate() {
        let entry = format!("{entry}.{}", index + 1);
        let name = Form::Urlencoded.put(&name.as_str().into());
        form = form.text(&format!("&{entry}.Name=")).join(name).text(&format!("&{entry}.Value.DataType=String&{entry}.Value.StringValue="));
        form = form.join(Form::Urlencoded.put(value));
    }
    form
}
