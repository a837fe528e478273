//! The distances and costs of routing, in canvas units.

/// Lines keep this far from cards.
pub(super) const CARD_MARGIN: f32 = 12.0;
/// Where a gutter is too narrow for `CARD_MARGIN`, these are tried.
pub(super) const TIGHT_MARGINS: [f32; 3] = [6.0, 2.0, 1.0];
/// A line runs straight for this long before its first corner.
pub(super) const STUB: f32 = 16.0;
/// Parallel lines keep this far apart.
pub(super) const LINE_GAP: f32 = 8.0;
/// Lines that run beside a group's border keep this far from it.
pub(super) const BORDER_MARGIN: f32 = 8.0;
/// How far gutters are looked for beside a box.
pub(super) const GUTTER_REACH: f32 = 320.0;
/// The distance kept from a box where nothing faces it.
pub(super) const OPEN_GUTTER: f32 = 24.0;
/// How far a piece may be moved when lines are spread.
pub(super) const SPREAD_REACH: f32 = 96.0;

/// What a corner costs, in units of length.
pub(super) const BEND: f32 = 44.0;
/// What crossing another line costs.
pub(super) const CROSSING: f32 = 52.0;
/// What entering or leaving a group costs.
pub(super) const BORDER: f32 = 16.0;
/// What leaving a group costs when both ends are inside it, or entering one that holds neither.
pub(super) const FOREIGN_BORDER: f32 = 90.0;
/// Further cost per unit of length inside a group that holds neither end.
pub(super) const FOREIGN_GROUND: f32 = 2.0;
/// Further cost per unit of length inside a group that holds only one end: the gutters outside are for such lines.
pub(super) const PASSING_GROUND: f32 = 0.06;
/// Further cost per unit of length on a group's border.
pub(super) const ON_BORDER: f32 = 2.0;
/// Further cost per unit of length through a group's name.
pub(super) const ON_TITLE: f32 = 8.0;
/// Further cost per unit of length close beside a card.
pub(super) const HUGGING: f32 = 0.15;
/// Further cost per unit of length on top of another line, until both are spread.
pub(super) const ON_LINE: f32 = 0.03;
/// The same where gutters are full, for everything this close to the other line.
pub(super) const ON_FULL: f32 = 0.3;
pub(super) const FULL: f32 = 5.0;
/// Lines that run past a note keep this far from it.
pub(super) const NOTE_MARGIN: f32 = 10.0;
/// Further cost per unit of length over a note.
pub(super) const ON_NOTE: f32 = 8.0;
