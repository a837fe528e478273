//! KMS key → function.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Line, LineStyle};
use crate::connections::encryption;
use crate::unit;

unit! {
    /// The function's environment variables and its logs are encrypted with the key.
    ///
    /// The function's role gets `kms:Decrypt`, with which Lambda reads the variables before it calls the function. The key's
    /// policy lets CloudWatch Logs in for the log groups of this account. Variables hold names and addresses of what the
    /// function uses; keep secrets in Secrets Manager.
    ///
    /// AWS: Lambda Developer Guide, "Securing Lambda environment variables"; Amazon CloudWatch Logs User Guide, "Encrypt log
    /// data in CloudWatch Logs using AWS Key Management Service"; CloudFormation, "AWS::Lambda::Function" and
    /// "AWS::Logs::LogGroup".
    pub static SPEC: ConnectionSpec = {
        id: "kms_key_encrypts_function",
        name: "KMS key encrypts function",
        verb: "encrypts",
        from: "kms_key",
        facet: None,
        to: "function",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct KmsKeyEncryptsFunction;

impl ConnectionKind for KmsKeyEncryptsFunction {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn encrypts(&self) -> bool {
        true
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        encryption::admit_logs(line, out);
        out.request(&line.target, encryption::encrypt(line, None));
    }
}
