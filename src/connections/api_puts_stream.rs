//! API route → stream.

use crate::catalog::{
    Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Literal, Refusal, Request, Settings, Statement,
};
use crate::cfn::{Map, Pieces};
use crate::connections::answer::{self, ANSWER};
use crate::design::Fields;
use crate::services::api;
use crate::unit;

/// What becomes the record.
pub const DATA: Field = api::request_value("data", "Record")
    .default(Literal::Text("$request.body"))
    .help("What becomes the record: the request's body, or a part of it such as $request.body.order.");
/// What decides which shard a record goes to.
pub const PARTITION_KEY: Field = api::request_value("partition_key", "Partition key")
    .default(Literal::Text("$context.requestId"))
    .help("What decides which shard the record goes to, such as $request.body.customer; records with one key stay in order. By itself the request's id spreads them.");

unit! {
    /// The route puts a record into the stream and answers at once, without any code between.
    ///
    /// The API's role may put records into this stream and nothing else. Callers get Kinesis' answer with the shard and the
    /// sequence number; they learn that the record is kept, not what becomes of it.
    ///
    /// AWS: API Gateway Developer Guide, "Create AWS service integrations for HTTP APIs in API Gateway", "Integration
    /// subtype reference" and "Tutorial: Create a REST API as an Amazon Kinesis proxy"; Amazon Kinesis Data Streams API
    /// Reference, "PutRecord".
    pub static SPEC: ConnectionSpec = {
        id: "api_puts_stream",
        name: "Route puts records into stream",
        verb: "puts records",
        from: "api",
        facet: Some(api::ROUTES),
        to: "stream",
        fields: &[DATA, PARTITION_KEY, ANSWER],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct ApiPutsStream;

impl ConnectionKind for ApiPutsStream {
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
        let put = Statement::allow(["kinesis:PutRecord"]).on(line.target.arn()).named(format!("Put{}", line.target.node.logical_id));
        out.grant(&line.source, put);
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        api::new_route(ends)
    }
}

fn first_class(line: &Line<'_>) -> api::FirstClass {
    let mut parameters = Map::from([("StreamName", line.target.attribute(Attribute::Name))]);
    for (name, field) in [("Data", &DATA), ("PartitionKey", &PARTITION_KEY)] {
        parameters.extend(line.template_value(field).map(|value| (name.to_owned(), value)));
    }
    api::FirstClass { subtype: "Kinesis-PutRecord", parameters }
}

fn call(line: &Line<'_>) -> api::ServiceCall {
    let mut request = Pieces::new(r#"{"StreamName":""#).value(&line.target.attribute(Attribute::Name)).text(r#"""#);
    if let Some(data) = line.template_value(&DATA) {
        request = request.text(r#","Data":""#).join(api::Form::Base64.put_document(&data)).text("\"");
    }
    if let Some(key) = line.template_value(&PARTITION_KEY) {
        request = request.text(r#","PartitionKey":""#).join(api::Form::Json.put(&key)).text("\"");
    }
    let headers = &[("Content-Type", "application/x-amz-json-1.1")];
    api::ServiceCall {
        action: Pieces::new("kinesis:action/PutRecord"),
        headers,
        request: request.text("}"),
        answer: answer::of(line, None),
    }
}
