//! LIM002.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::{Resource, Value};
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

/// The deepest that anything stands in a template, in columns.
const DEEPEST: usize = 40;

/// More bytes than a resource takes however it is written.
fn most_bytes(resource: &Resource) -> usize {
    let values = resource.properties.iter().chain(&resource.more);
    let rest = resource.metadata.as_ref().map_or(0, most_of) + 8 * DEEPEST;
    values.map(|(key, value)| key.len() + DEEPEST + most_of(value)).sum::<usize>() + rest
}

fn most_of(value: &Value) -> usize {
    match value {
        Value::Map(map) => map.iter().map(|(key, value)| key.len() + DEEPEST + most_of(value)).sum(),
        Value::List(list) => list.iter().map(|item| DEEPEST + most_of(item)).sum(),
        Value::Call(function, argument) => function.len() + DEEPEST + most_of(argument),
        // A line of text may get columns before it, a character an escape.
        Value::Text(text) => text.len() * 2 + text.matches('\n').count() * DEEPEST + 4,
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) => 24,
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
            && let Ok(nested) = nested::divided(context.graph.design, context.synthesis)
        {
            for (file, template) in nested.files("template", "yaml") {
                // Writing takes a while; most are far from it.
                let at_most: usize = template.resources.values().map(most_bytes).sum();
                if at_most * 2 < MOST_BYTES {
                    continue;
                }
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
