//! Leading a line elsewhere: either of its ends to another node, with as much of it kept as fits there.

use std::sync::Arc;

use super::{Draft, Problem};
use crate::catalog::Graph;
use crate::catalog::connection::{ConnectionKind, LineStyle};
use crate::catalog::parse;
use crate::design::{Connection, ConnectionId, EntryId, LineEnd, NodeId};

impl Draft<'_> {
    /// Leads an end of a line to another node; the line keeps its meaning where that is possible there, and of its
    /// settings what its meaning has. A line that now starts elsewhere is another line, with another id.
    pub fn lead_to(&mut self, id: &ConnectionId, end: LineEnd, node: &NodeId, entry: Option<&EntryId>) -> Result<ConnectionId, Problem> {
        let before = Arc::clone(self.connection(id)?);
        let unmoved = match end {
            LineEnd::Source => before.source == *node && (entry.is_none() || before.entry.as_ref() == entry),
            LineEnd::Target => before.target == *node,
        };
        if unmoved {
            return Ok(id.clone());
        }
        match end {
            LineEnd::Target => self.lead_target(id, &before, node).map(|()| id.clone()),
            LineEnd::Source => {
                let kind = self.kept_kind(id, node, entry, &before.target)?;
                let moved = self.connect(node, entry, &before.target, Some(kind.spec().id))?;
                self.disconnect(id)?;
                self.change_connection(&moved, |c| keep(c, &before, kind))?;
                self.drop_misfits(&moved)?;
                Ok(moved)
            }
        }
    }

    fn lead_target(&mut self, id: &ConnectionId, before: &Connection, node: &NodeId) -> Result<(), Problem> {
        let kind = self.kept_kind(id, &before.source, before.entry.as_ref(), node)?;
        let old = self.registry().connection(&before.kind);
        if old.is_some_and(|old| old.spec().facet != kind.spec().facet) {
            return Err(Problem::new("that would be a line of another sort; draw it anew"));
        }
        self.change_connection(id, |c| {
            kind.spec().id.clone_into(&mut c.kind);
            c.target = node.clone();
            keep(c, before, kind);
        })?;
        self.drop_misfits(id)?;
        kind.drawn(self, id);
        Ok(())
    }

    /// What the line means between these ends: what it meant, or the first that is possible.
    fn kept_kind(
        &self,
        id: &ConnectionId,
        source: &NodeId,
        entry: Option<&EntryId>,
        target: &NodeId,
    ) -> Result<&'static dyn ConnectionKind, Problem> {
        // The line must not stand in its own way.
        let mut without = self.design().clone();
        let line = without.connections.remove(id);
        let graph = Graph::new(&without, self.registry());
        let ends = graph.ends(source, entry, target).ok_or_else(|| Problem::new("there is no such node"))?;
        let meant = |kind: &&'static dyn ConnectionKind| line.as_ref().is_some_and(|line| kind.spec().id == line.kind);
        if let Some(same) = self.registry().possible_by_name(&ends).ok().and_then(|kinds| kinds.iter().copied().find(meant)) {
            return Ok(same);
        }
        // Alarms that are led elsewhere stay alarms.
        if line.as_ref().and_then(|line| self.registry().connection(&line.kind)).is_some_and(|kind| kind.spec().style == LineStyle::Alarm) {
            return self.registry().alarms(&ends).map_err(|refusal| Problem::new(refusal.reason));
        }
        let possible = self.registry().possible(&ends).map_err(|refusal| Problem::new(refusal.reason))?;
        possible.first().copied().ok_or_else(|| Problem::new("no line leads there"))
    }

    /// Drops further ends that do not fit where the line leads now.
    fn drop_misfits(&mut self, id: &ConnectionId) -> Result<(), Problem> {
        let connection = Arc::clone(self.connection(id)?);
        let Some(kind) = self.registry().connection(&connection.kind) else { return Ok(()) };
        let fits = |name: &str, node: &NodeId| {
            let spec = kind.spec().ends.iter().find(|end| end.id == name);
            let service = self.design().nodes.get(node).map(|n| n.kind.as_str());
            spec.is_some_and(|spec| service.is_some_and(|service| spec.to.contains(&service)))
        };
        let ends = connection.ends.iter().filter(|(name, node)| fits(name, node)).map(|(n, id)| (n.clone(), id.clone())).collect();
        self.change_connection(id, |c| c.ends = ends)
    }
}

/// What a line keeps of what it was: settings its kind has and takes, further ends, accepted findings. Corners set by
/// hand belong to the way it ran.
fn keep(line: &mut Connection, before: &Connection, kind: &dyn ConnectionKind) {
    let spec = kind.spec();
    let takes = |name: &str, value: &crate::design::Value| {
        spec.fields.iter().find(|field| field.id == name).is_some_and(|field| parse::problem(field, value).is_none())
    };
    let kept = before.fields.iter().filter(|(name, value)| takes(name, value));
    line.fields = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    line.ends.clone_from(&before.ends);
    line.suppressions.clone_from(&before.suppressions);
    line.condition.clone_from(&before.condition);
    line.variables.clear();
    line.waypoints.clear();
    if line.kind != before.kind {
        line.overrides.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::REGISTRY;
    use crate::design::Design;

    fn drawn(services: &[(&str, &str)]) -> (Draft<'static>, Vec<NodeId>) {
        let mut draft = Draft::new(&Design::new("shop"), &REGISTRY);
        let ids = services.iter().map(|(kind, name)| draft.add_node(kind, name, None).unwrap()).collect();
        (draft, ids)
    }

    #[test]
    fn a_line_led_to_a_node_of_the_same_kind_keeps_id_and_settings() {
        let (mut draft, ids) = drawn(&[("queue", "Orders"), ("function", "One"), ("function", "Two")]);
        let line = draft.connect(&ids[0], None, &ids[1], None).unwrap();
        draft.set_connection_field(&line, "batch_size", Some(5.into())).unwrap();
        assert_eq!(draft.lead_to(&line, LineEnd::Target, &ids[2], None).unwrap(), line);
        let moved = &draft.design().connections[&line];
        assert_eq!((&moved.target, &moved.fields["batch_size"].0), (&ids[2], &5.into()));
    }

    #[test]
    fn a_line_led_to_another_service_means_what_is_possible_there() {
        let (mut draft, ids) = drawn(&[("function", "Worker"), ("queue", "Orders"), ("table", "Orders"), ("client", "Shopper")]);
        let line = draft.connect(&ids[0], None, &ids[1], None).unwrap();
        draft.lead_to(&line, LineEnd::Target, &ids[2], None).unwrap();
        assert_eq!(draft.design().connections[&line].kind, "function_uses_table");
        let before = draft.design().clone();
        assert!(draft.lead_to(&line, LineEnd::Target, &ids[3], None).is_err());
        assert_eq!(*draft.design(), before);
    }

    #[test]
    fn a_task_keeps_its_state_when_its_line_leads_elsewhere() {
        let (mut draft, ids) = drawn(&[("workflow", "Process"), ("function", "One"), ("queue", "Two")]);
        let line = draft.connect(&ids[0], None, &ids[1], None).unwrap();
        let entry = draft.design().connections[&line].entry.clone();
        draft.lead_to(&line, LineEnd::Target, &ids[2], None).unwrap();
        let moved = &draft.design().connections[&line];
        assert_eq!((moved.kind.as_str(), &moved.entry), ("workflow_sends_queue", &entry));
        let named = serde_json::to_string(&draft.design().nodes[&ids[0]].fields["definition"].0).unwrap();
        assert!(named.contains(line.as_str()), "the state still names its line");
    }

    #[test]
    fn a_line_that_starts_elsewhere_keeps_what_fits() {
        let (mut draft, ids) = drawn(&[("queue", "One"), ("queue", "Two"), ("function", "Worker")]);
        let line = draft.connect(&ids[0], None, &ids[2], None).unwrap();
        draft.set_connection_field(&line, "batch_size", Some(5.into())).unwrap();
        let moved = draft.lead_to(&line, LineEnd::Source, &ids[1], None).unwrap();
        assert_eq!(draft.design().connections.len(), 1);
        let moved = &draft.design().connections[&moved];
        assert_eq!((&moved.source, &moved.fields["batch_size"].0), (&ids[1], &5.into()));
    }
}
