//! Back to what was: an update taken back while it runs, and a rollback that failed taken up again.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::sync::watch;

use super::cloud::Cloud;
use super::error::{Error, Kind, Result};
use super::event::EventFeed;
use super::follow::follow;
use super::outcome::{Deployed, Failure, Outcome};
use super::pace::{Pace, new_token};
use super::progress::{Destination, Line, StageName, stopped};
use super::remove::missing;
use super::target::StackTemplate;

/// The one status a rollback can be taken up again in.
const STUCK: &str = "UPDATE_ROLLBACK_FAILED";
/// The one status an update can be taken back in.
const UPDATING: &str = "UPDATE_IN_PROGRESS";

/// Waits for the wish to take an update back, and passes it on once.
pub(crate) struct Cancelling {
    wish: Option<watch::Receiver<bool>>,
}

impl Cancelling {
    pub(crate) fn of(line: &Line) -> Self {
        Self { wish: Some(line.cancel.clone()) }
    }

    /// Waits between two looks; a wish to cancel ends the pause.
    pub(crate) async fn rest(&mut self, cloud: &impl Cloud, line: &Line, stack_id: &str, pause: Duration) -> Result<()> {
        let Some(wish) = &mut self.wish else { return line.rest(pause).await };
        tokio::select! {
            rested = line.rest(pause) => return rested,
            () = stopped(wish) => {}
        }
        self.wish = None;
        let token = new_token();
        match line.persist_at(Pace::after(line.pace), async || cloud.cancel_update(stack_id, &token).await).await {
            Ok(()) => line.note("CloudFormation was asked to take the update back."),
            Err(error) if error.kind == Kind::Cancelled => return Err(error),
            // It carries on, and so does the watching.
            Err(error) => line.note(format!("The update cannot be cancelled: {error}")),
        }
        Ok(())
    }
}

/// Takes back the update under way, or takes up the rollback that failed, and watches it.
pub(crate) async fn roll_back(
    cloud: &impl Cloud,
    line: &Line,
    destination: &Destination,
    template: Option<&StackTemplate>,
    skip: &[String],
    on_start: &dyn Fn(&str),
) -> Result<Outcome> {
    let name = destination.stack_name.as_str();
    let stack = line.persist(async || cloud.stack(name).await).await?.ok_or_else(|| missing(name))?;
    if !matches!(stack.status.as_str(), STUCK | UPDATING) {
        let text = format!(
            "The stack {name} is in {}: only an update under way can be taken back, and only a rollback that failed taken up again.",
            stack.status
        );
        let (hint, typed) = match stack.status.as_str() {
            status if status.ends_with("_IN_PROGRESS") => ("Watch what is under way.", "Follow what is under way: `stackdraft watch`."),
            _ => ("Nothing is under way: look at the stack.", "Nothing is under way: `stackdraft status` says how it stands."),
        };
        return Err(Error::new(Kind::StackStuck, text).hint(hint).in_terminal(typed));
    }
    line.stage(StageName::Executing);
    let feed = line.persist(async || EventFeed::from_now(cloud, &stack.id).await).await?;
    on_start(&stack.id);
    let token = new_token();
    if stack.status == UPDATING {
        line.persist_at(Pace::after(line.pace), async || cloud.cancel_update(&stack.id, &token).await).await?;
    } else {
        line.persist_at(Pace::after(line.pace), async || cloud.continue_rollback(&stack.id, &token, skip).await).await?;
    }
    let ended = match follow(cloud, line, feed, &stack.id, template, &BTreeSet::new()).await {
        Ok(ended) => ended,
        Err(error) if error.kind == Kind::Cancelled => return Ok(Outcome::Unwatched),
        Err(error) => return Err(error),
    };
    let now = ended.stack.unwrap_or(stack);
    let console_url = destination.console_url(&now.id);
    if now.status == "UPDATE_ROLLBACK_COMPLETE" {
        return Ok(Outcome::RolledBack(Deployed { stack_id: now.id, status: now.status, outputs: now.outputs, console_url }));
    }
    if now.status == "UPDATE_COMPLETE" {
        let text = format!("The update of {name} had ended before it could be taken back: the stack is in UPDATE_COMPLETE.");
        return Err(Error::new(Kind::StackStuck, text).hint("Deploy the design as it was before to go back."));
    }
    let mut failure = Failure::from_events(&now.id, &now.status, &ended.events);
    failure.console_url = console_url;
    Ok(Outcome::Failed(failure))
}
