//! What a running job tells, what it asks, and how it listens.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;

use super::cloud::{Identity, LiveResource};
use super::error::{Error, Result};
use super::event::StackEvent;
use super::outcome::Outcome;
use super::pace::{Pace, PaceLimits};
use super::review::Review;
use super::secrets::Secrets;

/// Something to show, in the order it happens. The last one is `Done` or `Stopped`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Progress {
    /// A part of the job begins.
    Stage {
        /// Which one.
        stage: StageName,
    },
    /// Who deploys, and where to.
    Where(Destination),
    /// The template needs these to be granted.
    Capabilities {
        /// Such as `CAPABILITY_IAM`.
        names: Vec<String>,
        /// Why, in CloudFormation's words.
        reason: Option<String>,
        /// What the roles it makes may do: the actions, by the node that acts.
        permissions: BTreeMap<String, BTreeSet<String>>,
    },
    /// Code or a template is in the artifact bucket.
    Uploaded {
        /// The folder, or "template".
        what: String,
        /// Where it is.
        key: String,
        /// How much it is.
        bytes: usize,
        /// It was there already.
        unchanged: bool,
    },
    /// What would change.
    Review(Review),
    /// The job waits for an answer.
    Ask(Question),
    /// Something happened to the stack.
    Event(StackEvent),
    /// How many of the resources concerned have come to an end.
    Count {
        /// At their end.
        done: usize,
        /// All of them.
        total: usize,
    },
    /// AWS did not answer, or asked for peace; the job goes on by itself.
    Waiting {
        /// What AWS or the network said.
        why: String,
        /// Until the next try.
        millis: u64,
    },
    /// Worth knowing, of no consequence.
    Note {
        /// The sentence.
        text: String,
    },
    /// The job ran to its end.
    Done(Outcome),
    /// The job could not go on.
    Stopped(Error),
}

/// The parts of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// Finding out who and where.
    SigningIn,
    /// Looking at template and stack.
    Preflight,
    /// Zipping and uploading.
    Packaging,
    /// Having CloudFormation work out the changes.
    ChangeSet,
    /// Waiting for somebody to agree.
    Review,
    /// CloudFormation works.
    Executing,
    /// CloudFormation takes the stack away.
    Deleting,
    /// Asking how the stack stands.
    Looking,
    /// CloudFormation compares what runs with the template.
    DetectingDrift,
}

/// Who deploys, and where to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Destination {
    /// Whose credentials they are.
    pub identity: Identity,
    /// The region in use.
    pub region: String,
    /// The stack's name.
    pub stack_name: String,
    /// Set where requests go somewhere else than to AWS.
    pub endpoint: Option<String>,
}

impl Destination {
    /// The stack's page in the AWS console; an emulator has none.
    pub(crate) fn console_url(&self, stack_id: &str) -> Option<String> {
        if self.endpoint.is_some() {
            return None;
        }
        let region = &self.region;
        let domain = if region.starts_with("cn-") {
            "console.amazonaws.cn"
        } else if region.starts_with("us-gov-") {
            "console.amazonaws-us-gov.com"
        } else {
            "console.aws.amazon.com"
        };
        let id = stack_id.replace(':', "%3A").replace('/', "%2F");
        Some(format!("https://{region}.{domain}/cloudformation/home?region={region}#/stacks/stackinfo?stackId={id}"))
    }
}

/// What a job cannot decide by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "question", rename_all = "snake_case")]
pub enum Question {
    /// A stack whose creation failed is in the way and has to be deleted first.
    DeleteFailedStack {
        /// The stack's name.
        stack_name: String,
        /// What it is left in.
        status: String,
        /// What is in it all the same, with what becomes of each.
        remaining: Vec<LiveResource>,
        /// Logical IDs of those that have to be named in the answer, because their data goes.
        dangerous: Vec<String>,
    },
    /// Something has to be uploaded and there is no bucket.
    CreateBucket {
        /// The name it would get.
        bucket: String,
        /// What has to be uploaded.
        why: String,
    },
    /// Values of parameters without echo, which are in no file.
    Secrets {
        /// The parameters.
        parameters: Vec<String>,
    },
    /// The changes just reviewed: execute them?
    Execute {
        /// Logical IDs that have to be named in the answer, because data is in them.
        dangerous: Vec<String>,
    },
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Do it. Names the resources whose data may go.
    Proceed {
        /// Logical IDs.
        allow_replace: Vec<String>,
    },
    /// The values that were asked for.
    Secrets(Secrets),
    /// Do not, and leave the change set for later.
    Keep,
    /// Do not, and leave nothing behind.
    Stop,
}

/// A job's end of the line to whoever started it.
pub(crate) struct Line {
    pub(crate) progress: mpsc::Sender<Progress>,
    pub(crate) wake: Box<dyn Fn() + Send>,
    pub(crate) answers: UnboundedReceiver<Answer>,
    pub(crate) stop: watch::Receiver<bool>,
    /// Becomes true once an update under way is to be taken back.
    pub(crate) cancel: watch::Receiver<bool>,
    pub(crate) pace: PaceLimits,
}

impl Line {
    /// Tells; nobody listening is no reason to stop half-way.
    pub(crate) fn tell(&self, progress: Progress) {
        let _ = self.progress.send(progress);
        (self.wake)();
    }

    pub(crate) fn note(&self, text: impl Into<String>) {
        self.tell(Progress::Note { text: text.into() });
    }

    pub(crate) fn stage(&self, stage: StageName) {
        self.tell(Progress::Stage { stage });
    }

    /// Asks and waits; nobody there to answer is a no.
    pub(crate) async fn ask(&mut self, question: Question) -> Result<Answer> {
        self.tell(Progress::Ask(question));
        let mut stop = self.stop.clone();
        tokio::select! {
            answer = self.answers.recv() => Ok(answer.unwrap_or(Answer::Stop)),
            () = stopped(&mut stop) => Err(Error::cancelled()),
        }
    }

    /// Waits, unless stopped.
    pub(crate) async fn rest(&self, pause: Duration) -> Result<()> {
        let mut stop = self.stop.clone();
        tokio::select! {
            () = tokio::time::sleep(pause) => Ok(()),
            () = stopped(&mut stop) => Err(Error::cancelled()),
        }
    }

    /// Makes a call again until it gets through or fails for good.
    pub(crate) async fn persist<T>(&self, call: impl AsyncFn() -> Result<T>) -> Result<T> {
        self.persist_at(Pace::before(self.pace), call).await
    }

    /// The same at a pace of the caller's.
    pub(crate) async fn persist_at<T>(&self, mut pace: Pace, call: impl AsyncFn() -> Result<T>) -> Result<T> {
        loop {
            match call().await {
                Err(error) if error.may_pass() => self.wait_out(&mut pace, error).await?,
                answer => return answer,
            }
        }
    }

    /// Waits after an error that may pass; gives it back once patience is at an end.
    pub(crate) async fn wait_out(&self, pace: &mut Pace, error: Error) -> Result<()> {
        let Some(pause) = pace.after_error() else {
            return Err(error);
        };
        self.tell(Progress::Waiting { why: error.what, millis: u64::try_from(pause.as_millis()).unwrap_or(u64::MAX) });
        self.rest(pause).await
    }
}

/// Comes back once the job is to stop; a starter that has gone away does not stop it.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}
