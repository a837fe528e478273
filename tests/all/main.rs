//! All tests that need nothing but Rust.

mod arrange_pictures;
mod checks;
mod icons;
mod messaging;
