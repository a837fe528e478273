//! Tasks of workflows: the state calls a service through the workflow's role.
//!
//! AWS: Step Functions Developer Guide, "Integrating services with Step Functions", "How Step Functions generates IAM
//! policies for integrated services".

use super::Prover;
use super::case::{Case, End, Found, anything};
use super::key;
use super::statement::Role;
use super::task_wait::{self, Pattern};
use super::text::{open, plain, same};
use super::truth::Truth;
use super::world::shown;
use crate::catalog::Evidence;
use crate::catalog::proof::Step;
use crate::cfn::{Map, Value};
use crate::design::EntryId;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[
    ("workflow_calls_function", task),
    ("workflow_publishes_topic", task),
    ("workflow_puts_event_bus", task),
    ("workflow_puts_stream", task),
    ("workflow_sends_queue", task),
    ("workflow_starts_workflow", task),
    ("workflow_uses_bucket", task),
    ("workflow_uses_table", task),
];

const STATES: &str = "states.amazonaws.com";

/// What a task can call, by what stands behind `:::` in its resource: the argument that names what is meant, what the role
/// needs, and what that is called.
struct Integration {
    name: &'static str,
    argument: &'static [&'static str],
    actions: &'static [&'static str],
    verb: &'static str,
}

const fn integration(
    name: &'static str,
    argument: &'static [&'static str],
    actions: &'static [&'static str],
    verb: &'static str,
) -> Integration {
    Integration { name, argument, actions, verb }
}

const TABLE: &[&str] = &["TableName"];

const MACHINE: &[&str] = &["StateMachineArn"];

const INTEGRATIONS: &[Integration] = &[
    integration("apigateway:invoke", &["ApiEndpoint"], &["execute-api:Invoke"], "call"),
    integration("http:invoke", &["ApiEndpoint"], &["states:InvokeHTTPEndpoint"], "call"),
    integration("lambda:invoke", &["FunctionName"], &["lambda:InvokeFunction"], "call"),
    integration("sqs:sendMessage", &["QueueUrl"], &["sqs:SendMessage"], "send messages to"),
    integration("sns:publish", &["TopicArn"], &["sns:Publish"], "publish to"),
    integration("events:putEvents", &["Entries", "EventBusName"], &["events:PutEvents"], "put events on"),
    integration("dynamodb:getItem", TABLE, &["dynamodb:GetItem"], "get items of"),
    integration("dynamodb:putItem", TABLE, &["dynamodb:PutItem"], "put items into"),
    integration("dynamodb:updateItem", TABLE, &["dynamodb:UpdateItem"], "update items of"),
    integration("dynamodb:deleteItem", TABLE, &["dynamodb:DeleteItem"], "delete items of"),
    integration("aws-sdk:kinesis:putRecord", &["StreamName"], &["kinesis:PutRecord"], "put records into"),
    integration("aws-sdk:dynamodb:query", TABLE, &["dynamodb:Query"], "query"),
    integration("aws-sdk:s3:getObject", &["Bucket"], &["s3:GetObject"], "get objects of"),
    integration("aws-sdk:s3:putObject", &["Bucket"], &["s3:PutObject"], "put objects into"),
    integration("aws-sdk:sfn:startSyncExecution", MACHINE, &["states:StartSyncExecution"], "start"),
    integration("states:startExecution", MACHINE, &["states:StartExecution"], "start"),
];

/// A state of a definition.
pub(super) struct State {
    /// What the definition says of it.
    pub value: Value,
    /// Where that stands.
    pub place: Evidence,
}

impl State {
    /// Whether it is of a definition that is text, which has no places inside.
    pub(super) fn is_text(&self) -> bool {
        self.place.path.iter().any(|step| *step == Step::from("DefinitionString"))
    }
}

/// A task with the role that performs it.
fn task(case: &mut Case<'_>) {
    let target = case.target.clone();
    let Some(performed) = called(case) else { return };
    let integration = performed.integration;
    let by: &[&str] = match target.kind {
        "AWS::SQS::Queue" => &[&target.reference],
        _ => &[&target.reference, &target.arn],
    };
    performed.is_about(case, integration.argument, by);
    task_wait::waits(case, &performed);
    let Some(role) = role(case) else { return };
    let may = format!("{} {}", integration.verb, target.title);
    if target.is("AWS::S3::Bucket") {
        let prefix = case.setting("prefix").unwrap_or_default();
        let objects = anything(&format!("{}/{prefix}", target.arn));
        case.may(role, integration.actions, &objects, Some(target.id), &may);
        key::lets_role(case, &target, role, if integration.name.ends_with("getObject") { key::READ } else { key::SEND });
        return;
    }
    let index = performed.argument(case, &["IndexName"]).map(|(name, _)| name).filter(|_| integration.name.ends_with("query"));
    let any_index = || anything(&format!("{}/index/", target.arn));
    let (of_table, of_index) = match index {
        None => (true, performed.are_computed().then(any_index)),
        Some(name) if name.starts_with("{%") => (true, Some(any_index())),
        Some(name) => (false, Some(format!("{}/index/{name}", target.arn))),
    };
    if of_table {
        case.may(role, integration.actions, &target.arn, Some(target.id), &may);
    }
    if let Some(index) = of_index.filter(|_| integration.name.ends_with("query") && super::call::has_indexes(case)) {
        case.may(role, integration.actions, &index, Some(target.id), &format!("query indexes of {}", target.title));
    }
    if performed.pattern == Pattern::Job {
        task_wait::watches(case, role);
        key::lets_role(case, &target, role, key::READ);
    }
    if matches!(target.kind, "AWS::SQS::Queue" | "AWS::SNS::Topic" | "AWS::Kinesis::Stream") {
        key::lets_role(case, &target, role, key::SEND);
    }
    if target.is("AWS::DynamoDB::Table") {
        key::lets_role(case, &target, role, key::READ);
    }
}

/// A task that calls what it has to.
pub(super) struct Performed {
    /// The state.
    pub state: State,
    /// How long it waits.
    pub pattern: Pattern,
    integration: &'static Integration,
    substitutions: Map,
}

/// Links the state the line starts at, where it calls this.
pub(super) fn performed(case: &mut Case<'_>, name: &str) -> Option<Performed> {
    called(case).filter(|performed| performed.integration.name == name)
}

impl Performed {
    /// Links that an argument is one of these.
    pub(super) fn is_about(&self, case: &mut Case<'_>, path: &[&str], by: &[&str]) {
        about(case, &self.state, &self.substitutions, path, by);
    }

    /// The text from which an argument is computed when the task runs.
    pub(super) fn computed(&self, case: &Case<'_>, name: &str) -> Option<String> {
        let (arguments, _) = self.arguments()?;
        let value = arguments.get(name).or_else(|| arguments.get(&format!("{name}.$")))?;
        Some(text(case, value, &self.substitutions))
    }

    /// Where the task says what it hands over.
    pub(super) fn arguments(&self) -> Option<(&Value, Evidence)> {
        let key = ["Arguments", "Parameters"].into_iter().find(|key| self.state.value.get(key).is_some())?;
        Some((self.state.value.get(key)?, member(&self.state, &[key])))
    }

    /// Whether all its arguments are one expression, computed when the task runs.
    fn are_computed(&self) -> bool {
        self.arguments().is_some_and(|(arguments, _)| arguments.as_text().is_some())
    }

    /// What an argument says, with its place; what is only computed when the task runs begins with `{%`.
    pub(super) fn argument(&self, case: &Case<'_>, path: &[&str]) -> Option<(String, Evidence)> {
        let (arguments, start) = self.arguments()?;
        let mut values = Vec::new();
        collect(arguments, start.clone(), path, &mut values);
        if let Some((value, place)) = values.into_iter().next() {
            let place = if self.state.is_text() { self.state.place.clone() } else { place };
            return Some((text(case, value, &self.substitutions), place));
        }
        // In JSONPath a computed argument has a name of its own.
        let (last, outer) = path.split_last()?;
        let outer = outer.iter().try_fold(arguments, |value, key| value.get(key))?;
        outer.get(&format!("{last}.$")).map(|_| ("{%".to_owned(), start))
    }
}

/// Links that an argument of a state is one of these.
pub(super) fn about(case: &mut Case<'_>, state: &State, substitutions: &Map, path: &[&str], by: &[&str]) {
    let found = argument(case, state, substitutions, path, by);
    case.link(format!("The task is about {}", case.target.title), found);
}

/// Links the workflow's role.
pub(super) fn role<'a>(case: &mut Case<'a>) -> Option<&'a Role<'a>> {
    let machine = case.source.clone();
    role_of(case, &machine)
}

/// Links the role of a workflow, without which none of its executions begins.
pub(super) fn role_of<'a>(case: &mut Case<'a>, machine: &End<'a>) -> Option<&'a Role<'a>> {
    let facts = case.on_behalf_of(STATES, &machine.arn);
    case.acts_as(machine.id, &["RoleArn"], machine.title, STATES, &facts)
}

/// Links that the workflow the line starts can run.
pub(super) fn runs(case: &mut Case<'_>) {
    let machine = case.target.clone();
    let starts = !matches!(case.line.kind.spec().id, "function_answers_workflow" | "kms_key_encrypts_workflow");
    if starts && machine.is("AWS::StepFunctions::StateMachine") {
        role_of(case, &machine);
    }
}

/// Links the state the line starts at.
fn state(case: &mut Case<'_>) -> Option<(State, Map)> {
    let machine = case.source.clone();
    let name = case.line.connection.entry.as_ref().map(EntryId::as_str).unwrap_or_default();
    let substitutions = case.world.property(machine.id, &["DefinitionSubstitutions"]);
    let substitutions = substitutions.and_then(|(value, _)| value.as_map().cloned()).unwrap_or_default();
    let found = definition(case).and_then(|definition| find(&definition.value, &definition.place, name));
    let claim = format!("{} has the task {name}", machine.title);
    let Some(state) = found else {
        case.link(claim, Found::Missing(format!("no state of {} is called {name}", machine.id)));
        return None;
    };
    case.link(claim, Found::Holds(vec![state.place.clone()]));
    Some((state, substitutions))
}

/// The definition, which may be text.
fn definition(case: &Case<'_>) -> Option<State> {
    let id = case.source.id;
    if let Some((value, place)) = case.world.property(id, &["Definition"]) {
        return Some(State { value: value.clone(), place });
    }
    let (value, place) = case.world.property(id, &["DefinitionString"])?;
    let json = serde_json::from_str(&case.world.text(value)).ok()?;
    Some(State { value: Value::from_json(&json), place })
}

/// The state of this name, also inside others.
fn find(machine: &Value, place: &Evidence, name: &str) -> Option<State> {
    // A definition that is text has no places inside.
    let is_text = place.path.iter().any(|step| *step == Step::from("DefinitionString"));
    let inside = |place: &Evidence, step: Step| if is_text { place.clone() } else { place.clone().inside(step) };
    let states = machine.get("States")?.as_map()?;
    let states_place = inside(place, "States".into());
    if let Some(value) = states.get(name) {
        return Some(State { value: value.clone(), place: inside(&states_place, Step::Key(name.to_owned().into())) });
    }
    states.iter().find_map(|(key, state)| {
        let place = inside(&states_place, Step::Key(key.to_string().into()));
        let of_map = ["ItemProcessor", "Iterator"].into_iter().find_map(|key| find(state.get(key)?, &inside(&place, key.into()), name));
        of_map.or_else(|| {
            let branches = state.get("Branches")?.as_list()?.iter().enumerate();
            let place = inside(&place, "Branches".into());
            branches.into_iter().find_map(|(index, branch)| find(branch, &inside(&place, index.into()), name))
        })
    })
}

/// A state, what its definition substitutes, where its resource stands, and what that names and how it waits.
type Called = (State, Map, Evidence, Option<(String, Pattern)>);

/// The resource of the line's state with its place, behind what every integration begins with: its name and how long the
/// task waits.
pub(super) fn resource(case: &mut Case<'_>) -> Option<Called> {
    let (state, substitutions) = state(case)?;
    let place = member(&state, &["Resource"]);
    let resource = state.value.get("Resource").map(|value| text(case, value, &substitutions)).unwrap_or_default();
    let start = format!("arn:{}:states:::", open("AWS::Partition"));
    let name = resource.strip_prefix(&start).map(|name| {
        let pattern = |(suffix, pattern)| name.strip_suffix(suffix).map(|name| (name.to_owned(), pattern));
        task_wait::PATTERNS.into_iter().find_map(pattern).unwrap_or((name.to_owned(), Pattern::Call))
    });
    if name.is_none() {
        let found = if resource.is_empty() {
            Found::Missing(format!("{place} is not set"))
        } else {
            Found::Unknown(format!("no proof is known for {}", shown(&resource)))
        };
        case.link("The task calls a service", found);
    }
    Some((state, substitutions, place, name))
}

/// Links what the task calls.
fn called(case: &mut Case<'_>) -> Option<Performed> {
    let (state, substitutions, place, name) = resource(case)?;
    let (name, pattern) = name?;
    let Some(integration) = INTEGRATIONS.iter().find(|known| known.name == name) else {
        case.link("The task calls a service", Found::Unknown(format!("no proof is known for {}", shown(&name))));
        return None;
    };
    case.link(format!("The task calls {}", integration.name), Found::Holds(vec![place]));
    Some(Performed { state, pattern, integration, substitutions })
}

/// Whether an argument of the task is one of these.
fn argument(case: &Case<'_>, state: &State, substitutions: &Map, path: &[&str], wanted: &[&str]) -> Found {
    let Some(key) = ["Arguments", "Parameters"].into_iter().find(|key| state.value.get(key).is_some()) else {
        return Found::Missing("the task has no arguments".to_owned());
    };
    let start = member(state, &[key]);
    let Some(arguments) = state.value.get(key) else { return Found::Missing(format!("{start} is not set")) };
    let mut values = Vec::new();
    collect(arguments, start.clone(), path, &mut values);
    if values.is_empty() {
        return Found::Missing(format!("{start} has no {}", path.join(".")));
    }
    for (value, place) in values {
        let said = text(case, value, substitutions);
        // An expression that is only computed when the task runs names it somewhere inside.
        let computed = said.starts_with("{%");
        let matches = |wanted: &&str| if computed { said.contains(*wanted).into() } else { same(&said, wanted) };
        match Truth::any(wanted.iter().map(matches)) {
            Truth::Yes => return Found::Holds(vec![if state.is_text() { state.place.clone() } else { place }]),
            Truth::Maybe => return Found::Unknown(format!("{place} is {}, which is only known at deployment", shown(&said))),
            Truth::No if computed => return Found::Unknown(format!("{place} is computed when the task runs")),
            Truth::No => {}
        }
    }
    Found::Missing(format!("{} of {start} is another", path.join(".")))
}

/// The values at a path, through lists; a text on the way is an expression for all that is inside.
fn collect<'v>(value: &'v Value, place: Evidence, path: &[&str], into: &mut Vec<(&'v Value, Evidence)>) {
    match (value, path) {
        (Value::List(list), _) => {
            for (index, item) in list.iter().enumerate() {
                collect(item, place.clone().inside(index.into()), path, into);
            }
        }
        (Value::Text(_), _) | (_, []) => into.push((value, place)),
        (value, [key, rest @ ..]) => {
            if let Some(inner) = value.get(key) {
                collect(inner, place.inside(Step::Key((*key).to_owned().into())), rest, into);
            }
        }
    }
}

/// A place inside a state; of a definition that is text, the text.
fn member(state: &State, keys: &[&'static str]) -> Evidence {
    if state.is_text() {
        return state.place.clone();
    }
    keys.iter().fold(state.place.clone(), |place, key| place.inside((*key).into()))
}

/// A text of the definition with what its placeholders stand for.
fn text(case: &Case<'_>, value: &Value, substitutions: &Map) -> String {
    match value {
        Value::Text(text) if text.contains("${") => case.world.substituted(text, Some(substitutions)),
        Value::Text(text) => plain(text),
        other => case.world.text(other),
    }
}
