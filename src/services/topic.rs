//! Topics.

use crate::catalog::alarm::{self, Preset, Watched};
use crate::catalog::field::{Choice, TextRule, choice, on};
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful};
use crate::catalog::{Emission, Field, LineStyle, Literal, NodeView, Settings, Statement, Wanted, policy};
use crate::cfn::{Value, json};
use crate::services::{kms_key, physical_name};
use crate::unit;

/// Whether the topic keeps the order of its messages.
pub const FIFO: Field = Field::switch("fifo", "FIFO", false)
    .variant()
    .replaces()
    .property("FifoTopic")
    .omitted_at(Literal::Bool(false))
    .help("Delivers the messages of one group in order, to queues only; standard topics deliver to everything, in no order.");
/// Its name in mails and short messages.
pub const DISPLAY_NAME: Field = Field::text("display_name", "Display name", TextRule::up_to(100))
    .property("DisplayName")
    .example(Literal::Text("Orders"))
    .help("The sender's name in mails; the first 10 characters in short messages.");
/// Whether equal messages count as duplicates.
pub const CONTENT_DEDUPLICATION: Field = Field::switch("content_deduplication", "Content-based deduplication", false)
    .applies(&[on("fifo")])
    .property("ContentBasedDeduplication")
    .omitted_at(Literal::Bool(false))
    .help("Takes a hash of the message as deduplication id, for senders that give none.");
/// The keys messages are encrypted with.
pub const ENCRYPTION: Field =
    Field::choice("encryption", "Encryption", &[choice("none", "None"), choice("managed", "The account's key for SNS")]).help(
        "What messages are encrypted with while SNS keeps them, where no line from a KMS key leads here. The account's key for SNS lets no service of AWS publish: no rule, bucket or alarm.",
    );

/// Whether SNS tells X-Ray of its deliveries.
pub const TRACING: Field = Field::switch("tracing", "Tracing (X-Ray)", false).help(
    "Tells X-Ray of each delivery of what a traced sender published; the trace is passed on to receivers in any case. The stack lets SNS do so by a policy of X-Ray, of which an account has few.",
);

/// The alias of the key that SNS keeps in the account.
const MANAGED_KEY: &str = "alias/aws/sns";

/// What alarms can watch. AWS: Amazon SNS Developer Guide, "Monitoring Amazon SNS topics using CloudWatch".
const ALARMS: &[Preset; 2] = &[
    Preset::sum("failed", "Failed deliveries", "AWS/SNS", "NumberOfNotificationsFailed", watched),
    Preset::sum("lost", "Lost dead letters", "AWS/SNS", "NumberOfNotificationsFailedToRedriveToDlq", watched),
];
const ALARM_CHOICES: &[Choice] = &alarm::choices(ALARMS);
const ALARM_FIELDS: &[Field] = &alarm::fields(ALARM_CHOICES);

/// Its name in AWS.
pub const PHYSICAL_NAME: Field =
    physical_name::field("TopicName", 256, is_name, "up to 256 letters, digits, - and _; a FIFO topic's ends in .fifo")
        .help("The name in AWS; CloudFormation makes one up where it is empty. A FIFO topic's name ends in .fifo, which is added.");

fn is_name(text: &str) -> bool {
    physical_name::is_plain(text.strip_suffix(ENDING).unwrap_or(text))
}

/// How the names of FIFO topics end.
const ENDING: &str = ".fifo";

unit! {
    /// A topic passes each message on to everybody who subscribed: queues, functions, mailboxes, telephones, web addresses.
    ///
    /// Draw a line from it to each receiver; a filter on the line lets only some messages through. What is sent while
    /// nobody has subscribed is lost. A FIFO topic keeps the order within a message group and delivers to queues only.
    ///
    /// Limits: messages up to 256 KiB, 12,500,000 subscriptions (100 on a FIFO topic).
    /// AWS: Amazon SNS Developer Guide, "Amazon SNS features and capabilities" and "Active tracing in Amazon SNS";
    /// CloudFormation, "AWS::SNS::Topic" and "AWS::XRay::ResourcePolicy".
    pub static SPEC: ServiceSpec = {
        id: "topic",
        name: "Topic",
        aws: "SNS",
        category: Category::Messaging,
        summary: "Passes each message on to everybody who subscribed",
        suffix: "Topic",
        resource: Some("AWS::SNS::Topic"),
        stateful: Stateful::No,
        fields: &[FIFO, DISPLAY_NAME, CONTENT_DEDUPLICATION, ENCRYPTION, TRACING, PHYSICAL_NAME],
        facets: &[alarm::facet(ALARM_FIELDS)],
        ports: Ports::Both,
    }
}

/// The service.
pub struct Topic;

/// What a topic's owner may do by the policy SNS gives it, alarms of the account included; a policy of its own takes that
/// one's place and so has to say it again.
fn owners_statement(node: &NodeView<'_>) -> Statement {
    Statement::allow([
        "sns:AddPermission",
        "sns:DeleteTopic",
        "sns:GetTopicAttributes",
        "sns:ListSubscriptionsByTopic",
        "sns:Publish",
        "sns:RemovePermission",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
    ])
    .for_everyone()
    .on(node.arn())
    .when("StringEquals", "aws:SourceOwner", Value::reference("AWS::AccountId"))
    .named("Owner")
}

impl Service for Topic {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        let key = kms_key::of(node, wanted, out);
        let topic = out.main(node);
        match key {
            Some((encryption, origin)) => {
                topic.set("KmsMasterKeyId", encryption.key.clone()).comes_from("KmsMasterKeyId", [origin]);
            }
            None if node.choice(&ENCRYPTION) == "managed" => drop(topic.set("KmsMasterKeyId", MANAGED_KEY)),
            None => {}
        }
        if node.is_on(&FIFO) {
            // CloudFormation's own names do not end as a FIFO topic's name must.
            let own = physical_name::with_ending(node, &PHYSICAL_NAME, ENDING);
            let made_up = || Value::sub(format!("${{AWS::StackName}}-{}{ENDING}", node.node.logical_id));
            topic.set("TopicName", own.unwrap_or_else(made_up));
        }
        if node.is_on(&TRACING) {
            topic.set("TracingConfig", "Active");
            admit_traces(out);
        }
        if wanted.admissions().is_empty() {
            return;
        }
        let topics = Value::list([node.arn()]);
        out.resource_policy(node, wanted, vec![owners_statement(node)], "AWS::SNS::TopicPolicy", ("Topics", topics));
    }

    fn alarms(&self) -> &'static [Preset] {
        ALARMS
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let kind = if node.is_on(&FIFO) { "FIFO" } else { "Standard" };
        match node.outgoing().filter(|line| line.kind.spec().style != LineStyle::Alarm).count() {
            0 => kind.to_owned(),
            1 => format!("{kind} · 1 subscription"),
            n => format!("{kind} · {n} subscriptions"),
        }
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        let id = node.node.logical_id.as_str();
        match attribute {
            Attribute::Arn => Some(Value::reference(id)),
            Attribute::Name => Some(Value::get_att(id, "TopicName")),
            Attribute::Url => None,
        }
    }

    fn key_actions(&self, action: &str) -> &'static [&'static str] {
        if action == "sns:Publish" { &["kms:Decrypt", "kms:GenerateDataKey"] } else { &[] }
    }
}

/// Lets SNS tell X-Ray of the deliveries of the stack's topics, which have names that begin with the stack's.
fn admit_traces(out: &mut Emission<'_>) {
    let topics = Value::sub("arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-*");
    let trace = Statement::allow(["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTraceSegments"])
        .for_service("sns.amazonaws.com")
        .on_everything()
        .when("ArnLike", "aws:SourceArn", topics)
        .from_own_account()
        .named("SNS access");
    let policy = out.design_wide("TopicTraces", "AWS::XRay::ResourcePolicy");
    policy.set("PolicyName", Value::sub("${AWS::StackName}-topic-traces"));
    policy.set("PolicyDocument", json::as_text(&policy::document(&[trace])));
}

fn watched(node: &NodeView<'_>, preset: &Preset) -> Vec<Watched> {
    Watched::node(preset, "TopicName", node.attribute(Attribute::Name))
}
