//! What a deployment would change, for somebody to agree to.

use std::collections::BTreeSet;

use serde::Serialize;

use super::error::{Error, Kind, Result};
use super::target::StackTemplate;

/// A change set as people read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Review {
    /// The stack's name.
    pub stack_name: String,
    /// The stack does not exist yet.
    pub new_stack: bool,
    /// What AWS calls the change set.
    pub change_set_arn: String,
    /// What would happen, losses of data first, then by logical ID.
    pub changes: Vec<Change>,
    /// The template the stack has now, for comparison.
    pub deployed_template: Option<String>,
}

/// What would happen to one resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What is done to it.
    pub action: Action,
    /// CloudFormation will know only while it works whether it has to replace it.
    pub may_replace: bool,
    /// The key in the template's `Resources`.
    pub logical_id: String,
    /// What AWS calls it now.
    pub physical_id: Option<String>,
    /// Such as `AWS::SQS::Queue`.
    pub resource_type: String,
    /// The node in the design.
    pub node: Option<String>,
    /// It holds data.
    pub stateful: bool,
    /// The old one is kept outside the stack, or as a snapshot.
    pub kept: bool,
    /// The change set of a nested stack, which says what changes in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested: Option<String>,
    /// What in the template causes it.
    pub causes: Vec<Cause>,
}

/// What CloudFormation does to a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Takes it away.
    Remove,
    /// Makes a new one and takes the old one away.
    Replace,
    /// Changes it as it stands.
    #[default]
    Modify,
    /// Makes it.
    Add,
    /// Takes an existing one into the stack.
    Import,
}

/// A property, or another entity, that makes a resource change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// The property's path, or what else of the resource differs (tags, policies).
    pub property: String,
    /// The parameter or resource whose value flows into it.
    pub through: Option<String>,
    /// Its value now.
    pub before: Option<String>,
    /// Its value after.
    pub after: Option<String>,
    /// Whether this alone has the resource replaced.
    pub replaces: Recreation,
}

/// What changing a property does to the resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Recreation {
    /// Stays the same one.
    #[default]
    Never,
    /// Depends on values known only later.
    Maybe,
    /// Becomes another one.
    Always,
}

/// Types that hold data: what is removed is no longer in the template, so only its type can tell.
/// Of a nested stack that goes, it is not told what was in it.
const STATEFUL_TYPES: [&str; 17] = [
    "AWS::CloudFormation::Stack",
    "AWS::Cognito::UserPool",
    "AWS::DocDB::DBCluster",
    "AWS::DynamoDB::GlobalTable",
    "AWS::DynamoDB::Table",
    "AWS::EFS::FileSystem",
    "AWS::Events::Archive",
    "AWS::KMS::Key",
    "AWS::Kinesis::Stream",
    "AWS::Neptune::DBCluster",
    "AWS::OpenSearchService::Domain",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::SecretsManager::Secret",
    "AWS::Timestream::Table",
];

/// Whether resources of a type hold data.
pub(crate) fn is_stateful(resource_type: &str) -> bool {
    STATEFUL_TYPES.binary_search(&resource_type).is_ok()
}

impl Change {
    /// Whether data may be lost: a resource that holds some goes, or may go.
    #[must_use]
    pub fn endangers_data(&self) -> bool {
        self.stateful && (matches!(self.action, Action::Remove | Action::Replace) || self.may_replace)
    }

    /// Adds what the template's author knows.
    fn annotate(&mut self, template: &StackTemplate) {
        self.node = template.node_of(&self.logical_id).map(str::to_owned);
        self.stateful = template.stateful.contains(&self.logical_id) || is_stateful(&self.resource_type);
    }
}

impl Review {
    /// A review of these changes to this template.
    pub(crate) fn new(stack_name: &str, mut changes: Vec<Change>, template: &StackTemplate) -> Self {
        for change in &mut changes {
            change.annotate(template);
        }
        changes.sort_by(|a, b| (!a.endangers_data(), a.action, &a.logical_id).cmp(&(!b.endangers_data(), b.action, &b.logical_id)));
        Self { stack_name: stack_name.to_owned(), changes, ..Self::default() }
    }

    /// The changes that need their resource named before they happen.
    pub fn dangerous(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.endangers_data())
    }

    /// How many changes have this action.
    #[must_use]
    pub fn count(&self, action: Action) -> usize {
        self.changes.iter().filter(|change| change.action == action).count()
    }

    /// Refuses if a change that endangers data was not named.
    pub(crate) fn refuse_losses_except(&self, named: &BTreeSet<String>) -> Result<()> {
        let unnamed: Vec<&str> =
            self.dangerous().map(|change| change.logical_id.as_str()).filter(|logical_id| !named.contains(*logical_id)).collect();
        if unnamed.is_empty() {
            return Ok(());
        }
        let flags: Vec<String> = unnamed.iter().map(|logical_id| format!("--allow-replace {logical_id}")).collect();
        Err(Error::new(Kind::StatefulChange, format!("This deployment would replace or remove what holds data: {}.", unnamed.join(", ")))
            .hint(format!("If that is what you want, name each one: {}.", flags.join(" "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stateful_types_are_sorted() {
        assert!(STATEFUL_TYPES.is_sorted());
    }
}
