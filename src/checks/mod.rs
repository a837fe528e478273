//! The rules, one file each, named after the offence.

pub mod dead_letters_missing;
pub mod event_loop;
pub mod field_invalid;
pub mod node_unconnected;
pub mod pair_impossible;
mod runner;
pub mod visibility_timeout_short;

pub use runner::{Report, run};

use crate::catalog::Check;

/// The code of the check for suppressions that suppress nothing; the runner reports them, as only it knows.
pub const STALE_SUPPRESSION: &str = "DOC006";

/// Every check, sorted by code.
pub static CHECKS: &[&dyn Check] = &[
    &node_unconnected::NodeUnconnected,
    &dead_letters_missing::DeadLettersMissing,
    &visibility_timeout_short::VisibilityTimeoutShort,
    &event_loop::EventLoop,
    &pair_impossible::PairImpossible,
    &field_invalid::FieldInvalid,
];
