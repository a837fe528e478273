//! API route → bucket.

use crate::catalog::field::{TextRule, choice};
use crate::catalog::request::Integration;
use crate::catalog::{
    Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, FaultKind, Field, Line, LineStyle, Literal, Place, Refusal, Request,
    Settings, Statement,
};
use crate::cfn::{Map, Pieces, Value};
use crate::connections::answer::{self, ANSWER};
use crate::connections::rest_only;
use crate::design::Fields;
use crate::services::{api, bucket};
use crate::unit;

/// What the route does.
pub const ACTION: Field =
    Field::choice("action", "Action", &[choice("get", "Get object"), choice("put", "Put object"), choice("delete", "Delete object")])
        .help("What the route does with the object; only this is granted.");
/// Which object.
pub const KEY: Field = Field::text(
    "key",
    "Key",
    TextRule { min: 0, max: 512, shape: Some((is_key, "a key such as uploads/{id}, of letters, digits, / - _ . and {name}")) },
)
.example(Literal::Text("uploads/{requestId}"))
.decides()
.help("The object's key: `{id}` stands for what the route's path has there, `{requestId}` for the id of the request. Empty: the variables of the path, or the id of the request where it has none.");

/// What stands for the id of the request.
const REQUEST_ID: &str = "requestId";

fn is_key(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./{}".contains(c);
    text.chars().all(plain) && !text.starts_with('/')
}

unit! {
    /// The route gets, puts or deletes an object of the bucket, without any code between; in REST APIs only.
    ///
    /// The object's key is made of the variables of the route's path: a route `GET /pictures/{id}` with the key
    /// `pictures/{id}` gets one of the objects under `pictures/`. The API's role may do this one action with these objects
    /// and no others. Objects go through as text; for pictures and other binary content, name their media types at the API.
    ///
    /// HTTP APIs have no such integration: make it a REST API, or put a function between.
    ///
    /// Limits: 10 MB an object, as API Gateway passes on no more.
    /// AWS: API Gateway Developer Guide, "Tutorial: Create a REST API as an Amazon S3 proxy" and "Binary media types for REST
    /// APIs in API Gateway"; Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
    pub static SPEC: ConnectionSpec = {
        id: "api_uses_bucket",
        name: "Route uses bucket",
        verb: "uses",
        from: "api",
        facet: Some(api::ROUTES),
        to: "bucket",
        fields: &[ACTION, KEY, ANSWER],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct ApiUsesBucket;

impl ConnectionKind for ApiUsesBucket {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        rest_only::refuse(ends, "use a bucket")
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let Some(entry) = line.connection.entry.clone() else { return };
        let path = route_path(line);
        let known = api::variables(&path);
        let key = key(line, &known);
        for name in api::variables(&key).into_iter().filter(|name| *name != REQUEST_ID && !known.contains(name)) {
            let message = format!("The key has {{{name}}}, which the route's path {path} does not have.");
            out.fault(FaultKind::Missing, Place::Connection(line.id.clone()), message, Vec::new());
        }
        let integration = integration(line, &key, api::route_part(&entry, "Route"));
        out.request(&line.source, Request::Integrate { entry, integration });
        let (action, _) = action(line);
        let prefix = key.split('{').next().unwrap_or_default();
        let objects = if prefix == key { bucket::object(&line.target, &key) } else { bucket::objects(&line.target, prefix) };
        out.grant(&line.source, Statement::allow([action]).on(objects).named(format!("Use{}", line.target.node.logical_id)));
    }

    fn carries(&self, line: &Line<'_>) -> bool {
        line.choice(&ACTION) != "get"
    }

    fn label(&self, line: &Line<'_>) -> String {
        line.choice(&ACTION)
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        api::new_route_to_one(ends, "key")
    }
}

fn route_path(line: &Line<'_>) -> String {
    line.entry().and_then(|entry| entry.text(&api::PATH)).unwrap_or_default()
}

/// The permission and the method of S3.
fn action(line: &Line<'_>) -> (&'static str, &'static str) {
    match line.choice(&ACTION).as_str() {
        "put" => ("s3:PutObject", "PUT"),
        "delete" => ("s3:DeleteObject", "DELETE"),
        _ => ("s3:GetObject", "GET"),
    }
}

/// The key with its variables; `known` are those of the route's path.
fn key(line: &Line<'_>, known: &[&str]) -> String {
    line.text(&KEY).unwrap_or_else(|| {
        let names = if known.is_empty() { &[REQUEST_ID] } else { known };
        names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join("/")
    })
}

fn integration(line: &Line<'_>, key: &str, part: String) -> Integration {
    let (_, method) = action(line);
    let (mut parameters, mut declared) = (Map::new(), Map::new());
    for name in api::variables(key) {
        let source = if name == REQUEST_ID { format!("context.{name}") } else { format!("method.request.path.{name}") };
        if name != REQUEST_ID {
            declared.insert(source.clone(), true.into());
        }
        parameters.insert(format!("integration.request.path.{name}"), source.into());
    }
    let mut done = Map::new();
    done.insert("StatusCode", "200".into());
    let mut header = |name: &str| declared.insert(format!("method.request.header.{name}"), false.into());
    if method == "PUT" {
        header("Content-Type");
        parameters.insert("integration.request.header.Content-Type", "method.request.header.Content-Type".into());
    }
    let answer = answer::of(line, None).map(Pieces::finish);
    // What a template makes is not of the object's type.
    let as_it_is = method == "GET" && answer.is_none();
    done.extend(answer.map(|template| ("ResponseTemplates".to_owned(), Value::map([("application/json", template)]))));
    if as_it_is {
        let type_ = ("method.response.header.Content-Type", "integration.response.header.Content-Type");
        done.insert("ResponseParameters", Value::map([type_]));
    }
    // Who may get objects but not list them is told that a missing one is forbidden.
    let absent = ("4\\d{2}", "404", "Not found");
    let [wrong, failed] = api::REFUSED;
    let (answers, mut responses) = api::answers(done, &[if method == "GET" { absent } else { wrong }, failed]);
    if as_it_is
        && let Value::List(list) = &mut responses
        && let Some(Value::Map(first)) = list.first_mut()
    {
        first.insert("ResponseParameters", Value::map([("method.response.header.Content-Type", true)]));
    }
    let mut properties = Map::new();
    properties.insert("Type", "AWS".into());
    properties.insert("IntegrationHttpMethod", method.into());
    let path = Pieces::new("s3:path/").value(&line.target.attribute(Attribute::Name)).text("/").text(key);
    properties.insert("Uri", api::action_uri(path));
    if !parameters.is_empty() {
        properties.insert("RequestParameters", Value::Map(parameters));
    }
    properties.insert("IntegrationResponses", answers);
    let mut own = Map::from([("MethodResponses", responses)]);
    if !declared.is_empty() {
        own.insert("RequestParameters", Value::Map(declared));
    }
    Integration { part, properties, with_role: true, method: own }
}
