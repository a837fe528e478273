//! What the lines from a schedule have in common: each is what the schedule starts.

use crate::catalog::field::Kind;
use crate::catalog::{Emission, Field, FurtherEnd, Line, Literal, Request, Settings, Statement};
use crate::cfn::{Map, Value, json};
use crate::connections::dead_letters;
use crate::services::queue;

/// What the target gets.
pub const INPUT: Field = Field::of("input", "Input", Kind::Json)
    .example(Literal::Json(r#"{"task": "report"}"#))
    .help("The JSON the target gets. Empty: a note that tells which schedule started it, and when.");

/// Where starts go that could not be delivered.
pub const DEAD_LETTERS: FurtherEnd = FurtherEnd {
    id: dead_letters::END,
    label: "Dead letters",
    to: &["queue"],
    help: "A standard queue for what could not be started; without one that is dropped after the last try.",
};

/// Has the schedule start the line's target by `action`, with what `extra` sets besides.
pub fn start(line: &Line<'_>, out: &mut Emission<'_>, action: &str, extra: Map) {
    let (schedule, target) = (&line.source, &line.target);
    let id = &target.node.logical_id;
    out.grant(schedule, Statement::allow([action]).on(target.arn()).named(format!("Start{id}")));
    let mut map = Map::new();
    map.insert("Arn", target.arn());
    map.extend(extra);
    if let Some(input) = line.template_value(&INPUT) {
        // Only queues take text that is no JSON.
        let plain = target.node.kind == queue::SPEC.id && matches!(input, Value::Text(_));
        map.insert("Input", if plain { input } else { json::as_text(&input) });
    }
    if let Some(queue) = dead_letters::standard(line, out) {
        let send = Statement::allow(["sqs:SendMessage"]).on(queue.arn()).named(format!("DeadLetters{}", queue.node.logical_id));
        out.grant(schedule, send);
        out.request(&queue, Request::KeepDeadLetters);
        map.insert("DeadLetterConfig", Value::map([("Arn", queue.arn())]));
    }
    out.request(schedule, Request::Start { target: map });
}
