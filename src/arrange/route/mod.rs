//! How lines run: orthogonal paths around cards, through gutters, kept apart from each other, with room for their labels.
//!
//! Every line is first searched on a sparse grid of the places where a careful hand would draw (`grid`, `search`),
//! then lines in the same gutter are put in order and spread (`order`, `spread`); where a gutter is too full, some go another way
//! (`crowd`). Then labels find their place (`label`), where others have to make room for them (`nudge`, `yielding`).

mod crowd;
mod dogleg;
mod grid;
mod label;
mod measures;
mod nudge;
mod order;
mod path;
mod request;
mod room;
mod router;
mod scene;
mod search;
mod segments;
mod spread;
#[cfg(test)]
mod tests;
mod tracks;
mod yielding;

pub use request::{LineEnd, Rerouted, RouteCard, RouteGroup, RouteLine, RouteRequest, RouteResult, RoutedLine, Side, Since};
pub use router::{VIEW, reroute, route};
