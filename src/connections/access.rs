//! What a function may do with what it uses: by verb or by exact actions, within a scope.
//!
//! The actions are those of each service that act on messages, items and objects; what manages the resource itself (creating,
//! deleting, tagging) is no use of it and is not offered.
//!
//! AWS: Service Authorization Reference, "Actions, resources, and condition keys" of each service.

use serde_json::Value as Json;

use crate::catalog::field::{Choice, When, choice, is};
use crate::catalog::{Field, Line, Literal, Settings, Statement};
use crate::cfn::Value;

/// The choice that stands for exact actions.
pub const EXACT: Choice = choice("exact", "Exact actions");
/// Where exact actions are chosen.
pub const WHERE_EXACT: &[When] = &[is("access", &[Literal::Text("exact")])];

/// What exactly is allowed, one of these or more.
pub const fn actions(choices: &'static [Choice], example: &'static str) -> Field {
    Field::several("actions", "Actions", choices)
        .applies(WHERE_EXACT)
        .required(Literal::Json(example))
        .help("Exactly these actions are granted, and no others.")
}

/// The texts of a field of several choices, as they are chosen.
pub fn chosen(line: &Line<'_>, field: &Field) -> Vec<String> {
    let json = line.literal(field);
    let list = json.as_ref().and_then(Json::as_array);
    list.into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
}

/// The chip of a line with exact actions: the action where it is one, otherwise how many there are.
pub fn label(line: &Line<'_>, field: &Field) -> String {
    match chosen(line, field).as_slice() {
        [one] => one.split_once(':').map_or(one.as_str(), |(_, name)| name).to_owned(),
        many => format!("{} actions", many.len()),
    }
}

/// The values that a scope names; none where it is not limited.
pub fn scope(line: &Line<'_>, field: &Field) -> Vec<Value> {
    match line.template_value(field) {
        Some(Value::List(list)) => list,
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

/// Limits a statement by a key of which a request tells several, all of which have to be among the values; `*` in them stands
/// for anything. A request that tells none passes such a test, so that it is asked for besides.
///
/// AWS: IAM User Guide, "Set operators for multivalued context keys".
#[must_use]
pub fn limited_each(statement: Statement, key: &str, values: Vec<Value>) -> Statement {
    if values.is_empty() {
        return statement;
    }
    let operator = format!("ForAllValues:{}", operator(&values));
    statement.when(&operator, key, one_or_list(values)).when("Null", key, "false".into())
}

fn operator(values: &[Value]) -> &'static str {
    let wild = |value: &Value| value.as_text().is_none_or(|text| text.contains(['*', '?']));
    if values.iter().any(wild) { "StringLike" } else { "StringEquals" }
}

fn one_or_list(mut values: Vec<Value>) -> Value {
    if values.len() == 1 { values.remove(0) } else { Value::List(values) }
}
