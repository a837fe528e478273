//! What the alarms of a function can watch.
//!
//! AWS: Lambda Developer Guide, "Types of metrics for Lambda functions".

use crate::catalog::alarm::{self, Preset, Watched};
use crate::catalog::field::Choice;
use crate::catalog::{Field, NodeView};
use crate::cfn::Value;

const LAMBDA: &str = "AWS/Lambda";

/// The presets.
pub(super) const PRESETS: &[Preset; 5] = &[
    Preset::sum("errors", "Errors", LAMBDA, "Errors", watched),
    Preset::sum("throttles", "Throttled calls", LAMBDA, "Throttles", watched),
    Preset::sum("duration", "Slowest 1 % of calls", LAMBDA, "Duration", watched).of("p99", 5_000, "ms"),
    Preset::sum("dropped", "Dropped events", LAMBDA, "AsyncEventsDropped", watched),
    Preset::sum("iterator_age", "Age of records", LAMBDA, "IteratorAge", watched).of("Maximum", 60_000, "ms"),
];

/// The fields of an alarm.
pub(super) const FIELDS: &[Field] = &alarm::fields(CHOICES);
const CHOICES: &[Choice] = &alarm::choices(PRESETS);

fn watched(node: &NodeView<'_>, preset: &Preset) -> Vec<Watched> {
    // All versions together, whichever an alias stands for.
    Watched::node(preset, "FunctionName", Value::reference(node.node.logical_id.as_str()))
}
