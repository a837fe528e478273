//! Templates that are opened: what the services recognise in them is looked for beside the frames, and can be stopped.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;
use std::time::{Duration, Instant};

use egui::Context;

use super::prompt::{Prompt, Template};
use super::state::{State, capital};
use super::toast::{Offer, Toast};
use crate::REGISTRY;
use crate::design::Editor;
use crate::import::{ENOUGH, Going, Imported, Watch};
use crate::project;

/// What takes longer is told.
const NOTICED: Duration = Duration::from_millis(400);
/// How often it is told how far it is.
const STEP: Duration = Duration::from_millis(100);

/// A template on its way to a design.
#[derive(Debug)]
pub struct Importing {
    path: PathBuf,
    answer: Receiver<Result<Option<Imported>, String>>,
    /// In hundredths.
    done: Arc<AtomicU8>,
    stop: Arc<AtomicBool>,
    begun: Instant,
    /// The message that tells of it.
    toast: Option<u64>,
}

/// Asks whether to make a design of a template, as soon as nothing else is asked; why it is no template otherwise.
pub fn offer(state: &mut State, path: &Path) -> Result<(), project::Error> {
    let types = project::template_outline(path)?;
    let template = Template { path: path.to_path_buf(), types };
    if !state.offered.contains(&template) {
        state.offered.push_back(template);
    }
    Ok(())
}

/// Asks about the next template that was opened.
pub fn ask(state: &mut State) {
    if state.prompt.is_none() && state.tour.is_none() {
        state.prompt = state.offered.pop_front().map(Prompt::Import);
    }
}

/// Begins to make a design of a template; the template stays as it is.
pub fn begin(state: &mut State, path: &Path) {
    let file = path.to_path_buf();
    begin_with(state, path, move |watch| {
        project::load_template(&file, project::title(&file), &REGISTRY, watch).map_err(|error| error.to_string())
    });
}

/// The same of a template from elsewhere; where it is from is what it is called by.
pub fn begin_with(state: &mut State, path: &Path, import: impl FnOnce(&Watch<'_>) -> Result<Option<Imported>, String> + Send + 'static) {
    let (sender, answer) = channel();
    let (done, stop) = (Arc::new(AtomicU8::new(0)), Arc::new(AtomicBool::new(false)));
    let (told, stopped, wake) = (Arc::clone(&done), Arc::clone(&stop), state.dialogs.waker());
    thread::spawn(move || {
        let begun = Instant::now();
        let watch = |share: f32| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is from 0 to 1")]
            told.store((share * 100.0) as u8, Ordering::Relaxed);
            match (stopped.load(Ordering::Relaxed), begun.elapsed() >= ENOUGH) {
                (true, _) => Going::Stop,
                (false, true) => Going::Enough,
                (false, false) => Going::On,
            }
        };
        // Without a receiver the window is closed.
        drop(sender.send(import(&watch)));
        wake();
    });
    state.importing.push(Importing { path: path.to_path_buf(), answer, done, stop, begun: Instant::now(), toast: None });
}

/// Stops looking: nothing comes of the templates that are on their way.
pub fn stop(state: &State) {
    state.importing.iter().for_each(|importing| importing.stop.store(true, Ordering::Relaxed));
}

/// Opens what has become of templates, and tells how far the others are.
pub fn advance(state: &mut State, ctx: &Context) {
    for mut importing in std::mem::take(&mut state.importing) {
        match importing.answer.try_recv() {
            Err(TryRecvError::Empty) => {
                tell(state, &mut importing);
                state.importing.push(importing);
                ctx.request_repaint_after(STEP);
            }
            // The thread ended without an answer, which is a fault of the program: silence would look like nothing was opened.
            Err(TryRecvError::Disconnected) => {
                forget(state, &importing);
                let told = format!("Importing {} failed inside Stackdraft; the file is as it was.", importing.path.display());
                state.toast(Toast::refused(told, None));
            }
            Ok(answer) => {
                forget(state, &importing);
                open(state, &importing.path, answer);
            }
        }
    }
}

fn tell(state: &mut State, importing: &mut Importing) {
    let text = format!("Importing {}: {} %", importing.path.display(), importing.done.load(Ordering::Relaxed));
    if let Some(toast) = state.toasts.iter_mut().find(|toast| Some(toast.id) == importing.toast) {
        (toast.text, toast.since) = (text, Instant::now());
    } else if importing.toast.is_none() && importing.begun.elapsed() > NOTICED {
        state.toast(Toast::done(text).offering(Some(Offer::StopImport)));
        importing.toast = state.toasts.last().map(|toast| toast.id);
    }
}

fn forget(state: &mut State, importing: &Importing) {
    state.toasts.retain(|toast| Some(toast.id) != importing.toast);
}

fn open(state: &mut State, path: &Path, answer: Result<Option<Imported>, String>) {
    let imported = match answer {
        Ok(Some(imported)) => imported,
        Ok(None) => return,
        Err(why) => {
            let why = capital(&why);
            state.toast(Toast::refused(format!("{why}: {}", path.display()), None));
            return;
        }
    };
    let summary = format!("Imported {}: {}", path.display(), imported.summary());
    state.open(Editor::unsaved(imported.design.clone()), None);
    state.toast(match imported.lost.len() {
        0 => Toast::done(summary),
        count => {
            let places = imported.lost.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
            Toast::refused(format!("{summary}. Not held in {count} places: {places}"), None)
        }
    });
}
