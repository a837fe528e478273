//! Shows that the emulator does what the tests of deployment stand on: it runs what is deployed, tells its
//! properties, and refuses what is not permitted.

use std::process::Command;

use serde_json::json;

use crate::emulator::Emulator;

/// A topic to a queue to a function that answers into a queue, and an API that starts a workflow.
const TEMPLATE: &str = r"
Resources:
  News: {Type: AWS::SNS::Topic}
  Work:
    Type: AWS::SQS::Queue
    Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5}}
  Dead: {Type: AWS::SQS::Queue}
  Done: {Type: AWS::SQS::Queue}
  WorkPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Work]
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: sqs:SendMessage, Resource: !GetAtt Work.Arn,
             Condition: {ArnEquals: {aws:SourceArn: !Ref News}}}
  NewsToWork:
    Type: AWS::SNS::Subscription
    Properties:
      {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Work.Arn, RawMessageDelivery: true, FilterPolicy: {kind: [order]}}
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Environment: {Variables: {DONE_QUEUE_URL: !Ref Done}}
      Code:
        ZipFile: |
          const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
          exports.handler = async (event) => {
            const MessageBody = JSON.stringify({ saw: event.Records[0].body });
            await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.DONE_QUEUE_URL, MessageBody }));
          };
  WorkerMapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Work.Arn, FunctionName: !Ref Worker, BatchSize: 5}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          {Effect: Allow, Principal: {Service: [lambda.amazonaws.com, states.amazonaws.com, apigateway.amazonaws.com]}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: access
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Done.Arn}
              - {Effect: Allow, Action: [sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:ReceiveMessage], Resource: !GetAtt Work.Arn}
              - {Effect: Allow, Action: states:StartExecution, Resource: !Ref Flow}
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt FlowRole.Arn
      DefinitionSubstitutions: {Done: !Ref Done}
      Definition:
        StartAt: Wait
        States:
          Wait: {Type: Wait, Seconds: 3600, Next: Tell}
          Tell: {Type: Task, Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: {QueueUrl: '${Done}', MessageBody.$: $}, End: true}
  FlowRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: states.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: access
          PolicyDocument: {Statement: {Effect: Allow, Action: sqs:SendMessage, Resource: !Sub '${Done.Arn}'}}
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: api, ProtocolType: HTTP}}
  Stage: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Api, StageName: $default, AutoDeploy: true}}
  Start:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationSubtype: StepFunctions-StartExecution
      PayloadFormatVersion: '1.0'
      CredentialsArn: !GetAtt Role.Arn
      RequestParameters: {StateMachineArn: !Ref Flow, Input: $request.body}
  StartRoute:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: POST /orders, Target: !Sub 'integrations/${Start}'}
";

const STACK: &str = "check";

fn deployed(template: &str) -> Emulator {
    let emulator = Emulator::start();
    assert!(emulator.endpoint().starts_with("http://127.0.0.1:"), "{}", emulator.endpoint());
    let state = emulator.deploy(STACK, template);
    assert_eq!(state["status"], "CREATE_COMPLETE", "{state}");
    emulator
}

#[test]
fn the_emulator_runs_what_is_deployed_and_tells_its_properties() {
    let emulator = deployed(TEMPLATE);
    let told = emulator.readback(STACK);
    assert_eq!(told["Work"]["properties"]["RedrivePolicy"], json!({ "deadLetterTargetArn": "<Dead.Arn>", "maxReceiveCount": 5 }));
    assert_eq!(told["NewsToWork"]["properties"]["FilterPolicy"], json!({ "kind": ["order"] }));
    assert_eq!(told["WorkerMapping"]["properties"]["EventSourceArn"], "<Work.Arn>");
    assert_eq!(told["Worker"]["properties"]["Environment"]["Variables"]["DONE_QUEUE_URL"], "<Done>");

    for kind in ["other", "order"] {
        let message = json!({ "stack": STACK, "topic": "News", "message": kind, "attributes": { "kind": kind } });
        emulator.ask("publish", &message);
    }
    assert_eq!(emulator.receive(STACK, "Done", 1), [json!({ "saw": "order" })]);

    let call = json!({ "stack": STACK, "api": "Api", "method": "POST", "path": "/orders", "body": { "id": 7 } });
    assert_eq!(emulator.ask("http", &call)["status"], 200);
    assert_eq!(emulator.receive(STACK, "Done", 1), [json!({ "id": 7 })]);

    // Three for the mapping, one each for the subscription, the task and the route.
    assert_eq!(emulator.wires(STACK), (6, Vec::new()));
}

#[test]
fn deliveries_that_aws_would_refuse_are_told() {
    let breaks = [
        ("WorkerMapping", "sqs:ReceiveMessage", "sqs:PurgeQueue"),
        ("NewsToWork", "aws:SourceArn: !Ref News", "aws:SourceArn: 'arn:aws:sns:eu-west-1:1:x'"),
        ("Flow", "!Sub '${Done.Arn}'", "!Sub '${Dead.Arn}'"),
        ("Api POST /orders", "states:StartExecution", "states:StartSyncExecution"),
    ];
    let broken = breaks.iter().fold(TEMPLATE.to_owned(), |text, (_, right, wrong)| text.replace(right, wrong));
    let (count, refused) = deployed(&broken).wires(STACK);
    assert_eq!((count, refused.len()), (6, breaks.len()), "{refused:#?}");
    for (from, _, _) in breaks {
        assert!(refused.iter().any(|line| line.starts_with(&format!("{from} to "))), "{from}: {refused:#?}");
    }
}

#[test]
fn the_emulator_refuses_what_is_not_permitted() {
    let emulator = deployed(&TEMPLATE.replace("Resource: !GetAtt Done.Arn", "Resource: !GetAtt Dead.Arn"));
    assert!(emulator.may(STACK, "Role", "states:StartExecution", "Flow"));
    assert!(!emulator.may(STACK, "Role", "sqs:SendMessage", "Done"));
    let call = json!({ "stack": STACK, "function": "Worker", "payload": { "Records": [{ "body": "x" }] } });
    let answer = emulator.ask("invoke", &call);
    assert!(answer.to_string().contains("AccessDenied"), "{answer}");

    let closed = deployed(&TEMPLATE.replace("aws:SourceArn: !Ref News", "aws:SourceArn: 'arn:aws:sns:eu-west-1:1:x'"));
    let message = json!({ "stack": STACK, "topic": "News", "message": "order", "attributes": { "kind": "order" } });
    closed.ask("publish", &message);
    let asked = json!({ "stack": STACK, "queue": "Done", "seconds": 2 });
    assert_eq!(closed.ask("receive", &asked), json!([]));
}

#[test]
fn a_command_that_reaches_the_emulator_reaches_nothing_else() {
    let emulator = Emulator::start();
    let output = emulator.reach(Command::new("env").env("AWS_PROFILE", "work")).output().expect("run env");
    let told = String::from_utf8_lossy(&output.stdout);
    let mut settings: Vec<&str> = told.lines().filter(|line| line.starts_with("AWS_")).collect();
    settings.sort_unstable();
    let endpoint = format!("AWS_ENDPOINT_URL={}", emulator.endpoint());
    assert_eq!(
        settings,
        [
            "AWS_ACCESS_KEY_ID=123456789012",
            "AWS_CONFIG_FILE=/dev/null",
            "AWS_EC2_METADATA_DISABLED=true",
            endpoint.as_str(),
            "AWS_REGION=eu-west-1",
            "AWS_SECRET_ACCESS_KEY=none",
            "AWS_SHARED_CREDENTIALS_FILE=/dev/null",
        ]
    );
}
