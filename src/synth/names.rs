//! Logical IDs that the design keeps because they differ from the rule, as in a template that was there before.

use std::collections::BTreeMap;

use super::Drafts;
use crate::catalog::{Few, Graph, Origin, Synthesis};
use crate::cfn::{Value, references};

/// Gives resources the logical IDs the design keeps for them, everywhere they are named.
pub(super) fn keep(graph: &Graph<'_>, drafts: &mut Drafts, origins: &mut BTreeMap<String, Few<Origin>>, result: &mut Synthesis) {
    let design = graph.design;
    if design.nodes.values().all(|n| n.logical_ids.is_empty()) && design.connections.values().all(|c| c.logical_ids.is_empty()) {
        return;
    }
    let kept = |draft: &crate::catalog::emission::Made| {
        let ids = match &draft.address.owner {
            Origin::Design => return None,
            Origin::Node(id) => &design.nodes.get(id)?.logical_ids,
            Origin::Connection(id) => &design.connections.get(id)?.logical_ids,
        };
        ids.get(&draft.address.part).cloned()
    };
    let names: BTreeMap<String, String> = drafts.iter().filter_map(|(id, draft)| Some((id.clone(), kept(draft)?))).collect();
    for (id, mut draft) in std::mem::take(drafts) {
        let id = names.get(&id).cloned().unwrap_or(id);
        draft.logical_id.clone_from(&id);
        draft.resource.properties.values_mut().for_each(|value| references::rename(value, &names));
        let depends_on = std::mem::take(&mut draft.resource.depends_on);
        draft.resource.depends_on = depends_on.into_iter().map(|id| names.get(&id).cloned().unwrap_or(id)).collect();
        drafts.insert(id, draft);
    }
    *origins = std::mem::take(origins).into_iter().map(|(id, from)| (names.get(&id).cloned().unwrap_or(id), from)).collect();
    for output in result.template.outputs.values_mut() {
        references::rename(&mut output.value, &names);
    }
    for granted in &mut result.granted {
        let conditions = granted.statement.conditions.iter_mut().map(|(_, _, value)| value);
        granted.statement.resources.iter_mut().chain(conditions).for_each(|value: &mut Value| references::rename(value, &names));
    }
}
