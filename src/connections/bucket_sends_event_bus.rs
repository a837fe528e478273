//! Bucket → event bus.

use serde_json::json;

use crate::catalog::draft::{Draft, Problem};
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Graph, Line, LineStyle, Refusal, Request};
use crate::design::{ConnectionId, Fields, NodeId};
use crate::services::event_bus;
use crate::unit;

unit! {
    /// The bucket sends an event to the account's default bus for everything that happens to its objects.
    ///
    /// Which events go where, the rules of the bus decide; drawing the line gives a bus without rules one for new objects of
    /// this bucket. S3 knows no other bus: for a bus of your own, lead a rule of the default bus to it.
    ///
    /// AWS: Amazon S3 User Guide, "Using EventBridge" and "EventBridge event message structure".
    pub static SPEC: ConnectionSpec = {
        id: "bucket_sends_event_bus",
        name: "Bucket sends to event bus",
        verb: "sends events",
        from: "bucket",
        facet: None,
        to: "event_bus",
        fields: &[],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct BucketSendsEventBus;

impl ConnectionKind for BucketSendsEventBus {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let own = !event_bus::is_default(&ends.target);
        own.then(|| {
            let bus = &ends.target.node.name;
            let reason =
                format!("S3 sends its events to the account's default bus only; put that between, with a rule that leads to {bus}.");
            Refusal::inserting(reason, &["event_bus"])
        })
    }

    fn prepare(&self, draft: &mut Draft<'_>, target: &NodeId) -> Result<(), Problem> {
        draft.set_node_field(target, event_bus::BUS.id, Some("default".into()))
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        out.request(&line.source, Request::EventBridgeOn);
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        let graph = Graph::new(draft.design(), draft.registry());
        let Some(line) = graph.line(id) else { return };
        if line.target.entries(event_bus::RULES).next().is_some() {
            return;
        }
        let name = json!({ "$attribute": { "node": line.source.id.as_str(), "attribute": "Name" } });
        let pattern = json!({
            "source": ["aws.s3"],
            "detail-type": ["Object Created"],
            "detail": { "bucket": { "name": [name] } },
        });
        let title: String = format!("New in {}", line.source.node.name).chars().take(64).collect();
        let bus = line.target.id.clone();
        let fields = Fields::from([
            (event_bus::RULE_NAME.id.to_owned(), title.as_str().into()),
            (event_bus::RULE_PATTERN.id.to_owned(), pattern.into()),
        ]);
        // The bus has rules: it is one.
        let _ = draft.add_entry(&bus, event_bus::RULES, &title, fields);
    }
}
