//! WIR072.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::table::{self, LOCAL_INDEXES, SORT_KEY};
use crate::unit;

unit! {
    /// A table without a sort key has local indexes.
    ///
    /// A local index gives the items of one partition another order; a table without a sort key has one item in each
    /// partition, and DynamoDB refuses the index, which is therefore left out. Give the table a sort key, or make the index a
    /// global one.
    ///
    /// AWS: DynamoDB Developer Guide, "Local Secondary Indexes".
    ///
    /// ```stackdraft breaks
    /// add table Orders local_indexes=[{"name": "by-amount", "sort_key": "amount"}]
    /// ```
    ///
    /// ```stackdraft keeps
    /// add table Orders sort_key=day local_indexes=[{"name": "by-amount", "sort_key": "amount"}]
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR072",
        name: "local_index_without_sort_key",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct LocalIndexWithoutSortKey;

impl Check for LocalIndexWithoutSortKey {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(table::SPEC.id) {
            let local = node.literal(&LOCAL_INDEXES).and_then(|v| v.as_array().map(Vec::len)).unwrap_or(0);
            if local > 0 && node.text(&SORT_KEY).is_none() && !node.is_deferred(&SORT_KEY) {
                let message = format!("{} has local indexes and no sort key: they are left out.", node.node.name);
                out.add(Place::Node(node.id.clone()), message).field(&LOCAL_INDEXES);
            }
        }
    }
}
