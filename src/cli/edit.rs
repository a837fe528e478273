//! `stackdraft edit`

use std::io::Read as _;
use std::path::PathBuf;

use super::output::without_stop;
use super::{Failure, Output, Status, load, save, script};
use crate::REGISTRY;
use crate::catalog::draft::Draft;
use crate::design::Editor;

/// Change a design with a script, as one step
///
/// Every line is one change. What is refused says why, with its line, and then nothing is changed at all.
#[derive(Debug, clap::Args)]
#[command(after_help = script::HELP)]
pub struct Arguments {
    /// The design.
    file: PathBuf,
    /// The script: a file, or - for standard input.
    #[arg(long, default_value = "-")]
    script: PathBuf,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let text = if arguments.script.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(|e| Failure::new(format!("cannot read the script: {e}")))?;
        text
    } else {
        std::fs::read_to_string(&arguments.script)
            .map_err(|e| Failure::new(format!("{}: cannot read the script: {e}", arguments.script.display())))?
    };
    let design = load(&arguments.file)?;
    let mut draft = Draft::new(&design, &REGISTRY);
    let done = script::run(&text, &mut draft).map_err(|fault| {
        let source = if arguments.script.as_os_str() == "-" { "the script".to_owned() } else { arguments.script.display().to_string() };
        let why = without_stop(&fault.problem.message);
        Failure { hint: fault.problem.hint, ..Failure::new(format!("{source}, line {}: {why}; nothing was changed", fault.line)) }
    })?;
    let mut editor = Editor::new(design);
    editor.commit(draft.finish("Edit by script"));
    if editor.is_dirty() {
        save(editor.design(), &arguments.file)?;
    }
    out.message(&format!("{done} {} made in {}", if done == 1 { "change" } else { "changes" }, arguments.file.display()))?;
    Ok(Status::Done)
}
