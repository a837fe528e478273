//! Functions of the template's own language that ask a condition name what is only there under it: they still do where it is
//! left out, as CloudFormation looks at the chosen side alone. What stands as it is in the template does so everywhere.

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use crate::catalog::Graph;
use crate::cfn::json::to_json;
use crate::design::{Design, Fields, Form, Override, Reference, value};
use crate::services::resource;

/// Puts plain references to nodes that are left out of this part of a design inside `Fn::If`.
pub(super) fn name_what_is_left_out(whole: &Graph<'_>, part: &mut Design) {
    if part.nodes.len() == whole.design.nodes.len() {
        return;
    }
    let out = |id: &str| !part.nodes.contains_key(id) && whole.design.nodes.contains_key(id);
    let naming = Naming { whole, out: &out };
    let mut nodes = Vec::new();
    for (id, node) in &part.nodes {
        let as_it_stands = node.kind == resource::SPEC.id;
        let fields = node.facets.values().flatten().map(|entry| &entry.fields).chain([&node.fields]);
        if !naming.asks(fields, &node.overrides, as_it_stands) {
            continue;
        }
        let mut node = Arc::clone(node);
        let changed = Arc::make_mut(&mut node);
        changed
            .facets
            .values_mut()
            .flatten()
            .map(|entry| &mut entry.fields)
            .chain([&mut changed.fields])
            .for_each(|fields| naming.fields(fields, as_it_stands));
        naming.overrides(&mut changed.overrides);
        nodes.push((id.clone(), node));
    }
    let mut lines = Vec::new();
    for (id, line) in part.connections.iter().filter(|(_, line)| naming.asks([&line.fields], &line.overrides, false)) {
        let mut line = Arc::clone(line);
        let changed = Arc::make_mut(&mut line);
        naming.fields(&mut changed.fields, false);
        naming.overrides(&mut changed.overrides);
        lines.push((id.clone(), line));
    }
    part.nodes.extend(nodes);
    part.connections.extend(lines);
}

struct Naming<'n> {
    whole: &'n Graph<'n>,
    out: &'n dyn Fn(&str) -> bool,
}

impl Naming<'_> {
    fn asks<'f>(&self, fields: impl IntoIterator<Item = &'f Fields>, overrides: &[Override], as_it_stands: bool) -> bool {
        fields.into_iter().flat_map(Fields::values).any(|value| self.has(&value.0, as_it_stands))
            || overrides.iter().filter_map(|change| change.value.as_ref()).any(|json| self.has(json, true))
    }

    /// Whether something names what is left out; `inside` of `Fn::If` already, or as it stands.
    fn has(&self, json: &Json, inside: bool) -> bool {
        match json {
            Json::Array(list) => list.iter().any(|item| self.has(item, inside)),
            Json::Object(object) => match value::form(json) {
                Form::Reference(Reference::Attribute { node, .. }) => inside && (self.out)(node),
                _ => object.iter().any(|(key, item)| self.has(item, inside || key == "Fn::If")),
            },
            _ => false,
        }
    }

    fn fields(&self, fields: &mut Fields, as_it_stands: bool) {
        for value in fields.values_mut() {
            self.name(&mut value.0, as_it_stands);
        }
    }

    fn overrides(&self, overrides: &mut [Override]) {
        overrides.iter_mut().filter_map(|change| change.value.as_mut()).for_each(|json| self.name(json, true));
    }

    fn name(&self, json: &mut Json, inside: bool) {
        if let (true, Form::Reference(Reference::Attribute { node, .. })) = (inside, value::form(json)) {
            if (self.out)(node) {
                let said = self.whole.template_value(json);
                *json = said.map_or_else(|| Json::Object(Map::new()), |said| json!({ "$expression": to_json(&said) }));
            }
            return;
        }
        match json {
            Json::Array(list) => list.iter_mut().for_each(|item| self.name(item, inside)),
            Json::Object(object) => object.iter_mut().for_each(|(key, item)| self.name(item, inside || key == "Fn::If")),
            _ => {}
        }
    }
}
