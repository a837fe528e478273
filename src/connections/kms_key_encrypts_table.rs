//! KMS key → table.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::encryption::Encrypts;
use crate::unit;

unit! {
    /// The table, its indexes, its stream and its backups are encrypted with the key.
    ///
    /// DynamoDB decrypts the table's own key on behalf of whoever reads or writes, so every role that uses the table or reads
    /// its stream gets `kms:Decrypt`. Whoever deploys needs `kms:CreateGrant` and `kms:DescribeKey`, which the key's policy
    /// leaves to the account.
    ///
    /// AWS: DynamoDB Developer Guide, "DynamoDB encryption at rest usage notes"; CloudFormation, "AWS::DynamoDB::Table
    /// SSESpecification".
    pub static SPEC: ConnectionSpec = {
        id: "kms_key_encrypts_table",
        name: "KMS key encrypts table",
        verb: "encrypts",
        from: "kms_key",
        facet: None,
        to: "table",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub static KIND: Encrypts = Encrypts(&SPEC);
