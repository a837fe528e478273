//! Templates of others: what they say comes back by value, or is named.

use stackdraft::REGISTRY;
use stackdraft::catalog::{Date, Graph, Severity};
use stackdraft::cfn::json::to_json;
use stackdraft::import::import;
use stackdraft::project;
use stackdraft::synth::{analyse, synthesize};

/// What a design made of a template becomes again, after it was saved and opened.
fn there_and_back(text: &str) -> serde_json::Value {
    let imported = import("shop", text, &REGISTRY).unwrap();
    assert_eq!(imported.lost, Vec::<String>::new());
    let design = project::parse(&project::print(&imported.design)).unwrap();
    assert_eq!(design, imported.design, "the file holds the whole design");
    to_json(&synthesize(&Graph::new(&design, &REGISTRY)).template.to_value())
}

const ODD: &str = "
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 5}}
Parameters:
  Size: {Type: Number, Default: 10, MinValue: 1, ConstraintDescription: at least 1}
  Stage: {Type: String, AllowedValues: [dev, prod], NoEcho: 'true'}
  Account: {Type: String, Default: 012345678901}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Mappings: {Sizes: {small: {Memory: 128}}}
Resources:
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Condition: IsProd
    DependsOn: Widgets
    DeletionPolicy: Retain
    UpdateReplacePolicy: Delete
    Metadata: {Owner: [a, {b: null}]}
    Properties:
      PolicyDocument: {Version: 2012-10-17, Statement: []}
      Description: !If [IsProd, !Sub '${Widgets.Arn}-${AWS::Region}', !Ref AWS::NoValue]
      Path: {$parameter: not ours}
  Widgets:
    Type: AWS::Kinesis::StreamConsumer
    DependsOn: [Group, Boundary2]
    Properties:
      StreamARN: !GetAtt Group.Arn
      ConsumerName: !ImportValue shared
  Boundary2: {Type: 'AWS::CloudFormation::WaitConditionHandle', Properties: {}}
  Group:
    Type: AWS::ECS::Cluster
    UpdatePolicy: {AutoScalingReplacingUpdate: {WillReplace: yes}}
    Properties:
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://x}}
  Fn::ForEach::Topics:
    - Name
    - [a, b]
    - 'T${Name}': {Type: 'AWS::IAM::Group'}
Outputs:
  Arn: {Value: !GetAtt Group.Arn, Condition: IsProd, Export: {Name: !Sub '${AWS::StackName}-arn'}}
";

#[test]
fn whatever_a_template_says_comes_back_by_value() {
    let said = stackdraft::cfn::read::read(ODD).unwrap().into_json();
    assert_eq!(there_and_back(ODD), said);
    // The same in JSON is the same.
    assert_eq!(there_and_back(&said.to_string()), said);
}

#[test]
fn references_follow_what_they_name() {
    let imported = import("shop", ODD, &REGISTRY).unwrap();
    let node = imported.design.nodes.values().find(|n| n.logical_id == "Widgets").unwrap();
    let properties = &node.fields["properties"].0;
    assert_eq!(properties["StreamARN"]["$attribute"]["node"], "resource-group");
    assert_eq!(properties["ConsumerName"]["$import"], "shared");
    assert_eq!(imported.design.parameters["Size"].default.as_deref(), Some("10"));
}

#[test]
fn what_is_no_template_says_where_and_why() {
    let why = |text: &str| import("x", text, &REGISTRY).unwrap_err().to_string();
    assert!(why("").starts_with("line 1, column 1: there is nothing"));
    assert_eq!(why("just text"), "line 1, column 1: this is no CloudFormation template: it is no object with `Resources`");
    assert_eq!(
        why("A: 1\nResources:\n  - x\n"),
        "line 3, column 3: this is no CloudFormation template: `Resources` has to be an object, and is a list"
    );
    assert_eq!(why("{\"Resources\": {\"A\": {}, \"A\": {}}}"), "line 1, column 25: `A` stands here twice");
    assert_eq!(why("Resources:\n  A: &a\n    B: 1\n  C: *b\n").split(':').next(), Some("line 4, column 6"));
    assert!(why("{\"version\": 1, \"nodes\": {}}").contains("a Stackdraft design"));
    assert!(why(&"x".repeat(9_000_000)).contains("larger than 8 MB"));
}

#[test]
fn random_bytes_and_broken_ends_are_errors() {
    let mut seed = 7_u64;
    for length in 0..ODD.len() {
        let Some(cut) = ODD.get(..length) else { continue };
        // Whether it is a template still does not matter here, only that it is told.
        let _ = import("x", cut, &REGISTRY);
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut bytes = ODD.as_bytes().to_vec();
        bytes[length] = (seed >> 33) as u8;
        let _ = import("x", &String::from_utf8_lossy(&bytes), &REGISTRY);
    }
}

#[test]
fn what_has_no_quotes_gets_none() {
    let policy = |id: &str, version: &str| {
        format!(
            "  {id}:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: {version}\n        Statement: []\n"
        )
    };
    let exported = |text: &str| {
        let design = import("shop", text, &REGISTRY).unwrap().design;
        let design = project::parse(&project::print(&design)).unwrap();
        synthesize(&Graph::new(&design, &REGISTRY)).template.yaml()
    };
    let plain = exported(&format!("Resources:\n{}", policy("A", "2012-10-17")));
    assert!(plain.contains("Version: 2012-10-17\n"), "{plain}");
    // Readers of YAML 1.1 tell the two apart, so each stays as it is.
    let mixed = exported(&format!("Resources:\n{}{}", policy("A", "2012-10-17"), policy("B", "'2012-10-17'")));
    assert!(mixed.contains("Version: 2012-10-17\n") && mixed.contains("Version: '2012-10-17'\n"), "{mixed}");
}

#[test]
fn what_is_wrong_in_a_template_is_accepted_with_a_reason() {
    let text = "Resources:\n  A: {Type: 'AWS::EC2::SecurityGroup', Condition: Nowhere, Properties: {GroupDescription: !Ref B}}\n  B: {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupDescription: !Ref A}}\n";
    let imported = import("shop", text, &REGISTRY).unwrap();
    assert_eq!(imported.lost, Vec::<String>::new());
    let findings = analyse(&imported.design, &REGISTRY, Date::new(2026, 11, 23)).report.findings;
    assert!(findings.iter().all(|finding| finding.severity != Severity::Error), "{findings:?}");
    let accepted: Vec<&String> = imported.design.nodes.values().flat_map(|node| node.suppressions.keys()).collect();
    assert!(!accepted.is_empty());
    let told = imported.summary();
    assert!(accepted.iter().all(|code| told.contains(code.as_str())), "{told} tells {accepted:?}");
    assert_eq!(there_and_back(text), stackdraft::cfn::read::read(text).unwrap().into_json());
}
