//! LIM081.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::{Template, Value};
use crate::unit;

/// How a service lets a resource be named.
pub(super) struct Naming {
    /// The type.
    kind: &'static str,
    /// The property with the name.
    pub property: &'static str,
    /// The fewest and the most characters.
    length: (usize, usize),
    /// What there may be besides letters and digits.
    others: &'static str,
}

impl Naming {
    /// The property by which it is FIFO, where its name has to tell so.
    fn fifo(&self) -> Option<&'static str> {
        match self.property {
            "QueueName" => Some("FifoQueue"),
            "TopicName" => Some("FifoTopic"),
            _ => None,
        }
    }
}

const fn naming(kind: &'static str, property: &'static str, length: (usize, usize), others: &'static str) -> Naming {
    Naming { kind, property, length, others }
}

const NAMES: [Naming; 17] = [
    naming("AWS::CloudWatch::Alarm", "AlarmName", (1, 255), " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
    naming("AWS::Cognito::UserPool", "UserPoolName", (1, 128), " +=,.@_-"),
    naming("AWS::DynamoDB::Table", "TableName", (3, 255), "_.-"),
    naming("AWS::Events::ApiDestination", "Name", (1, 64), "_.-"),
    naming("AWS::Events::EventBus", "Name", (1, 256), "/.-_"),
    naming("AWS::Events::Rule", "Name", (1, 64), ".-_"),
    naming("AWS::IAM::Role", "RoleName", (1, 64), "_+=,.@-"),
    naming("AWS::Kinesis::Stream", "Name", (1, 128), "_.-"),
    naming("AWS::Lambda::Function", "FunctionName", (1, 64), "-_"),
    naming("AWS::Pipes::Pipe", "Name", (1, 64), ".-_"),
    naming("AWS::S3::Bucket", "BucketName", (3, 63), ".-"),
    naming("AWS::SNS::Topic", "TopicName", (1, 256), "-_"),
    naming("AWS::SQS::Queue", "QueueName", (1, 80), "-_"),
    naming("AWS::Scheduler::Schedule", "Name", (1, 64), "-_."),
    naming("AWS::Scheduler::ScheduleGroup", "Name", (1, 64), "-_."),
    naming("AWS::StepFunctions::StateMachine", "StateMachineName", (1, 80), "-_+!@.()=,'"),
    naming("AWS::WAFv2::WebACL", "Name", (1, 128), "-_"),
];

/// The names that are written out in a template, each with its resource and how that may be named.
pub(super) fn written(template: &Template) -> impl Iterator<Item = (&str, &'static Naming, &str)> {
    template.resources.iter().filter_map(|(id, resource)| {
        let known = NAMES.iter().find(|known| known.kind == resource.kind)?;
        let name = resource.properties.get(known.property)?.as_text()?;
        // What a dynamic reference stands for is not known.
        (!name.contains("{{resolve:")).then_some((id.as_str(), known, name))
    })
}

unit! {
    /// A name that is given to a resource is longer than its service takes, or has other characters.
    ///
    /// Names of functions, rules, roles, pipes and schedules have at most 64 characters, of queues and workflows 80, of streams and
    /// user pools 128, of tables 255, of topics and buses 256, of buckets 63; most take letters, digits, `-` and `_` only. FIFO
    /// queues and topics end in `.fifo`. Leave the name to CloudFormation, or mend it.
    ///
    /// AWS: IAM User Guide, "IAM and AWS STS quotas"; Lambda, Amazon SQS, Amazon SNS, Amazon EventBridge, EventBridge Scheduler,
    /// Step Functions and Amazon Kinesis API References; DynamoDB Developer Guide, "Supported data types and naming rules in Amazon
    /// DynamoDB"; Amazon S3 User Guide, "General purpose bucket naming rules".
    ///
    /// ```stackdraft breaks
    /// add function Worker
    /// override Worker Resource.Properties.FunctionName="orders worker"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// override Worker Resource.Properties.FunctionName="orders-worker"
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM081",
        name: "physical_name_invalid",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct PhysicalNameInvalid;

impl Check for PhysicalNameInvalid {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let synthesis = context.synthesis;
        for (id, known, name) in written(&synthesis.template) {
            let Naming { kind, property, length: (fewest, most), others } = known;
            let place = || synthesis.provenance.get(id).map_or(Place::Design, |from| from.address.owner.place());
            let length = name.chars().count();
            if !(*fewest..=*most).contains(&length) {
                let message = format!("{property} of {id} has {length} characters; {kind} takes {fewest} to {most}.");
                out.add(place(), message);
            }
            let lower = *kind == "AWS::S3::Bucket";
            let foreign = matches!(*kind, "AWS::CloudWatch::Alarm" | "AWS::Cognito::UserPool" | "AWS::StepFunctions::StateMachine");
            let fits = |c: char| {
                (foreign && !c.is_ascii()) || others.contains(c) || (c.is_ascii_alphanumeric() && !(lower && c.is_ascii_uppercase()))
            };
            let fifo = synthesis.template.resources.get(id).and_then(|resource| resource.properties.get(known.fifo()?));
            if fifo == Some(&Value::Bool(true)) && name.strip_suffix(".fifo").is_none() {
                out.add(place(), format!("{property} of {id}, which is FIFO, must end in .fifo."));
            }
            let stem = if known.fifo().is_some() { name.strip_suffix(".fifo").unwrap_or(name) } else { name };
            if let Some(wrong) = stem.chars().find(|c| !fits(*c)) {
                out.add(place(), format!("{property} of {id} has {wrong:?} in it, which {kind} does not take."));
            }
        }
    }
}
