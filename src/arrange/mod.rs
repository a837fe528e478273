//! Where cards go and how lines run: plain geometry in, plain geometry out, nothing of the design's meaning.

mod cells;
pub mod layout;
pub mod route;

pub(crate) use cells::Cells;
