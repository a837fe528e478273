//! How long tasks of workflows wait: for the call they make, or until somebody answers with the task's token.

use serde_json::{Map as JsonMap, Value as Json, json};

use crate::catalog::field::choice;
use crate::catalog::{Field, Line, LineStyle, Settings};

/// What the task waits for.
pub const WAIT: Field = Field::choice("wait", "Wait for", &[choice("call", "The call"), choice("token", "An answer with the task's token")])
    .help("The call: the task is done when what it calls has answered or taken the message. Token: the task hands out its token and waits, up to a year, until somebody sends it back with the outcome (SendTaskSuccess or SendTaskFailure); standard workflows only.");

/// Whether the task waits until its token comes back.
pub fn waits(line: &Line<'_>) -> bool {
    line.choice(&WAIT) == "token"
}

/// The integration such as `sqs:sendMessage`, in the form that waits as long as the line says.
pub fn integration(line: &Line<'_>, name: &str) -> String {
    if waits(line) { with_token(name) } else { name.to_owned() }
}

/// The form of an integration that waits for the token.
fn with_token(name: &str) -> String {
    format!("{name}.waitForTaskToken")
}

/// The task's input as the argument of this name, in JSONata and in JSONPath; with the token beside it where the task waits
/// for that.
pub fn input(line: &Line<'_>, argument: &str) -> (Json, Json) {
    let member = |name: String, value: Json| Json::Object(JsonMap::from_iter([(name, value)]));
    if waits(line) {
        let (jsonata, jsonpath) = with_the_token();
        return (member(argument.to_owned(), jsonata), member(argument.to_owned(), jsonpath));
    }
    (member(argument.to_owned(), "{% $states.input %}".into()), member(format!("{argument}.$"), "$".into()))
}

/// The task's input with its token beside it, in JSONata and in JSONPath.
fn with_the_token() -> (Json, Json) {
    (
        json!({ "taskToken": "{% $states.context.Task.Token %}", "input": "{% $states.input %}" }),
        json!({ "taskToken.$": "$$.Task.Token", "input.$": "$" }),
    )
}

/// What the task gives: these, or the answer that came with the token.
pub fn result(line: &Line<'_>, otherwise: (Json, Json)) -> (Json, Json) {
    if waits(line) { (Json::Null, Json::Null) } else { otherwise }
}

/// The chip: this, or that the task waits.
pub fn label(line: &Line<'_>, otherwise: &str) -> String {
    match (waits(line), otherwise) {
        (false, _) => otherwise.to_owned(),
        (true, "") => "wait for token".to_owned(),
        (true, _) => format!("{otherwise}, wait for token"),
    }
}

/// How the line is drawn: what waits has been called.
pub fn style(line: &Line<'_>, otherwise: LineStyle) -> LineStyle {
    if waits(line) { LineStyle::Call } else { otherwise }
}
