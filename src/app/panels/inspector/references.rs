//! What the fields of a form can refer to.

use serde_json::json;

use crate::REGISTRY;
use crate::app::changes::Owner;
use crate::app::widgets::reference::Choice;
use crate::catalog::{Attribute, Graph};
use crate::design::{Design, NodeId, Value};

/// What every deployment knows by itself. AWS: CloudFormation User Guide, "Get AWS values using pseudo parameters".
const DEPLOYMENT: [(&str, &str); 6] = [
    ("AWS::AccountId", "Account number"),
    ("AWS::Partition", "Partition"),
    ("AWS::Region", "Region"),
    ("AWS::StackId", "Stack id"),
    ("AWS::StackName", "Stack name"),
    ("AWS::URLSuffix", "Domain of AWS"),
];

/// Everything a field of these owners can refer to: parameters first, other nodes, the deployment, what is elsewhere.
pub(super) fn all(design: &Design, owners: &[Owner]) -> Vec<Choice> {
    let parameters = design.parameters.keys().map(|name| Choice {
        section: "Parameters",
        label: format!("Parameter {name}"),
        value: Value::parameter(name),
    });
    let deployment = DEPLOYMENT.map(|(name, label)| Choice {
        section: "This deployment",
        label: label.to_owned(),
        value: Value(json!({ "$pseudo": name })),
    });
    let elsewhere = [
        ("Export of another stack", json!({ "$import": "ExportName" })),
        ("Parameter in Systems Manager", json!({ "$dynamic": "{{resolve:ssm:/path/name}}" })),
        ("Secret in Secrets Manager", json!({ "$dynamic": "{{resolve:secretsmanager:name:SecretString:key}}" })),
    ];
    let elsewhere = elsewhere.map(|(label, json)| Choice { section: "Elsewhere", label: label.to_owned(), value: Value(json) });
    parameters.chain(nodes(design, owners)).chain(deployment).chain(elsewhere).collect()
}

fn nodes(design: &Design, owners: &[Owner]) -> Vec<Choice> {
    let is_own = |node: &NodeId| owners.iter().any(|owner| matches!(owner, Owner::Node(id) | Owner::Entry(id, _) if id == node));
    let graph = Graph::new(design, &REGISTRY);
    let mut choices = Vec::new();
    for node in graph.nodes().filter(|node| !is_own(node.id)) {
        for (attribute, name) in [(Attribute::Name, "Name"), (Attribute::Arn, "Arn"), (Attribute::Url, "Url")] {
            if node.service.attribute(&node, attribute).is_some() {
                choices.push(Choice {
                    section: "Other nodes",
                    label: format!("{} of {}", if name == "Name" { "Name" } else { attribute.suffix() }, node.node.name),
                    value: Value(json!({ "$attribute": { "node": node.id.as_str(), "attribute": name } })),
                });
            }
        }
    }
    choices
}
