//! Why the other pairs are not possible, where more can be said than that they are not.

use crate::catalog::RefusedPair;

/// The pairs with a reason of their own; the first that fits is told.
pub static REFUSED: &[RefusedPair] = &[
    RefusedPair { from: "", to: "client", reason: "A client only calls: lines start at it.", insert: &[] },
    RefusedPair { from: "queue", to: "table", reason: "A queue cannot write to a table; put a function between.", insert: &["function"] },
    RefusedPair { from: "topic", to: "table", reason: "A topic cannot write to a table; put a function between.", insert: &["function"] },
];
