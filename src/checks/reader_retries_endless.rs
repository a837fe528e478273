//! REL008.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::connections::stream_reader::MAXIMUM_RETRIES;
use crate::unit;

unit! {
    /// A reader of a stream tries a batch that fails again for as long as the stream keeps it.
    ///
    /// What follows in its shard waits all that time: one bad record holds up everything behind it for a day or longer. With
    /// a number of retries the batch is given up, and the *on failure* end or the dead letters tell about it.
    ///
    /// AWS: Lambda Developer Guide, "Retain discarded batch records for a Kinesis Data Streams event source in Lambda".
    ///
    /// ```stackdraft breaks
    /// add stream Clicks
    /// add function Worker
    /// connect Clicks Worker maximum_retries=-1
    /// ```
    ///
    /// ```stackdraft keeps
    /// add stream Clicks
    /// add function Worker
    /// connect Clicks Worker maximum_retries=5
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL008",
        name: "reader_retries_endless",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct ReaderRetriesEndless;

impl Check for ReaderRetriesEndless {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for line in context.graph.lines() {
            let reads = line.specs().iter().any(|field| field.id == MAXIMUM_RETRIES.id && field.property == MAXIMUM_RETRIES.property);
            if !reads || line.integer(&MAXIMUM_RETRIES) != Some(-1) {
                continue;
            }
            let id = line.id.clone();
            let message = format!(
                "A record that {} always fails at holds up its shard for as long as {} keeps it.",
                line.target.node.name, line.source.node.name
            );
            out.add(Place::Connection(id.clone()), message)
                .field(&MAXIMUM_RETRIES)
                .fix("Give up after three retries", move |draft| draft.set_connection_field(&id, MAXIMUM_RETRIES.id, None));
        }
    }
}
