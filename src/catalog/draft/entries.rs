//! Entries of facets in a draft.

use super::{Draft, Problem, set_field};
use crate::catalog::service::{Facet, Service};
use crate::catalog::{Graph, alarm};
use crate::design::ids::{slug, unused};
use crate::design::{Entry, EntryId, Fields, NodeId, Value};

impl Draft<'_> {
    fn facet(&self, node: &NodeId, facet: &str) -> Result<(&'static dyn Service, &'static Facet), Problem> {
        let node = self.node(node)?;
        let service =
            self.registry().service(&node.kind).ok_or_else(|| Problem::new(format!("`{}` is no service this version knows", node.kind)))?;
        let found = service.spec().facets.iter().find(|f| f.id == facet || f.entry == facet);
        let found = found.ok_or_else(|| Problem::new(format!("{} has no {facet}", node.name)))?;
        Ok((service, found))
    }

    /// Adds an entry with these fields; `title` is for services that keep their entries in another field.
    pub fn add_entry(&mut self, node: &NodeId, facet: &str, title: &str, fields: Fields) -> Result<EntryId, Problem> {
        let (service, facet) = self.facet(node, facet)?;
        let mut changed = (**self.node(node)?).clone();
        let is_alarm = facet.id == alarm::FACET;
        let fields = if is_alarm && fields.is_empty() { alarm::one_more(service.alarms(), &changed) } else { fields };
        if !is_alarm && let Some(id) = service.add_entry(&mut changed, facet, title, &fields) {
            self.change_node(node, |n| *n = changed)?;
            return Ok(id);
        }
        let mut checked = Fields::new();
        let owner = format!("the {} of {}", facet.entry, changed.name);
        for (field, value) in fields {
            set_field(&mut checked, facet.fields, &owner, &field, Some(value))?;
        }
        let stem = if is_alarm {
            alarm::stem(service.alarms(), &checked).to_owned()
        } else {
            slug(&service.title_of(facet, &checked), facet.entry)
        };
        let id = EntryId::new(unused(&stem, "-", |id| changed.entry(&EntryId::from(id)).is_some()));
        changed.facets.entry(facet.id.to_owned()).or_default().push(Entry::new(id.clone(), checked));
        self.change_node(node, |n| *n = changed)?;
        Ok(id)
    }

    /// Removes an entry with the connections that start at it.
    pub fn remove_entry(&mut self, node: &NodeId, entry: &EntryId) -> Result<(), Problem> {
        let lines: Vec<_> = self
            .design()
            .connections
            .iter()
            .filter(|(_, c)| c.source == *node && c.entry.as_ref() == Some(entry))
            .map(|(id, _)| id.clone())
            .collect();
        for line in lines {
            self.disconnect(&line)?;
        }
        let current = self.node(node)?;
        let service = self.registry().service(&current.kind);
        let mut changed = (**current).clone();
        let is_alarm = changed.entries(alarm::FACET).iter().any(|alarm| alarm.id == *entry);
        if is_alarm || !service.is_some_and(|s| s.remove_entry(&mut changed, entry)) {
            for entries in changed.facets.values_mut() {
                entries.retain(|e| e.id != *entry);
            }
            changed.facets.retain(|_, entries| !entries.is_empty());
        }
        self.change_node(node, |n| *n = changed)
    }

    /// Sets a field of an entry, or clears it.
    pub fn set_entry_field(&mut self, node: &NodeId, entry: &EntryId, field: &str, value: Option<Value>) -> Result<(), Problem> {
        let current = self.node(node)?;
        let service = self.registry().service(&current.kind);
        if let Some((service, specs)) = service.and_then(|service| Some((service, service.entry_fields(current, entry)?))) {
            let mut changed = (**current).clone();
            let mut values = service.entry_values(&changed, entry);
            set_field(&mut values, specs, &format!("{entry} of {}", changed.name), field, value)?;
            if let Some(spec) = specs.iter().find(|spec| spec.id == field) {
                service.set_entry_value(&mut changed, entry, spec, values.remove(field)).map_err(Problem::new)?;
            }
            return self.change_node(node, |n| *n = changed);
        }
        let (facet, found) = current.entry(entry).ok_or_else(|| Problem::new(format!("{} has no entry {entry}", current.name)))?;
        let (_, facet) = self.facet(node, facet)?;
        let mut fields = found.fields.clone();
        set_field(&mut fields, facet.fields, &format!("the {} {entry} of {}", facet.entry, current.name), field, value)?;
        self.change_node(node, |n| {
            if let Some(e) = n.entry_mut(entry) {
                e.fields = fields;
            }
        })
    }

    /// The entry a user means: by its id or by its title.
    pub fn find_entry(&self, node: &NodeId, text: &str) -> Option<EntryId> {
        let graph = Graph::new(self.design(), self.registry());
        let view = graph.node(node)?;
        let rows = view.rows();
        let by_title = rows.iter().find(|r| r.title == text).or_else(|| rows.iter().find(|r| r.title.eq_ignore_ascii_case(text)));
        let row = rows.iter().find(|r| r.entry.as_str() == text).or(by_title).map(|r| r.entry.clone());
        row.or_else(|| view.service.has_entry(view.node, text).then(|| EntryId::from(text)))
    }
}
