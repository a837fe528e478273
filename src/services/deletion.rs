//! What becomes of what a resource holds when it leaves the stack, or another takes its place: a setting of every service that
//! holds something.
//!
//! AWS: CloudFormation User Guide, "DeletionPolicy attribute" and "UpdateReplacePolicy attribute".

use crate::catalog::Field;
use crate::catalog::emission::DELETION;
use crate::catalog::field::choice;

const HELP: &str = "What becomes of it, with all it holds, when it leaves the stack or another takes its place: kept outside of any stack, or gone for good.";

/// Of what is kept unless it is said otherwise.
pub const KEPT: Field = Field::choice(DELETION, "On deletion", &[choice("Retain", "Keep it"), choice("Delete", "Delete it")]).help(HELP);
/// Of what is deleted unless it is said otherwise.
pub const DELETED: Field = Field::choice(DELETION, "On deletion", &[choice("Delete", "Delete it"), choice("Retain", "Keep it")]).help(HELP);
