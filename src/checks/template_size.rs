//! LIM002.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::unit;

/// The largest template CloudFormation takes, in bytes, from a bucket.
const MOST: usize = 1_000_000;

unit! {
    /// The template is larger than CloudFormation takes, or nearly.
    ///
    /// A template holds at most 1 MB; over 51,200 bytes it is handed over through a bucket, which deploying does by
    /// itself. Divide the design into several stacks.
    ///
    /// AWS: CloudFormation User Guide, "Understand CloudFormation quotas".
    ///
    /// ```stackdraft breaks
    /// repeat 500 add function "Function #"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM002",
        name: "template_size",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct TemplateSize;

impl Check for TemplateSize {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let template = &context.synthesis.template;
        // Writing the template takes a while; few resources are never this much.
        if template.resources.len() < 100 {
            return;
        }
        let size = context.synthesis.yaml().len();
        super::limits::report(out, Place::Design, size, MOST, |share| {
            format!("The template has {size} bytes, {share} the {MOST} that CloudFormation takes.")
        });
    }
}
