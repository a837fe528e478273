//! KMS key → bucket.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::encryption::Encrypts;
use crate::unit;

unit! {
    /// New objects of the bucket are encrypted with the key, unless whoever puts them says otherwise.
    ///
    /// S3 makes a key of the bucket's own from it instead of asking KMS for each object. Whoever reads gets `kms:Decrypt`,
    /// whoever writes `kms:GenerateDataKey` as well, with their lines. Objects from before keep what they were encrypted with.
    ///
    /// AWS: Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys (SSE-KMS)" and "Reducing the cost of SSE-KMS
    /// with Amazon S3 Bucket Keys"; CloudFormation, "AWS::S3::Bucket BucketEncryption".
    pub static SPEC: ConnectionSpec = {
        id: "kms_key_encrypts_bucket",
        name: "KMS key encrypts bucket",
        verb: "encrypts",
        from: "kms_key",
        facet: None,
        to: "bucket",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub static KIND: Encrypts = Encrypts(&SPEC);
