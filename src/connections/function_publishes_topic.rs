//! Function → topic.

use super::access;
use crate::catalog::field::{Choice, choice};
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Settings, Statement};
use crate::unit;

/// What the function may do.
pub const ACCESS: Field = Field::choice("access", "Access", &[choice("publish", "Publish"), access::EXACT])
    .help("Publish: publish messages. Exact actions: those you choose. Nothing else is granted.");
/// What exactly it may do.
pub const ACTIONS: Field = access::actions(CHOICES, r#"["sns:Publish"]"#);

const CHOICES: &[Choice] = &[
    choice("sns:GetTopicAttributes", "GetTopicAttributes"),
    choice("sns:ListSubscriptionsByTopic", "ListSubscriptionsByTopic"),
    choice("sns:Publish", "Publish"),
    choice("sns:Subscribe", "Subscribe"),
];

unit! {
    /// The function publishes messages to the topic.
    ///
    /// Its role may publish to this topic and nothing else, and an environment variable tells it the topic's ARN. To a FIFO
    /// topic each message needs a group id, and a deduplication id unless the topic makes one from the content.
    ///
    /// AWS: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SNS".
    pub static SPEC: ConnectionSpec = {
        id: "function_publishes_topic",
        name: "Function publishes to topic",
        verb: "publishes",
        from: "function",
        facet: None,
        to: "topic",
        fields: &[ACCESS, ACTIONS],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct FunctionPublishesTopic;

impl ConnectionKind for FunctionPublishesTopic {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let granted = if line.choice(&ACCESS) == "exact" { access::chosen(line, &ACTIONS) } else { vec!["sns:Publish".to_owned()] };
        let statement = Statement::allow(granted.iter().map(String::as_str)).on(line.target.arn());
        out.grant(&line.source, statement.named(format!("Publish{}", line.target.node.logical_id)));
        out.variable(line, Attribute::Arn);
    }

    fn label(&self, line: &Line<'_>) -> String {
        if line.choice(&ACCESS) == "exact" { access::label(line, &ACTIONS) } else { SPEC.verb.to_owned() }
    }
}
