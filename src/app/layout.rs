//! Which panels are shown, where, how large, and what they show.

use serde::{Deserialize, Serialize};

/// The panels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// Whether the palette is shown.
    pub palette: bool,
    /// How wide the palette is.
    pub palette_width: f32,
    /// Whether the inspector is shown.
    pub inspector: bool,
    /// How wide the inspector is.
    pub inspector_width: f32,
    /// At which side the inspector stands; the palette stands at the other.
    pub inspector_side: Side,
    /// Whether the bottom panel is shown.
    pub bottom: bool,
    /// How high the bottom panel is while it stands below.
    pub bottom_height: f32,
    /// How wide it is while it stands at a side.
    pub bottom_width: f32,
    /// Where it stands.
    pub bottom_dock: Dock,
    /// What the bottom panel shows.
    pub bottom_tab: BottomTab,
    /// How the template is written.
    pub notation: Notation,
    /// How the table of nodes is sorted.
    pub node_order: NodeOrder,
    /// How wide its columns are; the last takes what is left.
    pub node_widths: [f32; NODE_COLUMNS],
    /// What the inspector shows.
    pub inspector_tab: InspectorTab,
    /// What the palette is searched for.
    #[serde(skip)]
    pub palette_query: String,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            palette: true,
            palette_width: 232.0,
            inspector: true,
            inspector_width: 328.0,
            inspector_side: Side::Right,
            bottom: true,
            bottom_height: 216.0,
            bottom_width: 400.0,
            bottom_dock: Dock::Below,
            bottom_tab: BottomTab::Problems,
            notation: Notation::Yaml,
            node_order: NodeOrder::default(),
            node_widths: NODE_WIDTHS,
            inspector_tab: InspectorTab::Settings,
            palette_query: String::new(),
        }
    }
}

/// How many columns the table of nodes has.
pub const NODE_COLUMNS: usize = 7;

/// How wide they are at first.
pub const NODE_WIDTHS: [f32; NODE_COLUMNS] = [200.0, 96.0, 180.0, 120.0, 180.0, 56.0, 72.0];

/// A side of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The left.
    Left,
    /// The right.
    Right,
}

impl Side {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

/// Where the panel with problems, template, nodes and deployment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dock {
    /// Below the canvas.
    Below,
    /// Beside it, at the left.
    Left,
    /// Beside it, at the right.
    Right,
}

/// How the template is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notation {
    /// As YAML.
    Yaml,
    /// As JSON.
    Json,
}

/// How the table of nodes is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NodeOrder {
    /// By which column, counted from the left.
    pub column: usize,
    /// Whether the last comes first.
    pub descending: bool,
}

/// The bottom panel's tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BottomTab {
    /// The findings.
    Problems,
    /// The template.
    Template,
    /// Every node, as a table.
    Nodes,
    /// The deployment.
    Deploy,
}

/// The inspector's tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InspectorTab {
    /// The form.
    Settings,
    /// What it becomes.
    Resources,
    /// What it may do.
    Permissions,
    /// What the checks found.
    Findings,
}
