//! Why the other pairs are not possible, where more can be said than that they are not.

use crate::catalog::RefusedPair;

/// The pairs with a reason of their own; the first that fits is told.
pub static REFUSED: &[RefusedPair] = &[
    RefusedPair { from: "", to: "client", reason: "A client only calls: lines start at it.", insert: &[] },
    RefusedPair { from: "", to: "schedule", reason: "A schedule starts by itself: lines start at it.", insert: &[] },
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
        reason: "A bucket starts a workflow by a rule of the account's default bus: lead the bucket there, and the rule to the workflow.",
        insert: &[],
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
