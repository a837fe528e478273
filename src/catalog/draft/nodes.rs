//! Nodes, groups and notes in a draft.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Draft, Problem, set_field};
use crate::catalog::check::Place;
use crate::catalog::naming;
use crate::catalog::service::Service;
use crate::design::geometry::{Point, Rect, Size};
use crate::design::ids::{slug, unused};
use crate::design::{Connection, ConnectionId, Edit, Group, GroupId, Node, NodeId, Note, NoteId, Value};

/// Room a new card takes for itself where no place was chosen.
const CELL: Size = Size::new(280.0, 144.0);
const COLUMNS: u16 = 4;

impl Draft<'_> {
    /// Adds a node of a service; at the first free place where none is given.
    pub fn add_node(&mut self, kind: &str, name: &str, at: Option<Point>) -> Result<NodeId, Problem> {
        let Some(service) = self.registry().service(kind) else {
            let known: Vec<&str> = self.registry().services.iter().map(|s| s.spec().id).collect();
            return Err(Problem::with_hint(format!("there is no service `{kind}`"), format!("services are {}", known.join(", "))));
        };
        let spec = service.spec();
        let name = if name.trim().is_empty() { spec.name } else { name.trim() };
        let id = NodeId::new(unused(&format!("{kind}-{}", slug(name, "node")).replace('_', "-"), "-", |id| {
            self.design().nodes.contains_key(id)
        }));
        let logical_id = self.unused_logical_id(&naming::logical_id(name, spec.suffix, spec.id), spec.id);
        let at = at.unwrap_or_else(|| self.free_place()).rounded();
        self.apply(Edit::Node(id.clone(), Some(Arc::new(Node::new(kind, name, &logical_id, at)))));
        Ok(id)
    }

    /// The logical ID, or one close to it that no node has: first with the kind behind it, then numbered.
    fn unused_logical_id(&self, wanted: &str, kind: &str) -> String {
        let taken = |id: &str| self.design().nodes.values().any(|n| n.logical_id == id) || self.design().parameters.contains_key(id);
        if !taken(wanted) {
            return wanted.to_owned();
        }
        let with_kind = naming::logical_id(wanted, &naming::pascal(kind), kind);
        if with_kind != wanted && !taken(&with_kind) {
            return with_kind;
        }
        unused(wanted, "", taken)
    }

    fn free_place(&self) -> Point {
        let nodes = &self.design().nodes;
        // There are more cells than nodes, so one of them is free.
        let cells = (0..=nodes.len()).flat_map(|row| (0..COLUMNS).map(move |column| (row, column)));
        let places = cells.map(|(row, column)| Point::new(80.0 + f32::from(column) * CELL.width, 80.0 + row as f32 * CELL.height));
        let free = |at: &Point| {
            let cell = Rect::from_min_size(*at, CELL);
            !nodes.values().any(|n| cell.intersects(&Rect::from_min_size(n.at, CELL)))
        };
        places.into_iter().find(free).unwrap_or_default()
    }

    /// Removes a node with its connections; what is drawn to it as a further end only loses that end.
    pub fn remove_node(&mut self, id: &NodeId) -> Result<(), Problem> {
        self.node(id)?;
        let touching: Vec<_> = self.design().connections_of(id).map(|(c, connection)| (c.clone(), Arc::clone(connection))).collect();
        for (connection_id, connection) in touching {
            if connection.source == *id || connection.target == *id {
                self.disconnect(&connection_id)?;
            } else {
                self.change_connection(&connection_id, |c| c.ends.retain(|_, end| end != id))?;
            }
        }
        self.apply(Edit::Node(id.clone(), None));
        Ok(())
    }

    /// Changes what the reader sees; the logical ID stays.
    pub fn rename_node(&mut self, id: &NodeId, name: &str) -> Result<(), Problem> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Problem::new("a node needs a name"));
        }
        self.change_node(id, |node| name.clone_into(&mut node.name))
    }

    /// Sets a node's field, or clears it.
    pub fn set_node_field(&mut self, id: &NodeId, field: &str, value: Option<Value>) -> Result<(), Problem> {
        let node = self.node(id)?;
        let service =
            self.registry().service(&node.kind).ok_or_else(|| Problem::new(format!("`{}` is no service this version knows", node.kind)))?;
        let mut fields = node.fields.clone();
        set_field(&mut fields, service.spec().fields, &node.name, field, value)?;
        self.change_node(id, |node| node.fields = fields)?;
        self.follow_entries(id, service)
    }

    /// Lets lines start where the fields of their node now say they do.
    fn follow_entries(&mut self, id: &NodeId, service: &dyn Service) -> Result<(), Problem> {
        let node = Arc::clone(self.node(id)?);
        let moved: Vec<_> = self
            .design()
            .connections
            .iter()
            .filter(|(_, c)| c.source == *id && c.entry.is_some())
            .filter_map(|(line, c)| {
                service.entry_of(&node, line).filter(|entry| c.entry.as_ref() != Some(entry)).map(|e| (line.clone(), e))
            })
            .collect();
        for (line, entry) in moved {
            self.change_connection(&line, |c| c.entry = Some(entry))?;
        }
        Ok(())
    }

    /// Moves nodes, groups and notes by the same distance, groups with everything in them.
    pub fn move_by(&mut self, nodes: &[NodeId], groups: &[GroupId], notes: &[NoteId], dx: f32, dy: f32) -> Result<(), Problem> {
        let within = self.design().groups_within(groups);
        let inside = |group: Option<&GroupId>| group.is_some_and(|group| within.contains(group));
        let nodes: BTreeSet<&NodeId> = nodes.iter().collect();
        let all_nodes: BTreeSet<NodeId> =
            self.design().nodes.iter().filter(|(id, n)| nodes.contains(id) || inside(n.group.as_ref())).map(|(id, _)| id.clone()).collect();
        let all_groups: Vec<GroupId> = self.design().groups.keys().filter(|id| inside(Some(id))).cloned().collect();
        let all_notes: Vec<NoteId> =
            self.design().notes.iter().filter(|(id, n)| notes.contains(id) || inside(n.group.as_ref())).map(|(id, _)| id.clone()).collect();
        let along = |line: &Connection| !line.waypoints.is_empty() && all_nodes.contains(&line.source) && all_nodes.contains(&line.target);
        let lines: Vec<ConnectionId> = self.design().connections.iter().filter(|(_, c)| along(c)).map(|(id, _)| id.clone()).collect();
        for id in lines {
            self.change_connection(&id, |line| line.waypoints.iter_mut().for_each(|at| *at = at.offset(dx, dy).rounded()))?;
        }
        for id in all_nodes {
            self.change_node(&id, |n| n.at = n.at.offset(dx, dy).rounded())?;
        }
        for id in all_groups {
            self.change_group(&id, |g| g.at = g.at.offset(dx, dy).rounded())?;
        }
        for id in all_notes {
            self.change_note(&id, |n| n.at = n.at.offset(dx, dy).rounded())?;
        }
        Ok(())
    }

    /// Draws a group around nodes; `frame` is the room they take.
    pub fn add_group(&mut self, name: &str, members: &[NodeId], frame: Rect) -> Result<GroupId, Problem> {
        let id = GroupId::new(unused(&slug(name, "group"), "-", |id| self.design().groups.contains_key(id)));
        let mut group = Group::new(name, frame);
        group.at = group.at.rounded();
        let mut parents = members.iter().filter_map(|m| self.design().nodes.get(m)).map(|n| n.group.clone());
        let first = parents.next().flatten();
        group.parent = if parents.all(|p| p == first) { first } else { None };
        self.apply(Edit::Group(id.clone(), Some(Arc::new(group))));
        for member in members {
            self.change_node(member, |n| n.group = Some(id.clone()))?;
        }
        Ok(id)
    }

    /// Removes a group's frame; what is inside stays and belongs to the group around it.
    pub fn ungroup(&mut self, id: &GroupId) -> Result<(), Problem> {
        let group = self.design().groups.get(id).ok_or_else(|| Problem::new(format!("there is no group {id}")))?;
        let parent = group.parent.clone();
        let members: Vec<NodeId> =
            self.design().nodes.iter().filter(|(_, n)| n.group.as_ref() == Some(id)).map(|(n, _)| n.clone()).collect();
        let notes: Vec<NoteId> = self.design().notes.iter().filter(|(_, n)| n.group.as_ref() == Some(id)).map(|(n, _)| n.clone()).collect();
        let children: Vec<GroupId> =
            self.design().groups.iter().filter(|(_, g)| g.parent.as_ref() == Some(id)).map(|(g, _)| g.clone()).collect();
        for member in members {
            self.change_node(&member, |n| n.group.clone_from(&parent))?;
        }
        for note in notes {
            self.change_note(&note, |n| n.group.clone_from(&parent))?;
        }
        for child in children {
            self.change_group(&child, |g| g.parent.clone_from(&parent))?;
        }
        self.apply(Edit::Group(id.clone(), None));
        Ok(())
    }

    /// Adds a note.
    pub fn add_note(&mut self, text: &str, at: Point) -> NoteId {
        let first: String = text.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
        let id = NoteId::new(unused(&slug(&first, "note"), "-", |id| self.design().notes.contains_key(id)));
        self.apply(Edit::Note(id.clone(), Some(Arc::new(Note::new(text, at.rounded())))));
        id
    }

    /// Removes a note.
    pub fn remove_note(&mut self, id: &NoteId) {
        self.apply(Edit::Note(id.clone(), None));
    }

    /// Accepts the findings of a check at a place, with a reason; takes the acceptance back where there is none.
    pub fn suppress(&mut self, place: &Place, code: &str, reason: Option<&str>) -> Result<(), Problem> {
        if reason.is_some_and(|r| r.trim().is_empty()) {
            return Err(Problem::with_hint("a suppression needs a reason", "say why the finding is acceptable here"));
        }
        let set = |map: &mut std::collections::BTreeMap<String, String>| match reason {
            Some(reason) => drop(map.insert(code.to_owned(), reason.trim().to_owned())),
            None => drop(map.remove(code)),
        };
        match place {
            Place::Node(id) | Place::Entry(id, _) => self.change_node(id, |n| set(&mut n.suppressions)),
            Place::Connection(id) => self.change_connection(id, |c| set(&mut c.suppressions)),
            Place::Design | Place::Group(_) => {
                let value = reason.map(|r| r.trim().to_owned());
                self.set_property(crate::design::edit::Property::Suppression, code, value);
                Ok(())
            }
        }
    }
}
