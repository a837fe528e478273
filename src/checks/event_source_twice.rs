//! WIR006.

use std::collections::BTreeMap;

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::connections::{queue_triggers_function, stream_triggers_function, table_streams_function};
use crate::unit;

unit! {
    /// A function is polled for by the same queue or stream twice.
    ///
    /// Lambda has one event source mapping for a function and a source, and refuses the second. What should be told apart
    /// needs a filter, or a function of its own.
    ///
    /// AWS: Lambda API Reference, "CreateEventSourceMapping", ResourceConflictException.
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add function Worker
    /// connect Orders Worker
    /// connect Orders Worker
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add function Worker
    /// connect Orders Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR006",
        name: "event_source_twice",
        severity: Severity::Error,
        fix: true,
    }
}

/// What becomes an event source mapping.
const MAPPINGS: [&str; 3] = [queue_triggers_function::SPEC.id, stream_triggers_function::SPEC.id, table_streams_function::SPEC.id];

/// The check.
pub struct EventSourceTwice;

impl Check for EventSourceTwice {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let mut first = BTreeMap::new();
        for line in MAPPINGS.into_iter().flat_map(|kind| context.graph.lines_of(kind)) {
            let Some(other) = first.insert((line.source.id, line.target.id), line.id) else { continue };
            let id = line.id.clone();
            let message = format!("{} is polled for by {} twice; Lambda refuses the second.", line.target.node.name, line.source.node.name);
            out.add(Place::Connection(id.clone()), message)
                .related([Place::Connection(other.clone())])
                .unsafe_fix("Delete this line", move |draft| draft.disconnect(&id));
        }
    }
}
