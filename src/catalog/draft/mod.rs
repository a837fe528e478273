//! A design being changed: drawing, forms, fixes, paste and the command line all make their edits here.

mod between;
mod conditions;
mod connect;
mod entries;
mod locks;
mod nodes;
pub mod outputs;
mod retarget;

use std::sync::Arc;

pub use conditions::Conditional;

use super::environment;
use super::field::Field;
use super::naming::within_sentence;
use super::parse;
use super::registry::Registry;
use crate::design::edit::Property;
use crate::design::{
    Connection, ConnectionId, Design, Edit, Environment, Fields, Group, GroupId, Node, NodeId, Note, NoteId, Parameter, Transaction, Value,
};

/// Why a change was refused, and what would help.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// What is wrong, a sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// A refusal.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    /// A refusal that says what would help.
    pub fn with_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: Some(hint.into()) }
    }
}

/// A working copy of a design that records every edit made to it.
pub struct Draft<'r> {
    design: Design,
    edits: Vec<Edit>,
    registry: &'r Registry,
}

impl<'r> Draft<'r> {
    /// Starts from a design.
    pub fn new(design: &Design, registry: &'r Registry) -> Self {
        Self { design: design.clone(), edits: Vec::new(), registry }
    }

    /// The design with the edits made so far.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// What Stackdraft knows.
    pub fn registry(&self) -> &'r Registry {
        self.registry
    }

    /// Makes an edit.
    pub fn apply(&mut self, edit: Edit) {
        let _inverse = edit.clone().apply(&mut self.design);
        self.edits.push(edit);
    }

    /// Whether nothing was changed.
    pub fn is_unchanged(&self) -> bool {
        self.edits.is_empty()
    }

    /// The edits as one step.
    pub fn finish(self, title: impl Into<String>) -> Transaction {
        Transaction::new(title, self.edits)
    }

    /// The node with this id.
    pub fn node(&self, id: &NodeId) -> Result<&Arc<Node>, Problem> {
        self.design.nodes.get(id).ok_or_else(|| Problem::new(format!("there is no node {id}")))
    }

    /// The connection with this id.
    pub fn connection(&self, id: &ConnectionId) -> Result<&Arc<Connection>, Problem> {
        self.design.connections.get(id).ok_or_else(|| Problem::new(format!("there is no connection {id}")))
    }

    /// Changes a node.
    pub fn change_node(&mut self, id: &NodeId, change: impl FnOnce(&mut Node)) -> Result<(), Problem> {
        let mut node = Arc::clone(self.node(id)?);
        change(Arc::make_mut(&mut node));
        if **self.node(id)? != *node {
            self.apply(Edit::Node(id.clone(), Some(node)));
        }
        Ok(())
    }

    /// Changes a connection.
    pub fn change_connection(&mut self, id: &ConnectionId, change: impl FnOnce(&mut Connection)) -> Result<(), Problem> {
        let mut connection = Arc::clone(self.connection(id)?);
        change(Arc::make_mut(&mut connection));
        if **self.connection(id)? != *connection {
            self.apply(Edit::Connection(id.clone(), Some(connection)));
        }
        Ok(())
    }

    /// Changes a group.
    pub fn change_group(&mut self, id: &GroupId, change: impl FnOnce(&mut Group)) -> Result<(), Problem> {
        let group = self.design.groups.get(id).ok_or_else(|| Problem::new(format!("there is no group {id}")))?;
        let mut changed = Arc::clone(group);
        change(Arc::make_mut(&mut changed));
        if *changed != **group {
            self.apply(Edit::Group(id.clone(), Some(changed)));
        }
        Ok(())
    }

    /// Changes a note.
    pub fn change_note(&mut self, id: &NoteId, change: impl FnOnce(&mut Note)) -> Result<(), Problem> {
        let note = self.design.notes.get(id).ok_or_else(|| Problem::new(format!("there is no note {id}")))?;
        let mut changed = Arc::clone(note);
        change(Arc::make_mut(&mut changed));
        if *changed != **note {
            self.apply(Edit::Note(id.clone(), Some(changed)));
        }
        Ok(())
    }

    /// Puts a parameter in place; removes it where there is none.
    pub fn set_parameter(&mut self, name: &str, parameter: Option<Parameter>) -> Result<(), Problem> {
        if name.is_empty() || name.len() > 255 || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(Problem::new(format!("`{name}` cannot be a parameter's name; use letters and digits")));
        }
        let before = self.design.parameters.get(name).cloned();
        let parameter = parameter.map(|parameter| match &before {
            Some(before) => said_anew(before, parameter),
            None => parameter,
        });
        self.apply(Edit::Parameter(name.to_owned(), parameter.map(Arc::new)));
        Ok(())
    }

    /// Puts an environment in place; removes it where there is none.
    pub fn set_environment(&mut self, name: &str, environment: Option<Environment>) -> Result<(), Problem> {
        if let Some((what, why)) = environment.as_ref().and_then(|e| environment::problem(name, e)) {
            return Err(Problem::new(format!("{what} of environment `{name}` must be otherwise: {}", within_sentence(why))));
        }
        let new = environment.is_some() && !self.design.environments.contains_key(name);
        self.apply(Edit::Environment(name.to_owned(), environment.map(Arc::new)));
        if new { self.tell_environment(name) } else { Ok(()) }
    }

    /// Sets one of the design's own texts or tables.
    pub fn set_property(&mut self, property: Property, key: &str, value: Option<String>) {
        self.apply(Edit::Property(property, key.to_owned(), value));
    }
}

/// Sets or clears a field among `fields` after asking its spec; a value equal to the default is cleared.
fn set_field(fields: &mut Fields, specs: &[Field], owner: &str, id: &str, value: Option<Value>) -> Result<(), Problem> {
    let Some(spec) = specs.iter().find(|f| f.id == id) else {
        let known: Vec<&str> = specs.iter().map(|f| f.id).collect();
        let hint = if known.is_empty() { "it has no fields".to_owned() } else { format!("its fields are {}", known.join(", ")) };
        return Err(Problem::with_hint(format!("{owner} has no field `{id}`"), hint));
    };
    match value {
        Some(value) => {
            if let Some(why) = parse::problem(spec, &value) {
                return Err(Problem::new(format!("{owner}: {why}")));
            }
            if value.literal().is_some() && value.literal() == spec.default.to_json().as_ref() {
                fields.remove(id);
            } else {
                fields.insert(id.to_owned(), value);
            }
        }
        None => {
            fields.remove(id);
        }
    }
    Ok(())
}

/// A changed parameter without what the template said of the changed fields in another form.
fn said_anew(before: &Parameter, mut now: Parameter) -> Parameter {
    let changed = [
        ("Type", before.kind != now.kind),
        ("Default", before.default != now.default),
        ("Description", before.description != now.description),
        ("AllowedValues", before.allowed_values != now.allowed_values),
        ("AllowedPattern", before.allowed_pattern != now.allowed_pattern),
        ("NoEcho", before.no_echo != now.no_echo),
    ];
    for (property, _) in changed.into_iter().filter(|(_, changed)| *changed) {
        now.properties.shift_remove(property);
    }
    now
}
