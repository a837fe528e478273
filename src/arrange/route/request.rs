//! What the router is asked and what it answers.

use crate::design::geometry::{Point, Rect, Size};

/// A line between ends so far apart takes twice as long to find as a short one.
const FAR: f32 = 1500.0;

/// Everything the router needs to know; equal requests give equal results.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RouteRequest {
    /// The cards no line may run through.
    pub cards: Vec<RouteCard>,
    /// The groups lines leave through gutters; they may nest.
    pub groups: Vec<RouteGroup>,
    /// The notes lines and labels keep off where there is another way; one that an end of a line lies upon is no obstacle to it.
    pub notes: Vec<Rect>,
    /// The lines to route.
    pub lines: Vec<RouteLine>,
}

/// A card: an obstacle for lines and labels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RouteCard {
    /// Names the card among the cards of the request.
    pub id: u32,
    /// Where it lies.
    pub rect: Rect,
}

/// A group: lines cross its border but neither follow it nor pass through a group they have no end in, if avoidable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RouteGroup {
    /// Names the group among the groups of the request.
    pub id: u32,
    /// Where it lies.
    pub rect: Rect,
    /// Where its name is written; lines and labels keep off it.
    pub title: Option<Rect>,
}

/// A line from one port to another.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteLine {
    /// Names the line among the lines of the request.
    pub id: u32,
    /// Where it starts.
    pub source: LineEnd,
    /// Where its arrow points.
    pub target: LineEnd,
    /// The size of its label, where it has one.
    pub label: Option<Size>,
    /// Places it has to pass through, in order.
    pub waypoints: Vec<Point>,
}

/// One end of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LineEnd {
    /// The card the port belongs to; an unknown id is an end in the open.
    pub card: u32,
    /// The middle of the port.
    pub port: Point,
    /// The side of the card the port is on: the line leaves away from it.
    pub side: Side,
}

/// A side of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The left side.
    Left,
    /// The right side.
    Right,
    /// The upper side.
    Top,
    /// The lower side.
    Bottom,
}

/// The routed lines, in the order of the request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RouteResult {
    /// One for each line of the request.
    pub lines: Vec<RoutedLine>,
}

/// How one line runs.
#[derive(Clone, Debug, PartialEq)]
pub struct RoutedLine {
    /// The line's id in the request.
    pub id: u32,
    /// From port to port; successive points differ in one coordinate only.
    pub points: Vec<Point>,
    /// Where its label goes; none if it has none, or if no place was free.
    pub label: Option<Rect>,
}

/// What is known of the lines from before a change, and how much may be done about it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Since<'a> {
    /// How the lines ran; those it does not name are routed.
    pub previous: Option<&'a RouteResult>,
    /// The cards that are new, have moved or have another size.
    pub changed_cards: &'a [u32],
    /// The notes of the request that are new, have moved or have another size.
    pub changed_notes: &'a [Rect],
    /// The lines that moved together with both their cards; `previous` has them where they are now.
    pub carried: &'a [u32],
    /// The lines whose label has another size; each is found a place anew.
    pub relabelled: &'a [u32],
    /// Whether those are taken as they are, even where they now run through a card: while they are being dragged.
    pub dragged: bool,
    /// The most lines to route at once; nothing for all.
    pub at_once: Option<usize>,
}

/// The lines after a change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rerouted {
    /// How they run.
    pub result: RouteResult,
    /// The lines that still have to be routed, as there were too many at once; they run the plainest way until then.
    pub sketched: Vec<u32>,
}

impl Side {
    /// The step away from the card: (1, 0) for the right side.
    pub(super) fn outward(self) -> (f32, f32) {
        match self {
            Self::Left => (-1.0, 0.0),
            Self::Right => (1.0, 0.0),
            Self::Top => (0.0, -1.0),
            Self::Bottom => (0.0, 1.0),
        }
    }

    /// The side across.
    pub(super) fn opposite(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
            Self::Top => Self::Bottom,
            Self::Bottom => Self::Top,
        }
    }
}

impl RouteLine {
    /// Whether the two start at the same port or end at the same port, so that they may run together there.
    pub(super) fn shares_port(&self, other: &Self) -> bool {
        self.source.same_port(&other.source) || self.target.same_port(&other.target)
    }

    /// What it takes to find its course, as a multiple of what a short line takes: more is looked at between ends farther apart.
    pub(super) fn effort(&self) -> f32 {
        let (source, target) = (self.source.port, self.target.port);
        1.0 + (((source.x - target.x).abs() + (source.y - target.y).abs()) / FAR).powi(2)
    }

    /// Whether all its places are on the canvas.
    pub(super) fn is_finite(&self) -> bool {
        [self.source.port, self.target.port].iter().chain(&self.waypoints).all(|point| point.x.is_finite() && point.y.is_finite())
    }
}

impl LineEnd {
    /// The point `by` units straight out of the port.
    pub(super) fn out(&self, by: f32) -> Point {
        let (dx, dy) = self.side.outward();
        self.port.offset(dx * by, dy * by)
    }

    /// Whether both are the same port.
    pub(super) fn same_port(&self, other: &Self) -> bool {
        self.card == other.card && self.side == other.side && self.port.distance(other.port) < 0.5
    }
}
