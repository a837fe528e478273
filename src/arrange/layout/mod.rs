//! Where cards go: columns that follow the flow from left to right, groups as rectangles apart from each other, lines short,
//! straight and rarely crossing.
//!
//! Columns first (`layers`), then the order in each column (`order`), which the straight ways between cards put right
//! (`untangle`), then heights (`heights`) and columns' places (`columns`); without groups, cards then find better places in their
//! columns (`roam`).

mod columns;
mod crossings;
mod flow;
mod heights;
mod insert;
mod layers;
mod measures;
mod net;
mod order;
mod request;
mod roam;
mod separate;
mod sight;
mod simplex;
mod straight;
#[cfg(test)]
mod tests;
mod tree;
mod untangle;
mod whole;

pub use request::{LayoutEdge, LayoutGroup, LayoutNode, LayoutRequest, LayoutResult};

/// Lays out the nodes that are not pinned. The same request always gives the same result.
///
/// With no node pinned the whole is laid out anew, at the upper left corner of what was there. Otherwise the others stay, and
/// what is new goes beside what it is connected with, where there is room.
#[must_use]
pub fn layout(request: &LayoutRequest) -> LayoutResult {
    if request.nodes.iter().any(request::LayoutNode::stays) { insert::insert(request) } else { whole::whole(request) }
}
