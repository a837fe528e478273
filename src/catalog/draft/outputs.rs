//! Outputs of the design's own, beside those its nodes make.
//!
//! AWS: CloudFormation Template Reference, "Outputs section".

use serde_json::{Map, Value as Json, json};

use super::{Draft, Problem};
use crate::catalog::graph::Graph;
use crate::catalog::service::Attribute;
use crate::cfn::json::to_json;
use crate::design::edit::Edit;

/// The section of a template they stand in.
pub const SECTION: &str = "Outputs";

impl Draft<'_> {
    /// Puts an output of the design's own in place, as CloudFormation has it; removes it where there is none.
    pub fn set_output(&mut self, name: &str, output: Option<Json>) -> Result<(), Problem> {
        if name.is_empty() || name.len() > 255 || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(Problem::new(format!("`{name}` cannot be an output's name; use letters and digits")));
        }
        let mut all = self.design().sections.get(SECTION).and_then(Json::as_object).cloned().unwrap_or_default();
        match output {
            Some(output) => drop(all.insert(name.to_owned(), output)),
            None if all.shift_remove(name).is_none() => return Err(Problem::new(format!("the design has no output {name} of its own"))),
            None => {}
        }
        let section = (!all.is_empty()).then_some(Json::Object(all));
        self.apply(Edit::Section(SECTION.to_owned(), section));
        Ok(())
    }

    /// The value of an output from a text: `Orders.Arn` for an attribute of a node, `!Ref`, `!GetAtt` and `!Sub` as in a template,
    /// or plain text.
    pub fn output_value(&self, text: &str) -> Result<Json, Problem> {
        let graph = Graph::new(self.design(), self.registry());
        value(&graph, text.trim()).map_err(Problem::new)
    }
}

fn value(graph: &Graph<'_>, text: &str) -> Result<Json, String> {
    if text.is_empty() {
        return Err("an output needs a value".to_owned());
    }
    if text.starts_with('{')
        && let Ok(json @ Json::Object(_)) = serde_json::from_str(text)
    {
        return Ok(json);
    }
    for (tag, function) in [("!Ref ", "Ref"), ("!Sub ", "Fn::Sub"), ("!ImportValue ", "Fn::ImportValue")] {
        if let Some(named) = text.strip_prefix(tag) {
            return Ok(json!({ function: named.trim().trim_matches('"') }));
        }
    }
    if let Some(named) = text.strip_prefix("!GetAtt ") {
        let (id, attribute) = named.trim().split_once('.').ok_or("!GetAtt needs a resource and an attribute: Orders.Arn")?;
        return Ok(json!({ "Fn::GetAtt": [id, attribute] }));
    }
    let Some((name, attribute)) = text.rsplit_once('.') else { return Ok(text.into()) };
    let named = graph.nodes().find(|node| node.node.name == name || node.id.as_str() == name || node.node.logical_id == name);
    let Some(node) = named else { return Ok(text.into()) };
    let known = [("arn", Attribute::Arn), ("name", Attribute::Name), ("url", Attribute::Url)];
    let wanted = known.iter().find(|(id, _)| id.eq_ignore_ascii_case(attribute)).map(|(_, attribute)| *attribute);
    let value = wanted.and_then(|attribute| node.service.attribute(&node, attribute));
    value.map(|value| to_json(&value)).ok_or_else(|| format!("{name} has no attribute {attribute} that others may name"))
}

/// An output's value as a text that gives it again, where there is one; JSON otherwise.
pub fn output_text(value: &Json) -> String {
    let call = |value: &Json| {
        let (function, argument) = value.as_object().filter(|members| members.len() == 1)?.iter().next()?;
        match (function.as_str(), argument) {
            ("Ref", Json::String(name)) => Some(format!("!Ref {name}")),
            ("Fn::Sub", Json::String(text)) => Some(format!("!Sub {text}")),
            ("Fn::ImportValue", Json::String(name)) => Some(format!("!ImportValue {name}")),
            ("Fn::GetAtt", Json::Array(parts)) => match parts.as_slice() {
                [Json::String(id), Json::String(attribute)] => Some(format!("!GetAtt {id}.{attribute}")),
                _ => None,
            },
            _ => None,
        }
    };
    match value {
        Json::String(text) => text.clone(),
        value => call(value).unwrap_or_else(|| value.to_string()),
    }
}

/// An output with a value, a description and a name under which other stacks import it, each where it is given.
pub fn output(value: Json, description: Option<&str>, export: Option<&str>) -> Json {
    let mut output = Map::new();
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(Json::from);
    output.extend(text(description).map(|text| ("Description".to_owned(), text)));
    output.insert("Value".to_owned(), value);
    output.extend(text(export).map(|name| ("Export".to_owned(), json!({ "Name": name }))));
    Json::Object(output)
}
