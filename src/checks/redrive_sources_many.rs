//! LIM079.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::Value;
use crate::unit;

/// The most sources such a policy lists.
const MOST: usize = 10;

unit! {
    /// A queue for dead letters lists more queues that may use it than SQS takes, or nearly.
    ///
    /// A `RedriveAllowPolicy` by queue lists at most ten sources. Without such a policy every queue of the account and region may
    /// move its dead letters there; say `allowAll`, or give some of the queues dead letters of their own.
    ///
    /// AWS: Amazon SQS Developer Guide, "Using dead-letter queues in Amazon SQS"; Amazon SQS API Reference, "SetQueueAttributes".
    ///
    /// ```stackdraft breaks
    /// add queue Failed
    /// override Failed Resource.Properties.RedriveAllowPolicy={"redrivePermission": "byQueue", "sourceQueueArns": ["arn:aws:sqs:eu-west-1:111122223333:a", "arn:aws:sqs:eu-west-1:111122223333:b", "arn:aws:sqs:eu-west-1:111122223333:c", "arn:aws:sqs:eu-west-1:111122223333:d", "arn:aws:sqs:eu-west-1:111122223333:e", "arn:aws:sqs:eu-west-1:111122223333:f", "arn:aws:sqs:eu-west-1:111122223333:g", "arn:aws:sqs:eu-west-1:111122223333:h"]}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Failed
    /// override Failed Resource.Properties.RedriveAllowPolicy={"redrivePermission": "byQueue", "sourceQueueArns": ["arn:aws:sqs:eu-west-1:111122223333:a"]}
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM079",
        name: "redrive_sources_many",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct RedriveSourcesMany;

impl Check for RedriveSourcesMany {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let synthesis = context.synthesis;
        for (id, resource) in synthesis.template.resources.iter().filter(|(_, resource)| resource.kind == "AWS::SQS::Queue") {
            let sources = resource.properties.get("RedriveAllowPolicy").and_then(|policy| policy.get("sourceQueueArns"));
            let Some(count) = sources.and_then(Value::as_list).map(<[Value]>::len) else { continue };
            let place = synthesis.provenance.get(id).map_or(Place::Design, |from| from.address.owner.place());
            super::limits::report(out, place, count, MOST, |share| {
                format!("{id} lists {count} queues that may use it, {share} the {MOST} that a queue for dead letters lists.")
            });
        }
    }
}
