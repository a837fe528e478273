//! What the alarms of a workflow can watch.
//!
//! AWS: Step Functions Developer Guide, "Monitoring Step Functions metrics using Amazon CloudWatch".

use crate::catalog::alarm::{self, Preset, Watched};
use crate::catalog::field::Choice;
use crate::catalog::{Field, NodeView};

const STATES: &str = "AWS/States";

/// The presets.
pub(super) const PRESETS: &[Preset; 3] = &[
    Preset::sum("failed", "Failed executions", STATES, "ExecutionsFailed", watched),
    Preset::sum("timed_out", "Timed-out executions", STATES, "ExecutionsTimedOut", watched),
    Preset::sum("throttled", "Throttled states", STATES, "ExecutionThrottled", watched),
];

/// The fields of an alarm.
pub(super) const FIELDS: &[Field] = &alarm::fields(CHOICES);
const CHOICES: &[Choice] = &alarm::choices(PRESETS);

fn watched(node: &NodeView<'_>, preset: &Preset) -> Vec<Watched> {
    Watched::node(preset, "StateMachineArn", node.arn())
}
