//! All tests that need nothing but Rust.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that cannot go on stops, and says what it saw"
)]

mod alarms;
mod apis;
mod architecture;
mod arrange_pictures;
mod authorization;
mod checks;
mod collapsed_groups;
mod command_line;
mod conditional_values;
mod conditions;
#[cfg(all(feature = "window", feature = "deploy"))]
mod deploy_panel;
mod direct;
mod encryption;
mod files;
mod following;
mod free_lines;
mod functions;
mod geometry;
mod grants;
mod groups;
mod icons;
mod importing;
mod labels;
mod lines_and_notes;
mod messaging;
mod nested;
mod overrides;
mod own_outputs;
mod parameters;
mod physical_names;
mod prove;
mod prove_broken;
mod prove_pinned;
mod random_designs;
mod reference;
mod round_trips;
mod samples;
mod sketches;
mod told;
mod units;
mod ways_out;
#[cfg(feature = "window")]
mod window;
#[cfg(feature = "window")]
mod window_access;
#[cfg(feature = "window")]
mod window_alarms;
#[cfg(feature = "window")]
mod window_arranging;
#[cfg(feature = "window")]
mod window_between;
#[cfg(feature = "window")]
mod window_build;
#[cfg(feature = "window")]
mod window_canvas;
#[cfg(feature = "window")]
mod window_clipboard;
#[cfg(feature = "window")]
mod window_commands;
#[cfg(feature = "window")]
mod window_design;
#[cfg(feature = "window")]
mod window_disk;
#[cfg(feature = "window")]
mod window_drawing;
#[cfg(feature = "window")]
mod window_find;
#[cfg(feature = "window")]
mod window_forms;
#[cfg(feature = "window")]
mod window_geometry;
#[cfg(feature = "window")]
mod window_groups;
#[cfg(feature = "window")]
mod window_lines;
#[cfg(feature = "window")]
mod window_names;
#[cfg(feature = "window")]
mod window_opening;
#[cfg(feature = "window")]
mod window_panels;
#[cfg(feature = "window")]
mod window_proof;
#[cfg(feature = "window")]
mod window_settings;
#[cfg(feature = "window")]
mod window_states;
#[cfg(feature = "window")]
mod window_support;
#[cfg(feature = "window")]
mod window_template;
#[cfg(feature = "window")]
mod window_values;
mod wirings;
mod workflows;

#[path = "../generate/mod.rs"]
mod generate;
