//! The embedded fonts, the same that cards are measured with.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

use crate::anatomy::text;

/// The family of the semibold face.
pub(super) fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// Inter for text, JetBrains Mono for code; each stands in for what the other lacks.
pub(super) fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let faces: [(&str, &'static [u8]); 3] = [("regular", text::REGULAR), ("semibold", text::SEMIBOLD), ("mono", text::MONO)];
    for (name, data) in faces {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(data)));
    }
    let families =
        [(FontFamily::Proportional, ["regular", "mono"]), (semibold(), ["semibold", "mono"]), (FontFamily::Monospace, ["mono", "regular"])];
    fonts.families.extend(families.map(|(family, names)| (family, names.map(str::to_owned).to_vec())));
    fonts
}
