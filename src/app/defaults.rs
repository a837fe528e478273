//! What new nodes begin with where the user has settled it: ordinary fields, written to the design like any other.

use std::collections::BTreeSet;

use super::settings::{Problem, Settings};
use crate::REGISTRY;
use crate::catalog::draft::Draft;
use crate::design::{Design, NodeId, Value};

/// Gives the nodes that a change has just made what the user has settled for their services. What the change itself set
/// stays, and what a service does not know any more is left out.
pub fn begin(draft: &mut Draft<'_>, before: &BTreeSet<NodeId>, settings: &Settings) {
    let new: Vec<(NodeId, String)> = {
        let nodes = draft.design().nodes.iter().filter(|(id, _)| !before.contains(*id));
        nodes.map(|(id, node)| (id.clone(), node.kind.clone())).collect()
    };
    for (id, kind) in new {
        for (field, json) in settings.defaults(&kind) {
            let set = draft.design().nodes.get(&id).is_some_and(|node| node.fields.contains_key(field));
            if !set {
                // The settings say what is wrong with it.
                drop(draft.set_node_field(&id, field, Some(Value(json.clone()))));
            }
        }
    }
}

/// A design of one node as a new one would be, to show what applies.
pub fn specimen(service: &str, settings: &Settings) -> Option<(Design, NodeId)> {
    let mut draft = Draft::new(&Design::new("specimen"), &REGISTRY);
    let id = draft.add_node(service, "", None).ok()?;
    begin(&mut draft, &BTreeSet::new(), settings);
    Some((draft.design().clone(), id))
}

/// What of the settings no node can begin with.
pub fn problems(settings: &Settings) -> Vec<Problem> {
    let refused = |(line, service, field, json): (usize, &str, &str, &serde_json::Value)| {
        let mut draft = Draft::new(&Design::new("specimen"), &REGISTRY);
        let set = draft.add_node(service, "", None).and_then(|id| draft.set_node_field(&id, field, Some(Value(json.clone()))));
        let why = set.err()?.message;
        Some(Problem { line, message: format!("`defaults.{service}.{field}`: {why}") })
    };
    settings.all_defaults().filter_map(refused).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_nodes_begin_with_what_is_settled_and_old_ones_stay() {
        let mut settings = Settings::default();
        settings.set_default("queue", "delay", Some(&7.into())).unwrap();
        settings.set_default("queue", "colour", Some(&"red".into())).unwrap();
        settings.set_default("function", "timeout", Some(&99_999.into())).unwrap();
        let mut draft = Draft::new(&Design::new("shop"), &REGISTRY);
        let old = draft.add_node("queue", "Old", None).unwrap();
        let before = draft.design().nodes.keys().cloned().collect();
        let new = draft.add_node("queue", "New", None).unwrap();
        begin(&mut draft, &before, &settings);
        let nodes = &draft.design().nodes;
        assert!(nodes[&old].fields.is_empty());
        assert_eq!(nodes[&new].fields.keys().collect::<Vec<_>>(), ["delay"]);
        assert_eq!(nodes[&new].fields["delay"], 7.into());
        let problems = problems(&settings);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].message.starts_with("`defaults.function.timeout`: "), "{problems:?}");
        let (design, id) = specimen("queue", &settings).unwrap();
        assert_eq!(design.nodes[&id].fields["delay"], 7.into());
    }
}
