//! What becomes of a stack's resources when it is deleted, as the template says that is deployed.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::cloud::{Cloud, LiveResource, NESTED_STACK};
use super::error::Result;
use crate::cfn::read;

/// What becomes of a resource when its stack is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It goes.
    Deleted,
    /// It stays, outside of any stack.
    Kept,
    /// It goes, and a snapshot of its data stays.
    Snapshot,
    /// The template could not be read, or leaves it to a value known only at AWS.
    #[default]
    Unknown,
}

/// The fates of a template's resources, by logical ID.
struct Fates(BTreeMap<String, Fate>);

impl Fates {
    fn of(template: &str) -> Self {
        let json = read::read(template).map_or(Json::Null, read::Placed::into_json);
        let resources = json["Resources"].as_object();
        Self(resources.into_iter().flatten().map(|(id, resource)| (id.clone(), fate(resource))).collect())
    }

    fn get(&self, logical_id: &str) -> Fate {
        self.0.get(logical_id).copied().unwrap_or_default()
    }
}

/// Databases of RDS leave a snapshot unless they are told otherwise:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html>.
fn fate(resource: &Json) -> Fate {
    match &resource["DeletionPolicy"] {
        Json::Null => match resource["Type"].as_str() {
            Some("AWS::RDS::DBCluster") => Fate::Snapshot,
            Some("AWS::RDS::DBInstance") if resource["Properties"]["DBClusterIdentifier"].is_null() => Fate::Snapshot,
            _ => Fate::Deleted,
        },
        Json::String(policy) => match policy.as_str() {
            "Delete" => Fate::Deleted,
            "Retain" | "RetainExceptOnCreate" => Fate::Kept,
            "Snapshot" => Fate::Snapshot,
            _ => Fate::Unknown,
        },
        _ => Fate::Unknown,
    }
}

/// What is in a stack and in those nested in it, with what becomes of each; and the stack's template, where it may be read.
pub(crate) async fn contents(cloud: &impl Cloud, stack: &str) -> Result<(Vec<LiveResource>, Option<String>)> {
    let mut all = Vec::new();
    let mut own = None;
    let mut unread = vec![(stack.to_owned(), false)];
    while let Some((id, kept)) = unread.pop() {
        let template = cloud.deployed_template(&id).await.ok();
        let fates = template.as_deref().map_or_else(|| Fates(BTreeMap::new()), Fates::of);
        if id == stack {
            own = template;
        }
        for mut resource in cloud.resources(&id).await? {
            resource.at_deletion = if kept { Fate::Kept } else { fates.get(&resource.logical_id) };
            if let Some(nested) = resource.physical_id.clone().filter(|_| resource.resource_type == NESTED_STACK && resource.is_there()) {
                unread.push((nested, resource.at_deletion == Fate::Kept));
            }
            all.push(resource);
        }
    }
    Ok((all, own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_decides_and_databases_leave_a_snapshot_without_one() {
        let template = "Resources:\n  Gone: {Type: AWS::SQS::Queue}\n  Stays: {Type: AWS::S3::Bucket, DeletionPolicy: Retain}\n  \
                        Later: {Type: AWS::S3::Bucket, DeletionPolicy: RetainExceptOnCreate}\n  Base: {Type: AWS::RDS::DBCluster}\n  \
                        Member: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Base}}\n  \
                        Asked: {Type: AWS::SQS::Queue, DeletionPolicy: !Ref Policy}\n";
        let fates = Fates::of(template);
        let of = |ids: [&str; 7]| ids.map(|id| fates.get(id));
        use Fate::{Deleted, Kept, Snapshot, Unknown};
        let found = of(["Gone", "Stays", "Later", "Base", "Member", "Asked", "Nobody"]);
        assert_eq!(found, [Deleted, Kept, Kept, Snapshot, Deleted, Unknown, Unknown]);
        assert_eq!(Fates::of("{").get("Gone"), Unknown);
    }
}
