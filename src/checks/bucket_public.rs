//! SEC073.

use crate::catalog::{Check, CheckSpec, Context, Findings, Severity};
use crate::services::bucket::{self, BLOCK_PUBLIC_ACCESS};
use crate::unit;

unit! {
    /// A bucket can be made public.
    ///
    /// Without the block a single policy or access list opens the bucket to everybody. Serve public files through a content
    /// delivery network that reads the bucket, and leave the block on.
    ///
    /// AWS: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage".
    ///
    /// ```stackdraft breaks
    /// add bucket Uploads block_public_access=false
    /// ```
    ///
    /// ```stackdraft keeps
    /// add bucket Uploads
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC073",
        name: "bucket_public",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct BucketPublic;

impl Check for BucketPublic {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        super::switched::off(context, bucket::SPEC.id, &BLOCK_PUBLIC_ACCESS, "Block public access", out, |name| {
            format!("{name} can be made public.")
        });
    }
}
