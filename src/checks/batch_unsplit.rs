//! REL074.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::connections::stream_reader::BISECT;
use crate::unit;

unit! {
    /// What reads a stream tries a failed batch again as a whole.
    ///
    /// One record that cannot be worked on then fails all the others of its batch again and again, until they are given up
    /// together. Split, the batch shrinks to the record at fault, and only that is given up.
    ///
    /// AWS: Lambda Developer Guide, "Configuring partial batch response with Kinesis Data Streams and Lambda"; Amazon
    /// EventBridge User Guide, "Amazon EventBridge Pipes batching and concurrency".
    ///
    /// ```stackdraft breaks
    /// add stream Clicks
    /// add function Worker
    /// connect Clicks Worker bisect=false
    /// ```
    ///
    /// ```stackdraft keeps
    /// add stream Clicks
    /// add function Worker
    /// connect Clicks Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "REL074",
        name: "batch_unsplit",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct BatchUnsplit;

impl Check for BatchUnsplit {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for line in context.graph.lines() {
            // Pipes have the same field under another property.
            let Some(field) = line.specs().iter().find(|field| field.id == BISECT.id) else { continue };
            if line.is_on(field) || line.is_deferred(field) || !line.applies(field) {
                continue;
            }
            let id = line.id.clone();
            let message = format!("One bad record of {} fails its whole batch for {}.", line.source.node.name, line.target.node.name);
            out.add(Place::Connection(id.clone()), message)
                .field(field)
                .fix("Split failed batches", move |draft| draft.set_connection_field(&id, BISECT.id, None));
        }
    }
}
