//! Schedules.

use crate::catalog::field::{Kind, TextRule, Unit};
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful};
use crate::catalog::{Emission, FaultKind, Field, Literal, NodeView, Place, Request, Settings, Wanted, policy};
use crate::cfn::{Map, Value};
use crate::services::kms_key;
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

unit! {
    /// A schedule starts one target again and again, or once: every five minutes, on weekdays at eight, on a certain day.
    ///
    /// Draw a line from it to what it is to start; it becomes a resource with that line. It has a role that may start this
    /// target and nothing else. A target that cannot be started is tried again for up to a day.
    ///
    /// AWS: EventBridge Scheduler User Guide, "Schedule types in EventBridge Scheduler" and "Confused deputy prevention";
    /// CloudFormation, "AWS::Scheduler::Schedule".
    pub static SPEC: ServiceSpec = {
        id: "schedule",
        name: "Schedule",
        aws: "EventBridge Scheduler",
        category: Category::EntryPoints,
        summary: "Starts something at set times",
        suffix: "Schedule",
        resource: Some("AWS::Scheduler::Schedule"),
        stateful: Stateful::No,
        fields: &[WHEN, TIME_ZONE, FLEXIBLE_WINDOW, RETRIES, MAXIMUM_AGE, ENABLED],
        facets: &[],
        ports: Ports::Both,
    }
}

/// The service.
pub struct Schedule;

/// The group its schedules are in.
const GROUP: &str = "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule-group/default";

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
        let own = kms_key::own_use(node, &["kms:Decrypt", "kms:GenerateDataKey"]).into_iter().collect();
        let account = Value::reference("AWS::AccountId");
        let conditions = [("ArnEquals", "aws:SourceArn", Value::sub(GROUP)), ("StringEquals", "aws:SourceAccount", account)];
        let role = out.role(node, wanted, own, policy::trust("scheduler.amazonaws.com", &conditions));
        let mut target: Map = target.clone();
        target.extend(role.map(|role| ("RoleArn".to_owned(), role)));
        target.extend(retry_policy(node));
        let schedule = out.main(node);
        schedule.set("FlexibleTimeWindow", flexible_window(node));
        if !node.is_on(&ENABLED) {
            schedule.set("State", "DISABLED");
        }
        if let Some((encryption, origin)) = key {
            schedule.set("KmsKeyArn", encryption.key.clone()).comes_from("KmsKeyArn", [origin]);
        }
        schedule.set("Target", Value::Map(target)).comes_from("Target", [first.origin.clone()]).acts_through(node);
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
