//! Whether what runs is still as the stack's template says: drift, of the stack and of those nested in it.

use serde::Serialize;

use super::cloud::{Cloud, NESTED_STACK};
use super::error::{Error, Kind, Result};
use super::event::has_ended;
use super::outcome::Outcome;
use super::pace::Pace;
use super::preflight::busy;
use super::progress::{Destination, Line, Progress, StageName};
use super::remove::missing;
use super::target::StackTemplate;

/// What has been changed past CloudFormation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// What AWS calls the stack.
    pub stack_id: String,
    /// Every resource that was looked at, those that differ first.
    pub resources: Vec<ResourceDrift>,
    /// Why some could not be looked at, in CloudFormation's words.
    pub unread: Vec<String>,
    /// The stack's page in the AWS console.
    pub console_url: Option<String>,
}

/// How a resource is compared with its template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ResourceDrift {
    /// The key in the template's `Resources`.
    pub logical_id: String,
    /// What AWS calls it.
    pub physical_id: Option<String>,
    /// Such as `AWS::SQS::Queue`.
    pub resource_type: String,
    /// The node in the design.
    pub node: Option<String>,
    /// How it stands.
    pub state: DriftState,
    /// The properties that differ.
    pub differences: Vec<Difference>,
}

/// How a resource stands beside its template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftState {
    /// Somebody has deleted it.
    Gone,
    /// Somebody has changed it.
    Changed,
    /// CloudFormation could not tell.
    Unknown,
    /// As the template says.
    #[default]
    Same,
}

/// A property that is not as the template says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its path, with dots.
    pub property: String,
    /// What the template says.
    pub expected: Option<String>,
    /// What is there.
    pub actual: Option<String>,
}

/// How far a detection is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Detection {
    /// `DETECTION_IN_PROGRESS`, `DETECTION_COMPLETE` or `DETECTION_FAILED`.
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
}

/// One page of what a detection found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DriftPage {
    pub(crate) resources: Vec<ResourceDrift>,
    pub(crate) next: Option<String>,
}

impl Drift {
    /// What is not as its template says.
    pub fn drifted(&self) -> impl Iterator<Item = &ResourceDrift> {
        self.resources.iter().filter(|resource| matches!(resource.state, DriftState::Gone | DriftState::Changed))
    }

    /// Whether it can be said how much has drifted: not where nothing was found and something could not be read.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.unread.is_empty() || self.drifted().next().is_some()
    }

    /// The result in a few words.
    #[must_use]
    pub fn summary(&self) -> String {
        let all = match self.resources.len() {
            1 => "1 resource".to_owned(),
            n => format!("{n} resources"),
        };
        match self.drifted().count() {
            0 if self.unread.is_empty() => format!("no drift in {all}"),
            0 => format!("no drift found in {all}, but not everything could be read"),
            1 => format!("1 of {all} has drifted"),
            n => format!("{n} of {all} have drifted"),
        }
    }
}

impl DriftState {
    /// In a word or two.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Gone => "deleted",
            Self::Changed => "changed",
            Self::Unknown => "not known",
            Self::Same => "as it should be",
        }
    }
}

/// Has CloudFormation compare the stack with its template. Nothing of the stack changes.
///
/// A detection does not look into nested stacks, so each gets one of its own:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html>.
pub(crate) async fn detect(
    cloud: &impl Cloud,
    line: &Line,
    destination: &Destination,
    template: Option<&StackTemplate>,
) -> Result<Outcome> {
    let name = destination.stack_name.as_str();
    let stack = line
        .persist(async || cloud.stack(name).await)
        .await?
        .filter(|stack| !matches!(stack.status.as_str(), "DELETE_COMPLETE" | "REVIEW_IN_PROGRESS"))
        .ok_or_else(|| missing(name))?;
    if !has_ended(&stack.status) {
        return Err(busy(name, &stack.status));
    }
    line.stage(StageName::DetectingDrift);
    let mut stacks = vec![stack.id.clone()];
    let mut drift = Drift { stack_id: stack.id.clone(), console_url: destination.console_url(&stack.id), ..Drift::default() };
    let mut looked = 0;
    while let Some(id) = stacks.get(looked).cloned() {
        looked += 1;
        let resources = line.persist(async || cloud.resources(&id).await).await?;
        let nested =
            resources.into_iter().filter(|resource| resource.resource_type == NESTED_STACK && resource.status != "DELETE_COMPLETE");
        stacks.extend(nested.filter_map(|resource| resource.physical_id));
        drift.unread.extend(detection(cloud, line, &id).await?);
        read(cloud, line, &id, &mut drift.resources).await?;
        line.tell(Progress::Count { done: looked, total: stacks.len() });
    }
    for resource in &mut drift.resources {
        resource.node = template.and_then(|template| template.node_of(&resource.logical_id)).map(str::to_owned);
    }
    drift.resources.sort_by(|a, b| (a.state, &a.logical_id).cmp(&(b.state, &b.logical_id)));
    Ok(Outcome::Drift(drift))
}

/// Waits for a detection's end; why it could not read everything, where it could not.
async fn detection(cloud: &impl Cloud, line: &Line, stack_id: &str) -> Result<Option<String>> {
    let id = line.persist(async || cloud.detect_drift(stack_id).await).await?;
    let mut rhythm = Pace::before(line.pace);
    loop {
        let detection = line.persist(async || cloud.drift_detection(&id).await).await?;
        match detection.status.as_str() {
            "DETECTION_COMPLETE" => return Ok(None),
            // What it could read is there all the same.
            "DETECTION_FAILED" => return Ok(Some(detection.reason.unwrap_or_else(|| "CloudFormation does not say why.".to_owned()))),
            "DETECTION_IN_PROGRESS" => line.rest(rhythm.after_nothing()).await?,
            other => return Err(Error::new(Kind::Refused, format!("The drift detection is in {other}, which is not known here."))),
        }
    }
}

async fn read(cloud: &impl Cloud, line: &Line, stack_id: &str, into: &mut Vec<ResourceDrift>) -> Result<()> {
    let mut next: Option<String> = None;
    loop {
        let page = line.persist(async || cloud.drifts(stack_id, next.as_deref()).await).await?;
        into.extend(page.resources);
        next = page.next;
        if next.is_none() {
            return Ok(());
        }
    }
}
