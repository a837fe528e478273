//! Designs in groups.

use std::fmt::Write as _;
use std::sync::Arc;

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::design::geometry::{Point, Rect, Size};
use stackdraft::design::{Design, Group, GroupId, NodeId};

use crate::generate::random::Random;

/// The design with its nodes in groups by chance, some of them in none.
pub fn grouped(mut design: Design, random: &mut Random) -> Design {
    let count = 2 + random.below(4);
    let groups: Vec<GroupId> = (0..count).map(|number| GroupId::new(format!("part-{number}"))).collect();
    for (number, id) in groups.iter().enumerate() {
        let mut group = Group::new(&format!("Part {number}"), Rect::from_min_size(Point::new(0.0, 0.0), Size::new(10.0, 10.0)));
        // A group in another one has no stack of its own.
        group.parent = (number > 0 && random.percent(20)).then(|| groups[number - 1].clone());
        design.groups.insert(id.clone(), Arc::new(group));
    }
    // Neighbours on the chain of nodes mostly stand together, or all would be one circle.
    let nodes: Vec<NodeId> = design.nodes.keys().cloned().collect();
    let size = nodes.len() / count + 1;
    for (place, id) in nodes.iter().enumerate() {
        let at = if random.percent(90) { place / size } else { random.below(count) };
        if let Some(node) = design.nodes.get_mut(id).filter(|_| !random.percent(15)) {
            Arc::make_mut(node).group = groups.get(at).cloned();
        }
    }
    // Most lines between groups are cut.
    let mut draft = Draft::new(&design, &REGISTRY);
    let group = |node: &NodeId| design.groups_around(design.nodes[node].group.as_ref()).last().map(|(id, _)| id.clone());
    for (id, line) in &design.connections {
        let between = [&line.source, &line.target].map(group);
        if between[0] != between[1] && between.iter().all(Option::is_some) && random.percent(80) {
            // It may have gone with another one already.
            let _ = draft.disconnect(id);
        }
    }
    draft.design().clone()
}

/// A chain of groups, each sending to the next, with so many functions and queues in each.
pub fn chain(groups: usize, cells: usize) -> String {
    let mut text = String::new();
    for group in 0..groups {
        let mut members = String::new();
        for cell in 0..cells {
            writeln!(
                text,
                "add queue \"Q {group} {cell}\"\nadd function \"F {group} {cell}\"\nconnect \"Q {group} {cell}\" \"F {group} {cell}\""
            )
            .unwrap();
            write!(members, " \"Q {group} {cell}\" \"F {group} {cell}\"").unwrap();
        }
        writeln!(text, "group \"Part {group}\"{members}").unwrap();
    }
    for group in 1..groups {
        writeln!(text, "connect \"F {} 0\" \"Q {group} 0\"", group - 1).unwrap();
    }
    text
}
