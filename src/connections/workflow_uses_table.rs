//! Workflow → table.

use serde_json::{Value as Json, json};

use crate::catalog::draft::Draft;
use crate::catalog::field::choice;
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Refusal, Settings, Statement};
use crate::cfn::Value;
use crate::connections::task_message;
use crate::design::{Connection, ConnectionId};
use crate::services::table;
use crate::services::workflow::{self, Call, definition};
use crate::unit;

/// What the task does with the table.
pub const ACTION: Field = Field::choice(
    "action",
    "Action",
    &[
        choice("get", "Get item"),
        choice("put", "Put item"),
        choice("update", "Update item"),
        choice("delete", "Delete item"),
        choice("query", "Query"),
    ],
)
.help("What the task does; only this is granted.");

unit! {
    /// A task of the workflow gets, puts, updates, deletes or finds items of the table.
    ///
    /// Where the task says nothing else, the item's key is taken from the members of its input that are called like the
    /// table's keys; what else to write or to find stands in the task's `Arguments` or `Parameters`, in DynamoDB's own JSON
    /// (`{"S": "text"}`). After a put, an update or a delete in JSONata the next state gets the task's input. The workflow's
    /// role may do this one action on this table; a query that names an index in its `IndexName` may be made of that index alone.
    ///
    /// AWS: Step Functions Developer Guide, "Perform DynamoDB CRUD operations with Step Functions" and "Integrating with AWS
    /// SDK services".
    pub static SPEC: ConnectionSpec = {
        id: "workflow_uses_table",
        name: "Workflow uses table",
        verb: "uses",
        from: "workflow",
        facet: Some(workflow::STATES.id),
        to: "table",
        fields: &[ACTION],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct WorkflowUsesTable;

impl ConnectionKind for WorkflowUsesTable {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        workflow::refuse_second(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let (table, id) = (&line.target, &line.target.node.logical_id);
        let action = line.choice(&ACTION);
        let (integration, permission) = action_of(&action);
        let queried = if action == "query" { queried(line) } else { Queried::Table };
        let (of_table, index) = match &queried {
            Queried::Table => (true, None),
            Queried::Index(name) => (false, Some(name.as_str())),
            Queried::Computed => (true, Some("*").filter(|_| table::has_indexes(table))),
        };
        if of_table {
            out.grant(&line.source, Statement::allow([permission]).on(table.arn()).named(format!("Use{id}")));
        }
        if let Some(index) = index {
            let index = Value::sub(format!("${{{id}.Arn}}/index/{index}"));
            out.grant(&line.source, Statement::allow([permission]).on(index).named(format!("Query{id}Indexes")));
        }
        let mut call = Call::new(integration);
        let name = call.placeholder(format!("{id}Name"), table.attribute(Attribute::Name));
        table::tell_unknown_keys(line, out);
        let keys = Keys(table::keys(table));
        let (passed, none) = if matches!(action.as_str(), "get" | "query") { (Json::Null, Json::Null) } else { task_message::passing_on() };
        call.must("TableName", name)
            .usually(&keys.arguments(&action, true), &keys.arguments(&action, false))
            .giving(&passed, &none)
            .perform(line, out);
    }

    fn carries(&self, line: &Line<'_>) -> bool {
        !matches!(line.choice(&ACTION).as_str(), "get" | "query")
    }

    fn label(&self, line: &Line<'_>) -> String {
        line.choice(&ACTION)
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        workflow::bind(draft, id, &Json::Null);
    }

    fn erased(&self, draft: &mut Draft<'_>, id: &ConnectionId, connection: &Connection) {
        workflow::unbind(draft, id, connection, &Json::Null);
    }
}

/// What a query is of, as its arguments tell.
enum Queried {
    Table,
    Index(String),
    /// Only the running task knows.
    Computed,
}

fn queried(line: &Line<'_>) -> Queried {
    let definition = line.source.literal(&workflow::DEFINITION);
    let states = definition.iter().flat_map(definition::states);
    let state = states.into_iter().find(|state| line.connection.entry.as_ref().is_some_and(|entry| state.name == entry.as_str()));
    let arguments = state.and_then(|state| ["Arguments", "Parameters"].into_iter().find_map(|key| state.body.get(key)));
    let Some(arguments) = arguments else { return Queried::Table };
    match arguments.get("IndexName").map(Json::as_str) {
        _ if arguments.is_string() || arguments.get("IndexName.$").is_some() => Queried::Computed,
        None => Queried::Table,
        Some(Some(name)) if !name.contains(['{', '$']) => Queried::Index(name.to_owned()),
        Some(_) => Queried::Computed,
    }
}

/// The integration and the permission of an action.
fn action_of(action: &str) -> (&'static str, &'static str) {
    match action {
        "put" => ("dynamodb:putItem", "dynamodb:PutItem"),
        "update" => ("dynamodb:updateItem", "dynamodb:UpdateItem"),
        "delete" => ("dynamodb:deleteItem", "dynamodb:DeleteItem"),
        // There is no integration made for queries; the one through the SDK takes the same arguments.
        "query" => ("aws-sdk:dynamodb:query", "dynamodb:Query"),
        _ => ("dynamodb:getItem", "dynamodb:GetItem"),
    }
}

/// The table's keys with their types, the partition key first.
struct Keys(Vec<(String, String)>);

impl Keys {
    /// The arguments that do something with the item whose keys are in the input.
    fn arguments(&self, action: &str, jsonata: bool) -> Json {
        let value = |(name, kind): &(String, String)| typed(name, kind, jsonata);
        let keys: serde_json::Map<String, Json> = self.0.iter().map(|key| (key.0.clone(), value(key))).collect();
        let updated = if jsonata { json!({ "S": "{% $now() %}" }) } else { json!({ "S.$": "$$.State.EnteredTime" }) };
        match action {
            "put" => json!({ "Item": keys }),
            "update" => json!({
                "Key": keys,
                "UpdateExpression": "SET #updatedAt = :now",
                "ExpressionAttributeNames": { "#updatedAt": "updatedAt" },
                "ExpressionAttributeValues": { ":now": updated },
            }),
            "query" => json!({
                "KeyConditionExpression": "#key = :key",
                "ExpressionAttributeNames": { "#key": self.0.first().map(|key| &key.0) },
                "ExpressionAttributeValues": { ":key": self.0.first().map(value) },
            }),
            _ => json!({ "Key": keys }),
        }
    }
}

/// A member of the input as DynamoDB wants it.
fn typed(name: &str, kind: &str, jsonata: bool) -> Json {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    // A number is told as text.
    if jsonata {
        let path = if plain { format!("$states.input.{name}") } else { format!("$states.input.`{name}`") };
        let value = if kind == "N" { format!("$string({path})") } else { path };
        return json!({ kind: format!("{{% {value} %}}") });
    }
    let path = if plain { format!("$.{name}") } else { format!("$['{}']", name.replace('\'', "\\'")) };
    let value = if kind == "N" { format!("States.Format('{{}}', {path})") } else { path };
    json!({ format!("{kind}.$"): value })
}
