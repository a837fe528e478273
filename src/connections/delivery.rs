//! What the lines from an event bus have in common: each adds a target to the rule it starts at.

use crate::catalog::field::{Kind, TextRule, Unit, choice, is};
use crate::catalog::{Emission, Ends, Field, FurtherEnd, Line, Literal, NodeView, Refusal, Request, Settings, Statement};
use crate::cfn::{Map, Value, json};
use crate::connections::dead_letters;
use crate::design::{EntryId, Fields};
use crate::services::event_bus;

/// What the target gets of the event.
pub const INPUT: Field = Field::choice(
    "input",
    "Deliver",
    &[
        choice("event", "The whole event"),
        choice("path", "A part of it"),
        choice("constant", "A constant"),
        choice("template", "A template"),
    ],
)
.help("What the target gets: the event as it is, one part of it, always the same, or a text filled from it.");
/// The part of the event.
pub const INPUT_PATH: Field = Field::text("input_path", "Part", TextRule::shaped(256, |t| t.starts_with('$'), "a path that begins with $"))
    .applies(&[is("input", &[Literal::Text("path")])])
    .required(Literal::Text("$.detail"))
    .help("The part of the event that is delivered, such as $.detail.");
/// The constant.
pub const CONSTANT: Field = Field::of("constant", "Constant", Kind::Json)
    .applies(&[is("input", &[Literal::Text("constant")])])
    .required(Literal::Json(r#"{"task": "report"}"#))
    .help("The JSON that is delivered in place of the event.");
/// The names a template uses.
pub const PATHS: Field = Field::of("paths", "Values", Kind::KeyValues)
    .applies(&[is("input", &[Literal::Text("template")])])
    .required(Literal::Json(r#"{"order": "$.detail.order"}"#))
    .help("Names for parts of the event, each with its path; the template has them as <name>.");
/// The template.
pub const TEMPLATE: Field = Field::of("template", "Template", Kind::Lines)
    .applies(&[is("input", &[Literal::Text("template")])])
    .required(Literal::Text(r#"{"order": <order>}"#))
    .help("What is delivered: JSON or text in quotes, with <name> where a value goes.");
/// How often delivery is tried again.
pub const RETRIES: Field = Field::integer("retries", "Retries", 0, 185)
    .default(Literal::Integer(185))
    .help("How often delivery is tried again when the target cannot be reached.");
/// How long delivery is tried.
pub const MAXIMUM_AGE: Field = Field::duration("maximum_age", "Retry for", Unit::Seconds, 60, 86_400)
    .default(Literal::Integer(86_400))
    .help("How long delivery of an event is tried, up to a day.");

/// The settings of every line from an event bus.
pub const FIELDS: &[Field] = &[INPUT, INPUT_PATH, CONSTANT, PATHS, TEMPLATE, RETRIES, MAXIMUM_AGE];

/// Where events go that could not be delivered.
pub const DEAD_LETTERS: FurtherEnd = FurtherEnd {
    id: dead_letters::END,
    label: "Dead letters",
    to: &["queue"],
    help: "A standard queue for events that could not be delivered; without one they are dropped after the last try.",
};

/// The ARN of the rule a line starts at.
pub fn rule_arn(line: &Line<'_>) -> Option<Value> {
    Some(event_bus::rule_arn(&line.source, line.connection.entry.as_ref()?))
}

/// Why a line cannot start at a rule of this bus.
pub fn refuse(ends: &Ends<'_>) -> Option<Refusal> {
    let reason = || format!("The rules of {} are made where it is; this stack only puts events on it.", ends.source.node.name);
    event_bus::is_foreign(&ends.source).then(|| Refusal::new(reason()))
}

/// Adds the target to the rule, with what `extra` sets besides; `with_role` where the bus's role delivers.
pub fn deliver(line: &Line<'_>, out: &mut Emission<'_>, extra: Map, with_role: bool) {
    let Some(entry) = line.connection.entry.clone() else { return };
    let target = target(line, out, line.target.arn(), extra);
    out.request(&line.source, Request::Target { entry, target, id: target_id(line), with_role });
}

/// The target with this ARN and what `extra` sets besides, to be delivered to as the line says.
pub fn target(line: &Line<'_>, out: &mut Emission<'_>, arn: Value, extra: Map) -> Map {
    let mut target = Map::new();
    target.insert("Arn", arn);
    target.extend(extra);
    target.extend(input(line));
    target.extend(retry_policy(line));
    if let (Some(rule), Some(queue)) = (rule_arn(line), dead_letters::standard(line, out)) {
        dead_letters::admit(line, &queue, "events.amazonaws.com", rule, out);
        target.insert("DeadLetterConfig", Value::map([("Arn", queue.arn())]));
    }
    target
}

/// What the target of a line is called in its rule.
pub fn target_id(line: &Line<'_>) -> String {
    let mut id = line.target.node.logical_id.clone();
    // The limit of a target's id is 64; the rule may append a number.
    id.truncate(60);
    id
}

fn input(line: &Line<'_>) -> Option<(String, Value)> {
    match line.choice(&INPUT).as_str() {
        "path" => Some(("InputPath".to_owned(), line.template_value(&INPUT_PATH)?)),
        "constant" => Some(("Input".to_owned(), json::as_text(&line.template_value(&CONSTANT)?))),
        "template" => {
            let mut map = Map::new();
            let paths = line.template_value(&PATHS).filter(|paths| paths.as_map().is_some_and(|map| !map.is_empty()));
            map.extend(paths.map(|paths| ("InputPathsMap".to_owned(), paths)));
            map.insert("InputTemplate", line.template_value(&TEMPLATE)?);
            Some(("InputTransformer".to_owned(), Value::Map(map)))
        }
        _ => None,
    }
}

/// How delivery is tried again, where that differs from what EventBridge does by itself.
fn retry_policy(line: &Line<'_>) -> Option<(String, Value)> {
    let set = |field: &Field| line.template_value(field).filter(|value| Some(value) != field.default.to_cfn().as_ref());
    let mut map = Map::new();
    map.extend(set(&MAXIMUM_AGE).map(|age| ("MaximumEventAgeInSeconds".to_owned(), age)));
    map.extend(set(&RETRIES).map(|retries| ("MaximumRetryAttempts".to_owned(), retries)));
    (!map.is_empty()).then(|| ("RetryPolicy".to_owned(), Value::Map(map)))
}

/// A statement that lets the rule a line starts at do something with its target.
pub fn admission(line: &Line<'_>, action: &str) -> Option<Statement> {
    let name = format!("From{}", line.source.node.logical_id);
    let statement = Statement::allow([action]).for_service("events.amazonaws.com").on(line.target.arn());
    Some(statement.from_source(rule_arn(line)?).named(name))
}

/// How many rules of the bus lead to the target by lines of this kind.
pub fn rules_to_target(line: &Line<'_>) -> usize {
    let same = line.source.outgoing().filter(|l| l.target.id == line.target.id && l.connection.kind == line.connection.kind);
    let mut entries: Vec<&EntryId> = same.filter_map(|l| Some(&l.entry()?.entry.id)).collect();
    entries.sort();
    entries.dedup();
    entries.len()
}

/// The chip: what is delivered, where that is not the whole event.
pub fn label(line: &Line<'_>) -> String {
    match line.choice(&INPUT).as_str() {
        "path" => line.choice(&INPUT_PATH),
        "constant" => "constant".to_owned(),
        "template" => "template".to_owned(),
        _ => String::new(),
    }
}

/// A rule for a line that is drawn from the bus itself, named after its target.
pub fn new_rule(ends: &Ends<'_>) -> Fields {
    let mut fields = Fields::new();
    let name: String = ends.target.node.name.chars().take(64).collect();
    fields.insert(event_bus::RULE_NAME.id.to_owned(), name.into());
    fields.insert(event_bus::RULE_PATTERN.id.to_owned(), crate::design::Value(pattern(&ends.source)));
    fields
}

/// A pattern for the events that are known to arrive at a bus: those of buckets that lead there, and those whose source a
/// line names; otherwise everything on a bus of one's own.
fn pattern(bus: &NodeView<'_>) -> serde_json::Value {
    let named = |line: &Line<'_>| line.specs().iter().find(|f| f.id == "source").and_then(|f| line.text(f));
    let mut sources: Vec<String> = bus.incoming().filter_map(|line| named(&line)).collect();
    sources.sort();
    sources.dedup();
    if !sources.is_empty() {
        return serde_json::json!({ "source": sources });
    }
    if let Some(line) = bus.incoming().find(|line| line.source.node.kind == "bucket") {
        let name = serde_json::json!({ "$attribute": { "node": line.source.id.as_str(), "attribute": "Name" } });
        return serde_json::json!({
            "source": ["aws.s3"],
            "detail-type": ["Object Created"],
            "detail": { "bucket": { "name": [name] } },
        });
    }
    if event_bus::is_default(bus) {
        // Everything on the default bus is everything that happens in the account.
        let source = crate::design::ids::slug(&bus.graph.design.name, "app");
        return serde_json::json!({ "source": [source] });
    }
    serde_json::json!({ "source": [{ "prefix": "" }] })
}
