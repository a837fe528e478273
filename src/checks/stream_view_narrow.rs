//! WIR013.

use serde_json::Value as Json;

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::connections::event_source::FILTER;
use crate::services::table::{self, STREAM_VIEW};
use crate::unit;

unit! {
    /// A filter looks at what the table's stream does not show.
    ///
    /// A stream shows the new item, the old one, both, or only the keys, as the table's *stream view* says. A filter on what
    /// it does not show matches nothing, and the changes are passed over.
    ///
    /// AWS: DynamoDB API Reference, "StreamSpecification"; Lambda Developer Guide, "Using event filtering with a DynamoDB
    /// event source".
    ///
    /// ```stackdraft breaks
    /// add table Orders stream_view=NEW_IMAGE
    /// add function Worker
    /// connect Orders Worker filter={"dynamodb": {"OldImage": {"status": {"S": ["open"]}}}}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add table Orders
    /// add function Worker
    /// connect Orders Worker filter={"dynamodb": {"OldImage": {"status": {"S": ["open"]}}}}
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR013",
        name: "stream_view_narrow",
        severity: Severity::Error,
        fix: true,
    }
}

/// Each image with the views that show it.
const IMAGES: [(&str, [&str; 2]); 2] =
    [("NewImage", ["NEW_AND_OLD_IMAGES", "NEW_IMAGE"]), ("OldImage", ["NEW_AND_OLD_IMAGES", "OLD_IMAGE"])];

/// The check.
pub struct StreamViewNarrow;

impl Check for StreamViewNarrow {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for table in context.graph.nodes_of(table::SPEC.id) {
            let Some(view) = table.text(&STREAM_VIEW) else { continue };
            for line in table.outgoing().filter(|line| line.specs().iter().any(|field| field.id == FILTER.id)) {
                let Some(filter) = line.literal(&FILTER) else { continue };
                let hidden =
                    |(image, views): &&(&str, [&str; 2])| filter["dynamodb"][image] != Json::Null && !views.contains(&view.as_str());
                let Some((image, _)) = IMAGES.iter().find(hidden) else { continue };
                let id = table.id.clone();
                let message =
                    format!("The filter of {} looks at {image}, which the stream of {} does not show.", line.title(), table.node.name);
                out.add(Place::Connection(line.id.clone()), message)
                    .field(&FILTER)
                    .related([Place::Node(id.clone())])
                    .fix("Show the new and the old item", move |draft| draft.set_node_field(&id, STREAM_VIEW.id, None));
            }
        }
    }
}
