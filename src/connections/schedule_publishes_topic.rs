//! Schedule → topic.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Refusal, Settings};
use crate::cfn::Map;
use crate::connections::start;
use crate::services::topic;
use crate::unit;

/// What the message says.
pub const INPUT: Field = start::INPUT.help("The JSON that is published. Empty: a note that tells when and why it was sent.");

unit! {
    /// The schedule publishes a message to the topic.
    ///
    /// Its role may publish to this topic, and put what could not be delivered into the dead letters, and nothing else.
    /// Schedules publish to standard topics only, as they give messages no group.
    ///
    /// AWS: EventBridge Scheduler User Guide, "Using templated targets in EventBridge Scheduler".
    pub static SPEC: ConnectionSpec = {
        id: "schedule_publishes_topic",
        name: "Schedule publishes to topic",
        verb: "publishes",
        from: "schedule",
        facet: None,
        to: "topic",
        fields: &[INPUT],
        ends: &[start::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct SchedulePublishesTopic;

impl ConnectionKind for SchedulePublishesTopic {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let reason = || format!("A schedule publishes to standard topics; {} is FIFO. Put a function between.", ends.target.node.name);
        ends.target.is_on(&topic::FIFO).then(|| Refusal::inserting(reason(), &["function"]))
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        start::start(line, out, "sns:Publish", Map::new());
    }
}
