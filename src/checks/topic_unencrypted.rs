//! SEC064.

use super::keys;
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::topic::{self, ENCRYPTION};
use crate::unit;

unit! {
    /// SNS keeps the messages of a topic unencrypted until they are delivered.
    ///
    /// Draw a line from a KMS key to the topic. Where no service of AWS publishes to it, the account's key for SNS does as
    /// well, and asks nothing of those who do.
    ///
    /// AWS: Amazon SNS Developer Guide, "Securing Amazon SNS data with server-side encryption".
    ///
    /// ```stackdraft breaks
    /// add topic News
    /// ```
    ///
    /// ```stackdraft breaks
    /// add topic News
    /// add event_bus Shop
    /// connect Shop News
    /// ```
    ///
    /// ```stackdraft keeps
    /// add topic News
    /// add kms_key Own
    /// connect Own News
    /// ```
    ///
    /// ```stackdraft keeps
    /// add topic News encryption=managed
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC064",
        name: "topic_unencrypted",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct TopicUnencrypted;

impl Check for TopicUnencrypted {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for topic in context.graph.nodes_of(topic::SPEC.id).filter(|topic| topic.choice(&ENCRYPTION) == "none" && topic.key().is_none()) {
            let (id, same) = (topic.id.clone(), topic.id.clone());
            let message = format!("Messages of {} are kept unencrypted until they are delivered.", topic.node.name);
            let finding = out.add(Place::Node(topic.id.clone()), message).field(&ENCRYPTION);
            // The account's key lets no service publish.
            let finding = if keys::senders(context, &topic).is_empty() {
                finding.unsafe_fix("Encrypt them with the account's key for SNS", move |draft| {
                    draft.set_node_field(&same, ENCRYPTION.id, Some("managed".into()))
                })
            } else {
                finding
            };
            finding.unsafe_fix("Encrypt them with a KMS key", move |draft| keys::encrypt(draft, &id));
        }
    }
}
