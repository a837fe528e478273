//! Short messages about what was done or refused.

use std::time::{Duration, Instant};

/// What a toast is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something could not be done.
    Refused,
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
    /// Whether it offers to take the step back.
    pub undo: bool,
    /// When it was shown.
    pub since: Instant,
}

impl Toast {
    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self { id: 0, text: text.into(), hint: None, tone: Tone::Done, undo: false, since: Instant::now() }
    }

    /// Something could not be done.
    pub fn refused(text: impl Into<String>, hint: Option<String>) -> Self {
        Self { hint, tone: Tone::Refused, ..Self::done(text) }
    }

    /// With a button that takes it back.
    #[must_use]
    pub fn with_undo(self) -> Self {
        Self { undo: true, ..self }
    }

    /// How long it stays: long enough to be read.
    pub fn lifetime(&self) -> Duration {
        let letters = self.text.len() + self.hint.as_ref().map_or(0, String::len);
        Duration::from_millis(4_000 + 40 * letters as u64)
    }
}
