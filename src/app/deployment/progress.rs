//! What a job has told, put together for the panel.

use std::collections::{BTreeMap, BTreeSet};

use crate::deploy::{Destination, Error, Outcome, Progress, Question, Review, StackEvent, StageName};

/// What a job has told so far.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The part it is at.
    pub stage: Option<StageName>,
    /// Who deploys, and where to.
    pub destination: Option<Destination>,
    /// What the template needs to be granted.
    pub capabilities: Vec<String>,
    /// What the roles it makes may do, by the node that acts.
    pub permissions: BTreeMap<String, BTreeSet<String>>,
    /// What would change.
    pub review: Option<Review>,
    /// What it waits to be told.
    pub question: Option<Question>,
    /// What happened to the stack, oldest first.
    pub events: Vec<StackEvent>,
    /// How many of them came before the review: a stack was in the way.
    pub before_review: usize,
    /// How many resources have come to an end, of how many.
    pub count: (usize, usize),
    /// Uploads and what else is worth knowing.
    pub notes: Vec<String>,
    /// Why it waits before it asks AWS again.
    pub waiting: Option<String>,
    /// Whether it was asked to stop.
    pub stopping: bool,
    /// How it ended.
    pub end: Option<End>,
}

/// How a job ended.
#[derive(Clone, Debug)]
pub enum End {
    /// It ran.
    Done(Outcome),
    /// It could not go on.
    Stopped(Error),
    /// Its thread went away without a word.
    Silent,
}

impl Told {
    /// Takes in what it tells next.
    pub fn take(&mut self, progress: Progress) {
        if !matches!(progress, Progress::Waiting { .. }) {
            self.waiting = None;
        }
        match progress {
            Progress::Stage { stage } => self.stage = Some(stage),
            Progress::Where(destination) => self.destination = Some(destination),
            Progress::Capabilities { names, permissions, .. } => {
                self.capabilities = names;
                self.permissions = permissions;
            }
            Progress::Uploaded { what, bytes, unchanged, .. } => {
                let how = if unchanged { "is uploaded already" } else { "uploaded" };
                self.notes.push(format!("{what}: {how}, {bytes} bytes"));
            }
            Progress::Review(review) => {
                self.review = Some(review);
                self.before_review = self.events.len();
            }
            Progress::Ask(question) => self.question = Some(question),
            Progress::Event(event) => self.events.push(event),
            Progress::Count { done, total } => self.count = (done, total),
            Progress::Waiting { why, .. } => self.waiting = Some(why),
            Progress::Note { text } => self.notes.push(text),
            Progress::Done(outcome) => self.ended(End::Done(outcome)),
            Progress::Stopped(error) => self.ended(End::Stopped(error)),
        }
    }

    /// Its thread is gone; where it has not told how it ended, that is all there is to say.
    pub fn end_silently(&mut self) {
        if self.end.is_none() {
            self.ended(End::Silent);
        }
    }

    /// Whether CloudFormation is at work and carries on whatever happens here.
    pub fn is_executing(&self) -> bool {
        matches!(self.stage, Some(StageName::Executing | StageName::Deleting))
    }

    fn ended(&mut self, end: End) {
        self.question = None;
        self.waiting = None;
        self.end = Some(end);
    }
}
