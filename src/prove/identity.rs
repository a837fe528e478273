//! What references to resources stand for: names, ARNs and addresses, by resource type.
//!
//! AWS: CloudFormation Template Reference, "Return values" of each type; Service Authorization Reference, "Resource types
//! defined by" each service, for the forms of ARNs.

/// What references to the resources of a type stand for. In the forms, `{P}`, `{R}`, `{A}` and `{S}` are the partition,
/// the region, the account and the domain; `{name}` is the physical name, `{id}` and other words in small letters what
/// only the service knows; a word that begins with a capital is a property, with what holds after `|` where it is not set.
pub(super) struct Kind {
    /// The type.
    pub of: &'static str,
    /// The property with the physical name; CloudFormation makes one up where it is not set.
    pub name: &'static str,
    /// What `Ref` stands for.
    pub reference: &'static str,
    /// What `Fn::GetAtt` stands for, by attribute.
    pub attributes: &'static [(&'static str, &'static str)],
}

const fn kind(
    kind: &'static str,
    name: &'static str,
    reference: &'static str,
    attributes: &'static [(&'static str, &'static str)],
) -> Kind {
    Kind { of: kind, name, reference, attributes }
}

const QUEUE_URL: &str = "https://sqs.{R}.{S}/{A}/{name}";
const ALIAS: &str = "arn:{P}:lambda:{R}:{A}:function:{FunctionName|}:{Name|}";
const TOPIC: &str = "arn:{P}:sns:{R}:{A}:{name}";
const STATE_MACHINE: &str = "arn:{P}:states:{R}:{A}:stateMachine:{name}";
const SECRET: &str = "arn:{P}:secretsmanager:{R}:{A}:secret:{name}-{id}";

/// The types that messages travel between, or that let them through; sorted.
pub(super) const KINDS: &[Kind] = &[
    kind("AWS::ApiGateway::Authorizer", "", "{id}", &[("AuthorizerId", "{id}")]),
    kind("AWS::ApiGateway::Deployment", "", "{id}", &[("DeploymentId", "{id}")]),
    kind("AWS::ApiGateway::Resource", "", "{id}", &[("ResourceId", "{id}")]),
    kind("AWS::ApiGateway::RestApi", "", "{id}", &[("RestApiId", "{id}"), ("RootResourceId", "{root}")]),
    kind("AWS::ApiGateway::Stage", "", "{StageName|}", &[]),
    kind("AWS::ApiGatewayV2::Api", "", "{id}", &[("ApiEndpoint", "https://{id}.execute-api.{R}.{S}"), ("ApiId", "{id}")]),
    kind("AWS::ApiGatewayV2::Authorizer", "", "{id}", &[("AuthorizerId", "{id}")]),
    kind("AWS::ApiGatewayV2::Deployment", "", "{id}", &[("DeploymentId", "{id}")]),
    kind("AWS::ApiGatewayV2::Integration", "", "{id}", &[("IntegrationId", "{id}")]),
    kind("AWS::ApiGatewayV2::Stage", "", "{StageName|}", &[]),
    kind("AWS::CloudWatch::Alarm", "AlarmName", "{name}", &[("Arn", "arn:{P}:cloudwatch:{R}:{A}:alarm:{name}")]),
    kind(
        "AWS::Cognito::UserPool",
        "",
        "{id}",
        &[
            ("Arn", "arn:{P}:cognito-idp:{R}:{A}:userpool/{id}"),
            ("ProviderName", "cognito-idp.{R}.{S}/{id}"),
            ("ProviderURL", "https://cognito-idp.{R}.{S}/{id}"),
            ("UserPoolId", "{id}"),
        ],
    ),
    kind("AWS::Cognito::UserPoolClient", "", "{id}", &[("ClientId", "{id}")]),
    kind(
        "AWS::DynamoDB::Table",
        "TableName",
        "{name}",
        &[("Arn", "arn:{P}:dynamodb:{R}:{A}:table/{name}"), ("StreamArn", "arn:{P}:dynamodb:{R}:{A}:table/{name}/stream/{id}")],
    ),
    kind(
        "AWS::Events::ApiDestination",
        "Name",
        "{name}",
        &[("Arn", "arn:{P}:events:{R}:{A}:api-destination/{name}/{id}"), ("ArnForPolicy", "arn:{P}:events:{R}:{A}:api-destination/{name}")],
    ),
    kind(
        "AWS::Events::Connection",
        "Name",
        "{name}",
        &[
            ("Arn", "arn:{P}:events:{R}:{A}:connection/{name}/{id}"),
            ("ArnForPolicy", "arn:{P}:events:{R}:{A}:connection/{name}"),
            ("SecretArn", "arn:{P}:secretsmanager:{R}:{A}:secret:events!connection/{name}/{secret}"),
        ],
    ),
    kind("AWS::Events::EventBus", "Name", "{name}", &[("Arn", "arn:{P}:events:{R}:{A}:event-bus/{name}"), ("Name", "{name}")]),
    kind("AWS::IAM::Role", "RoleName", "{name}", &[("Arn", "arn:{P}:iam::{A}:role{Path|/}{name}"), ("RoleId", "{id}")]),
    kind("AWS::KMS::Alias", "AliasName", "{name}", &[]),
    kind("AWS::KMS::Key", "", "{id}", &[("Arn", "arn:{P}:kms:{R}:{A}:key/{id}"), ("KeyId", "{id}")]),
    kind("AWS::Kinesis::Stream", "Name", "{name}", &[("Arn", "arn:{P}:kinesis:{R}:{A}:stream/{name}")]),
    kind("AWS::Lambda::Alias", "", ALIAS, &[("AliasArn", ALIAS)]),
    kind("AWS::Lambda::Function", "FunctionName", "{name}", &[("Arn", "arn:{P}:lambda:{R}:{A}:function:{name}")]),
    kind("AWS::Logs::LogGroup", "LogGroupName", "{name}", &[("Arn", "arn:{P}:logs:{R}:{A}:log-group:{name}:*")]),
    kind("AWS::Pipes::Pipe", "Name", "{name}", &[("Arn", "arn:{P}:pipes:{R}:{A}:pipe/{name}")]),
    kind("AWS::S3::Bucket", "BucketName", "{name}", &[("Arn", "arn:{P}:s3:::{name}")]),
    kind("AWS::SNS::Topic", "TopicName", TOPIC, &[("TopicArn", TOPIC), ("TopicName", "{name}")]),
    kind(
        "AWS::SQS::Queue",
        "QueueName",
        QUEUE_URL,
        &[("Arn", "arn:{P}:sqs:{R}:{A}:{name}"), ("QueueName", "{name}"), ("QueueUrl", QUEUE_URL)],
    ),
    kind("AWS::Scheduler::Schedule", "Name", "{name}", &[("Arn", "arn:{P}:scheduler:{R}:{A}:schedule/{GroupName|default}/{name}")]),
    kind("AWS::Scheduler::ScheduleGroup", "Name", "{name}", &[("Arn", "arn:{P}:scheduler:{R}:{A}:schedule-group/{name}")]),
    kind("AWS::SecretsManager::Secret", "Name", SECRET, &[("Id", SECRET)]),
    kind("AWS::StepFunctions::StateMachine", "StateMachineName", STATE_MACHINE, &[("Arn", STATE_MACHINE), ("Name", "{name}")]),
    kind(
        "AWS::WAFv2::WebACL",
        "Name",
        "{name}|{id}|REGIONAL",
        &[("Arn", "arn:{P}:wafv2:{R}:{A}:regional/webacl/{name}/{id}"), ("Id", "{id}")],
    ),
];

/// What is known of a type.
pub(super) fn of(kind: &str) -> Option<&'static Kind> {
    KINDS.binary_search_by(|known| known.of.cmp(kind)).ok().map(|at| &KINDS[at])
}

/// The ARN of a rule: of the default bus without the bus's name.
pub(super) const RULE: &str = "AWS::Events::Rule";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_sorted() {
        assert!(KINDS.is_sorted_by_key(|known| known.of));
    }
}
