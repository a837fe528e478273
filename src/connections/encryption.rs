//! What the lines from KMS keys have in common: each has what it leads to encrypted with the key.

use crate::catalog::field::Unit;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Encryption, Field, Line, Literal, Request, Settings};
use crate::cfn::Value;
use crate::services::kms_key;

/// How long a data key is used again, up to so many seconds.
pub const fn reuse(most: i64) -> Field {
    Field::duration("reuse", "Use a data key for", Unit::Seconds, 60, most)
        .default(Literal::Integer(300))
        .omitted_at(Literal::Integer(300))
        .help("How long a data key is used again before KMS is asked for another: longer costs less, shorter is safer.")
}

/// A connection kind that has its target encrypted with the key and needs nothing else.
pub struct Encrypts(pub &'static ConnectionSpec);

impl ConnectionKind for Encrypts {
    fn spec(&self) -> &'static ConnectionSpec {
        self.0
    }

    fn encrypts(&self) -> bool {
        true
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let reuse = line.specs().iter().find(|field| field.id == "reuse").and_then(|field| line.written_value(field));
        out.request(&line.target, encrypt(line, reuse));
    }
}

/// Has the key of a line let CloudWatch Logs encrypt logs with it.
pub fn admit_logs(line: &Line<'_>, out: &mut Emission<'_>) {
    out.request(&line.source, Request::Admit(kms_key::for_logs()));
}

/// Asks the target of a line to be encrypted with its source.
pub fn encrypt(line: &Line<'_>, reuse_secs: Option<Value>) -> Request {
    Request::Encrypt(Encryption { key: line.source.arn(), reuse_secs, dead_letters: None })
}
