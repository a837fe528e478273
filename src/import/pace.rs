//! How long is looked for what a template may be: whoever imports it is told how far that is, and says when it is enough.

use std::cell::Cell;
use std::time::Duration;

/// How long whoever imports should look for what services recognise; what is not recognised by then is held as it stands.
pub const ENOUGH: Duration = Duration::from_mins(1);

/// Whether to look for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Going {
    /// Go on.
    On,
    /// What is recognised so far is enough; the rest is held as it stands.
    Enough,
    /// Nothing is wanted any more.
    Stop,
}

/// Told how much has been looked at, from 0 to 1, again and again.
pub type Watch<'w> = dyn Fn(f32) -> Going + 'w;

/// Asks whoever watches until that is enough.
pub(super) struct Pace<'w> {
    watch: &'w Watch<'w>,
    going: Cell<Going>,
}

impl<'w> Pace<'w> {
    pub(super) fn new(watch: &'w Watch<'w>) -> Self {
        Self { watch, going: Cell::new(Going::On) }
    }

    /// Whether to go on, where so much has been looked at.
    pub(super) fn goes_on(&self, share: f32) -> bool {
        if self.going.get() == Going::On {
            self.going.set((self.watch)(share));
        }
        self.going.get() == Going::On
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.going.get() == Going::Stop
    }

    pub(super) fn is_cut_short(&self) -> bool {
        self.going.get() == Going::Enough
    }
}
