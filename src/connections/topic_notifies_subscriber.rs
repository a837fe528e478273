//! Topic → subscriber.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Literal, Refusal, Settings};
use crate::connections::subscription;
use crate::services::{subscriber, topic};
use crate::unit;

/// Whether a web address gets messages as they were sent.
pub const RAW: Field = subscription::RAW
    .default(Literal::Bool(false))
    .help("Messages are posted as they were sent, to web addresses; otherwise wrapped in JSON that also tells the topic and the time.");

unit! {
    /// Messages of the topic go to the mailbox, the telephone or the web address, all of them or those that match a filter.
    ///
    /// A mailbox or web address first gets a request to confirm the subscription, and nothing else until it has. FIFO topics
    /// deliver to queues only.
    ///
    /// AWS: Amazon SNS Developer Guide, "Creating a subscription to an Amazon SNS topic"; CloudFormation,
    /// "AWS::SNS::Subscription".
    pub static SPEC: ConnectionSpec = {
        id: "topic_notifies_subscriber",
        name: "Topic notifies subscriber",
        verb: "notifies",
        from: "topic",
        facet: None,
        to: "subscriber",
        fields: &[RAW, subscription::FILTER, subscription::FILTER_SCOPE],
        ends: &[subscription::DEAD_LETTERS],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct TopicNotifiesSubscriber;

impl ConnectionKind for TopicNotifiesSubscriber {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let reason = || {
            format!(
                "A FIFO topic delivers to queues only; put a queue, a function and a standard topic between {} and the subscriber.",
                ends.source.node.name
            )
        };
        ends.source.is_on(&topic::FIFO).then(|| Refusal::inserting(reason(), &["queue", "function", "topic"]))
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let subscriber = &line.target;
        let protocol = subscriber.choice(&subscriber::PROTOCOL);
        let endpoint = subscriber.template_value(subscriber::address_field(subscriber));
        let subscription = subscription::subscribe(line, out, protocol.as_str().into(), endpoint);
        if protocol == "https" && line.is_on(&RAW) {
            subscription.set("RawMessageDelivery", true);
        }
    }

    fn label(&self, line: &Line<'_>) -> String {
        subscription::label(line)
    }
}
