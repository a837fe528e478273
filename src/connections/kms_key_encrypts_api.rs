//! KMS key → API.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Settings};
use crate::connections::encryption;
use crate::services::api;
use crate::unit;

unit! {
    /// The access logs of the API are encrypted with the key.
    ///
    /// API Gateway keeps nothing else of what passes through it. The key's policy lets CloudWatch Logs in for the log groups
    /// of this account.
    ///
    /// AWS: Amazon CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS Key Management Service";
    /// CloudFormation, "AWS::Logs::LogGroup".
    pub static SPEC: ConnectionSpec = {
        id: "kms_key_encrypts_api",
        name: "KMS key encrypts API",
        verb: "encrypts",
        from: "kms_key",
        facet: None,
        to: "api",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct KmsKeyEncryptsApi;

impl ConnectionKind for KmsKeyEncryptsApi {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn encrypts(&self) -> bool {
        true
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let reason = || format!("{} keeps nothing but access logs, and those are off.", ends.target.node.name);
        let title = || format!("Have {} write access logs", ends.target.node.name);
        (!ends.target.is_on(&api::ACCESS_LOGS)).then(|| Refusal::new(reason()).or_setting(title(), &ends.target, &api::ACCESS_LOGS, true))
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        encryption::admit_logs(line, out);
        out.request(&line.target, encryption::encrypt(line, None));
    }
}
