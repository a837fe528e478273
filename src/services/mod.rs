//! The services (node kinds), one file each.

pub mod function;
pub mod queue;
pub mod table;

use crate::catalog::Service;

/// Every service, sorted by id.
pub static SERVICES: &[&dyn Service] = &[&function::Function, &queue::Queue, &table::Table];
