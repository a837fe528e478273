//! Tests by judges this project did not write; `tests/run` installs those and turns the feature `judges` on.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that cannot go on stops, and says what it saw"
)]

mod carried;
mod catalogue_deployed;
mod conditions;
mod connectors;
#[cfg(feature = "deploy")]
mod deploy_cli;
#[cfg(feature = "deploy")]
mod deploy_faults;
#[cfg(feature = "deploy")]
mod deploy_sdk;
#[cfg(all(feature = "deploy", feature = "window"))]
mod deploy_window;
#[cfg(feature = "deploy")]
mod deploying;
mod emulator;
mod emulator_check;
mod encrypted;
mod mappings;
mod matrix;
#[cfg(feature = "deploy")]
mod nested;
#[cfg(feature = "window")]
mod pictures;
mod protected_apis;
#[cfg(feature = "window")]
mod real_window;
#[cfg(feature = "deploy")]
mod samples_deployed;
#[cfg(feature = "deploy")]
mod samples_flows;
mod self_check;
mod state_machines;
mod support;

#[path = "../generate/mod.rs"]
mod generate;
#[cfg(feature = "deploy")]
#[path = "../all/groups.rs"]
mod groups;
#[cfg(feature = "window")]
#[expect(dead_code, reason = "tests/all drives more of the window")]
#[path = "../all/window_support.rs"]
mod window_support;
