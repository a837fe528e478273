//! All tests that need nothing but Rust.

mod icons;
