//! `stackdraft schema`

use super::{Failure, Output, Status};
use crate::{REGISTRY, project};

/// Print the JSON Schema of design files
#[derive(Debug, clap::Args)]
pub struct Arguments {}

pub(super) fn run(_arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    out.result(&format!("{:#}\n", project::schema::schema(&REGISTRY)))?;
    Ok(Status::Done)
}
