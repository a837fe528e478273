//! What callers get of a service that answers a route without code between.

use crate::catalog::field::Kind;
use crate::catalog::{Field, Line, Literal, Settings};
use crate::cfn::Pieces;

/// The answer's template.
pub const ANSWER: Field = Field::of("answer", "Answer template", Kind::Lines)
    .example(Literal::Text("{\"message\": \"Accepted\"}"))
    .help("In REST APIs, in place of the usual answer: a mapping template (VTL). HTTP APIs hand on what the service answers.");

/// The answer that the line says, or the usual one.
pub fn of(line: &Line<'_>, usual: Option<Pieces>) -> Option<Pieces> {
    line.template_value(&ANSWER).filter(|text| text.as_text() != Some("")).map(|text| Pieces::default().value(&text)).or(usual)
}
