//! What a line means, one file per connection kind.

mod access;
pub mod alarms;
pub mod answer;
pub mod api_calls_function;
pub mod api_calls_http_endpoint;
pub mod api_publishes_topic;
pub mod api_puts_event_bus;
pub mod api_puts_stream;
pub mod api_sends_queue;
pub mod api_starts_workflow;
pub mod api_uses_bucket;
pub mod api_uses_table;
mod authorizer;
pub mod bucket_calls_function;
pub mod bucket_publishes_topic;
pub mod bucket_sends_event_bus;
pub mod bucket_sends_queue;
pub mod client_calls_api;
pub mod client_calls_function;
pub mod client_publishes_topic;
pub mod client_puts_event_bus;
pub mod client_puts_stream;
pub mod client_sends_queue;
pub mod client_uses_bucket;
pub mod client_uses_user_pool;
pub mod dead_letters;
pub mod delivery;
pub mod destination;
pub mod encryption;
pub mod event_bus_calls_api;
pub mod event_bus_calls_function;
pub mod event_bus_calls_http_endpoint;
pub mod event_bus_logs_resource;
pub mod event_bus_publishes_topic;
pub mod event_bus_puts_event_bus;
pub mod event_bus_puts_stream;
pub mod event_bus_sends_queue;
pub mod event_bus_starts_workflow;
pub mod event_source;
pub mod function_answers_workflow;
pub mod function_authorizes_api;
pub mod function_invokes_function;
pub mod function_posts_api;
pub mod function_publishes_topic;
pub mod function_puts_event_bus;
pub mod function_puts_stream;
pub mod function_reports_bucket;
pub mod function_reports_event_bus;
pub mod function_reports_function;
pub mod function_reports_queue;
pub mod function_reports_topic;
pub mod function_sends_queue;
pub mod function_starts_workflow;
pub mod function_uses_bucket;
pub mod function_uses_resource;
pub mod function_uses_table;
pub mod http_parameters;
pub mod kms_key_encrypts_api;
pub mod kms_key_encrypts_bucket;
pub mod kms_key_encrypts_event_bus;
pub mod kms_key_encrypts_function;
pub mod kms_key_encrypts_http_endpoint;
pub mod kms_key_encrypts_queue;
pub mod kms_key_encrypts_schedule;
pub mod kms_key_encrypts_stream;
pub mod kms_key_encrypts_table;
pub mod kms_key_encrypts_topic;
pub mod kms_key_encrypts_workflow;
pub mod message_group;
pub mod notification;
pub mod outcome;
pub mod picture;
pub mod pipe;
pub mod pipe_steps;
pub mod queue_moves_dead_letters;
pub mod queue_pipes_event_bus;
pub mod queue_pipes_function;
pub mod queue_pipes_http_endpoint;
pub mod queue_pipes_queue;
pub mod queue_pipes_resource;
pub mod queue_pipes_stream;
pub mod queue_pipes_topic;
pub mod queue_pipes_workflow;
pub mod queue_triggers_function;
mod refused;
pub mod request_message;
pub mod resource_actions;
pub mod rest_only;
pub mod route_call;
pub mod schedule_calls_function;
pub mod schedule_publishes_topic;
pub mod schedule_puts_event_bus;
pub mod schedule_puts_stream;
pub mod schedule_sends_queue;
pub mod schedule_starts_workflow;
pub mod start;
pub mod stream_pipes_event_bus;
pub mod stream_pipes_function;
pub mod stream_pipes_http_endpoint;
pub mod stream_pipes_queue;
pub mod stream_pipes_resource;
pub mod stream_pipes_stream;
pub mod stream_pipes_topic;
pub mod stream_pipes_workflow;
pub mod stream_reader;
pub mod stream_triggers_function;
pub mod subscription;
pub mod table_pipes_event_bus;
pub mod table_pipes_function;
pub mod table_pipes_http_endpoint;
pub mod table_pipes_queue;
pub mod table_pipes_resource;
pub mod table_pipes_stream;
pub mod table_pipes_topic;
pub mod table_pipes_workflow;
pub mod table_streams_function;
pub mod task_message;
pub mod task_wait;
pub mod topic_calls_function;
pub mod topic_notifies_subscriber;
pub mod topic_sends_queue;
pub mod user_pool_authorizes_api;
pub mod user_pool_calls_function;
pub mod web_acl_protects_api;
pub mod web_acl_protects_user_pool;
pub mod workflow_calls_api;
pub mod workflow_calls_function;
pub mod workflow_calls_http_endpoint;
pub mod workflow_publishes_topic;
pub mod workflow_puts_event_bus;
pub mod workflow_puts_stream;
pub mod workflow_sends_queue;
pub mod workflow_starts_workflow;
pub mod workflow_uses_bucket;
pub mod workflow_uses_resource;
pub mod workflow_uses_table;

pub use refused::REFUSED;

use crate::catalog::ConnectionKind;

/// Every connection kind, sorted by id.
#[rustfmt::skip]
pub static CONNECTIONS: &[&dyn ConnectionKind] = &[
    &alarms::API_FUNCTION,
    &alarms::API_TOPIC,
    &api_calls_function::ApiCallsFunction,
    &api_calls_http_endpoint::ApiCallsHttpEndpoint,
    &api_publishes_topic::ApiPublishesTopic,
    &api_puts_event_bus::ApiPutsEventBus,
    &api_puts_stream::ApiPutsStream,
    &api_sends_queue::ApiSendsQueue,
    &api_starts_workflow::ApiStartsWorkflow,
    &api_uses_bucket::ApiUsesBucket,
    &api_uses_table::ApiUsesTable,
    &alarms::BUCKET_FUNCTION,
    &alarms::BUCKET_TOPIC,
    &bucket_calls_function::BucketCallsFunction,
    &bucket_publishes_topic::BucketPublishesTopic,
    &bucket_sends_event_bus::BucketSendsEventBus,
    &bucket_sends_queue::BucketSendsQueue,
    &client_calls_api::KIND,
    &client_calls_function::ClientCallsFunction,
    &client_publishes_topic::KIND,
    &client_puts_event_bus::KIND,
    &client_puts_stream::KIND,
    &client_sends_queue::KIND,
    &client_uses_bucket::KIND,
    &client_uses_user_pool::ClientUsesUserPool,
    &alarms::EVENT_BUS_FUNCTION,
    &alarms::EVENT_BUS_TOPIC,
    &event_bus_calls_api::EventBusCallsApi,
    &event_bus_calls_function::EventBusCallsFunction,
    &event_bus_calls_http_endpoint::EventBusCallsHttpEndpoint,
    &event_bus_logs_resource::EventBusLogsResource,
    &event_bus_publishes_topic::EventBusPublishesTopic,
    &event_bus_puts_event_bus::EventBusPutsEventBus,
    &event_bus_puts_stream::EventBusPutsStream,
    &event_bus_sends_queue::EventBusSendsQueue,
    &event_bus_starts_workflow::EventBusStartsWorkflow,
    &alarms::FUNCTION_FUNCTION,
    &alarms::FUNCTION_TOPIC,
    &function_answers_workflow::FunctionAnswersWorkflow,
    &function_authorizes_api::FunctionAuthorizesApi,
    &function_invokes_function::FunctionInvokesFunction,
    &function_posts_api::FunctionPostsApi,
    &function_publishes_topic::FunctionPublishesTopic,
    &function_puts_event_bus::FunctionPutsEventBus,
    &function_puts_stream::FunctionPutsStream,
    &function_reports_bucket::KIND,
    &function_reports_event_bus::KIND,
    &function_reports_function::KIND,
    &function_reports_queue::KIND,
    &function_reports_topic::KIND,
    &function_sends_queue::FunctionSendsQueue,
    &function_starts_workflow::FunctionStartsWorkflow,
    &function_uses_bucket::FunctionUsesBucket,
    &function_uses_resource::FunctionUsesResource,
    &function_uses_table::FunctionUsesTable,
    &kms_key_encrypts_api::KmsKeyEncryptsApi,
    &kms_key_encrypts_bucket::KIND,
    &kms_key_encrypts_event_bus::KmsKeyEncryptsEventBus,
    &kms_key_encrypts_function::KmsKeyEncryptsFunction,
    &kms_key_encrypts_http_endpoint::KIND,
    &kms_key_encrypts_queue::KIND,
    &kms_key_encrypts_schedule::KIND,
    &kms_key_encrypts_stream::KIND,
    &kms_key_encrypts_table::KIND,
    &kms_key_encrypts_topic::KIND,
    &kms_key_encrypts_workflow::KmsKeyEncryptsWorkflow,
    &alarms::QUEUE_FUNCTION,
    &alarms::QUEUE_TOPIC,
    &queue_moves_dead_letters::QueueMovesDeadLetters,
    &queue_pipes_event_bus::KIND,
    &queue_pipes_function::KIND,
    &queue_pipes_http_endpoint::KIND,
    &queue_pipes_queue::KIND,
    &queue_pipes_resource::KIND,
    &queue_pipes_stream::KIND,
    &queue_pipes_topic::KIND,
    &queue_pipes_workflow::KIND,
    &queue_triggers_function::QueueTriggersFunction,
    &alarms::SCHEDULE_FUNCTION,
    &alarms::SCHEDULE_TOPIC,
    &schedule_calls_function::ScheduleCallsFunction,
    &schedule_publishes_topic::SchedulePublishesTopic,
    &schedule_puts_event_bus::SchedulePutsEventBus,
    &schedule_puts_stream::SchedulePutsStream,
    &schedule_sends_queue::ScheduleSendsQueue,
    &schedule_starts_workflow::ScheduleStartsWorkflow,
    &alarms::STREAM_FUNCTION,
    &alarms::STREAM_TOPIC,
    &stream_pipes_event_bus::KIND,
    &stream_pipes_function::KIND,
    &stream_pipes_http_endpoint::KIND,
    &stream_pipes_queue::KIND,
    &stream_pipes_resource::KIND,
    &stream_pipes_stream::KIND,
    &stream_pipes_topic::KIND,
    &stream_pipes_workflow::KIND,
    &stream_triggers_function::StreamTriggersFunction,
    &alarms::TABLE_FUNCTION,
    &alarms::TABLE_TOPIC,
    &table_pipes_event_bus::KIND,
    &table_pipes_function::KIND,
    &table_pipes_http_endpoint::KIND,
    &table_pipes_queue::KIND,
    &table_pipes_resource::KIND,
    &table_pipes_stream::KIND,
    &table_pipes_topic::KIND,
    &table_pipes_workflow::KIND,
    &table_streams_function::TableStreamsFunction,
    &alarms::TOPIC_FUNCTION,
    &alarms::TOPIC_TOPIC,
    &topic_calls_function::TopicCallsFunction,
    &topic_notifies_subscriber::TopicNotifiesSubscriber,
    &topic_sends_queue::TopicSendsQueue,
    &alarms::USER_POOL_FUNCTION,
    &alarms::USER_POOL_TOPIC,
    &user_pool_authorizes_api::UserPoolAuthorizesApi,
    &user_pool_calls_function::UserPoolCallsFunction,
    &alarms::WEB_ACL_FUNCTION,
    &alarms::WEB_ACL_TOPIC,
    &web_acl_protects_api::WebAclProtectsApi,
    &web_acl_protects_user_pool::WebAclProtectsUserPool,
    &alarms::WORKFLOW_FUNCTION,
    &alarms::WORKFLOW_TOPIC,
    &workflow_calls_api::WorkflowCallsApi,
    &workflow_calls_function::WorkflowCallsFunction,
    &workflow_calls_http_endpoint::WorkflowCallsHttpEndpoint,
    &workflow_publishes_topic::WorkflowPublishesTopic,
    &workflow_puts_event_bus::WorkflowPutsEventBus,
    &workflow_puts_stream::WorkflowPutsStream,
    &workflow_sends_queue::WorkflowSendsQueue,
    &workflow_starts_workflow::WorkflowStartsWorkflow,
    &workflow_uses_bucket::WorkflowUsesBucket,
    &workflow_uses_resource::WorkflowUsesResource,
    &workflow_uses_table::WorkflowUsesTable,
];
