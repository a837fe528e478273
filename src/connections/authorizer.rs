//! What lines that tell an API who is let in have in common.

use crate::catalog::draft::Draft;
use crate::design::ConnectionId;
use crate::services::api::AUTHORIZATION;

/// Sets the authorization of the API that a line was drawn to, where it had none.
pub(super) fn protect(draft: &mut Draft<'_>, line: &ConnectionId, authorization: &str) {
    let Some(api) = draft.design().connections.get(line).map(|connection| connection.target.clone()) else { return };
    let open = draft.design().nodes.get(&api).is_some_and(|node| !node.fields.contains_key(AUTHORIZATION.id));
    if open {
        // The field is the API's and the value one of its choices: it cannot be refused.
        let _ = draft.set_node_field(&api, AUTHORIZATION.id, Some(authorization.into()));
    }
}
