//! Runs a job on a thread of its own, so that nobody waits for the network; all one sees is a stream of progress.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

use super::access::sign_in;
use super::cloud::Cloud as _;
use super::drift::detect;
use super::error::{Error, Kind, Result};
use super::event::{EventFeed, StackEvent};
use super::outcome::Outcome;
use super::pace::PaceLimits;
use super::preflight::check_target;
use super::progress::{Answer, Line, Progress, StageName};
use super::protect::protect;
use super::remember::{Book, Memory, MemoryState};
use super::remove::{delete, missing};
use super::rollback::roll_back;
use super::run::Deployment;
use super::standing::look;
use super::target::{StackTemplate, Target};
use super::watching::watch_on;

/// What to do with a target's stack.
#[derive(Clone, Debug)]
pub enum Task {
    /// Make it as the template says.
    Deploy {
        /// What to deploy.
        template: StackTemplate,
        /// Stop at the change set, and leave it for somebody to execute.
        keep_change_set: bool,
    },
    /// Take it away.
    Delete {
        /// To say which node an event is about.
        template: Option<StackTemplate>,
    },
    /// Watch an operation that is under way already.
    Watch {
        /// To say which node an event is about.
        template: Option<StackTemplate>,
    },
    /// Take back the update under way, or take up a rollback again that failed.
    RollBack {
        /// To say which node an event is about.
        template: Option<StackTemplate>,
        /// Resources to leave as they are where a failed rollback is taken up again.
        skip: Vec<String>,
    },
    /// Ask how it stands.
    Look,
    /// Compare what runs with the stack's template.
    DetectDrift {
        /// To say which node a resource is of.
        template: Option<StackTemplate>,
    },
    /// Protect it against deletion, or let go of that.
    Protect {
        /// Whether it is protected from now on.
        on: bool,
    },
}

/// A job under way. Dropping it stops the watching, never what CloudFormation has begun.
pub struct Job {
    /// Everything there is to show. It ends after `Done` or `Stopped`.
    pub progress: mpsc::Receiver<Progress>,
    answers: UnboundedSender<Answer>,
    stop: watch::Sender<bool>,
    cancel: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Job {
    /// Answers the question asked last.
    pub fn answer(&self, answer: Answer) {
        // A job that has ended needs no answer.
        let _ = self.answers.send(answer);
    }

    /// Stops the job: before anything was executed nothing is left behind, afterwards CloudFormation carries on unwatched.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Has CloudFormation take an update back that is under way; the watching goes on.
    pub fn cancel_update(&self) {
        self.cancel.send_replace(true);
    }

    /// Stops it, for somebody who has no hold of the job, such as a signal's handler.
    pub fn stopper(&self) -> impl Fn() + Send + 'static {
        let stop = self.stop.clone();
        move || {
            stop.send_replace(true);
        }
    }

    /// Whether there is nothing left to answer.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            // It cannot have panicked: the thread catches that.
            let _ = thread.join();
        }
    }
}

/// Starts a job. `wake` is called after each piece of progress, for windows that sleep.
///
/// # Errors
/// If the system gives no thread.
pub fn start(target: Target, task: Task, wake: impl Fn() + Send + 'static) -> Result<Job> {
    let (progress_sender, progress) = mpsc::channel();
    let (answers, answers_receiver) = tokio::sync::mpsc::unbounded_channel();
    let (stop, stop_receiver) = watch::channel(false);
    let (cancel, cancel_receiver) = watch::channel(false);
    let mut line = Line {
        progress: progress_sender,
        wake: Box::new(wake),
        answers: answers_receiver,
        stop: stop_receiver,
        cancel: cancel_receiver,
        pace: PaceLimits::default(),
    };
    let body = move || {
        let ended = catch_unwind(AssertUnwindSafe(|| block_on(run(&mut line, &target, &task))));
        line.tell(match ended {
            Ok(Ok(Ok(outcome))) => Progress::Done(outcome),
            Ok(Ok(Err(error)) | Err(error)) => Progress::Stopped(error),
            Err(_) => Progress::Stopped(
                Error::new(Kind::Local, "The deployment ran into a fault of Stackdraft's own and stopped watching.")
                    .hint("Look at the stack to see how it stands.")
                    .in_terminal("See how the stack stands with `stackdraft status`."),
            ),
        });
    };
    let thread = std::thread::Builder::new().name("deploy".to_owned()).spawn(body).map_err(no_runtime)?;
    Ok(Job { progress, answers, stop, cancel, thread: Some(thread) })
}

/// Waits for a future on this thread.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(no_runtime)?;
    Ok(runtime.block_on(future))
}

#[expect(clippy::needless_pass_by_value, reason = "map_err gives the value")]
fn no_runtime(error: std::io::Error) -> Error {
    Error::new(Kind::Local, format!("The system gives no thread to deploy on: {error}"))
}

async fn run(line: &mut Line, target: &Target, task: &Task) -> Result<Outcome> {
    check_target(target)?;
    line.stage(StageName::SigningIn);
    let (cloud, destination) = sign_in(target).await?;
    line.tell(Progress::Where(destination.clone()));
    let book = Book::of(&destination)?;
    // Whoever only looks on may do so beside whoever works, and so may whoever takes an update back.
    let _lock = if matches!(task, Task::Deploy { .. } | Task::Delete { .. }) { Some(book.lock(&target.stack_name)?) } else { None };
    let known = book.read();
    let template_hash = match task {
        Task::Deploy { template, .. } => template.hash(),
        _ => known.as_ref().map(|memory| memory.template_hash.clone()).unwrap_or_default(),
    };
    let memory = |stack_id: &str, state| Memory {
        environment: target.environment.clone(),
        account: destination.identity.account.clone(),
        region: destination.region.clone(),
        stack_name: target.stack_name.clone(),
        stack_id: stack_id.to_owned(),
        template_hash: template_hash.clone(),
        at_ms: now_ms(),
        state,
    };
    let on_start = |stack_id: &str| {
        // Not being able to remember must not stop a deployment.
        let _ = book.write(&memory(stack_id, MemoryState::Running));
    };
    let outcome = match task {
        Task::Deploy { template, keep_change_set } => {
            Deployment {
                cloud: &cloud,
                line,
                target,
                template,
                destination: &destination,
                keep_change_set: *keep_change_set,
                on_start: &on_start,
            }
            .run()
            .await
        }
        Task::Delete { template } => delete(&cloud, line, &destination, template.as_ref(), &on_start).await,
        Task::RollBack { template, skip } => roll_back(&cloud, line, &destination, template.as_ref(), skip, &on_start).await,
        Task::Look => {
            line.stage(StageName::Looking);
            look(&cloud, &destination).await.map(|status| Outcome::Looked(Box::new(status)))
        }
        Task::DetectDrift { template } => detect(&cloud, line, &destination, template.as_ref()).await,
        Task::Protect { on } => protect(&cloud, line, &destination, *on).await,
        Task::Watch { template } => {
            let running = known.as_ref().filter(|memory| memory.state == MemoryState::Running);
            watch_on(&cloud, line, &destination, template.as_ref(), running.map(|memory| memory.stack_id.as_str())).await
        }
    };
    let written = match &outcome {
        Ok(Outcome::Deployed(deployed) | Outcome::RolledBack(deployed)) => book.write(&memory(&deployed.stack_id, MemoryState::Deployed)),
        Ok(Outcome::Failed(failure)) => book.write(&memory(&failure.stack_id, MemoryState::Failed)),
        Ok(Outcome::Deleted { .. }) => book.forget(),
        Err(error) if error.kind == Kind::StackMissing => book.forget(),
        _ => Ok(()),
    };
    if let Err(error) = written {
        line.note(error.what);
    }
    outcome
}

/// All events of a target's stack, oldest first.
///
/// # Errors
/// If nobody can be asked, or there is no such stack.
pub fn events(target: &Target, template: Option<&StackTemplate>) -> Result<Vec<StackEvent>> {
    block_on(async {
        check_target(target)?;
        let (cloud, _) = sign_in(target).await?;
        let stack = cloud.stack(&target.stack_name).await?.ok_or_else(|| missing(&target.stack_name))?;
        let mut events = EventFeed::from_start(&stack.id).fresh(&cloud).await?;
        for event in &mut events {
            event.node = template.and_then(|template| template.node_of(&event.logical_id)).map(str::to_owned);
        }
        Ok(events)
    })?
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
