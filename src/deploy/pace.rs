//! How often to ask: soon while things happen, seldom while nothing does, less and at odd times when AWS asks for peace.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

/// The bounds of a pace; tests shorten them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PaceLimits {
    pub(crate) quickest: Duration,
    pub(crate) slowest: Duration,
    /// The longest pause after errors.
    pub(crate) longest_backoff: Duration,
    /// For how long nothing but errors is borne before CloudFormation has begun.
    pub(crate) patience_before: Duration,
    /// And after: there is something running then that wants to be watched.
    pub(crate) patience_after: Duration,
}

impl Default for PaceLimits {
    fn default() -> Self {
        Self {
            quickest: Duration::from_millis(500),
            slowest: Duration::from_secs(5),
            longest_backoff: Duration::from_secs(30),
            patience_before: Duration::from_mins(1),
            patience_after: Duration::from_mins(30),
        }
    }
}

/// The pause before the next question.
#[derive(Debug)]
pub(crate) struct Pace {
    limits: PaceLimits,
    quiet: Duration,
    errors: u32,
    patience: Duration,
    spent_on_errors: Duration,
}

impl Pace {
    /// A pace with the patience of a job that has changed nothing yet.
    pub(crate) fn before(limits: PaceLimits) -> Self {
        Self::new(limits, limits.patience_before)
    }

    /// A pace with the patience of a job CloudFormation is at.
    pub(crate) fn after(limits: PaceLimits) -> Self {
        Self::new(limits, limits.patience_after)
    }

    fn new(limits: PaceLimits, patience: Duration) -> Self {
        Self { limits, quiet: limits.quickest, errors: 0, patience, spent_on_errors: Duration::ZERO }
    }

    /// After an answer with news.
    pub(crate) fn after_news(&mut self) -> Duration {
        self.forget_errors();
        self.quiet = self.limits.quickest;
        self.quiet
    }

    /// After an answer without news: each pause half as long again as the last.
    pub(crate) fn after_nothing(&mut self) -> Duration {
        self.forget_errors();
        let pause = self.quiet;
        self.quiet = (self.quiet * 3 / 2).min(self.limits.slowest);
        pause
    }

    /// After an error that may pass; `None` once patience is at an end.
    ///
    /// The pause doubles, and its second half is chance, so that many programs that were told to slow down do not
    /// come back together.
    pub(crate) fn after_error(&mut self) -> Option<Duration> {
        if self.spent_on_errors >= self.patience {
            return None;
        }
        let full = self.limits.quickest.saturating_mul(2_u32.saturating_pow(self.errors.min(16) + 1)).min(self.limits.longest_backoff);
        self.errors += 1;
        let pause = full / 2 + (full / 2).mul_f64(chance());
        self.spent_on_errors += pause;
        Some(pause)
    }

    fn forget_errors(&mut self) {
        self.errors = 0;
        self.spent_on_errors = Duration::ZERO;
    }
}

/// Sixty-four bits nobody can foresee: the standard library seeds its hash maps with them.
pub(crate) fn random_bits() -> u64 {
    RandomState::new().hash_one(0_u8)
}

/// At least 0, less than 1.
fn chance() -> f64 {
    let thousandths = u32::try_from(random_bits() % 1000).unwrap_or(0);
    f64::from(thousandths) / 1000.0
}

/// A client request token: the same one is sent again when an answer was lost, so nothing happens twice.
pub(crate) fn new_token() -> String {
    format!("{:016x}{:016x}", random_bits(), random_bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slows_down_while_nothing_happens_and_speeds_up_on_news() {
        let mut pace = Pace::after(PaceLimits::default());
        let pauses: Vec<Duration> = (0..12).map(|_| pace.after_nothing()).collect();
        assert!(pauses.is_sorted());
        assert_eq!(pauses[0], Duration::from_millis(500));
        assert_eq!(pauses[11], Duration::from_secs(5));
        assert_eq!(pace.after_news(), Duration::from_millis(500));
        assert_eq!(pace.after_nothing(), Duration::from_millis(500));
    }

    #[test]
    fn backs_off_within_bounds_and_gives_up_in_the_end() {
        let limits = PaceLimits::default();
        let mut pace = Pace::after(limits);
        let mut total = Duration::ZERO;
        let mut count = 0_u32;
        while let Some(pause) = pace.after_error() {
            let full = (limits.quickest * 2_u32.pow(count.min(16) + 1)).min(limits.longest_backoff);
            assert!(pause >= full / 2 && pause <= full, "{count}: {pause:?}");
            total += pause;
            count += 1;
        }
        assert!(total >= limits.patience_after && total < limits.patience_after + limits.longest_backoff);
    }

    #[test]
    fn tokens_differ() {
        assert_ne!(new_token(), new_token());
        assert_eq!(new_token().len(), 32);
    }
}
