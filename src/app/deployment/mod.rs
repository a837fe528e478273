//! A document's deployment: where it goes, the job under way and what that has told so far.

mod progress;
mod request;

use std::time::{Duration, Instant};

pub use progress::{End, Told};
pub use request::{Request, obstacle, perform};

use crate::deploy::{Answer, Job};
use crate::design::Design;

/// What a job is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Making the stack as the design says.
    Deploy,
    /// Taking it away.
    Delete,
}

/// A document's deployment.
#[derive(Debug, Default)]
pub struct Deployment {
    /// The environment that was chosen last.
    pub chosen: Option<String>,
    /// The last job, under way or ended.
    pub run: Option<Run>,
}

/// A job, and what it has told.
pub struct Run {
    /// What it is for.
    pub purpose: Purpose,
    /// The environment it was started for.
    pub environment: String,
    /// What it has told.
    pub told: Told,
    began: Instant,
    took: Option<Duration>,
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

    /// The job, while it is under way.
    pub fn running(&self) -> Option<&Run> {
        self.run.as_ref().filter(|run| run.is_running())
    }

    /// Takes in what the job has told since the last frame.
    pub fn advance(&mut self) {
        if let Some(run) = &mut self.run {
            run.advance();
        }
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
    pub fn new(purpose: Purpose, environment: &str, job: Option<Job>) -> Self {
        Self { purpose, environment: environment.to_owned(), told: Told::default(), began: Instant::now(), took: None, job }
    }

    /// Whether it has not come to an end.
    pub fn is_running(&self) -> bool {
        self.told.end.is_none()
    }

    /// How long it has taken.
    pub fn elapsed(&self) -> Duration {
        self.took.unwrap_or_else(|| self.began.elapsed())
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

    fn advance(&mut self) {
        let Some(job) = &self.job else { return };
        loop {
            match job.progress.try_recv() {
                Ok(progress) => self.told.take(progress),
                Err(std::sync::mpsc::TryRecvError::Empty) => break,
                Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                    self.told.end_silently();
                    break;
                }
            }
        }
        if self.told.end.is_some() {
            self.took = Some(self.began.elapsed());
            // Its thread has said its last word and ends by itself.
            self.job = None;
        }
    }
}
