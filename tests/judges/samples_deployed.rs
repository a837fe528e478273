//! The samples, deployed by the built program to an emulator, from their creation to their end.
//!
//! Each is created, changed, deployed unchanged, changed in a way that fails, and deleted. What the services tell of
//! the stack is compared with the template each time, and a message goes in at one end and is found at the other.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::{Command, Stdio},
    thread,
};

use serde_json::{Value, json};
use stackdraft::project::samples::SAMPLES;

use crate::emulator::Emulator;
use crate::samples_flows as flows;

/// A sample, and what is special about trying it.
struct Trial {
    sample: &'static str,
    /// A script that takes away what the emulator has not got.
    without: &'static str,
    /// Sends something in and finds it at the other end.
    flow: fn(&Emulator, &str),
}

/// All samples, in their order.
const TRIALS: &[Trial] = &[
    Trial { sample: "sign-up-fanout", without: "", flow: flows::sign_up_fanout },
    Trial { sample: "user-registration", without: "unset \"Account events\".archive_days\n", flow: flows::user_registration },
    Trial { sample: "image-pipeline", without: "", flow: flows::image_pipeline },
    Trial { sample: "storefront-api", without: "", flow: flows::storefront_api },
    Trial { sample: "order-processing", without: "unset \"Shop events\".archive_days\n", flow: flows::order_processing },
    Trial { sample: "event-driven-retail", without: "unset \"Retail events\".archive_days\n", flow: flows::event_driven_retail },
];

/// A bus with this name is there before any sample, so that another cannot be made.
const TAKEN: &str = "taken";

#[test]
fn every_sample_is_deployed_changed_and_deleted() {
    let tried: Vec<&str> = TRIALS.iter().map(|trial| trial.sample).collect();
    let samples: Vec<&str> = SAMPLES.iter().map(|sample| sample.name).collect();
    assert_eq!(tried, samples);

    let emulator = Emulator::start();
    let rival = format!("Resources:\n  Bus: {{Type: AWS::Events::EventBus, Properties: {{Name: {TAKEN}}}}}\n");
    assert_eq!(emulator.deploy("rival", &rival)["status"], "CREATE_COMPLETE");
    let failed: Vec<&str> = thread::scope(|scope| {
        let run = |trial: &'static Trial| (trial.sample, scope.spawn(|| Stack::new(&emulator, trial).lives(trial)));
        let running: Vec<_> = TRIALS.iter().map(run).collect();
        running.into_iter().filter_map(|(sample, end)| end.join().is_err().then_some(sample)).collect()
    });
    assert!(failed.is_empty(), "{failed:?} failed, see above");
}

/// A sample's design in a folder of its own, and the stack of its environment `dev`.
struct Stack<'a> {
    emulator: &'a Emulator,
    folder: tempfile::TempDir,
    file: String,
    name: String,
    parameters: Value,
}

/// A template, and the resources in it by logical ID.
struct Template {
    text: String,
    resources: BTreeMap<String, Value>,
}

impl Template {
    fn ids(&self) -> BTreeSet<&str> {
        self.resources.keys().map(String::as_str).collect()
    }

    fn of_type(&self, resource_type: &str) -> Vec<&str> {
        self.resources.iter().filter(|(_, resource)| resource["Type"] == resource_type).map(|(id, _)| id.as_str()).collect()
    }

    /// What stays when the stack goes.
    fn retained(&self) -> BTreeSet<&str> {
        self.resources.iter().filter(|(_, resource)| resource["DeletionPolicy"] == "Retain").map(|(id, _)| id.as_str()).collect()
    }
}

impl<'a> Stack<'a> {
    fn new(emulator: &'a Emulator, trial: &Trial) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = format!("{}.stackdraft.json", trial.sample);
        let mut stack = Self { emulator, folder, file, name: String::new(), parameters: Value::Null };
        stack.succeeds(&["new", trial.sample, "--sample", trial.sample]);
        let text = fs::read_to_string(stack.folder.path().join(&stack.file)).expect("the design");
        let design: Value = serde_json::from_str(&text).expect("JSON");
        let environment = &design["environments"]["dev"];
        let name = environment["stack_name"].as_str().unwrap_or_else(|| panic!("{}: no stack name", trial.sample));
        name.clone_into(&mut stack.name);
        stack.parameters = environment["parameters"].clone();
        if !trial.without.is_empty() {
            stack.edit(trial.without);
        }
        stack
    }

    fn lives(&self, trial: &Trial) {
        let created = self.template();
        self.deploys("CREATE_COMPLETE");
        self.agrees_with(&created);
        let (count, refused) = self.emulator.wires(&self.name);
        assert!(count > 0 && refused.is_empty(), "{}: {count} deliveries, refused are {refused:#?}", self.name);
        (trial.flow)(self.emulator, &self.name);

        let changed = self.changes(&created);
        let ids = self.physical_ids();
        self.deploys("Nothing to deploy");
        assert_eq!(self.physical_ids(), ids, "{}: nothing was to be deployed", self.name);

        self.fails(&changed);
        assert_eq!(self.physical_ids(), ids, "{}: the failure was to leave everything as it was", self.name);
        self.ends(&changed);
    }

    /// Changes one resource and adds another; the template then.
    fn changes(&self, created: &Template) -> Template {
        let functions = created.of_type("AWS::Lambda::Function");
        let function = functions.first().expect("a function");
        self.edit(&format!("set {function}.memory=1792\nadd queue \"Late letters\"\n"));
        let changed = self.template();
        let differences = self.differences(&changed);
        let told = |what: &str| differences.iter().any(|difference| difference.contains(what));
        assert!(told("MemorySize: the template says 1792") && told("LateLettersQueue"), "{}: {differences:#?}", self.name);

        let before = self.physical_ids();
        self.deploys("UPDATE_COMPLETE");
        self.agrees_with(&changed);
        let after = self.physical_ids();
        // The deployment of a REST API is made anew whenever the API changes; nothing else may be.
        let kept = before.iter().filter(|(id, _)| changed.resources.contains_key(*id));
        for (logical_id, physical_id) in kept {
            assert_eq!(after.get(logical_id), Some(physical_id), "{}: {logical_id} was replaced", self.name);
        }
        let present: BTreeSet<&str> = after.keys().map(String::as_str).collect();
        assert_eq!(present, changed.ids(), "{}", self.name);
        changed
    }

    /// Deploys a design whose last resource cannot be made, after two others have been changed.
    fn fails(&self, before: &Template) {
        let functions = before.of_type("AWS::Lambda::Function");
        let [.., first, second] = functions.as_slice() else { panic!("{}: two functions are needed", self.name) };
        self.edit(&format!(
            "set {first}.memory=1856\nset {second}.memory=1856\nadd event_bus Taken\n\
             override Taken Resource.Properties.Name={TAKEN}\n\
             override Taken Resource.Properties.Description={{\"Fn::Sub\": \"Later than ${{{first}}} and ${{{second}}}\"}}\n"
        ));
        let (status, said) = self.on_stack(&["deploy", "--yes"]);
        assert_eq!(status, Some(1), "{said}");
        let (events, cause) = said.split_once("Failed: the stack is in UPDATE_ROLLBACK_COMPLETE").unwrap_or_else(|| panic!("{said}"));
        let root = cause.lines().nth(1).unwrap_or_default();
        assert!(root.contains("TakenBus (Taken") && root.contains("already exists"), "{said}");
        let worked = events.split_once("_FAILED").expect("an event of the failure").0;
        for function in [first, second] {
            let done = |line: &&str| line.contains(" UPDATE_COMPLETE ") && line.contains(&format!(" {function} "));
            assert!(worked.lines().any(|line| done(&line)), "{function} was to be changed before the failure: {said}");
        }
        self.agrees_with(before);
    }

    fn ends(&self, last: &Template) {
        let (status, said) = self.on_stack(&["delete", "--yes"]);
        assert_eq!(status, Some(0), "{said}");
        let kept: BTreeSet<&str> =
            said.lines().filter_map(|line| line.strip_prefix("Kept: ")).filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(kept, last.retained(), "{said}");
        assert_eq!(self.emulator.ask("stack_exists", &json!({ "stack": self.name })), json!(false));
    }

    /// Everything the services tell of the stack is as the template says.
    fn agrees_with(&self, template: &Template) {
        let told = self.compare(template);
        assert_eq!(told["differences"], json!([]), "{}: {told:#}", self.name);
        assert_eq!(told["unread"], json!([]), "{}: no service was asked about these", self.name);
        for resource_type in ["AWS::IAM::Role", "AWS::Lambda::Function"] {
            assert!(told["compared"][resource_type].as_u64() > Some(0), "{}: {resource_type} was not compared", self.name);
        }
    }

    fn differences(&self, template: &Template) -> Vec<String> {
        let told = self.compare(template);
        told["differences"].as_array().expect("a list").iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    fn compare(&self, template: &Template) -> Value {
        self.emulator.ask("compare", &json!({ "stack": self.name, "template": template.text, "parameters": self.parameters }))
    }

    fn physical_ids(&self) -> BTreeMap<String, String> {
        let told = self.emulator.ask("physical_ids", &json!({ "stack": self.name }));
        serde_json::from_value(told).expect("ids by logical ID")
    }

    fn template(&self) -> Template {
        let text = self.succeeds(&["export", &self.file, "--format", "json"]);
        let template: Value = serde_json::from_str(&text).expect("a template in JSON");
        Template { resources: serde_json::from_value(template["Resources"].clone()).expect("resources"), text }
    }

    fn deploys(&self, end: &str) {
        let (status, said) = self.on_stack(&["deploy", "--yes"]);
        assert!(status == Some(0) && said.contains(end), "{}: {said}", self.name);
    }

    fn edit(&self, script: &str) {
        fs::write(self.folder.path().join("script.txt"), script).expect("a script");
        self.succeeds(&["edit", &self.file, "--script", "script.txt"]);
    }

    /// Runs a command on the stack; its exit status and what it said.
    fn on_stack(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let all: Vec<&str> = arguments[..1].iter().chain(&[self.file.as_str(), "--env", "dev"]).chain(&arguments[1..]).copied().collect();
        let (status, _, said) = self.run(&all);
        (status, said)
    }

    /// Runs a command that must succeed; its result.
    fn succeeds(&self, arguments: &[&str]) -> String {
        let (status, result, said) = self.run(arguments);
        assert_eq!(status, Some(0), "{arguments:?}: {said}");
        result
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stackdraft"));
        let command = self.emulator.reach(&mut command).args(arguments).current_dir(self.folder.path());
        let command = command.env("STACKDRAFT_STATE_DIR", self.folder.path().join("state")).stdin(Stdio::null());
        let output = command.output().expect("run stackdraft");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    }
}
