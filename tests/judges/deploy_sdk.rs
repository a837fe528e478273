//! Deployment through CloudFormation, against an emulator that this project did not write.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use stackdraft::deploy::{self, Action, Answer, Artifact, Kind, Outcome, Progress, Question, StackTemplate, Target, Task};

use crate::deploying::{Told, against_emulator, behind, deploy_stack, deploy_with, listen, queues, resource, slow, target, with_bus, yes};

#[test]
fn creates_updates_and_deletes_a_stack() {
    against_emulator("deploy_sdk::creates_updates_and_deletes_a_stack", || {
        let first = queues(&[("Orders", "{VisibilityTimeout: 30}"), ("Dead", "{}")]);
        let created = deploy_stack("shop", &first);
        assert!(created.review().new_stack);
        assert_eq!(created.review().count(Action::Add), 2);
        let url = created.outputs()["OrdersUrl"].to_owned();
        assert!(url.ends_with(|c: char| c.is_ascii_alphanumeric()) && url.contains("shop"), "{url}");
        let events = created.events();
        assert_eq!(events.first().map(|event| event.status.as_str()), Some("CREATE_IN_PROGRESS"));
        assert_eq!(events.last().map(|event| event.status.as_str()), Some("CREATE_COMPLETE"));
        assert!(events.iter().any(|event| event.node.as_deref() == Some("Orders node")), "{events:?}");
        let ids: BTreeSet<&str> = events.iter().map(|event| event.id.as_str()).collect();
        assert_eq!(ids.len(), events.len());
        assert!(created.all.contains(&Progress::Count { done: 2, total: 2 }));

        let again = deploy_stack("shop", &first);
        assert!(matches!(again.outcome, Some(Outcome::NothingToDeploy(_))), "{:?}", again.outcome);
        assert_eq!(again.outputs()["OrdersUrl"], url);

        let second = queues(&[("Orders", "{VisibilityTimeout: 60}"), ("Dead", "{}")]);
        let updated = deploy_stack("shop", &second);
        let review = updated.review();
        assert_eq!((review.changes.len(), review.changes[0].action), (1, Action::Modify));
        assert_eq!(review.changes[0].causes[0].property, "VisibilityTimeout");
        assert_eq!(review.deployed_template.as_deref(), Some(first.body.as_str()));
        assert_eq!(updated.outputs()["OrdersUrl"], url);

        let status = deploy::status(&target("shop")).expect("a status");
        assert_eq!(status.stack.status, "UPDATE_COMPLETE");
        assert_eq!(status.resources.len(), 2);
        assert_eq!(status.remembered.map(|memory| memory.template_hash), Some(second.hash()));
        let all = deploy::events(&target("shop"), None).expect("events");
        assert!(all.len() > events.len() && all.is_sorted_by_key(|event| event.at_ms), "{all:?}");

        let deleted = listen(&deploy::start(target("shop"), Task::Delete { template: None }, || {}).expect("a job"), yes);
        assert_eq!(deleted.outcome, Some(Outcome::Deleted { kept: Vec::new() }));
        assert!(deleted.events().iter().any(|event| event.logical_id == "Orders" && event.status == "DELETE_COMPLETE"));
        assert_eq!(deploy::status(&target("shop")).unwrap_err().kind, Kind::StackMissing);
    });
}

#[test]
fn failures_name_their_root_cause() {
    against_emulator("deploy_sdk::failures_name_their_root_cause", || {
        deploy_stack("owner", &with_bus(queues(&[("First", "{}")]), "taken"));
        let clash = with_bus(queues(&[("First", "{}"), ("Second", "{}")]), "taken");
        let failed = deploy_stack("shop", &clash);
        let failure = failed.failure();
        assert_eq!(failure.status, "ROLLBACK_COMPLETE");
        assert_eq!(failure.causes[0].logical_id, "Bus", "{failure:?}");
        assert_eq!(failure.causes[0].node.as_deref(), Some("Bus node"));
        assert!(failure.causes[0].explanation.is_some(), "{failure:?}");

        // What failed to be made is in the way: kept on a no, cleared away on a yes.
        let good = queues(&[("First", "{}")]);
        let refused = deploy_with(target("shop"), &good, |_| Answer::Stop);
        assert_eq!(refused.error.map(|error| error.kind), Some(Kind::StackStuck));
        let cleared = deploy_stack("shop", &good);
        assert_eq!(cleared.outputs().len(), 1);

        let failed = deploy_stack("shop", &clash);
        let failure = failed.failure();
        assert_eq!((failure.status.as_str(), failure.rolled_back), ("UPDATE_ROLLBACK_COMPLETE", true));
        assert_eq!(failure.causes[0].logical_id, "Bus");
        let status = deploy::status(&target("shop")).expect("a status");
        assert_eq!(status.stack.outputs.len(), 1);
        assert_eq!(status.stack.outputs[0].value, cleared.outputs()["FirstUrl"]);
    });
}

#[test]
fn nothing_is_left_of_what_nobody_wanted() {
    against_emulator("deploy_sdk::nothing_is_left_of_what_nobody_wanted", || {
        let template = queues(&[("Orders", "{}")]);
        let unwanted = deploy_with(target("shop"), &template, |_| Answer::Stop);
        assert_eq!(unwanted.outcome, Some(Outcome::Discarded));
        assert_eq!(deploy::status(&target("shop")).unwrap_err().kind, Kind::StackMissing);

        let task = Task::Deploy { template: template.clone(), keep_change_set: true };
        let kept = listen(&deploy::start(target("shop"), task, || {}).expect("a job"), |_| panic!("nothing to ask"));
        assert!(
            matches!(&kept.outcome, Some(Outcome::Kept { change_set_arn }) if change_set_arn.starts_with("arn:aws:cloudformation:eu-west-1:123456789012:changeSet/stackdraft-"))
        );
        assert_eq!(deploy::status(&target("shop")).expect("a shell").stack.status, "REVIEW_IN_PROGRESS");
        // The shell of a kept change set does not keep the next deployment away.
        assert_eq!(deploy_stack("shop", &template).outputs().len(), 1);
    });
}

#[test]
fn data_is_lost_only_by_name() {
    against_emulator("deploy_sdk::data_is_lost_only_by_name", || {
        deploy_stack("shop", &queues(&[("Orders", "{QueueName: one}"), ("Dead", "{}")]));
        let without = queues(&[("Orders", "{QueueName: two}")]);
        let refused = deploy_stack("shop", &without);
        let error = refused.error.as_ref().expect("a refusal");
        assert_eq!(error.kind, Kind::StatefulChange);
        assert!(error.what.contains("Orders") && error.what.contains("Dead"), "{error}");
        let actions: Vec<Action> = refused.review().changes.iter().map(|change| change.action).collect();
        assert_eq!(actions, [Action::Remove, Action::Replace]);

        let named = deploy_with(target("shop"), &without, |question| match question {
            Question::Execute { dangerous } => Answer::Proceed { allow_replace: dangerous.clone() },
            _ => Answer::Stop,
        });
        assert_eq!(named.outputs().len(), 1);
    });
}

#[test]
fn large_templates_and_code_go_through_a_bucket() {
    behind("deploy_sdk::large_templates_and_code_go_through_a_bucket", str::to_owned, upload_templates_and_code, |emulator| {
        let bucket = emulator.ask("bucket", &json!({ "name": "stackdraft-artifacts-123456789012-eu-west-1" }));
        assert_eq!(bucket["Versioning"], "Enabled");
        assert!(bucket["Encryption"].to_string().contains("AES256"), "{bucket}");
        let block = bucket["PublicAccessBlock"].as_object().expect("a block");
        assert!(block.len() == 4 && block.values().all(|is_on| *is_on == true), "{block:?}");
        let policy = bucket["Policy"].as_str().expect("a policy");
        assert!(policy.contains("aws:SecureTransport") && policy.contains("Deny"), "{policy}");
    });
}

fn upload_templates_and_code() {
    let mut large = queues(&[("Orders", "{}")]);
    large.body = format!("Description: many words\n{}# {}\n", large.body, "x".repeat(60_000));
    let refused = deploy_with(target("shop"), &large, |_| Answer::Stop);
    assert_eq!(refused.error.map(|error| error.kind), Some(Kind::Bucket));
    let made = deploy_stack("shop", &large);
    assert_eq!(made.outputs().len(), 1);
    let uploads = |told: &Told| -> Vec<bool> {
        told.all
            .iter()
            .filter_map(|progress| match progress {
                Progress::Uploaded { unchanged, .. } => Some(*unchanged),
                _ => None,
            })
            .collect()
    };
    assert_eq!(uploads(&made), [false]);

    let code = tempfile::tempdir().expect("a folder");
    fs::write(code.path().join("index.py"), "def handler(event, context):\n    return 'hello'\n").expect("code");
    let function = function_from(code.path());
    let first = deploy_stack("hello", &function);
    assert!(first.outputs()["Arn"].contains(":function:"));
    assert_eq!(uploads(&first), [false]);
    assert!(
        first
            .all
            .iter()
            .any(|progress| matches!(progress, Progress::Capabilities { names, .. } if names.contains(&"CAPABILITY_IAM".to_owned())))
    );
    let again = deploy_stack("hello", &function);
    assert_eq!(uploads(&again), [true]);
    assert!(matches!(again.outcome, Some(Outcome::NothingToDeploy(_))));
    fs::write(code.path().join("index.py"), "def handler(event, context):\n    return 'goodbye'\n").expect("code");
    let changed = deploy_stack("hello", &function);
    assert_eq!(uploads(&changed), [false]);
    assert_eq!(changed.review().changes[0].logical_id, "Hello");
}

fn function_from(folder: &Path) -> StackTemplate {
    let body = r"
Parameters:
  ArtifactBucket: {Type: String}
  HelloCodeKey: {Type: String}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
  Hello:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: {S3Bucket: !Ref ArtifactBucket, S3Key: !Ref HelloCodeKey}
Outputs:
  Arn: {Value: !GetAtt Hello.Arn}
";
    StackTemplate {
        body: body.to_owned(),
        resources: vec![resource("Role", "AWS::IAM::Role"), resource("Hello", "AWS::Lambda::Function")],
        artifacts: vec![Artifact {
            bucket_parameter: "ArtifactBucket".to_owned(),
            key_parameter: "HelloCodeKey".to_owned(),
            folder: folder.to_owned(),
        }],
        capabilities: ["CAPABILITY_IAM".to_owned()].into(),
        ..StackTemplate::default()
    }
}

#[test]
fn who_and_where_is_asked_first() {
    against_emulator("deploy_sdk::who_and_where_is_asked_first", || {
        let kind = |change: fn(&mut Target)| {
            let mut target = target("shop");
            change(&mut target);
            let error = deploy::status(&target).expect_err("nobody can be asked");
            println!("{error} {:?}", error.hint);
            error.kind
        };
        assert_eq!(kind(|target| target.profile = Some("nobody".to_owned())), Kind::ProfileMissing);
        assert_eq!(kind(|target| target.profile = Some("nowhere".to_owned())), Kind::RegionMissing);
        assert_eq!(kind(|target| target.profile = Some("signed-out".to_owned())), Kind::CredentialsExpired);
        assert_eq!(
            kind(|target| {
                target.profile = None;
                target.region = Some("eu-west-1".to_owned());
            }),
            Kind::CredentialsMissing
        );
        assert_eq!(kind(|target| target.account = Some("999988887777".to_owned())), Kind::WrongAccount);
        assert_eq!(kind(|target| target.stack_name = "no name".to_owned()), Kind::BadTarget);
        assert_eq!(kind(|_| {}), Kind::StackMissing);
        let profiles = deploy::profiles().expect("profiles");
        let names: Vec<&str> = profiles.iter().map(|profile| profile.name.as_str()).collect();
        assert_eq!(names, ["emulator", "nowhere", "signed-out"]);
        assert!(profiles[2].is_sso && profiles[0].region.as_deref() == Some("eu-west-1"));
    });
}

#[test]
fn a_second_deployment_waits_its_turn() {
    against_emulator("deploy_sdk::a_second_deployment_waits_its_turn", || {
        let task = Task::Deploy { template: slow(4), keep_change_set: false };
        let job = deploy::start(target("slow"), task, || {}).expect("a job");
        while let Ok(progress) = job.progress.recv_timeout(Duration::from_mins(1)) {
            match progress {
                Progress::Ask(question) => job.answer(yes(&question)),
                Progress::Event(event) if event.logical_id == "Wait" => break,
                _ => {}
            }
        }
        assert!(deploy::status(&target("slow")).expect("a status").busy);
        let second = deploy_stack("slow", &slow(4));
        assert_eq!(second.error.as_ref().map(|error| error.kind), Some(Kind::StackBusy), "{second:?}");

        // Nobody watches any more; a stack at work is refused all the same, and can be watched again to its end.
        job.stop();
        assert_eq!(listen(&job, yes).outcome, Some(Outcome::Unwatched));
        let third = deploy_stack("slow", &slow(4));
        assert_eq!(third.error.as_ref().map(|error| error.kind), Some(Kind::StackBusy), "{third:?}");
        let watched = listen(&deploy::start(target("slow"), Task::Watch { template: Some(slow(4)) }, || {}).expect("a job"), yes);
        let failure = watched.failure();
        assert_eq!((failure.status.as_str(), failure.causes[0].logical_id.as_str()), ("ROLLBACK_COMPLETE", "Wait"));
        assert!(failure.causes[0].explanation.is_some(), "{failure:?}");
    });
}
