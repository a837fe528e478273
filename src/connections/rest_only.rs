//! What only REST APIs can do without code between.

use crate::catalog::{Ends, Refusal};
use crate::services::api;

/// Why a route of another API cannot do something; nothing for a REST API.
pub fn refuse(ends: &Ends<'_>, what: &str) -> Option<Refusal> {
    if api::is_rest(&ends.source) {
        return None;
    }
    let name = &ends.source.node.name;
    let protocol = api::protocol(&ends.source).label();
    let reason = format!("{name} is {protocol}, whose routes cannot {what}: make it a REST API, or put a function between.");
    let title = format!("Make {name} a REST API");
    Some(Refusal::inserting(reason, &["function"]).or_setting(title, &ends.source, &api::PROTOCOL, "rest"))
}
