//! Function → queue.

use super::access;
use crate::catalog::field::{Choice, choice};
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Settings, Statement};
use crate::unit;

/// What the function may do.
pub const ACCESS: Field = Field::choice("access", "Access", &[choice("send", "Send"), access::EXACT])
    .help("Send: send messages. Exact actions: those you choose. Nothing else is granted.");
/// What exactly it may do.
pub const ACTIONS: Field = access::actions(CHOICES, r#"["sqs:SendMessage"]"#);

const CHOICES: &[Choice] = &[
    choice("sqs:ChangeMessageVisibility", "ChangeMessageVisibility"),
    choice("sqs:DeleteMessage", "DeleteMessage"),
    choice("sqs:GetQueueAttributes", "GetQueueAttributes"),
    choice("sqs:GetQueueUrl", "GetQueueUrl"),
    choice("sqs:PurgeQueue", "PurgeQueue"),
    choice("sqs:ReceiveMessage", "ReceiveMessage"),
    choice("sqs:SendMessage", "SendMessage"),
];

unit! {
    /// The function sends messages to the queue.
    ///
    /// Its role may send to this queue and nothing else, and an environment variable tells it the queue's URL. Sending
    /// in batches needs no further permission.
    ///
    /// AWS: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SQS".
    pub static SPEC: ConnectionSpec = {
        id: "function_sends_queue",
        name: "Function sends to queue",
        verb: "sends",
        from: "function",
        facet: None,
        to: "queue",
        fields: &[ACCESS, ACTIONS],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct FunctionSendsQueue;

impl ConnectionKind for FunctionSendsQueue {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let granted = if line.choice(&ACCESS) == "exact" { access::chosen(line, &ACTIONS) } else { vec!["sqs:SendMessage".to_owned()] };
        let statement = Statement::allow(granted.iter().map(String::as_str)).on(line.target.arn());
        out.grant(&line.source, statement.named(format!("Send{}", line.target.node.logical_id)));
        out.variable(line, Attribute::Url);
    }

    fn label(&self, line: &Line<'_>) -> String {
        if line.choice(&ACCESS) == "exact" { access::label(line, &ACTIONS) } else { SPEC.verb.to_owned() }
    }
}
