//! Nodes put between two others: where no line leads directly, and on a line that is there.

use super::{Draft, Problem};
use crate::catalog::Graph;
use crate::design::geometry::Point;
use crate::design::ids::unused;
use crate::design::{ConnectionId, EntryId, NodeId};

impl Draft<'_> {
    /// What to put between two nodes that no line can join, in order; empty where a line can join them or nothing helps.
    pub fn detour(&self, source: &NodeId, entry: Option<&EntryId>, target: &NodeId) -> Vec<&'static str> {
        let graph = Graph::new(self.design(), self.registry());
        let Some(ends) = graph.ends(source, entry, target) else { return Vec::new() };
        self.registry().possible(&ends).err().map_or_else(Vec::new, |refusal| refusal.insert)
    }

    /// Joins two nodes by new nodes of these services between them, evenly spaced, in the group both ends share; answers
    /// the new nodes.
    pub fn connect_through(
        &mut self,
        source: &NodeId,
        entry: Option<&EntryId>,
        target: &NodeId,
        services: &[&str],
    ) -> Result<Vec<NodeId>, Problem> {
        let (from, to) = (self.node(source)?.clone(), self.node(target)?.clone());
        let group = from.group.clone().filter(|g| to.group.as_ref() == Some(g));
        let mut last = (source.clone(), entry.cloned());
        let mut added = Vec::new();
        for (number, kind) in services.iter().enumerate() {
            let share = (number + 1) as f32 / (services.len() + 1) as f32;
            let at = Point::new(from.at.x + (to.at.x - from.at.x) * share, from.at.y + (to.at.y - from.at.y) * share);
            let id = self.add_named(kind, at)?;
            self.change_node(&id, |node| node.group.clone_from(&group))?;
            self.connect(&last.0, last.1.as_ref(), &id, None)?;
            last = (id.clone(), None);
            added.push(id);
        }
        self.connect(&last.0, last.1.as_ref(), target, None)?;
        Ok(added)
    }

    /// Puts a new node of a service on a line, which then leads to it and on from it; refused where either half cannot be.
    pub fn insert_on_line(&mut self, line: &ConnectionId, kind: &str, at: Point) -> Result<NodeId, Problem> {
        let id = self.add_named(kind, at)?;
        self.lead_through(line, &id)?;
        Ok(id)
    }

    /// Leads a line through a node: to it, and on from it to where the line led.
    pub fn lead_through(&mut self, line: &ConnectionId, node: &NodeId) -> Result<(), Problem> {
        let connection = self.connection(line)?.clone();
        // What starts at an entry goes on starting there, so the entry must not go with the line.
        let graph = Graph::new(self.design(), self.registry());
        let ends = graph.ends(&connection.source, connection.entry.as_ref(), node);
        if let Some(refusal) = ends.and_then(|ends| self.registry().possible(&ends).err()) {
            return Err(Problem::new(refusal.reason));
        }
        self.connect(node, None, &connection.target, None)?;
        self.connect(&connection.source, connection.entry.as_ref(), node, None)?;
        self.disconnect(line)
    }

    /// A new node called after its service, numbered where that name is taken.
    fn add_named(&mut self, kind: &str, at: Point) -> Result<NodeId, Problem> {
        let name = self.registry().service(kind).map_or(kind, |s| s.spec().name);
        let name = unused(name, " ", |candidate| self.design().nodes.values().any(|n| n.name == candidate));
        self.add_node(kind, &name, Some(at))
    }
}

#[cfg(test)]
mod tests {
    use crate::REGISTRY;
    use crate::catalog::draft::Draft;
    use crate::design::geometry::Point;
    use crate::design::{Design, NodeId};

    fn pair(from: &str, to: &str) -> (Draft<'static>, NodeId, NodeId) {
        let mut draft = Draft::new(&Design::new("shop"), &REGISTRY);
        let source = draft.add_node(from, "Source", Some(Point::new(0.0, 0.0))).unwrap();
        let target = draft.add_node(to, "Target", Some(Point::new(600.0, 0.0))).unwrap();
        (draft, source, target)
    }

    #[test]
    fn what_no_line_joins_is_joined_by_what_helps() {
        let (mut draft, topic, table) = pair("topic", "table");
        let detour = draft.detour(&topic, None, &table);
        assert_eq!(detour, ["function"]);
        let added = draft.connect_through(&topic, None, &table, &detour).unwrap();
        let function = &draft.design().nodes[&added[0]];
        assert_eq!((function.at.x, added.len(), draft.design().connections.len()), (300.0, 1, 2));
    }

    #[test]
    fn a_line_that_can_be_needs_no_detour() {
        let (draft, queue, function) = pair("queue", "function");
        assert!(draft.detour(&queue, None, &function).is_empty());
    }

    #[test]
    fn a_node_put_on_a_line_takes_it_over() {
        let (mut draft, topic, function) = pair("topic", "function");
        let line = draft.connect(&topic, None, &function, None).unwrap();
        let queue = draft.insert_on_line(&line, "queue", Point::new(300.0, 0.0)).unwrap();
        let pairs: Vec<_> = draft.design().connections.values().map(|c| (c.source.clone(), c.target.clone())).collect();
        assert_eq!(pairs.len(), 2);
        assert!(pairs.contains(&(topic, queue.clone())) && pairs.contains(&(queue, function)));
    }

    #[test]
    fn a_node_that_does_not_fit_on_a_line_is_refused() {
        let (mut draft, topic, function) = pair("topic", "function");
        let line = draft.connect(&topic, None, &function, None).unwrap();
        assert!(draft.insert_on_line(&line, "table", Point::new(300.0, 0.0)).is_err());
    }
}
