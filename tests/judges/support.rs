//! Calls the judges: tools this project did not write, each behind a Python program in this folder.
//!
//! `tests/run` installs them under `target/judges`; `STACKDRAFT_JUDGES` names another folder. Everything
//! here panics when a judge is missing or does not answer: a judge that was not heard has not agreed.

use std::{
    env,
    fmt::{self, Display, Write as _},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use serde_json::{Value, json};

/// A template and the name a finding is told under.
pub type Named<'a> = (&'a str, &'a str);

/// Something cfn-lint says about a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintFinding {
    /// The name the template was handed in under.
    pub template: String,
    /// The rule, such as `E3002`; `JUDGE…` for what the call itself found.
    pub rule: String,
    /// `error`, `warning` or `informational`.
    pub level: String,
    /// The place, parts separated by a slash: `Resources/Orders/Properties/Foo`.
    pub path: String,
    /// The CloudFormation type of the resource at that place, or nothing.
    pub resource_type: String,
    /// cfn-lint's own words.
    pub message: String,
}

impl Display for LintFinding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { template, rule, level, path, resource_type, message } = self;
        write!(formatter, "{template}: {rule} {level} at {path} ({resource_type}): {message}")
    }
}

/// Something a judge of state machines says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AslProblem {
    /// The name of the template or definition.
    pub name: String,
    /// The logical ID of the state machine, where a template was judged.
    pub machine: String,
    /// `statelint`, `asl-validator`, `substitutions` or `json`.
    pub judge: String,
    /// The judge's own words.
    pub message: String,
}

/// What the judge of permissions found in templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IamReport {
    /// How many statements were read.
    pub statements: u64,
    /// What is wrong with them.
    pub problems: Vec<IamProblem>,
    /// Every action that is named, with its place.
    pub actions: Vec<IamAction>,
}

/// An action that does not exist, or that allows too much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IamProblem {
    /// The name of the template.
    pub name: String,
    /// Logical ID, policy and statement.
    pub place: String,
    /// The action as written.
    pub action: String,
    /// `unknown`, `wildcard` or `everywhere`.
    pub problem: String,
}

/// One action of one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IamAction {
    /// The name of the template.
    pub name: String,
    /// Logical ID, policy and statement.
    pub place: String,
    /// `Allow` or `Deny`.
    pub effect: String,
    /// The action as written.
    pub action: String,
    /// The resources as written, intrinsics in their long form.
    pub resources: Vec<Value>,
}

/// The access AWS's serverless application model gives between two types of resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connector {
    /// The CloudFormation type that acts or sends.
    pub source: String,
    /// The CloudFormation type that is acted on.
    pub destination: String,
    /// `Read` or `Write`.
    pub access: String,
    /// The actions, sorted.
    pub actions: Vec<String>,
}

/// The folder the judges are installed in.
pub fn home() -> PathBuf {
    env::var_os("STACKDRAFT_JUDGES").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/judges"), PathBuf::from)
}

/// A command that runs one of the Python programs of this folder.
pub fn python(program: &str) -> Command {
    let python = home().join("venv/bin/python");
    assert!(python.exists(), "no judges at {}: run tests/run --install", home().display());
    let mut command = Command::new(python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges").join(program));
    command
}

/// Lints templates in us-east-1 and eu-west-1 with every rule, informational ones included.
///
/// One call takes 1.3 s and then about 50 ms for a template of 7 resources and 350 ms for one of 56;
/// so collect templates and call once. A text that was linted before on the same day costs nothing.
pub fn lint(templates: &[Named<'_>]) -> Vec<LintFinding> {
    let request = json!({ "templates": named(templates), "cache": home().join("lint-cache") });
    let answer = ask(python("lint.py"), &request);
    let finding = |item: &Value| LintFinding {
        template: text(item, "template"),
        rule: text(item, "rule"),
        level: text(item, "level"),
        path: text(item, "path"),
        resource_type: text(item, "resource_type"),
        message: text(item, "message"),
    };
    println!("cfn-lint: {} linted, {} known, {} s", answer["linted"], answer["cached"], answer["seconds"]);
    list(&answer, "findings").iter().map(finding).collect()
}

/// Panics with every finding of [`lint`] if there is one.
pub fn assert_lints_clean(templates: &[Named<'_>]) {
    let findings = lint(templates);
    let told = findings.iter().fold(String::new(), |mut told, finding| {
        let _ = writeln!(told, "{finding}");
        told
    });
    assert!(findings.is_empty(), "{} findings in {} templates:\n{told}", findings.len(), templates.len());
}

/// Judges every state machine of the templates; says how many there were.
pub fn validate_state_machines(templates: &[Named<'_>]) -> (u64, Vec<AslProblem>) {
    judge_asl(&json!({ "templates": named(templates), "node_modules": node_modules() }))
}

/// Judges definitions in Amazon States Language.
pub fn validate_asl(definitions: &[(&str, Value)]) -> Vec<AslProblem> {
    let definitions: Vec<Value> = definitions.iter().map(|(name, definition)| json!({ "name": name, "definition": definition })).collect();
    judge_asl(&json!({ "definitions": definitions, "node_modules": node_modules() })).1
}

/// Reads every statement of the templates: roles, policies, policies of resources, permissions of functions.
pub fn judge_permissions(templates: &[Named<'_>]) -> IamReport {
    let mut command = python("iam.py");
    command.arg("statements");
    let answer = ask(command, &json!({ "templates": named(templates) }));
    let problem = |item: &Value| IamProblem {
        name: text(item, "name"),
        place: text(item, "place"),
        action: text(item, "action"),
        problem: text(item, "problem"),
    };
    let action = |item: &Value| IamAction {
        name: text(item, "name"),
        place: text(item, "place"),
        effect: text(item, "effect"),
        action: text(item, "action"),
        resources: list(item, "resources"),
    };
    IamReport {
        statements: answer["statements"].as_u64().expect("a number of statements"),
        problems: list(&answer, "problems").iter().map(problem).collect(),
        actions: list(&answer, "actions").iter().map(action).collect(),
    }
}

/// The pairs of resource types that SAM's connectors know, each with its access categories.
pub fn connectors() -> Vec<Connector> {
    let mut command = python("iam.py");
    command.arg("connectors");
    let connector = |item: &Value| Connector {
        source: text(item, "source"),
        destination: text(item, "destination"),
        access: text(item, "access"),
        actions: list(item, "actions").iter().filter_map(Value::as_str).map(str::to_owned).collect(),
    };
    list(&ask(command, &Value::Null), "connectors").iter().map(connector).collect()
}

fn judge_asl(request: &Value) -> (u64, Vec<AslProblem>) {
    let answer = ask(python("asl.py"), request);
    let problem = |item: &Value| AslProblem {
        name: text(item, "name"),
        machine: text(item, "machine"),
        judge: text(item, "judge"),
        message: text(item, "message"),
    };
    let machines = answer["machines"].as_u64().expect("a number of machines");
    (machines, list(&answer, "problems").iter().map(problem).collect())
}

fn node_modules() -> PathBuf {
    home().join("node/node_modules")
}

/// A request that a mapping template made of another, and what it made of the service's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct MappedCall {
    /// The name of the case.
    pub name: String,
    /// The logical ID of the method.
    pub method: String,
    /// Service and action: `dynamodb:GetItem`.
    pub action: String,
    /// What the service gets.
    pub sent: Value,
    /// What the caller gets, where the case has an answer of the service and the method a template for it.
    pub answer: Option<Value>,
    /// The status the caller gets with it.
    pub status: Option<u64>,
}

/// Runs the mapping templates of REST APIs; the calls, and what is wrong with them. A case has a `name`, the template's `text`,
/// and where it wants others than the usual ones a `request` and `answers` by action.
pub fn run_mappings(cases: &[Value]) -> (Vec<MappedCall>, Vec<String>) {
    let answer = ask(python("mappings.py"), &json!({ "cases": cases }));
    let call = |item: &Value| MappedCall {
        name: text(item, "name"),
        method: text(item, "method"),
        action: text(item, "action"),
        sent: item["sent"].clone(),
        answer: item["answer"].as_str().map(|text| serde_json::from_str(text).unwrap_or_else(|problem| panic!("{problem}: {text}"))),
        status: item["status"].as_u64(),
    };
    let problem = |item: &Value| format!("{} {}: {}", text(item, "name"), text(item, "method"), text(item, "problem"));
    (list(&answer, "calls").iter().map(call).collect(), list(&answer, "problems").iter().map(problem).collect())
}

fn named(templates: &[Named<'_>]) -> Vec<Value> {
    templates.iter().map(|(name, text)| json!({ "name": name, "text": text })).collect()
}

fn text(item: &Value, key: &str) -> String {
    item[key].as_str().unwrap_or_else(|| panic!("no text {key} in {item}")).to_owned()
}

fn list(item: &Value, key: &str) -> Vec<Value> {
    item[key].as_array().unwrap_or_else(|| panic!("no list {key} in {item}")).clone()
}

/// Runs a program that reads one JSON value and prints one.
fn ask(mut command: Command, request: &Value) -> Value {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("start the judge");
    let mut stdin = child.stdin.take().expect("the judge's input");
    let request = request.to_string();
    // Written by a thread of its own, so that a judge which speaks before it has read all cannot block both.
    let writer = thread::spawn(move || stdin.write_all(request.as_bytes()));
    let output = child.wait_with_output().expect("the judge's answer");
    let _ = writer.join();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {said}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|problem| panic!("{command:?}: {problem}: {said}"))
}
