//! What CloudFormation's and the services' reasons mean, and what to do about them.

/// Sentences for reasons that contain one of these words, most particular first.
const EXPLANATIONS: [(&[&str], &str); 14] = [
    (
        &["cloudwatch logs role arn must be set"],
        "API Gateway writes logs with one role per account and region, and this account has none. Set it once: API Gateway console, Settings, or `aws apigateway update-account`.",
    ),
    (
        &["unreservedconcurrentexecution", "unreserved account concurrency"],
        "Reserved concurrency would leave the account with fewer than the executions Lambda keeps for all other functions. Reserve less, or have the account's limit raised.",
    ),
    (
        &["custom-named resource requires replacing", "cannotupdatestackwhen"],
        "A resource with a name of its own cannot be replaced, because old and new would have the same name. Give it another name, or leave the name to CloudFormation.",
    ),
    (
        &["bucket you tried to delete is not empty", "bucketnotempty"],
        "S3 deletes only empty buckets. Empty it, or keep it by its deletion policy.",
    ),
    (&["as it is in use by"], "Another stack imports this output. Change that stack first."),
    (
        &["cannot be assumed", "unable to assume", "is unable to assume role"],
        "The service may not take on this role: its trust policy does not name the service, or the role is seconds old. Check the trust policy, then deploy again.",
    ),
    (
        &["is not authorized to perform", "accessdenied", "access denied", "not authorized"],
        "A permission is missing for whoever deploys. Give the user or role the action named in the reason, or deploy with another profile.",
    ),
    (
        &["already exists", "alreadyexists", "resourceinuse", "bucketalreadyownedbyyou"],
        "Something with this name exists already: in this account and region, or for a bucket anywhere in the world. Choose another name, or leave the name to CloudFormation.",
    ),
    (
        &["limitexceeded", "limit exceeded", "quota", "toomany"],
        "A limit of the account is reached. Look it up under Service Quotas and ask for more, or use less.",
    ),
    (&["rate exceeded", "throttl"], "The service was asked too often in a short time. Deploy again."),
    (
        &["did not stabilize", "timed out", "failed to receive", "exceeded attempts to wait"],
        "The resource was not ready in the time it had. See its own events or logs, then deploy again.",
    ),
    (
        &["nosuchkey", "s3 error code", "nosuchbucket", "error occurred while getobject"],
        "The service could not read the code from the artifact bucket: the object or the bucket is missing, or is in another region.",
    ),
    (
        &[
            "properties validation failed",
            "extraneous key",
            "unsupported property",
            "invalid request",
            "model validation failed",
            "validationexception",
            "invalidparameter",
            "malformed",
            "is not valid",
            "invalid value",
            "must be",
        ],
        "The service does not accept a value. The reason names the property; change it in the design.",
    ),
    (
        &["does not exist", "not found", "notfound"],
        "Something this resource refers to does not exist. Check names and ARNs that were typed in by hand.",
    ),
];

/// What a reason means, if it is one of the common ones.
#[must_use]
pub fn explain(reason: &str) -> Option<&'static str> {
    let reason = reason.to_lowercase();
    EXPLANATIONS.iter().find(|(words, _)| words.iter().any(|word| reason.contains(word))).map(|(_, sentence)| *sentence)
}

#[cfg(test)]
mod tests {
    use super::explain;

    #[test]
    fn explains_common_reasons() {
        let cases = [
            ("orders-queue already exists in stack arn:aws:cloudformation:eu-west-1:1:stack/x/y", "exists already"),
            ("User: arn:aws:iam::1:user/a is not authorized to perform: sqs:CreateQueue", "permission"),
            ("The role defined for the function cannot be assumed by Lambda.", "trust policy"),
            (
                "Properties validation failed for resource Table with message: #: extraneous key [X] is not permitted",
                "does not accept a value",
            ),
            ("Cannot exceed quota for RolesPerAccount: 1000", "Service Quotas"),
            ("CloudWatch Logs role ARN must be set in account settings to enable logging", "one role per account"),
        ];
        for (reason, expected) in cases {
            let sentence = explain(reason).unwrap_or_default();
            assert!(sentence.contains(expected), "{reason}: {sentence}");
        }
        assert_eq!(explain("Something nobody has seen"), None);
    }
}
