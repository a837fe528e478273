//! How a stack stands, and what this machine remembers of it.

use std::collections::BTreeMap;

use super::access::sign_in;
use super::cloud::{Cloud, LiveResource};
use super::error::Result;
use super::event::has_ended;
use super::fate::contents;
use super::outcome::Deployed;
use super::preflight::check_target;
use super::progress::Destination;
use super::remember::{Book, Memory};
use super::remove::missing;
use super::target::Target;
use super::worker::block_on;

/// A stack as it stands, and what this machine remembers of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Status {
    /// Who asked, and where.
    pub destination: Destination,
    /// The stack at rest or at work.
    pub stack: Deployed,
    /// Why it is in that status, where CloudFormation says so.
    pub reason: Option<String>,
    /// Milliseconds since 1970.
    pub changed_at_ms: Option<i64>,
    /// It cannot be deleted as long as this is on.
    pub protected: bool,
    /// CloudFormation is at work on it.
    pub busy: bool,
    /// What the last drift detection said.
    pub drift: Option<DriftSeen>,
    /// What it consists of.
    pub resources: Vec<LiveResource>,
    /// The last operation from this machine.
    pub remembered: Option<Memory>,
    /// The values its parameters have; those without echo are masked.
    #[serde(skip)]
    pub parameters: BTreeMap<String, String>,
    /// Its tags.
    #[serde(skip)]
    pub tags: BTreeMap<String, String>,
    /// Its template as it was given, where it may be read.
    #[serde(skip)]
    pub template: Option<String>,
}

/// What the last drift detection said.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct DriftSeen {
    /// `DRIFTED`, `IN_SYNC` or `UNKNOWN`.
    pub status: String,
    /// Milliseconds since 1970.
    pub at_ms: Option<i64>,
}

impl DriftSeen {
    /// In a few words.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self.status.as_str() {
            "IN_SYNC" => "no drift",
            "DRIFTED" => "drifted",
            _ => "drift not known",
        }
    }
}

/// Asks how a target's stack stands.
///
/// # Errors
/// If nobody can be asked, or there is no such stack.
pub fn status(target: &Target) -> Result<Status> {
    block_on(async {
        check_target(target)?;
        let (cloud, destination) = sign_in(target).await?;
        look(&cloud, &destination).await
    })?
}

/// The same, once signed in.
pub(crate) async fn look(cloud: &impl Cloud, destination: &Destination) -> Result<Status> {
    let name = destination.stack_name.as_str();
    let stack = cloud.stack(name).await?.filter(|stack| stack.status != "DELETE_COMPLETE").ok_or_else(|| missing(name))?;
    let (resources, template) = contents(cloud, &stack.id).await?;
    Ok(Status {
        stack: Deployed {
            stack_id: stack.id.clone(),
            status: stack.status.clone(),
            outputs: stack.outputs,
            console_url: destination.console_url(&stack.id),
        },
        reason: stack.status_reason,
        changed_at_ms: stack.changed_at_ms,
        protected: stack.protected,
        busy: !has_ended(&stack.status),
        drift: stack.drift,
        resources,
        remembered: Book::of(destination)?.read(),
        parameters: stack.parameters,
        tags: stack.tags,
        template,
        destination: destination.clone(),
    })
}
