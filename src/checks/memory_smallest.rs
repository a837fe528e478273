//! OPS002.

use crate::catalog::{Check, CheckSpec, Context, Findings, Settings, Severity};
use crate::services::function::{self, MEMORY};
use crate::unit;

unit! {
    /// A function has the smallest memory there is.
    ///
    /// Processor time grows with memory; at 128 MiB most functions run so much longer that they cost as much as at 512
    /// and answer later.
    ///
    /// AWS: Lambda Developer Guide, "Configure Lambda function memory".
    ///
    /// ```stackdraft breaks
    /// add function Worker memory=128
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS002",
        name: "memory_smallest",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct MemorySmallest;

impl Check for MemorySmallest {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        super::switched::reset(context, function::SPEC.id, &MEMORY, "Set the memory to 512 MiB", out, |node| {
            (node.integer(&MEMORY) == Some(128)).then(|| format!("{} has 128 MiB of memory, and processor time to match.", node.node.name))
        });
    }
}
