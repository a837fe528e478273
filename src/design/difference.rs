//! What turns one design into another, as edits.

use std::collections::BTreeMap;

use super::edit::Property;
use super::{Design, Edit};

/// The edits that turn `before` into `after`. What a newer version wrote at the top of the file is no edit; see
/// [`Design::unknown`].
#[must_use]
pub fn between(before: &Design, after: &Design) -> Vec<Edit> {
    let mut edits = Vec::new();
    // Groups first: nodes stand in them.
    edits.extend(changed(&before.groups, &after.groups).map(|(id, group)| Edit::Group(id.clone(), group.cloned())));
    edits.extend(changed(&before.nodes, &after.nodes).map(|(id, node)| Edit::Node(id.clone(), node.cloned())));
    edits.extend(changed(&before.connections, &after.connections).map(|(id, line)| Edit::Connection(id.clone(), line.cloned())));
    edits.extend(changed(&before.notes, &after.notes).map(|(id, note)| Edit::Note(id.clone(), note.cloned())));
    edits.extend(changed(&before.parameters, &after.parameters).map(|(name, p)| Edit::Parameter(name.clone(), p.cloned())));
    edits.extend(changed(&before.conditions, &after.conditions).map(|(name, c)| Edit::Condition(name.clone(), c.cloned())));
    edits.extend(changed(&before.environments, &after.environments).map(|(name, e)| Edit::Environment(name.clone(), e.cloned())));
    if before.dashboard != after.dashboard {
        edits.push(Edit::Property(Property::Dashboard, String::new(), after.dashboard.then(|| "on".to_owned())));
    }
    for text in before.unquoted.symmetric_difference(&after.unquoted) {
        let value = after.unquoted.contains(text).then(|| "on".to_owned());
        edits.push(Edit::Property(Property::Unquoted, text.clone(), value));
    }
    edits.extend(changed(&before.sections, &after.sections).map(|(name, section)| Edit::Section(name.clone(), section.cloned())));
    for (property, before, after) in
        [(Property::Name, &before.name, &after.name), (Property::Description, &before.description, &after.description)]
    {
        if before != after {
            edits.push(Edit::Property(property, String::new(), Some(after.clone())));
        }
    }
    for (property, before, after) in [
        (Property::Tag, &before.tags, &after.tags),
        (Property::Severity, &before.severities, &after.severities),
        (Property::Suppression, &before.suppressions, &after.suppressions),
    ] {
        edits.extend(changed(before, after).map(|(key, value)| Edit::Property(property, key.clone(), value.cloned())));
    }
    edits
}

/// What differs, with what it is after; nothing where it is gone.
fn changed<'a, K: Ord, V: PartialEq>(
    before: &'a BTreeMap<K, V>,
    after: &'a BTreeMap<K, V>,
) -> impl Iterator<Item = (&'a K, Option<&'a V>)> {
    let gone = before.keys().filter(|key| !after.contains_key(*key)).map(|key| (key, None));
    let new = after.iter().filter(|(key, value)| before.get(*key) != Some(*value)).map(|(key, value)| (key, Some(value)));
    gone.chain(new)
}

/// How many things of each sort the edits touch: `2 nodes, 1 connection`.
#[must_use]
pub fn counted(edits: &[Edit]) -> String {
    let sorts = [("node", "nodes"), ("connection", "connections"), ("group", "groups"), ("note", "notes"), ("other", "others")];
    let mut counts = [0_usize; 5];
    for edit in edits {
        let sort = match edit {
            Edit::Node(..) => 0,
            Edit::Connection(..) => 1,
            Edit::Group(..) => 2,
            Edit::Note(..) => 3,
            _ => 4,
        };
        counts[sort] += 1;
    }
    let told = counts.iter().zip(sorts).filter(|(count, _)| **count > 0);
    let told = told.map(|(count, (one, many))| format!("{count} {}", if *count == 1 { one } else { many }));
    told.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::design::geometry::Point;
    use crate::design::{Node, Transaction};

    #[test]
    fn the_edits_lead_from_one_design_to_the_other_and_back() {
        let node = |name: &str| Arc::new(Node::new("queue", name, name, Point::new(8.0, 8.0)));
        let mut before = Design::new("shop");
        before.nodes.insert("a".into(), node("A"));
        before.nodes.insert("b".into(), node("B"));
        before.tags.insert("team".to_owned(), "orders".to_owned());
        let mut after = Design::new("store");
        after.nodes.insert("b".into(), node("Other"));
        after.nodes.insert("c".into(), node("C"));
        let edits = between(&before, &after);
        assert_eq!(counted(&edits), "3 nodes, 2 others");
        let mut design = before.clone();
        let inverse = Transaction::new("reload", edits).apply(&mut design);
        assert_eq!(design, after);
        drop(inverse.apply(&mut design));
        assert_eq!(design, before);
        assert!(between(&before, &before).is_empty());
    }
}
