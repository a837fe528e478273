//! Notifications of S3 to what lets S3 in by a policy of its own.

use crate::catalog::{Emission, Ends, Line, Refusal, Request, Statement};
use crate::connections::outcome;
use crate::services::bucket;

/// Why S3 notifies no FIFO queue or topic.
pub fn refuse_fifo(ends: &Ends<'_>) -> Option<Refusal> {
    let (target, service) = (&ends.target.node.name, ends.target.service.spec().name.to_lowercase());
    // A rule sends to FIFO queues, and publishes to no FIFO topic.
    let (between, way) = match service.as_str() {
        "queue" => ("event_bus", "the account's default bus between, with a rule that leads to it"),
        _ => ("function", "a function between"),
    };
    let reason = || format!("S3 notifies standard {service}s only; {target} is FIFO. Put {way}.");
    outcome::is_fifo(&ends.target).then(|| Refusal::inserting(reason(), &[between]))
}

/// Has the bucket notify the line's target, whose policy lets S3 in for `action`.
pub fn notify(line: &Line<'_>, out: &mut Emission<'_>, action: &str, list: &'static str, property: &'static str) {
    let Some(entry) = line.entry() else { return };
    let (bucket, target) = (&line.source, &line.target);
    let admit = Statement::allow([action]).for_service("s3.amazonaws.com").on(target.arn()).from_own_account();
    // The policy comes before the bucket, so it can only name one whose name is known.
    let admit = match bucket::arn_by_name(bucket) {
        Some(arn) => admit.from_source(arn),
        None => admit,
    };
    out.request(target, Request::Admit(admit.named(format!("From{}", bucket.node.logical_id))));
    let after = format!("{}Policy", target.node.logical_id);
    out.request(bucket, Request::Notify { entry: entry.entry.id.clone(), list, property, destination: target.arn(), after });
}
