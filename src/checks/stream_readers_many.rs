//! LIM006.

use crate::catalog::{Check, CheckSpec, Context, Findings, LineStyle, NodeView, Place, Severity};
use crate::services::{stream, table};
use crate::unit;

/// The readers of a shard of a table's stream.
const OF_TABLE: usize = 2;
/// The reads of a shard of a stream in a second; each reader reads once a second.
const OF_STREAM: usize = 5;

unit! {
    /// A stream has more readers than its shards have reads for.
    ///
    /// A shard of a table's stream serves two readers, a shard of a stream of Kinesis five reads a second, which its readers
    /// share, each reading about once a second. With more of them all are throttled and fall behind. Let one of them hand on
    /// what the others need: to a topic, or an event bus.
    ///
    /// AWS: DynamoDB Developer Guide, "Quotas in Amazon DynamoDB", simultaneous readers of a shard; Amazon Kinesis Data
    /// Streams Developer Guide, "Quotas and limits".
    ///
    /// ```stackdraft breaks
    /// add table Orders
    /// add function Billing
    /// add function Search
    /// add function Audit
    /// connect Orders Billing
    /// connect Orders Search
    /// connect Orders Audit
    /// ```
    ///
    /// ```stackdraft keeps
    /// add table Orders
    /// add function Billing
    /// add function Search
    /// connect Orders Billing
    /// connect Orders Search
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM006",
        name: "stream_readers_many",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct StreamReadersMany;

impl Check for StreamReadersMany {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(table::SPEC.id) {
            count(&node, OF_TABLE, "each shard of its changes serves two", out);
        }
        for node in context.graph.nodes_of(stream::SPEC.id) {
            count(&node, OF_STREAM, "each shard serves five reads a second", out);
        }
    }
}

fn count(node: &NodeView<'_>, most: usize, why: &str, out: &mut Findings<'_>) {
    let readers: Vec<_> = node.outgoing().filter(|line| line.kind.spec().style == LineStyle::Stream).collect();
    if readers.len() > most {
        let message = format!("{} has {} readers, and {why}.", node.node.name, readers.len());
        out.add(Place::Node(node.id.clone()), message).related(readers.iter().map(|line| Place::Connection(line.id.clone())));
    }
}
