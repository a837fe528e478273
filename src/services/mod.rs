//! The services (node kinds), one file each, and the settings that several of them share.

pub mod api;
pub mod bucket;
pub mod client;
pub mod deletion;
pub mod event_bus;
pub mod function;
pub mod http_endpoint;
pub mod kms_key;
pub mod physical_name;
pub mod queue;
pub mod resource;
pub mod schedule;
pub mod stream;
pub mod subscriber;
pub mod table;
pub mod topic;
pub mod user_pool;
pub mod web_acl;
pub mod workflow;

use crate::catalog::Service;

/// Every service, sorted by id.
#[rustfmt::skip]
pub static SERVICES: &[&dyn Service] = &[
    &api::Api,
    &bucket::Bucket,
    &client::Client,
    &event_bus::EventBus,
    &function::Function,
    &http_endpoint::HttpEndpoint,
    &kms_key::KmsKey,
    &queue::Queue,
    &resource::Resource,
    &schedule::Schedule,
    &stream::Stream,
    &subscriber::Subscriber,
    &table::Table,
    &topic::Topic,
    &user_pool::UserPool,
    &web_acl::WebAcl,
    &workflow::Workflow,
];
