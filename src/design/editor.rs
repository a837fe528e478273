//! An open design with its history; the command line, the tests and the window all edit through it.

use std::sync::Arc;

use super::{Design, Transaction};

/// A design being edited: the one funnel every change goes through.
#[derive(Clone, Debug)]
pub struct Editor {
    design: Arc<Design>,
    revision: u64,
    saved_revision: Option<u64>,
    undo: Vec<Step>,
    redo: Vec<Step>,
    /// Whether the next transaction with the same merge key may fold into the last step.
    mergeable: bool,
}

/// What takes the design from one revision to its neighbour.
#[derive(Clone, Debug)]
struct Step {
    transaction: Transaction,
    /// The revision the design has once the step is taken.
    leads_to: u64,
}

impl Editor {
    /// An editor on a design that equals its file.
    #[must_use]
    pub fn new(design: Design) -> Self {
        Self { design: Arc::new(design), revision: 1, saved_revision: Some(1), undo: Vec::new(), redo: Vec::new(), mergeable: false }
    }

    /// An editor on a design that no file holds yet.
    #[must_use]
    pub fn unsaved(design: Design) -> Self {
        Self { saved_revision: None, ..Self::new(design) }
    }

    /// The design as it is now.
    #[must_use]
    pub fn design(&self) -> &Arc<Design> {
        &self.design
    }

    /// Changes with every edit and goes back with undo; equal revisions are equal designs.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether the design differs from its file.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.saved_revision != Some(self.revision)
    }

    /// Tells that the design as it is now is in its file.
    pub fn mark_saved(&mut self) {
        self.saved_revision = Some(self.revision);
    }

    /// Tells that no file holds the design any more.
    pub fn mark_unsaved(&mut self) {
        self.saved_revision = None;
    }

    /// Applies a transaction as one undo step; one without edits is not recorded.
    pub fn commit(&mut self, transaction: Transaction) {
        if transaction.edits.is_empty() {
            return;
        }
        let merge = transaction.merge.clone();
        let before = self.revision;
        let inverse = transaction.apply(Arc::make_mut(&mut self.design));
        self.revision = self.newest_revision() + 1;
        self.redo.clear();
        if self.mergeable
            && merge.is_some()
            && let Some(last) = self.undo.last_mut()
            && last.transaction.merge == merge
        {
            let earlier = std::mem::take(&mut last.transaction.edits);
            last.transaction.edits = inverse.edits;
            last.transaction.edits.extend(earlier);
        } else {
            self.undo.push(Step { transaction: inverse, leads_to: before });
        }
        self.mergeable = merge.is_some();
    }

    /// Ends the folding of successive transactions, as when a field loses focus.
    pub fn end_merge(&mut self) {
        self.mergeable = false;
    }

    /// Takes the last step back; its title, where there was one.
    pub fn undo(&mut self) -> Option<String> {
        let step = self.undo.pop()?;
        let title = step.transaction.title.clone();
        let inverse = step.transaction.apply(Arc::make_mut(&mut self.design));
        self.redo.push(Step { transaction: inverse, leads_to: self.revision });
        self.revision = step.leads_to;
        self.mergeable = false;
        Some(title)
    }

    /// Takes the last undone step again; its title, where there was one.
    pub fn redo(&mut self) -> Option<String> {
        let step = self.redo.pop()?;
        let title = step.transaction.title.clone();
        let inverse = step.transaction.apply(Arc::make_mut(&mut self.design));
        self.undo.push(Step { transaction: inverse, leads_to: self.revision });
        self.revision = step.leads_to;
        self.mergeable = false;
        Some(title)
    }

    /// What undo would take back.
    #[must_use]
    pub fn undo_title(&self) -> Option<&str> {
        self.undo.last().map(|s| s.transaction.title.as_str())
    }

    /// What redo would do again.
    #[must_use]
    pub fn redo_title(&self) -> Option<&str> {
        self.redo.last().map(|s| s.transaction.title.as_str())
    }

    /// Titles of the steps that undo would take back, newest first.
    pub fn undo_titles(&self) -> impl Iterator<Item = &str> {
        self.undo.iter().rev().map(|s| s.transaction.title.as_str())
    }

    /// The highest revision any step leads to, so that no revision is given out twice.
    fn newest_revision(&self) -> u64 {
        let steps = self.undo.iter().chain(&self.redo).map(|s| s.leads_to);
        steps.chain([self.revision]).chain(self.saved_revision).max().unwrap_or(self.revision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::edit::{Edit, Property};

    fn rename(to: &str, merge: Option<&str>) -> Transaction {
        let edits = vec![Edit::Property(Property::Name, String::new(), Some(to.to_owned()))];
        Transaction { merge: merge.map(str::to_owned), ..Transaction::new(format!("rename to {to}"), edits) }
    }

    #[test]
    fn undo_and_redo_walk_the_same_revisions() {
        let mut editor = Editor::new(Design::new("a"));
        editor.commit(rename("b", None));
        let at_b = editor.revision();
        assert!(editor.is_dirty());
        assert_eq!(editor.undo().as_deref(), Some("rename to b"));
        assert!(!editor.is_dirty(), "undone to the saved state");
        editor.redo();
        assert_eq!(editor.revision(), at_b);
        assert_eq!(editor.design().name, "b");
        editor.undo();
        editor.commit(rename("c", None));
        assert_ne!(editor.revision(), at_b, "another design has another revision");
        assert!(editor.redo().is_none());
    }

    #[test]
    fn steps_with_one_merge_key_fold_until_told_otherwise() {
        let mut editor = Editor::new(Design::new("a"));
        editor.commit(rename("b", Some("name")));
        editor.commit(rename("c", Some("name")));
        editor.end_merge();
        editor.commit(rename("d", Some("name")));
        editor.undo();
        assert_eq!(editor.design().name, "c");
        editor.undo();
        assert_eq!(editor.design().name, "a");
        assert!(editor.undo().is_none());
    }
}
