//! LIM071.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::table::{self, INDEXES, LOCAL_INDEXES};
use crate::unit;

unit! {
    /// A table has more indexes than DynamoDB takes, or nearly as many.
    ///
    /// A table has at most 20 global and five local indexes; AWS raises the first number on request. From 80 % on it is
    /// told.
    ///
    /// AWS: DynamoDB Developer Guide, "Quotas in Amazon DynamoDB".
    ///
    /// ```stackdraft breaks
    /// add table Orders sort_key=day local_indexes=[{"name": "one", "sort_key": "a"}, {"name": "two", "sort_key": "b"}, {"name": "three", "sort_key": "c"}, {"name": "four", "sort_key": "d"}]
    /// ```
    ///
    /// ```stackdraft keeps
    /// add table Orders sort_key=day local_indexes=[{"name": "one", "sort_key": "a"}]
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM071",
        name: "indexes_many",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct IndexesMany;

impl Check for IndexesMany {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(table::SPEC.id) {
            for (field, what, most) in [(&INDEXES, "global", 20), (&LOCAL_INDEXES, "local", 5)] {
                let count = node.literal(field).and_then(|v| v.as_array().map(Vec::len)).unwrap_or(0);
                super::limits::report(out, Place::Node(node.id.clone()), count, most, |share| {
                    format!("{} has {count} {what} indexes, {share} the {most} that a table has.", node.node.name)
                });
            }
        }
    }
}
