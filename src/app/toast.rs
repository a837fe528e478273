//! Short messages about what was done or refused.

use std::time::{Duration, Instant};

use crate::REGISTRY;
use crate::catalog::connection::Setting;
use crate::catalog::registry::with_article;
use crate::design::{EntryId, NodeId};

/// What a toast is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something could not be done.
    Refused,
}

/// What a message offers to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Take the step back.
    Undo,
    /// Take the last step of a document back.
    UndoOf(u64),
    /// Join two nodes that no line can join by what helps.
    Detour(Detour),
    /// Make a line possible by a setting of one of its ends, and draw it.
    Setting(Possible),
    /// Show what the settings file says wrong.
    Settings,
    /// Import no template after all.
    StopImport,
    /// Write no template after all.
    StopExport,
    /// Remove rows that lost their line.
    RemoveRows(Vec<(NodeId, EntryId)>),
}

/// Two nodes that no line can join, and the services that put between them make it possible, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detour {
    /// Where the line would start.
    pub source: NodeId,
    /// The entry it would start at.
    pub entry: Option<EntryId>,
    /// Where it would lead.
    pub target: NodeId,
    /// What to put between.
    pub services: Vec<&'static str>,
}

/// A line that a setting of one of its ends makes possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Possible {
    /// Where the line would start.
    pub source: NodeId,
    /// The entry it would start at.
    pub entry: Option<EntryId>,
    /// Where it would lead.
    pub target: NodeId,
    /// The setting.
    pub setting: Setting,
}

/// `a function and a topic`.
pub fn named(services: &[&str]) -> String {
    let names = services.iter().filter_map(|id| REGISTRY.service(id)).map(|s| s.spec().name.to_lowercase());
    names.map(|name| with_article(&name)).collect::<Vec<_>>().join(" and ")
}

/// A message that goes away by itself.
#[derive(Clone, Debug)]
pub struct Toast {
    /// Which it is among those shown; given when it is shown.
    pub id: u64,
    /// What it says.
    pub text: String,
    /// What would help.
    pub hint: Option<String>,
    /// What it is about.
    pub tone: Tone,
    /// What it offers to do.
    pub offer: Option<Offer>,
    /// When it was shown.
    pub since: Instant,
}

impl Toast {
    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self { id: 0, text: text.into(), hint: None, tone: Tone::Done, offer: None, since: Instant::now() }
    }

    /// Something could not be done.
    pub fn refused(text: impl Into<String>, hint: Option<String>) -> Self {
        Self { hint, tone: Tone::Refused, ..Self::done(text) }
    }

    /// With a button that does something about it.
    #[must_use]
    pub fn offering(self, offer: Option<Offer>) -> Self {
        Self { offer, ..self }
    }

    /// How long it stays: long enough to be read.
    pub fn lifetime(&self) -> Duration {
        let letters = self.text.len() + self.hint.as_ref().map_or(0, String::len);
        Duration::from_millis(4_000 + 40 * letters as u64)
    }

    /// Stays at least so long from now on.
    pub fn stay(&mut self, least: Duration) {
        let latest = Instant::now().checked_sub(self.lifetime().saturating_sub(least));
        self.since = latest.map_or(self.since, |latest| self.since.max(latest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_is_read_stays() {
        let mut toast = Toast::done("Deleted Orders");
        let left = |toast: &Toast| toast.lifetime().saturating_sub(toast.since.elapsed());
        toast.since = Instant::now().checked_sub(toast.lifetime()).expect("the machine runs for some seconds");
        assert_eq!(left(&toast), Duration::ZERO);
        toast.stay(Duration::from_secs(2));
        assert!(left(&toast) > Duration::from_millis(1_900));
        let mut fresh = Toast::done("Deleted Orders");
        fresh.stay(Duration::from_secs(2));
        assert!(left(&fresh) > Duration::from_secs(3), "never shorter");
    }
}
