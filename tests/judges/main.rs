//! Tests by judges this project did not write; `tests/run` installs those and turns the feature `judges` on.

mod deploy_sdk;
mod emulator;
mod emulator_check;
mod self_check;
mod support;
