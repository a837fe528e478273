//! Function → topic.

use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Line, LineStyle, Statement};
use crate::unit;

unit! {
    /// The function publishes messages to the topic.
    ///
    /// Its role may publish to this topic and nothing else, and an environment variable tells it the topic's ARN. To a FIFO
    /// topic each message needs a group id, and a deduplication id unless the topic makes one from the content.
    ///
    /// AWS: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SNS".
    pub static SPEC: ConnectionSpec = {
        id: "function_publishes_topic",
        name: "Function publishes to topic",
        verb: "publishes",
        from: "function",
        facet: None,
        to: "topic",
        fields: &[],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct FunctionPublishesTopic;

impl ConnectionKind for FunctionPublishesTopic {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let publish = Statement::allow(["sns:Publish"]).on(line.target.arn()).named(format!("Publish{}", line.target.node.logical_id));
        out.grant(&line.source, publish);
        out.variable(line, Attribute::Arn);
    }
}
