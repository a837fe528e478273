//! Parameters of a template as parameters of a design.

use serde_json::{Map, Value as Json};

use crate::design::Parameter;

/// A parameter; what the design's own words for it do not say stays beside them as it stands.
pub(super) fn parameter(said: &Map<String, Json>) -> Parameter {
    let mut parameter = Parameter::default();
    for (property, value) in said {
        let in_words = match property.as_str() {
            "Type" if value == "String" => true,
            "Type" => text_into(&mut parameter.kind, value),
            "Default" => text_into(&mut parameter.default, value),
            "Description" => text_into(&mut parameter.description, value),
            "AllowedPattern" => text_into(&mut parameter.allowed_pattern, value),
            "AllowedValues" => {
                let texts = value.as_array().map(|list| list.iter().filter_map(plain).collect::<Vec<_>>()).unwrap_or_default();
                parameter.allowed_values = texts;
                !parameter.allowed_values.is_empty() && value.as_array().is_some_and(|list| list.iter().all(Json::is_string))
            }
            "NoEcho" => {
                parameter.no_echo = value == &Json::Bool(true) || value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true"));
                value == &Json::Bool(true)
            }
            _ => false,
        };
        if !in_words {
            parameter.properties.insert(property.clone(), value.clone());
        }
    }
    if !said.contains_key("Type") {
        parameter.properties.insert("Type".to_owned(), Json::Null);
    }
    parameter
}

/// Puts the text of a value in place; whether the value is that text.
fn text_into(into: &mut Option<String>, value: &Json) -> bool {
    *into = plain(value);
    value.is_string()
}

/// A plain value as a form shows it.
fn plain(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(b) => Some(b.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}
