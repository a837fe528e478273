//! What the automatic layout is asked and what it answers.

use crate::design::geometry::{Point, Rect, Size};

/// Everything the layout needs to know; equal requests give equal results.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LayoutRequest {
    /// The cards.
    pub nodes: Vec<LayoutNode>,
    /// The groups, in any order.
    pub groups: Vec<LayoutGroup>,
    /// What flows where.
    pub edges: Vec<LayoutEdge>,
}

/// A card to be placed, or to be placed around.
#[derive(Clone, Debug, PartialEq)]
pub struct LayoutNode {
    /// Names the node among the nodes of the request.
    pub id: u32,
    /// Its size.
    pub size: Size,
    /// The group it belongs to.
    pub group: Option<u32>,
    /// Where its upper left corner is now.
    pub position: Option<Point>,
    /// Whether it stays where it is; without a position it cannot.
    pub pinned: bool,
}

/// A group: a rectangle around its members, apart from everything else.
#[derive(Clone, Debug, PartialEq)]
pub struct LayoutGroup {
    /// Names the group among the groups of the request.
    pub id: u32,
    /// The group it lies in.
    pub parent: Option<u32>,
}

/// A connection; the flow goes from the right side of the source to the left side of the target.
#[derive(Clone, Debug, PartialEq)]
pub struct LayoutEdge {
    /// The node it leaves.
    pub source: u32,
    /// The node it enters.
    pub target: u32,
    /// How far below the source's upper edge its port is; its middle if not given. At the lower edge the line leaves downwards.
    pub source_port: Option<f32>,
    /// How far below the target's upper edge its port is; its middle if not given.
    pub target_port: Option<f32>,
    /// The width of its label, 0 without one: gutters leave room for it.
    pub label_width: f32,
}

/// Where everything goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LayoutResult {
    /// The upper left corner of each node, in the order of the request.
    pub nodes: Vec<(u32, Point)>,
    /// The rectangle of each group, in the order of the request.
    pub groups: Vec<(u32, Rect)>,
}

impl LayoutResult {
    /// The new place of a node.
    #[must_use]
    pub fn node(&self, id: u32) -> Option<Point> {
        self.nodes.iter().find(|node| node.0 == id).map(|node| node.1)
    }

    /// The new rectangle of a group.
    #[must_use]
    pub fn group(&self, id: u32) -> Option<Rect> {
        self.groups.iter().find(|group| group.0 == id).map(|group| group.1)
    }
}

impl LayoutNode {
    /// Its place, if it has one that counts.
    pub(super) fn place(&self) -> Option<Point> {
        self.position.filter(|point| point.x.is_finite() && point.y.is_finite())
    }

    /// Whether it stays where it is.
    pub(super) fn stays(&self) -> bool {
        self.pinned && self.place().is_some()
    }
}
