//! A CloudFormation that does what a test says, answers lost included.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::sync::mpsc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

use super::cloud::{
    BucketState, ChangeSetId, ChangeSetPage, Cloud, Declared, EventPage, Identity, LiveResource, NewChangeSet, ParameterValue, Stack,
    Store, TemplateSource,
};
use super::drift::{Detection, DriftPage};
use super::error::{Error, Kind, Result};
use super::event::StackEvent;
use super::pace::PaceLimits;
use super::progress::{Answer, Destination, Line, Progress};
use super::review::Change;

/// What every stack of the fake is called by AWS.
pub(crate) const STACK_ID: &str = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1";
const CHANGE_SET_ID: &str = "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/mine/1";
const EVENTS_A_PAGE: usize = 3;

/// The fake's whole state, for tests to set up and look at.
#[derive(Default)]
pub(crate) struct Fake {
    pub(crate) state: RefCell<State>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) stack: Option<Stack>,
    /// What a change set will say.
    pub(crate) change_set: ChangeSetPage,
    pub(crate) other_change_sets: bool,
    /// Change sets of nested stacks, by id.
    pub(crate) nested_change_sets: BTreeMap<String, ChangeSetPage>,
    /// Events of nested stacks, newest first, by the stack's id.
    pub(crate) nested_events: BTreeMap<String, Vec<StackEvent>>,
    pub(crate) exists: bool,
    /// What is in the stack.
    pub(crate) resources: Vec<LiveResource>,
    /// The template it was deployed with.
    pub(crate) deployed: String,
    /// What validation says the template declares.
    pub(crate) declared: Declared,
    /// What a change set was made with.
    pub(crate) parameters: BTreeMap<String, ParameterValue>,
    /// What drift detection says, one answer a look.
    pub(crate) detections: VecDeque<Detection>,
    /// What it finds, a page each.
    pub(crate) drifts: Vec<DriftPage>,
    /// Newest first.
    pub(crate) events: Vec<StackEvent>,
    /// Batches that come to light, one a look at the first page.
    pub(crate) coming: VecDeque<Vec<StackEvent>>,
    /// The stack's status once all has come to light.
    pub(crate) final_status: String,
    /// What the next tries of a call meet: an error, or nothing in the way.
    pub(crate) refusals: BTreeMap<&'static str, VecDeque<Option<Kind>>>,
    /// How often the answer to a call gets lost after it was done, by call.
    pub(crate) lost_answers: BTreeMap<&'static str, u32>,
    /// Does not know a token again, as some implementations do not.
    pub(crate) forgets_tokens: bool,
    /// Tokens something was executed for.
    pub(crate) executions: Vec<String>,
    /// Every call, with what identifies it.
    pub(crate) calls: Vec<String>,
}

impl Fake {
    fn begin(&self, call: &'static str, about: &str) -> Result<()> {
        let mut state = self.state.borrow_mut();
        state.calls.push(format!("{call} {about}"));
        let refusal = state.refusals.get_mut(call).and_then(VecDeque::pop_front).flatten();
        refusal.map_or(Ok(()), |kind| Err(Error::new(kind, "as the test wants it")))
    }

    fn end<T>(&self, call: &'static str, answer: T) -> Result<T> {
        let mut state = self.state.borrow_mut();
        match state.lost_answers.get_mut(call) {
            Some(count) if *count > 0 => {
                *count -= 1;
                Err(Error::new(Kind::Unreachable, "lost"))
            }
            _ => Ok(answer),
        }
    }

    pub(crate) fn calls(&self, call: &str) -> Vec<String> {
        self.state.borrow().calls.iter().filter(|made| made.starts_with(&format!("{call} "))).cloned().collect()
    }

    /// Has the next tries of a call meet these errors, one after the other.
    pub(crate) fn refuse(&self, call: &'static str, kinds: &[Option<Kind>]) {
        self.state.borrow_mut().refusals.insert(call, kinds.iter().copied().collect());
    }
}

impl Cloud for Fake {
    async fn identity(&self) -> Result<Identity> {
        Ok(Identity::default())
    }

    async fn validate(&self, _template: &TemplateSource) -> Result<Declared> {
        self.begin("validate", "")?;
        Ok(self.state.borrow().declared.clone())
    }

    async fn stack(&self, _stack: &str) -> Result<Option<Stack>> {
        self.begin("stack", "")?;
        let mut state = self.state.borrow_mut();
        if state.coming.is_empty() && !state.executions.is_empty() {
            let status = state.final_status.clone();
            if let Some(stack) = &mut state.stack {
                stack.status = status;
            }
        }
        Ok(state.stack.clone())
    }

    async fn resources(&self, _stack: &str) -> Result<Vec<LiveResource>> {
        Ok(self.state.borrow().resources.clone())
    }

    async fn deployed_template(&self, _stack: &str) -> Result<String> {
        Ok(self.state.borrow().deployed.clone())
    }

    async fn create_change_set(&self, wanted: &NewChangeSet) -> Result<ChangeSetId> {
        self.begin("create_change_set", &wanted.token)?;
        {
            let mut state = self.state.borrow_mut();
            if state.exists {
                return Err(Error::new(Kind::AlreadyExists, wanted.name.clone()));
            }
            state.exists = true;
            state.parameters.clone_from(&wanted.parameters);
            if wanted.creates_stack {
                state.stack = Some(Stack { id: STACK_ID.to_owned(), status: "REVIEW_IN_PROGRESS".to_owned(), ..Stack::default() });
            }
        }
        self.end("create_change_set", ChangeSetId { id: CHANGE_SET_ID.to_owned(), stack_id: STACK_ID.to_owned() })
    }

    async fn change_set(&self, change_set: &str, _stack: &str, _page: Option<&str>) -> Result<ChangeSetPage> {
        self.begin("change_set", change_set)?;
        if let Some(nested) = self.state.borrow().nested_change_sets.get(change_set) {
            return Ok(nested.clone());
        }
        let mut page = self.state.borrow().change_set.clone();
        page.id = ChangeSetId { id: CHANGE_SET_ID.to_owned(), stack_id: STACK_ID.to_owned() };
        Ok(page)
    }

    async fn execute(&self, _change_set: &str, token: &str) -> Result<()> {
        self.begin("execute", token)?;
        {
            let mut state = self.state.borrow_mut();
            let is_known = state.executions.iter().any(|known| known == token);
            if is_known && state.forgets_tokens {
                return Err(Error::new(Kind::ChangeSetSpent, "in EXECUTE_COMPLETE"));
            }
            if !is_known {
                state.executions.push(token.to_owned());
            }
        }
        self.end("execute", ())
    }

    async fn delete_change_set(&self, change_set: &str) -> Result<()> {
        self.begin("delete_change_set", change_set)?;
        self.state.borrow_mut().exists = false;
        Ok(())
    }

    async fn has_change_sets(&self, _stack: &str) -> Result<bool> {
        Ok(self.state.borrow().other_change_sets)
    }

    async fn events(&self, stack: &str, page: Option<&str>) -> Result<EventPage> {
        if let Some(events) = self.state.borrow().nested_events.get(stack) {
            return Ok(EventPage { events: events.clone(), next: None });
        }
        self.begin("events", page.unwrap_or("first"))?;
        let mut state = self.state.borrow_mut();
        if page.is_none()
            && !state.executions.is_empty()
            && let Some(batch) = state.coming.pop_front()
        {
            for event in batch {
                state.events.insert(0, event);
            }
        }
        let from: usize = page.and_then(|page| page.parse().ok()).unwrap_or(0);
        let to = (from + EVENTS_A_PAGE).min(state.events.len());
        let next = (to < state.events.len()).then(|| to.to_string());
        Ok(EventPage { events: state.events[from.min(to)..to].to_vec(), next })
    }

    async fn delete_stack(&self, stack: &str, _token: &str) -> Result<()> {
        self.begin("delete_stack", stack)?;
        self.state.borrow_mut().stack = None;
        Ok(())
    }

    async fn cancel_update(&self, _stack: &str, token: &str) -> Result<()> {
        self.begin("cancel_update", token)?;
        let mut state = self.state.borrow_mut();
        let back = [event("c1", "shop", "UPDATE_ROLLBACK_IN_PROGRESS"), event("c2", "shop", "UPDATE_ROLLBACK_COMPLETE")];
        state.coming = [back.to_vec()].into();
        "UPDATE_ROLLBACK_COMPLETE".clone_into(&mut state.final_status);
        Ok(())
    }

    async fn continue_rollback(&self, _stack: &str, token: &str, skip: &[String]) -> Result<()> {
        self.begin("continue_rollback", &skip.join(","))?;
        self.state.borrow_mut().executions.push(token.to_owned());
        Ok(())
    }

    async fn protect(&self, _stack: &str, on: bool) -> Result<()> {
        self.begin("protect", &on.to_string())?;
        if let Some(stack) = &mut self.state.borrow_mut().stack {
            stack.protected = on;
        }
        Ok(())
    }

    async fn detect_drift(&self, stack: &str) -> Result<String> {
        self.begin("detect_drift", stack)?;
        Ok("detection".to_owned())
    }

    async fn drift_detection(&self, detection: &str) -> Result<Detection> {
        self.begin("drift_detection", detection)?;
        Ok(self.state.borrow_mut().detections.pop_front().unwrap_or_default())
    }

    async fn drifts(&self, _stack: &str, page: Option<&str>) -> Result<DriftPage> {
        self.begin("drifts", page.unwrap_or("first"))?;
        let at: usize = page.and_then(|page| page.parse().ok()).unwrap_or(0);
        Ok(self.state.borrow().drifts.get(at).cloned().unwrap_or_default())
    }
}

impl Store for Fake {
    async fn bucket(&self, _bucket: &str, _account: &str) -> Result<BucketState> {
        Ok(BucketState::Missing)
    }

    async fn create_bucket(&self, bucket: &str, _account: &str) -> Result<()> {
        self.begin("create_bucket", bucket)
    }

    async fn has_object(&self, _bucket: &str, _key: &str, _account: &str) -> Result<bool> {
        Ok(false)
    }

    async fn put_object(&self, _bucket: &str, key: &str, _account: &str, _content: Vec<u8>) -> Result<()> {
        self.begin("put_object", key)
    }

    fn object_url(&self, bucket: &str, key: &str) -> String {
        format!("https://{bucket}.example/{key}")
    }
}

/// The starter's end of a line.
pub(crate) struct Ends {
    pub(crate) progress: mpsc::Receiver<Progress>,
    pub(crate) answers: UnboundedSender<Answer>,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) cancel: watch::Sender<bool>,
}

/// A line with a pace of milliseconds.
pub(crate) fn line() -> (Line, Ends) {
    let (progress_sender, progress) = mpsc::channel();
    let (answers, answers_receiver) = tokio::sync::mpsc::unbounded_channel();
    let (stop, stop_receiver) = watch::channel(false);
    let (cancel, cancel_receiver) = watch::channel(false);
    let pace = PaceLimits {
        quickest: Duration::from_millis(1),
        slowest: Duration::from_millis(2),
        longest_backoff: Duration::from_millis(4),
        patience_before: Duration::from_millis(50),
        patience_after: Duration::from_millis(500),
    };
    let wake = Box::new(|| {});
    let line = Line { progress: progress_sender, wake, answers: answers_receiver, stop: stop_receiver, cancel: cancel_receiver, pace };
    (line, Ends { progress, answers, stop, cancel })
}

/// An emulator's address, so that nothing looks like AWS.
pub(crate) fn destination() -> Destination {
    Destination { stack_name: "shop".to_owned(), endpoint: Some("http://127.0.0.1:1".to_owned()), ..Destination::default() }
}

/// An event of a resource, or of the stack if it is called `shop`.
pub(crate) fn event(id: &str, logical_id: &str, status: &str) -> StackEvent {
    let is_stack = logical_id == "shop";
    StackEvent {
        id: id.to_owned(),
        logical_id: logical_id.to_owned(),
        physical_id: is_stack.then(|| STACK_ID.to_owned()),
        status: status.to_owned(),
        is_stack,
        ..StackEvent::default()
    }
}

/// A change of a resource of that type.
pub(crate) fn change(logical_id: &str, resource_type: &str, action: super::review::Action) -> Change {
    Change { logical_id: logical_id.to_owned(), resource_type: resource_type.to_owned(), action, ..Change::default() }
}
