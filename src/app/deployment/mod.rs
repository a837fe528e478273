//! A document's deployment: where it goes, the job under way and what that has told so far.

mod advance;
mod clock;
mod live;
mod progress;
mod request;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

pub use advance::advance;
pub use live::{CardState, CardStatus, statuses, thing_of};
pub use progress::{End, Told};
pub use request::{Request, obstacle, perform};

use clock::{Clock, LastWord};

use crate::app::analysis::Analysis;
use crate::deploy::{Answer, Job, Outcome};
use crate::design::Design;

/// What a job is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Making the stack as the design says.
    Deploy,
    /// Taking it away.
    Delete,
    /// Following what is under way already.
    Watch,
    /// Taking up a rollback again that failed.
    ContinueRollback,
    /// Asking how the stack stands.
    Look,
    /// The same, to delete it: what would be kept is told first.
    LookToDelete,
    /// Finding out what was changed past CloudFormation.
    DetectDrift,
    /// Protecting the stack against deletion, or letting go of that.
    Protect(bool),
}

/// A document's deployment.
#[derive(Debug, Default)]
pub struct Deployment {
    /// The environment that was chosen last.
    pub chosen: Option<String>,
    /// The last job, under way or ended.
    pub run: Option<Run>,
    /// The masked parameters whose values are to be asked for.
    pub asked: BTreeSet<String>,
    /// The template that is deployed, while the design's is compared with it.
    pub compared: Option<Arc<str>>,
    /// The environments that were searched for an operation nobody saw the end of.
    searched: BTreeSet<String>,
    /// The accounts that environments were deployed to from this machine.
    accounts: BTreeMap<String, String>,
    /// How many resources were found changed by other means, by environment, since it was deployed last.
    drifted: BTreeMap<String, usize>,
}

/// A job, and what it has told.
pub struct Run {
    /// What it is for.
    pub purpose: Purpose,
    /// The environment it was started for.
    pub environment: String,
    /// What it has told.
    pub told: Told,
    /// The design as it was when the job began: what comes from which node.
    pub of: Arc<Analysis>,
    /// Whether the update was asked to be taken back.
    pub cancelling: bool,
    clock: Clock,
    job: Option<Job>,
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run").field("purpose", &self.purpose).field("told", &self.told).finish_non_exhaustive()
    }
}

impl Deployment {
    /// The environment in use: the chosen one, else the first.
    pub fn environment<'a>(&self, design: &'a Design) -> Option<&'a str> {
        let chosen = self.chosen.as_ref().and_then(|name| design.environments.get_key_value(name));
        chosen.or_else(|| design.environments.first_key_value()).map(|(name, _)| name.as_str())
    }

    /// The account an environment goes to: the one it was seen in, else the one it is bound to, else the one this machine
    /// deployed it to last.
    pub fn account<'a>(&'a self, design: &'a Design, environment: &str) -> Option<&'a str> {
        let seen = self.run.as_ref().filter(|run| run.environment == environment).and_then(|run| run.told.destination.as_ref());
        let given = || design.environments.get(environment).and_then(|known| known.account.as_deref());
        let before = || self.accounts.get(environment).map(String::as_str);
        seen.map(|destination| destination.identity.account.as_str()).or_else(given).or_else(before)
    }

    /// How many resources of an environment's stack were found changed by other means; nothing where nobody looked.
    pub fn drifted(&self, environment: &str) -> Option<usize> {
        self.drifted.get(environment).copied()
    }

    /// Notes what the job that has just ended says of drift.
    fn note_drift(&mut self) {
        let Some(run) = &self.run else { return };
        match &run.told.end {
            Some(End::Done(Outcome::Drift(drift))) if drift.is_told() => {
                self.drifted.insert(run.environment.clone(), drift.drifted().count());
            }
            Some(End::Done(Outcome::Looked(status))) if status.drift.as_ref().is_some_and(|drift| drift.status == "IN_SYNC") => {
                self.drifted.insert(run.environment.clone(), 0);
            }
            Some(End::Done(Outcome::Deployed(_) | Outcome::Deleted { .. } | Outcome::RolledBack(_) | Outcome::Failed(_))) => {
                self.drifted.remove(&run.environment);
            }
            _ => {}
        }
    }

    /// The job, while it is under way.
    pub fn running(&self) -> Option<&Run> {
        self.run.as_ref().filter(|run| run.is_running())
    }

    /// Lets go of it without waiting: a job that is stopped tidies up first, and that takes requests.
    pub fn abandon(self) {
        if self.running().is_some() {
            std::thread::spawn(move || drop(self));
        }
    }
}

impl Run {
    /// A job that has just begun; none where its progress is told from elsewhere.
    pub fn new(purpose: Purpose, environment: &str, of: Arc<Analysis>, job: Option<(Job, LastWord)>) -> Self {
        let (job, clock) = job.map_or_else(|| (None, Clock::default()), |(job, last_word)| (Some(job), Clock::until(last_word)));
        let environment = environment.to_owned();
        Self { purpose, environment, told: Told::default(), of, cancelling: false, clock, job }
    }

    /// Whether it has not come to an end.
    pub fn is_running(&self) -> bool {
        self.told.end.is_none()
    }

    /// How long CloudFormation has been at it; before that, how long the preparations take.
    pub fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    /// Whether an update is under way that can be taken back.
    pub fn can_cancel(&self) -> bool {
        let status = self.told.events.iter().rev().find(|event| event.is_stack).map(|event| event.status.as_str());
        self.is_running() && !self.cancelling && status == Some("UPDATE_IN_PROGRESS")
    }

    /// Answers what it asks.
    pub fn answer(&mut self, answer: Answer) {
        self.told.question = None;
        if let Some(job) = &self.job {
            job.answer(answer);
        }
    }

    /// Stops it.
    pub fn stop(&mut self) {
        self.told.stopping = true;
        if let Some(job) = &self.job {
            job.stop();
        }
    }

    /// Has the update taken back; the watching goes on.
    pub fn cancel_update(&mut self) {
        self.cancelling = true;
        if let Some(job) = &self.job {
            job.cancel_update();
        }
    }

    /// Takes in what it has told since the last frame; whether it has just ended.
    fn advance(&mut self) -> bool {
        let Some(job) = &self.job else { return false };
        loop {
            match job.progress.try_recv() {
                Ok(progress) => {
                    self.clock.hear(self.purpose, &progress);
                    self.told.take(progress);
                }
                Err(std::sync::mpsc::TryRecvError::Empty) => break,
                Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                    self.told.end_silently();
                    break;
                }
            }
        }
        let has_ended = self.told.end.is_some();
        if has_ended {
            self.clock.stop();
            // Its thread has said its last word and ends by itself.
            self.job = None;
        }
        has_ended
    }
}
