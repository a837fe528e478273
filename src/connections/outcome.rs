//! Where Lambda sends a record of what it did, or could not do.

use crate::catalog::{Emission, FaultKind, Field, Line, NodeView, Place, Request, Settings, Statement};
use crate::cfn::Value;
use crate::services::{bucket, event_bus, function, queue, topic};

/// Whether a record can go to the node at the end of a line; a FIFO queue or topic is left out and told.
pub fn admits(line: &Line<'_>, end: &NodeView<'_>, out: &mut Emission<'_>) -> bool {
    let fifo = is_fifo(end);
    if fifo {
        let message = format!("What {} gives up goes to a standard queue or topic; {} is FIFO.", line.title(), end.node.name);
        out.fault(FaultKind::Conflict, Place::Connection(line.id.clone()), message, vec![Place::Node(end.id.clone())]);
    }
    !fifo
}

/// Whether it is a FIFO queue or topic, to which Lambda sends nothing.
pub fn is_fifo(end: &NodeView<'_>) -> bool {
    match end.node.kind.as_str() {
        kind if kind == queue::SPEC.id => end.is_on(&queue::FIFO),
        kind if kind == topic::SPEC.id => end.is_on(&topic::FIFO),
        _ => false,
    }
}

/// What says whether a queue or topic is FIFO.
pub fn fifo(end: &NodeView<'_>) -> &'static Field {
    if end.node.kind == topic::SPEC.id { &topic::FIFO } else { &queue::FIFO }
}

/// Lets the function send records there; in a bucket they are put under `prefix`.
pub fn grant(function: &NodeView<'_>, end: &NodeView<'_>, prefix: &str, out: &mut Emission<'_>) {
    let id = &end.node.logical_id;
    let on_end = |action: &str, verb: &str| Statement::allow([action]).on(end.arn()).named(format!("{verb}{id}"));
    match end.node.kind.as_str() {
        kind if kind == queue::SPEC.id => out.grant(function, on_end("sqs:SendMessage", "Send")),
        kind if kind == topic::SPEC.id => out.grant(function, on_end("sns:Publish", "Publish")),
        kind if kind == event_bus::SPEC.id => out.grant(function, on_end("events:PutEvents", "Put")),
        kind if kind == function::SPEC.id => out.grant(function, on_end("lambda:InvokeFunction", "Call")),
        kind if kind == bucket::SPEC.id => {
            // A bucket that was deleted may come back in somebody else's account.
            let in_own_account = |s: Statement| s.when("StringEquals", "s3:ResourceAccount", Value::reference("AWS::AccountId"));
            let put = Statement::allow(["s3:PutObject"]).on(bucket::objects(end, prefix)).named(format!("Put{id}Records"));
            out.grant(function, in_own_account(put));
            out.grant(function, in_own_account(on_end("s3:ListBucket", "List")));
        }
        _ => {}
    }
}

/// Has a queue keep what failed for as long as it can.
pub fn keep(end: &NodeView<'_>, out: &mut Emission<'_>) {
    if end.node.kind == queue::SPEC.id {
        out.request(end, Request::KeepDeadLetters);
    }
}
