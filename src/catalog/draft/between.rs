//! Nodes put between two others: where no line leads directly, and on a line that is there.

use super::{Draft, Problem};
use crate::catalog::field::Kind;
use crate::catalog::{Field, Graph, Refusal, Settings};
use crate::design::geometry::Point;
use crate::design::ids::unused;
use crate::design::{ConnectionId, EntryId, NodeId, Value};

impl Draft<'_> {
    /// Why no line can join two nodes, and what would help; nothing where one can.
    pub fn refusal(&self, source: &NodeId, entry: Option<&EntryId>, target: &NodeId) -> Option<Refusal> {
        let graph = Graph::new(self.design(), self.registry());
        self.registry().possible(&graph.ends(source, entry, target)?).err()
    }

    /// What to put between two nodes that no line can join, in order; empty where a line can join them or nothing helps.
    pub fn detour(&self, source: &NodeId, entry: Option<&EntryId>, target: &NodeId) -> Vec<&'static str> {
        self.refusal(source, entry, target).map_or_else(Vec::new, |refusal| refusal.insert)
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
            let before = self.node(&last.0)?.kind.clone();
            let line = self.registry().between(&before, kind).next();
            line.map_or(Ok(()), |line| line.prepare(self, &id))?;
            // A form of the source may want more between, as a FIFO topic that only queues get messages of.
            let further = self.detour(&last.0, last.1.as_ref(), &id);
            if further.is_empty() {
                let line = self.connect(&last.0, last.1.as_ref(), &id, None)?;
                self.fill_in(&line)?;
            } else if further.contains(kind) {
                return Err(Problem::new("these services join nothing here"));
            } else {
                added.extend(self.connect_through(&last.0, last.1.as_ref(), &id, &further)?);
            }
            // Where the line brought what it leads on from, such as a rule of a bus, the next starts there.
            let brought = self.node(&id)?.facets.values().flatten().next().map(|entry| entry.id.clone());
            last = (id.clone(), brought);
            added.push(id);
        }
        let onward = self.onward(&last.0, last.1.as_ref(), target);
        let onward = self.connect(&last.0, last.1.as_ref(), target, onward)?;
        if !matches!(from.kind.as_str(), "api" | "client") {
            self.writes(&onward)?;
        }
        Ok(added)
    }

    /// Takes away a line that cannot be, and joins its ends by new nodes of these services between them.
    pub fn lead_round(&mut self, line: &ConnectionId, services: &[&str]) -> Result<(), Problem> {
        let connection = self.connection(line)?.clone();
        let entry = connection.entry.as_ref().filter(|entry| self.node(&connection.source).is_ok_and(|node| node.entry(entry).is_some()));
        let (entry, source, target) = (entry.cloned(), connection.source.clone(), connection.target.clone());
        self.connect_through(&source, entry.as_ref(), &target, services)?;
        self.disconnect(line)
    }

    /// Sets what a line to a node put between needs said and has no default, to what is good for a beginning.
    fn fill_in(&mut self, line: &ConnectionId) -> Result<(), Problem> {
        let graph = Graph::new(self.design(), self.registry());
        let Some(view) = graph.line(line) else { return Ok(()) };
        let open = view.specs().iter().filter(|field| field.required && view.applies(field) && view.set_value(field).is_none());
        let good: Vec<_> = open.filter_map(|field| Some((field.id, Value(field.example.to_json()?)))).collect();
        for (field, value) in good {
            self.set_connection_field(line, field, Some(value))?;
        }
        Ok(())
    }

    /// The kind of line by which what reaches a node goes on, where there is one.
    fn onward(&self, source: &NodeId, entry: Option<&EntryId>, target: &NodeId) -> Option<&'static str> {
        let graph = Graph::new(self.design(), self.registry());
        let ends = graph.ends(source, entry, target)?;
        let possible = self.registry().possible(&ends).ok()?;
        possible.iter().find(|kind| kind.leads_on(&ends.target)).map(|kind| kind.spec().id)
    }

    /// Has a line write rather than read, where it can do either: what does not wait for an answer has something to leave.
    fn writes(&mut self, line: &ConnectionId) -> Result<(), Problem> {
        let fields = self.registry().connection(&self.connection(line)?.kind).map_or(&[][..], |kind| kind.spec().fields);
        let write = |field: &&Field| field.id == "access" && matches!(field.kind, Kind::Choice(all) if all.iter().any(|c| c.id == "write"));
        match fields.iter().find(write) {
            Some(field) => self.set_connection_field(line, field.id, Some("write".into())),
            None => Ok(()),
        }
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
    use crate::catalog::Graph;
    use crate::catalog::LineStyle;
    use crate::catalog::draft::Draft;
    use crate::design::geometry::Point;
    use crate::design::{Design, NodeId, Value};

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

    /// Every service, also in the forms that fewer lines fit.
    fn forms() -> Vec<(&'static str, &'static [(&'static str, &'static str)])> {
        let special: [(&str, &[(&str, &str)]); 6] = [
            ("api", &[("protocol", "rest")]),
            ("api", &[("protocol", "websocket")]),
            ("event_bus", &[("bus", "default")]),
            ("queue", &[("fifo", "true")]),
            ("topic", &[("fifo", "true")]),
            ("workflow", &[("type", "EXPRESS")]),
        ];
        REGISTRY.services.iter().map(|service| (service.spec().id, &[][..])).chain(special).collect()
    }

    #[test]
    fn every_way_out_that_is_offered_joins() {
        let mut offered = 0;
        let mut broken = Vec::new();
        for (from, of_source) in forms() {
            for (to, of_target) in forms() {
                let (mut draft, source, target) = pair(from, to);
                for (node, fields) in [(&source, of_source), (&target, of_target)] {
                    for (field, text) in fields {
                        let value = if *text == "true" { Value::from(true) } else { Value::from(*text) };
                        draft.set_node_field(node, field, Some(value)).unwrap();
                    }
                }
                let graph = Graph::new(draft.design(), draft.registry());
                let ends = graph.ends(&source, None, &target).unwrap();
                let Err(refusal) = REGISTRY.possible(&ends) else { continue };
                if refusal.insert.is_empty() {
                    continue;
                }
                let joined = draft.connect_through(&source, None, &target, &refusal.insert);
                if let Err(problem) = joined {
                    broken.push(format!("{from} {of_source:?} to {to} {of_target:?}: {} {}", refusal.reason, problem.message));
                    continue;
                }
                let graph = Graph::new(draft.design(), draft.registry());
                let onward = graph.lines().find(|line| *line.target.id == target).unwrap();
                if !onward.kind.leads_on(&onward.target) {
                    broken.push(format!("{from} {of_source:?} to {to} {of_target:?}: {} {}", refusal.reason, onward.kind.spec().name));
                }
                offered += 1;
            }
        }
        assert!(broken.is_empty(), "{}", broken.join("\n"));
        assert!(offered > 60, "{offered}");
    }

    /// Whether a node of a service could stand between two, whatever else is set of any.
    fn one_between(from: &str, to: &str, target: &NodeId, draft: &Draft<'_>) -> Option<&'static str> {
        let graph = Graph::new(draft.design(), draft.registry());
        let target = graph.node(target).unwrap();
        let middles = REGISTRY.services.iter().map(|service| service.spec().id);
        let mut middles = middles.filter(|middle| ![from, "client", "api", "user_pool"].contains(middle));
        middles.find(|middle| {
            let leads = |kind: &&dyn crate::catalog::ConnectionKind| {
                !matches!(kind.spec().style, LineStyle::Alarm | LineStyle::DeadLetters) && !kind.encrypts()
            };
            REGISTRY.between(from, middle).any(|kind| leads(&kind))
                && REGISTRY.between(middle, to).any(|kind| leads(&kind) && kind.leads_on(&target))
        })
    }

    #[test]
    fn every_refused_pair_has_a_reason_and_a_way_out_where_one_node_makes_it_possible() {
        let mut wanting = Vec::new();
        let mut refused = 0;
        for (from, _) in forms() {
            for (to, of_target) in forms() {
                let (mut draft, source, target) = pair(from, to);
                for (field, text) in of_target {
                    let value = if *text == "true" { Value::from(true) } else { Value::from(*text) };
                    draft.set_node_field(&target, field, Some(value)).unwrap();
                }
                if REGISTRY.between(from, to).any(|kind| kind.spec().style != LineStyle::Alarm) {
                    continue;
                }
                refused += 1;
                let graph = Graph::new(draft.design(), draft.registry());
                let Err(refusal) = REGISTRY.possible(&graph.ends(&source, None, &target).unwrap()) else {
                    panic!("{from} to {to} is possible by no kind")
                };
                if refusal.reason.contains("cannot lead to") || !refusal.reason.ends_with('.') {
                    wanting.push(format!("{from} to {to}: {}", refusal.reason));
                }
                if refusal.insert.is_empty()
                    && let Some(middle) = one_between(from, to, &target, &draft)
                {
                    wanting.push(format!("{from} to {to} {of_target:?}: {} would do. {}", middle, refusal.reason));
                }
            }
        }
        assert!(wanting.is_empty(), "{}", wanting.join("\n"));
        assert!(refused > 200, "{refused}");
    }

    #[test]
    fn what_a_line_to_what_is_put_between_needs_is_filled_in() {
        let (mut draft, schedule, endpoint) = pair("schedule", "http_endpoint");
        let detour = draft.detour(&schedule, None, &endpoint);
        assert_eq!(detour, ["event_bus"]);
        let added = draft.connect_through(&schedule, None, &endpoint, &detour).unwrap();
        let first = draft.design().connections.values().find(|line| line.target == added[0]).unwrap();
        assert!(first.fields.contains_key("source") && first.fields.contains_key("detail_type"), "{:?}", first.fields);
        let rule = &draft.design().nodes[&added[0]].entries("rules")[0];
        assert_eq!(rule.fields["pattern"].0["source"], serde_json::json!([first.fields["source"].0]));
    }

    #[test]
    fn what_is_put_between_writes_where_something_is_to_be_left() {
        let (mut draft, topic, table) = pair("topic", "table");
        draft.connect_through(&topic, None, &table, &["function"]).unwrap();
        let onward = draft.design().connections.values().find(|line| line.target == table).unwrap();
        assert_eq!(onward.fields["access"], Value::from("write"));
    }

    #[test]
    fn a_bucket_reaches_what_it_cannot_notify_by_a_rule_of_the_default_bus() {
        let (mut draft, bucket, workflow) = pair("bucket", "workflow");
        let detour = draft.detour(&bucket, None, &workflow);
        let added = draft.connect_through(&bucket, None, &workflow, &detour).unwrap();
        let bus = &draft.design().nodes[&added[0]];
        assert_eq!((bus.kind.as_str(), bus.entries("rules").len()), ("event_bus", 1));
        assert_eq!(bus.fields["bus"], Value::from("default"));
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
