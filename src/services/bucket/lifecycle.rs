//! What becomes of a bucket's objects in time.
//!
//! AWS: Amazon S3 User Guide, "Managing the lifecycle of objects" and "Understanding and managing Amazon S3 storage classes".

use crate::catalog::field::{Unit, choice, is, on};
use crate::catalog::{Field, Literal, NodeView, Settings};
use crate::cfn::Value;

/// How long objects are kept.
pub const EXPIRY: Field = Field::duration("expiry", "Delete objects after", Unit::Days, 1, 36_500)
    .example(Literal::Integer(90))
    .help("Objects are deleted this long after they were made; never where it is empty.");
/// How long older versions are kept.
pub const OLD_VERSIONS: Field = Field::duration("old_versions", "Delete older versions after", Unit::Days, 1, 36_500)
    .applies(&[on("versioning")])
    .example(Literal::Integer(30))
    .help("Older versions are deleted this long after something took their place; never where it is empty.");
/// Where objects that are no longer new are kept.
pub const TRANSITION: Field = Field::choice(
    "transition",
    "Move objects to",
    &[
        choice("none", "Nowhere"),
        choice("INTELLIGENT_TIERING", "Intelligent-Tiering"),
        choice("STANDARD_IA", "Standard-IA"),
        choice("GLACIER_IR", "Glacier Instant Retrieval"),
        choice("GLACIER", "Glacier Flexible Retrieval"),
        choice("DEEP_ARCHIVE", "Glacier Deep Archive"),
    ],
)
.help("A storage class that costs less to keep and more to read; the last two have to be restored before they are read.");
/// When they are moved.
pub const TRANSITION_DAYS: Field = Field::duration("transition_days", "Move objects after", Unit::Days, 30, 36_500)
    .default(Literal::Integer(30))
    .applies(&[is("transition", MOVED)])
    .help("Objects are moved this long after they were made.");
/// How long parts of uploads that were never completed are kept.
pub const ABANDONED_UPLOADS: Field = Field::duration("abandoned_uploads", "Delete abandoned uploads after", Unit::Days, 1, 365)
    .example(Literal::Integer(7))
    .help("Parts of uploads that were begun and never completed are deleted this long after; kept and paid for where it is empty.");

const MOVED: &[Literal] = &[
    Literal::Text("INTELLIGENT_TIERING"),
    Literal::Text("STANDARD_IA"),
    Literal::Text("GLACIER_IR"),
    Literal::Text("GLACIER"),
    Literal::Text("DEEP_ARCHIVE"),
];

/// The rules as the template has them.
pub(super) fn rules(node: &NodeView<'_>) -> Vec<Value> {
    let rule = |id: &str, key: &str, value: Value| Value::map([("Id", Value::from(id)), ("Status", "Enabled".into()), (key, value)]);
    let moved = node.template_value(&TRANSITION_DAYS).map(|days| {
        let transition = Value::map([("StorageClass", Value::from(node.choice(&TRANSITION))), ("TransitionInDays", days)]);
        rule("MoveObjects", "Transitions", Value::List(vec![transition]))
    });
    let objects = node.template_value(&EXPIRY).map(|days| rule("DeleteObjects", "ExpirationInDays", days));
    let versions = node
        .template_value(&OLD_VERSIONS)
        .map(|days| rule("DeleteOlderVersions", "NoncurrentVersionExpiration", Value::map([("NoncurrentDays", days)])));
    let uploads = node
        .template_value(&ABANDONED_UPLOADS)
        .map(|days| rule("DeleteAbandonedUploads", "AbortIncompleteMultipartUpload", Value::map([("DaysAfterInitiation", days)])));
    [objects, versions, moved, uploads].into_iter().flatten().collect()
}
