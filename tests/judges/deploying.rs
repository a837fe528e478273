//! Deploys templates against an emulator and listens to what is told.
//!
//! The AWS SDK reads its environment from the process. So each test runs itself once more in a process of its own,
//! whose environment leads to the emulator and nowhere else.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::process::Command;
use std::time::Duration;

use stackdraft::deploy::{
    self, Answer, Failure, Job, Outcome, Progress, Question, Review, StackEvent, StackTemplate, Target, Task, TemplateResource,
};

use crate::emulator::{ACCOUNT, Emulator};

/// Names the test a process is to run the inside of.
const INSIDE: &str = "STACKDRAFT_TEST_INSIDE";

/// Runs a test's inside in a process whose AWS is an emulator.
pub fn against_emulator(test: &str, inside: fn()) {
    behind(test, str::to_owned, inside, |_| {});
}

/// The same with something between: `through` gives the address to use for the emulator's. `afterwards` looks at what
/// is left in the emulator.
pub fn behind(test: &str, through: impl Fn(&str) -> String, inside: fn(), afterwards: impl Fn(&Emulator)) {
    if env::var(INSIDE).is_ok_and(|name| name == test) {
        return inside();
    }
    let folder = tempfile::tempdir().expect("a folder");
    let emulator = Emulator::start();
    let endpoint = through(emulator.endpoint());
    let config = folder.path().join("config");
    let credentials = folder.path().join("credentials");
    fs::write(&config, "[profile emulator]\nregion = eu-west-1\n[profile nowhere]\noutput = json\n[profile signed-out]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = dev\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://127.0.0.1:9/start\n").expect("config");
    fs::write(
        &credentials,
        format!("[emulator]\naws_access_key_id = {ACCOUNT}\naws_secret_access_key = test\n[nowhere]\naws_access_key_id = {ACCOUNT}\naws_secret_access_key = test\n"),
    )
    .expect("credentials");
    let output = Command::new(env::current_exe().expect("this program"))
        .args([test, "--exact", "--nocapture"])
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder.path())
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", &config)
        .env("AWS_SHARED_CREDENTIALS_FILE", &credentials)
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("STACKDRAFT_STATE_DIR", folder.path().join("state"))
        .env(INSIDE, test)
        .output()
        .expect("run the test once more");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    println!("{said}");
    afterwards(&emulator);
}

/// An environment whose profile leads to the emulator.
pub fn target(stack_name: &str) -> Target {
    Target {
        environment: "test".to_owned(),
        profile: Some("emulator".to_owned()),
        account: Some(ACCOUNT.to_owned()),
        stack_name: stack_name.to_owned(),
        tags: BTreeMap::from([("team".to_owned(), "orders".to_owned())]),
        ..Target::default()
    }
}

/// A template of queues: logical ID, and the properties in YAML's flow style.
pub fn queues(queues: &[(&str, &str)]) -> StackTemplate {
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

pub fn resource(logical_id: &str, resource_type: &str) -> TemplateResource {
    TemplateResource {
        logical_id: logical_id.to_owned(),
        resource_type: resource_type.to_owned(),
        node: Some(format!("{logical_id} node")),
    }
}

/// The template with an event bus of that name, made after everything else.
pub fn with_bus(mut template: StackTemplate, name: &str) -> StackTemplate {
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
pub fn slow(seconds: u32) -> StackTemplate {
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
pub struct Told {
    pub all: Vec<Progress>,
    pub outcome: Option<Outcome>,
    pub error: Option<deploy::Error>,
}

impl Told {
    pub fn review(&self) -> &Review {
        self.all
            .iter()
            .find_map(|progress| match progress {
                Progress::Review(review) => Some(review),
                _ => None,
            })
            .expect("a review")
    }

    pub fn events(&self) -> Vec<&StackEvent> {
        self.all
            .iter()
            .filter_map(|progress| match progress {
                Progress::Event(event) => Some(event),
                _ => None,
            })
            .collect()
    }

    pub fn outputs(&self) -> BTreeMap<&str, &str> {
        match &self.outcome {
            Some(Outcome::Deployed(deployed) | Outcome::NothingToDeploy(deployed)) => {
                deployed.outputs.iter().map(|output| (output.name.as_str(), output.value.as_str())).collect()
            }
            other => panic!("no outputs: {other:?} {:?}", self.error),
        }
    }

    pub fn failure(&self) -> &Failure {
        match &self.outcome {
            Some(Outcome::Failed(failure)) => failure,
            other => panic!("no failure: {other:?} {:?}", self.error),
        }
    }
}

/// Listens to a job to its end, answering each question.
pub fn listen(job: &Job, answer: impl Fn(&Question) -> Answer) -> Told {
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

pub fn yes(_: &Question) -> Answer {
    Answer::Proceed { allow_replace: Vec::new() }
}

pub fn deploy_with(target: Target, template: &StackTemplate, answer: impl Fn(&Question) -> Answer) -> Told {
    let task = Task::Deploy { template: template.clone(), keep_change_set: false };
    listen(&deploy::start(target, task, || {}).expect("a job"), answer)
}

pub fn deploy_stack(stack_name: &str, template: &StackTemplate) -> Told {
    deploy_with(target(stack_name), template, yes)
}
