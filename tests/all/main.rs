//! All tests that need nothing but Rust.

mod apis;
mod architecture;
mod arrange_pictures;
mod checks;
mod command_line;
mod files;
mod geometry;
mod icons;
mod messaging;
mod samples;
mod units;
mod workflows;

#[path = "../generate/mod.rs"]
mod generate;
