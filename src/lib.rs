//! Stackdraft: a native desktop designer for serverless architectures on AWS.

pub mod arrange;
pub mod cfn;
#[cfg(feature = "deploy")]
pub mod deploy;
pub mod design;
