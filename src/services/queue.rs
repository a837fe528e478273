//! Queues.

use crate::catalog::alarm::{self, Preset, Watched};
use crate::catalog::encryption::KeyUse;
use crate::catalog::field::{Choice, Unit, choice, on};
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful};
use crate::catalog::{Emission, Field, Line, LineStyle, Literal, NodeView, Origin, Request, Settings, Statement, Wanted, parse};
use crate::cfn::Value;
use crate::services::{deletion, kms_key, physical_name};
use crate::unit;

/// Whether the queue keeps the order of its messages.
pub const FIFO: Field = Field::switch("fifo", "FIFO", false)
    .variant()
    .replaces()
    .property("FifoQueue")
    .omitted_at(Literal::Bool(false))
    .help("Delivers the messages of one group in order and exactly once; standard queues deliver at least once, in no order.");
/// How long a received message stays hidden.
pub const VISIBILITY_TIMEOUT: Field = Field::duration("visibility_timeout", "Visibility timeout", Unit::Seconds, 0, 43_200)
    .default(Literal::Integer(60))
    .property("VisibilityTimeout")
    .omitted_at(Literal::Integer(30))
    .help("How long a received message stays hidden from other consumers. For a function, six times its timeout and more.");
/// How long messages are kept.
pub const RETENTION: Field = Field::duration("retention", "Retention", Unit::Seconds, 60, 1_209_600)
    .help("How long a message that nobody deletes is kept: 4 days, or 14 days on a queue that takes dead letters.");
/// How long new messages stay hidden.
pub const DELAY: Field = Field::duration("delay", "Delay", Unit::Seconds, 0, 900)
    .default(Literal::Integer(0))
    .property("DelaySeconds")
    .omitted_at(Literal::Integer(0))
    .help("How long a new message stays hidden before it is delivered.");
/// How long receiving waits for a message.
pub const LONG_POLLING: Field = Field::duration("long_polling", "Long polling", Unit::Seconds, 0, 20)
    .default(Literal::Integer(20))
    .property("ReceiveMessageWaitTimeSeconds")
    .omitted_at(Literal::Integer(0))
    .help("How long receiving waits for a message before it answers that there is none; 20 seconds costs least.");
/// Whether equal messages count as duplicates.
pub const CONTENT_DEDUPLICATION: Field = Field::switch("content_deduplication", "Content-based deduplication", false)
    .applies(&[on("fifo")])
    .property("ContentBasedDeduplication")
    .omitted_at(Literal::Bool(false))
    .help("Takes a hash of the body as deduplication id, for senders that give none: rules and schedules do not.");
/// Whether order and throughput are per message group.
pub const HIGH_THROUGHPUT: Field = Field::switch("high_throughput", "High throughput", false)
    .applies(&[on("fifo")])
    .help("Deduplicates and limits throughput per message group instead of for the whole queue.");
/// The largest message.
pub const MESSAGE_SIZE: Field = Field::size("message_size", "Largest message", Unit::Bytes, 1_024, 1_048_576)
    .default(Literal::Integer(1_048_576))
    .property("MaximumMessageSize")
    .omitted_at(Literal::Integer(1_048_576))
    .help("Larger messages are refused; 1 MiB is the most.");

/// The keys messages are encrypted with.
pub const ENCRYPTION: Field =
    Field::choice("encryption", "Encryption", &[choice("sqs", "SQS's own keys"), choice("managed", "The account's key for SQS")]).help(
        "What messages are encrypted with while they are kept, where no line from a KMS key leads here. The account's key for SQS lets no service of AWS send: no topic, rule, bucket or alarm.",
    );

/// Its name in AWS.
pub const PHYSICAL_NAME: Field =
    physical_name::field("QueueName", 80, is_name, "up to 80 letters, digits, - and _; a FIFO queue's ends in .fifo")
        .help("The name in AWS; CloudFormation makes one up where it is empty. A FIFO queue's name ends in .fifo, which is added.");

fn is_name(text: &str) -> bool {
    physical_name::is_plain(text.strip_suffix(ENDING).unwrap_or(text))
}

/// How the names of FIFO queues end.
const ENDING: &str = ".fifo";

/// The alias of the key that SQS keeps in the account.
const MANAGED_KEY: &str = "alias/aws/sqs";

/// The retention of queues in seconds: for messages, and for dead letters.
pub const DEFAULT_RETENTION: (i64, i64) = (345_600, 1_209_600);

/// What alarms can watch. AWS: Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS".
const ALARMS: &[Preset; 2] = &[
    Preset::sum("age", "Age of the oldest message", "AWS/SQS", "ApproximateAgeOfOldestMessage", watched)
        .of("Maximum", 300, "s")
        .begins(|node| !takes_dead_letters(node)),
    Preset::sum("messages", "Waiting messages", "AWS/SQS", "ApproximateNumberOfMessagesVisible", watched).of("Maximum", 1, ""),
];
const ALARM_CHOICES: &[Choice] = &alarm::choices(ALARMS);
const ALARM_FIELDS: &[Field] = &alarm::fields(ALARM_CHOICES);

unit! {
    /// A queue holds messages until a consumer has dealt with them, so that senders never wait for consumers.
    ///
    /// Draw a line from it to a function to have the function called with batches of messages, and to another queue to
    /// have messages that fail again and again moved there (dead letters). Messages are encrypted with keys that SQS
    /// manages, or with your own where a line from a KMS key leads here, and only encrypted connections are let in.
    ///
    /// Limits: messages up to 1 MiB, kept for 60 seconds to 14 days.
    /// AWS: Amazon SQS Developer Guide, "Amazon SQS message quotas"; CloudFormation, "AWS::SQS::Queue".
    pub static SPEC: ServiceSpec = {
        id: "queue",
        name: "Queue",
        aws: "SQS",
        category: Category::Messaging,
        summary: "Keeps messages until a consumer has dealt with them",
        suffix: "Queue",
        resource: Some("AWS::SQS::Queue"),
        stateful: Stateful::Delete,
        fields: &[
            FIFO, VISIBILITY_TIMEOUT, RETENTION, DELAY, LONG_POLLING, CONTENT_DEDUPLICATION, HIGH_THROUGHPUT, MESSAGE_SIZE,
            ENCRYPTION, PHYSICAL_NAME, deletion::DELETED,
        ],
        facets: &[alarm::facet(ALARM_FIELDS)],
        ports: Ports::Both,
    }
}

/// The service.
pub struct Queue;

impl Service for Queue {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        let (messages, dead_letters) = DEFAULT_RETENTION;
        let keeps_dead_letters = wanted.has(&Request::KeepDeadLetters);
        let key = kms_key::of(node, wanted, out);
        let queue = out.main(node);
        let retention = node.template_value(&RETENTION).unwrap_or(if keeps_dead_letters { dead_letters } else { messages }.into());
        queue.set("MessageRetentionPeriod", retention);
        if node.is_on(&FIFO) {
            queue.set_some("QueueName", physical_name::with_ending(node, &PHYSICAL_NAME, ENDING));
        }
        match key {
            Some((encryption, origin)) => {
                queue.set("KmsMasterKeyId", encryption.key.clone()).comes_from("KmsMasterKeyId", [origin]);
                queue.set_some("KmsDataKeyReusePeriodSeconds", encryption.reuse_secs.clone());
            }
            None if node.choice(&ENCRYPTION) == "managed" => drop(queue.set("KmsMasterKeyId", MANAGED_KEY)),
            None => drop(queue.set("SqsManagedSseEnabled", true)),
        }
        if node.is_on(&HIGH_THROUGHPUT) && node.applies(&HIGH_THROUGHPUT) {
            queue.set("DeduplicationScope", "messageGroup").set("FifoThroughputLimit", "perMessageGroupId");
        }
        for received in &wanted.requests {
            if let Request::Redrive { target, max_receives } = &received.request {
                let policy = Value::map([("deadLetterTargetArn", target.clone()), ("maxReceiveCount", max_receives.clone())]);
                queue.set("RedrivePolicy", policy).comes_from("RedrivePolicy", [received.origin.clone()]);
            }
        }
        if let Some((sources, origins)) = named_sources(node) {
            let policy = [("redrivePermission", Value::from("byQueue")), ("sourceQueueArns", Value::List(sources))];
            queue.set("RedriveAllowPolicy", Value::map(policy)).comes_from("RedriveAllowPolicy", origins);
        }
        if keeps_dead_letters {
            queue.comes_from("MessageRetentionPeriod", wanted.origins(|r| *r == Request::KeepDeadLetters));
        }
        let secure = Statement::deny(["sqs:*"])
            .for_everyone()
            .on(node.arn())
            .when("Bool", "aws:SecureTransport", "false".into())
            .named("DenyInsecureTransport");
        let queues = Value::list([Value::reference(node.node.logical_id.as_str())]);
        out.resource_policy(node, wanted, vec![secure], "AWS::SQS::QueuePolicy", ("Queues", queues));
    }

    fn alarms(&self) -> &'static [Preset] {
        ALARMS
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let kind = if node.is_on(&FIFO) { "FIFO" } else { "Standard" };
        let days = node.integer(&RETENTION).unwrap_or(DEFAULT_RETENTION.1);
        if takes_dead_letters(node) {
            return format!("{kind} · kept {}", parse::with_unit(days, Unit::Seconds));
        }
        match node.integer(&VISIBILITY_TIMEOUT) {
            Some(seconds) => format!("{kind} · {}", parse::with_unit(seconds, Unit::Seconds)),
            None => kind.to_owned(),
        }
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        let id = node.node.logical_id.as_str();
        Some(match attribute {
            Attribute::Arn => Value::get_att(id, "Arn"),
            Attribute::Name => Value::get_att(id, "QueueName"),
            Attribute::Url => Value::reference(id),
        })
    }

    fn key_actions(&self, action: &str) -> &'static [&'static str] {
        match action {
            "sqs:SendMessage" => &["kms:Decrypt", "kms:GenerateDataKey"],
            READ => &["kms:Decrypt"],
            _ => &[],
        }
    }

    fn key_uses<'g>(&self, node: &NodeView<'g>, action: &str) -> Vec<KeyUse<'g>> {
        let own = node.key().map(|key| KeyUse { key, actions: self.key_actions(action) });
        // What came here as a dead letter is still encrypted as it was.
        let sources = node.incoming().filter(|line| action == READ && line.source.node.kind == SPEC.id);
        let moved = sources.filter(|line| line.kind.spec().style == LineStyle::DeadLetters && line.fits());
        let theirs = moved.filter_map(|line| line.source.key()).map(|key| KeyUse { key, actions: self.key_actions(READ) });
        own.into_iter().chain(theirs).filter(|used| !used.actions.is_empty()).collect()
    }
}

/// The ARNs of the queues whose dead letters it takes, with their lines: where all of them have names of their own, so that to
/// name them closes no circle, and are no more than SQS lets be named.
fn named_sources(node: &NodeView<'_>) -> Option<(Vec<Value>, Vec<Origin>)> {
    const MOST: usize = 10;
    let moved = node.incoming().filter(|line| line.source.node.kind == SPEC.id && line.kind.spec().style == LineStyle::DeadLetters);
    let named = moved.filter(Line::fits).map(|line| Some((arn_by_name(&line.source)?, Origin::Connection(line.id.clone()))));
    let (arns, origins): (Vec<Value>, Vec<Origin>) = named.collect::<Option<Vec<_>>>()?.into_iter().unzip();
    (1..=MOST).contains(&arns.len()).then_some((arns, origins))
}

/// The ARN of a queue that has a name of its own, for what must not wait for it.
fn arn_by_name(node: &NodeView<'_>) -> Option<Value> {
    let name = physical_name::in_text(node, &PHYSICAL_NAME)?;
    let ending = if node.is_on(&FIFO) && !name.ends_with(ENDING) { ENDING } else { "" };
    Some(Value::sub(format!("arn:${{AWS::Partition}}:sqs:${{AWS::Region}}:${{AWS::AccountId}}:{name}{ending}")))
}

/// What receiving messages takes.
const READ: &str = "sqs:ReceiveMessage";

/// Whether it keeps what others could not deliver.
pub fn takes_dead_letters(node: &NodeView<'_>) -> bool {
    node.incoming().any(|l| l.kind.spec().style == LineStyle::DeadLetters) || node.graph.as_further_end(node.id).next().is_some()
}

fn watched(node: &NodeView<'_>, preset: &Preset) -> Vec<Watched> {
    Watched::node(preset, "QueueName", node.attribute(Attribute::Name))
}
