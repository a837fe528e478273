//! Why the other pairs are not possible, where more can be said than that they are not.

use crate::catalog::RefusedPair;

/// The pairs with a reason of their own; the first that fits is told.
pub static REFUSED: &[RefusedPair] = &[
    RefusedPair { from: "", to: "client", reason: "A client only calls: lines start at it.", insert: &[] },
    RefusedPair { from: "", to: "schedule", reason: "A schedule starts by itself: lines start at it.", insert: &[] },
    RefusedPair { from: "", to: "kms_key", reason: "A key encrypts: draw the line from the key to what it encrypts.", insert: &[] },
    RefusedPair { from: "", to: "web_acl", reason: "A web ACL protects: draw the line from the web ACL to what it protects.", insert: &[] },
    RefusedPair {
        from: "kms_key",
        to: "",
        reason: "A key encrypts what keeps something; there is nothing here that it could encrypt.",
        insert: &[],
    },
    RefusedPair {
        from: "web_acl",
        to: "",
        reason: "A web ACL protects what is called over the internet by HTTP: REST APIs and user pools.",
        insert: &[],
    },
    RefusedPair { from: "http_endpoint", to: "", reason: "An HTTP endpoint is called and answers: lines end at it.", insert: &[] },
    RefusedPair {
        from: "client",
        to: "table",
        reason: "A client reaches a table through an API and a function; put them between.",
        insert: &["api", "function"],
    },
    RefusedPair { from: "client", to: "workflow", reason: "A client starts a workflow through an API; put one between.", insert: &["api"] },
    RefusedPair {
        from: "client",
        to: "resource",
        reason: "A client reaches a resource through an API and a function; put them between.",
        insert: &["api", "function"],
    },
    RefusedPair {
        from: "api",
        to: "subscriber",
        reason: "An API reaches a subscriber through a function and a topic; put them between.",
        insert: &["function", "topic"],
    },
    RefusedPair {
        from: "bucket",
        to: "http_endpoint",
        reason: "A bucket reaches an HTTP endpoint by a rule of the account's default bus; put that between.",
        insert: &["event_bus"],
    },
    RefusedPair { from: "subscriber", to: "", reason: "A subscriber only receives: lines end at it.", insert: &[] },
    RefusedPair { from: "resource", to: "", reason: "A resource of any type is only used: lines end at it.", insert: &[] },
    RefusedPair {
        from: "",
        to: "resource",
        reason: "A resource of any type is used by functions and by tasks of workflows; put a function between.",
        insert: &["function"],
    },
    RefusedPair {
        from: "bucket",
        to: "workflow",
        reason: "A bucket starts a workflow by a rule of the account's default bus; put that between.",
        insert: &["event_bus"],
    },
    RefusedPair {
        from: "workflow",
        to: "subscriber",
        reason: "A workflow reaches a subscriber through a topic; put one between.",
        insert: &["topic"],
    },
    RefusedPair {
        from: "event_bus",
        to: "subscriber",
        reason: "A rule reaches a subscriber through a topic; put one between.",
        insert: &["topic"],
    },
    RefusedPair {
        from: "function",
        to: "subscriber",
        reason: "A function reaches a subscriber through a topic; put one between.",
        insert: &["topic"],
    },
    RefusedPair {
        from: "queue",
        to: "subscriber",
        reason: "A queue cannot notify a subscriber; put a function and a topic between.",
        insert: &["function", "topic"],
    },
    RefusedPair { from: "queue", to: "table", reason: "A queue cannot write to a table; put a function between.", insert: &["function"] },
    RefusedPair { from: "topic", to: "table", reason: "A topic cannot write to a table; put a function between.", insert: &["function"] },
];
