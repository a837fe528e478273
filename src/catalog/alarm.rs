//! Alarms: settings of the node they watch.
//!
//! What a service's alarms can watch is a table of presets beside the service ([`super::Service::alarms`]); its spec lists the facet
//! that [`facet`] makes of them. Everything else is derived here, for every service alike: the form of an alarm, its title, its
//! resources. Where alarms are told is a line from the node, one kind per service and receiver, made from a table in
//! `connections::alarms`.

use super::emission::Emission;
use super::field::{Choice, Field, Literal, choice};
use super::graph::{EntryView, NodeView};
use super::naming::pascal;
use super::request::{Request, Wanted};
use super::service::{Facet, Row};
use super::settings::Settings;
use super::synthesis::{FaultKind, Origin};
use crate::cfn::Value;
use crate::design::{EntryId, Fields, Node};

/// The facet of alarms.
pub const FACET: &str = "alarms";

/// The most places an alarm tells of one change of its state.
const MAX_ACTIONS: usize = 5;

/// Something a service's alarms can watch.
pub struct Preset {
    /// Its name in files, such as `errors`.
    pub id: &'static str,
    /// Its name in forms, such as `Errors`.
    pub label: &'static str,
    /// Where CloudWatch keeps the metric.
    pub namespace: &'static str,
    /// The metric.
    pub metric: &'static str,
    /// How the values of a period become one: `Sum`, `Maximum`, or a percentile such as `p99`.
    pub statistic: &'static str,
    /// From which value on it is too much.
    pub threshold: i64,
    /// What the value counts, as it is written behind it.
    pub unit: &'static str,
    /// What there is to watch at a node: each with an alarm of its own.
    pub watched: Watching,
    /// Whether it is the alarm to begin with, of those that are.
    pub begins: fn(&NodeView<'_>) -> bool,
}

/// What of a node an alarm watches.
pub type Watching = fn(&NodeView<'_>, &Preset) -> Vec<Watched>;

/// One thing an alarm watches.
pub struct Watched {
    /// What sets it apart from the others of its node; empty for the node itself.
    pub part: String,
    /// The metric.
    pub metric: &'static str,
    /// What the metric is of.
    pub dimensions: Vec<(&'static str, Value)>,
}

impl Preset {
    /// A count over a period, of which one is too many.
    pub const fn sum(id: &'static str, label: &'static str, namespace: &'static str, metric: &'static str, watched: Watching) -> Self {
        Self { id, label, namespace, metric, statistic: "Sum", threshold: 1, unit: "", watched, begins: |_| true }
    }

    /// Of the values of a period this one, which is too much from the threshold on.
    pub const fn of(self, statistic: &'static str, threshold: i64, unit: &'static str) -> Self {
        Self { statistic, threshold, unit, ..self }
    }

    /// The alarm to begin with at such nodes only.
    pub const fn begins(self, begins: fn(&NodeView<'_>) -> bool) -> Self {
        Self { begins, ..self }
    }
}

impl Watched {
    /// The node itself, by one dimension.
    pub fn node(preset: &Preset, dimension: &'static str, value: Value) -> Vec<Self> {
        vec![Self { part: String::new(), metric: preset.metric, dimensions: vec![(dimension, value)] }]
    }
}

/// From which value on; the preset's own where empty.
pub const THRESHOLD: Field = Field::integer("threshold", "Threshold", 0, 1_000_000_000)
    .example(Literal::Integer(10))
    .help("From which value on it is too much, in the unit of what is watched: a count, milliseconds, seconds. Empty: what the alarm's title says, a cautious beginning.");
/// How long the values of one period are taken together.
pub const PERIOD: Field = Field::choice(
    "period",
    "Period",
    &[choice("60", "1 minute"), choice("300", "5 minutes"), choice("900", "15 minutes"), choice("3600", "1 hour")],
)
.default(Literal::Text("300"))
.help("How long values are taken together before they are compared with the threshold.");
/// How many periods in a row.
pub const PERIODS: Field = Field::integer("periods", "Periods", 1, 24)
    .default(Literal::Integer(1))
    .help("How many periods in a row it must be too much before the alarm goes off.");

/// What can be watched, as choices of a field.
pub const fn choices<const N: usize>(presets: &[Preset; N]) -> [Choice; N] {
    let mut choices = [choice("", ""); N];
    let mut at = 0;
    while at < N {
        choices[at] = choice(presets[at].id, presets[at].label);
        at += 1;
    }
    choices
}

/// The fields of an alarm that can watch these things.
pub const fn fields(choices: &'static [Choice]) -> [Field; 4] {
    let metric = Field::choice("metric", "Watches", choices).help("What is watched: a metric that the service itself hands to CloudWatch.");
    [metric, THRESHOLD, PERIOD, PERIODS]
}

/// The facet of a service whose alarms have these fields.
pub const fn facet(fields: &'static [Field]) -> Facet {
    Facet { id: FACET, label: "Alarms", entry: "alarm", fields, port: false }
}

/// An alarm of a node, as the template will have it.
pub struct Alarm<'g> {
    /// The entry that asks for it.
    pub entry: EntryView<'g>,
    /// What it watches.
    pub preset: &'static Preset,
    /// What of it exactly.
    pub watched: Watched,
    /// Which of the node's resources it is.
    pub part: String,
}

impl Alarm<'_> {
    /// Its logical ID.
    pub fn logical_id(&self) -> String {
        format!("{}{}", self.entry.node.node.logical_id, self.part)
    }
}

fn metric_of(fields: &Fields) -> Option<&str> {
    fields.get("metric")?.literal()?.as_str()
}

fn preset(presets: &'static [Preset], fields: &Fields) -> Option<&'static Preset> {
    match metric_of(fields) {
        Some(id) => presets.iter().find(|preset| preset.id == id),
        None => presets.first(),
    }
}

/// The alarms of a node; an entry may make several, one for each thing there is to watch, or none where there is nothing.
pub fn of<'g>(node: &NodeView<'g>) -> Vec<Alarm<'g>> {
    let mut found = Vec::new();
    for entry in node.entries(FACET) {
        let Some(preset) = preset(node.service.alarms(), &entry.entry.fields) else { continue };
        for watched in (preset.watched)(node, preset) {
            let part = format!("{}{}Alarm", pascal(entry.entry.id.as_str()), watched.part);
            found.push(Alarm { entry, preset, watched, part });
        }
    }
    found
}

/// Whether an entry of a node is one of its alarms.
pub fn is(node: &NodeView<'_>, entry: &EntryId) -> bool {
    node.node.entries(FACET).iter().any(|alarm| alarm.id == *entry)
}

/// The alarms as rows of forms; a card shows their number only.
pub fn rows(node: &NodeView<'_>) -> Vec<Row> {
    let rows = node.entries(FACET).map(|entry| Row {
        entry: entry.entry.id.clone(),
        facet: FACET,
        title: title(node.service.alarms(), &entry.entry.fields),
        remark: String::new(),
        port: false,
    });
    rows.collect()
}

/// What holds where an alarm's threshold is empty, a sentence; nothing where it is set.
pub fn assumed(presets: &'static [Preset], fields: &Fields) -> Option<String> {
    let preset = preset(presets, fields).filter(|_| !fields.contains_key(THRESHOLD.id))?;
    let unit = if preset.unit.is_empty() { String::new() } else { format!(" {}", preset.unit) };
    Some(format!("Now {}{unit}, with which this alarm begins.", preset.threshold))
}

/// What an alarm's id and logical ID are made from: what it watches.
pub fn stem(presets: &'static [Preset], fields: &Fields) -> &'static str {
    preset(presets, fields).map_or("alarm", |preset| preset.id)
}

/// What an alarm is called: `Errors ≥ 1 in 5 minutes`.
pub fn title(presets: &'static [Preset], fields: &Fields) -> String {
    let Some(preset) = preset(presets, fields) else { return "Alarm".to_owned() };
    let literal = |field: &Field| fields.get(field.id).map_or_else(|| field.default.to_json(), |value| value.literal().cloned());
    let threshold = match (fields.contains_key(THRESHOLD.id), literal(&THRESHOLD).and_then(|value| value.as_i64())) {
        (false, _) => preset.threshold.to_string(),
        (true, Some(value)) => value.to_string(),
        (true, None) => return preset.label.to_owned(),
    };
    let unit = if preset.unit.is_empty() { String::new() } else { format!(" {}", preset.unit) };
    let period = literal(&PERIOD).and_then(|value| Some(period_label(value.as_str()?))).unwrap_or("a period");
    let periods = literal(&PERIODS).and_then(|value| value.as_i64()).filter(|n| *n > 1);
    let often = periods.map_or_else(String::new, |n| format!(", {n} times"));
    format!("{} ≥ {threshold}{unit} in {period}{often}", preset.label)
}

fn period_label(id: &str) -> &'static str {
    match PERIOD.kind {
        super::field::Kind::Choice(choices) => choices.iter().find(|choice| choice.id == id).map_or("a period", |choice| choice.label),
        _ => "a period",
    }
}

/// The fields of an alarm that a short text stands for: what it watches, by name.
pub fn from_text(presets: &'static [Preset], text: &str) -> Fields {
    let named = |preset: &&Preset| preset.id.eq_ignore_ascii_case(text) || preset.label.eq_ignore_ascii_case(text);
    let id = presets.iter().find(named).map_or(text, |preset| preset.id);
    Fields::from([("metric".to_owned(), id.into())])
}

/// The fields of one more alarm of a node: it watches what none of its alarms watches yet.
pub fn one_more(presets: &'static [Preset], node: &Node) -> Fields {
    let taken = |wanted: &&Preset| node.entries(FACET).iter().any(|e| preset(presets, &e.fields).is_some_and(|p| p.id == wanted.id));
    let free = presets.iter().find(|preset| !taken(preset)).or(presets.first());
    free.map(|preset| Fields::from([("metric".to_owned(), preset.id.into())])).unwrap_or_default()
}

/// The fields of the alarm to begin with.
pub fn first(node: &NodeView<'_>) -> Option<Fields> {
    let preset = node.service.alarms().iter().find(|preset| (preset.begins)(node))?;
    Some(Fields::from([("metric".to_owned(), preset.id.into())]))
}

/// What an alarm of a template says that is not the beginning its preset makes; nothing where no preset is of its metric.
pub fn recognised(presets: &'static [Preset], said: &Value) -> Option<Fields> {
    let preset = presets.iter().find(|preset| said.get("MetricName").and_then(Value::as_text) == Some(preset.metric))?;
    let mut fields = Fields::from([("metric".to_owned(), preset.id.into())]);
    let usual = [("Threshold", &THRESHOLD, Some(preset.threshold.into())), ("EvaluationPeriods", &PERIODS, PERIODS.default.to_json())];
    for (name, field, usual) in usual {
        let value = said.get(name).map(crate::cfn::json::to_json).filter(|value| Some(value) != usual.as_ref());
        fields.extend(value.map(|value| (field.id.to_owned(), crate::design::Value(value))));
    }
    let period = said.get("Period").map(crate::cfn::json::to_json);
    let period = period.map(|period| period.as_i64().map_or(period, |seconds| seconds.to_string().into()));
    let period = period.filter(|period| Some(period) != PERIOD.default.to_json().as_ref());
    fields.extend(period.map(|period| (PERIOD.id.to_owned(), crate::design::Value(period))));
    Some(fields)
}

/// Whether a request is to tell a receiver of this alarm.
fn is_told(request: &Request, alarm: &Alarm<'_>) -> bool {
    let named = |only: &[String]| only.is_empty() || only.iter().any(|name| name == alarm.entry.entry.id.as_str());
    matches!(request, Request::Alarmed { only, .. } if named(only))
}

/// Who is told of an alarm when it goes off, or when it is over. Two lines to one place tell it once.
fn told(wanted: &Wanted, alarm: &Alarm<'_>, over: bool) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for received in wanted.requests.iter().filter(|received| is_told(&received.request, alarm)) {
        match &received.request {
            Request::Alarmed { action, recovered, .. } if (*recovered || !over) && !all.contains(action) => all.push(action.clone()),
            _ => {}
        }
    }
    all
}

/// Adds a node's alarms, each with everybody who wants to be told.
pub fn emit(node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
    let alarms = of(node);
    if alarms.is_empty() {
        return;
    }
    let mut most = 0;
    for alarm in alarms {
        let (raised, over) = (told(wanted, &alarm, false), told(wanted, &alarm, true));
        let origins = wanted.origins(|request| is_told(request, &alarm));
        if raised.len() > MAX_ACTIONS.max(most) {
            most = raised.len();
            let message = format!("An alarm tells at most {MAX_ACTIONS} places; those of {} lead to {most}.", node.node.name);
            let related = origins.iter().map(Origin::place).collect();
            out.fault(FaultKind::Conflict, super::Place::Node(node.id.clone()), message, related);
        }
        let made = out.resource(&alarm.part, "AWS::CloudWatch::Alarm");
        let description = format!("{} of {}", alarm.preset.label, node.node.logical_id);
        made.set("AlarmDescription", description).set("Namespace", alarm.preset.namespace).set("MetricName", alarm.watched.metric);
        let dimension = |(name, value)| Value::map([("Name", Value::from(name)), ("Value", value)]);
        made.set("Dimensions", Value::list(alarm.watched.dimensions.into_iter().map(dimension)));
        let percentile = alarm.preset.statistic.starts_with('p');
        made.set(if percentile { "ExtendedStatistic" } else { "Statistic" }, alarm.preset.statistic);
        let period = alarm.entry.choice(&PERIOD).parse::<i64>().ok().map(Value::from).or_else(|| alarm.entry.template_value(&PERIOD));
        made.set_some("Period", period);
        made.set_some("EvaluationPeriods", alarm.entry.template_value(&PERIODS));
        let threshold = alarm.entry.template_value(&THRESHOLD).unwrap_or_else(|| alarm.preset.threshold.into());
        made.set("Threshold", threshold).set("ComparisonOperator", "GreaterThanOrEqualToThreshold");
        // What does not happen is not counted: no data is no trouble.
        made.set("TreatMissingData", "notBreaching");
        if !raised.is_empty() {
            made.set("AlarmActions", Value::List(raised)).comes_from("AlarmActions", origins);
        }
        if !over.is_empty() {
            made.set("OKActions", Value::List(over));
        }
    }
}
