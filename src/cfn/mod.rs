//! CloudFormation itself: an ordered value tree, its intrinsic functions, templates, and both their notations. Knows no design.

pub mod json;
pub mod map;
pub mod pieces;
pub mod read;
pub mod references;
pub mod template;
pub mod value;
pub mod yaml;

pub use map::Map;
pub use pieces::Pieces;
pub use template::{Output, Resource, Template};
pub use value::{Text, Value};
