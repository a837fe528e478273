//! Watching CloudFormation work until the stack is at rest.

use std::collections::BTreeSet;

use super::cloud::{Cloud, Stack};
use super::error::Result;
use super::event::{EventFeed, Progression, StackEvent, has_ended};
use super::pace::Pace;
use super::progress::{Line, Progress};
use super::rollback::Cancelling;
use super::target::StackTemplate;

/// After so many reads without news the stack itself is asked whether it still works.
const QUIET_READS: u32 = 6;

/// A stack at rest, and how it got there.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    /// `None` once the stack is gone.
    pub(crate) stack: Option<Stack>,
    /// Oldest first.
    pub(crate) events: Vec<StackEvent>,
}

impl Ended {
    /// What left the stack and was kept, by logical ID and what AWS calls it.
    pub(crate) fn kept(&self) -> Vec<(String, String)> {
        let kept = self.events.iter().filter(|event| event.progression() == Progression::Kept);
        kept.map(|event| (event.logical_id.clone(), event.physical_id.clone().unwrap_or_default())).collect()
    }
}

/// Delivers events until the stack is at rest again.
///
/// The stack's status alone does not say so: for a moment after a request it is still the old one. So the end
/// is the stack's own last event, or its status once it has been quiet for a while.
pub(crate) async fn follow(
    cloud: &impl Cloud,
    line: &Line,
    mut feed: EventFeed,
    stack_id: &str,
    template: Option<&StackTemplate>,
    concerned: &BTreeSet<String>,
) -> Result<Ended> {
    let mut ended = Ended::default();
    let mut at_their_end = BTreeSet::new();
    let mut pace = Pace::after(line.pace);
    let mut quiet = 0;
    let mut cancelling = Cancelling::of(line);
    loop {
        let fresh = match feed.fresh(cloud).await {
            Ok(fresh) => fresh,
            Err(error) if error.may_pass() => {
                line.wait_out(&mut pace, error).await?;
                continue;
            }
            Err(error) => return Err(error),
        };
        let is_news = !fresh.is_empty();
        let mut may_be_over = false;
        for mut event in fresh {
            event.node = template.and_then(|template| template.node_of(&event.logical_id)).map(str::to_owned);
            may_be_over = event.ends_operation() && event.physical_id.as_deref() == Some(stack_id);
            count(line, &event, concerned, &mut at_their_end);
            line.tell(Progress::Event(event.clone()));
            ended.events.push(event);
        }
        quiet = if is_news { 0 } else { quiet + 1 };
        if may_be_over || quiet >= QUIET_READS {
            quiet = 0;
            ended.stack = line.persist_at(Pace::after(line.pace), async || cloud.stack(stack_id).await).await?;
            if ended.stack.as_ref().is_none_or(|stack| has_ended(&stack.status)) {
                return Ok(ended);
            }
        }
        let pause = if is_news { pace.after_news() } else { pace.after_nothing() };
        cancelling.rest(cloud, line, stack_id, pause).await?;
    }
}

/// Tells how many of the resources concerned have come to their end, when that changes.
fn count(line: &Line, event: &StackEvent, concerned: &BTreeSet<String>, at_their_end: &mut BTreeSet<String>) {
    if event.is_stack || !concerned.contains(&event.logical_id) {
        return;
    }
    let changed = if event.progression() == Progression::InProgress {
        at_their_end.remove(&event.logical_id)
    } else {
        at_their_end.insert(event.logical_id.clone())
    };
    if changed {
        line.tell(Progress::Count { done: at_their_end.len(), total: concerned.len() });
    }
}
