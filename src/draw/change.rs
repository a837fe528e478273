//! What of a drawing a change of its design concerns.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::design::{Connection, ConnectionId, Design, NodeId};

/// What has to be made again.
pub(super) struct Change<'d> {
    /// The nodes whose cards may look otherwise, those that are gone among them.
    pub(super) nodes: HashSet<&'d NodeId>,
    /// The lines that may say something else.
    pub(super) lines: HashSet<&'d ConnectionId>,
    /// Whether any group is not as it was.
    pub(super) groups: bool,
    /// Whether any note is not as it was.
    pub(super) notes: bool,
    /// Enough of the design to tell what those cards and lines say, where that is much less than all of it.
    pub(super) part: Option<Design>,
}

impl<'d> Change<'d> {
    /// What changed from one design to the other; nothing where that is so much, or of such a kind, that all may be concerned.
    pub(super) fn between(before: &'d Design, after: &'d Design) -> Option<Self> {
        let same = before.name == after.name
            && before.parameters == after.parameters
            && before.conditions == after.conditions
            && before.dashboard == after.dashboard;
        let mut seeds = changed(&before.nodes, &after.nodes);
        let changed_lines = changed(&before.connections, &after.connections);
        if !same || (seeds.len() + changed_lines.len()) * 4 > after.nodes.len() + after.connections.len() {
            return None;
        }
        let before_and_after = |id: &&'d ConnectionId| [before, after].map(|design| design.connections.get(*id));
        seeds.extend(changed_lines.iter().flat_map(before_and_after).flatten().flat_map(|line| line.nodes()));
        let seeds: HashSet<&NodeId> = seeds.into_iter().collect();
        // A card says what its lines say; a line, what both its cards are set to and what else leads to them.
        let touching = lines_at(after, &seeds);
        let nodes = with_ends(seeds, &touching);
        let made = lines_at(after, &nodes);
        let around = with_ends(nodes.clone(), &made);
        let part = (around.len() * 4 < after.nodes.len()).then(|| part(after, around));
        let lines = made.into_iter().map(|(id, _)| id).chain(changed_lines).collect();
        let groups = !changed(&before.groups, &after.groups).is_empty();
        let notes = !changed(&before.notes, &after.notes).is_empty();
        Some(Self { nodes, lines, groups, notes, part })
    }
}

/// These nodes with their lines and what is at the ends of these.
fn part<'d>(design: &'d Design, nodes: HashSet<&'d NodeId>) -> Design {
    let connections = lines_at(design, &nodes);
    let nodes = with_ends(nodes, &connections);
    Design {
        name: design.name.clone(),
        parameters: design.parameters.clone(),
        conditions: design.conditions.clone(),
        dashboard: design.dashboard,
        nodes: design.nodes.iter().filter(|(id, _)| nodes.contains(id)).map(|(id, node)| (id.clone(), Arc::clone(node))).collect(),
        connections: connections.into_iter().map(|(id, line)| (id.clone(), Arc::clone(line))).collect(),
        ..Design::default()
    }
}

/// The lines with an end at one of these nodes.
fn lines_at<'d>(design: &'d Design, nodes: &HashSet<&NodeId>) -> Vec<(&'d ConnectionId, &'d Arc<Connection>)> {
    design.connections.iter().filter(|(_, line)| line.nodes().any(|node| nodes.contains(node))).collect()
}

/// These nodes and those at the ends of the lines.
fn with_ends<'d>(mut nodes: HashSet<&'d NodeId>, lines: &[(&'d ConnectionId, &'d Arc<Connection>)]) -> HashSet<&'d NodeId> {
    nodes.extend(lines.iter().flat_map(|(_, line)| line.nodes()));
    nodes
}

/// The keys of what is new, gone or another. Most is shared by both, and need not be looked into.
fn changed<'d, K: Ord, V: PartialEq>(before: &'d BTreeMap<K, Arc<V>>, after: &'d BTreeMap<K, Arc<V>>) -> Vec<&'d K> {
    let (mut old, mut new) = (before.iter().peekable(), after.iter().peekable());
    let mut found = Vec::new();
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return found,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((old, _)), Some((new, _))) => old.cmp(new),
        };
        let was = if order == Ordering::Greater { None } else { old.next() };
        let is = if order == Ordering::Less { None } else { new.next() };
        let same = matches!((was, is), (Some((_, was)), Some((_, is))) if Arc::ptr_eq(was, is) || was == is);
        if !same {
            found.extend(was.or(is).map(|(key, _)| key));
        }
    }
}
