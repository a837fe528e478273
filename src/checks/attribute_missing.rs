//! WIR080.

use serde_json::Value as Json;

use crate::catalog::{Check, CheckSpec, Context, Findings, Graph, Place, Settings, Severity};
use crate::design::{Form, NodeId, Override, Reference, value};
use crate::unit;

unit! {
    /// A setting or an override stands for an attribute that there is not.
    ///
    /// It names a node that has been removed, or an attribute that the node does not have. What it stands for is left out of
    /// the template: an encryption key, a variable, a part of a list. Name another node, or unset it.
    ///
    /// AWS: CloudFormation User Guide, "Intrinsic function reference", "Fn::GetAtt".
    ///
    /// ```stackdraft breaks
    /// add resource Logs type=AWS::Logs::LogGroup
    /// set Logs.properties={"KmsKeyId": {"$attribute": {"node": "kms-key-gone", "attribute": "Arn"}}}
    /// ```
    ///
    /// ```stackdraft breaks
    /// add function Worker
    /// set Worker.environment={"QUEUE": {"$attribute": {"node": "queue-gone", "attribute": "Url"}}}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add kms_key Own
    /// add resource Logs type=AWS::Logs::LogGroup
    /// set Logs.properties={"KmsKeyId": {"$attribute": {"node": "kms-key-own", "attribute": "Arn"}}}
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR080",
        name: "attribute_missing",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct AttributeMissing;

impl Check for AttributeMissing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let graph = context.graph;
        for node in graph.nodes() {
            look(&node, &node.node.name, &Place::Node(node.id.clone()), out);
            changes(graph, &node.node.overrides, &node.node.name, &Place::Node(node.id.clone()), out);
            for facet in node.service.spec().facets {
                for entry in node.entries(facet.id) {
                    let owner = format!("{} of {}", node.service.title_of(facet, &entry.entry.fields), node.node.name);
                    look(&entry, &owner, &Place::Entry(node.id.clone(), entry.entry.id.clone()), out);
                }
            }
        }
        for line in graph.lines() {
            look(&line, &line.title(), &Place::Connection(line.id.clone()), out);
            changes(graph, &line.connection.overrides, &line.title(), &Place::Connection(line.id.clone()), out);
        }
    }
}

fn look<'g>(settings: &impl Settings<'g>, owner: &str, place: &Place, out: &mut Findings<'_>) {
    for field in settings.specs().iter().filter(|field| settings.applies(field)) {
        let Some(value) = settings.set_value(field) else { continue };
        for what in lost(settings.graph(), &value.0) {
            out.add(place.clone(), format!("{} of {owner} stands for {what}.", field.label)).field(field);
        }
    }
}

fn changes(graph: &Graph<'_>, overrides: &[Override], owner: &str, place: &Place, out: &mut Findings<'_>) {
    for change in overrides {
        for what in change.value.iter().flat_map(|value| lost(graph, value)) {
            out.add(place.clone(), format!("The override of {} of {owner} stands for {what}.", change.path.join(".")));
        }
    }
}

/// The attributes in a value that are not there, as the end of a sentence.
fn lost(graph: &Graph<'_>, json: &Json) -> Vec<String> {
    match (value::form(json), json) {
        (Form::Reference(Reference::Attribute { node, attribute }), _) => match graph.node(&NodeId::from(node)) {
            None => vec![format!("{attribute} of the node {node}, which is not there")],
            Some(_) if graph.template_value(json).is_some() => Vec::new(),
            Some(found) => vec![format!("{attribute} of {}, which it does not have", found.node.name)],
        },
        (Form::Literal(_), Json::Array(list)) => list.iter().flat_map(|item| lost(graph, item)).collect(),
        (Form::Literal(_), Json::Object(object)) => object.values().flat_map(|item| lost(graph, item)).collect(),
        _ => Vec::new(),
    }
}
