//! What the alarms of an API can watch; each protocol has its own words for it.
//!
//! AWS: API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics", "Monitor CloudWatch metrics for HTTP APIs" and
//! "Monitor WebSocket API execution with CloudWatch metrics".

use super::{Protocol, name, protocol};
use crate::catalog::alarm::{self, Preset, Watched};
use crate::catalog::field::Choice;
use crate::catalog::{Field, NodeView};
use crate::cfn::Value;

const API_GATEWAY: &str = "AWS/ApiGateway";

/// The presets.
pub(super) const PRESETS: &[Preset; 3] = &[
    Preset::sum("server_errors", "Server errors (5xx)", API_GATEWAY, "5xx", watched),
    Preset::sum("client_errors", "Client errors (4xx)", API_GATEWAY, "4xx", watched).of("Sum", 50, ""),
    Preset::sum("latency", "Slowest 1 % of requests", API_GATEWAY, "Latency", watched).of("p99", 3_000, "ms"),
];

/// The fields of an alarm.
pub(super) const FIELDS: &[Field] = &alarm::fields(CHOICES);
const CHOICES: &[Choice] = &alarm::choices(PRESETS);

fn watched(node: &NodeView<'_>, preset: &Preset) -> Vec<Watched> {
    let protocol = protocol(node);
    let metric = match (protocol, preset.metric) {
        (Protocol::Rest, "5xx") => "5XXError",
        (Protocol::Rest, "4xx") => "4XXError",
        (Protocol::WebSocket, "5xx") => "ExecutionError",
        (Protocol::WebSocket, "4xx") => "ClientError",
        (Protocol::WebSocket, "Latency") => "IntegrationLatency",
        (_, usual) => usual,
    };
    let dimension = match protocol {
        Protocol::Rest => ("ApiName", name(node)),
        Protocol::Http | Protocol::WebSocket => ("ApiId", Value::reference(node.node.logical_id.as_str())),
    };
    vec![Watched { part: String::new(), metric, dimensions: vec![dimension] }]
}
