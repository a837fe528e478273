//! LIM007.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::connections::stream_reader::PARALLELISATION;
use crate::connections::stream_triggers_function;
use crate::services::{function, stream};
use crate::unit;

unit! {
    /// A function has fewer copies set aside than its stream keeps busy.
    ///
    /// Each shard keeps as many copies busy as the line has *batches at once*. Where the function's reserved concurrency is
    /// lower, some shards wait while others are read, and a busy stream is never caught up with.
    ///
    /// AWS: Lambda Developer Guide, "Using Lambda to process records from Amazon Kinesis Data Streams", polling and batching
    /// streams.
    ///
    /// ```stackdraft breaks
    /// add stream Clicks capacity=provisioned shards=4
    /// add function Worker reserved_concurrency=2
    /// connect Clicks Worker
    /// ```
    ///
    /// ```stackdraft keeps
    /// add stream Clicks capacity=provisioned shards=4
    /// add function Worker reserved_concurrency=4
    /// connect Clicks Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM007",
        name: "shards_outnumber_copies",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct ShardsOutnumberCopies;

impl Check for ShardsOutnumberCopies {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for line in context.graph.lines_of(stream_triggers_function::SPEC.id) {
            if !line.source.applies(&stream::SHARDS) {
                continue;
            }
            let known = (
                line.source.integer(&stream::SHARDS),
                line.integer(&PARALLELISATION),
                line.target.integer(&function::RESERVED_CONCURRENCY),
            );
            let (Some(shards), Some(at_once), Some(copies)) = known else { continue };
            let busy = shards * at_once;
            // A function that is stopped on purpose is told by another check.
            if copies == 0 || copies >= busy {
                continue;
            }
            let message = format!(
                "{} keeps {busy} copies of {} busy, and {copies} are set aside for it.",
                line.source.node.name, line.target.node.name
            );
            let finding = out.add(Place::Connection(line.id.clone()), message).related([Place::Node(line.target.id.clone())]);
            if busy <= 1_000 {
                let id = line.target.id.clone();
                finding.unsafe_fix(format!("Set aside {busy} copies"), move |draft| {
                    draft.set_node_field(&id, function::RESERVED_CONCURRENCY.id, Some(busy.into()))
                });
            }
        }
    }
}
