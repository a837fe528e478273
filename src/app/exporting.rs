//! Templates that are written: worked out and written beside the frames, with a word about how far it is, and stopped where
//! that is wanted.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread;
use std::time::{Duration, Instant};

use egui::Context;

use super::analysis::{analyse, today};
use super::exported;
use super::outside;
use super::state::{State, capital};
use super::toast::{Offer, Toast};
use super::worker::guarded;
use crate::catalog::Severity;
use crate::cfn::Template;
use crate::design::Design;
use crate::{nested, project};

/// What takes longer is told.
const NOTICED: Duration = Duration::from_millis(400);
/// How often it is told how far it is.
const STEP: Duration = Duration::from_millis(100);

/// A template on its way to its file.
#[derive(Debug)]
pub struct Exporting {
    /// The document it is of.
    id: u64,
    path: PathBuf,
    answers: Receiver<Answer>,
    stop: Arc<AtomicBool>,
    begun: Instant,
    /// What is being done.
    doing: String,
    /// The message that tells of it.
    toast: Option<u64>,
}

/// What the thread says.
#[derive(Debug)]
enum Answer {
    /// It has come to this.
    Doing(String),
    /// It is done.
    Done(Outcome),
}

/// What has become of it.
#[derive(Debug)]
enum Outcome {
    /// The template is in its file: so many resources, with so many errors.
    Written { resources: usize, errors: usize },
    /// It was divided into so many nested stacks.
    Divided { stacks: usize, errors: usize },
    /// A file could not be written.
    Refused(project::Unwritten),
    /// Something went wrong inside the program.
    Failed(String),
    /// It was stopped before anything was written.
    Stopped,
}

/// Begins to write a document's template.
pub fn begin(state: &mut State, id: u64, path: &Path) {
    let Some(document) = state.document_by_id(id) else { return };
    let design = Arc::clone(document.design());
    let (sender, answers) = channel();
    let stop = Arc::new(AtomicBool::new(false));
    let wake = state.dialogs.waker();
    let work = Work { design, path: path.to_path_buf(), stop: Arc::clone(&stop), sender };
    thread::spawn(move || {
        let outcome = guarded(|| work.run()).unwrap_or_else(Outcome::Failed);
        // Without a receiver the window is closed.
        drop(work.sender.send(Answer::Done(outcome)));
        wake();
    });
    let doing = String::new();
    state.exporting.push(Exporting { id, path: path.to_path_buf(), answers, stop, begun: Instant::now(), doing, toast: None });
}

/// Writes nothing after all, as far as nothing is written yet.
pub fn stop(state: &State) {
    state.exporting.iter().for_each(|exporting| exporting.stop.store(true, Ordering::Relaxed));
}

/// Waits for what is being written, as the program ends: half of several files would be worse than none.
pub fn end(state: &mut State) {
    const PATIENCE: Duration = Duration::from_secs(10);
    for exporting in std::mem::take(&mut state.exporting) {
        while let Ok(Answer::Doing(_)) = exporting.answers.recv_timeout(PATIENCE) {}
    }
}

/// Tells what has become of templates, and how far the others are.
pub fn advance(state: &mut State, ctx: &Context) {
    for mut exporting in std::mem::take(&mut state.exporting) {
        let outcome = loop {
            match exporting.answers.try_recv() {
                Ok(Answer::Doing(what)) => exporting.doing = what,
                Ok(Answer::Done(outcome)) => break Some(outcome),
                Err(TryRecvError::Empty) => break None,
                Err(TryRecvError::Disconnected) => break Some(Outcome::Failed("the thread ended".to_owned())),
            }
        };
        if let Some(outcome) = outcome {
            state.toasts.retain(|toast| Some(toast.id) != exporting.toast);
            finish(state, &exporting, outcome);
        } else {
            tell(state, &mut exporting);
            state.exporting.push(exporting);
            ctx.request_repaint_after(STEP);
        }
    }
}

fn tell(state: &mut State, exporting: &mut Exporting) {
    let text = format!("Exporting to {}: {}", exporting.path.display(), exporting.doing);
    if let Some(toast) = state.toasts.iter_mut().find(|toast| Some(toast.id) == exporting.toast) {
        (toast.text, toast.since) = (text, Instant::now());
    } else if exporting.toast.is_none() && exporting.begun.elapsed() > NOTICED {
        state.toast(Toast::done(text).offering(Some(Offer::StopExport)));
        exporting.toast = state.toasts.last().map(|toast| toast.id);
    }
}

fn finish(state: &mut State, exporting: &Exporting, outcome: Outcome) {
    let path = exporting.path.display();
    let with_errors = |errors| Toast::refused(format!("Exported with {errors} errors that CloudFormation would refuse: {path}"), None);
    let toast = match outcome {
        Outcome::Written { resources, errors } => {
            exported::remember(state, exporting.id, Some(&exporting.path));
            if errors > 0 { with_errors(errors) } else { Toast::done(format!("Exported {resources} resources to {path}")) }
        }
        Outcome::Divided { stacks, errors } => {
            exported::remember(state, exporting.id, None);
            let text = format!("One stack cannot hold the design: exported as {stacks} nested stacks, their templates beside {path}");
            if errors > 0 { with_errors(errors) } else { Toast::done(text) }
        }
        Outcome::Refused(refused) => {
            let advice = outside::advice(&refused.why).to_owned();
            let before = if refused.changed.is_empty() { "Nothing was exported. " } else { "" };
            Toast::refused(format!("{before}{}", capital(&refused.to_string())), Some(advice))
        }
        // Silence would look like it was written.
        Outcome::Failed(why) => Toast::refused(format!("Exporting to {path} failed inside Stackdraft: {why}"), None),
        Outcome::Stopped => Toast::done(format!("Nothing was exported: {path} is as it was")),
    };
    state.toast(toast);
}

/// What the thread works on.
struct Work {
    design: Arc<Design>,
    path: PathBuf,
    stop: Arc<AtomicBool>,
    sender: Sender<Answer>,
}

impl Work {
    fn run(&self) -> Outcome {
        self.say("working out the template");
        let analysis = analyse(&self.design, today());
        if self.is_stopped() {
            return Outcome::Stopped;
        }
        let errors = analysis.count(Severity::Error);
        if nested::needed(&analysis.synthesis) {
            self.say("dividing it into nested stacks");
            // What cannot be divided is exported whole, with the error that says why.
            if let Ok(nested) = nested::divide(&self.design, &analysis.synthesis) {
                return self.write(&self.divided(&nested), Outcome::Divided { stacks: nested.stacks.len(), errors });
            }
        }
        let resources = analysis.synthesis.template.resources.len();
        self.write(&[(self.path.clone(), exported::text(&analysis, &self.path))], Outcome::Written { resources, errors })
    }

    /// The template of the root, and those of the nested stacks beside it.
    fn divided(&self, nested: &nested::Nested) -> Vec<(PathBuf, String)> {
        let json = exported::is_json(&self.path);
        let text = |template: &Template| if json { crate::cfn::json::write(&template.to_value()) } else { template.yaml() };
        let stem = self.path.file_stem().map_or_else(|| "template".into(), |stem| stem.to_string_lossy().into_owned());
        let extension = self.path.extension().map_or_else(|| "yaml".into(), |extension| extension.to_string_lossy().into_owned());
        let files = nested.files(&stem, &extension).into_iter();
        files.map(|(name, template)| (self.path.with_file_name(name), text(&template))).collect()
    }

    /// Writes the files: all of them or none, as they belong together.
    fn write(&self, files: &[(PathBuf, String)], written: Outcome) -> Outcome {
        if self.is_stopped() {
            return Outcome::Stopped;
        }
        let begin = |number| self.say(&format!("writing {} of {}", number + 1, files.len()));
        project::replace_all(files, begin).map_or_else(Outcome::Refused, |()| written)
    }

    fn say(&self, what: &str) {
        drop(self.sender.send(Answer::Doing(what.to_owned())));
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Settings;

    /// A window with a sample, and what its thread would do.
    fn work(path: &Path, stopped: bool) -> (State, Work, Exporting) {
        let sample = project::samples::find("image-pipeline").expect("a sample");
        let mut state = State::new(|| (), Settings::default());
        state.open(crate::design::Editor::new(project::parse(sample.text).unwrap()), None);
        let document = state.document().unwrap();
        let (sender, answers) = channel();
        let stop = Arc::new(AtomicBool::new(stopped));
        let work = Work { design: Arc::clone(document.design()), path: path.to_path_buf(), stop: Arc::clone(&stop), sender };
        let (id, begun) = (document.id, Instant::now());
        (state, work, Exporting { id, path: path.to_path_buf(), answers, stop, begun, doing: String::new(), toast: None })
    }

    #[test]
    fn what_takes_long_is_told_and_stopped_by_its_message() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("template.yaml");
        let (mut state, work, mut exporting) = work(&path, false);
        exporting.begun = Instant::now().checked_sub(NOTICED * 2).expect("the machine runs for some seconds");
        let stop = Arc::clone(&exporting.stop);
        state.exporting.push(exporting);
        let ctx = Context::default();
        work.say("working out the template");
        advance(&mut state, &ctx);
        let told: Vec<_> = state.toasts.iter().map(|toast| (toast.text.clone(), toast.offer.clone())).collect();
        let text = format!("Exporting to {}: working out the template", path.display());
        assert_eq!(told, [(text, Some(Offer::StopExport))]);
        state.perform(crate::app::action::Action::StopExport, &ctx);
        assert!(stop.load(Ordering::Relaxed));
        let outcome = work.run();
        assert!(matches!(outcome, Outcome::Stopped), "{outcome:?}");
        drop(work.sender.send(Answer::Done(outcome)));
        advance(&mut state, &ctx);
        assert!(state.exporting.is_empty() && !path.exists(), "nothing was written");
        let told: Vec<_> = state.toasts.iter().map(|toast| toast.text.clone()).collect();
        assert_eq!(told, [format!("Nothing was exported: {} is as it was", path.display())], "and the message about it is gone");
    }

    #[test]
    fn a_thread_that_ends_without_an_answer_is_told() {
        let (mut state, work, exporting) = work(Path::new("template.yaml"), false);
        state.exporting.push(exporting);
        drop(work);
        advance(&mut state, &Context::default());
        assert!(state.toasts.iter().any(|toast| toast.text.starts_with("Exporting to template.yaml failed inside Stackdraft")));
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_with_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gone/template.json");
        let (mut state, work, exporting) = work(&path, false);
        let outcome = work.run();
        assert!(matches!(&outcome, Outcome::Refused(refused) if refused.file == path), "{outcome:?}");
        finish(&mut state, &exporting, outcome);
        assert!(state.toasts[0].text.contains("gone") && state.toasts[0].hint.is_some());
    }

    #[test]
    fn of_several_files_none_is_written_where_one_cannot_be() {
        let folder = tempfile::tempdir().unwrap();
        let [path, stack] = ["template.yaml", "template-orders.yaml"].map(|name| folder.path().join(name));
        std::fs::write(&path, "as it was").unwrap();
        std::fs::create_dir(&stack).unwrap();
        let (mut state, work, exporting) = work(&path, false);
        let outcome = work.write(&[(path.clone(), "root".into()), (stack, "nested".into())], Outcome::Stopped);
        finish(&mut state, &exporting, outcome);
        let text = &state.toasts[0].text;
        assert!(text.starts_with("Nothing was exported. Cannot write the file: ") && text.ends_with("template-orders.yaml"), "{text}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "as it was");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
