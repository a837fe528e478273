//! KMS key → topic.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::encryption::Encrypts;
use crate::unit;

unit! {
    /// Messages of the topic are encrypted with the key while SNS keeps them.
    ///
    /// Whoever publishes needs `kms:GenerateDataKey` and `kms:Decrypt`: roles get that with their lines, and the key's policy
    /// lets in the services that publish by themselves, such as S3, EventBridge and alarms. Subscribers need nothing of it:
    /// what SNS delivers to an encrypted queue is encrypted anew with that queue's key.
    ///
    /// AWS: Amazon SNS Developer Guide, "Managing Amazon SNS encryption keys and costs"; CloudFormation, "AWS::SNS::Topic".
    pub static SPEC: ConnectionSpec = {
        id: "kms_key_encrypts_topic",
        name: "KMS key encrypts topic",
        verb: "encrypts",
        from: "kms_key",
        facet: None,
        to: "topic",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub static KIND: Encrypts = Encrypts(&SPEC);
