//! Why the other pairs are not possible. What could stand between is found by itself, where one node can; where it takes two,
//! or one of several is the better, it is named here.

use crate::catalog::RefusedPair;

const fn because(from: &'static str, to: &'static str, reason: &'static str) -> RefusedPair {
    RefusedPair { from, to, reason, insert: &[] }
}

const fn through(from: &'static str, to: &'static str, insert: &'static [&'static str], reason: &'static str) -> RefusedPair {
    RefusedPair { from, to, reason, insert }
}

const FUNCTION: &[&str] = &["function"];
const BUS: &[&str] = &["event_bus"];
const TOPIC: &[&str] = &["topic"];
const FUNCTION_AND_TOPIC: &[&str] = &["function", "topic"];
const API_AND_FUNCTION: &[&str] = &["api", "function"];

/// The pairs with a reason of their own; the first that fits is told.
pub static REFUSED: &[RefusedPair] = &[
    because("", "client", "A client only calls: lines start at it."),
    because("kms_key", "web_acl", "A web ACL keeps nothing that a key could encrypt; its logs are encrypted where they are kept."),
    because("kms_key", "kms_key", "A key encrypts no other key."),
    because("kms_key", "subscriber", "A subscriber keeps nothing in the account: draw the line to the topic that it hears of."),
    because(
        "kms_key",
        "user_pool",
        "A user pool takes a key by settings that no line makes: override its Resource.Properties.KeyConfiguration with a KmsKeyArn, and for senders of its own LambdaConfig.KMSKeyID.",
    ),
    because("kms_key", "resource", "A resource of any type takes a key by a property of its own: name the key's ARN there."),
    because("kms_key", "schedule", "A schedule starts by itself: a key encrypts what it starts with."),
    because("", "schedule", "A schedule starts by itself: lines start at it."),
    because("", "kms_key", "A key encrypts: draw the line from the key to what it encrypts."),
    because("", "web_acl", "A web ACL protects: draw the line from the web ACL to what it protects."),
    because("kms_key", "", "A key encrypts what keeps something; there is nothing here that it could encrypt."),
    because("web_acl", "", "A web ACL protects what is called over the internet by HTTP: REST APIs and user pools."),
    because("http_endpoint", "", "An HTTP endpoint is called and answers: lines end at it."),
    because("subscriber", "", "A subscriber only receives: lines end at it."),
    because("resource", "", "A resource of any type is only used: lines end at it."),
    // What leads to a user pool.
    because("api", "user_pool", "A user pool lets requests into an API: draw the line from the user pool."),
    because(
        "function",
        "user_pool",
        "A user pool calls functions: draw the line from the user pool. A function that manages users takes the pool's id as a variable of its environment, and the actions by an override of its role.",
    ),
    because("user_pool", "user_pool", "Users of one pool are moved to another by a trigger: lead this one to a function."),
    because("", "user_pool", "A user pool signs people in: clients lead to it and web ACLs protect it, and nothing sends it messages."),
    // What leads to a client's end.
    through("client", "table", API_AND_FUNCTION, "A client reaches a table through an API and a function; put them between."),
    through("client", "workflow", &["api"], "A client starts a workflow through an API; put one between."),
    through("client", "resource", API_AND_FUNCTION, "A client reaches a resource through an API and a function; put them between."),
    because("client", "http_endpoint", "A client that calls another party's endpoint does so past the account"),
    because("client", "subscriber", "What a client has to say reaches subscribers as the messages of a topic"),
    // What leads to a subscriber.
    through("api", "subscriber", FUNCTION_AND_TOPIC, "An API reaches a subscriber through a function and a topic; put them between."),
    through("workflow", "subscriber", TOPIC, "A workflow reaches a subscriber through a topic; put one between."),
    through("event_bus", "subscriber", TOPIC, "A rule reaches a subscriber through a topic; put one between."),
    through("function", "subscriber", TOPIC, "A function reaches a subscriber through a topic; put one between."),
    through("queue", "subscriber", FUNCTION_AND_TOPIC, "A queue cannot notify a subscriber; put a function and a topic between."),
    through(
        "user_pool",
        "subscriber",
        FUNCTION_AND_TOPIC,
        "A user pool reaches a subscriber through a function and a topic; put them between.",
    ),
    because("", "subscriber", "Subscribers hear of topics only"),
    // What leads to something of any type.
    through("", "resource", FUNCTION, "A resource of any type is used by functions and by tasks of workflows; put a function between."),
    // What leads to an API.
    because("api", "api", "A route is answered by what is behind its API; another API is called by what can sign a request to it"),
    because(
        "",
        "api",
        "An API answers requests: tasks of workflows call its routes, rules of event buses those of a REST API, and functions post to who is connected to a WebSocket API",
    ),
    // What leads to an HTTP endpoint.
    through("bucket", "http_endpoint", BUS, "A bucket reaches an HTTP endpoint by a rule of the account's default bus; put that between."),
    through(
        "user_pool",
        "http_endpoint",
        &["function", "event_bus"],
        "A user pool calls functions only, and a rule of an event bus calls HTTP endpoints; put a function and a bus between.",
    ),
    because(
        "function",
        "http_endpoint",
        "A function calls an endpoint with code of its own; a rule of an event bus keeps its secret and its rate",
    ),
    because("topic", "http_endpoint", "A topic calls an address only as a subscriber, without the secret and the rate of an HTTP endpoint"),
    because("schedule", "http_endpoint", "EventBridge Scheduler calls no HTTP endpoints, and rules do"),
    // What leads from each of the others.
    through("bucket", "workflow", BUS, "A bucket starts a workflow by a rule of the account's default bus; put that between."),
    because("bucket", "", "S3 notifies functions, queues, topics and the account's default bus"),
    through("queue", "table", FUNCTION, "A queue cannot write to a table; put a function between."),
    because("queue", "", "What waits in a queue is read by functions and by pipes"),
    through("topic", "table", FUNCTION, "A topic cannot write to a table; put a function between."),
    because("topic", "", "A topic delivers to queues, functions and subscribers"),
    because("event_bus", "", "A rule hands events on to what does something with them, and stores none"),
    because("schedule", "", "A schedule starts functions and workflows, and sends messages and events"),
    because("stream", "", "What is in a stream is read by functions and by pipes"),
    because("table", "", "What changes in a table is read by functions and by pipes"),
    because("user_pool", "", "A user pool calls functions while people sign in, and lets requests into APIs"),
];
