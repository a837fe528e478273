//! What the alarms of a bucket can watch: metrics of its requests, which S3 counts where there is an alarm or a dashboard.
//!
//! AWS: Amazon S3 User Guide, "Amazon S3 metrics and dimensions" and "Creating a metrics configuration for all the objects in
//! your bucket".

use crate::catalog::alarm::{self, Preset, Watched};
use crate::catalog::field::Choice;
use crate::catalog::{Field, NodeView};
use crate::cfn::Value;

const S3: &str = "AWS/S3";

/// The presets.
pub(super) const PRESETS: &[Preset; 3] = &[
    Preset::sum("server_errors", "Server errors (5xx)", S3, "5xxErrors", watched),
    Preset::sum("client_errors", "Client errors (4xx)", S3, "4xxErrors", watched).of("Sum", 50, ""),
    Preset::sum("latency", "Slowest 1 % of requests", S3, "TotalRequestLatency", watched).of("p99", 3_000, "ms"),
];

/// The fields of an alarm.
pub(super) const FIELDS: &[Field] = &alarm::fields(CHOICES);
const CHOICES: &[Choice] = &alarm::choices(PRESETS);

/// What the metrics of all of a bucket's requests are called.
const FILTER: &str = "EntireBucket";

/// Which requests S3 counts, where an alarm or the dashboard shows them: those to all objects.
pub(super) fn metrics(node: &NodeView<'_>) -> Option<Value> {
    let counted = node.graph.design.dashboard || node.entries(alarm::FACET).next().is_some();
    counted.then(|| Value::list([Value::map([("Id", FILTER)])]))
}

fn watched(node: &NodeView<'_>, preset: &Preset) -> Vec<Watched> {
    let bucket = ("BucketName", Value::reference(node.node.logical_id.as_str()));
    vec![Watched { part: String::new(), metric: preset.metric, dimensions: vec![bucket, ("FilterId", FILTER.into())] }]
}
