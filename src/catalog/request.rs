//! What connections want of the nodes at their ends.

use super::few::Few;
use super::policy::Statement;
use super::synthesis::Origin;
use crate::cfn::{Map, Value};
use crate::design::{EntryId, NodeId};

/// One thing a line wants of one of its ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Let the node's role do this.
    Grant(Statement),
    /// Let this in: a statement of the node's resource policy.
    Admit(Statement),
    /// Tell the node's code about another node in an environment variable.
    Variable {
        /// The variable's name.
        name: String,
        /// Its value.
        value: Value,
    },
    /// Move messages that failed too often to another queue.
    Redrive {
        /// The dead-letter queue's ARN.
        target: Value,
        /// How often a message is received before it moves.
        max_receives: Value,
    },
    /// Keep what others could not deliver.
    KeepDeadLetters,
    /// Have a stream of changes.
    StreamOn,
    /// Send events to EventBridge.
    EventBridgeOn,
    /// Tell a destination about an event of a bucket.
    Notify {
        /// The bucket's entry.
        entry: EntryId,
        /// `LambdaConfigurations`, `QueueConfigurations` or `TopicConfigurations`.
        list: &'static str,
        /// The property that holds the destination's ARN: `Function`, `Queue`, `Topic`.
        property: &'static str,
        /// The destination's ARN.
        destination: Value,
        /// What must exist before the bucket is told: the permission or the policy.
        after: String,
    },
    /// Send the outcome of asynchronous invocations to a destination.
    Destination {
        /// Whether of those that succeeded; of those that failed otherwise.
        success: bool,
        /// The destination's ARN.
        arn: Value,
    },
    /// Deliver the events of a rule.
    Target {
        /// The rule's entry.
        entry: EntryId,
        /// The target without its `Id`.
        target: Map,
        /// The target's `Id`, unique within the rule.
        id: String,
        /// Whether the bus's role delivers.
        with_role: bool,
    },
    /// Start something on a schedule.
    Start {
        /// The schedule's target without its role.
        target: Map,
    },
    /// Answer a route.
    Integrate {
        /// The route's entry.
        entry: EntryId,
        /// How.
        integration: Integration,
    },
    /// Ask who is let in.
    Authorize(Authorizer),
    /// Perform a task of a workflow.
    Perform(Box<Task>),
    /// Call a function at a moment of signing up or in.
    Trigger {
        /// The user pool's entry.
        entry: EntryId,
        /// The function's ARN.
        function: Value,
    },
    /// Tell a receiver of the node's alarms.
    Alarmed {
        /// The receiver's ARN.
        action: Value,
        /// Whether also when it is over.
        recovered: bool,
        /// The alarms by their entries' ids; all where there is none.
        only: Vec<String>,
    },
    /// Be protected by a web ACL.
    Protect {
        /// The web ACL's ARN.
        acl: Value,
    },
    /// Be encrypted with a customer key.
    Encrypt(Encryption),
}

/// How a node is to be encrypted with a customer key.
#[derive(Clone, Debug, PartialEq)]
pub struct Encryption {
    /// The key's ARN.
    pub key: Value,
    /// How long a data key is used again, in seconds, where that can be said.
    pub reuse_secs: Option<Value>,
    /// The ARN of the queue for what cannot be encrypted or decrypted, where there can be one.
    pub dead_letters: Option<Value>,
}

/// What a line supplies to the task of a workflow that names it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Task {
    /// The resource of the task, with `${…}` placeholders.
    pub resource: String,
    /// Arguments the task must have, over what the state itself says.
    pub arguments: Map,
    /// What the placeholders stand for.
    pub substitutions: Vec<(String, Value)>,
    /// What it says in JSONata where the state says nothing.
    pub jsonata: Unsaid,
    /// What it says in JSONPath where the state says nothing.
    pub jsonpath: Unsaid,
}

/// What a task says where its state says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unsaid {
    /// Its arguments, where the state has none at all.
    pub arguments: Map,
    /// Arguments it cannot do without, each where the state does not have it.
    pub needed: Map,
    /// What becomes of the result, where the state does not say.
    pub result: Map,
}

/// How a route is answered, in the words of the API's protocol.
#[derive(Clone, Debug, PartialEq)]
pub struct Integration {
    /// Names the integration; routes with equal integrations share one.
    pub part: String,
    /// Properties of `AWS::ApiGatewayV2::Integration`, or of a REST method's `Integration`.
    pub properties: Map,
    /// Whether the API's role acts.
    pub with_role: bool,
    /// Properties the REST method itself needs (`MethodResponses`, `RequestParameters`).
    pub method: Map,
}

/// What tells an API who is let in.
#[derive(Clone, Debug, PartialEq)]
pub enum Authorizer {
    /// Tokens of a user pool.
    UserPool {
        /// The pool's ARN.
        arn: Value,
        /// The issuer its tokens name.
        issuer: Value,
        /// The ids of its clients.
        clients: Vec<Value>,
    },
    /// A function's answer.
    Function {
        /// The function's logical ID.
        name: String,
        /// Its ARN.
        arn: Value,
        /// What of a request a caller is known by, such as `$request.header.Authorization`.
        identity: Vec<String>,
        /// How long an answer holds, in seconds.
        remember_secs: Option<Value>,
        /// Whether it answers yes or no, in an HTTP API; with a policy otherwise.
        simple: bool,
    },
}

/// A request as its receiver gets it.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// What is wanted.
    pub request: Request,
    /// By whom.
    pub origin: Origin,
}

/// Everything that is wanted of one node.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The requests, in the order of what a template calls the ends of their lines.
    pub requests: Vec<Received>,
}

impl Wanted {
    /// What the node's role must be able to do, merged.
    pub fn grants(&self) -> Vec<Statement> {
        super::policy::merge(self.requests.iter().filter_map(|r| match &r.request {
            Request::Grant(statement) => Some(with_origin(statement, &r.origin)),
            _ => None,
        }))
    }

    /// What the node's resource policy must let in, merged.
    pub fn admissions(&self) -> Vec<Statement> {
        super::policy::merge(self.requests.iter().filter_map(|r| match &r.request {
            Request::Admit(statement) => Some(with_origin(statement, &r.origin)),
            _ => None,
        }))
    }

    /// The variables others want the node's code to know, by name, with where they come from.
    pub fn variables(&self) -> Vec<(&str, &Value, &Origin)> {
        let mut found: Vec<(&str, &Value, &Origin)> = self
            .requests
            .iter()
            .filter_map(|r| match &r.request {
                Request::Variable { name, value } => Some((name.as_str(), value, &r.origin)),
                _ => None,
            })
            .collect();
        found.sort_by_key(|(name, _, _)| *name);
        found
    }

    /// The customer keys the node is to be encrypted with, and who says so: one, where all is well.
    pub fn encryptions(&self) -> impl Iterator<Item = (&Encryption, &Origin)> {
        self.requests.iter().filter_map(|r| match &r.request {
            Request::Encrypt(encryption) => Some((encryption, &r.origin)),
            _ => None,
        })
    }

    /// Whether anybody wants exactly this.
    pub fn has(&self, request: &Request) -> bool {
        self.requests.iter().any(|r| r.request == *request)
    }

    /// Where all requests that `pick` picks come from.
    pub fn origins(&self, pick: impl Fn(&Request) -> bool) -> Few<Origin> {
        self.requests.iter().filter(|r| pick(&r.request)).map(|r| r.origin.clone()).collect()
    }
}

fn with_origin(statement: &Statement, origin: &Origin) -> Statement {
    let mut statement = statement.clone();
    statement.origins.insert(origin.clone());
    statement
}

/// A request on its way to a node.
#[derive(Clone, Debug)]
pub struct Addressed {
    /// To whom.
    pub to: NodeId,
    /// What.
    pub request: Request,
    /// By whom.
    pub origin: Origin,
}
