//! What the lines that a function is polled for have in common: each is an event source mapping.

use crate::catalog::emission::Made;
use crate::catalog::field::{Kind, Unit};
use crate::catalog::{Emission, Field, Line, Literal, Settings};
use crate::cfn::{Value, json};
use crate::connections::pipe;

/// How long a batch is gathered.
pub const BATCH_WINDOW: Field = Field::duration("batch_window", "Batch window", Unit::Seconds, 0, 300)
    .default(Literal::Integer(0))
    .property("MaximumBatchingWindowInSeconds")
    .omitted_at(Literal::Integer(0));
/// What reaches the function.
pub const FILTER: Field = Field::of("filter", "Filter", Kind::EventPattern);
/// Whether the function tells which items of a batch failed.
pub const PARTIAL_FAILURES: Field = Field::switch("partial_failures", "Report failed items", true);

/// Adds the mapping of a line, with the settings that are as simple as a property.
pub fn map<'e>(line: &Line<'_>, source: Value, out: &'e mut Emission<'_>) -> &'e mut Made {
    let mapping = out.resource("Mapping", "AWS::Lambda::EventSourceMapping");
    mapping.set("EventSourceArn", source).set("FunctionName", line.target.arn());
    line.write_properties(&mut mapping.resource.properties);
    // Whether it is on by itself, each kind says for itself.
    if line.specs().iter().any(|field| field.id == PARTIAL_FAILURES.id && line.is_on(field)) {
        mapping.set("FunctionResponseTypes", Value::list(["ReportBatchItemFailures"]));
    }
    mapping.set_some("FilterCriteria", filter_criteria(line));
    mapping.acts_through(&line.target)
}

/// The filter of a line as mappings and pipes have it.
pub fn filter_criteria(line: &Line<'_>) -> Option<Value> {
    let pattern = json::as_text(&line.template_value(&FILTER)?);
    Some(Value::map([("Filters", Value::list([Value::map([("Pattern", pattern)])]))]))
}

/// The chip: how large a batch is.
pub fn label(line: &Line<'_>, batch_size: &Field) -> String {
    line.integer(batch_size).map_or_else(String::new, |size| format!("×{size}"))
}

/// Whether the source of a line is polled, and its target handed batches.
pub fn polls(line: &Line<'_>) -> bool {
    line.specs().iter().any(|field| field.id == BATCH_WINDOW.id || field.id == pipe::INPUT_TEMPLATE.id)
}
