//! Drift: what was changed in a stack's resources by other means than CloudFormation.
//!
//! AWS: CloudFormation User Guide, "Detect unmanaged configuration changes to stacks and resources with drift detection".

use serde::Serialize;

use super::cloud::{Cloud, NESTED_STACK, all_resources};
use super::error::Result;
use super::outcome::Outcome;
use super::pace::Pace;
use super::progress::{Destination, Line, StageName};
use super::remove::missing;

/// A resource that is not as the stack's template says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The key in the template's `Resources`.
    pub logical_id: String,
    /// Such as `AWS::SQS::Queue`.
    pub resource_type: String,
    /// It is not there any more.
    pub deleted: bool,
    /// What of it differs.
    pub differences: Vec<Difference>,
}

/// A property that is not as the template says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Such as `/VisibilityTimeout`.
    pub property: String,
    /// What the template says; nothing where it does not speak of it.
    pub expected: Option<String>,
    /// What it is; nothing where it is not there.
    pub actual: Option<String>,
}

/// How a search for drift stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Detection {
    pub(crate) is_over: bool,
    /// What could not be compared, where something could not.
    pub(crate) failure: Option<String>,
}

/// Compares a stack, and those nested in it, with its template.
pub(crate) async fn find_drift(cloud: &impl Cloud, line: &Line, destination: &Destination) -> Result<Outcome> {
    let name = destination.stack_name.as_str();
    let stack = line.persist(async || cloud.stack(name).await).await?.ok_or_else(|| missing(name))?;
    line.stage(StageName::Comparing);
    let resources = line.persist(async || all_resources(cloud, &stack.id).await).await?;
    let nested = resources.into_iter().filter(|resource| resource.resource_type == NESTED_STACK);
    let mut drifts = Vec::new();
    for stack in std::iter::once(stack.id).chain(nested.filter_map(|resource| resource.physical_id)) {
        compare(cloud, line, &stack).await?;
        drifts.extend(line.persist(async || cloud.drifts(&stack).await).await?);
    }
    Ok(Outcome::Compared { drifts })
}

/// Has CloudFormation compare one stack, and waits for the end of it.
async fn compare(cloud: &impl Cloud, line: &Line, stack: &str) -> Result<()> {
    let id = line.persist(async || cloud.detect_drift(stack).await).await?;
    let mut pace = Pace::after(line.pace);
    loop {
        match cloud.drift_detection(&id).await {
            Ok(detection) if detection.is_over => {
                if let Some(failure) = detection.failure {
                    line.note(format!("Not everything could be compared: {failure}"));
                }
                return Ok(());
            }
            Ok(_) => line.rest(pace.after_nothing()).await?,
            Err(error) if error.may_pass() => line.wait_out(&mut pace, error).await?,
            Err(error) => return Err(error),
        }
    }
}
