//! Schedules.

use crate::catalog::alarm::{self, Preset, Watched};
use crate::catalog::field::{Choice, Kind, TextRule, Unit};
use crate::catalog::recognise::{RecognisedEntry, Resources, of_type};
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful};
use crate::catalog::{Emission, FaultKind, Field, LineStyle, Literal, NodeView, Place, Request, Settings, Wanted, policy};
use crate::cfn::{Map, Value};
use crate::design::Node;
use crate::services::{kms_key, physical_name};
use crate::unit;

/// When it starts its target.
pub const WHEN: Field = Field::of("when", "When", Kind::Schedule)
    .default(Literal::Text("rate(1 hour)"))
    .required(Literal::Text("cron(0 8 ? * MON-FRI *)"))
    .property("ScheduleExpression")
    .help("rate(5 minutes), cron(0 8 ? * MON-FRI *) with six fields (minute, hour, day, month, weekday, year), or at(2027-01-31T08:00:00) for once.");
/// The time zone of its times.
pub const TIME_ZONE: Field = Field::text("time_zone", "Time zone", TextRule { min: 1, max: 50, shape: None })
    .default(Literal::Text("UTC"))
    .property("ScheduleExpressionTimezone")
    .omitted_at(Literal::Text("UTC"))
    .help("The time zone that cron(…) and at(…) are in, such as Europe/Berlin; summer time is minded.");
/// How late it may be.
pub const FLEXIBLE_WINDOW: Field = Field::duration("flexible_window", "Flexible window", Unit::Minutes, 0, 1_440)
    .default(Literal::Integer(0))
    .help("Starts at some moment within this time after the hour set, which spreads load; 0 starts on the minute.");
/// How often it tries again.
pub const RETRIES: Field = Field::integer("retries", "Retries", 0, 185)
    .default(Literal::Integer(185))
    .help("How often it tries again when the target cannot be started.");
/// How long it tries.
pub const MAXIMUM_AGE: Field = Field::duration("maximum_age", "Retry for", Unit::Seconds, 60, 86_400)
    .default(Literal::Integer(86_400))
    .help("How long it goes on trying, up to a day.");
/// Whether it is at work.
pub const ENABLED: Field = Field::switch("enabled", "Enabled", true).help("Whether the schedule is at work.");

/// What alarms can watch. AWS: EventBridge Scheduler User Guide, "Monitoring Amazon EventBridge Scheduler with Amazon
/// CloudWatch".
const ALARMS: &[Preset; 4] = &[
    Preset::sum("dropped", "Given up", "AWS/Scheduler", "InvocationDroppedCount", watched),
    Preset::sum("target_errors", "Target errors", "AWS/Scheduler", "TargetErrorCount", watched),
    Preset::sum("throttles", "Throttled targets", "AWS/Scheduler", "TargetErrorThrottledCount", watched),
    Preset::sum("lost", "Lost dead letters", "AWS/Scheduler", "InvocationsFailedToBeSentToDeadLetterCount", watched),
];
const ALARM_CHOICES: &[Choice] = &alarm::choices(ALARMS);
const ALARM_FIELDS: &[Field] = &alarm::fields(ALARM_CHOICES);

/// Its name in AWS.
pub const PHYSICAL_NAME: Field = physical_name::field("Name", 64, physical_name::is_dotted, physical_name::DOTTED);

unit! {
    /// A schedule starts one target again and again, or once: every five minutes, on weekdays at eight, on a certain day.
    ///
    /// Draw a line from it to what it is to start; it becomes a resource with that line. It has a role that may start this
    /// target and nothing else. A target that cannot be started is tried again for up to a day.
    ///
    /// The scheduler counts by group what went wrong, so that a schedule with alarms is in a group of its own. CloudFormation
    /// cannot move a schedule from one group to another: one that is deployed without alarms gets its first along with
    /// another logical ID, which has it made anew.
    ///
    /// AWS: EventBridge Scheduler User Guide, "Schedule types in EventBridge Scheduler" and "Confused deputy prevention";
    /// CloudFormation, "AWS::Scheduler::Schedule" and "AWS::Scheduler::ScheduleGroup".
    pub static SPEC: ServiceSpec = {
        id: "schedule",
        name: "Schedule",
        aws: "EventBridge Scheduler",
        category: Category::EntryPoints,
        summary: "Starts something at set times",
        suffix: "Schedule",
        resource: Some("AWS::Scheduler::Schedule"),
        stateful: Stateful::No,
        fields: &[WHEN, TIME_ZONE, FLEXIBLE_WINDOW, RETRIES, MAXIMUM_AGE, ENABLED, PHYSICAL_NAME],
        facets: &[alarm::facet(ALARM_FIELDS)],
        ports: Ports::Both,
    }
}

/// The service.
pub struct Schedule;

/// The part that is the group of its own.
const GROUP: &str = "Group";

/// Whether it starts anything, without which no resource is made of it.
fn starts(node: &NodeView<'_>) -> bool {
    node.outgoing().any(|line| line.kind.spec().style != LineStyle::Alarm)
}

/// Whether it has alarms, and so a group of its own.
fn has_alarms(node: &NodeView<'_>) -> bool {
    node.entries(alarm::FACET).next().is_some()
}

fn group_id(node: &NodeView<'_>) -> String {
    format!("{}{GROUP}", node.node.logical_id)
}

fn watched(node: &NodeView<'_>, preset: &Preset) -> Vec<Watched> {
    if starts(node) { Watched::node(preset, "ScheduleGroup", Value::reference(group_id(node))) } else { Vec::new() }
}

/// The ARN of the group it is in.
fn group_arn(node: &NodeView<'_>, own: bool) -> Value {
    let group = if own { format!("${{{}}}", group_id(node)) } else { "default".to_owned() };
    Value::sub(format!("arn:${{AWS::Partition}}:scheduler:${{AWS::Region}}:${{AWS::AccountId}}:schedule-group/{group}"))
}

impl Service for Schedule {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        let started: Vec<_> = wanted.requests.iter().filter(|r| matches!(r.request, Request::Start { .. })).collect();
        let Some(first) = started.first() else { return };
        if started.len() > 1 {
            let message = format!("A schedule starts one target; {} has {}.", node.node.name, started.len());
            let related = started.iter().map(|r| r.origin.place()).collect();
            out.fault(FaultKind::Conflict, Place::Node(node.id.clone()), message, related);
        }
        let Request::Start { target } = &first.request else { return };
        let key = kms_key::of(node, wanted, out);
        let own = kms_key::own_use(node, &["kms:Decrypt"]).into_iter().collect();
        let account = Value::reference("AWS::AccountId");
        let alarmed = has_alarms(node);
        let conditions = [("ArnEquals", "aws:SourceArn", group_arn(node, alarmed)), ("StringEquals", "aws:SourceAccount", account)];
        let role = out.role(node, wanted, own, policy::trust("scheduler.amazonaws.com", &conditions));
        let mut target: Map = target.clone();
        target.extend(role.map(|role| ("RoleArn".to_owned(), role)));
        target.extend(retry_policy(node));
        let group = alarmed.then(|| out.resource(GROUP, "AWS::Scheduler::ScheduleGroup").logical_id.clone());
        let schedule = out.main(node);
        schedule.set_some("GroupName", group.map(Value::reference));
        schedule.set("FlexibleTimeWindow", flexible_window(node));
        if !node.is_on(&ENABLED) {
            schedule.set("State", "DISABLED");
        }
        if let Some((encryption, origin)) = key {
            schedule.set("KmsKeyArn", encryption.key.clone()).comes_from("KmsKeyArn", [origin]);
        }
        schedule.set("Target", Value::Map(target)).comes_from("Target", [first.origin.clone()]).acts_through(node);
    }

    fn alarms(&self) -> &'static [Preset] {
        ALARMS
    }

    /// A schedule with alarms is another one, so that they are found along with it.
    fn recognise_entries(&self, node: &Node, resources: &Resources) -> Vec<RecognisedEntry> {
        let group = Value::reference(format!("{}{GROUP}", node.logical_id));
        let of_group = |said: &Value| {
            let dimensions = said.get("Dimensions").and_then(Value::as_list).unwrap_or_default();
            dimensions.iter().any(|dimension| dimension.get("Value") == Some(&group))
        };
        let alarms = of_type(resources, "AWS::CloudWatch::Alarm").filter(|(_, said)| of_group(said));
        let entry = |(id, said): (&str, &Value)| {
            Some(RecognisedEntry::of(alarm::FACET, &node.logical_id, id, "Alarm", alarm::recognised(ALARMS, said)?))
        };
        alarms.filter_map(entry).collect()
    }

    fn is_measured(&self, node: &NodeView<'_>) -> bool {
        has_alarms(node)
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let when = node.choice(&WHEN);
        match node.choice(&TIME_ZONE).as_str() {
            "UTC" => when,
            _ if when.starts_with("rate") => when,
            zone => format!("{when} · {zone}"),
        }
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        let id = node.node.logical_id.as_str();
        match attribute {
            Attribute::Arn => Some(Value::get_att(id, "Arn")),
            Attribute::Name => Some(Value::reference(id)),
            Attribute::Url => None,
        }
    }
}

fn flexible_window(node: &NodeView<'_>) -> Value {
    match node.template_value(&FLEXIBLE_WINDOW) {
        Some(minutes) if minutes != Value::Integer(0) => {
            Value::map([("Mode", Value::from("FLEXIBLE")), ("MaximumWindowInMinutes", minutes)])
        }
        _ => Value::map([("Mode", "OFF")]),
    }
}

/// How it tries again, where that differs from what the scheduler does by itself.
fn retry_policy(node: &NodeView<'_>) -> Option<(String, Value)> {
    let set = |field: &Field| node.template_value(field).filter(|value| Some(value) != field.default.to_cfn().as_ref());
    let mut map = Map::new();
    map.extend(set(&MAXIMUM_AGE).map(|age| ("MaximumEventAgeInSeconds".to_owned(), age)));
    map.extend(set(&RETRIES).map(|retries| ("MaximumRetryAttempts".to_owned(), retries)));
    (!map.is_empty()).then(|| ("RetryPolicy".to_owned(), Value::Map(map)))
}
