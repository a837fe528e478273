//! Topic → function.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Settings};
use crate::connections::subscription;
use crate::services::topic;
use crate::unit;

unit! {
    /// The function is called with each message of the topic, or with those that match a filter.
    ///
    /// The function's policy lets in this topic. Messages that cannot be delivered go to the dead letters, where there are
    /// some. A FIFO topic cannot call functions: put a queue between.
    ///
    /// AWS: Amazon SNS Developer Guide, "Fanout Amazon SNS notifications to Lambda functions for automated processing" and
    /// "Amazon SNS message filtering"; CloudFormation, "AWS::Lambda::Permission".
    pub static SPEC: ConnectionSpec = {
        id: "topic_calls_function",
        name: "Topic calls function",
        verb: "calls",
        from: "topic",
        facet: None,
        to: "function",
        fields: &[subscription::FILTER, subscription::FILTER_SCOPE],
        ends: &[subscription::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct TopicCallsFunction;

impl ConnectionKind for TopicCallsFunction {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let reason = || format!("A FIFO topic delivers to queues only; put a queue between {} and the function.", ends.source.node.name);
        ends.source.is_on(&topic::FIFO).then(|| Refusal::inserting(reason(), &["queue"]))
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        subscription::subscribe(line, out, "lambda".into(), Some(line.target.arn()));
        let permission = out.resource("Permission", "AWS::Lambda::Permission");
        permission.set("FunctionName", line.target.arn()).set("Action", "lambda:InvokeFunction");
        permission.set("Principal", "sns.amazonaws.com").set("SourceArn", line.source.arn());
    }

    fn label(&self, line: &Line<'_>) -> String {
        subscription::label(line)
    }
}
