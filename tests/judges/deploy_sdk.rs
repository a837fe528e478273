//! Deployment through CloudFormation, against an emulator on loopback that this project did not write.
//!
//! The AWS SDK reads its environment from the process. So each test runs itself once more in a process of its own,
//! whose environment leads to the emulator and nowhere else.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "what a test cannot go on without, and what it tells of a failure"
)]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use stackdraft::deploy::{
    self, Action, Answer, Artifact, Failure, Job, Kind, Outcome, Progress, Question, Review, StackEvent, StackTemplate, Target, Task,
    TemplateResource,
};

use crate::support;

/// Names the test a process is to run the inside of.
const INSIDE: &str = "STACKDRAFT_TEST_INSIDE";

/// An emulator on a free port of loopback, ended with this value.
struct Emulator {
    child: Child,
    port: u16,
}

impl Emulator {
    fn start(folder: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
        let child = Command::new(support::home().join("venv/bin/ministack"))
            .env("BIND_HOST", "127.0.0.1")
            .env("MINISTACK_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("IOT_MTLS_ENABLED", "0")
            .env("SFTP_ENABLED", "0")
            .env("LAMBDA_EXECUTOR", "local")
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("start the emulator");
        let emulator = Self { child, port };
        let deadline = Instant::now() + Duration::from_mins(1);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "the emulator does not answer");
            sleep(Duration::from_millis(50));
        }
        emulator
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a test's inside in a process whose AWS is an emulator.
fn against_emulator(test: &str, inside: fn()) {
    if env::var(INSIDE).is_ok_and(|name| name == test) {
        return inside();
    }
    let folder = tempfile::tempdir().expect("a folder");
    let emulator = Emulator::start(folder.path());
    let config = folder.path().join("config");
    let credentials = folder.path().join("credentials");
    fs::write(&config, "[profile emulator]\nregion = eu-west-1\n[profile nowhere]\noutput = json\n[profile signed-out]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = dev\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://127.0.0.1:9/start\n").expect("config");
    fs::write(
        &credentials,
        "[emulator]\naws_access_key_id = 111122223333\naws_secret_access_key = test\n[nowhere]\naws_access_key_id = 111122223333\naws_secret_access_key = test\n",
    )
    .expect("credentials");
    let output = Command::new(env::current_exe().expect("this program"))
        .args([&format!("deploy_sdk::{test}"), "--exact", "--nocapture"])
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder.path())
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", &config)
        .env("AWS_SHARED_CREDENTIALS_FILE", &credentials)
        .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", emulator.port))
        .env("STACKDRAFT_STATE_DIR", folder.path().join("state"))
        .env(INSIDE, test)
        .output()
        .expect("run the test once more");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    println!("{said}");
}

fn target(stack_name: &str) -> Target {
    Target {
        environment: "test".to_owned(),
        profile: Some("emulator".to_owned()),
        account: Some("111122223333".to_owned()),
        stack_name: stack_name.to_owned(),
        tags: BTreeMap::from([("team".to_owned(), "orders".to_owned())]),
        ..Target::default()
    }
}

/// A template of queues: logical ID, and the properties in YAML's flow style.
fn queues(queues: &[(&str, &str)]) -> StackTemplate {
    let made = queues
        .iter()
        .map(|(logical_id, properties)| format!("  {logical_id}:\n    Type: AWS::SQS::Queue\n    Properties: {properties}\n"))
        .collect::<Vec<_>>()
        .concat();
    let told =
        queues.iter().map(|(logical_id, _)| format!("  {logical_id}Url:\n    Value: !Ref {logical_id}\n")).collect::<Vec<_>>().concat();
    StackTemplate {
        body: format!("Resources:\n{made}Outputs:\n{told}"),
        resources: queues.iter().map(|(logical_id, _)| resource(logical_id, "AWS::SQS::Queue")).collect(),
        ..StackTemplate::default()
    }
}

fn resource(logical_id: &str, resource_type: &str) -> TemplateResource {
    TemplateResource {
        logical_id: logical_id.to_owned(),
        resource_type: resource_type.to_owned(),
        node: Some(format!("{logical_id} node")),
    }
}

/// The template with an event bus of that name, made after everything else.
fn with_bus(mut template: StackTemplate, name: &str) -> StackTemplate {
    let others: Vec<&str> = template.resources.iter().map(|resource| resource.logical_id.as_str()).collect();
    let bus = format!(
        "Resources:\n  Bus:\n    Type: AWS::Events::EventBus\n    DependsOn: [{}]\n    Properties: {{Name: {name}}}\n",
        others.join(", ")
    );
    template.body = template.body.replacen("Resources:\n", &bus, 1);
    template.resources.push(resource("Bus", "AWS::Events::EventBus"));
    template
}

/// A template whose creation takes as many seconds, and then fails.
fn slow(seconds: u32) -> StackTemplate {
    StackTemplate {
        body: format!(
            "Resources:\n  Handle: {{Type: AWS::CloudFormation::WaitConditionHandle}}\n  Wait:\n    Type: AWS::CloudFormation::WaitCondition\n    Properties: {{Handle: !Ref Handle, Timeout: '{seconds}'}}\n"
        ),
        resources: vec![resource("Wait", "AWS::CloudFormation::WaitCondition")],
        ..StackTemplate::default()
    }
}

/// All a job said, and how it ended.
#[derive(Debug, Default)]
struct Told {
    all: Vec<Progress>,
    outcome: Option<Outcome>,
    error: Option<deploy::Error>,
}

impl Told {
    fn review(&self) -> &Review {
        self.all
            .iter()
            .find_map(|progress| match progress {
                Progress::Review(review) => Some(review),
                _ => None,
            })
            .expect("a review")
    }

    fn events(&self) -> Vec<&StackEvent> {
        self.all
            .iter()
            .filter_map(|progress| match progress {
                Progress::Event(event) => Some(event),
                _ => None,
            })
            .collect()
    }

    fn outputs(&self) -> BTreeMap<&str, &str> {
        match &self.outcome {
            Some(Outcome::Deployed(deployed) | Outcome::NothingToDeploy(deployed)) => {
                deployed.outputs.iter().map(|output| (output.name.as_str(), output.value.as_str())).collect()
            }
            other => panic!("no outputs: {other:?} {:?}", self.error),
        }
    }

    fn failure(&self) -> &Failure {
        match &self.outcome {
            Some(Outcome::Failed(failure)) => failure,
            other => panic!("no failure: {other:?} {:?}", self.error),
        }
    }
}

/// Listens to a job to its end, answering each question.
fn listen(job: &Job, answer: impl Fn(&Question) -> Answer) -> Told {
    let mut told = Told::default();
    while let Ok(progress) = job.progress.recv_timeout(Duration::from_mins(1)) {
        println!("{progress:?}");
        match &progress {
            Progress::Ask(question) => job.answer(answer(question)),
            Progress::Done(outcome) => told.outcome = Some(outcome.clone()),
            Progress::Stopped(error) => told.error = Some(error.clone()),
            _ => {}
        }
        told.all.push(progress);
    }
    told
}

fn yes(_: &Question) -> Answer {
    Answer::Proceed { allow_replace: Vec::new() }
}

fn deploy_with(target: Target, template: &StackTemplate, answer: impl Fn(&Question) -> Answer) -> Told {
    let task = Task::Deploy { template: template.clone(), keep_change_set: false };
    listen(&deploy::start(target, task, || {}).expect("a job"), answer)
}

fn deploy_stack(stack_name: &str, template: &StackTemplate) -> Told {
    deploy_with(target(stack_name), template, yes)
}

#[test]
fn creates_updates_and_deletes_a_stack() {
    against_emulator("creates_updates_and_deletes_a_stack", || {
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
        let ids: std::collections::BTreeSet<&str> = events.iter().map(|event| event.id.as_str()).collect();
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
    against_emulator("failures_name_their_root_cause", || {
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
    against_emulator("nothing_is_left_of_what_nobody_wanted", || {
        let template = queues(&[("Orders", "{}")]);
        let unwanted = deploy_with(target("shop"), &template, |_| Answer::Stop);
        assert_eq!(unwanted.outcome, Some(Outcome::Discarded));
        assert_eq!(deploy::status(&target("shop")).unwrap_err().kind, Kind::StackMissing);

        let task = Task::Deploy { template: template.clone(), keep_change_set: true };
        let kept = listen(&deploy::start(target("shop"), task, || {}).expect("a job"), |_| panic!("nothing to ask"));
        assert!(
            matches!(&kept.outcome, Some(Outcome::Kept { change_set_arn }) if change_set_arn.starts_with("arn:aws:cloudformation:eu-west-1:111122223333:changeSet/stackdraft-"))
        );
        assert_eq!(deploy::status(&target("shop")).expect("a shell").stack.status, "REVIEW_IN_PROGRESS");
        // The shell of a kept change set does not keep the next deployment away.
        assert_eq!(deploy_stack("shop", &template).outputs().len(), 1);
    });
}

#[test]
fn data_is_lost_only_by_name() {
    against_emulator("data_is_lost_only_by_name", || {
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
    against_emulator("large_templates_and_code_go_through_a_bucket", || {
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
    });
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
    against_emulator("who_and_where_is_asked_first", || {
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
    against_emulator("a_second_deployment_waits_its_turn", || {
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
