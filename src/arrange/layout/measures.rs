//! The distances of the layout, in canvas units. All are multiples of the grid, so that snapping keeps them.

/// Everything is placed on this grid.
pub(super) const GRID: f32 = 8.0;
/// Between two cards of a column.
pub(super) const CARD_GAP: f32 = 32.0;
/// Between a group and its neighbours in a column.
pub(super) const GROUP_GAP: f32 = 32.0;
/// In a gutter, between a line and a card or group.
pub(super) const LINE_TO_CARD: f32 = 16.0;
/// In a gutter, between two lines.
pub(super) const LINE_TO_LINE: f32 = 8.0;
/// Between a place where a line passes a column and what is above or below it: as far apart as their order needs to show in
/// the heights of the cards at both ends.
pub(super) const PASSING: f32 = 24.0;
/// Between two columns: room for lines that turn there and for short labels.
pub(super) const COLUMN_GAP: f32 = 88.0;
/// Between columns where lines or labels need more; never wider than this for their sake.
pub(super) const WIDE_COLUMN_GAP: f32 = 160.0;
/// Between the borders of two groups beside each other, or a border and a card.
pub(super) const BESIDE_GROUP: f32 = 48.0;
/// From a group's border to its members.
pub(super) const PADDING: f32 = 32.0;
/// From a group's upper border to its members: its name stands there.
pub(super) const TITLE_PADDING: f32 = 40.0;
/// The inside of a group without members.
pub(super) const EMPTY_GROUP: (f32, f32) = (160.0, 40.0);
/// A line that leaves downwards goes on this far below.
pub(super) const DOWNWARDS: f32 = 40.0;
/// What a column takes with its gap, for estimates.
pub(super) const TYPICAL_COLUMN: f32 = 280.0;

/// Up to the next place on the grid.
pub(super) fn ceil_to_grid(v: f32) -> f32 {
    (v / GRID - 0.001).ceil() * GRID
}

/// Down to the next place on the grid.
pub(super) fn floor_to_grid(v: f32) -> f32 {
    (v / GRID + 0.001).floor() * GRID
}

/// To the nearest place on the grid.
pub(super) fn snap(v: f32) -> f32 {
    (v / GRID).round() * GRID
}
