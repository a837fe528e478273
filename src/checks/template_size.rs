//! LIM002.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::nested::{self, MOST_BYTES};
use crate::unit;

unit! {
    /// The template is larger than CloudFormation takes, or nearly.
    ///
    /// A template holds at most 1 MB; over 51,200 bytes it is handed over through a bucket, which deploying does by
    /// itself. What is larger is exported and deployed as nested stacks along the design's groups, each of which may be as
    /// large.
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
        if nested::needed(context.synthesis)
            && let Ok(nested) = nested::divide(context.graph.design, context.synthesis)
        {
            for (file, template) in nested.files("template", "yaml") {
                let size = template.yaml().len();
                super::limits::report(out, Place::Design, size, MOST_BYTES, |share| {
                    format!(
                        "The template {file} of the nested stacks has {size} bytes, {share} the {MOST_BYTES} that CloudFormation takes."
                    )
                });
            }
            return;
        }
        let size = context.synthesis.yaml().len();
        super::limits::report(out, Place::Design, size, MOST_BYTES, |share| {
            format!("The template has {size} bytes, {share} the {MOST_BYTES} that CloudFormation takes.")
        });
    }
}
