//! Arguments in, exit status out: no argument or a file opens the window, a subcommand runs without one.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;
use stackdraft::cli::{self, Failure, Output, Status};

/// Analysis makes and drops small values by the million, and every frame a few large ones: the allocators of most systems
/// are slow with the first and hand the second back to the system each time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(feature = "window")]
fn open_window(files: &[PathBuf]) -> Result<Status, Failure> {
    stackdraft::app::run(files).map(|()| Status::Done)
}

#[cfg(not(feature = "window"))]
fn open_window(_files: &[PathBuf]) -> Result<Status, Failure> {
    Err(Failure::with_hint("this build has no window", "the commands work without one: `stackdraft --help` lists them"))
}

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let mut out = Output::standard();
    let outcome = match arguments.command {
        Some(command) => cli::run(command, &mut out),
        None => open_window(&arguments.files),
    };
    match outcome {
        Ok(Status::Done) => ExitCode::SUCCESS,
        Ok(Status::Findings) => ExitCode::from(1),
        Err(failure) if failure.unread => ExitCode::SUCCESS,
        Err(failure) if failure.told => ExitCode::from(2),
        Err(failure) => {
            out.failure(&failure);
            ExitCode::from(2)
        }
    }
}
