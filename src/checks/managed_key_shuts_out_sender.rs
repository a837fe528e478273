//! SEC061.

use super::keys;
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::{queue, topic};
use crate::unit;

unit! {
    /// A queue or topic is encrypted with the key that AWS keeps for the account, and a service of AWS sends to it.
    ///
    /// That key's policy lets in whoever of the account may use the queue or topic, and no service of AWS: what topics,
    /// rules, buckets and alarms send never arrives, and nobody is told. Nobody can change that policy. Take SQS's own keys, or
    /// draw a line from a KMS key, whose policy then lets the sender in.
    ///
    /// AWS: Amazon SQS Developer Guide, "Amazon SQS Key management"; Amazon SNS Developer Guide, "Managing Amazon SNS
    /// encryption keys and costs".
    ///
    /// ```stackdraft breaks
    /// add topic News
    /// add queue Orders encryption=managed
    /// connect News Orders
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// add queue Orders encryption=managed
    /// connect Worker Orders
    /// ```
    ///
    /// ```stackdraft keeps
    /// add topic News
    /// add queue Orders encryption=managed
    /// add kms_key Own
    /// connect News Orders
    /// connect Own Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC061",
        name: "managed_key_shuts_out_sender",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct ManagedKeyShutsOutSender;

impl Check for ManagedKeyShutsOutSender {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for (service, field, own) in
            [(queue::SPEC.id, &queue::ENCRYPTION, "Take SQS's own keys"), (topic::SPEC.id, &topic::ENCRYPTION, "Encrypt nothing")]
        {
            for node in context.graph.nodes_of(service).filter(|node| node.choice(field) == "managed" && node.key().is_none()) {
                let senders = keys::senders(context, &node);
                if senders.is_empty() {
                    continue;
                }
                let (id, same) = (node.id.clone(), node.id.clone());
                let message = format!(
                    "The key that AWS keeps for {} lets no service in: nothing arrives of what {} sends.",
                    node.node.name,
                    senders.join(" or ")
                );
                let finding = out.add(Place::Node(node.id.clone()), message).field(field);
                let finding = finding.fix(own, move |draft| draft.set_node_field(&id, field.id, None));
                finding.unsafe_fix("Encrypt it with a KMS key", move |draft| keys::encrypt(draft, &same));
            }
        }
    }
}
