//! Packaging, change sets, events: a template becomes a running stack.
//!
//! A [`Job`] runs on a thread of its own ([`start`]) and tells what it does as a stream of [`Progress`]; the command
//! line and the window both read that and [`Job::answer`] what it asks. Only `aws*.rs`, `access.rs` and `profiles.rs`
//! know the AWS SDK; everything else works on the few calls of the `Cloud` trait, so tests can answer them.
//!
//! Credentials are resolved by the SDK; nothing here stores, shows or logs them.

mod access;
mod aws;
mod aws_convert;
mod aws_error;
mod aws_store;
mod cloud;
mod drift;
mod error;
mod event;
mod explain;
#[cfg(test)]
mod fake;
mod fate;
mod follow;
mod from_design;
mod from_stack;
mod outcome;
mod pace;
mod package;
mod preflight;
mod profiles;
mod progress;
mod protect;
mod remember;
mod remove;
mod review;
mod rollback;
mod run;
mod secrets;
mod standing;
mod target;
#[cfg(test)]
mod tests;
mod upload;
mod watching;
mod worker;

pub use cloud::{Identity, LiveResource, Output};
pub use drift::{Difference, Drift, DriftState, ResourceDrift};
pub use error::{Error, Kind, Result};
pub use event::{Progression, StackEvent};
pub use explain::explain;
pub use fate::Fate;
pub use from_design::stack_name;
pub use from_stack::ENVIRONMENT;
pub use outcome::{Deployed, Failure, FailureCause, Outcome};
pub use profiles::{ProfileEntry, profiles};
pub use progress::{Answer, Destination, Progress, Question, StageName};
pub use remember::{Memory, MemoryState, last, under_way};
pub use review::{Action, Cause, Change, Recreation, Review};
pub use secrets::Secrets;
pub use standing::{DriftSeen, Status, status};
pub use target::{Artifact, NestedTemplate, StackTemplate, Target, TemplateResource};
pub use worker::{Job, Task, events, start};
