//! LIM074.

use serde_json::Value as Json;

use crate::catalog::field::Kind;
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::unit;

/// How many keys a filter policy has, and how many combinations of their values.
const KEYS: usize = 5;
const COMBINATIONS: usize = 150;

unit! {
    /// The filter policy of a subscription has more keys or combinations of values than SNS takes, or nearly as many.
    ///
    /// A filter policy has at most five keys, and the numbers of their values multiplied are at most 150; in the body of a
    /// message, keys within keys count by their depth as well. From 80 % on it is told.
    ///
    /// AWS: Amazon SNS Developer Guide, "Filter policy constraints in Amazon SNS".
    ///
    /// ```stackdraft breaks
    /// add topic News
    /// add queue Reader
    /// connect News Reader filter={"a": ["1", "2", "3", "4", "5"], "b": ["1", "2", "3", "4", "5"], "c": ["1", "2", "3", "4", "5"]}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add topic News
    /// add queue Reader
    /// connect News Reader filter={"a": ["1", "2", "3", "4", "5"]}
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM074",
        name: "filter_policy_wide",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct FilterPolicyWide;

impl Check for FilterPolicyWide {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for line in context.graph.lines() {
            for field in line.specs().iter().filter(|field| matches!(field.kind, Kind::FilterPolicy)) {
                let Some(policy) = line.literal(field) else { continue };
                let (mut keys, mut combinations) = (0, 1_usize);
                measure(&policy, 1, &mut keys, &mut combinations);
                let place = || Place::Connection(line.id.clone());
                super::limits::report(out, place(), keys, KEYS, |share| {
                    format!("The filter of {} has {keys} keys, {share} the {KEYS} that SNS takes.", line.title())
                });
                super::limits::report(out, place(), combinations, COMBINATIONS, |share| {
                    format!(
                        "The values of the filter of {} combine in {combinations} ways, {share} the {COMBINATIONS} that SNS takes.",
                        line.title()
                    )
                });
            }
        }
    }
}

/// Counts keys and multiplies the numbers of their values, each by how deep it lies.
fn measure(policy: &Json, depth: usize, keys: &mut usize, combinations: &mut usize) {
    for value in policy.as_object().into_iter().flat_map(serde_json::Map::values) {
        match value {
            Json::Array(values) => {
                *keys += 1;
                *combinations = combinations.saturating_mul(values.len().max(1) * depth);
            }
            nested => measure(nested, depth + 1, keys, combinations),
        }
    }
}
