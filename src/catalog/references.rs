//! Which nodes refer to which without a line between them: resources of any type, whose properties name others.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::design::{Design, Form, Node, NodeId, Reference, value};

/// The references from nodes of this service and to them, from node to node. A line says more than a reference: pairs that
/// one joins are left out.
#[must_use]
pub fn references(design: &Design, service: &str) -> BTreeSet<(NodeId, NodeId)> {
    let resources: BTreeSet<&NodeId> = design.nodes.iter().filter(|(_, node)| node.kind == service).map(|(id, _)| id).collect();
    if resources.is_empty() {
        return BTreeSet::new();
    }
    let names = design.nodes.iter().map(|(id, node)| (node.logical_id.as_str(), id)).collect();
    let mut found = BTreeSet::new();
    for (id, node) in &design.nodes {
        let mut said = Said { design, names: &names, nodes: BTreeSet::new() };
        said.by(node);
        let of_resource = resources.contains(id);
        let others = said.nodes.into_iter().filter(|other| *other != id && (of_resource || resources.contains(other)));
        found.extend(others.map(|other| (id.clone(), other.clone())));
    }
    for line in design.connections.values() {
        for other in line.nodes().filter(|node| **node != line.source) {
            found.remove(&(line.source.clone(), other.clone()));
            found.remove(&(other.clone(), line.source.clone()));
        }
    }
    found
}

/// The nodes that values name.
struct Said<'d> {
    design: &'d Design,
    /// Logical ID → the node whose main resource it is.
    names: &'d BTreeMap<&'d str, &'d NodeId>,
    nodes: BTreeSet<&'d NodeId>,
}

impl Said<'_> {
    fn by(&mut self, node: &Node) {
        let entries = node.facets.values().flatten().flat_map(|entry| entry.fields.values());
        node.fields.values().chain(entries).for_each(|value| self.within(&value.0));
        node.overrides.iter().filter_map(|change| change.value.as_ref()).for_each(|value| self.within(value));
    }

    fn within(&mut self, json: &Json) {
        match (value::form(json), json) {
            (Form::Reference(Reference::Attribute { node, .. }), _) => {
                let known = self.design.nodes.get_key_value(&NodeId::new(node));
                self.nodes.extend(known.map(|(id, _)| id));
            }
            (_, Json::Array(list)) => list.iter().for_each(|item| self.within(item)),
            (_, Json::Object(object)) => {
                for (key, inner) in object {
                    match (key.as_str(), inner) {
                        ("Ref" | "DependsOn", Json::String(name)) => self.named(name),
                        ("DependsOn", Json::Array(names)) => names.iter().filter_map(Json::as_str).for_each(|name| self.named(name)),
                        ("Fn::GetAtt", Json::String(name)) => self.named(name.split('.').next().unwrap_or_default()),
                        ("Fn::GetAtt", Json::Array(parts)) => self.named(parts.first().and_then(Json::as_str).unwrap_or_default()),
                        ("Fn::Sub", _) => {
                            let text = inner.as_str().or_else(|| inner.get(0)?.as_str()).unwrap_or_default();
                            for part in text.split("${").skip(1) {
                                self.named(part.split(['}', '.']).next().unwrap_or_default());
                            }
                            self.within(inner);
                        }
                        _ => self.within(inner),
                    }
                }
            }
            _ => {}
        }
    }

    fn named(&mut self, logical_id: &str) {
        self.nodes.extend(self.names.get(logical_id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Connection, ConnectionId, geometry::Point};
    use serde_json::json;

    #[test]
    fn every_form_in_which_a_resource_names_another_is_found_once() {
        let mut design = Design::new("net");
        let mut add = |id: &str, kind: &str, properties: Json| {
            let mut node = Node::new(kind, id, &format!("{id}Id"), Point::default());
            node.fields.insert("properties".to_owned(), properties.into());
            design.nodes.insert(NodeId::new(id), node.into());
        };
        add("vpc", "resource", json!({}));
        add("orders", "queue", json!({}));
        add("a", "resource", json!({ "VpcId": { "$attribute": { "node": "vpc", "attribute": "Ref" } }, "Again": { "Ref": "vpcId" } }));
        add("b", "resource", json!({ "List": { "Fn::If": ["Big", [{ "Ref": "aId" }], { "Fn::GetAtt": ["vpcId", "CidrBlock"] }] } }));
        add("c", "resource", json!({ "Text": { "Fn::Sub": "${AWS::Region}/${ordersId.Arn}" }, "Self": { "Ref": "cId" } }));
        add("d", "resource", json!({ "Text": { "Fn::Sub": ["${X}", { "X": { "Fn::GetAtt": "bId.Arn" } }] } }));
        add("e", "function", json!({ "Ref": "ordersId" }));
        let pair = |(from, to): (&str, &str)| (NodeId::new(from), NodeId::new(to));
        let expected = [("a", "vpc"), ("b", "a"), ("b", "vpc"), ("c", "orders"), ("d", "b")].map(pair);
        assert_eq!(references(&design, "resource"), BTreeSet::from(expected), "and nothing between services, whose lines say it");
        let line = Connection::new("function_uses_resource", NodeId::new("vpc"), None, NodeId::new("a"));
        design.connections.insert(ConnectionId::new("line"), line.into());
        assert!(!references(&design, "resource").contains(&pair(("a", "vpc"))));
    }
}
