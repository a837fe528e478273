//! KMS key → schedule.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::encryption::Encrypts;
use crate::unit;

unit! {
    /// What the schedule hands to its target is encrypted with the key while EventBridge Scheduler keeps it.
    ///
    /// The scheduler uses the key with the schedule's role, which gets `kms:Decrypt` and `kms:GenerateDataKey`. Name, times and
    /// settings of the schedule stay encrypted with a key of AWS's own. It takes a schedule that starts something.
    ///
    /// AWS: EventBridge Scheduler User Guide, "Encryption at rest in EventBridge Scheduler"; CloudFormation,
    /// "AWS::Scheduler::Schedule".
    pub static SPEC: ConnectionSpec = {
        id: "kms_key_encrypts_schedule",
        name: "KMS key encrypts schedule",
        verb: "encrypts",
        from: "kms_key",
        facet: None,
        to: "schedule",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub static KIND: Encrypts = Encrypts(&SPEC);
