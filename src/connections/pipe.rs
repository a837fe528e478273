//! What pipes have in common: each polls its source, lets through what matches, has it enriched, and hands it on.

use crate::catalog::field::{Choice, Kind, TextRule, choice};
use crate::catalog::{
    ConnectionKind, ConnectionSpec, Emission, Ends, Field, FurtherEnd, Line, Literal, NodeView, Refusal, Settings, Statement, policy,
};
use crate::cfn::{Map, Value};
use crate::connections::{dead_letters, event_source, outcome, pipe_steps, stream_reader};
use crate::services::{event_bus, resource, topic};

/// How many items come at once at most, up to what the target takes at once.
const fn batch(usual: i64, most: i64) -> Field {
    Field::integer("batch_size", "Batch size", 1, most)
        .default(Literal::Integer(usual))
        .property("BatchSize")
        .help("How many items are handed on at once at most; what is called gets them as a list.")
}

/// A batch for a function.
pub const BATCH_FOR_FUNCTION: Field = batch(10, 10_000);
/// A batch for a workflow, by itself an execution for each item.
pub const BATCH_FOR_WORKFLOW: Field = batch(1, 10_000);
/// A batch for a queue, a topic or an event bus, which take ten at once.
pub const BATCH_OF_TEN: Field = batch(10, 10);
/// A batch for a stream, which takes five hundred at once.
pub const BATCH_FOR_STREAM: Field = batch(10, 500);
/// A batch for a log group.
pub const BATCH_OF_LOGS: Field = batch(10, 10_000);
/// How long a batch is gathered.
pub const BATCH_WINDOW: Field = event_source::BATCH_WINDOW.help("How long items are gathered before they are handed on.");
/// Which messages of a queue go on.
pub const QUEUE_FILTER: Field = event_source::FILTER
    .example(Literal::Json(r#"{"body": {"status": ["paid"]}}"#))
    .help("Only messages that match this pattern go on; the others are deleted.");
/// Which changes of a table go on.
pub const TABLE_FILTER: Field =
    event_source::FILTER.example(Literal::Json(r#"{"eventName": ["INSERT"]}"#)).help("Only changes that match this pattern go on.");
/// Which records of a stream go on.
pub const STREAM_FILTER: Field = event_source::FILTER
    .example(Literal::Json(r#"{"data": {"status": ["paid"]}}"#))
    .help("Only records that match this pattern go on; `data` is what was written, where that is JSON.");
/// Whether a batch that failed is split.
pub const BISECT: Field = Field { property: None, omitted_at: Literal::None, ..stream_reader::BISECT };
/// What the target gets.
pub const INPUT_TEMPLATE: Field = template("input_template", "Input template", "TargetParameters.InputTemplate")
    .help("What the target gets of each item: text or JSON, with <$.path> where a part of the item goes. Empty: the item as it is.");
/// What the enrichment gets.
pub const ENRICHMENT_TEMPLATE: Field = template("enrichment_template", "Enrichment template", "EnrichmentParameters.InputTemplate")
    .help("What the enrichment gets of each item, as in the input template. Empty: the item as it is.");
/// Which route of an API enriches.
pub const ENRICHMENT_ROUTE: Field =
    Field::text("enrichment_route", "Enrichment route", TextRule::shaped(1_024, is_route, "a method and a path such as POST /orders"))
        .default(Literal::Text("POST /"))
        .decides()
        .help("The route that is called where an API enriches, such as POST /orders; the pipe signs its calls.");
/// What goes in place of the stars of an address.
pub const PATH_VALUES: Field = Field::of("path_values", "Path values", Kind::List(TextRule::shaped(512, |t| !t.trim().is_empty(), "text")))
    .default(Literal::Json("[]"))
    .example(Literal::Json(r#"["$.body.order"]"#))
    .help("What goes in place of each * of the endpoint's address; $.path takes it from the item.");
/// The log stream that items go to.
pub const LOG_STREAM: Field = Field::text("log_stream", "Log stream", TextRule { min: 0, max: 256, shape: None })
    .property("TargetParameters.CloudWatchLogsParameters.LogStreamName")
    .example(Literal::Text("items"))
    .help("The stream of the log group they go to; CloudWatch makes one up where it is empty.");
/// Whether the pipe is at work.
pub const ENABLED: Field = Field::switch("enabled", "Enabled", true).help("Whether the pipe is at work.");

const fn template(id: &'static str, label: &'static str, property: &'static str) -> Field {
    let field = Field { property: Some(property), ..Field::of(id, label, Kind::Lines) };
    field.example(Literal::Text(r#"{"item": <aws.pipes.event.json>}"#))
}

const INVOCATIONS: &[Choice] = &[choice("REQUEST_RESPONSE", "And wait for the outcome"), choice("FIRE_AND_FORGET", "And go on")];
/// Whether the pipe waits for the function.
pub const INVOCATION: Field = Field::choice("invocation", "Call", INVOCATIONS)
    .property("TargetParameters.LambdaFunctionParameters.InvocationType")
    .omitted_at(Literal::Text("REQUEST_RESPONSE"))
    .help("Wait: what the function fails at comes again. Go on: Lambda tries again by itself.");
/// Whether the pipe waits for the execution.
pub const EXECUTION: Field = Field::choice("invocation", "Start", INVOCATIONS)
    .default(Literal::Text("FIRE_AND_FORGET"))
    .help("Wait: what fails comes again; express workflows only. Go on: the executions are on their own.");
/// Who the event is from.
pub const SOURCE: Field =
    Field::text("source", "Source", TextRule { min: 0, max: 256, shape: Some((is_source, "text that does not begin with `aws.`")) })
        .property("TargetParameters.EventBridgeEventBusParameters.Source")
        .example(Literal::Text("shop.orders"))
        .help("Who the event is from, for rules to match; `Pipe` and the pipe's name where this is empty. $.path takes it from the item.");
/// What kind of event it is.
pub const DETAIL_TYPE: Field = Field::text("detail_type", "Detail type", TextRule::up_to(128))
    .property("TargetParameters.EventBridgeEventBusParameters.DetailType")
    .example(Literal::Text("Order placed"))
    .help("What kind of event it is, for rules to match; `Event from` and the source where this is empty. $.path takes it from the item.");
/// The group of the messages.
pub const MESSAGE_GROUP: Field = Field::text("message_group", "Message group", TextRule { min: 1, max: 100, shape: None })
    .default(Literal::Text("events"))
    .help("The group its messages are in, which keeps them in order; FIFO queues only. $.path takes it from the item.");

fn is_route(text: &str) -> bool {
    let method = |m: &str| matches!(m, "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT");
    text.split_once(' ').is_some_and(|(m, path)| method(m) && path.starts_with('/') && !path.contains([' ', '{', '*']))
}

fn is_source(text: &str) -> bool {
    !text.starts_with("aws.")
}

/// What decides which shard a record goes to, by itself this part of the item.
pub const fn partition_key(usual: &'static str) -> Field {
    Field::text("partition_key", "Partition key", TextRule { min: 1, max: 256, shape: None })
        .default(Literal::Text(usual))
        .property("TargetParameters.KinesisStreamParameters.PartitionKey")
        .help("Decides which shard the record goes to; $.path takes it from the item. Records with one key stay in order.")
}

/// What adds to the items on their way.
pub const ENRICHMENT: FurtherEnd = FurtherEnd {
    id: "enrichment",
    label: "Enrichment",
    to: &["function", "workflow", "api", "http_endpoint"],
    help: "A function, an express workflow, a REST API or an HTTP endpoint that gets the items and answers with what the target gets in their place.",
};
/// Where notes go about what a reader of a stream gave up.
pub const DEAD_LETTERS: FurtherEnd = FurtherEnd {
    id: dead_letters::END,
    label: "Dead letters",
    to: &["queue"],
    help: "A standard queue for a note about each batch that was given up; without one it is lost.",
};
/// What the pipe's own settings are encrypted with.
pub const KEY: FurtherEnd = FurtherEnd {
    id: "key",
    label: "Key",
    to: &["kms_key"],
    help: "A key that encrypts the pipe's filter and templates while EventBridge keeps them; what goes through a pipe is kept nowhere. AWS: Amazon EventBridge User Guide, \"Encrypting EventBridge Pipes data with AWS KMS keys\".",
};

/// A connection kind that becomes a pipe; what it polls and where it hands on follows from its ends.
pub struct Pipe(pub &'static ConnectionSpec);

impl ConnectionKind for Pipe {
    fn spec(&self) -> &'static ConnectionSpec {
        self.0
    }

    fn on_request(&self) -> bool {
        true
    }

    fn hands_over(&self, line: &Line<'_>) -> bool {
        line.choice(&INVOCATION) == "FIRE_AND_FORGET"
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        if ends.source.id == ends.target.id {
            return Some(Refusal::new(format!("A pipe from {} to itself would never come to an end.", ends.source.node.name)));
        }
        if ends.target.node.kind == resource::SPEC.id && !resource::is_log_group(&ends.target) {
            return Some(Refusal::inserting(
                "A pipe hands on to resources of the type AWS::Logs::LogGroup; put a function between.",
                &["function"],
            ));
        }
        if ends.target.node.kind == event_bus::SPEC.id && event_bus::is_foreign(&ends.target) {
            let reason = format!(
                "Pipes put events on buses of their own account and region; lead a rule of such a bus to {}.",
                ends.target.node.name
            );
            return Some(Refusal::inserting(reason, &["event_bus"]));
        }
        let fifo = ends.target.node.kind == topic::SPEC.id && outcome::is_fifo(&ends.target);
        let reason = || format!("Pipes publish to standard topics; {} is FIFO. Put a function between.", ends.target.node.name);
        fifo.then(|| Refusal::inserting(reason(), &["function"]))
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let mut written = Map::new();
        line.write_properties(&mut written);
        let mut target_parameters = taken(&mut written, "TargetParameters");
        let mut enrichment_parameters = taken(&mut written, "EnrichmentParameters");
        let mut statements = Vec::new();
        let (source, source_parameters) = pipe_steps::poll(line, written, &mut statements, out);
        let enrichment = pipe_steps::enrich(line, &mut statements, out);
        pipe_steps::hand_on(line, &mut target_parameters, &mut statements, out);
        let key = line.end(KEY.id);
        statements.extend(key.as_ref().map(|key| {
            let use_key = Statement::allow(["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]).on(key.arn());
            use_key.named(format!("Use{}", key.node.logical_id))
        }));
        let account = Value::reference("AWS::AccountId");
        let pipes = Value::sub("arn:${AWS::Partition}:pipes:${AWS::Region}:${AWS::AccountId}:pipe/*");
        let conditions = [("ArnLike", "aws:SourceArn", pipes), ("StringEquals", "aws:SourceAccount", account)];
        let role = out.own_role(&line.source, statements, policy::trust("pipes.amazonaws.com", &conditions));
        let pipe = out.resource("Pipe", "AWS::Pipes::Pipe");
        pipe.set("RoleArn", role).set("Source", source).set("SourceParameters", Value::Map(source_parameters));
        if let Some((enrichment, parameters)) = enrichment {
            enrichment_parameters.extend(parameters);
            pipe.set("Enrichment", enrichment);
            pipe.set_some("EnrichmentParameters", (!enrichment_parameters.is_empty()).then_some(Value::Map(enrichment_parameters)));
        }
        pipe.set("Target", line.target.arn());
        pipe.set_some("TargetParameters", (!target_parameters.is_empty()).then_some(Value::Map(target_parameters)));
        pipe.set_some("KmsKeyIdentifier", key.map(NodeView::arn));
        if !line.is_on(&ENABLED) {
            pipe.set("DesiredState", "STOPPED");
        }
    }

    fn label(&self, _line: &Line<'_>) -> String {
        "pipe".to_owned()
    }
}

fn taken(written: &mut Map, key: &str) -> Map {
    match written.shift_remove(key) {
        Some(Value::Map(map)) => map,
        _ => Map::new(),
    }
}
