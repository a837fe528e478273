//! Shows that every judge can say no: one that always agrees would make the other tests here worthless.

use serde_json::json;

use crate::support::{assert_lints_clean, connectors, judge_permissions, lint, run_mappings, validate_asl, validate_state_machines};

const QUEUE: &str = "
Resources:
  Orders:
    Type: AWS::SQS::Queue
    DeletionPolicy: Delete
    UpdateReplacePolicy: Delete
    Properties: {MessageRetentionPeriod: 345600}
";

#[test]
fn cfn_lint_finds_errors_warnings_and_advice_and_nothing_in_a_good_template() {
    let unknown = QUEUE.replace("MessageRetentionPeriod: 345600", "Wrong: 1, MessageRetentionPeriod: 60");
    let advice = QUEUE.replace("    DeletionPolicy: Delete\n", "");
    let warning =
        format!("{QUEUE}  Other: {{Type: AWS::SNS::Topic, DependsOn: Orders, Properties: {{TopicName: !GetAtt Orders.QueueName}}}}\n");
    let silent = advice.replace("    Properties", "    Metadata: {cfn-lint: {config: {ignore_checks: [I3011]}}}\n    Properties");
    let findings =
        lint(&[("unknown", &unknown), ("advice", &advice), ("warning", &warning), ("silent", &silent), ("broken", "Resources: [")]);
    let found: Vec<(&str, &str)> = findings.iter().map(|finding| (finding.template.as_str(), finding.rule.as_str())).collect();
    for expected in
        [("unknown", "E3002"), ("advice", "I3011"), ("warning", "W3005"), ("silent", "I3011"), ("silent", "JUDGE1"), ("broken", "E0000")]
    {
        assert!(found.contains(&expected), "{expected:?} is not in {findings:#?}");
    }
    assert_lints_clean(&[("good", QUEUE)]);
    let unknown = findings.iter().find(|finding| finding.rule == "E3002").expect("checked above");
    assert_eq!((unknown.path.as_str(), unknown.resource_type.as_str()), ("Resources/Orders/Properties/Wrong", "AWS::SQS::Queue"));
}

#[test]
fn judges_of_state_machines_find_what_does_not_lead_anywhere() {
    let problems = validate_asl(&[
        ("good", json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}})),
        ("dangling", json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}})),
        (
            "jsonata",
            json!({"StartAt": "A", "QueryLanguage": "JSONata",
                   "States": {"A": {"Type": "Pass", "Output": "{% $f( %}", "End": true}}}),
        ),
    ]);
    for (name, judge) in [("dangling", "statelint"), ("dangling", "asl-validator"), ("jsonata", "asl-validator")] {
        let said = problems.iter().any(|problem| problem.name == name && problem.judge == judge);
        assert!(said, "{judge} did not refuse {name}: {problems:#?}");
    }
    assert!(problems.iter().all(|problem| problem.name != "good"), "{problems:#?}");
}

#[test]
fn state_machines_of_templates_are_read_with_their_substitutions() {
    let template = "
Resources:
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionSubstitutions: {Worker: x}
      Definition: {StartAt: A, States: {A: {Type: Task, Resource: '${Other}', End: true}}}
";
    let (machines, problems) = validate_state_machines(&[("flow", template)]);
    let said: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(machines, 1);
    assert_eq!(said, ["Flow: ${Other} has no substitution", "Flow: substitution Worker is not used"]);
}

#[test]
fn the_judge_of_permissions_knows_actions_and_reads_every_kind_of_policy() {
    let template = "
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: access
          PolicyDocument:
            Statement:
              - {Sid: Batch, Effect: Allow, Action: [sqs:SendMessageBatch, sqs:SendMessage], Resource: '*'}
              - {Sid: Traces, Effect: Allow, Action: xray:PutTraceSegments, Resource: '*'}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [x]
      PolicyDocument:
        Statement: {Sid: All, Effect: Allow, Principal: '*', Action: 'sqs:*', Resource: '*'}
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {Action: lambda:CallFunction, FunctionName: x, Principal: sns.amazonaws.com}
";
    let report = judge_permissions(&[("t", template)]);
    let mut problems: Vec<(&str, &str)> =
        report.problems.iter().map(|problem| (problem.action.as_str(), problem.problem.as_str())).collect();
    problems.sort_unstable();
    assert_eq!(
        problems,
        [("lambda:CallFunction", "unknown"), ("sqs:*", "wildcard"), ("sqs:SendMessage", "everywhere"), ("sqs:SendMessageBatch", "unknown"),]
    );
    assert_eq!(report.statements, 5);
}

#[test]
fn connectors_of_sam_are_read_with_their_actions() {
    let connectors = connectors();
    let pairs: std::collections::BTreeSet<(&str, &str)> =
        connectors.iter().map(|connector| (connector.source.as_str(), connector.destination.as_str())).collect();
    assert_eq!(pairs.len(), 31);
    let consumes = connectors
        .iter()
        .find(|connector| {
            connector.source == "AWS::SQS::Queue" && connector.destination == "AWS::Lambda::Function" && connector.access == "Read"
        })
        .expect("queue to function");
    assert_eq!(consumes.actions, ["sqs:GetQueueAttributes", "sqs:ReceiveMessage"]);
}

#[test]
fn the_judge_of_mappings_finds_what_is_not_escaped_what_is_missing_and_what_is_unknown() {
    let method = |action: &str, kind: &str, template: &str| {
        let integration = json!({
            "Type": "AWS",
            "Uri": format!("arn:aws:apigateway:eu-west-1:{action}"),
            "RequestTemplates": { "application/json": template },
            "RequestParameters": { "integration.request.header.Content-Type": format!("'{kind}'") },
            "IntegrationResponses": [{ "StatusCode": "200" }],
        });
        let method = json!({ "Type": "AWS::ApiGateway::Method", "Properties": { "Integration": integration } });
        json!({ "name": template, "text": json!({ "Resources": { "Method": method } }).to_string() })
    };
    let table = |template: &str| method("dynamodb:action/GetItem", "application/x-amz-json-1.0", template);
    let topic = |template: &str| method("sns:action/Publish", "application/x-www-form-urlencoded", template);
    let wrong = [
        table(r#"{"TableName":"T","Key":{"id":{"S":"$input.path('$.id')"}}}"#),
        table(r#"{"TableName":"T"}"#),
        table(r#"{"TableName":"T","Key":{"id":{"S":"1"}},"Wrong":1}"#),
        topic("Action=Publish&TopicArn=T&Message=$input.body"),
        topic("Action=Send&TopicArn=T&Message=$util.urlEncode($input.body)"),
    ];
    let (calls, problems) = run_mappings(&wrong);
    let told = |words: &str| problems.iter().filter(|problem| problem.contains(words)).count();
    assert_eq!(
        (told("Expecting"), told("Missing required"), told("Unknown parameter"), told("the form asks for Send")),
        (1, 1, 2, 1),
        "{problems:?}"
    );
    assert_eq!(problems.len(), wrong.len(), "{problems:?} {calls:?}");
    let right = topic("Action=Publish&TopicArn=T&Message=$util.urlEncode($input.body)");
    assert_eq!(run_mappings(&[right]).1, Vec::<String>::new());
}
