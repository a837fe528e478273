//! API route → table.

use crate::catalog::field::{Kind, TextRule, choice, is};
use crate::catalog::{
    Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Literal, Refusal, Request, Settings, Statement,
};
use crate::cfn::{Map, Pieces, Value};
use crate::connections::{answer, rest_only};
use crate::design::Fields;
use crate::services::{api, table};
use crate::unit;

/// What the route does.
pub const ACTION: Field = Field::choice(
    "action",
    "Action",
    &[choice("get", "Get item"), choice("put", "Put item"), choice("query", "Query"), choice("delete", "Delete item")],
)
.help("What the route does; only this is granted.");
/// The partition key's value.
pub const KEY: Field = api::request_value("key", "Partition key")
    .example(Literal::Text("$request.header.x-customer"))
    .help("The partition key's value. Empty: the variable of the route's path that is called like the key, else the member of the body (put) or the parameter behind the question mark.");
/// The sort key's value.
pub const SORT: Field = api::request_value("sort", "Sort key")
    .example(Literal::Text("$request.querystring.day"))
    .help("The sort key's value, where the table has one; empty: found as the partition key's is. A query without it finds all items of the partition.");
/// What an item has besides its keys.
pub const ATTRIBUTES: Field = Field::of("attributes", "Attributes", Kind::KeyValues)
    .applies(&[is("action", &[Literal::Text("put")])])
    .default(Literal::Json(r#"{"body": "$request.body"}"#))
    .help("What the item has besides its keys: texts, fixed or parts of the request such as $request.body.customer.");
/// The index to query.
pub const INDEX: Field = Field::text("index", "Index", TextRule::up_to(255))
    .applies(&[is("action", &[Literal::Text("query")])])
    .help("The index to query, by its name; the table itself where this is empty.");
/// How many items at once.
pub const LIMIT: Field = Field::integer("limit", "Most items", 1, 1_000)
    .applies(&[is("action", &[Literal::Text("query")])])
    .example(Literal::Integer(50))
    .help("How many items one answer has at most; empty: as many as fit into 1 MB.");
/// The request's template.
pub const REQUEST: Field = Field::of("request", "Request template", Kind::Lines)
    .help("In place of what the settings above make: a mapping template (VTL) that gives DynamoDB's own JSON. ${Table} stands for the table's name.");
/// The answer's template.
pub const ANSWER: Field = Field::of("answer", "Answer template", Kind::Lines)
    .example(Literal::Text("$input.body"))
    .help("In place of the usual answer: a mapping template (VTL). Usual: items as plain JSON, 404 where there is none to get.");

unit! {
    /// The route gets, puts, finds or deletes items of the table, without any code between; in REST APIs only.
    ///
    /// The keys come from the route's path, from behind the question mark or from the body. Items are answered as plain
    /// JSON: texts, numbers and truth values as such, everything else in DynamoDB's own notation. A template of your own
    /// can say all of it otherwise. The API's role may do this one action on this table, or on the index it queries.
    ///
    /// HTTP APIs have no such integration: make it a REST API, or put a function between.
    ///
    /// AWS: API Gateway Developer Guide, "Set up an AWS integration in API Gateway" and "Mapping template transformations
    /// for REST APIs"; Amazon DynamoDB API Reference, "GetItem", "PutItem", "Query" and "DeleteItem".
    pub static SPEC: ConnectionSpec = {
        id: "api_uses_table",
        name: "Route uses table",
        verb: "uses",
        from: "api",
        facet: Some(api::ROUTES),
        to: "table",
        fields: &[ACTION, KEY, SORT, ATTRIBUTES, INDEX, LIMIT, REQUEST, ANSWER],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct ApiUsesTable;

impl ConnectionKind for ApiUsesTable {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        rest_only::refuse(ends, "use a table")
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let Some(entry) = line.connection.entry.clone() else { return };
        let integration = call(line).integration(api::route_part(&entry, "Route"));
        out.request(&line.source, Request::Integrate { entry, integration });
        table::tell_unknown_keys(line, out);
        let permission = format!("dynamodb:{}", action(line));
        let resource = match index(line) {
            Some(index) => Pieces::default().value(&line.target.arn()).text("/index/").value(&index).finish(),
            None => line.target.arn(),
        };
        let id = &line.target.node.logical_id;
        out.grant(&line.source, Statement::allow([permission.as_str()]).on(resource).named(format!("Use{id}")));
    }

    fn carries(&self, line: &Line<'_>) -> bool {
        !matches!(line.choice(&ACTION).as_str(), "get" | "query")
    }

    fn label(&self, line: &Line<'_>) -> String {
        line.choice(&ACTION)
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        let keys = table::keys(&ends.target);
        api::new_route_to_one(ends, keys.first().map_or("id", |(name, _)| name))
    }
}

fn action(line: &Line<'_>) -> &'static str {
    match line.choice(&ACTION).as_str() {
        "put" => "PutItem",
        "query" => "Query",
        "delete" => "DeleteItem",
        _ => "GetItem",
    }
}

/// The index a query is of.
fn index(line: &Line<'_>) -> Option<Value> {
    line.template_value(&INDEX).filter(|name| *name != Value::from(""))
}

fn call(line: &Line<'_>) -> api::ServiceCall {
    let action = action(line);
    let own = line.text(&REQUEST).map(|text| with_table(line, &text));
    let answer = answer::of(line, usual_answer(action).map(Pieces::new));
    api::ServiceCall {
        action: Pieces::new("dynamodb:action/").text(action),
        headers: &[("Content-Type", "application/x-amz-json-1.0")],
        request: own.unwrap_or_else(|| usual_request(line, action)),
        answer,
    }
}

/// A template of the user's own, with the table's name.
fn with_table(line: &Line<'_>, text: &str) -> Pieces {
    let name = line.target.attribute(Attribute::Name);
    let mut parts = text.split("${Table}");
    let first = Pieces::new(parts.next().unwrap_or_default());
    parts.fold(first, |all, part| all.value(&name).text(part))
}

/// A key or attribute, its type, and where its value comes from.
type Member = (String, String, Value);

fn usual_request(line: &Line<'_>, action: &str) -> Pieces {
    let keys = keys(line, action);
    let request = Pieces::new(r#"{"TableName":""#).value(&line.target.attribute(Attribute::Name)).text("\"");
    let request = match action {
        "PutItem" => {
            let attributes = match line.template_value(&ATTRIBUTES) {
                Some(Value::Map(map)) => map,
                _ => Map::new(),
            };
            let item = attributes.into_iter().filter(|(name, _)| keys.iter().all(|key| key.0 != *name));
            let item: Vec<Member> = keys.iter().cloned().chain(item.map(|(name, value)| (name.into(), "S".to_owned(), value))).collect();
            request.text(r#","Item":{"#).join(typed(&item)).text("}")
        }
        "Query" => query(line, request, keys),
        _ => request.text(r#","Key":{"#).join(typed(&keys)).text("}"),
    };
    request.text("}")
}

fn query(line: &Line<'_>, request: Pieces, keys: Vec<Member>) -> Pieces {
    let request = match index(line) {
        Some(index) => request.text(r#","IndexName":""#).join(api::Form::Json.put(&index)).text("\""),
        None => request,
    };
    let request = match line.template_value(&LIMIT) {
        Some(limit) => request.text(r#","Limit":"#).value(&limit),
        None => request,
    };
    let numbered = |index: usize| if index == 0 { "key" } else { "sort" };
    let condition: Vec<String> = (0..keys.len()).map(|index| format!("#{0} = :{0}", numbered(index))).collect();
    let names = keys
        .iter()
        .enumerate()
        .map(|(index, (name, ..))| format!(r##""#{}":{}"##, numbered(index), serde_json::Value::from(name.as_str())));
    let names: Vec<String> = names.collect();
    let values = keys.into_iter().enumerate().map(|(index, (_, kind, value))| (format!(":{}", numbered(index)), kind, value));
    let values: Vec<Member> = values.collect();
    let expressions = format!(
        r#","KeyConditionExpression":"{}","ExpressionAttributeNames":{{{}}},"ExpressionAttributeValues":{{"#,
        condition.join(" AND "),
        names.join(",")
    );
    request.text(&expressions).join(typed(&values)).text("}")
}

/// The keys of the table, or of the index that is queried, with where their values come from.
fn keys(line: &Line<'_>, action: &str) -> Vec<Member> {
    let keys = match index(line).as_ref().and_then(Value::as_text) {
        Some(name) => table::index_keys(&line.target, name),
        None => table::keys(&line.target),
    };
    let mut members = Vec::new();
    for ((name, kind), field) in keys.into_iter().zip([&KEY, &SORT]) {
        let set = line.template_value(field).filter(|value| *value != Value::from(""));
        // A query needs no sort key.
        if set.is_none() && action == "Query" && !members.is_empty() {
            continue;
        }
        let value = set.unwrap_or_else(|| source_of(line, &name, action).into());
        members.push((name, kind, value));
    }
    members
}

/// Where a key's value comes from unless it is said.
fn source_of(line: &Line<'_>, name: &str, action: &str) -> String {
    let path = line.entry().and_then(|entry| entry.text(&api::PATH)).unwrap_or_default();
    if api::variables(&path).contains(&name) {
        format!("$request.path.{name}")
    } else if action == "PutItem" {
        format!("$request.body.{name}")
    } else {
        format!("$request.querystring.{name}")
    }
}

/// Members of an item in DynamoDB's own JSON.
fn typed(members: &[Member]) -> Pieces {
    members.iter().enumerate().fold(Pieces::default(), |all, (index, (name, kind, value))| {
        let comma = if index > 0 { "," } else { "" };
        let name = serde_json::Value::from(name.as_str());
        all.text(&format!(r#"{comma}{name}:{{"{kind}":""#)).join(api::Form::Json.put(value)).text("\"}")
    })
}

/// The members of the item `$item`, whose place in the answer is `PATH`, as plain JSON.
const MEMBERS: &str = concat!(
    "{#foreach($name in $item.keySet())#set($value = $item.get($name))",
    "\"$util.escapeJavaScript($name).replaceAll(\"\\\\'\",\"'\")\": ",
    "#if($value.containsKey(\"S\"))\"$util.escapeJavaScript($value.get(\"S\")).replaceAll(\"\\\\'\",\"'\")\"",
    "#elseif($value.containsKey(\"N\"))$value.get(\"N\")",
    "#elseif($value.containsKey(\"BOOL\"))$value.get(\"BOOL\")",
    "#else $input.json(\"PATH['$name']\")#end",
    "#if($foreach.hasNext),#end#end}"
);

/// What callers get unless it is said.
fn usual_answer(action: &str) -> Option<&'static str> {
    static ITEM: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        format!(
            "#set($item = $input.path('$.Item'))#if(!$item || $item == \"\")#set($context.responseOverride.status = 404){}#else {}#end",
            r#"{"message": "Not found"}"#,
            MEMBERS.replace("PATH", "$.Item")
        )
    });
    static ITEMS: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        format!(
            "{{\"items\": [#foreach($item in $input.path('$.Items'))#set($at = $foreach.index){}#if($foreach.hasNext),#end#end]}}",
            MEMBERS.replace("PATH", "$.Items[$at]")
        )
    });
    match action {
        "GetItem" => Some(&ITEM),
        "Query" => Some(&ITEMS),
        _ => None,
    }
}
