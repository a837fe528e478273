//! Versions of a function, and the alias by which callers reach one of them.
//!
//! A version never changes: the next one is another resource. Its logical ID therefore ends in a digest of all that the
//! function is, so that a change of code or configuration publishes a version; those before it stay, as the alias may
//! still lead there.
//!
//! AWS: Lambda Developer Guide, "Manage Lambda function versions" and "Create an alias for a Lambda function";
//! CloudFormation, "AWS::Lambda::Version" and "AWS::Lambda::Alias".

use sha2::{Digest, Sha256};

use crate::catalog::field::{TextRule, Unit, filled};
use crate::catalog::{Emission, FaultKind, Field, Literal, NodeView, Place, Settings};
use crate::cfn::{Map, Pieces, Value, json};

/// The alias's name.
pub const ALIAS: Field = Field::text("alias", "Alias", TextRule { min: 0, max: 128, shape: Some((is_alias, "letters, digits, - and _, not digits alone")) })
    .example(Literal::Text("live"))
    .help("With a name here each change of the function publishes a version, and all connections to the function lead to the version the alias stands for. Empty: no versions; callers reach what was deployed last.");
/// What the next version is called.
pub const RELEASE: Field = Field::text("release", "Release", TextRule::up_to(128))
    .applies(&[filled("alias")])
    .example(Literal::Text("2026-11"))
    .help("A word of your own; another one publishes a version even where nothing else changed. Needed for code from a local folder, whose content the template does not know.");
/// The version that gets part of the calls.
pub const SECOND_VERSION: Field = Field::integer("second_version", "Second version", 1, 1_000_000)
    .applies(&[filled("alias")])
    .example(Literal::Integer(1))
    .help("The number of an earlier version that gets part of the alias's calls.");
/// How many calls it gets.
pub const SECOND_WEIGHT: Field = Field::integer("second_weight", "Second version's share", 0, 100)
    .unit(Unit::Percent)
    .default(Literal::Integer(10))
    .applies(&[filled("second_version")])
    .decides()
    .help("How many of a hundred calls go to the second version, where there is one.");
/// How many copies of it are kept ready.
pub const PROVISIONED_CONCURRENCY: Field = Field::integer("provisioned_concurrency", "Provisioned concurrency", 1, 1_000)
    .applies(&[filled("alias")])
    .example(Literal::Integer(1))
    .help("How many copies of what the alias stands for are kept ready, and paid for, so that no caller waits for a start. Not together with SnapStart or a second version.");

fn is_alias(text: &str) -> bool {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    plain && (text.is_empty() || !text.chars().all(|c| c.is_ascii_digit()))
}

/// The alias's name; none where the function has none.
pub(super) fn name(node: &NodeView<'_>) -> Option<Value> {
    node.template_value(&ALIAS).filter(|name| name.as_text() != Some(""))
}

/// The alias as other resources name it, by its ARN; none where the function has none.
pub(super) fn alias(node: &NodeView<'_>) -> Option<Value> {
    name(node).map(|_| Value::reference(format!("{}Alias", node.node.logical_id)))
}

/// Adds the version that the function is now, and the alias that stands for it.
pub(super) fn emit(node: &NodeView<'_>, properties: &Map, out: &mut Emission<'_>) {
    let Some(name) = name(node) else { return };
    let function = Value::reference(node.node.logical_id.as_str());
    let version = out.resource(&format!("Version{}", digest(properties, &node.choice(&RELEASE))), "AWS::Lambda::Version");
    // What is only in the digest nobody could read.
    version.set("FunctionName", function.clone()).set_some("Description", node.template_value(&RELEASE).filter(|v| *v != Value::from("")));
    version.kept("Retain");
    let number = Value::get_att(version.logical_id.as_str(), "Version");
    let alias = out.resource("Alias", "AWS::Lambda::Alias");
    alias.set("FunctionName", function).set("FunctionVersion", number).set("Name", name);
    if let (Some(second), Some(share)) = (node.template_value(&SECOND_VERSION), node.integer(&SECOND_WEIGHT)) {
        let mut weight = Map::new();
        weight.insert("FunctionVersion", Pieces::default().value(&second).finish());
        weight.insert("FunctionWeight", Value::Float(share as f64 / 100.0));
        alias.set("RoutingConfig.AdditionalVersionWeights", Value::List(vec![Value::Map(weight)]));
    }
    let shared = alias.resource.properties.contains_key("RoutingConfig");
    if let Some(copies) = node.template_value(&PROVISIONED_CONCURRENCY) {
        alias.set("ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions", copies);
        if shared {
            let name = &node.node.name;
            let message = format!(
                "Lambda keeps no copies ready for an alias that shares its calls between two versions: leave out the second version of {name}, or its provisioned concurrency."
            );
            out.fault(FaultKind::Conflict, Place::Node(node.id.clone()), message, Vec::new());
        }
    }
}

/// A few characters that differ where the function does.
fn digest(properties: &Map, release: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(json::write_compact(&Value::Map(properties.clone())));
    hash.update([0]);
    hash.update(release);
    hash.finalize().iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}
