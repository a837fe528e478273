//! Pieces of CloudFormation in the clipboard: a template, its resources, or one resource, as YAML or JSON.

use serde_json::{Map, Value as Json, json};

use crate::REGISTRY;
use crate::catalog::Graph;
use crate::catalog::draft::Draft;
use crate::cfn::read;
use crate::design::Design;
use crate::draw::Arrangement;
use crate::import;

/// What a piece of CloudFormation becomes, its cards laid out; nothing where the text is none, why where it is broken.
pub fn part(text: &str) -> Option<Result<Design, String>> {
    let root = read::read(text).ok()?.into_json();
    let template = template(root.as_object()?)?;
    let imported = import::import("pasted", &template.to_string(), &REGISTRY);
    Some(imported.map(|imported| laid_out(imported.design)).map_err(|error| error.message))
}

/// The template that a text stands for: itself, its resources by logical ID, or one resource.
fn template(root: &Map<String, Json>) -> Option<Json> {
    if root.get("Resources").is_some_and(Json::is_object) {
        return Some(Json::Object(root.clone()));
    }
    let is_resource = |json: &Json| json["Type"].as_str().is_some_and(|kind| kind.contains("::"));
    let whole = Json::Object(root.clone());
    if is_resource(&whole) {
        let kind = whole["Type"].as_str().and_then(|kind| kind.rsplit("::").next()).unwrap_or("Resource").to_owned();
        return Some(json!({ "Resources": { kind: whole } }));
    }
    (!root.is_empty() && root.values().all(is_resource)).then(|| json!({ "Resources": whole }))
}

fn laid_out(design: Design) -> Design {
    let mut draft = Draft::new(&design, &REGISTRY);
    let arrangement = Arrangement::of(&Graph::new(&design, &REGISTRY), |_| false);
    let applied = arrangement.apply(&mut draft).is_ok();
    if applied { draft.design().clone() } else { design }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPIC: &str = "Type: AWS::SNS::Topic\nProperties:\n  DisplayName: Orders\n";

    #[test]
    fn a_resource_a_map_of_them_and_a_template_are_known() {
        let kinds = |text: &str| part(text).map(|design| design.unwrap().nodes.len());
        assert_eq!(kinds(TOPIC), Some(1));
        assert_eq!(kinds(r#"{"Type": "AWS::SNS::Topic", "Properties": {}}"#), Some(1));
        let two = "Orders:\n  Type: AWS::SNS::Topic\nActivity:\n  Type: AWS::StepFunctions::Activity\n  Properties:\n    Name: !Sub '${Orders}'\n";
        assert_eq!(kinds(two), Some(2));
        let indented: String = two.lines().map(|line| format!("  {line}\n")).collect();
        assert_eq!(kinds(&format!("Resources:\n{indented}")), Some(2));
        for none in ["just words", "a: b\nc: d\n", "{}", "[1, 2]", "{\"version\": 1, \"nodes\": {}}"] {
            assert_eq!(part(none), None, "{none}");
        }
    }
}
