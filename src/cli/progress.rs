//! A deployment's progress as text or JSON lines, and the questions it asks.

use std::io::IsTerminal as _;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use async_signal::{Signal, Signals};
use futures_lite::StreamExt as _;
use futures_lite::future::block_on;

use super::environment::StreamFormat;
use super::output::Paint;
use super::{Failure, Output, Status, review};
use crate::deploy::{
    Answer, Destination, Drift, Error, Fate, Job, Kind, Outcome, Output as StackOutput, Progress, Progression, Question, Secrets,
    StackEvent,
};

/// What was agreed to before anything was asked.
pub(super) struct Consent {
    /// To everything but losing data.
    pub(super) to_all: bool,
    /// To losing the data of these resources.
    pub(super) allow_replace: Vec<String>,
    /// Parameters whose values are to be asked for whatever was agreed to.
    pub(super) asked: Vec<String>,
    /// Whether values that change are shown in full.
    pub(super) full: bool,
}

impl Consent {
    /// Where nothing is asked.
    pub(super) fn to_nothing() -> Self {
        Self { to_all: false, allow_replace: Vec::new(), asked: Vec::new(), full: false }
    }
}

/// Tells a job's progress to its end.
pub(super) fn follow(job: &Job, format: StreamFormat, consent: &Consent, out: &mut Output) -> Result<Status, Failure> {
    heed_interruptions(job);
    let mut teller = Teller { format, began: Instant::now(), count: (0, 0), full: consent.full };
    let mut last = None;
    while let Ok(progress) = job.progress.recv() {
        teller.tell(&progress, out)?;
        if let Progress::Ask(question) = &progress {
            let answer = answer(question, job, consent, format, out)?;
            job.answer(answer);
        }
        last = Some(progress);
    }
    match last {
        Some(Progress::Done(outcome)) => Ok(match outcome {
            Outcome::Failed(_) | Outcome::Discarded | Outcome::Unwatched => Status::Findings,
            Outcome::Drift(drift) if drift.drifted().next().is_some() => Status::Findings,
            _ => Status::Done,
        }),
        Some(Progress::Stopped(error)) => stopped(error, out),
        _ => Err(Failure::new("the deployment ended without a word")),
    }
}

/// Has Ctrl-C stop the job in order; a second one ends the program where it stands.
fn heed_interruptions(job: &Job) {
    let stop = job.stopper();
    std::thread::spawn(move || {
        // Where there are no signals to be had, Ctrl-C simply ends the program.
        let Ok(mut signals) = Signals::new([Signal::Int]) else { return };
        if block_on(signals.next()).is_some() {
            stop();
        }
        if block_on(signals.next()).is_some() {
            #[expect(clippy::exit, reason = "whoever interrupts twice does not want to wait")]
            std::process::exit(130);
        }
    });
}

/// A template CloudFormation refuses is a failed deployment; everything else never came so far.
fn stopped(error: Error, out: &mut Output) -> Result<Status, Failure> {
    let has_failed = matches!(error.kind, Kind::ChangeSetFailed | Kind::TemplateRefused | Kind::Quota | Kind::Refused);
    let failure = Failure::from(error);
    if has_failed {
        out.failure(&failure);
        return Ok(Status::Findings);
    }
    Err(failure)
}

fn answer(question: &Question, job: &Job, consent: &Consent, format: StreamFormat, out: &mut Output) -> Result<Answer, Failure> {
    let agreed = Answer::Proceed { allow_replace: consent.allow_replace.clone() };
    if let Question::Secrets { parameters } = question {
        return secrets(parameters, job, consent, out);
    }
    if consent.to_all {
        return Ok(agreed);
    }
    let mut asks = |text: &str, wanted: &str| -> Result<bool, Failure> {
        if format == StreamFormat::Text {
            out.message(text)?;
        }
        Ok(typed(job)?.as_deref().map(str::trim) == Some(wanted))
    };
    let is_agreed = match question {
        Question::DeleteFailedStack { stack_name, status, remaining, dangerous } => {
            let mut text = format!("The stack {stack_name} is in {status}: its creation failed, and it has to be deleted first.");
            for resource in remaining {
                let fate = if resource.at_deletion == Fate::Kept { "keep  " } else { "delete" };
                text.push_str(&format!("\n{fate}  {}  {}", resource.logical_id, resource.resource_type));
            }
            if !asks(&format!("{text}\nDelete it and go on? Type yes:"), "yes")? {
                return Ok(Answer::Stop);
            }
            let Some(named) = named(dangerous, consent, &mut asks)? else { return Ok(Answer::Stop) };
            return Ok(Answer::Proceed { allow_replace: named });
        }
        Question::CreateBucket { bucket, why } => {
            asks(&format!("{why} Make the bucket {bucket} (private, encrypted, versioned, TLS only)? Type yes:"), "yes")?
        }
        Question::Secrets { .. } => false,
        Question::Execute { dangerous } => {
            let Some(named) = named(dangerous, consent, &mut asks)? else { return Ok(Answer::Stop) };
            if !asks("Execute the change set? Type yes:", "yes")? {
                return Ok(Answer::Stop);
            }
            return Ok(Answer::Proceed { allow_replace: named });
        }
    };
    Ok(if is_agreed { agreed } else { Answer::Stop })
}

/// The names of what may lose its data, each typed where it was not agreed to before; none where one was not.
fn named(
    dangerous: &[String],
    consent: &Consent,
    asks: &mut impl FnMut(&str, &str) -> Result<bool, Failure>,
) -> Result<Option<Vec<String>>, Failure> {
    let mut named = consent.allow_replace.clone();
    for logical_id in dangerous.iter().filter(|id| !consent.allow_replace.contains(id)) {
        if !asks(&format!("The data in {logical_id} may be lost. Type {logical_id} to allow that:"), logical_id)? {
            return Ok(None);
        }
        named.push(logical_id.clone());
    }
    Ok(Some(named))
}

/// Values of parameters without echo, typed; whoever agreed to everything is not there to type.
fn secrets(parameters: &[String], job: &Job, consent: &Consent, out: &mut Output) -> Result<Answer, Failure> {
    let mut values = Secrets::default();
    for name in parameters.iter().filter(|name| !consent.to_all || consent.asked.contains(name)) {
        values.0.insert(name.clone(), secret(name, job, out)?);
    }
    Ok(Answer::Secrets(values))
}

/// A value that is typed without being seen.
fn secret(name: &str, job: &Job, out: &mut Output) -> Result<String, Failure> {
    out.message(&format!("Value of {name}:"))?;
    let echo = |on: bool| {
        let is_seen = std::io::stdin().is_terminal() && cfg!(unix);
        // Where the terminal cannot be told, the value is seen while it is typed.
        is_seen.then(|| std::process::Command::new("stty").arg(if on { "echo" } else { "-echo" }).status())
    };
    let _ = echo(false);
    let line = typed(job);
    let _ = echo(true);
    Ok(line?.unwrap_or_default().trim_end_matches(['\r', '\n']).to_owned())
}

/// A line of standard input, unless the job ends before there is one.
fn typed(job: &Job) -> Result<Option<String>, Failure> {
    let (sender, lines) = std::sync::mpsc::channel();
    // Reading cannot be interrupted, so a thread is left to it. It reads one line only: the rest is for others.
    std::thread::spawn(move || sender.send(read_line()));
    loop {
        match lines.recv_timeout(Duration::from_millis(50)) {
            Err(RecvTimeoutError::Timeout) if !job.has_ended() => {}
            Ok(line) => return line,
            Err(_) => return Ok(None),
        }
    }
}

/// A line of standard input; `None` at its end.
pub(super) fn read_line() -> Result<Option<String>, Failure> {
    let mut line = String::new();
    let bytes = std::io::stdin().read_line(&mut line).map_err(|error| Failure::new(format!("cannot read the answer: {error}")))?;
    Ok((bytes > 0).then_some(line))
}

/// Writes progress down.
struct Teller {
    format: StreamFormat,
    began: Instant,
    count: (usize, usize),
    full: bool,
}

impl Teller {
    fn tell(&mut self, progress: &Progress, out: &mut Output) -> Result<(), Failure> {
        if self.format == StreamFormat::Jsonl {
            let line = serde_json::to_string(progress).map_err(|error| Failure::new(format!("cannot write progress: {error}")))?;
            return out.result(&format!("{line}\n"));
        }
        match progress {
            Progress::Where(destination) => out.message(&place(destination)),
            Progress::Capabilities { names, permissions, .. } => {
                out.message(&format!("It makes roles ({}). They may:", names.join(", ")))?;
                for (node, actions) in permissions {
                    let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
                    out.message(&format!("  {node}: {}", actions.join(", ")))?;
                }
                Ok(())
            }
            Progress::Uploaded { what, key, bytes, unchanged } => {
                let how = if *unchanged { "is there already" } else { "uploaded" };
                out.message(&format!("{what}: {how}, {bytes} bytes, {key}"))
            }
            Progress::Review(review) => {
                let text = review::text(review, self.full, out);
                out.message(&text)
            }
            Progress::Count { done, total } => {
                self.count = (*done, *total);
                Ok(())
            }
            Progress::Event(event) => {
                let text = self.event(event, out);
                out.message(&text)
            }
            Progress::Waiting { why, millis } => out.message(&format!("{why} Trying again in {:.1} s.", *millis as f64 / 1000.0)),
            Progress::Note { text } => out.message(text),
            Progress::Done(outcome) => self.done(outcome, out),
            Progress::Stage { .. } | Progress::Ask(_) | Progress::Stopped(_) => Ok(()),
        }
    }

    fn event(&self, event: &StackEvent, out: &Output) -> String {
        let (done, total) = self.count;
        let count = if total == 0 { String::new() } else { format!("{:>9}", format!("[{done}/{total}]")) };
        format!("{}{count}  {}", time(event.at_ms), event_line(event, |text, paint| out.paint_message(text, paint)))
    }

    fn done(&self, outcome: &Outcome, out: &mut Output) -> Result<(), Failure> {
        let seconds = format!("{:.1}", self.began.elapsed().as_secs_f32());
        match outcome {
            Outcome::Deployed(deployed) => {
                let head = out.paint_message("Deployed", Paint::Green);
                out.message(&format!("{head} in {seconds} s: {}", deployed.status))?;
                if let Some(url) = &deployed.console_url {
                    out.message(url)?;
                }
                out.result(&outputs_text(&deployed.outputs))
            }
            Outcome::NothingToDeploy(deployed) => {
                out.message("Nothing to deploy: the stack is as the design says.")?;
                out.result(&outputs_text(&deployed.outputs))
            }
            Outcome::Kept { change_set_arn } => {
                out.message("Not executed. Execute it with: aws cloudformation execute-change-set --change-set-name ARN")?;
                out.result(&format!("{change_set_arn}\n"))
            }
            Outcome::Discarded => out.message("Not deployed, and the change set is deleted. (--yes agrees without being asked.)"),
            Outcome::Deleted { kept } => {
                let head = out.paint_message("Deleted", Paint::Green);
                out.message(&format!("{head} in {seconds} s."))?;
                for (logical_id, physical_id) in kept {
                    out.message(&format!("Kept: {logical_id}  {physical_id}"))?;
                }
                Ok(())
            }
            Outcome::Looked(status) => out.message(&format!("{} is in {}", status.destination.stack_name, status.stack.status)),
            Outcome::Drift(drift) => drifted(drift, self.full, out),
            Outcome::Protected { on: true } => out.message("Protected: the stack cannot be deleted until that is lifted."),
            Outcome::Protected { on: false } => out.message("Not protected any more: the stack can be deleted."),
            Outcome::RolledBack(deployed) => out.message(&format!("Rolled back: {}", deployed.status)),
            Outcome::Failed(failure) => failed(failure, out),
            Outcome::Unwatched => out.message("CloudFormation carries on by itself: see `stackdraft events`."),
        }
    }
}

/// What has drifted, as the result; the rest is said.
fn drifted(drift: &Drift, full: bool, out: &mut Output) -> Result<(), Failure> {
    for resource in drift.drifted() {
        let node = resource.node.as_ref().map(|node| format!(" ({node})")).unwrap_or_default();
        let word = out.paint(&format!("{:<8}", resource.state.words()), Paint::Red);
        out.result(&format!("{word}  {}{node}  {}\n", resource.logical_id, resource.resource_type))?;
        for difference in &resource.differences {
            let shown = |value: &Option<String>| {
                value.as_deref().map_or_else(|| "nothing".to_owned(), |value| if full { value.to_owned() } else { review::short(value) })
            };
            let (expected, actual) = (shown(&difference.expected), shown(&difference.actual));
            out.result(&format!("          {}: {expected} → {actual}\n", difference.property))?;
        }
    }
    for why in &drift.unread {
        out.message(&format!("Not everything could be read: {why}"))?;
    }
    out.message(&drift.summary())
}

fn failed(failure: &crate::deploy::Failure, out: &mut Output) -> Result<(), Failure> {
    let head = out.paint_message("Failed:", Paint::Red);
    out.message(&format!("{head} the stack is in {}, {}.", failure.status, failure.consequence()))?;
    for cause in &failure.causes {
        let node = cause.node.as_ref().map(|node| format!("{node}, ")).unwrap_or_default();
        let id = out.paint_message(&cause.logical_id, Paint::Bold);
        out.message(&format!("  {id} ({node}{}): {}", cause.resource_type, cause.reason))?;
        if let Some(explanation) = &cause.explanation {
            out.message(&format!("    {explanation}"))?;
        }
    }
    if failure.status == "UPDATE_ROLLBACK_FAILED" {
        out.message("  stackdraft rollback DESIGN --env ENVIRONMENT takes it up again.")?;
    }
    failure.console_url.as_ref().map_or(Ok(()), |url| out.message(url))
}

/// Who, where and what, in a line.
pub(super) fn place(destination: &Destination) -> String {
    let at = destination.endpoint.as_ref().map(|endpoint| format!(" at {endpoint}")).unwrap_or_default();
    format!(
        "Stack {} in {}, account {}{at}, as {}",
        destination.stack_name, destination.region, destination.identity.account, destination.identity.arn
    )
}

/// An event without its time.
pub(super) fn event_line(event: &StackEvent, paint: impl Fn(&str, Paint) -> String) -> String {
    let color = match event.progression() {
        Progression::Failed => Paint::Red,
        Progression::Done => Paint::Green,
        Progression::Removed | Progression::Kept => Paint::Yellow,
        Progression::InProgress => Paint::Blue,
    };
    let name = event.node.as_ref().map_or_else(|| event.logical_id.clone(), |node| format!("{} ({node})", event.logical_id));
    let reason = event.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{}  {name}  {}{reason}", paint(&format!("{:<24}", event.status), color), paint(&event.resource_type, Paint::Dim))
}

/// Hours, minutes and seconds of a moment, in UTC.
pub(super) fn time(at_ms: i64) -> String {
    let seconds = at_ms.div_euclid(1000).rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Day and time of a moment, in UTC.
pub(super) fn moment(at_ms: i64) -> String {
    let date = crate::catalog::Date::from_days(at_ms.div_euclid(86_400_000));
    format!("{date} {}", time(at_ms))
}

/// Outputs in two columns.
pub(super) fn outputs_text(outputs: &[StackOutput]) -> String {
    let width = outputs.iter().map(|output| output.name.chars().count()).max().unwrap_or(0);
    outputs.iter().map(|output| format!("{:<width$}  {}\n", output.name, output.value)).collect::<Vec<_>>().concat()
}
