//! SEC008.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::stream::{self, ENCRYPTION};
use crate::unit;

unit! {
    /// Records of a stream are kept unencrypted.
    ///
    /// The account's key for Kinesis encrypts them while they are kept, and asks nothing of writers and readers.
    ///
    /// AWS: Amazon Kinesis Data Streams Developer Guide, "Data protection in Amazon Kinesis Data Streams".
    ///
    /// ```stackdraft breaks
    /// add stream Clicks encryption=none
    /// ```
    ///
    /// ```stackdraft keeps
    /// add stream Clicks
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC008",
        name: "stream_unencrypted",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct StreamUnencrypted;

impl Check for StreamUnencrypted {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for stream in context.graph.nodes_of(stream::SPEC.id).filter(|stream| stream.choice(&ENCRYPTION) == "none") {
            let id = stream.id.clone();
            out.add(Place::Node(id.clone()), format!("Records of {} are kept unencrypted.", stream.node.name))
                .field(&ENCRYPTION)
                .fix("Encrypt them with the account's key for Kinesis", move |draft| draft.set_node_field(&id, ENCRYPTION.id, None));
        }
    }
}
