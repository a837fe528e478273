//! A design as it is in one environment: parameters in fields as the values they have there.

use std::sync::Arc;

use serde_json::Value as Json;

use super::{Truth, holds_in, part, used, value_in};
use crate::catalog::Registry;
use crate::catalog::field::{Field, Kind};
use crate::design::{Design, Fields, Form, Reference, Value};

/// What a field that takes its value from a parameter is in an environment, where that is known.
pub fn field_in(design: &Design, environment: &str, field: &Field, value: &Value) -> Option<Value> {
    let Form::Reference(Reference::Parameter(name) | Reference::Pseudo(name)) = value.form() else { return None };
    // What is masked stays so.
    if design.parameters.get(name).is_some_and(|parameter| parameter.no_echo) {
        return None;
    }
    let text = value_in(design, environment, name)?;
    let json = match field.kind {
        Kind::Integer(..) | Kind::Duration(..) | Kind::Size(..) => Json::from(text.trim().parse::<i64>().ok()?),
        Kind::Switch => Json::from(text.trim().parse::<bool>().ok()?),
        Kind::List(_) | Kind::Several(_) => text.split(',').map(|item| Json::from(item.trim())).collect(),
        _ => Json::from(text),
    };
    Some(Value(json))
}

/// The design as it is deployed in an environment: fields resolved, without what conditions leave out there. What is only
/// known at deployment stays under its condition.
pub fn design_in(design: &Design, environment: &str, registry: &Registry) -> Design {
    let told = |name: &str| holds_in(design, environment, name);
    let truth: Truth = used(design).into_iter().filter_map(|name| Some((name.to_owned(), told(name)?))).collect();
    let mut there = part(&resolved_in(design, environment, registry), &truth);
    let certain = |condition: &Option<String>| condition.as_ref().is_some_and(|name| truth.get(name) == Some(&true));
    for node in there.nodes.values_mut().filter(|node| certain(&node.condition)) {
        Arc::make_mut(node).condition = None;
    }
    for connection in there.connections.values_mut().filter(|connection| certain(&connection.condition)) {
        Arc::make_mut(connection).condition = None;
    }
    there
}

/// The design with every field that takes a parameter as it is in an environment.
pub fn resolved_in(design: &Design, environment: &str, registry: &Registry) -> Design {
    let mut resolved = design.clone();
    let fields = |fields: &Fields, specs: &[Field]| -> Option<Fields> {
        let known = |(id, value): (&String, &Value)| {
            let field = specs.iter().find(|field| field.id == id)?;
            Some((id.clone(), field_in(design, environment, field, value)?))
        };
        let known: Vec<(String, Value)> = fields.iter().filter_map(known).collect();
        (!known.is_empty()).then(|| fields.clone().into_iter().chain(known).collect())
    };
    for node in resolved.nodes.values_mut() {
        let Some(service) = registry.service(&node.kind) else { continue };
        if let Some(known) = fields(&node.fields, service.spec().fields) {
            Arc::make_mut(node).fields = known;
        }
        for facet in service.spec().facets {
            let entries = node.entries(facet.id).iter().enumerate();
            let known: Vec<(usize, Fields)> =
                entries.filter_map(|(index, entry)| Some((index, fields(&entry.fields, facet.fields)?))).collect();
            for (index, known) in known {
                let list = Arc::make_mut(node).facets.get_mut(facet.id);
                if let Some(entry) = list.and_then(|list| list.get_mut(index)) {
                    entry.fields = known;
                }
            }
        }
    }
    for connection in resolved.connections.values_mut() {
        let Some(kind) = registry.connection(&connection.kind) else { continue };
        if let Some(known) = fields(&connection.fields, kind.spec().fields) {
            Arc::make_mut(connection).fields = known;
        }
    }
    resolved
}
