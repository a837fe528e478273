//! A design as plain shapes in canvas space: the window paints them, SVG and PNG write them.
//!
//! A [`Scene`] holds one item per node, group, note and line, each with its area, so that a painter can leave out what is
//! not in view and find what the pointer is on. Shapes name colours by [`Token`]; a [`Theme`] says what they look like.

pub mod arrangement;
pub mod badge;
pub mod bend;
pub mod card;
mod change;
mod far;
pub mod fold;
mod follow;
pub mod frame;
pub mod hit;
pub mod icon;
pub mod line;
mod lock;
mod making;
pub mod markup;
pub mod outline;
mod places;
pub mod png;
pub mod preview;
pub mod references;
mod resume;
mod routing;
pub mod scene;
pub mod shape;
pub mod stack;
pub mod states;
pub mod svg;
pub mod theme;
pub mod unfold;

pub use arrangement::Arrangement;
pub use badge::{Badge, Badges};
pub use fold::{Folded, FoldedGroup};
pub use hit::Hit;
pub use line::Emphasis;
pub use preview::Moves;
pub use references::Reference;
pub use resume::Courses;
pub use scene::{GroupItem, LineItem, NodeItem, NoteItem, Scene};
pub use shape::{Detail, Shape, Stroke};
pub use stack::Piece;
pub use states::StatePicture;
pub use theme::{Color, Theme, Token};
