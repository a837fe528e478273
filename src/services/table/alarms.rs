//! What the alarms of a table can watch: the table and each of its global indexes by itself.
//!
//! AWS: DynamoDB Developer Guide, "DynamoDB Metrics and dimensions".

use crate::catalog::alarm::{self, Preset, Watched};
use crate::catalog::field::Choice;
use crate::catalog::naming::pascal;
use crate::catalog::{Attribute, Field, NodeView};
use crate::cfn::Value;

const DYNAMODB: &str = "AWS/DynamoDB";

/// The presets.
pub(super) const PRESETS: &[Preset; 2] = &[
    Preset::sum("read_throttles", "Throttled reads", DYNAMODB, "ReadThrottleEvents", watched),
    Preset::sum("write_throttles", "Throttled writes", DYNAMODB, "WriteThrottleEvents", watched),
];

/// The fields of an alarm.
pub(super) const FIELDS: &[Field] = &alarm::fields(CHOICES);
const CHOICES: &[Choice] = &alarm::choices(PRESETS);

fn watched(node: &NodeView<'_>, preset: &Preset) -> Vec<Watched> {
    let table = || ("TableName", node.attribute(Attribute::Name));
    let mut all = Watched::node(preset, "TableName", node.attribute(Attribute::Name));
    let of_index = |index: String| Watched {
        part: pascal(&index),
        metric: preset.metric,
        dimensions: vec![table(), ("GlobalSecondaryIndexName", Value::from(index))],
    };
    all.extend(super::index_names(node).into_iter().map(of_index));
    all
}
