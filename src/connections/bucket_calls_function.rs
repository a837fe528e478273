//! Bucket → function.

use std::collections::BTreeSet;

use crate::catalog::field::choice;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, FaultKind, Field, Graph, Line, LineStyle, Place, Request, Settings};
use crate::cfn::Value;
use crate::design::NodeId;
use crate::services::bucket::{self, events};
use crate::unit;

/// How the function learns of the event.
pub const DELIVERY: Field = Field::choice(
    "delivery",
    "Delivery",
    &[choice("automatic", "Whichever fits"), choice("notification", "Notification of S3"), choice("event_bridge", "Through EventBridge")],
)
.help("Whichever fits: a notification, or EventBridge where the function leads back to the bucket or where another event means the same objects.");

unit! {
    /// The function is called when something happens to objects of the bucket.
    ///
    /// By a notification S3 calls the function itself, with a list of `Records` (`s3.object.key`, encoded as in a URL).
    /// Through EventBridge a rule of the account's default bus calls it, with one event (`detail.object.key`, as it is).
    /// *Whichever fits* takes the notification, and EventBridge where a notification cannot be: where the function also uses
    /// the bucket, as bucket and function would wait for each other, and where two events may mean the same object, of
    /// which S3 notifies once.
    ///
    /// A function that writes what it is called for calls itself for ever: write under another prefix.
    ///
    /// AWS: Lambda Developer Guide, "Process Amazon S3 event notifications with Lambda"; Amazon S3 User Guide, "Configuring
    /// event notifications using object key name filtering" and "Using EventBridge".
    pub static SPEC: ConnectionSpec = {
        id: "bucket_calls_function",
        name: "Bucket calls function",
        verb: "calls",
        from: "bucket",
        facet: Some(events::EVENTS),
        to: "function",
        fields: &[DELIVERY],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct BucketCallsFunction;

/// Whether the event is delivered through EventBridge.
pub fn through_event_bridge(line: &Line<'_>) -> bool {
    match line.choice(&DELIVERY).as_str() {
        "notification" => false,
        "event_bridge" => true,
        _ => leads_back(line.graph, line.target.id, line.source.id) || means_the_same(line),
    }
}

/// Whether lines lead from the function to the bucket: resources that tell of each other would wait for each other.
fn leads_back(graph: &Graph<'_>, function: &NodeId, bucket: &NodeId) -> bool {
    let mut seen: BTreeSet<&NodeId> = BTreeSet::new();
    let mut waiting = vec![function];
    while let Some(node) = waiting.pop() {
        if node == bucket {
            return true;
        }
        if seen.insert(node) {
            waiting.extend(graph.outgoing(node).map(|line| line.target.id));
        }
    }
    false
}

/// Whether another line starts at an event that may mean the same object.
fn means_the_same(line: &Line<'_>) -> bool {
    let Some(entry) = line.entry() else { return false };
    let mut others = line.source.outgoing().filter(|other| other.id != line.id);
    others.any(|other| other.entry().is_some_and(|other| events::overlap(&entry, &other)))
}

impl ConnectionKind for BucketCallsFunction {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let Some(entry) = line.entry() else { return };
        if through_event_bridge(line) {
            if let Some(kind) = events::untold(&entry) {
                let message = format!("S3 does not tell EventBridge of {kind}: deliver by notification, or leave that type out.");
                out.fault(FaultKind::Conflict, Place::Connection(line.id.clone()), message, Vec::new());
            }
            call_by_rule(line, out, events::pattern(&entry, line.source.attribute(crate::catalog::Attribute::Name)));
            return;
        }
        // Several events may lead to one function: it lets the bucket in once.
        let part = format!("{}Permission", line.target.node.logical_id);
        let permission = out.shared(&line.source, &part, "AWS::Lambda::Permission");
        permission.set("FunctionName", line.target.arn()).set("Action", "lambda:InvokeFunction").set("Principal", "s3.amazonaws.com");
        permission.set("SourceAccount", Value::reference("AWS::AccountId"));
        // The permission comes before the bucket, so it can only name one whose name is known.
        permission.set_some("SourceArn", bucket::arn_by_name(&line.source));
        let notify = Request::Notify {
            entry: entry.entry.id.clone(),
            list: "LambdaConfigurations",
            property: "Function",
            destination: line.target.arn(),
            after: permission.logical_id.clone(),
        };
        out.request(&line.source, notify);
    }

    fn label(&self, line: &Line<'_>) -> String {
        if through_event_bridge(line) { "EventBridge".to_owned() } else { String::new() }
    }
}

/// Has a rule of the default bus call the function.
fn call_by_rule(line: &Line<'_>, out: &mut Emission<'_>, pattern: Value) {
    out.request(&line.source, Request::EventBridgeOn);
    let rule = out.resource("Rule", "AWS::Events::Rule");
    let mut id = line.target.node.logical_id.clone();
    id.truncate(64);
    rule.set("EventPattern", pattern);
    rule.set("Targets", Value::list([Value::map([("Arn", line.target.arn()), ("Id", id.into())])]));
    let arn = Value::get_att(rule.logical_id.as_str(), "Arn");
    let permission = out.resource("Permission", "AWS::Lambda::Permission");
    permission.set("FunctionName", line.target.arn()).set("Action", "lambda:InvokeFunction");
    permission.set("Principal", "events.amazonaws.com").set("SourceArn", arn);
}
