//! Node → topic or function, with the node's alarms.
//!
//! Whatever has alarms leads them to topics and functions, and every pair means the same: what differs is in the table at the
//! end of this file. A service that gets alarms gets its two lines there, and their two in the list of kinds.

use crate::catalog::alarm;
use crate::catalog::draft::Draft;
use crate::catalog::field::{Kind, TextRule};
use crate::catalog::{
    ConnectionKind, ConnectionSpec, Emission, Ends, FaultKind, Field, Line, LineStyle, Literal, Place, Refusal, Request, Settings,
    Statement,
};
use crate::cfn::Value;
use crate::design::ConnectionId;
use crate::services::{event_bus, topic};

/// Whether it is told when an alarm is over.
pub const RECOVERED: Field = Field::switch("recovered", "Tell when it is over", false)
    .example(Literal::Bool(true))
    .help("Whether it is also told when what was watched is as it should be again.");

/// Which alarms it is told of.
pub const ONLY: Field = Field::of("only", "Only these alarms", Kind::List(TextRule { min: 1, max: 64, shape: None }))
    .default(Literal::Json("[]"))
    .help("The names of the alarms it is told of, such as errors or errors-2, as `alarm` in the edit script and the outline of the node have them; empty: all of the node's.");

/// A kind of line that leads the alarms of a node to a receiver.
pub struct Alarms(&'static ConnectionSpec);

impl ConnectionKind for Alarms {
    fn spec(&self) -> &'static ConnectionSpec {
        self.0
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let (watched, receiver) = (&ends.source, &ends.target);
        if watched.node.kind == event_bus::SPEC.id && event_bus::is_foreign(watched) {
            return Some(Refusal::new(format!("The rules of {} are watched where they are.", watched.node.name)));
        }
        let fifo = receiver.node.kind == topic::SPEC.id && receiver.is_on(&topic::FIFO);
        let reason = || format!("Alarms are told to standard topics; {} is FIFO.", receiver.node.name);
        fifo.then(|| Refusal::new(reason()))
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let action = line.target.arn();
        let only = only(line);
        let known = |name: &&String| !line.source.entries(alarm::FACET).any(|entry| entry.entry.id.as_str() == name.as_str());
        if let Some(stranger) = only.iter().find(known) {
            let message = format!("{} has no alarm {stranger:?} that {} could be told of.", line.source.node.name, line.target.node.name);
            out.fault(FaultKind::Missing, Place::Connection(line.id.clone()), message, vec![Place::Node(line.source.id.clone())]);
        }
        let alarms = alarm::of(&line.source);
        let alarms = alarms.iter().filter(|alarm| only.is_empty() || only.iter().any(|name| name == alarm.entry.entry.id.as_str()));
        let alarms: Vec<String> = alarms.map(alarm::Alarm::logical_id).collect();
        let recovered = line.is_on(&RECOVERED);
        out.request(&line.source, Request::Alarmed { action: action.clone(), recovered, only });
        for id in &alarms {
            let arn = Value::get_att(id.as_str(), "Arn");
            if line.target.node.kind == topic::SPEC.id {
                let statement = Statement::allow(["sns:Publish"]).for_service("cloudwatch.amazonaws.com").on(action.clone());
                let statement = statement.from_source(arn).from_own_account().named(format!("From{id}"));
                out.request(&line.target, Request::Admit(statement));
            } else {
                let part = if alarms.len() == 1 { "Permission".to_owned() } else { format!("{id}Permission") };
                let permission = out.resource(&part, "AWS::Lambda::Permission");
                permission.set("FunctionName", action.clone()).set("Action", "lambda:InvokeFunction");
                permission.set("Principal", "lambda.alarms.cloudwatch.amazonaws.com").set("SourceArn", arn);
                permission.set("SourceAccount", Value::reference("AWS::AccountId"));
            }
        }
    }

    /// How many alarms there are says the badge they start at.
    fn label(&self, line: &Line<'_>) -> String {
        let only = only(line).join(", ");
        match (only.is_empty(), line.is_on(&RECOVERED)) {
            (true, false) => String::new(),
            (true, true) => "and when over".to_owned(),
            (false, false) => only,
            (false, true) => format!("{only}, and when over"),
        }
    }

    fn carries(&self, _line: &Line<'_>) -> bool {
        false
    }

    fn on_request(&self) -> bool {
        true
    }

    fn hands_over(&self, _line: &Line<'_>) -> bool {
        true
    }

    /// A node without alarms gets the one to begin with.
    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        let graph = crate::catalog::Graph::new(draft.design(), draft.registry());
        let Some(line) = graph.line(id) else { return };
        let source = line.source;
        if source.entries(alarm::FACET).next().is_some() {
            return;
        }
        let Some(fields) = alarm::first(&source) else { return };
        let node = source.id.clone();
        // Whatever a preset says is a choice of its field.
        drop(draft.add_entry(&node, alarm::FACET, "", fields));
    }
}

/// The alarms a line names; all where it names none.
pub fn only(line: &Line<'_>) -> Vec<String> {
    match line.literal(&ONLY) {
        Some(serde_json::Value::Array(names)) => names.iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect(),
        _ => Vec::new(),
    }
}

/// The two kinds of a service: its id and name, then what is called for it.
macro_rules! kinds {
    ($($function:ident, $topic:ident: $from:literal $name:literal;)+) => {
        $(
            /// The alarms of this service call a function.
            pub static $function: Alarms = Alarms(&ConnectionSpec {
                docs: concat!(
                    " The function is called when one of the alarms of the ", $from, " goes off.\n",
                    "\n",
                    " It gets the alarm with its state and the values that led to it, and nobody waits for its answer. The alarms are\n",
                    " settings of the node; a line from a node without any gives it one. The function's policy lets in each of them,\n",
                    " and nobody else's.\n",
                    "\n",
                    " AWS: Amazon CloudWatch User Guide, \"Invoke a Lambda function from an alarm\"; CloudFormation,\n",
                    " \"AWS::CloudWatch::Alarm\" and \"AWS::Lambda::Permission\".\n",
                ),
                id: concat!($from, "_alarms_function"),
                name: concat!($name, "'s alarms call function"),
                verb: "alarms",
                from: $from,
                facet: None,
                to: "function",
                fields: &[ONLY, RECOVERED],
                ends: &[],
                style: LineStyle::Alarm,
            });
            /// The alarms of this service are published to a topic.
            pub static $topic: Alarms = Alarms(&ConnectionSpec {
                docs: concat!(
                    " The topic gets a message when one of the alarms of the ", $from, " goes off, and passes it on to whoever has\n",
                    " subscribed.\n",
                    "\n",
                    " The alarms are settings of the node; a line from a node without any gives it one. The topic's policy lets in\n",
                    " each of them. Standard topics only, and none that the AWS-managed key of SNS encrypts: it lets no alarm in.\n",
                    "\n",
                    " AWS: Amazon CloudWatch User Guide, \"Using Amazon CloudWatch alarms\" and \"Notifying users on alarm changes\";\n",
                    " Amazon SNS Developer Guide, \"Example cases for Amazon SNS access control\"; CloudFormation,\n",
                    " \"AWS::CloudWatch::Alarm\".\n",
                ),
                id: concat!($from, "_alarms_topic"),
                name: concat!($name, "'s alarms notify topic"),
                verb: "alarms",
                from: $from,
                facet: None,
                to: "topic",
                fields: &[ONLY, RECOVERED],
                ends: &[],
                style: LineStyle::Alarm,
            });
        )+

        /// Every kind that the table makes, sorted by id.
        pub static KINDS: &[&dyn ConnectionKind] = &[$(&$function, &$topic),+];
    };
}

kinds! {
    API_FUNCTION, API_TOPIC: "api" "API";
    BUCKET_FUNCTION, BUCKET_TOPIC: "bucket" "Bucket";
    EVENT_BUS_FUNCTION, EVENT_BUS_TOPIC: "event_bus" "Event bus";
    FUNCTION_FUNCTION, FUNCTION_TOPIC: "function" "Function";
    QUEUE_FUNCTION, QUEUE_TOPIC: "queue" "Queue";
    SCHEDULE_FUNCTION, SCHEDULE_TOPIC: "schedule" "Schedule";
    STREAM_FUNCTION, STREAM_TOPIC: "stream" "Stream";
    TABLE_FUNCTION, TABLE_TOPIC: "table" "Table";
    TOPIC_FUNCTION, TOPIC_TOPIC: "topic" "Topic";
    USER_POOL_FUNCTION, USER_POOL_TOPIC: "user_pool" "User pool";
    WEB_ACL_FUNCTION, WEB_ACL_TOPIC: "web_acl" "Web ACL";
    WORKFLOW_FUNCTION, WORKFLOW_TOPIC: "workflow" "Workflow";
}
