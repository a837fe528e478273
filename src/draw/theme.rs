//! Colours by name, and what they are in the dark and in the light theme.

use crate::catalog::{Severity, Tint};

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// The ground of the canvas.
    Canvas,
    /// The dots of the canvas's grid.
    GridDot,
    /// Panels and chips.
    Panel,
    /// What stands out from a panel.
    Raised,
    /// Under the pointer.
    Hover,
    /// The ground of cards.
    Card,
    /// The border of cards, panels and fields.
    Border,
    /// Text.
    Text,
    /// Text that steps back.
    Dim,
    /// Text that can be missed.
    Faint,
    /// The one accent.
    Accent,
    /// Text on the accent and on badges.
    OnAccent,
    /// What went well.
    Good,
    /// What needs care.
    Warning,
    /// What is wrong.
    Error,
    /// Lines and ports.
    Line,
    /// The selection's ground.
    Selection,
    /// Behind text that is marked: fainter than the selection, so that every colour can be read on it.
    Marked,
    /// The shadow of cards.
    Shadow,
    /// The ground of a group.
    GroupFill(GroupColor),
    /// The border of a group.
    GroupBorder(GroupColor),
    /// The tile of a collapsed group's card.
    GroupTile(GroupColor),
    /// The ground of notes.
    NoteFill,
    /// The border of notes.
    NoteBorder,
    /// The tile of an icon.
    Tile(Tint),
    /// The icon on its tile.
    OnTile,
}

/// The colours a group can have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupColor {
    /// The accent, for groups that chose none.
    #[default]
    Accent,
    /// Green.
    Green,
    /// Amber.
    Amber,
    /// Red.
    Red,
    /// Violet.
    Violet,
    /// Grey.
    Grey,
}

/// A theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Light on dark.
    #[default]
    Dark,
    /// Dark on light.
    Light,
}

/// A colour with its opacity, not premultiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity, 255 where nothing shines through.
    pub a: u8,
}

impl GroupColor {
    /// All of them, in the order a menu shows them.
    pub const ALL: [Self; 6] = [Self::Accent, Self::Green, Self::Amber, Self::Red, Self::Violet, Self::Grey];

    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accent => "accent",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
            Self::Violet => "violet",
            Self::Grey => "grey",
        }
    }

    /// What a design holds for it: nothing for the accent.
    #[must_use]
    pub fn stored(self) -> Option<String> {
        (self != Self::Accent).then(|| self.name().to_owned())
    }

    /// The colour with this name; the accent where there is none.
    #[must_use]
    pub fn from_name(name: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|color| Some(color.name()) == name).unwrap_or_default()
    }
}

impl Token {
    /// The colour of a severity.
    #[must_use]
    pub const fn severity(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Advice => Self::Accent,
        }
    }
}

impl Theme {
    /// Its name on the command line and in settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    /// What a token looks like in it.
    #[must_use]
    pub const fn color(self, token: Token) -> Color {
        let (dark, light) = match token {
            Token::Canvas => (0x0011_141A, 0x00F5_F6F8),
            Token::GridDot => (0x0020_262F, 0x00DD_E1E8),
            Token::Panel => (0x0018_1C23, 0x00FF_FFFF),
            Token::Raised => (0x0020_262F, 0x00F1_F3F6),
            Token::Hover => (0x002A_313C, 0x00E8_ECF2),
            Token::Card => (0x001C_2129, 0x00FF_FFFF),
            Token::Border => (0x002B_323D, 0x00DA_DFE7),
            Token::Text => (0x00E7_EBF2, 0x001A_2230),
            Token::Dim => (0x0098_A3B5, 0x0056_6274),
            Token::Faint => (0x0087_93A5, 0x005E_6A7C),
            Token::Accent => (0x005C_9DFF, 0x001D_66D6),
            Token::OnAccent => (0x000B_1220, 0x00FF_FFFF),
            Token::Good => (0x0045_C08A, 0x0017_7245),
            Token::Warning => (0x00F0_B540, 0x008F_5E00),
            Token::Error => (0x00F4_7171, 0x00C4_3535),
            Token::Line => (0x0076_839A, 0x007A_869A),
            Token::Selection => return self.share(Token::Accent, 0.22, 0.16),
            Token::Marked => return self.share(Token::Accent, 0.12, 0.12),
            Token::Shadow => return self.pick(Color::hex(0).at(0.38), Color::hex(0x001A_2230).at(0.12)),
            Token::GroupFill(color) => return self.share_of(self.group(color), 0.055, 0.042),
            Token::GroupBorder(GroupColor::Accent) => (0x002F_3B50, 0x00C3_D0E4),
            Token::GroupBorder(color) => return self.share_of(self.group(color), 0.38, 0.42),
            Token::GroupTile(color) => return self.group(color),
            Token::NoteFill => return self.share(Token::Warning, 0.08, 0.09),
            Token::NoteBorder => return self.share(Token::Warning, 0.30, 0.34),
            Token::Tile(tint) => return tile(tint),
            Token::OnTile => (0x00FF_FFFF, 0x00FF_FFFF),
        };
        self.pick(Color::hex(dark), Color::hex(light))
    }

    const fn pick(self, dark: Color, light: Color) -> Color {
        match self {
            Self::Dark => dark,
            Self::Light => light,
        }
    }

    const fn share(self, token: Token, dark: f32, light: f32) -> Color {
        self.share_of(self.color(token), dark, light)
    }

    const fn share_of(self, color: Color, dark: f32, light: f32) -> Color {
        self.pick(color.at(dark), color.at(light))
    }

    const fn group(self, color: GroupColor) -> Color {
        match color {
            GroupColor::Accent => self.color(Token::Accent),
            GroupColor::Green => self.color(Token::Good),
            GroupColor::Amber => self.color(Token::Warning),
            GroupColor::Red => self.color(Token::Error),
            GroupColor::Violet => tile(Tint::Analytics),
            GroupColor::Grey => self.color(Token::Line),
        }
    }
}

/// The colours of the categories are AWS's, the same in both themes.
const fn tile(tint: Tint) -> Color {
    Color::hex(match tint {
        Tint::Compute => 0x00ED_7100,
        Tint::Integration => 0x00E7_157B,
        Tint::Database => 0x00C9_25D1,
        Tint::Storage => 0x006C_9A12,
        Tint::Security => 0x00DD_344C,
        Tint::Analytics => 0x008C_4FFF,
        Tint::General => 0x007D_8998,
    })
}

impl Color {
    /// The opaque colour written `0xRRGGBB`.
    #[must_use]
    pub const fn hex(rgb: u32) -> Self {
        let [_, r, g, b] = rgb.to_be_bytes();
        Self { r, g, b, a: 255 }
    }

    /// This colour with an opacity between 0 and 1.
    #[must_use]
    pub const fn at(self, opacity: f32) -> Self {
        Self { a: (opacity * 255.0 + 0.5) as u8, ..self }
    }

    /// Its opacity between 0 and 1.
    #[must_use]
    pub fn opacity(self) -> f32 {
        f32::from(self.a) / 255.0
    }

    /// What is seen where this colour lies on another, opaque one.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        let mix = |above: u8, below: u8| (f32::from(below) + (f32::from(above) - f32::from(below)) * self.opacity()).round() as u8;
        Self { r: mix(self.r, below.r), g: mix(self.g, below.g), b: mix(self.b, below.b), a: 255 }
    }

    /// The contrast of two opaque colours as WCAG 2 defines it, from 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f32 {
        let linear = |part: u8| {
            let part = f32::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_wcags() {
        let (black, white) = (Color::hex(0), Color::hex(0x00FF_FFFF));
        assert!((black.contrast(white) - 21.0).abs() < 0.01 && (white.contrast(white) - 1.0).abs() < 0.01);
        assert!((Color::hex(0x0076_7676).contrast(white) - 4.54).abs() < 0.01);
        assert_eq!(black.at(0.5).over(white), Color::hex(0x007F_7F7F));
    }

    #[test]
    fn group_colours_are_found_by_name() {
        assert!(GroupColor::ALL.iter().all(|color| GroupColor::from_name(Some(color.name())) == *color));
        assert_eq!(GroupColor::from_name(Some("none such")), GroupColor::Accent);
    }
}
