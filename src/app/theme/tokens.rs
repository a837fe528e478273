//! The colours of both themes by their role, read from the table the drawings share.

use std::sync::LazyLock;

use egui::Color32;

use crate::catalog::{Severity, Tint};
use crate::draw::{self, Token};

/// The colours of a theme.
#[derive(Debug)]
pub struct Theme {
    /// Whether it is the dark one.
    pub dark: bool,
    /// Where the drawings find theirs.
    pub table: draw::Theme,
    /// Behind the design.
    pub canvas: Color32,
    /// The dots of the canvas.
    pub grid: Color32,
    /// Behind panels.
    pub panel: Color32,
    /// Behind fields and buttons.
    pub raised: Color32,
    /// Behind what the pointer is on.
    pub hover: Color32,
    /// Behind a node.
    pub card: Color32,
    /// Around everything.
    pub border: Color32,
    /// Text.
    pub text: Color32,
    /// Text that explains.
    pub dim: Color32,
    /// Text that can be missed.
    pub faint: Color32,
    /// The one accent.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// What went well.
    pub good: Color32,
    /// What will hurt.
    pub warning: Color32,
    /// What is wrong.
    pub error: Color32,
    /// Connections.
    pub line: Color32,
    /// The tint of what is selected.
    pub selection: Color32,
    /// Behind text that is marked.
    pub marked: Color32,
    /// Shadows of what floats.
    pub shadow: Color32,
}

/// The dark theme.
pub(super) static DARK: LazyLock<Theme> = LazyLock::new(|| Theme::new(draw::Theme::Dark));

/// The light theme.
pub(super) static LIGHT: LazyLock<Theme> = LazyLock::new(|| Theme::new(draw::Theme::Light));

impl Theme {
    fn new(table: draw::Theme) -> Self {
        let of = |token| color(table, token);
        Self {
            dark: table == draw::Theme::Dark,
            table,
            canvas: of(Token::Canvas),
            grid: of(Token::GridDot),
            panel: of(Token::Panel),
            raised: of(Token::Raised),
            hover: of(Token::Hover),
            card: of(Token::Card),
            border: of(Token::Border),
            text: of(Token::Text),
            dim: of(Token::Dim),
            faint: of(Token::Faint),
            accent: of(Token::Accent),
            on_accent: of(Token::OnAccent),
            good: of(Token::Good),
            warning: of(Token::Warning),
            error: of(Token::Error),
            line: of(Token::Line),
            selection: of(Token::Selection),
            marked: of(Token::Marked),
            shadow: of(Token::Shadow),
        }
    }

    /// The colour of a severity.
    pub fn severity(&self, severity: Severity) -> Color32 {
        color(self.table, Token::severity(severity))
    }

    /// The colour of a service's icon, the same in both themes.
    pub fn tint(&self, tint: Tint) -> Color32 {
        color(self.table, Token::Tile(tint))
    }
}

/// A colour of the drawings' table.
pub fn color(theme: draw::Theme, token: Token) -> Color32 {
    let color = theme.color(token);
    Color32::from_rgba_unmultiplied(color.r, color.g, color.b, color.a)
}
