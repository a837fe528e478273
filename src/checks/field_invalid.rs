//! WIR002.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::field::{Field, Kind};
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity, parse};
use crate::design::Parameter;
use crate::design::value::{Form, Reference};
use crate::unit;

unit! {
    /// A setting holds what it cannot hold, or has to be filled in and is not.
    ///
    /// What a setting may hold is said in its form and by `stackdraft explain`; CloudFormation would refuse anything
    /// else, or the service would.
    ///
    /// AWS: CloudFormation, "AWS resource and property types reference".
    ///
    /// ```stackdraft breaks
    /// add function Worker code=folder
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker code=folder folder=functions/worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR002",
        name: "field_invalid",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct FieldInvalid;

impl Check for FieldInvalid {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes() {
            look(&node, context, &node.node.name, &Place::Node(node.id.clone()), out);
            for facet in node.service.spec().facets {
                for entry in node.entries(facet.id) {
                    let title = node.service.title_of(facet, &entry.entry.fields);
                    let owner = format!("{title} of {}", node.node.name);
                    look(&entry, context, &owner, &Place::Entry(node.id.clone(), entry.entry.id.clone()), out);
                }
            }
        }
        for line in context.graph.lines() {
            look(&line, context, &line.title(), &Place::Connection(line.id.clone()), out);
        }
    }
}

fn look<'g>(settings: &impl Settings<'g>, context: &Context<'_>, owner: &str, place: &Place, out: &mut Findings<'_>) {
    for field in settings.specs() {
        let Some(value) = settings.set_value(field) else {
            let nothing = field.default.to_json().is_none();
            if field.required && nothing && settings.applies(field) {
                out.add(place.clone(), format!("{owner} needs {}: {}", lower(field.label), sentence(field))).field(field);
            }
            continue;
        };
        if let Some(name) = other_kind(field, value, &context.graph.design.parameters) {
            let message = if matches!(field.kind, Kind::List(_)) {
                format!("{owner}: {} takes a list, and the parameter {name} is one value: make it a CommaDelimitedList.", field.label)
            } else {
                format!("{owner}: {} takes one value, and the parameter {name} is a list: make it a String.", field.label)
            };
            out.add(place.clone(), message).field(field);
        } else if let Some(problem) = parse::problem(field, value) {
            out.add(place.clone(), format!("{owner}: {problem}.")).field(field);
        } else if field.required && settings.applies(field) && value.0.as_str() == Some("") {
            out.add(place.clone(), format!("{owner} needs {}: {}", lower(field.label), sentence(field))).field(field);
        }
        for choice in chosen(field, value).into_iter().flat_map(|choice| choice.needs) {
            let Some(other) = settings.specs().iter().find(|f| f.id == choice.0) else { continue };
            if !settings.is_deferred(other)
                && settings.literal(other) == other.default.to_json()
                && settings.literal(other) != choice.1.to_json()
            {
                let label = parse::display(field, value);
                let message =
                    format!("{owner}: {} {label} does not go with {} {}.", field.label, lower(other.label), current(settings, other));
                out.add(place.clone(), message).field(other);
            }
        }
    }
    for id in settings.values().keys() {
        if !settings.specs().iter().any(|f| f.id == id) {
            out.add(place.clone(), format!("{owner} has a setting `{id}` that this version does not know.")).severity(Severity::Warning);
        }
    }
}

/// The parameter a setting refers to, where one of them takes a list and the other does not.
fn other_kind<'v>(field: &Field, value: &'v crate::design::Value, parameters: &BTreeMap<String, Arc<Parameter>>) -> Option<&'v str> {
    let Form::Reference(Reference::Parameter(name)) = value.form() else { return None };
    let kind = parameters.get(name)?.kind.as_deref().unwrap_or("String");
    let is_list =
        kind == "CommaDelimitedList" || kind.starts_with("List<") || kind.contains("<List<") || kind.contains("<CommaDelimitedList");
    // Any JSON may be a list.
    let either = matches!(field.kind, Kind::Json);
    (!either && is_list != matches!(field.kind, Kind::List(_))).then_some(name)
}

fn chosen(field: &Field, value: &crate::design::Value) -> Option<&'static crate::catalog::field::Choice> {
    let Kind::Choice(choices) = field.kind else { return None };
    choices.iter().find(|c| Some(c.id) == value.0.as_str())
}

fn current<'g>(settings: &impl Settings<'g>, field: &Field) -> String {
    settings.literal(field).map(|json| parse::display(field, &json.into())).unwrap_or_default()
}

fn lower(label: &str) -> String {
    let mut chars = label.chars();
    let second_is_upper = label.chars().nth(1).is_some_and(char::is_uppercase);
    if second_is_upper {
        return label.to_owned();
    }
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The field's help, as the end of a sentence.
fn sentence(field: &Field) -> String {
    let help = field.help.split_inclusive('.').next().unwrap_or_default().trim();
    if help.ends_with('.') { lower(help) } else { format!("{}.", lower(help)) }
}
