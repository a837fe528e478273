//! KMS key → queue.

use crate::catalog::{ConnectionSpec, Field, LineStyle};
use crate::connections::encryption::{self, Encrypts};
use crate::unit;

/// How long a data key is used again.
pub const REUSE: Field = encryption::reuse(86_400);

unit! {
    /// Messages of the queue are encrypted with the key.
    ///
    /// Whoever sends needs `kms:GenerateDataKey` and `kms:Decrypt`, whoever receives `kms:Decrypt`: roles get that with their
    /// lines, and the key's policy lets in the services that send by themselves. A message that moves to another queue as a
    /// dead letter stays encrypted with this key, so readers of that queue may use this key as well.
    ///
    /// AWS: Amazon SQS Developer Guide, "Amazon SQS Key management"; CloudFormation, "AWS::SQS::Queue".
    pub static SPEC: ConnectionSpec = {
        id: "kms_key_encrypts_queue",
        name: "KMS key encrypts queue",
        verb: "encrypts",
        from: "kms_key",
        facet: None,
        to: "queue",
        fields: &[REUSE],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub static KIND: Encrypts = Encrypts(&SPEC);
