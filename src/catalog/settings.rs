//! Reading settings: the typed view of whatever has fields.

use serde_json::Value as Json;

use super::field::{Field, Literal};
use super::graph::Graph;
use super::service::Attribute;
use crate::cfn;
use crate::design::{Fields, Form, NodeId, Reference, Value, value};

/// Anything with fields: a node, an entry, a connection.
pub trait Settings<'g> {
    /// The graph it is of.
    fn graph(&self) -> &'g Graph<'g>;
    /// What is set.
    fn values(&self) -> &'g Fields;
    /// What may be set.
    fn specs(&self) -> &'static [Field];

    /// The value that is set, whatever its form.
    fn set_value(&self, field: &Field) -> Option<&'g Value> {
        self.values().get(field.id)
    }

    /// The literal that holds: the one that is set, or the default; `None` where it is a reference or nothing.
    fn literal(&self, field: &Field) -> Option<Json> {
        match self.values().get(field.id) {
            Some(value) => value.literal().cloned(),
            None => field.default.to_json(),
        }
    }

    /// The whole number that holds, where it is known.
    fn integer(&self, field: &Field) -> Option<i64> {
        self.literal(field)?.as_i64()
    }

    /// The text that holds, where it is known; empty text counts as nothing.
    fn text(&self, field: &Field) -> Option<String> {
        Some(self.literal(field)?.as_str()?.to_owned()).filter(|text| !text.is_empty())
    }

    /// The text or choice that holds; empty where it is not known.
    fn choice(&self, field: &Field) -> String {
        self.text(field).unwrap_or_default()
    }

    /// Whether the switch is on, where it is known; off otherwise.
    fn is_on(&self, field: &Field) -> bool {
        self.literal(field).and_then(|v| v.as_bool()).unwrap_or(false)
    }

    /// Whether the value is only known at deployment.
    fn is_deferred(&self, field: &Field) -> bool {
        self.values().get(field.id).is_some_and(|v| v.literal().is_none())
    }

    /// Whether the field has a meaning, as other settings are.
    fn applies(&self, field: &Field) -> bool {
        field.applies.iter().all(|when| {
            let Some(other) = self.specs().iter().find(|f| f.id == when.field) else { return true };
            if self.is_deferred(other) {
                return true;
            }
            let value = self.literal(other);
            let fits = match when.is {
                [] => value.is_some_and(|value| !value.is_null() && value != ""),
                is => is.iter().any(|literal| literal.to_json() == value),
            };
            self.applies(other) && fits
        })
    }

    /// The value as the template has it: the one that is set or the default; `None` where there is neither or the field
    /// does not apply.
    fn template_value(&self, field: &Field) -> Option<cfn::Value> {
        if !self.applies(field) {
            return None;
        }
        match self.values().get(field.id) {
            Some(value) => self.graph().template_value(&value.0).filter(|v| *v != cfn::Value::Null),
            None => field.default.to_json().map(|json| cfn::Value::from_json(&json)),
        }
    }

    /// Whether a setting names attributes of nodes that are settings themselves, and so might lead back to it.
    fn names_settings(&self, field: &Field) -> bool {
        fn inside(json: &Json, is_setting: &dyn Fn(&str) -> bool) -> bool {
            match (value::form(json), json) {
                (Form::Reference(Reference::Attribute { node, .. }), _) => is_setting(node),
                (_, Json::Array(list)) => list.iter().any(|item| inside(item, is_setting)),
                (_, Json::Object(object)) => object.values().any(|item| inside(item, is_setting)),
                _ => false,
            }
        }
        let of = |node: &str| self.graph().node(&NodeId::from(node)).is_some_and(|node| node.service.has_settings_for_attributes());
        self.values().get(field.id).is_some_and(|value| inside(&value.0, &of))
    }

    /// As [`Settings::template_value`], without what CloudFormation assumes by itself.
    fn written_value(&self, field: &Field) -> Option<cfn::Value> {
        let value = self.template_value(field)?;
        let omitted = field.omitted_at.to_json().map(|json| cfn::Value::from_json(&json));
        (Some(&value) != omitted.as_ref()).then_some(value)
    }

    /// Sets every field that is as simple as a property in a map of properties.
    fn write_properties(&self, into: &mut cfn::Map) {
        for field in self.specs() {
            if let (Some(path), Some(value)) = (field.property, self.written_value(field)) {
                put(into, path, value);
            }
        }
    }
}

/// Puts a value at a dotted path, making the maps on the way.
pub fn put(into: &mut cfn::Map, path: &str, value: cfn::Value) {
    match path.split_once('.') {
        None => {
            into.insert(path.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = into.get_or_insert_with(first, || cfn::Value::Map(cfn::Map::new()));
            if let cfn::Value::Map(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

impl Graph<'_> {
    /// JSON from a field as the template has it, the references anywhere inside resolved; `None` for a reference to
    /// nothing.
    pub fn template_value(&self, json: &Json) -> Option<cfn::Value> {
        match value::form(json) {
            Form::Reference(reference) => self.reference(&reference),
            Form::Expression(inner) => Some(cfn::Value::from_json(inner)),
            Form::Literal(Json::Array(list)) => Some(cfn::Value::List(list.iter().filter_map(|item| self.template_value(item)).collect())),
            Form::Literal(Json::Object(object)) => {
                let map = object.iter().filter_map(|(k, v)| Some((k.clone(), self.template_value(v)?))).collect();
                Some(cfn::Value::Map(map).recognised())
            }
            Form::Literal(plain) => Some(cfn::Value::from_json(plain)),
        }
    }

    fn reference(&self, reference: &Reference<'_>) -> Option<cfn::Value> {
        Some(match *reference {
            Reference::Parameter(name) | Reference::Pseudo(name) => cfn::Value::reference(name),
            Reference::Import(name) => cfn::Value::Call("Fn::ImportValue".into(), Box::new(name.into())),
            Reference::Dynamic(text) => text.into(),
            Reference::Attribute { node, attribute } => {
                let view = self.node(&NodeId::from(node))?;
                match attribute {
                    "Arn" => view.service.attribute(&view, Attribute::Arn)?,
                    "Name" => view.service.attribute(&view, Attribute::Name)?,
                    "Url" => view.service.attribute(&view, Attribute::Url)?,
                    "Ref" => cfn::Value::reference(view.node.logical_id.as_str()),
                    other => cfn::Value::get_att(view.node.logical_id.as_str(), other),
                }
            }
        })
    }
}

impl Literal {
    /// The value as the template has it.
    pub fn to_cfn(self) -> Option<cfn::Value> {
        self.to_json().map(|json| cfn::Value::from_json(&json))
    }
}
