//! LIM002.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::{Template, Value};
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
    /// ```stackdraft breaks
    /// add workflow Order
    /// set Order.definition={"StartAt": "A", "States": {"A": {"Type": "Pass", "Comment": "<900000 characters>", "End": true}}}
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

/// Whether a template is so far from the limit that nothing is told of it.
fn is_far_from(template: &Template) -> bool {
    most_of_template(template) * 5 < MOST_BYTES * 4
}

/// More bytes than a template takes however it is written.
fn most_of_template(template: &Template) -> usize {
    let resources = template.resources.iter().map(|(id, resource)| {
        let values = resource.properties.iter().chain(&resource.more);
        let rest = resource.metadata.as_ref().map_or(0, |metadata| most_of(metadata, 6)) + resource.depends_on.len() * 300 + 600;
        values.map(|(key, value)| most_of_text(key, 6) + most_of(value, 8)).sum::<usize>() + most_of_text(id, 2) + rest
    });
    let outputs = template
        .outputs
        .iter()
        .map(|(name, output)| most_of_text(name, 2) + most_of_text(&output.description, 4) + most_of(&output.value, 6) + 600);
    let others = template.sections.iter().chain(&template.parameters).map(|(name, value)| most_of_text(name, 2) + most_of(value, 4));
    resources.chain(outputs).chain(others).sum::<usize>() + most_of_text(&template.description, 2)
}

/// More bytes than a value takes that stands at this column.
fn most_of(value: &Value, column: usize) -> usize {
    match value {
        Value::Map(map) => map.iter().map(|(key, value)| most_of_text(key, column) + most_of(value, column + 2)).sum::<usize>() + 4,
        Value::List(list) => list.iter().map(|item| column + 4 + most_of(item, column + 2)).sum::<usize>() + 4,
        Value::Call(function, argument) => function.len() + column + 4 + most_of(argument, column + 2),
        Value::Text(text) => most_of_text(text, column),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) => 24,
    }
}

/// Each line may get columns before it, each character an escape.
fn most_of_text(text: &str, column: usize) -> usize {
    let plain = |c: &char| (' '..='~').contains(c);
    let lines = text.matches('\n').count() + 1;
    text.len() * 2 + text.chars().filter(|c| !plain(c)).count() * 10 + lines * (column + 4)
}

/// The check.
pub struct TemplateSize;

impl Check for TemplateSize {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let template = &context.synthesis.template;
        // Writing the template takes a while; most are far from it.
        if is_far_from(template) {
            return;
        }
        if nested::needed(context.synthesis)
            && let Ok(nested) = nested::divided(context.graph.design, context.synthesis)
        {
            for (file, template) in nested.files("template", "yaml") {
                if is_far_from(&template) {
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
