//! The rules, one file each, named after the offence.

mod runner;

pub use runner::{Report, run};

use crate::catalog::Check;

/// The code of the check for suppressions that suppress nothing; the runner reports them, as only it knows.
pub const STALE_SUPPRESSION: &str = "DOC006";

/// Every check, sorted by code.
pub static CHECKS: &[&dyn Check] = &[];
