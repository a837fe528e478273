//! How long a job takes, as long as nobody is waited for.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::Purpose;
use crate::deploy::{Progress, StageName};

/// When a job last said something: a window that is hidden takes words in long after they were said.
pub type LastWord = Arc<Mutex<Instant>>;

/// The clock of a job.
#[derive(Debug)]
pub(super) struct Clock {
    began: Instant,
    took: Option<Duration>,
    last_word: LastWord,
    /// The first and the last event of an operation that was under way before the job, by AWS's clock.
    events_at_ms: Option<(i64, i64)>,
}

impl Default for Clock {
    fn default() -> Self {
        let now = Instant::now();
        Self { began: now, took: None, last_word: Arc::new(Mutex::new(now)), events_at_ms: None }
    }
}

impl Clock {
    /// A clock that stops at the job's last word.
    pub(super) fn until(last_word: LastWord) -> Self {
        Self { last_word, ..Self::default() }
    }

    /// The time so far, or in all.
    pub(super) fn elapsed(&self) -> Duration {
        self.took.unwrap_or_else(|| self.began.elapsed())
    }

    /// What CloudFormation does is counted by itself, without the preparations and whoever had to agree.
    pub(super) fn hear(&mut self, purpose: Purpose, progress: &Progress) {
        match progress {
            Progress::Stage { stage: StageName::Executing | StageName::Deleting } => self.began = Instant::now(),
            Progress::Event(event) if purpose == Purpose::Watch => {
                let first = self.events_at_ms.map_or(event.at_ms, |(first, _)| first);
                if self.events_at_ms.is_none() {
                    self.began = before_now(event.at_ms);
                }
                self.events_at_ms = Some((first, event.at_ms));
            }
            _ => {}
        }
    }

    /// The job has ended.
    pub(super) fn stop(&mut self) {
        let last_word = self.last_word.lock().map_or_else(|poisoned| *poisoned.into_inner(), |at| *at);
        let watched = self.events_at_ms.and_then(|(first, last)| u64::try_from(last - first).ok()).map(Duration::from_millis);
        self.took = Some(watched.unwrap_or_else(|| last_word.saturating_duration_since(self.began)));
    }
}

/// A moment of the calendar on the clock that only goes forward; now, where the clocks disagree.
fn before_now(at_ms: i64) -> Instant {
    let now = Instant::now();
    let then = UNIX_EPOCH + Duration::from_millis(u64::try_from(at_ms).unwrap_or_default());
    SystemTime::now().duration_since(then).ok().and_then(|ago| now.checked_sub(ago)).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::StackEvent;

    fn event(at_ms: i64) -> Progress {
        Progress::Event(StackEvent { at_ms, ..StackEvent::default() })
    }

    #[test]
    fn an_operation_begun_before_is_timed_by_its_events() {
        let mut clock = Clock::default();
        for at_ms in [1_000, 5_000, 62_000] {
            clock.hear(Purpose::Watch, &event(at_ms));
        }
        assert!(clock.elapsed() > Duration::from_hours(24), "it began in 1970");
        clock.stop();
        assert_eq!(clock.elapsed(), Duration::from_secs(61));
    }

    #[test]
    fn whoever_had_to_agree_does_not_count_nor_does_a_window_that_sleeps() {
        let mut clock = Clock::default();
        clock.began = clock.began.checked_sub(Duration::from_mins(10)).unwrap();
        clock.hear(Purpose::Deploy, &Progress::Stage { stage: StageName::Executing });
        clock.hear(Purpose::Deploy, &event(1_000));
        assert!(clock.elapsed() < Duration::from_mins(1));
        *clock.last_word.lock().unwrap() = clock.began + Duration::from_secs(7);
        clock.stop();
        assert_eq!(clock.elapsed(), Duration::from_secs(7));
    }
}
