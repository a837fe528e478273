//! The events of a bucket: which there are, and how they are told.

use serde_json::{Value as Json, json};

use crate::catalog::field::{Kind, TextRule};
use crate::catalog::{Emission, EntryView, FaultKind, Field, Literal, NodeView, Place, Request, Settings, Wanted};
use crate::cfn::{Map, Pieces, Value};
use crate::design::{EntryId, Fields};

/// The facet of events.
pub const EVENTS: &str = "events";

/// Which events an entry is for.
pub const TYPES: Field =
    Field::of("types", "Types", Kind::List(TextRule::shaped(64, is_type, "a type of event such as s3:ObjectCreated:*")))
        .default(Literal::Json(r#"["s3:ObjectCreated:*"]"#))
        .decides()
        .help("What has to happen to an object, in S3's words: s3:ObjectCreated:*, s3:ObjectRemoved:*, s3:ObjectTagging:Put …");
/// How keys begin.
pub const PREFIX: Field = Field::text("prefix", "Prefix", TextRule::up_to(1_024))
    .example(Literal::Text("uploads/"))
    .help("Only objects whose keys begin with this; all where it is empty.");
/// How keys end.
pub const SUFFIX: Field = Field::text("suffix", "Suffix", TextRule::up_to(1_024))
    .example(Literal::Text(".jpg"))
    .help("Only objects whose keys end with this; all where it is empty.");

/// A type of event: as notifications have it, and as EventBridge does.
struct EventType {
    id: &'static str,
    label: &'static str,
    /// What EventBridge calls it; nothing where S3 tells it by notifications only.
    detail_types: &'static [&'static str],
    /// What of the detail tells it from others with its detail type.
    reason: Option<&'static str>,
    /// What became of what was deleted, where only one of the two is meant.
    deletion: Option<&'static str>,
}

const fn event(id: &'static str, label: &'static str, detail_types: &'static [&'static str], reason: Option<&'static str>) -> EventType {
    EventType { id, label, detail_types, reason, deletion: None }
}

const fn deleted(id: &'static str, label: &'static str, reason: &'static str, deletion: &'static str) -> EventType {
    EventType { id, label, detail_types: DELETED, reason: Some(reason), deletion: Some(deletion) }
}

const CREATED: &[&str] = &["Object Created"];
const DELETED: &[&str] = &["Object Deleted"];
const BY_REQUEST: &str = "DeleteObject";
const BY_RULE: &str = "Lifecycle Expiration";
const FOR_GOOD: &str = "Permanently Deleted";
const MARKED: &str = "Delete Marker Created";

const EVENT_TYPES: &[EventType] = &[
    event("s3:ObjectCreated:*", "created", CREATED, None),
    event("s3:ObjectCreated:Put", "put", CREATED, Some("PutObject")),
    event("s3:ObjectCreated:Post", "posted", CREATED, Some("POST Object")),
    event("s3:ObjectCreated:Copy", "copied", CREATED, Some("CopyObject")),
    event("s3:ObjectCreated:CompleteMultipartUpload", "uploaded in parts", CREATED, Some("CompleteMultipartUpload")),
    event("s3:ObjectRemoved:*", "removed", DELETED, Some(BY_REQUEST)),
    deleted("s3:ObjectRemoved:Delete", "removed for good", BY_REQUEST, FOR_GOOD),
    deleted("s3:ObjectRemoved:DeleteMarkerCreated", "marked as removed", BY_REQUEST, MARKED),
    event(
        "s3:ObjectRestore:*",
        "restored in any step",
        &["Object Restore Initiated", "Object Restore Completed", "Object Restore Expired"],
        None,
    ),
    event("s3:ObjectRestore:Post", "restore begun", &["Object Restore Initiated"], None),
    event("s3:ObjectRestore:Completed", "restored", &["Object Restore Completed"], None),
    event("s3:ObjectRestore:Delete", "restored copy expired", &["Object Restore Expired"], None),
    event("s3:ObjectTagging:*", "tags changed", &["Object Tags Added", "Object Tags Deleted"], None),
    event("s3:ObjectTagging:Put", "tagged", &["Object Tags Added"], None),
    event("s3:ObjectTagging:Delete", "untagged", &["Object Tags Deleted"], None),
    event("s3:ObjectAcl:Put", "access list changed", &["Object ACL Updated"], None),
    event("s3:LifecycleExpiration:*", "expired", DELETED, Some(BY_RULE)),
    deleted("s3:LifecycleExpiration:Delete", "expired for good", BY_RULE, FOR_GOOD),
    deleted("s3:LifecycleExpiration:DeleteMarkerCreated", "marked as expired", BY_RULE, MARKED),
    event("s3:LifecycleTransition", "moved to another class", &["Object Storage Class Changed"], None),
    event("s3:IntelligentTiering", "archived by itself", &["Object Access Tier Changed"], None),
    event("s3:Replication:*", "replication amiss or late", &[], None),
    event("s3:Replication:OperationFailedReplication", "not replicated", &[], None),
    event("s3:Replication:OperationMissedThreshold", "not replicated in time", &[], None),
    event("s3:Replication:OperationNotTracked", "replication not tracked", &[], None),
    event("s3:Replication:OperationReplicatedAfterThreshold", "replicated late", &[], None),
    event("s3:ReducedRedundancyLostObject", "lost", &[], None),
];

fn is_type(text: &str) -> bool {
    EVENT_TYPES.iter().any(|t| t.id == text)
}

fn of(types: &Json) -> Vec<&'static EventType> {
    let named = |id: &str| types.as_array().into_iter().flatten().any(|t| t.as_str() == Some(id));
    let covered = |id: &str| EVENT_TYPES.iter().any(|t| t.id != id && named(t.id) && covers(t.id, id));
    EVENT_TYPES.iter().filter(|t| named(t.id) && !covered(t.id)).collect()
}

fn covers(wide: &str, narrow: &str) -> bool {
    wide == narrow || wide.strip_suffix('*').is_some_and(|stem| narrow.starts_with(stem))
}

fn types(entry: &EntryView<'_>) -> Vec<&'static EventType> {
    entry.literal(&TYPES).map(|types| of(&types)).unwrap_or_default()
}

/// What an event is called on the card: `created uploads/*.jpg`.
pub(super) fn title(fields: &Fields) -> String {
    let text = |field: &Field| fields.get(field.id).and_then(|v| v.literal()).and_then(Json::as_str).unwrap_or_default();
    let types = fields.get(TYPES.id).and_then(|v| v.literal()).cloned().or_else(|| TYPES.default.to_json()).unwrap_or_default();
    let labels: Vec<&str> = of(&types).into_iter().map(|t| t.label).collect();
    let labels = if labels.is_empty() { "event".to_owned() } else { labels.join(", ") };
    match (text(&PREFIX), text(&SUFFIX)) {
        ("", "") => labels,
        (prefix, suffix) => format!("{labels} {prefix}*{suffix}"),
    }
}

/// An event from a short text: a type, or the keys as `uploads/*.jpg`.
pub(super) fn from_text(text: &str) -> Fields {
    if is_type(text) {
        return Fields::from([(TYPES.id.to_owned(), json!([text]).into())]);
    }
    let keys = text.strip_prefix("created ").unwrap_or(text);
    let (prefix, suffix) = keys.split_once('*').unwrap_or((keys, ""));
    let fields = [(PREFIX, if prefix == "created" { "" } else { prefix }), (SUFFIX, suffix)];
    fields.into_iter().filter(|(_, text)| !text.is_empty()).map(|(field, text)| (field.id.to_owned(), text.into())).collect()
}

/// Whether something may happen that both entries are for, as far as that is known.
pub fn overlap(a: &EntryView<'_>, b: &EntryView<'_>) -> bool {
    let (a_types, b_types) = (types(a), types(b));
    let same_type = a_types.iter().any(|x| b_types.iter().any(|y| covers(x.id, y.id) || covers(y.id, x.id)));
    if [a, b].into_iter().any(|entry| entry.is_deferred(&PREFIX) || entry.is_deferred(&SUFFIX)) {
        return false;
    }
    let (a_prefix, b_prefix) = (a.choice(&PREFIX), b.choice(&PREFIX));
    let (a_suffix, b_suffix) = (a.choice(&SUFFIX), b.choice(&SUFFIX));
    let prefixes = a_prefix.starts_with(&b_prefix) || b_prefix.starts_with(&a_prefix);
    let suffixes = a_suffix.ends_with(&b_suffix) || b_suffix.ends_with(&a_suffix);
    same_type && prefixes && suffixes
}

/// The bucket's notifications, and what must exist before them.
pub(super) fn notifications(node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) -> (Map, Vec<String>) {
    let (mut map, mut first) = (Map::new(), Vec::new());
    if wanted.has(&Request::EventBridgeOn) {
        map.insert("EventBridgeConfiguration", Value::map([("EventBridgeEnabled", true)]));
    }
    let mut told: Vec<(EntryView<'_>, Place)> = Vec::new();
    for received in &wanted.requests {
        let Request::Notify { entry, list, property, destination, after } = &received.request else { continue };
        let Some(entry) = node.entry(entry) else { continue };
        let line = received.origin.place();
        if let Some((other, first)) = told.iter().find(|(other, _)| overlap(other, &entry)) {
            let entries = [&other.entry.id, &entry.entry.id];
            conflict(node, entries, first, &line, out);
            conflict(node, entries, &line, first, out);
            continue;
        }
        let filter = filter(&entry);
        for event in types(&entry) {
            let mut notification = Map::new();
            notification.insert("Event", event.id.into());
            notification.insert((*property).to_owned(), destination.clone());
            if !filter.is_empty() {
                let rules = Value::map([("S3Key", Value::map([("Rules", Value::List(filter.clone()))]))]);
                notification.insert("Filter", rules);
            }
            if let Value::Map(notification) = Value::Map(notification)
                && let Value::List(all) = map.get_or_insert_with(*list, || Value::List(Vec::new()))
            {
                all.push(Value::Map(notification));
            }
        }
        first.push(after.clone());
        told.push((entry, line));
    }
    (map, first)
}

/// Tells at a line that the event it starts at may mean what another line's does.
fn conflict(node: &NodeView<'_>, entries: [&EntryId; 2], line: &Place, other: &Place, out: &mut Emission<'_>) {
    let target = match line {
        Place::Connection(id) => node.graph.line(id).map(|line| line.target),
        _ => None,
    };
    // A function can be called through EventBridge by the line itself; what else S3 notifies, by a rule only.
    let way = match target {
        Some(target) if target.node.kind == "function" => "deliver this one through EventBridge".to_owned(),
        Some(target) => format!("lead the account's default bus to {} with a rule", target.node.name),
        None => "deliver one of them through EventBridge".to_owned(),
    };
    let message = format!(
        "S3 notifies of an object once: two events of {} may mean the same object. Give them prefixes or suffixes that exclude each other, or {way}.",
        node.node.name
    );
    let mut related: Vec<Place> = entries.into_iter().map(|entry| Place::Entry(node.id.clone(), entry.clone())).collect();
    related.push(other.clone());
    out.fault(FaultKind::Conflict, line.clone(), message, related);
}

fn filter(entry: &EntryView<'_>) -> Vec<Value> {
    let rule = |name: &str, field: &Field| {
        let value = entry.template_value(field).filter(|v| v.as_text() != Some(""))?;
        Some(Value::map([("Name", Value::from(name)), ("Value", value)]))
    };
    rule("prefix", &PREFIX).into_iter().chain(rule("suffix", &SUFFIX)).collect()
}

/// The first of an entry's types that EventBridge does not hear of.
pub fn untold(entry: &EntryView<'_>) -> Option<&'static str> {
    types(entry).iter().find(|t| t.detail_types.is_empty()).map(|t| t.id)
}

/// The pattern that EventBridge knows an entry's events by.
pub fn pattern(entry: &EntryView<'_>, bucket: Value) -> Value {
    let mut alternatives: Vec<Map> = Vec::new();
    let all = types(entry);
    let plain: Vec<&str> = all.iter().filter(|t| t.reason.is_none()).flat_map(|t| t.detail_types).copied().collect();
    if !plain.is_empty() {
        alternatives.push(Map::from([("detail-type", Value::list(plain))]));
    }
    let mut told: Vec<(&[&str], Option<&str>)> = all.iter().filter(|t| t.reason.is_some()).map(|t| (t.detail_types, t.deletion)).collect();
    told.sort_unstable();
    told.dedup();
    for (detail_types, deletion) in told {
        let alike = all.iter().filter(|t| (t.detail_types, t.deletion) == (detail_types, deletion));
        let mut detail = Map::from([("reason", Value::list(alike.filter_map(|t| t.reason)))]);
        if let Some(deletion) = deletion {
            detail.insert("deletion-type", Value::list([deletion]));
        }
        alternatives.push(Map::from([("detail-type", Value::list(detail_types.iter().copied())), ("detail", Value::Map(detail))]));
    }
    let mut detail = Map::new();
    detail.insert("bucket", Value::map([("name", Value::list([bucket]))]));
    let part = |field: &Field| entry.template_value(field).unwrap_or_else(|| "".into());
    if let Some(key) = key_pattern(part(&PREFIX), part(&SUFFIX)) {
        detail.insert("object", Value::map([("key", Value::list([key]))]));
    }
    let mut pattern = Map::new();
    pattern.insert("source", Value::list(["aws.s3"]));
    if alternatives.len() == 1 {
        for (name, value) in alternatives.remove(0) {
            match value {
                Value::Map(more) => detail.extend(more),
                other => drop(pattern.insert(name, other)),
            }
        }
    } else if !alternatives.is_empty() {
        pattern.insert("$or", Value::list(alternatives));
    }
    pattern.insert("detail", Value::Map(detail));
    Value::Map(pattern)
}

fn key_pattern(prefix: Value, suffix: Value) -> Option<Value> {
    // A star in a key is a star, not any text.
    let plain = |value: &Value| match value.as_text() {
        Some(text) => Pieces::new(&text.replace('\\', "\\\\").replace('*', "\\*")),
        None => Pieces::default().value(value),
    };
    match (prefix.as_text(), suffix.as_text()) {
        (Some(""), Some("")) => None,
        (_, Some("")) => Some(Value::map([("prefix", prefix)])),
        (Some(""), _) => Some(Value::map([("suffix", suffix)])),
        _ => Some(Value::map([("wildcard", plain(&prefix).text("*").join(plain(&suffix)).finish())])),
    }
}
