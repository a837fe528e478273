//! Where results, messages and errors go.

use std::io::{self, IsTerminal as _, Write};

/// How a command ended, as an exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Done and clean: 0.
    Done,
    /// There are findings, or a deployment failed: 1.
    Findings,
}

/// A sentence without its full stop, to go on after it.
pub(super) fn without_stop(sentence: &str) -> &str {
    sentence.strip_suffix('.').unwrap_or(sentence)
}

/// Why a command could not run (exit status 2), and what would help.
#[derive(Debug)]
pub struct Failure {
    /// What went wrong, and with what.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether it is only that nobody reads the result any more, as behind `| head`: no fault of the program's.
    pub unread: bool,
    /// Whether it has been told already: beside the results, or by the process started in this one's place.
    pub told: bool,
}

impl Failure {
    /// A failure without a hint.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, unread: false, told: false }
    }

    /// A failure and what would help.
    pub fn with_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..Self::new(message) }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let unread = error.kind() == io::ErrorKind::BrokenPipe;
        Self { unread, ..Self::new(format!("cannot write the result: {error}")) }
    }
}

/// Text colours, for terminals only.
#[derive(Clone, Copy, Debug)]
pub enum Paint {
    /// Errors.
    Red,
    /// Warnings.
    Yellow,
    /// Advice, places.
    Blue,
    /// What went well.
    Green,
    /// What can be missed.
    Dim,
    /// What matters.
    Bold,
}

/// The program's standard streams.
pub struct Output {
    result: Box<dyn Write>,
    message: Box<dyn Write>,
    color_result: bool,
    color_message: bool,
}

impl Output {
    /// The real streams; colours where they are terminals and `NO_COLOR` is not set.
    #[must_use]
    pub fn standard() -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()) || std::env::var_os("TERM").is_some_and(|v| v == "dumb");
        Self {
            result: Box::new(io::stdout()),
            message: Box::new(io::stderr()),
            color_result: !plain && io::stdout().is_terminal(),
            color_message: !plain && io::stderr().is_terminal(),
        }
    }

    /// Streams of a caller's own, without colours.
    #[must_use]
    pub fn to(result: impl Write + 'static, message: impl Write + 'static) -> Self {
        Self { result: Box::new(result), message: Box::new(message), color_result: false, color_message: false }
    }

    /// Writes a part of the result.
    pub fn result(&mut self, text: &str) -> Result<(), Failure> {
        self.result.write_all(text.as_bytes())?;
        Ok(self.result.flush()?)
    }

    /// Tells the user something that is not the result.
    pub fn message(&mut self, text: &str) -> Result<(), Failure> {
        Ok(writeln!(self.message, "{text}")?)
    }

    /// Tells the user why a command could not run.
    pub fn failure(&mut self, failure: &Failure) {
        let head = self.paint_message("error:", Paint::Red);
        // There is nowhere left to say that this could not be said.
        let _ = writeln!(self.message, "{head} {}", failure.message);
        if let Some(hint) = &failure.hint {
            let head = self.paint_message("hint:", Paint::Blue);
            let _ = writeln!(self.message, "{head} {hint}");
        }
    }

    /// Text of the result in a colour, where it goes to a terminal.
    #[must_use]
    pub fn paint(&self, text: &str, paint: Paint) -> String {
        painted(text, paint, self.color_result)
    }

    /// Text of a message in a colour, where it goes to a terminal.
    #[must_use]
    pub fn paint_message(&self, text: &str, paint: Paint) -> String {
        painted(text, paint, self.color_message)
    }
}

fn painted(text: &str, paint: Paint, color: bool) -> String {
    let code = match paint {
        Paint::Red => "1;31",
        Paint::Yellow => "33",
        Paint::Blue => "34",
        Paint::Green => "32",
        Paint::Dim => "2",
        Paint::Bold => "1",
    };
    if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}
