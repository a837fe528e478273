//! Where a function's code comes from.

use super::{CODE, CODE_BUCKET, CODE_KEY, FOLDER, IMAGE, RUNTIME};
use crate::catalog::synthesis::Artifact;
use crate::catalog::{Emission, NodeView, Settings};
use crate::cfn::{Map, Value};

/// Whether a runtime has starter code.
pub fn has_starter(runtime: &str) -> bool {
    starter(runtime).is_some()
}

fn starter(runtime: &str) -> Option<&'static str> {
    if runtime.starts_with("nodejs") {
        Some(include_str!("../../../assets/starters/index.js"))
    } else if runtime.starts_with("python") {
        Some(include_str!("../../../assets/starters/index.py"))
    } else {
        None
    }
}

/// The code as the template has it.
pub(super) fn code(node: &NodeView<'_>, out: &mut Emission<'_>) -> Value {
    match node.choice(&CODE).as_str() {
        "s3" => {
            let mut map = Map::new();
            map.extend(node.template_value(&CODE_BUCKET).map(|v| ("S3Bucket".to_owned(), v)));
            map.extend(node.template_value(&CODE_KEY).map(|v| ("S3Key".to_owned(), v)));
            Value::Map(map)
        }
        "folder" => {
            let key_parameter = out.logical_id("CodeKey");
            let parameter = |description: String| Value::map([("Type", "String".to_owned()), ("Description", description)]);
            out.parameters.push((ARTIFACT_BUCKET.to_owned(), parameter("The bucket that holds uploaded code".to_owned())));
            out.parameters.push((key_parameter.clone(), parameter(format!("The object that holds the code of {}", node.node.logical_id))));
            out.artifacts.push(Artifact { node: node.id.clone(), folder: node.choice(&FOLDER), key_parameter: key_parameter.clone() });
            Value::map([("S3Bucket", Value::reference(ARTIFACT_BUCKET)), ("S3Key", Value::reference(key_parameter))])
        }
        "image" => Value::Map(node.template_value(&IMAGE).map(|image| ("ImageUri".to_owned(), image)).into_iter().collect()),
        _ => Value::map([("ZipFile", starter(&node.choice(&RUNTIME)).unwrap_or_default())]),
    }
}

/// The parameter that names the bucket for uploaded code.
pub const ARTIFACT_BUCKET: &str = "ArtifactBucket";
