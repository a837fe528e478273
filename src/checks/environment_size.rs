//! LIM004.

use crate::catalog::{Check, CheckSpec, Context, Findings, Severity};
use crate::cfn::{Value, json};
use crate::unit;

/// All variables of a function together, in bytes.
const MOST: usize = 4_096;

unit! {
    /// A function's environment variables take more than 4 KB together, or nearly.
    ///
    /// Names and values count. Keep larger settings in the Parameter Store, AppConfig or a bucket.
    ///
    /// AWS: Lambda Developer Guide, "Lambda quotas".
    ///
    /// ```stackdraft breaks
    /// add function Worker
    /// repeat 120 add queue "Some rather long name of a queue #"
    /// repeat 120 connect Worker "Some rather long name of a queue #"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// add queue Orders
    /// connect Worker Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM004",
        name: "environment_size",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct EnvironmentSize;

impl Check for EnvironmentSize {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for (id, resource) in &context.synthesis.template.resources {
            if resource.kind != "AWS::Lambda::Function" {
                continue;
            }
            let Some(Value::Map(variables)) = resource.properties.get("Environment").and_then(|e| e.get("Variables")) else { continue };
            // What a reference becomes is not known yet; its own text is about as long as a name or an ARN.
            let size: usize = variables
                .iter()
                .map(|(name, value)| name.len() + value.as_text().map_or_else(|| json::write_compact(value).len(), str::len))
                .sum();
            if let Some(provenance) = context.synthesis.provenance.get(id) {
                super::limits::report(out, provenance.address.owner.place(), size, MOST, |share| {
                    format!("The environment variables of {id} take about {size} bytes, {share} the {MOST} that a function has.")
                });
            }
        }
    }
}
