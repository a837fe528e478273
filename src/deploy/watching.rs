//! Watching an operation somebody else began, or this program before it was closed.

use super::cloud::{Cloud, all_resources};
use super::error::{Kind, Result};
use super::event::EventFeed;
use super::follow::follow;
use super::outcome::{Deployed, Failure, Outcome};
use super::progress::{Destination, Line, StageName};
use super::remove::missing;
use super::target::StackTemplate;

/// Watches what is under way, from its first event on. A stack known by its id is found even once it is gone.
pub(crate) async fn watch_on(
    cloud: &impl Cloud,
    line: &Line,
    destination: &Destination,
    template: Option<&StackTemplate>,
    stack_id: Option<&str>,
) -> Result<Outcome> {
    let name = destination.stack_name.as_str();
    let wanted = stack_id.unwrap_or(name);
    let stack = line.persist(async || cloud.stack(wanted).await).await?.ok_or_else(|| missing(name))?;
    let resources = line.persist(async || all_resources(cloud, &stack.id).await).await?;
    let concerned = resources.into_iter().map(|resource| resource.logical_id).collect();
    line.stage(StageName::Executing);
    let feed = line.persist(async || EventFeed::from_operation(cloud, &stack.id).await).await?;
    let ended = match follow(cloud, line, feed, &stack.id, template, &concerned).await {
        Ok(ended) => ended,
        Err(error) if error.kind == Kind::Cancelled => return Ok(Outcome::Unwatched),
        Err(error) => return Err(error),
    };
    let Some(now) = ended.stack.clone().filter(|stack| stack.status != "DELETE_COMPLETE") else {
        return Ok(Outcome::Deleted { kept: ended.kept() });
    };
    let console_url = destination.console_url(&now.id);
    if now.status.contains("ROLLBACK") || now.status.ends_with("_FAILED") {
        let mut failure = Failure::from_events(&now.id, &now.status, &ended.events);
        failure.console_url = console_url;
        return Ok(Outcome::Failed(failure));
    }
    Ok(Outcome::Deployed(Deployed { stack_id: now.id, status: now.status, outputs: now.outputs, console_url }))
}
