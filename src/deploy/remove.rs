//! Deleting a stack, and watching it go.

use std::collections::BTreeSet;

use super::cloud::{Cloud, all_resources};
use super::error::{Error, Kind, Result};
use super::event::EventFeed;
use super::follow::{Ended, follow};
use super::outcome::{Failure, Outcome};
use super::pace::{Pace, new_token};
use super::preflight::busy;
use super::progress::{Destination, Line, StageName};
use super::target::StackTemplate;

/// Deletes the stack of that name.
pub(crate) async fn delete(
    cloud: &impl Cloud,
    line: &Line,
    destination: &Destination,
    template: Option<&StackTemplate>,
    on_start: &dyn Fn(&str),
) -> Result<Outcome> {
    let name = destination.stack_name.as_str();
    let stack = line
        .persist(async || cloud.stack(name).await)
        .await?
        .filter(|stack| stack.status != "DELETE_COMPLETE")
        .ok_or_else(|| missing(name))?;
    if stack.protected {
        return Err(Error::new(Kind::StackStuck, format!("The stack {name} is protected against deletion."))
            .hint("Look at the stack, and lift its protection first.")
            .in_terminal("Lift the protection first: stackdraft protect DESIGN --env ENVIRONMENT --off"));
    }
    let is_at_work = stack.status.ends_with("_IN_PROGRESS") && stack.status != "REVIEW_IN_PROGRESS";
    if is_at_work {
        return Err(busy(name, &stack.status));
    }
    on_start(&stack.id);
    let ended = match take_away(cloud, line, &stack.id, template).await {
        Ok(ended) => ended,
        Err(error) if error.kind == Kind::Cancelled => return Ok(Outcome::Unwatched),
        Err(error) => return Err(error),
    };
    Ok(judge(&stack.id, &ended, destination))
}

/// Deletes what a failed creation left, or says why that failed too.
pub(crate) async fn clear_away(cloud: &impl Cloud, line: &Line, stack_id: &str, template: Option<&StackTemplate>) -> Result<()> {
    let ended = take_away(cloud, line, stack_id, template).await?;
    let Some(stack) = ended.stack.filter(|stack| stack.status != "DELETE_COMPLETE") else {
        return Ok(());
    };
    let failure = Failure::from_events(stack_id, &stack.status, &ended.events);
    let cause = failure.causes.first().map_or_else(String::new, |cause| format!(" {}: {}", cause.logical_id, cause.reason));
    Err(Error::new(Kind::StackStuck, format!("What the failed creation left could not be deleted: it is in {}.{cause}", stack.status)))
}

async fn take_away(cloud: &impl Cloud, line: &Line, stack_id: &str, template: Option<&StackTemplate>) -> Result<Ended> {
    line.stage(StageName::Deleting);
    let resources = line.persist(async || all_resources(cloud, stack_id).await).await?;
    let concerned: BTreeSet<String> =
        resources.into_iter().filter(|resource| resource.status != "DELETE_COMPLETE").map(|resource| resource.logical_id).collect();
    let feed = line.persist(async || EventFeed::from_now(cloud, stack_id).await).await?;
    let token = new_token();
    line.persist_at(Pace::after(line.pace), async || cloud.delete_stack(stack_id, &token).await).await?;
    follow(cloud, line, feed, stack_id, template, &concerned).await
}

fn judge(stack_id: &str, ended: &Ended, destination: &Destination) -> Outcome {
    match &ended.stack {
        Some(stack) if stack.status != "DELETE_COMPLETE" => {
            let mut failure = Failure::from_events(stack_id, &stack.status, &ended.events);
            failure.console_url = destination.console_url(stack_id);
            Outcome::Failed(failure)
        }
        _ => Outcome::Deleted { kept: ended.kept() },
    }
}

/// There is no stack of that name.
pub(crate) fn missing(name: &str) -> Error {
    Error::new(Kind::StackMissing, format!("There is no stack {name} in this account and region."))
        .hint("Deploy it first, or check the environment's region, profile and stack name.")
}
