//! Resources of any type.

use crate::catalog::encryption::KeyUse;
use crate::catalog::field::{Kind, TextRule, choice};
use crate::catalog::recognise::Resources;
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful, Tint};
use crate::catalog::{Emission, Field, Literal, NodeView, Settings, Statement, Wanted};
use crate::cfn::{Pieces, Value};
use crate::design::value::{Form, Reference, form};
use crate::design::{Node, NodeId};
use crate::services::kms_key;
use crate::unit;

/// What it is.
pub const TYPE: Field = Field::text("type", "Type", TextRule::shaped(255, is_type, "a type such as AWS::StepFunctions::Activity"))
    .replaces()
    .decides()
    .required(Literal::Text("AWS::StepFunctions::Activity"))
    .help("The type CloudFormation knows it by.");
/// Its properties.
pub const PROPERTIES: Field = Field::of("properties", "Properties", Kind::Json)
    .example(Literal::Json(r#"{"Name": "approval"}"#))
    .required(Literal::Json(r#"{"Name": "approval"}"#))
    .decides()
    .help(r#"Its properties as CloudFormation has them; {"$attribute": {"node": ID, "attribute": "Arn"}} stands for an attribute of another node."#);
/// The attribute with its ARN.
pub const ARN: Field = Field::text("arn", "ARN attribute", TextRule::up_to(128))
    .default(Literal::Text("Arn"))
    .decides()
    .help("The attribute that gives its ARN; Ref where a reference to it gives the ARN; empty where it has none.");
/// What becomes of it when it leaves the stack.
pub const DELETION: Field = Field::choice(
    "deletion",
    "On deletion",
    &[
        choice("unset", "As CloudFormation does"),
        choice("Delete", "Delete"),
        choice("Retain", "Retain"),
        choice("RetainExceptOnCreate", "Retain once created"),
    ],
)
.help("What becomes of it when it leaves the stack; say so for everything that holds data.");
/// What stands beside its properties.
pub const ATTRIBUTES: Field = Field::of("attributes", "Attributes", Kind::Json).decides().example(Literal::Json(r#"{"Metadata": {"Owner": "orders"}}"#)).help(
    "What stands beside its properties, as CloudFormation has it: DependsOn, Metadata, CreationPolicy, UpdatePolicy; what stands here wins.",
);

fn is_type(text: &str) -> bool {
    let parts: Vec<&str> = text.split("::").collect();
    let long_enough = match parts[..] {
        ["Custom", _] | [_, _, _] => true,
        [_, _, _, last] => last == "MODULE",
        _ => false,
    };
    long_enough && parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
}

/// The type that holds log events.
const LOG_GROUP: &str = "AWS::Logs::LogGroup";

/// Whether it is a log group.
pub fn is_log_group(node: &NodeView<'_>) -> bool {
    node.text(&TYPE).as_deref() == Some(LOG_GROUP)
}

/// Whether it is a table of DynamoDB with indexes to query.
pub fn has_indexes(node: &NodeView<'_>) -> bool {
    let listed =
        |name: &str| node.literal(&PROPERTIES).is_some_and(|properties| properties[name].as_array().is_some_and(|l| !l.is_empty()));
    node.text(&TYPE).as_deref() == Some("AWS::DynamoDB::GlobalTable")
        && ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"].into_iter().any(listed)
}

/// The customer key of the design that a secret or a log group names in its properties.
///
/// AWS: AWS Secrets Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager".
fn key<'g>(node: &NodeView<'g>) -> Option<NodeView<'g>> {
    if !node.graph.has_keys() {
        return None;
    }
    let named = node.literal(&PROPERTIES)?.get("KmsKeyId")?.clone();
    let Form::Reference(Reference::Attribute { node: id, .. }) = form(&named) else { return None };
    node.graph.node(&NodeId::from(id)).filter(|key| key.node.kind == kms_key::SPEC.id)
}

unit! {
    /// A resource of any type CloudFormation knows, for what has no card of its own.
    ///
    /// Its properties are written as they are in a template. A function reaches it by a line that names the actions it
    /// needs. Where a secret or a log group names a KMS key of the design in its `KmsKeyId`, whoever reads the secret may
    /// use that key, and the key lets CloudWatch Logs encrypt.
    ///
    /// AWS: CloudFormation, "AWS resource and property types reference".
    pub static SPEC: ServiceSpec = {
        id: "resource",
        name: "Resource",
        aws: "CloudFormation",
        category: Category::Picture,
        summary: "Any type CloudFormation knows",
        suffix: "",
        resource: None,
        stateful: Stateful::No,
        fields: &[TYPE, PROPERTIES, ARN, DELETION, ATTRIBUTES],
        facets: &[],
        ports: Ports::In,
    }
}

/// The service.
pub struct Resource;

impl Service for Resource {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn tint(&self) -> Tint {
        Tint::General
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        let Some(kind) = node.text(&TYPE) else { return };
        let made = out.resource("", &kind);
        if let Some(Value::Map(properties)) = node.template_value(&PROPERTIES) {
            made.set_all(properties);
        }
        if let Some(Value::Map(attributes)) = node.template_value(&ATTRIBUTES) {
            made.resource.more.extend(attributes);
        }
        match node.choice(&DELETION).as_str() {
            "unset" => {}
            // What is replaced has been created.
            "RetainExceptOnCreate" => {
                made.kept("Retain");
                made.resource.deletion_policy = Some("RetainExceptOnCreate".to_owned());
            }
            policy => made.kept(policy),
        }
        if is_log_group(node) {
            // CloudWatch Logs keeps policies beside its groups, as text and by name.
            let name = Pieces::default().value(&Value::reference("AWS::StackName")).text("-").text(&node.node.logical_id).finish();
            out.text_policy(node, wanted, "AWS::Logs::ResourcePolicy", ("PolicyName", name));
        }
    }

    fn key_uses<'g>(&self, node: &NodeView<'g>, action: &str) -> Vec<KeyUse<'g>> {
        let actions: &[&str] = match action {
            "secretsmanager:GetSecretValue" => &["kms:Decrypt"],
            "secretsmanager:PutSecretValue" => &["kms:Decrypt", "kms:GenerateDataKey"],
            _ => return Vec::new(),
        };
        key(node).map(|key| KeyUse { key, actions }).into_iter().collect()
    }

    fn key_senders<'g>(&self, node: &NodeView<'g>) -> Vec<(NodeView<'g>, Statement)> {
        let key = if is_log_group(node) { key(node) } else { None };
        key.map(|key| (key, kms_key::for_logs())).into_iter().collect()
    }

    fn recognise_setting(&self, node: &Node, field: &Field, resources: &Resources) -> Option<Value> {
        let granted = || resources.values().find_map(|resource| granted(resource, &node.logical_id));
        (field.id == ARN.id).then(granted).flatten().map(Value::from)
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let kind = node.choice(&TYPE);
        kind.strip_prefix("AWS::").unwrap_or(&kind).replace("::", " · ")
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        let id = node.node.logical_id.as_str();
        node.text(&TYPE)?;
        match (attribute, node.text(&ARN)?.as_str()) {
            (Attribute::Arn, "Ref") => Some(Value::reference(id)),
            (Attribute::Arn, name) => Some(Value::get_att(id, name)),
            (Attribute::Name | Attribute::Url, _) => None,
        }
    }
}

/// The attribute of a resource by which a statement grants something about it.
fn granted<'r>(value: &'r Value, resource: &str) -> Option<&'r str> {
    let attribute = |about: &'r Value| match about {
        Value::Call(function, argument) => match (function.as_str(), &**argument) {
            ("Ref", name) if name.as_text() == Some(resource) => Some("Ref"),
            ("Fn::GetAtt", Value::List(parts)) => match parts.as_slice() {
                [name, attribute] if name.as_text() == Some(resource) => attribute.as_text(),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    match value {
        Value::Map(map) => {
            let about = map.get("Resource").filter(|_| map.contains_key("Effect"));
            let each = about.into_iter().flat_map(|about| about.as_list().unwrap_or(std::slice::from_ref(about)));
            each.into_iter().find_map(attribute).or_else(|| map.values().find_map(|inner| granted(inner, resource)))
        }
        Value::List(list) => list.iter().find_map(|inner| granted(inner, resource)),
        Value::Call(_, argument) => granted(argument, resource),
        _ => None,
    }
}
