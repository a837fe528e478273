//! KMS key → HTTP endpoint.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::encryption::Encrypts;
use crate::unit;

unit! {
    /// The secret that the endpoint asks of callers is encrypted with the key, where Secrets Manager keeps it.
    ///
    /// EventBridge uses the key by its own role in the account, which may only use keys that have the tag
    /// `EventBridgeApiDestinations`: the key gets it. The role of a workflow that calls the endpoint gets `kms:Decrypt`, as
    /// it reads the secret itself. It takes an endpoint that a rule, a pipe or a workflow calls: a route of an API passes
    /// requests on with what the caller sends, and no secret is kept.
    ///
    /// AWS: Amazon EventBridge User Guide, "Encrypting EventBridge connection authorization with AWS KMS keys";
    /// CloudFormation, "AWS::Events::Connection".
    pub static SPEC: ConnectionSpec = {
        id: "kms_key_encrypts_http_endpoint",
        name: "KMS key encrypts HTTP endpoint",
        verb: "encrypts",
        from: "kms_key",
        facet: None,
        to: "http_endpoint",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub static KIND: Encrypts = Encrypts(&SPEC);
