//! Stackdraft: a native desktop designer for serverless architectures on AWS.
//!
//! # From above
//!
//! ```text
//! file -> Design -> Graph -> synth -> Template -> YAML, JSON -> file, change set
//!                     |                  |
//!                     +- checks, prove --+-> findings -> canvas, Problems, SARIF
//! ```
//!
//! A [`design::Design`] is plain ordered data that knows no AWS. A [`catalog::Graph`] resolves it against the
//! [`REGISTRY`]: what every node and line means. [`synth`] turns the graph into a template, a pure function; the checks
//! read both, and [`prove`] tells of every line whether it delivers. Every change goes through one funnel: a
//! [`catalog::draft::Draft`] records edits, a [`design::Transaction`] of them is one undo step of a [`design::Editor`].
//!
//! # The map
//!
//! From the lowest layer to the highest; lower never imports higher, and a test proves it.
//!
//! - `cfn`: CloudFormation itself, a value tree and its notations. Knows no design.
//! - `design`: the document, its changes and its history. Knows no AWS.
//! - `catalog`: the vocabulary that services, connections and checks are written in.
//! - `services`, `connections`, `checks`: the units, one file each, in a sorted list each.
//! - `nested`: a template divided into nested stacks along the design's groups.
//! - `prove`: whether messages arrive, and what in the template shows it. Shares nothing with what makes the template.
//! - `synth`: design to template; findings and fixes of a whole design.
//! - `import`: template to design, by trying what makes the same template.
//! - `anatomy`, `arrange`, `draw`: sizes, places and routes, shapes; SVG and PNG.
//! - `project`: design files, samples, the JSON Schema.
//! - `deploy`: change sets, events, drift: all of a stack's life. The only layer that names the AWS SDK.
//! - `cli`: the subcommands. The only layer that prints.
//! - `app`: the window. The only layer that names egui.
//!
//! # To add
//!
//! - a service: a file in `services` and its line; an icon in `assets/icons/services`
//! - a connection: a file in `connections` and its line
//! - what KMS keys encrypt: a connection from `kms_key`, and `key_actions` of its service; roles and key policies follow
//! - alarms of a service: a table of presets beside it (`catalog::alarm` makes form, facet, resources and dashboard of them),
//!   and its line in `connections::alarms`
//! - a check: a file in `checks` and its line
//! - what a connection needs to deliver: a function in the file of its way of delivering in `prove`, and its line there
//! - a subcommand: a file in `cli`, its variant and its arm
//! - a verb of the edit script: a function in `cli/script` and its line

pub mod anatomy;
#[cfg(feature = "window")]
pub mod app;
pub mod arrange;
pub mod catalog;
pub mod cfn;
pub mod checks;
pub mod cli;
pub mod connections;
#[cfg(feature = "deploy")]
pub mod deploy;
pub mod design;
pub mod draw;
pub mod import;
pub mod nested;
pub mod project;
pub mod prove;
pub mod services;
pub mod synth;

use catalog::Registry;

/// Everything Stackdraft knows about AWS.
pub static REGISTRY: Registry =
    Registry { services: services::SERVICES, connections: connections::CONNECTIONS, checks: checks::CHECKS, refused: connections::REFUSED };
