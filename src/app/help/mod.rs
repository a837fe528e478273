//! The help: the manual pages of services, connections and checks, which are the same that `stackdraft explain` prints.

mod page;

pub use page::{Block, Fact, Page, Span, blocks, found};

use super::document::Document;
use super::selection::Thing;
use crate::REGISTRY;

/// The help while it is open: where the reader is, and came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    pages: Vec<Page>,
    at: usize,
    /// What is searched for.
    pub query: String,
}

impl Help {
    /// Opened at a page.
    pub fn at(page: Page) -> Self {
        Self { pages: vec![page], at: 0, query: String::new() }
    }

    /// The page that is shown.
    pub fn page(&self) -> Page {
        self.pages.get(self.at).copied().unwrap_or(Page::Contents)
    }

    /// Goes to a page; back leads here.
    pub fn go(&mut self, page: Page) {
        self.query.clear();
        if page != self.page() {
            self.pages.truncate(self.at + 1);
            self.pages.push(page);
            self.at = self.pages.len() - 1;
        }
    }

    /// Whether there is a page before this one.
    pub fn has_before(&self) -> bool {
        self.at > 0
    }

    /// Whether there is a page after this one.
    pub fn has_after(&self) -> bool {
        self.at + 1 < self.pages.len()
    }

    /// Goes to the page before.
    pub fn back(&mut self) {
        self.query.clear();
        self.at = self.at.saturating_sub(1);
    }

    /// Goes to the page after.
    pub fn forward(&mut self) {
        self.query.clear();
        self.at = (self.at + 1).min(self.pages.len().saturating_sub(1));
    }
}

/// The page about what is selected; the contents where nothing is, or several things.
pub fn about_selection(document: Option<&Document>) -> Page {
    let Some(document) = document else { return Page::Contents };
    let found = match document.selection.single() {
        Some(Thing::Node(id)) => {
            document.design().nodes.get(id).and_then(|node| REGISTRY.service(&node.kind)).map(|s| Page::Service(s.spec().id))
        }
        Some(Thing::Connection(id)) => {
            let line = document.design().connections.get(id);
            line.and_then(|line| REGISTRY.connection(&line.kind)).map(|kind| Page::Connection(kind.spec().id))
        }
        _ => None,
    };
    found.unwrap_or(Page::Contents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forth_lead_where_the_reader_was() {
        let mut help = Help::at(Page::Contents);
        help.go(Page::Service("queue"));
        help.go(Page::Service("function"));
        help.back();
        assert_eq!(help.page(), Page::Service("queue"));
        assert!(help.has_before() && help.has_after());
        help.go(Page::Service("topic"));
        assert!(!help.has_after());
        help.back();
        help.back();
        help.back();
        assert_eq!(help.page(), Page::Contents);
        help.forward();
        assert_eq!(help.page(), Page::Service("queue"));
    }
}
