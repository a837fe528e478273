//! Stackdraft: a native desktop designer for serverless architectures on AWS.

pub mod arrange;
pub mod catalog;
pub mod cfn;
pub mod checks;
pub mod cli;
pub mod connections;
#[cfg(feature = "deploy")]
pub mod deploy;
pub mod design;
pub mod project;
pub mod services;
pub mod synth;

use catalog::Registry;

/// Everything Stackdraft knows about AWS.
pub static REGISTRY: Registry =
    Registry { services: services::SERVICES, connections: connections::CONNECTIONS, checks: checks::CHECKS, refused: connections::REFUSED };
