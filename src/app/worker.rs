//! A thread that computes what follows from documents, beside the window: only the latest question of each is answered.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// The thread, and what it has answered.
#[derive(Debug)]
pub struct Worker<Question, Answer> {
    requests: Sender<Request<Question, Answer>>,
    answers: Receiver<(u64, Arc<Answer>)>,
}

/// What the thread is to do.
#[derive(Debug)]
enum Request<Question, Answer> {
    /// To answer a question about a document.
    Answer(u64, Question),
    /// To free what an answer took up: dropping the request does.
    Free { _answer: Arc<Answer> },
}

impl<Question: Send + 'static, Answer: Send + Sync + 'static> Worker<Question, Answer> {
    /// Starts the thread; `wake` is called after each answer.
    pub fn start(wake: impl Fn() + Send + 'static, answer: fn(&Question) -> Answer) -> Self {
        let (requests, inbox) = channel();
        let (outbox, answers) = channel();
        thread::spawn(move || {
            while let Ok(first) = inbox.recv() {
                for (document, question) in newest(first, &inbox) {
                    if outbox.send((document, Arc::new(answer(&question)))).is_err() {
                        return;
                    }
                    wake();
                }
            }
        });
        Self { requests, answers }
    }

    /// Asks about a document.
    pub fn ask(&self, document: u64, question: Question) {
        // The thread ends only with the program: a question that nobody takes is no loss.
        drop(self.requests.send(Request::Answer(document, question)));
    }

    /// Lets an answer go that nobody needs any more: to free a large one takes longer than a frame may.
    pub fn let_go(&self, answer: Arc<Answer>) {
        drop(self.requests.send(Request::Free { _answer: answer }));
    }

    /// What has been answered since the last time, with the document it is for.
    pub fn answers(&self) -> Vec<(u64, Arc<Answer>)> {
        self.answers.try_iter().collect()
    }
}

/// The latest question of each document: earlier ones are out of date.
fn newest<Question, Answer>(first: Request<Question, Answer>, inbox: &Receiver<Request<Question, Answer>>) -> Vec<(u64, Question)> {
    let mut latest: Vec<(u64, Question)> = Vec::new();
    for request in std::iter::once(first).chain(inbox.try_iter()) {
        if let Request::Answer(document, question) = request {
            latest.retain(|(asked, _)| *asked != document);
            latest.push((document, question));
        }
    }
    latest
}

/// What a computation gives; where it panics, what the panic said: a fault in one answer ends neither thread nor window.
pub fn guarded<Answer>(compute: impl FnOnce() -> Answer) -> Result<Answer, String> {
    catch_unwind(AssertUnwindSafe(compute)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref::<String>().cloned());
        text.unwrap_or_else(|| "the computation stopped".to_owned())
    })
}
