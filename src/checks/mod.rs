//! The rules, one file each, named after the offence.

use crate::catalog::Check;

/// Every check, sorted by code.
pub static CHECKS: &[&dyn Check] = &[];
