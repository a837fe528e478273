//! REL009.

use crate::catalog::draft::{Draft, Problem};
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::connections::stream_reader::ON_FAILURE;
use crate::design::ConnectionId;
use crate::unit;

unit! {
    /// What a function gives up of a stream is lost without a trace.
    ///
    /// After its last retry a batch is skipped, and nothing says which records were in it. With an *on failure* end a note
    /// goes to a queue or topic, or the batch itself into a bucket.
    ///
    /// AWS: Lambda Developer Guide, "Retain discarded batch records for a Kinesis Data Streams event source in Lambda" and
    /// "Retain discarded records with Lambda".
    ///
    /// ```stackdraft breaks
    /// add table Orders
    /// add function Worker
    /// connect Orders Worker
    /// ```
    ///
    /// ```stackdraft keeps
    /// add table Orders
    /// add function Worker
    /// add queue Skipped
    /// connect Orders Worker on_failure=Skipped
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL009",
        name: "reader_without_on_failure",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct ReaderWithoutOnFailure;

impl Check for ReaderWithoutOnFailure {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for line in context.graph.lines() {
            if line.end_spec(ON_FAILURE.id).is_none() || line.end(ON_FAILURE.id).is_some() {
                continue;
            }
            let id = line.id.clone();
            let message = format!(
                "What {} gives up of {} is lost, and nothing tells which records it was.",
                line.target.node.name, line.source.node.name
            );
            out.add(Place::Connection(id.clone()), message)
                .related([Place::Node(line.target.id.clone())])
                .fix("Add a queue for notes about it", move |draft| add_queue(draft, &id));
        }
    }
}

fn add_queue(draft: &mut Draft<'_>, id: &ConnectionId) -> Result<(), Problem> {
    let reader = draft.connection(id)?.target.clone();
    let queue = super::failures::queue_beside(draft, &reader, "skipped")?;
    draft.set_end(id, ON_FAILURE.id, Some(&queue))
}
