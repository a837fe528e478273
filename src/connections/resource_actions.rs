//! What reading and writing a resource of any type takes, for the types that functions use most.

/// A type with the actions of IAM that read it and that write it, all of which can be limited to one resource.
pub struct Verbs {
    /// The type.
    pub of: &'static str,
    /// What reads it.
    pub read: &'static [&'static str],
    /// What writes it.
    pub write: &'static [&'static str],
}

const fn verbs(of: &'static str, read: &'static [&'static str], write: &'static [&'static str]) -> Verbs {
    Verbs { of, read, write }
}

/// The types whose actions are known by their verbs, sorted.
///
/// AWS: Service Authorization Reference, "Actions, resources, and condition keys" of each service.
pub const VERBS: &[Verbs] = &[
    verbs("AWS::CodeBuild::Project", &["codebuild:BatchGetBuilds"], &["codebuild:StartBuild", "codebuild:StopBuild"]),
    verbs(
        "AWS::DynamoDB::GlobalTable",
        &["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
        &["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    ),
    verbs(
        "AWS::ECR::Repository",
        &["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer"],
        &["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"],
    ),
    verbs("AWS::KinesisFirehose::DeliveryStream", &["firehose:DescribeDeliveryStream"], &["firehose:PutRecord", "firehose:PutRecordBatch"]),
    verbs(
        "AWS::Logs::LogGroup",
        &["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"],
        &["logs:CreateLogStream", "logs:PutLogEvents"],
    ),
    verbs(
        "AWS::SecretsManager::Secret",
        &["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
        &["secretsmanager:PutSecretValue"],
    ),
    verbs("AWS::StepFunctions::Activity", &["states:DescribeActivity", "states:GetActivityTask"], &[]),
];

/// What a type's verbs stand for.
pub fn of(kind: &str) -> Option<&'static Verbs> {
    VERBS.binary_search_by(|verbs| verbs.of.cmp(kind)).ok().and_then(|at| VERBS.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_their_actions_are_sorted() {
        assert!(VERBS.is_sorted_by_key(|verbs| verbs.of));
        assert!(VERBS.iter().all(|verbs| verbs.read.is_sorted() && verbs.write.is_sorted()));
    }
}
