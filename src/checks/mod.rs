//! The rules, one file each, named after the offence.

pub mod access_logs_off;
pub mod account_log_role_assumed;
mod alarm_untold;
mod answer_ignored;
pub mod api_size;
pub mod architecture_x86;
pub mod asynchronous_without_destination;
mod attribute_missing;
pub mod authorization_foreign;
pub mod authorizer_missing;
pub mod authorizer_unused;
mod autoscaling_off;
pub mod batch_too_large;
mod batch_unsplit;
mod bucket_public;
mod bucket_without_tls;
pub mod bus_key_without_dead_letters;
pub mod called_route_missing;
mod capacity_contradicts;
mod choice_without_default;
mod clients_many;
pub mod condition_missing;
pub mod connect_missing;
pub mod cors_for_everybody;
mod dashboard_large;
pub mod dead_letters_expire_early;
pub mod dead_letters_missing;
mod dead_letters_unwatched;
mod definition_size;
mod deletion_policy_delete;
pub mod delivery_without_dead_letters;
pub mod display_name_shared;
mod entries_many;
mod entry_point_unwatched;
pub mod entry_unconnected;
pub mod environment_size;
pub mod event_loop;
pub mod event_source_twice;
pub mod express_too_long;
pub mod express_without_logs;
mod failures;
mod faults;
pub mod field_invalid;
mod filter_policies_many;
mod filter_policy_wide;
mod function_url_open;
mod functions_chained;
mod group_lost;
mod groups_cross;
pub mod hosted_domain_missing;
mod indexes_many;
mod inline_code_large;
pub mod integration_times_out_first;
pub mod key_alone;
pub mod key_open_to_service;
pub mod key_rotation_off;
mod keys;
mod lifecycle_contradicts;
mod limits;
pub mod line_cannot_deliver;
mod local_index_without_sort_key;
pub mod log_retention_endless;
pub mod logical_id_collision;
pub mod logical_id_invalid;
pub mod managed_key_shuts_out_sender;
pub mod max_receives_low;
pub mod memory_smallest;
pub mod node_unconnected;
pub mod override_stale;
pub mod pair_impossible;
mod parameter_invalid;
pub mod part_missing;
pub mod password_policy_weak;
pub mod path_variables_differ;
pub mod pattern_invalid;
mod pattern_long;
mod pattern_without_source;
mod patterns;
mod physical_name_invalid;
mod physical_name_set;
pub mod plan_too_small;
pub mod point_in_time_recovery_off;
pub mod policy_size;
pub mod reader_retries_endless;
pub mod reader_without_on_failure;
mod redrive_sources_many;
pub mod reference_cycle;
mod reference_missing;
mod release_missing;
pub mod request_conflict;
pub mod reserved_concurrency_zero;
pub mod resource_limit;
mod resource_policy_size;
mod resource_untyped;
mod role_elsewhere;
pub mod route_duplicate;
pub mod route_foreign;
mod route_unreachable;
pub mod route_without_authorization;
pub mod rule_elsewhere;
mod rules_many;
mod runner;
pub mod runtime_retired;
pub mod schedule_invalid;
pub mod scopes_unused;
pub mod second_factor_off;
pub mod secret_in_environment;
pub mod secret_parameter_shown;
mod secret_value_in_file;
mod secrets;
pub mod shards_outnumber_copies;
pub mod short_polling;
mod slow_consumer_without_queue;
mod snap_start_impossible;
pub mod state_machine_invalid;
pub mod stream_readers_many;
pub mod stream_unencrypted;
pub mod stream_view_narrow;
pub mod suppression_stale;
mod switched;
pub mod tags_missing;
mod task_uncaught;
mod task_without_retry;
pub mod template_size;
pub mod throttling_missing;
pub mod topic_unencrypted;
pub mod tracing_interrupted;
mod trust_policy_long;
mod unwatched;
mod value_nothing;
pub mod visibility_timeout_short;
mod web_acl_capacity;
pub mod web_acl_missing;
pub mod wildcard_grant;
mod workflow_per_record;

pub use runner::{Report, run};

use crate::catalog::Check;

/// These names in a sentence, most of them left out where there are many.
fn some_of(names: &[&str], between: &str) -> String {
    match names {
        [first @ .., last] if first.len() >= 12 => format!("{}{between}…{between}{last}", first[..8].join(between)),
        few => few.join(between),
    }
}

/// The code of the check for suppressions that suppress nothing; the runner reports them, as only it knows.
pub const STALE_SUPPRESSION: &str = "DOC006";

/// Every check, sorted by code.
#[rustfmt::skip]
pub static CHECKS: &[&dyn Check] = &[
    &node_unconnected::NodeUnconnected,
    &display_name_shared::DisplayNameShared,
    &logical_id_collision::LogicalIdCollision,
    &groups_cross::GroupsCross,
    &override_stale::OverrideStale,
    &suppression_stale::SuppressionStale,
    &entry_unconnected::EntryUnconnected,
    &group_lost::GroupLost,
    &resource_limit::ResourceLimit,
    &template_size::TemplateSize,
    &logical_id_invalid::LogicalIdInvalid,
    &environment_size::EnvironmentSize,
    &policy_size::PolicySize,
    &stream_readers_many::StreamReadersMany,
    &shards_outnumber_copies::ShardsOutnumberCopies,
    &api_size::ApiSize,
    &indexes_many::IndexesMany,
    &rules_many::RulesMany,
    &pattern_long::PatternLong,
    &filter_policy_wide::FilterPolicyWide,
    &filter_policies_many::FilterPoliciesMany,
    &resource_policy_size::ResourcePolicySize,
    &definition_size::DefinitionSize,
    &redrive_sources_many::RedriveSourcesMany,
    &inline_code_large::InlineCodeLarge,
    &physical_name_invalid::PhysicalNameInvalid,
    &dashboard_large::DashboardLarge,
    &entries_many::EntriesMany,
    &trust_policy_long::TrustPolicyLong,
    &clients_many::ClientsMany,
    &web_acl_capacity::WebAclCapacity,
    &log_retention_endless::LogRetentionEndless,
    &memory_smallest::MemorySmallest,
    &short_polling::ShortPolling,
    &architecture_x86::ArchitectureX86,
    &tags_missing::TagsMissing,
    &tracing_interrupted::TracingInterrupted,
    &express_without_logs::ExpressWithoutLogs,
    &autoscaling_off::AutoscalingOff,
    &dead_letters_unwatched::DeadLettersUnwatched,
    &entry_point_unwatched::EntryPointUnwatched,
    &alarm_untold::AlarmUntold,
    &workflow_per_record::WorkflowPerRecord,
    &release_missing::ReleaseMissing,
    &physical_name_set::PhysicalNameSet,
    &dead_letters_missing::DeadLettersMissing,
    &max_receives_low::MaxReceivesLow,
    &visibility_timeout_short::VisibilityTimeoutShort,
    &dead_letters_expire_early::DeadLettersExpireEarly,
    &delivery_without_dead_letters::DeliveryWithoutDeadLetters,
    &asynchronous_without_destination::AsynchronousWithoutDestination,
    &integration_times_out_first::IntegrationTimesOutFirst,
    &reader_retries_endless::ReaderRetriesEndless,
    &reader_without_on_failure::ReaderWithoutOnFailure,
    &event_loop::EventLoop,
    &reserved_concurrency_zero::ReservedConcurrencyZero,
    &point_in_time_recovery_off::PointInTimeRecoveryOff,
    &task_without_retry::TaskWithoutRetry,
    &task_uncaught::TaskUncaught,
    &express_too_long::ExpressTooLong,
    &bus_key_without_dead_letters::BusKeyWithoutDeadLetters,
    &deletion_policy_delete::DeletionPolicyDelete,
    &functions_chained::FunctionsChained,
    &slow_consumer_without_queue::SlowConsumerWithoutQueue,
    &batch_unsplit::BatchUnsplit,
    &route_without_authorization::RouteWithoutAuthorization,
    &wildcard_grant::WildcardGrant,
    &runtime_retired::RuntimeRetired,
    &cors_for_everybody::CorsForEverybody,
    &secret_in_environment::SecretInEnvironment,
    &throttling_missing::ThrottlingMissing,
    &secret_parameter_shown::SecretParameterShown,
    &stream_unencrypted::StreamUnencrypted,
    &access_logs_off::AccessLogsOff,
    &key_alone::KeyAlone,
    &password_policy_weak::PasswordPolicyWeak,
    &second_factor_off::SecondFactorOff,
    &web_acl_missing::WebAclMissing,
    &account_log_role_assumed::AccountLogRoleAssumed,
    &managed_key_shuts_out_sender::ManagedKeyShutsOutSender,
    &key_rotation_off::KeyRotationOff,
    &key_open_to_service::KeyOpenToService,
    &topic_unencrypted::TopicUnencrypted,
    &function_url_open::FunctionUrlOpen,
    &role_elsewhere::RoleElsewhere,
    &bucket_public::BucketPublic,
    &bucket_without_tls::BucketWithoutTls,
    &secret_value_in_file::SecretValueInFile,
    &pair_impossible::PairImpossible,
    &field_invalid::FieldInvalid,
    &route_duplicate::RouteDuplicate,
    &pattern_invalid::PatternInvalid,
    &state_machine_invalid::StateMachineInvalid,
    &event_source_twice::EventSourceTwice,
    &batch_too_large::BatchTooLarge,
    &schedule_invalid::ScheduleInvalid,
    &reference_cycle::ReferenceCycle,
    &request_conflict::RequestConflict,
    &part_missing::PartMissing,
    &path_variables_differ::PathVariablesDiffer,
    &stream_view_narrow::StreamViewNarrow,
    &line_cannot_deliver::LineCannotDeliver,
    &called_route_missing::CalledRouteMissing,
    &rule_elsewhere::RuleElsewhere,
    &condition_missing::ConditionMissing,
    &authorization_foreign::AuthorizationForeign,
    &authorizer_missing::AuthorizerMissing,
    &authorizer_unused::AuthorizerUnused,
    &route_foreign::RouteForeign,
    &connect_missing::ConnectMissing,
    &hosted_domain_missing::HostedDomainMissing,
    &scopes_unused::ScopesUnused,
    &plan_too_small::PlanTooSmall,
    &snap_start_impossible::SnapStartImpossible,
    &local_index_without_sort_key::LocalIndexWithoutSortKey,
    &capacity_contradicts::CapacityContradicts,
    &lifecycle_contradicts::LifecycleContradicts,
    &pattern_without_source::PatternWithoutSource,
    &route_unreachable::RouteUnreachable,
    &choice_without_default::ChoiceWithoutDefault,
    &answer_ignored::AnswerIgnored,
    &reference_missing::ReferenceMissing,
    &attribute_missing::AttributeMissing,
    &value_nothing::ValueNothing,
    &parameter_invalid::ParameterInvalid,
    &resource_untyped::ResourceUntyped,
];
