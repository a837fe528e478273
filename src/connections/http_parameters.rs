//! What rules put into requests besides their bodies.

use crate::catalog::field::{Kind, TextRule};
use crate::catalog::{Emission, FaultKind, Field, Line, Literal, Place, Settings};
use crate::cfn::{Map, Value};

/// What stands in the gaps of the address.
pub const PATH_VALUES: Field = Field::of("path_values", "Parts of the address", Kind::List(TextRule::up_to(512)))
    .default(Literal::Json("[]"))
    .example(Literal::Json(r#"["$.detail.order"]"#))
    .help("What each `*` of the address, or variable of the path, stands for, in their order: fixed, or a part of the event such as $.detail.order.");
/// What stands behind the question mark.
pub const QUERY: Field = Field::of("query", "Query", Kind::KeyValues)
    .default(Literal::Json("{}"))
    .example(Literal::Json(r#"{"order": "$.detail.order"}"#))
    .help("Parameters behind the question mark: fixed, or a part of the event such as $.detail.order.");
/// The request's own headers.
pub const HEADERS: Field = Field::of("headers", "Headers", Kind::KeyValues)
    .default(Literal::Json("{}"))
    .example(Literal::Json(r#"{"x-event": "$.id"}"#))
    .help("Headers of the request: fixed, or a part of the event such as $.id.");

/// What the request of a rule has besides its body: a value for each of the `gaps` of the address, what is behind the
/// question mark, and the headers besides `headers`.
pub fn of(line: &Line<'_>, out: &mut Emission<'_>, gaps: usize, mut headers: Map) -> Map {
    let mut values = match line.template_value(&PATH_VALUES) {
        Some(Value::List(values)) => values,
        Some(value) => vec![value],
        None => Vec::new(),
    };
    if values.len() < gaps && !line.is_deferred(&PATH_VALUES) {
        let message = format!("The address at {} has {gaps} parts to fill in; the line names {}.", line.target.node.name, values.len());
        out.fault(FaultKind::Missing, Place::Connection(line.id.clone()), message, vec![Place::Node(line.target.id.clone())]);
    }
    values.truncate(gaps);
    let map = |field: &Field| match line.template_value(field) {
        Some(Value::Map(map)) => map,
        _ => Map::new(),
    };
    headers.extend(map(&HEADERS));
    let mut parameters = Map::new();
    if !values.is_empty() {
        parameters.insert("PathParameterValues", Value::List(values));
    }
    for (key, map) in [("QueryStringParameters", map(&QUERY)), ("HeaderParameters", headers)] {
        if !map.is_empty() {
            parameters.insert(key.to_owned(), Value::Map(map));
        }
    }
    if parameters.is_empty() {
        return Map::new();
    }
    Map::from([("HttpParameters", Value::Map(parameters))])
}
