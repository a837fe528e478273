//! How big things are: text widths from the embedded fonts, card sizes, port places, chips, notes and group names.

pub mod card;
pub mod frame;
pub mod text;

pub use card::{Card, Port, PortKind, RowPlace};
pub use text::Face;
