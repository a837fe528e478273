//! A scene as a PNG picture, drawn with the embedded fonts and, for scripts those lack, with the system's.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use super::scene::Scene;
use super::svg;
use super::theme::Theme;
use crate::anatomy::text;

/// The largest picture, in pixels.
const PIXEL_LIMIT: f32 = 160_000_000.0;
/// The longest side, in pixels.
const SIDE_LIMIT: f32 = 30_000.0;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// It would not fit into memory.
    #[error("the picture would be {width} × {height} pixels; use a scale of at most {largest}")]
    TooLarge {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
        /// The largest scale that fits.
        largest: String,
    },
    /// The scale is no positive number.
    #[error("the scale must be a number above 0")]
    Scale,
    /// The renderer refused the drawing.
    #[error("the picture could not be drawn: {0}")]
    Render(String),
}

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for font in [text::REGULAR, text::SEMIBOLD, text::MONO] {
        fonts.load_font_data(font.to_vec());
    }
    Arc::new(fonts)
});

/// The embedded fonts first, so that only what they lack is taken from elsewhere.
static WITH_SYSTEM_FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::clone(&FONTS);
    fonts.load_system_fonts();
    Arc::new(fonts)
});

/// Draws a scene as a PNG file; one canvas unit becomes `scale` pixels.
pub fn render(scene: &Scene, theme: Theme, scale: f32) -> Result<Vec<u8>, PngError> {
    paint(scene, theme, scale)?.encode_png().map_err(|why| PngError::Render(why.to_string()))
}

/// Draws a scene as pixels; one canvas unit becomes `scale` of them.
pub fn paint(scene: &Scene, theme: Theme, scale: f32) -> Result<Pixmap, PngError> {
    let frame = svg::frame(scene);
    let (width, height) = pixels(frame.width(), frame.height(), scale)?;
    let svg = svg::write_for_rendering(scene, theme);
    let fonts = if text::is_covered(&svg) { &FONTS } else { &WITH_SYSTEM_FONTS };
    let options = usvg::Options { fontdb: Arc::clone(fonts), font_family: "Inter".to_owned(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(&svg, &options).map_err(|why| PngError::Render(why.to_string()))?;
    let mut picture = Pixmap::new(width, height).ok_or_else(|| PngError::Render("no memory for it".to_owned()))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    Ok(picture)
}

/// The size in pixels, where that is possible.
fn pixels(width: f32, height: f32, scale: f32) -> Result<(u32, u32), PngError> {
    if !scale.is_finite() || scale <= 0.0 {
        return Err(PngError::Scale);
    }
    let (w, h) = ((width * scale).ceil().max(1.0), (height * scale).ceil().max(1.0));
    if w * h > PIXEL_LIMIT || w.max(h) > SIDE_LIMIT {
        let largest = (PIXEL_LIMIT / (width * height)).sqrt().min(SIDE_LIMIT / width.max(height));
        let largest = format!("{:.2}", (largest * 100.0).floor() / 100.0);
        return Err(PngError::TooLarge { width: w as u32, height: h as u32, largest });
    }
    Ok((w as u32, h as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_that_would_fill_the_memory_are_refused() {
        assert_eq!(pixels(100.2, 50.0, 2.0).unwrap(), (201, 100));
        let refused = pixels(20_000.0, 20_000.0, 4.0).unwrap_err().to_string();
        assert!(refused.contains("80000 × 80000") && refused.contains("at most 0.63"), "{refused}");
        assert!(matches!(pixels(10.0, 10.0, 0.0), Err(PngError::Scale)) && matches!(pixels(10.0, 10.0, f32::NAN), Err(PngError::Scale)));
    }
}
