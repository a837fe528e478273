//! Tasks and the lines that start at them.

use serde_json::{Value as Json, json};

use crate::catalog::draft::Draft;
use crate::catalog::request::{Task, Unsaid};
use crate::catalog::{Emission, Ends, Line, Refusal, Request};
use crate::cfn::{Map, Value};
use crate::design::{Connection, ConnectionId, Node};

use super::assemble;
use super::definition::{self, CONNECTION};
use super::{store, stored};

/// The call a line makes of the task that names it, being put together.
pub struct Call {
    task: Task,
}

impl Call {
    /// A call of an integration such as `lambda:invoke`.
    pub fn new(integration: &str) -> Self {
        let (name, arn) = assemble::integration(integration);
        let resource = format!("${{{name}}}");
        Self { task: Task { resource, substitutions: vec![(name, arn)], ..Task::default() } }
    }

    /// What an argument is that tells which node is meant: the placeholder for `value`, or the value where it is plain text.
    pub fn placeholder(&mut self, name: String, value: Value) -> Value {
        if let Value::Text(_) = value {
            return value;
        }
        let placeholder = Value::from(format!("${{{name}}}"));
        self.task.substitutions.push((name, value));
        placeholder
    }

    /// An argument the task must have.
    #[must_use]
    pub fn must(mut self, key: &str, value: Value) -> Self {
        self.task.arguments.insert(key.to_owned(), value);
        self
    }

    /// The arguments where the state has none, in JSONata and in JSONPath.
    #[must_use]
    pub fn usually(mut self, jsonata: &Json, jsonpath: &Json) -> Self {
        self.task.jsonata.arguments = members(jsonata);
        self.task.jsonpath.arguments = members(jsonpath);
        self
    }

    /// As [`Call::usually`], with references in the arguments.
    #[must_use]
    pub fn usually_says(mut self, jsonata: Map, jsonpath: Map) -> Self {
        self.task.jsonata.arguments = jsonata;
        self.task.jsonpath.arguments = jsonpath;
        self
    }

    /// Arguments it cannot do without, in JSONata and in JSONPath.
    #[must_use]
    pub fn needing(mut self, jsonata: &Json, jsonpath: &Json) -> Self {
        let add = |unsaid: &mut Unsaid, json: &Json| unsaid.needed.extend(members(json));
        add(&mut self.task.jsonata, jsonata);
        add(&mut self.task.jsonpath, jsonpath);
        self
    }

    /// As [`Call::needing`], with references in the arguments.
    #[must_use]
    pub fn needing_these(mut self, jsonata: &Map, jsonpath: &Map) -> Self {
        self.task.jsonata.needed.extend(jsonata.clone());
        self.task.jsonpath.needed.extend(jsonpath.clone());
        self
    }

    /// What becomes of the result where the state does not say, in JSONata and in JSONPath.
    #[must_use]
    pub fn giving(mut self, jsonata: &Json, jsonpath: &Json) -> Self {
        self.task.jsonata.result = members(jsonata);
        self.task.jsonpath.result = members(jsonpath);
        self
    }

    /// Has the workflow make the call in the task that names the line.
    pub fn perform(self, line: &Line<'_>, out: &mut Emission<'_>) {
        out.request(&line.source, Request::Perform(Box::new(self.task)));
    }
}

fn members(json: &Json) -> Map {
    match Value::from_json(json) {
        Value::Map(map) => map,
        _ => Map::new(),
    }
}

/// Why a line cannot start at a task that uses another node already.
pub fn refuse_second(ends: &Ends<'_>) -> Option<Refusal> {
    let entry = ends.entry?;
    let other = ends.source.outgoing().find(|line| line.connection.entry.as_ref() == Some(entry) && line.target.id != ends.target.id)?;
    let (task, used) = (entry.as_str(), &other.target.node.name);
    Some(Refusal::new(format!("{task} uses {used} already; draw the line from the card to get a task of its own.")))
}

/// The members of a task that tries again when Lambda itself fails, as AWS recommends.
pub fn retried() -> Json {
    json!({ "Retry": [{
        "ErrorEquals": LAMBDA_FAULTS,
        "IntervalSeconds": 2,
        "MaxAttempts": 6,
        "BackoffRate": 2.0,
        "JitterStrategy": "FULL",
    }] })
}

const LAMBDA_FAULTS: [&str; 5] = [
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
];

/// The members of a task that tries again when an HTTP endpoint is busy or away, as AWS's example does.
pub fn retried_over_http() -> Json {
    json!({ "Retry": [{
        "ErrorEquals": HTTP_FAULTS,
        "IntervalSeconds": 1,
        "MaxAttempts": 3,
        "BackoffRate": 2.0,
        "JitterStrategy": "FULL",
    }] })
}

const HTTP_FAULTS: [&str; 4] =
    ["States.Http.StatusCode.429", "States.Http.StatusCode.503", "States.Http.StatusCode.504", "States.Http.StatusCode.502"];

/// How a task tries again that calls this integration: as AWS recommends for it, and otherwise with what the states language
/// assumes by itself.
pub fn usual_retry(integration: &str) -> Json {
    let members = match integration.split('.').next() {
        Some("lambda:invoke") => retried(),
        Some("http:invoke") => retried_over_http(),
        _ => {
            let usual = json!({ "ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 2.0 });
            json!({ "Retry": [usual] })
        }
    };
    members["Retry"].clone()
}

/// Whether a retrier is only for passing faults of what the task calls, as lines put it there.
pub fn is_usual_retry(retrier: &Json) -> bool {
    let usual = |error: &str| LAMBDA_FAULTS.contains(&error) || HTTP_FAULTS.contains(&error);
    retrier["ErrorEquals"].as_array().is_some_and(|errors| errors.iter().all(|e| e.as_str().is_some_and(usual)))
}

/// Lets the task a line starts at name the line; `members` are put into it where it does not have them.
pub fn bind(draft: &mut Draft<'_>, id: &ConnectionId, members: &Json) {
    let Ok(connection) = draft.connection(id) else { return };
    let (source, Some(entry)) = (connection.source.clone(), connection.entry.clone()) else { return };
    let bound = |node: &mut Node| {
        let Some(mut definition) = stored(node) else { return };
        if let Some(Json::Object(task)) = definition::state_mut(&mut definition, entry.as_str()) {
            let last: Vec<_> = ["Catch", "Next", "End"].into_iter().filter_map(|key| task.shift_remove_entry(key)).collect();
            task.insert("Resource".to_owned(), format!("{CONNECTION}{}", id.as_str()).into());
            for (key, value) in members.as_object().into_iter().flatten() {
                task.entry(key).or_insert_with(|| value.clone());
            }
            task.extend(last);
            store(node, definition);
        }
    };
    // The node is there: the connection starts at it.
    let _ = draft.change_node(&source, bound);
}

/// Takes the line out of the task that names it. A task that has nothing but what the line put there goes with it.
pub fn unbind(draft: &mut Draft<'_>, id: &ConnectionId, connection: &Connection, members: &Json) {
    let unbound = |node: &mut Node| {
        let Some(mut definition) = stored(node) else { return };
        let Some(task) = definition::task_of(&definition, id) else { return };
        let name = task.name.to_owned();
        let own = |(key, value): (&String, &Json)| {
            !matches!(key.as_str(), "Type" | "Resource" | "Next" | "End") && members.get(key) != Some(value)
        };
        let has_own = task.body.as_object().is_some_and(|task| task.iter().any(own));
        if !has_own {
            definition::remove_state(&mut definition, &name);
        } else if let Some(Json::Object(task)) = definition::state_mut(&mut definition, &name) {
            task.shift_remove("Resource");
        }
        store(node, definition);
    };
    // Where the node has gone there is nothing to take out.
    let _ = draft.change_node(&connection.source, unbound);
}
