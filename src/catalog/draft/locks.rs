//! What is locked stays where it is and is not deleted.

use super::{Draft, Problem};
use crate::design::{GroupId, NodeId, NoteId};

impl Draft<'_> {
    /// Refuses where a node, or a group around it, is locked.
    pub fn check_free_node(&self, id: &NodeId) -> Result<(), Problem> {
        let node = self.node(id)?;
        self.check_free(&node.name, node.locked, node.group.as_ref())
    }

    /// Refuses where a group, or one around it, is locked.
    pub fn check_free_group(&self, id: &GroupId) -> Result<(), Problem> {
        let group = self.design().groups.get(id).ok_or_else(|| Problem::new(format!("there is no group {id}")))?;
        self.check_free(&group.name, group.locked, group.parent.as_ref())
    }

    /// Refuses where a note, or a group around it, is locked.
    pub fn check_free_note(&self, id: &NoteId) -> Result<(), Problem> {
        let note = self.design().notes.get(id).ok_or_else(|| Problem::new(format!("there is no note {id}")))?;
        self.check_free("the note", note.locked, note.group.as_ref())
    }

    fn check_free(&self, name: &str, locked: bool, group: Option<&GroupId>) -> Result<(), Problem> {
        if locked {
            return Err(Problem::with_hint(format!("{name} is locked"), "unlock it first"));
        }
        match self.design().locked_by(group) {
            Some(outer) => {
                Err(Problem::with_hint(format!("{name} is in {}, which is locked", outer.name), format!("unlock {} first", outer.name)))
            }
            None => Ok(()),
        }
    }
}
