//! Connections in a draft.

use std::sync::Arc;

use super::{Draft, Problem, set_field};
use crate::catalog::Graph;
use crate::catalog::connection::{ConnectionKind, LineStyle};
use crate::design::ids::{slug, unused};
use crate::design::{Connection, ConnectionId, Edit, EntryId, NodeId, Value};

impl Draft<'_> {
    /// Draws a line. Without `kind` it gets the first that is possible; a kind that starts at entries makes one where none
    /// is given.
    pub fn connect(
        &mut self,
        source: &NodeId,
        entry: Option<&EntryId>,
        target: &NodeId,
        kind: Option<&str>,
    ) -> Result<ConnectionId, Problem> {
        self.node(source)?;
        self.node(target)?;
        let (chosen, fields, title) = self.choose(source, entry, target, kind)?;
        let entry = match (entry, chosen.spec().facet) {
            // A line tells of all alarms of a node, whichever it is drawn from.
            (_, None) => None,
            (Some(entry), Some(_)) => Some(entry.clone()),
            (None, Some(facet)) => Some(self.add_entry(source, facet, &title, fields)?),
        };
        let name = |id: &NodeId| self.design().nodes.get(id).map_or("", |n| n.name.as_str());
        let stem = format!("{}-to-{}", slug(name(source), "node"), slug(name(target), "node"));
        let id = ConnectionId::new(unused(&stem, "-", |id| self.design().connections.contains_key(id)));
        let connection = Connection::new(chosen.spec().id, source.clone(), entry, target.clone());
        self.apply(Edit::Connection(id.clone(), Some(Arc::new(connection))));
        chosen.drawn(self, &id);
        Ok(id)
    }

    /// The kind to draw, with the fields and the title of the entry it would make.
    fn choose(
        &self,
        source: &NodeId,
        entry: Option<&EntryId>,
        target: &NodeId,
        kind: Option<&str>,
    ) -> Result<(&'static dyn ConnectionKind, crate::design::Fields, String), Problem> {
        let graph = Graph::new(self.design(), self.registry());
        let unknown = || Problem::new("one of the nodes is of a service this version does not know");
        let ends = graph.ends(source, entry, target).ok_or_else(unknown)?;
        let possible = if kind.is_some() { self.registry().possible_by_name(&ends) } else { self.registry().possible(&ends) };
        let possible = possible.map_err(|refusal| {
            let setting = refusal.setting.as_ref().map(|setting| {
                let name = self.design().nodes.get(&setting.node).map_or("", |node| node.name.as_str());
                format!("`set \"{name}\".{}={}` first", setting.field, setting.text())
            });
            let through = (!refusal.insert.is_empty()).then(|| format!("connect them `through {}`", refusal.insert.join(",")));
            let hint = through.or(setting);
            Problem { message: refusal.reason, hint }
        })?;
        let fits = |k: &&'static dyn ConnectionKind| entry.is_none() || k.spec().facet.is_some() || k.spec().style == LineStyle::Alarm;
        let chosen = match kind {
            Some(id) => possible.iter().copied().find(|k| k.spec().id == id).ok_or_else(|| {
                let joins =
                    |k: &&'static dyn ConnectionKind| k.spec().from == ends.source.node.kind && k.spec().to == ends.target.node.kind;
                if let Some(refusal) = self.registry().connection(id).filter(joins).and_then(|k| k.refuse(&ends)) {
                    return Problem::new(refusal.reason);
                }
                let names: Vec<&str> = possible.iter().map(|k| k.spec().id).collect();
                Problem::with_hint(
                    format!("`{id}` does not lead from {} to {}", ends.source.node.name, ends.target.node.name),
                    format!("possible: {}", names.join(", ")),
                )
            })?,
            None => possible.iter().copied().find(fits).ok_or_else(|| Problem::new("no line starts at that entry"))?,
        };
        Ok((chosen, chosen.new_entry(&ends), chosen.new_entry_title(&ends)))
    }

    /// Deletes a line with what its kind made for it.
    pub fn disconnect(&mut self, id: &ConnectionId) -> Result<(), Problem> {
        let connection = Arc::clone(self.connection(id)?);
        self.apply(Edit::Connection(id.clone(), None));
        if let Some(kind) = self.registry().connection(&connection.kind) {
            kind.erased(self, id, &connection);
        }
        Ok(())
    }

    /// Sets a connection's field, or clears it.
    pub fn set_connection_field(&mut self, id: &ConnectionId, field: &str, value: Option<Value>) -> Result<(), Problem> {
        let connection = self.connection(id)?;
        let kind = self
            .registry()
            .connection(&connection.kind)
            .ok_or_else(|| Problem::new(format!("`{}` is no connection this version knows", connection.kind)))?;
        let mut fields = connection.fields.clone();
        set_field(&mut fields, kind.spec().fields, kind.spec().name, field, value)?;
        self.change_connection(id, |c| c.fields = fields)
    }

    /// Leads a further end of a connection to a node, or nowhere.
    pub fn set_end(&mut self, id: &ConnectionId, end: &str, node: Option<&NodeId>) -> Result<(), Problem> {
        let connection = self.connection(id)?;
        let kind = self
            .registry()
            .connection(&connection.kind)
            .ok_or_else(|| Problem::new(format!("`{}` is no connection this version knows", connection.kind)))?;
        let spec = kind.spec();
        let Some(end_spec) = spec.ends.iter().find(|e| e.id == end) else {
            let known: Vec<&str> = spec.ends.iter().map(|e| e.id).collect();
            let hint = if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) };
            return Err(Problem::with_hint(format!("{} has no further end `{end}`", spec.name), hint));
        };
        if let Some(node) = node {
            let target = self.node(node)?;
            if !end_spec.to.contains(&target.kind.as_str()) {
                return Err(Problem::new(format!(
                    "{} of {} lead to {}, not to {}",
                    end_spec.label,
                    spec.name,
                    end_spec.to.join(" or "),
                    target.kind
                )));
            }
        }
        self.change_connection(id, |c| match node {
            Some(node) => drop(c.ends.insert(end.to_owned(), node.clone())),
            None => drop(c.ends.remove(end)),
        })
    }
}
