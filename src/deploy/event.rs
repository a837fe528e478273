//! What CloudFormation reports while it works, each event once and in order.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::cloud::{Cloud, NESTED_STACK};
use super::error::{Kind, Result};

/// One thing that happened to the stack or a resource of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StackEvent {
    /// Unique among the stack's events.
    pub id: String,
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// The key in the template's `Resources`, or the stack's name.
    pub logical_id: String,
    /// What AWS calls it, once it has a name.
    pub physical_id: Option<String>,
    /// Such as `AWS::SQS::Queue`.
    pub resource_type: String,
    /// Such as `CREATE_IN_PROGRESS`, in CloudFormation's words.
    pub status: String,
    /// Why, where CloudFormation says so.
    pub reason: Option<String>,
    /// The node in the design.
    pub node: Option<String>,
    /// Whether it is about the stack as a whole.
    pub is_stack: bool,
}

/// How far a resource has come, for a card or a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progression {
    /// CloudFormation is at it.
    InProgress,
    /// It is there.
    Done,
    /// It is gone.
    Removed,
    /// It left the stack but was kept.
    Kept,
    /// It did not work.
    Failed,
}

impl StackEvent {
    /// How far the resource has come.
    #[must_use]
    pub fn progression(&self) -> Progression {
        let status = self.status.as_str();
        if status.ends_with("_FAILED") {
            Progression::Failed
        } else if status == "DELETE_COMPLETE" {
            Progression::Removed
        } else if status == "DELETE_SKIPPED" {
            Progression::Kept
        } else if status.ends_with("_COMPLETE") {
            Progression::Done
        } else {
            Progression::InProgress
        }
    }

    /// Whether this says that the stack's operation has ended.
    pub(crate) fn ends_operation(&self) -> bool {
        self.is_stack && has_ended(&self.status)
    }
}

/// Whether a stack in this status is at rest.
pub(crate) fn has_ended(status: &str) -> bool {
    status.ends_with("_COMPLETE") || status.ends_with("_FAILED")
}

/// The statuses of a stack that an operation begins with.
const OPENINGS: [&str; 4] = ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS"];

/// Reads a stack's events, and those of the stacks nested in it, so that each is delivered once, oldest first.
#[derive(Debug, Default)]
pub(crate) struct EventFeed {
    own: Reader,
    /// By the ids of the nested stacks that have been heard of.
    nested: BTreeMap<String, Reader>,
    /// When something was first told of a nested stack, by its logical ID.
    begun: BTreeMap<String, i64>,
    /// Read, and not delivered yet because reading on failed.
    read: Vec<StackEvent>,
}

impl EventFeed {
    /// A feed of all the stack's events.
    pub(crate) fn from_start(stack_id: &str) -> Self {
        Self { own: Reader::of(stack_id, 0), ..Self::default() }
    }

    /// A feed of the stack's last operation, from its beginning on.
    pub(crate) async fn from_operation(cloud: &impl Cloud, stack_id: &str) -> Result<Self> {
        let mut feed = Self::from_start(stack_id);
        let events = feed.own.fresh(cloud).await?;
        let begins = |event: &StackEvent| event.is_stack && OPENINGS.contains(&event.status.as_str());
        let before = events.iter().rposition(begins).unwrap_or(0);
        feed.own.known = events.into_iter().take(before).map(|event| event.id).collect();
        Ok(feed)
    }

    /// A feed of what happens from here on.
    pub(crate) async fn from_now(cloud: &impl Cloud, stack_id: &str) -> Result<Self> {
        let mut feed = Self::from_start(stack_id);
        let page = cloud.events(stack_id, None).await?;
        feed.own.known = page.events.into_iter().map(|event| event.id).collect();
        Ok(feed)
    }

    /// What has happened since the last read.
    pub(crate) async fn fresh(&mut self, cloud: &impl Cloud) -> Result<Vec<StackEvent>> {
        let own = self.own.fresh(cloud).await?;
        for event in own.iter().filter(|event| !event.is_stack && event.resource_type == NESTED_STACK) {
            // What it did before this operation is old news. It may get its id a while after it began.
            let begun = *self.begun.entry(event.logical_id.clone()).or_insert(event.at_ms);
            if let Some(id) = &event.physical_id {
                self.nested.entry(id.clone()).or_insert_with(|| Reader::of(id, begun));
            }
        }
        self.read.extend(own);
        for reader in self.nested.values_mut() {
            let events = match reader.fresh(cloud).await {
                // A nested stack that is gone has told what it had to.
                Err(error) if error.kind == Kind::StackMissing => continue,
                events => events?,
            };
            // The stack around it tells of a nested stack as a whole.
            self.read.extend(events.into_iter().filter(|event| !event.is_stack));
        }
        let mut events = std::mem::take(&mut self.read);
        if !self.nested.is_empty() {
            events.sort_by_key(|event| event.at_ms);
        }
        Ok(events)
    }
}

/// Reads one stack's events.
///
/// AWS answers newest first in pages, and an event may turn up a moment after a newer one. So a read goes back
/// to the end of the first page that holds something known, and nothing counts as known before the whole read
/// has succeeded.
#[derive(Debug, Default)]
struct Reader {
    stack_id: String,
    /// What is older is left out.
    since_ms: i64,
    known: BTreeSet<String>,
}

impl Reader {
    fn of(stack_id: &str, since_ms: i64) -> Self {
        Self { stack_id: stack_id.to_owned(), since_ms, known: BTreeSet::new() }
    }

    async fn fresh(&mut self, cloud: &impl Cloud) -> Result<Vec<StackEvent>> {
        let mut newest_first: Vec<StackEvent> = Vec::new();
        let mut taken = BTreeSet::new();
        let mut next: Option<String> = None;
        loop {
            let page = cloud.events(&self.stack_id, next.as_deref()).await?;
            let mut met_known = false;
            for event in page.events {
                if self.known.contains(&event.id) {
                    met_known = true;
                } else if event.at_ms >= self.since_ms && taken.insert(event.id.clone()) {
                    newest_first.push(event);
                }
            }
            next = page.next;
            if met_known || next.is_none() {
                break;
            }
        }
        self.known.append(&mut taken);
        newest_first.reverse();
        Ok(newest_first)
    }
}
