//! Workflows.

mod alarms;
mod assemble;
pub mod definition;
pub mod expressions;
pub mod flaws;
pub mod new_state;
pub mod outline;
pub mod rewrite;
pub mod state_fields;
mod task;
pub mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::catalog::alarm::{self, Preset};
use crate::catalog::draft::{Draft, Problem};
use crate::catalog::field::{Kind, Unit, choice, is};
use crate::catalog::service::{Attribute, Category, Facet, Ports, Row, Service, ServiceSpec, Stateful};
use crate::catalog::{Emission, Field, Literal, NodeView, Origin, Request, Settings, Statement, Wanted, policy};
use crate::cfn::{Map, Value, json};
use crate::design::{ConnectionId, EntryId, Fields, Node, NodeId, Value as Held};
use crate::services::{function, kms_key, physical_name};
use crate::unit;

use assemble::Supplies;
use definition::State;
pub use task::{Call, bind, refuse_second, retried, retried_over_http, unbind, usual_retry};

const LOGGED: &[Literal] = &[Literal::Text("ERROR"), Literal::Text("FATAL"), Literal::Text("ALL")];

/// How executions run and are paid for.
pub const TYPE: Field = Field::choice("type", "Type", &[choice("STANDARD", "Standard"), choice("EXPRESS", "Express")])
    .variant()
    .replaces()
    .property("StateMachineType")
    .omitted_at(Literal::Text("STANDARD"))
    .help(
        "Standard: up to a year, every step exactly once, paid per step. Express: up to 5 minutes, at least once, paid per run and time.",
    );
/// The language of expressions.
pub const QUERY_LANGUAGE: Field =
    Field::choice("query_language", "Query language", &[choice("JSONata", "JSONata"), choice("JSONPath", "JSONPath")]).variant().help(
        "The language in which states pick and shape data: JSONata with Arguments and Output, or JSONPath with Parameters and paths.",
    );
/// What it does.
pub const DEFINITION: Field = Field::of("definition", "Definition", Kind::StateMachine)
    .default(Literal::Json(definition::NOTHING))
    .help("The states in the Amazon States Language. A task that uses a node has `connection:` and the line's id as its Resource; the line supplies the rest.");
/// How long an execution may take.
pub const TIME_LIMIT: Field = Field::duration("time_limit", "Time limit", Unit::Seconds, 1, 31_536_000)
    .example(Literal::Integer(900))
    .decides()
    .help("How long an execution may take before it fails with States.Timeout: up to a year, or 5 minutes in an express workflow.");
/// Which events are logged.
pub const LOG_LEVEL: Field = Field::choice(
    "log_level",
    "Log level",
    &[choice("ERROR", "Errors only"), choice("FATAL", "Failed executions only"), choice("ALL", "Everything"), choice("OFF", "Off")],
)
.help("Which events of executions are logged; express workflows keep no other history.");
/// Whether inputs and outputs are logged.
pub const LOG_DATA: Field = Field::switch("log_data", "Log inputs and outputs", false)
    .applies(&[is("log_level", LOGGED)])
    .help("Writes what states take and give into the log, with everything confidential in it.");
/// How long logs are kept.
pub const LOG_RETENTION: Field = Field::choice("log_retention", "Log retention", function::LOG_DAYS)
    .default(Literal::Text("30"))
    .applies(&[is("log_level", LOGGED)])
    .stands()
    .help("How long its log events are kept.");
/// Whether executions are traced.
pub const TRACING: Field = Field::switch("tracing", "X-Ray tracing", true)
    .property("TracingConfiguration.Enabled")
    .omitted_at(Literal::Bool(false))
    .help("Follows a request across services.");

/// The states, read from the definition.
pub const STATES: Facet = Facet { id: "states", label: "States", entry: "state", fields: &[], port: true };

/// Its name in AWS.
pub const PHYSICAL_NAME: Field = physical_name::field("StateMachineName", 80, physical_name::is_plain, physical_name::PLAIN);

unit! {
    /// A workflow runs steps in order, side by side or for each item, retries what fails and undoes what cannot be
    /// finished.
    ///
    /// Drawing a line from it to a function, a queue, a table or whatever else a task uses adds a task at the end of its
    /// chain; a line drawn from a task of the card gives that task its node. Order, choices, retries and errors are set in
    /// the definition. Its role may do what its tasks do, write its log and its traces, and nothing else.
    ///
    /// A task may also name a resource of AWS by its ARN; what it needs is then granted by an override of the role.
    /// `${Name}` in the definition stands for the parameter of that name.
    ///
    /// Limits: 1 MB of definition, 25,000 events of history and 256 KiB from state to state; express: 5 minutes.
    /// AWS: Step Functions Developer Guide, "Step Functions service quotas"; CloudFormation,
    /// "AWS::StepFunctions::StateMachine".
    pub static SPEC: ServiceSpec = {
        id: "workflow",
        name: "Workflow",
        aws: "Step Functions",
        category: Category::Compute,
        summary: "Runs steps in order, with retries and branches",
        suffix: "",
        resource: Some("AWS::StepFunctions::StateMachine"),
        stateful: Stateful::No,
        fields: &[TYPE, QUERY_LANGUAGE, DEFINITION, TIME_LIMIT, LOG_LEVEL, LOG_DATA, LOG_RETENTION, TRACING, PHYSICAL_NAME],
        facets: &[STATES, alarm::facet(alarms::FIELDS)],
        ports: Ports::Both,
    }
}

/// The service.
pub struct Workflow;

impl Service for Workflow {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        let mut own = Vec::new();
        let logging = logging(node, out);
        if logging.is_some() {
            // Log delivery belongs to no resource.
            own.push(Statement::allow(LOG_DELIVERY).on_everything().named("DeliverLogs"));
        }
        if node.is_on(&TRACING) {
            // X-Ray has no resource to name.
            own.push(Statement::allow(TRACES).on_everything().named("WriteTraces"));
        }
        let key = kms_key::of(node, wanted, out);
        // Step Functions runs executions with the workflow's role.
        own.extend(kms_key::own_use(node, &["kms:Decrypt", "kms:GenerateDataKey"]));
        let machines = Value::sub("arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:*");
        let conditions =
            [("ArnLike", "aws:SourceArn", machines), ("StringEquals", "aws:SourceAccount", Value::reference("AWS::AccountId"))];
        let role = out.standing_role(node, wanted, own, policy::trust("states.amazonaws.com", &conditions));
        let (definition, substitutions) = definition_of(node, wanted);
        let machine = out.main(node);
        machine.set("RoleArn", role).set_some("LoggingConfiguration", logging);
        match definition {
            // A template cannot hold `null`, but text can.
            Some(definition) if definition.holds_null() => machine.set("DefinitionString", as_text(&definition)),
            definition => machine.set_some("Definition", definition),
        };
        if !substitutions.is_empty() {
            machine.set("DefinitionSubstitutions", Value::Map(substitutions));
        }
        if let Some((encryption, origin)) = key {
            let mut configuration = Map::from([("Type".to_owned(), "CUSTOMER_MANAGED_KMS_KEY".into())]);
            configuration.insert("KmsKeyId", encryption.key.clone());
            configuration.extend(encryption.reuse_secs.clone().map(|secs| ("KmsDataKeyReusePeriodSeconds".to_owned(), secs)));
            machine.set("EncryptionConfiguration", Value::Map(configuration)).comes_from("EncryptionConfiguration", [origin]);
        }
        let performed = |request: &Request| matches!(request, Request::Perform(_));
        machine.comes_from("Definition", wanted.origins(performed)).comes_from("DefinitionSubstitutions", wanted.origins(performed));
        machine.acts_through(node);
    }

    fn alarms(&self) -> &'static [Preset] {
        alarms::PRESETS
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let kind = if node.choice(&TYPE) == "EXPRESS" { "Express" } else { "Standard" };
        let count = node.literal(&DEFINITION).map_or(0, |d| definition::states(&d).len());
        format!("{kind} · {count} {}", if count == 1 { "state" } else { "states" })
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        let id = node.node.logical_id.as_str();
        match attribute {
            Attribute::Arn => Some(Value::get_att(id, "Arn")),
            Attribute::Name => Some(Value::get_att(id, "Name")),
            Attribute::Url => None,
        }
    }

    fn key_actions(&self, action: &str) -> &'static [&'static str] {
        // Whoever waits for an execution reads its output.
        if action == "states:DescribeExecution" { &["kms:Decrypt"] } else { &[] }
    }

    fn rows(&self, node: &NodeView<'_>) -> Vec<Row> {
        let Some(definition) = node.literal(&DEFINITION) else { return Vec::new() };
        let shown = |state: &State<'_>| matches!(state.kind(), "Task" | "Choice" | "Parallel" | "Map" | "Wait");
        let row = |state: State<'_>| Row {
            entry: EntryId::from(state.name),
            facet: STATES.id,
            title: state.name.to_owned(),
            remark: remark(state),
            port: state.kind() == "Task",
        };
        definition::states(&definition).into_iter().filter(shown).map(row).collect()
    }

    fn add_entry(&self, node: &mut Node, _facet: &Facet, title: &str, _fields: &Fields) -> Option<EntryId> {
        let mut definition = stored(node)?;
        let id = definition::add_task(&mut definition, title)?;
        store(node, definition);
        Some(id)
    }

    fn remove_entry(&self, node: &mut Node, entry: &EntryId) -> bool {
        let Some(mut definition) = stored(node) else { return false };
        let removed = definition::remove_state(&mut definition, entry.as_str());
        if removed {
            store(node, definition);
        }
        removed
    }

    fn has_entry(&self, node: &Node, name: &str) -> bool {
        stored(node).is_some_and(|definition| definition::states(&definition).iter().any(|state| state.name == name))
    }

    fn entry_fields(&self, node: &Node, entry: &EntryId) -> Option<&'static [Field]> {
        let definition = stored(node)?;
        let state = definition::states(&definition).into_iter().find(|state| state.name == entry.as_str())?;
        Some(state_fields::of(state.kind(), is_state_jsonata(node, state)))
    }

    fn entry_values(&self, node: &Node, entry: &EntryId) -> Fields {
        let (Some(specs), Some(definition)) = (self.entry_fields(node, entry), stored(node)) else { return Fields::new() };
        let Some(state) = definition::states(&definition).into_iter().find(|state| state.name == entry.as_str()) else {
            return Fields::new();
        };
        specs.iter().filter_map(|field| Some((field.id.to_owned(), state_fields::get(state.body, field)?.into()))).collect()
    }

    fn set_entry_value(&self, node: &mut Node, entry: &EntryId, field: &Field, value: Option<Held>) -> Result<(), String> {
        let value = match value {
            Some(value) => Some(value.literal().cloned().ok_or_else(|| format!("{} is said in the definition itself.", field.label))?),
            None => None,
        };
        change(node, |definition| {
            if [state_fields::NEXT.id, state_fields::DEFAULT.id].contains(&field.id) {
                let next = value.as_ref().and_then(Json::as_str).filter(|next| !next.is_empty());
                return rewrite::lead(definition, entry.as_str(), next);
            }
            let state = definition::state_mut(definition, entry.as_str()).and_then(Json::as_object_mut);
            state_fields::set(state.ok_or_else(|| format!("There is no state {entry}."))?, field, value);
            Ok(())
        })
    }

    fn entry_of(&self, node: &Node, connection: &ConnectionId) -> Option<EntryId> {
        let definition = stored(node)?;
        definition::task_of(&definition, connection).map(|state| EntryId::from(state.name))
    }

    fn reconnect(&self, node: &mut Node, ids: &BTreeMap<ConnectionId, ConnectionId>) {
        if let Some(mut definition) = stored(node) {
            let renamed = |id: &str| ids.get(&ConnectionId::from(id)).map(|id| id.as_str().to_owned());
            definition::rename_connections(&mut definition, &renamed);
            store(node, definition);
        }
    }
}

const LOG_DELIVERY: [&str; 8] = [
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
];
const TRACES: [&str; 4] = ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"];

/// Whether its expressions are in JSONata.
pub fn is_jsonata(node: &NodeView<'_>) -> bool {
    node.choice(&QUERY_LANGUAGE) == "JSONata"
}

/// Whether its executions are logged.
pub fn is_logged(node: &NodeView<'_>) -> bool {
    node.choice(&LOG_LEVEL) != "OFF"
}

/// Whether it is an express workflow.
pub fn is_express(node: &NodeView<'_>) -> bool {
    node.choice(&TYPE) == "EXPRESS"
}

/// Whether a state's expressions are in JSONata.
fn is_state_jsonata(node: &Node, state: State<'_>) -> bool {
    let own = state.body["QueryLanguage"].as_str();
    own.map_or_else(|| writes_jsonata(node), |language| language == "JSONata")
}

/// Whether the workflow's expressions are in JSONata, of a node by itself.
pub fn writes_jsonata(node: &Node) -> bool {
    let set = node.fields.get(QUERY_LANGUAGE.id).and_then(Held::literal).and_then(Json::as_str);
    set.is_none_or(|language| language == "JSONata")
}

/// Rewrites a node's definition; the reason where that cannot be.
pub fn change<T>(node: &mut Node, rewritten: impl FnOnce(&mut Json) -> Result<T, String>) -> Result<T, String> {
    let mut definition = stored(node).ok_or_else(|| "The definition is only known at deployment.".to_owned())?;
    let done = rewritten(&mut definition)?;
    store(node, definition);
    Ok(done)
}

/// Rewrites the definition of a workflow of a draft; lines follow the states they start at.
pub fn rewrite<T>(draft: &mut Draft<'_>, id: &NodeId, rewritten: impl FnOnce(&mut Json, bool) -> Result<T, String>) -> Result<T, Problem> {
    let mut node = (**draft.node(id)?).clone();
    if node.kind != SPEC.id {
        return Err(Problem::new(format!("{} is no workflow.", node.name)));
    }
    let jsonata = writes_jsonata(&node);
    let done = change(&mut node, |definition| rewritten(definition, jsonata)).map_err(Problem::new)?;
    draft.set_node_field(id, DEFINITION.id, node.fields.remove(DEFINITION.id))?;
    Ok(done)
}

/// The definition of a node, where it is known.
pub fn definition_as_data(node: &Node) -> Option<Json> {
    stored(node)
}

fn stored(node: &Node) -> Option<Json> {
    match node.fields.get(DEFINITION.id) {
        Some(value) => value.literal().cloned(),
        None => DEFINITION.default.to_json(),
    }
}

fn store(node: &mut Node, definition: Json) {
    if DEFINITION.default.to_json().as_ref() == Some(&definition) {
        node.fields.remove(DEFINITION.id);
    } else {
        node.fields.insert(DEFINITION.id.to_owned(), definition.into());
    }
}

fn logging(node: &NodeView<'_>, out: &mut Emission<'_>) -> Option<Value> {
    let level = node.choice(&LOG_LEVEL);
    if !is_logged(node) {
        return None;
    }
    // Groups with this prefix need no statement each in the account's one policy for log delivery.
    let name = Value::sub(format!("/aws/vendedlogs/states/${{AWS::StackName}}-{}", node.node.logical_id));
    let group = out.log_group("LogGroup", Some(name), function::log_days(node.template_value(&LOG_RETENTION)));
    let mut logging = Map::new();
    logging.insert("Level", level.into());
    logging.insert("IncludeExecutionData", node.is_on(&LOG_DATA).into());
    // The attribute ends in `:*`, as a destination must.
    let destination = Value::map([("CloudWatchLogsLogGroup", Value::map([("LogGroupArn", Value::get_att(group, "Arn"))]))]);
    logging.insert("Destinations", Value::list([destination]));
    Some(Value::Map(logging))
}

/// The definition with what its connections supply, and what its placeholders stand for.
fn definition_of(node: &NodeView<'_>, wanted: &Wanted) -> (Option<Value>, Map) {
    let mut known: BTreeMap<String, Value> = BTreeMap::from([("Partition".to_owned(), Value::reference("AWS::Partition"))]);
    known.extend(node.graph.defined_names().into_iter().map(|name| (name.to_owned(), Value::reference(name))));
    let mut supplies = Supplies { jsonata: is_jsonata(node), tasks: BTreeMap::new(), substitutions: known };
    for received in &wanted.requests {
        if let (Request::Perform(task), Origin::Connection(id)) = (&received.request, &received.origin) {
            supplies.tasks.insert(id.as_str(), &**task);
            supplies.substitutions.extend(task.substitutions.iter().cloned());
        }
    }
    let Some(mut value) = node.template_value(&DEFINITION) else { return (None, Map::new()) };
    supplies.fill(&mut value);
    let mut known = supplies.substitutions;
    if let Value::Map(machine) = value {
        value = Value::Map(with_settings(node, machine));
    }
    let mut names = Vec::new();
    assemble::placeholders(&value, &mut names);
    let names: BTreeSet<String> = names.into_iter().collect();
    let substitutions = names.into_iter().filter_map(|name| Some((name.clone(), known.remove(&name)?))).collect();
    (Some(value), substitutions)
}

/// The definition as text, on several lines where nothing in it is a reference.
fn as_text(definition: &Value) -> Value {
    match json::as_text(definition) {
        Value::Text(_) => json::write(definition).into(),
        deferred => deferred,
    }
}

/// The machine with what the node's settings say of it as a whole.
fn with_settings(node: &NodeView<'_>, mut machine: Map) -> Map {
    let mut all = Map::new();
    all.extend(machine.shift_remove_entry("Comment"));
    machine.shift_remove("QueryLanguage");
    if is_jsonata(node) {
        all.insert("QueryLanguage", "JSONata".into());
    }
    if let Some(limit) = node.template_value(&TIME_LIMIT) {
        machine.shift_remove("TimeoutSeconds");
        all.insert("TimeoutSeconds", limit);
    }
    all.extend(machine);
    all
}

/// What matters about a state in a word.
fn remark(state: State<'_>) -> String {
    let kind = state.kind();
    if kind != "Task" {
        return kind.to_lowercase();
    }
    let retriers = state.body["Retry"].as_array().into_iter().flatten();
    let chosen = retriers.filter(|r| !task::is_usual_retry(r));
    if let Some(most) = chosen.map(|r| r["MaxAttempts"].as_i64().unwrap_or(3)).max() {
        return format!("retry {most}");
    }
    if state.body["Catch"].as_array().is_some_and(|list| !list.is_empty()) {
        return "catch".to_owned();
    }
    let resource = state.body["Resource"].as_str().unwrap_or_default();
    resource.split_once(":::").map(|(_, integration)| integration.to_owned()).unwrap_or_default()
}
