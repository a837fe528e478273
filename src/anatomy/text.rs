//! Text measured with the embedded fonts, so that the canvas, SVG and PNG agree on every width.

use std::sync::LazyLock;

/// The regular weight of the interface font, as a font file.
pub static REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
/// The semibold weight of the interface font, as a font file.
pub static SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");
/// The monospaced font, as a font file.
pub static MONO: &[u8] = include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf");

/// What stands where a text was shortened.
const ELLIPSIS: char = '…';
/// Advances of the characters below this are looked up once.
const TABLE: u32 = 0x250;

/// One of the embedded fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    /// Interface text.
    Regular,
    /// Titles and emphasis.
    SemiBold,
    /// Code and ARNs.
    Mono,
    /// A word that is set apart: the regular face, slanted.
    Italic,
}

/// A font's measures, as parts of the font size.
struct Metrics {
    ascent: f32,
    descent: f32,
    cap_height: f32,
    table: Vec<f32>,
    face: Option<ttf_parser::Face<'static>>,
    units: f32,
}

/// What a character takes that the font does not have.
const UNKNOWN_ADVANCE: f32 = 1.0;

impl Metrics {
    fn new(data: &'static [u8]) -> Self {
        let Ok(face) = ttf_parser::Face::parse(data, 0) else {
            return Self { ascent: 0.97, descent: 0.24, cap_height: 0.73, table: Vec::new(), face: None, units: 1.0 };
        };
        let units = f32::from(face.units_per_em());
        let mut metrics = Self {
            ascent: f32::from(face.ascender()) / units,
            descent: -f32::from(face.descender()) / units,
            cap_height: f32::from(face.capital_height().unwrap_or_default()) / units,
            table: Vec::new(),
            face: Some(face),
            units,
        };
        metrics.table = (0..TABLE).map(|code| char::from_u32(code).map_or(0.0, |c| metrics.look_up(c))).collect();
        metrics
    }

    fn look_up(&self, c: char) -> f32 {
        let Some(face) = &self.face else { return UNKNOWN_ADVANCE };
        let advance = face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph));
        advance.map_or(UNKNOWN_ADVANCE, |advance| f32::from(advance) / self.units)
    }

    fn advance(&self, c: char) -> f32 {
        self.table.get(c as usize).copied().unwrap_or_else(|| self.look_up(c))
    }
}

impl Face {
    /// Its name among fonts.
    #[must_use]
    pub const fn family(self) -> &'static str {
        match self {
            Self::Regular | Self::SemiBold | Self::Italic => "Inter",
            Self::Mono => "JetBrains Mono",
        }
    }

    /// Its weight among fonts.
    #[must_use]
    pub const fn weight(self) -> u16 {
        match self {
            Self::Regular | Self::Mono | Self::Italic => 400,
            Self::SemiBold => 600,
        }
    }

    fn metrics(self) -> &'static Metrics {
        static FONTS: LazyLock<[Metrics; 3]> = LazyLock::new(|| [Metrics::new(REGULAR), Metrics::new(SEMIBOLD), Metrics::new(MONO)]);
        let place = match self {
            Self::Regular | Self::Italic => 0,
            Self::SemiBold => 1,
            Self::Mono => 2,
        };
        &FONTS[place]
    }

    /// How far letters reach above the baseline at a font size.
    #[must_use]
    pub fn ascent(self, size: f32) -> f32 {
        self.metrics().ascent * size
    }

    /// How far letters reach below the baseline at a font size.
    #[must_use]
    pub fn descent(self, size: f32) -> f32 {
        self.metrics().descent * size
    }

    /// Where the baseline lies so that capitals stand in the middle of `center`.
    #[must_use]
    pub fn baseline(self, center: f32, size: f32) -> f32 {
        center + self.metrics().cap_height * size / 2.0
    }
}

/// How wide a line of text is.
#[must_use]
pub fn width(text: &str, face: Face, size: f32) -> f32 {
    let metrics = face.metrics();
    text.chars().map(|c| metrics.advance(c)).sum::<f32>() * size
}

/// Whether the embedded fonts have every character of a text.
#[must_use]
pub fn is_covered(text: &str) -> bool {
    let faces = [Face::Regular.metrics(), Face::Mono.metrics()];
    let has = |c: char| faces.iter().any(|metrics| metrics.face.as_ref().is_some_and(|face| face.glyph_index(c).is_some()));
    text.chars().all(|c| c.is_ascii() || has(c))
}

/// The text, or as much of its beginning as fits with an ellipsis behind it; line breaks become spaces.
#[must_use]
pub fn shortened(text: &str, face: Face, size: f32, room: f32) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if width(&line, face, size) <= room {
        return line;
    }
    let metrics = face.metrics();
    let mut left = room - metrics.advance(ELLIPSIS) * size;
    let fitting = line.chars().take_while(|c| {
        left -= metrics.advance(*c) * size;
        left >= 0.0
    });
    let kept: String = fitting.collect();
    format!("{}{ELLIPSIS}", kept.trim_end_matches([' ', '·', ',']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_that_the_fonts_lack_are_known() {
        assert!(is_covered("Bestätigung – «déjà vu» · Заказ ✓\n"));
        assert!(!is_covered("上传文件"));
    }

    #[test]
    fn widths_come_from_the_fonts() {
        assert!(width("Process order", Face::SemiBold, 13.0) > width("Process order", Face::Regular, 13.0));
        assert!((width("iiii", Face::Mono, 10.0) - width("WWWW", Face::Mono, 10.0)).abs() < 0.01);
        assert!((80.0..95.0).contains(&width("Process order", Face::SemiBold, 13.0)));
        assert!((width("注", Face::Regular, 10.0) - 10.0).abs() < 0.01, "an unknown character takes a full em");
    }

    #[test]
    fn long_texts_are_shortened_to_their_room() {
        for room in [30.0, 60.0, 90.0] {
            let short = shortened("Transactional mail requests", Face::Regular, 12.0, room);
            assert!(short.ends_with('…') && width(&short, Face::Regular, 12.0) <= room, "{short} in {room}");
        }
        assert_eq!(shortened("two\nlines", Face::Regular, 12.0, 200.0), "two lines");
    }
}
