//! The rules, one file each, named after the offence.

pub mod architecture_x86;
pub mod batch_too_large;
pub mod dead_letters_expire_early;
pub mod dead_letters_missing;
pub mod delivery_without_dead_letters;
pub mod display_name_shared;
pub mod event_loop;
mod faults;
pub mod field_invalid;
mod limits;
pub mod logical_id_collision;
pub mod max_receives_low;
pub mod memory_smallest;
pub mod node_unconnected;
pub mod override_stale;
pub mod pair_impossible;
pub mod point_in_time_recovery_off;
pub mod reference_cycle;
pub mod request_conflict;
pub mod reserved_concurrency_zero;
pub mod resource_limit;
mod runner;
pub mod runtime_retired;
pub mod secret_in_environment;
pub mod secret_parameter_shown;
pub mod short_polling;
pub mod suppression_stale;
mod switched;
pub mod tags_missing;
pub mod visibility_timeout_short;
pub mod wildcard_grant;

pub use runner::{Report, run};

use crate::catalog::Check;

/// The code of the check for suppressions that suppress nothing; the runner reports them, as only it knows.
pub const STALE_SUPPRESSION: &str = "DOC006";

/// Every check, sorted by code.
#[rustfmt::skip]
pub static CHECKS: &[&dyn Check] = &[
    &node_unconnected::NodeUnconnected,
    &display_name_shared::DisplayNameShared,
    &logical_id_collision::LogicalIdCollision,
    &override_stale::OverrideStale,
    &suppression_stale::SuppressionStale,
    &resource_limit::ResourceLimit,
    &memory_smallest::MemorySmallest,
    &short_polling::ShortPolling,
    &architecture_x86::ArchitectureX86,
    &tags_missing::TagsMissing,
    &dead_letters_missing::DeadLettersMissing,
    &max_receives_low::MaxReceivesLow,
    &visibility_timeout_short::VisibilityTimeoutShort,
    &dead_letters_expire_early::DeadLettersExpireEarly,
    &delivery_without_dead_letters::DeliveryWithoutDeadLetters,
    &event_loop::EventLoop,
    &reserved_concurrency_zero::ReservedConcurrencyZero,
    &point_in_time_recovery_off::PointInTimeRecoveryOff,
    &wildcard_grant::WildcardGrant,
    &runtime_retired::RuntimeRetired,
    &secret_in_environment::SecretInEnvironment,
    &secret_parameter_shown::SecretParameterShown,
    &pair_impossible::PairImpossible,
    &field_invalid::FieldInvalid,
    &batch_too_large::BatchTooLarge,
    &reference_cycle::ReferenceCycle,
    &request_conflict::RequestConflict,
];
