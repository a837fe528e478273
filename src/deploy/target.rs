//! What a deployment is given: where to, and what.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

/// An environment of a design: where a stack goes and with which values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The environment's name, as people say it ("prod").
    pub environment: String,
    /// The region; without one, what the shell or the profile says.
    pub region: Option<String>,
    /// The profile of the shared config and credentials files; without one, what the shell says.
    pub profile: Option<String>,
    /// The only account this environment may be deployed to.
    pub account: Option<String>,
    /// The stack's name.
    pub stack_name: String,
    /// Values of the template's parameters.
    pub parameters: BTreeMap<String, String>,
    /// Parameters whose values somebody is asked for, although the stack may have some.
    pub asked: BTreeSet<String>,
    /// Tags for the stack and everything in it.
    pub tags: BTreeMap<String, String>,
    /// The bucket code and large templates are uploaded to.
    pub artifact_bucket: Option<String>,
}

/// A template ready to be deployed, with what only its author knows about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StackTemplate {
    /// The text, YAML or JSON.
    pub body: String,
    /// Templates of nested stacks, uploaded beside it.
    pub nested: Vec<NestedTemplate>,
    /// Its resources, in the order of the template.
    pub resources: Vec<TemplateResource>,
    /// Logical IDs of the resources that hold data.
    pub stateful: BTreeSet<String>,
    /// Local code folders the template expects to find in the artifact bucket.
    pub artifacts: Vec<Artifact>,
    /// Capabilities known to be needed; those CloudFormation asks for are added.
    pub capabilities: BTreeSet<String>,
    /// What the roles it makes may do: the actions, by the node that acts.
    pub permissions: BTreeMap<String, BTreeSet<String>>,
    /// Parameters without echo and without a default: their values are in no file.
    pub masked: BTreeSet<String>,
    /// What of the account the template relies on without making it, each in a sentence.
    pub relies_on: Vec<String>,
}

/// The template of a nested stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NestedTemplate {
    /// What the root calls the stack.
    pub logical_id: String,
    /// What stands in the root's text for the address it is uploaded to; it changes with the template.
    pub address: String,
    /// The text.
    pub body: String,
}

impl NestedTemplate {
    /// The template of a nested stack with this text.
    #[must_use]
    pub fn new(logical_id: &str, body: String) -> Self {
        Self { logical_id: logical_id.to_owned(), address: format!("nested-{}", hash(&body)), body }
    }
}

/// One resource of a template and the node it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateResource {
    /// The key in the template's `Resources`.
    pub logical_id: String,
    /// Such as `AWS::SQS::Queue`.
    pub resource_type: String,
    /// The node's name in the design.
    pub node: Option<String>,
}

/// A folder of code, and the template's parameters that say where it was uploaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Artifact {
    /// The parameter that takes the bucket's name.
    pub bucket_parameter: String,
    /// The parameter that takes the key of the zip.
    pub key_parameter: String,
    /// The folder to be zipped.
    pub folder: PathBuf,
}

impl StackTemplate {
    /// The node a logical ID comes from.
    #[must_use]
    pub fn node_of(&self, logical_id: &str) -> Option<&str> {
        self.resources.iter().find(|resource| resource.logical_id == logical_id).and_then(|resource| resource.node.as_deref())
    }

    /// The SHA-256 of the text, in hexadecimal.
    #[must_use]
    pub fn hash(&self) -> String {
        hash(&self.body)
    }
}

/// The SHA-256 of a text, in hexadecimal.
pub(crate) fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
