//! Topic → queue.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Refusal, Request, Settings, Statement};
use crate::connections::subscription;
use crate::services::{queue, topic};
use crate::unit;

unit! {
    /// Messages of the topic are put into the queue, all of them or those that match a filter.
    ///
    /// The queue's policy lets in this topic and no other. A FIFO topic may lead to FIFO and to standard queues, a standard
    /// topic to standard queues only. Messages that cannot be delivered go to the dead letters, where there are some.
    ///
    /// AWS: Amazon SNS Developer Guide, "Fanout Amazon SNS notifications to Amazon SQS queues for asynchronous processing",
    /// "Amazon SNS message filtering" and "Amazon SNS dead-letter queues".
    pub static SPEC: ConnectionSpec = {
        id: "topic_sends_queue",
        name: "Topic sends to queue",
        verb: "sends",
        from: "topic",
        facet: None,
        to: "queue",
        fields: &[subscription::RAW, subscription::FILTER, subscription::FILTER_SCOPE],
        ends: &[subscription::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct TopicSendsQueue;

impl ConnectionKind for TopicSendsQueue {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let (topic, queue) = (&ends.source, &ends.target);
        let reason =
            || format!("A standard topic cannot deliver to a FIFO queue; make {} FIFO or put a function between.", topic.node.name);
        (!topic.is_on(&topic::FIFO) && queue.is_on(&queue::FIFO)).then(|| Refusal::inserting(reason(), &["function"]))
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let subscription = subscription::subscribe(line, out, "sqs".into(), Some(line.target.arn()));
        if line.is_on(&subscription::RAW) {
            subscription.set("RawMessageDelivery", true);
        }
        let admit = Statement::allow(["sqs:SendMessage"])
            .for_service("sns.amazonaws.com")
            .on(line.target.arn())
            .from_source(line.source.arn())
            .named(format!("From{}", line.source.node.logical_id));
        out.request(&line.target, Request::Admit(admit));
    }

    fn label(&self, line: &Line<'_>) -> String {
        subscription::label(line)
    }
}
