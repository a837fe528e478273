//! KMS key → stream.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::encryption::Encrypts;
use crate::unit;

unit! {
    /// Records of the stream are encrypted with the key.
    ///
    /// Whoever writes gets `kms:GenerateDataKey`, whoever reads `kms:Decrypt`, with their lines.
    ///
    /// AWS: Amazon Kinesis Data Streams Developer Guide, "Permissions to use user-generated KMS keys"; CloudFormation,
    /// "AWS::Kinesis::Stream StreamEncryption".
    pub static SPEC: ConnectionSpec = {
        id: "kms_key_encrypts_stream",
        name: "KMS key encrypts stream",
        verb: "encrypts",
        from: "kms_key",
        facet: None,
        to: "stream",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub static KIND: Encrypts = Encrypts(&SPEC);
