//! The few calls a deployment makes, so that tests can answer them without AWS.

use std::collections::{BTreeMap, BTreeSet};

use super::drift::{Detection, DriftPage};
use super::error::Result;
use super::event::StackEvent;
use super::fate::Fate;
use super::review::Change;
use super::standing::DriftSeen;

/// Who the credentials belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Identity {
    /// The twelve digits.
    pub account: String,
    /// The user or role.
    pub arn: String,
}

/// A template as a call takes it: in the request, or where S3 has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TemplateSource {
    Body(String),
    Url(String),
}

/// What CloudFormation reads in a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Declared {
    pub(crate) parameters: Vec<DeclaredParameter>,
    pub(crate) capabilities: BTreeSet<String>,
    pub(crate) capabilities_reason: Option<String>,
}

/// A parameter of the template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeclaredParameter {
    pub(crate) name: String,
    pub(crate) has_default: bool,
}

/// A stack as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stack {
    pub(crate) id: String,
    pub(crate) status: String,
    pub(crate) status_reason: Option<String>,
    pub(crate) changed_at_ms: Option<i64>,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) protected: bool,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) drift: Option<DriftSeen>,
}

/// A value the stack hands out.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Output {
    /// The output's key in the template.
    pub name: String,
    /// What it is worth now.
    pub value: String,
    /// What the template says about it.
    pub description: Option<String>,
}

/// A resource that exists.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct LiveResource {
    /// The key in the template's `Resources`.
    pub logical_id: String,
    /// What AWS calls it.
    pub physical_id: Option<String>,
    /// Such as `AWS::SQS::Queue`.
    pub resource_type: String,
    /// Such as `CREATE_COMPLETE`.
    pub status: String,
    /// What becomes of it when the stack is deleted.
    pub at_deletion: Fate,
}

impl LiveResource {
    /// Whether anything of it exists in the stack.
    #[must_use]
    pub fn is_there(&self) -> bool {
        let was_made = self.physical_id.as_ref().is_some_and(|id| !id.is_empty());
        was_made && !matches!(self.status.as_str(), "DELETE_COMPLETE" | "DELETE_SKIPPED")
    }
}

/// Everything `CreateChangeSet` is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewChangeSet {
    pub(crate) stack_name: String,
    pub(crate) name: String,
    pub(crate) token: String,
    pub(crate) creates_stack: bool,
    pub(crate) template: TemplateSource,
    pub(crate) parameters: BTreeMap<String, ParameterValue>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) capabilities: BTreeSet<String>,
    /// Whether nested stacks are to be looked into.
    pub(crate) nested: bool,
}

/// A parameter's value in a change set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ParameterValue {
    Is(String),
    /// What the stack has now; the only way to keep a secret one.
    Unchanged,
}

/// The names AWS gives a change set and its stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChangeSetId {
    pub(crate) id: String,
    pub(crate) stack_id: String,
}

/// One page of a change set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChangeSetPage {
    pub(crate) id: ChangeSetId,
    pub(crate) status: String,
    pub(crate) status_reason: Option<String>,
    pub(crate) execution: String,
    pub(crate) changes: Vec<Change>,
    pub(crate) next: Option<String>,
}

/// One page of events, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EventPage {
    pub(crate) events: Vec<StackEvent>,
    pub(crate) next: Option<String>,
}

/// What S3 says of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BucketState {
    Ours,
    Missing,
    NotOurs,
}

/// CloudFormation, and who is asking it.
pub(crate) trait Cloud: Store {
    async fn identity(&self) -> Result<Identity>;
    async fn validate(&self, template: &TemplateSource) -> Result<Declared>;
    /// By name or id; `None` where there is none.
    async fn stack(&self, stack: &str) -> Result<Option<Stack>>;
    async fn resources(&self, stack: &str) -> Result<Vec<LiveResource>>;
    async fn deployed_template(&self, stack: &str) -> Result<String>;
    async fn create_change_set(&self, wanted: &NewChangeSet) -> Result<ChangeSetId>;
    /// By id, or by name within a stack.
    async fn change_set(&self, change_set: &str, stack: &str, page: Option<&str>) -> Result<ChangeSetPage>;
    async fn execute(&self, change_set: &str, token: &str) -> Result<()>;
    async fn delete_change_set(&self, change_set: &str) -> Result<()>;
    async fn has_change_sets(&self, stack: &str) -> Result<bool>;
    async fn events(&self, stack: &str, page: Option<&str>) -> Result<EventPage>;
    async fn delete_stack(&self, stack: &str, token: &str) -> Result<()>;
    /// Has an update that is under way taken back.
    async fn cancel_update(&self, stack: &str, token: &str) -> Result<()>;
    /// Takes up a rollback again that failed, without these resources.
    async fn continue_rollback(&self, stack: &str, token: &str, skip: &[String]) -> Result<()>;
    /// Whether the stack is protected against deletion from now on.
    async fn protect(&self, stack: &str, on: bool) -> Result<()>;
    /// Begins to compare a stack with its template; what AWS calls the detection.
    async fn detect_drift(&self, stack: &str) -> Result<String>;
    async fn drift_detection(&self, detection: &str) -> Result<Detection>;
    /// What the last detection found in the stack.
    async fn drifts(&self, stack: &str, page: Option<&str>) -> Result<DriftPage>;
}

/// The type of a stack in a stack.
pub(crate) const NESTED_STACK: &str = "AWS::CloudFormation::Stack";

/// The resources of a stack and of those nested in it.
pub(crate) async fn all_resources(cloud: &impl Cloud, stack: &str) -> Result<Vec<LiveResource>> {
    let mut all = cloud.resources(stack).await?;
    let mut looked = 0;
    while let Some(resource) = all.get(looked) {
        looked += 1;
        if resource.resource_type != NESTED_STACK || resource.status == "DELETE_COMPLETE" {
            continue;
        }
        if let Some(nested) = resource.physical_id.clone() {
            all.extend(cloud.resources(&nested).await?);
        }
    }
    Ok(all)
}

/// The bucket for what a template cannot carry itself.
pub(crate) trait Store {
    async fn bucket(&self, bucket: &str, account: &str) -> Result<BucketState>;
    /// Private, encrypted, versioned and for TLS only.
    async fn create_bucket(&self, bucket: &str, account: &str) -> Result<()>;
    async fn has_object(&self, bucket: &str, key: &str, account: &str) -> Result<bool>;
    async fn put_object(&self, bucket: &str, key: &str, account: &str, content: Vec<u8>) -> Result<()>;
    /// The address CloudFormation reads an object under.
    fn object_url(&self, bucket: &str, key: &str) -> String;
}
