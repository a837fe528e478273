//! The deployment commands of the built program, against an emulator.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::emulator::Emulator;

/// An emulator, and a folder with a design to deploy to it.
struct Bench {
    emulator: Emulator,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self { emulator: Emulator::start(), folder: tempfile::tempdir().expect("a folder") };
        assert!(bench.run(&["new", "shop"], "").status.success());
        bench.edit("add queue Orders\nadd function Worker timeout=30s\nconnect Orders Worker\nenv dev region=eu-west-1 stack=shop-dev\n");
        bench
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stackdraft"));
        self.emulator.reach(&mut command);
        command.args(arguments).current_dir(self.folder.path()).env("STACKDRAFT_STATE_DIR", self.state());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// Runs the program and types these answers.
    fn run(&self, arguments: &[&str], typed: &str) -> Output {
        let mut child = self.command(arguments).spawn().expect("start stackdraft");
        // A program that asks nothing may have ended before it could be told anything.
        let _ = child.stdin.take().expect("its input").write_all(typed.as_bytes());
        let output = child.wait_with_output().expect("its answer");
        println!("{arguments:?} {:?}\n{}{}", output.status.code(), text(&output.stdout), text(&output.stderr));
        output
    }

    fn edit(&self, script: &str) {
        assert!(self.run(&["edit", FILE, "--script", "-"], script).status.success());
    }

    /// Runs a command on the stack of the environment `dev`; its exit status, its result and what it said.
    fn stack(&self, arguments: &[&str], typed: &str) -> (Option<i32>, String, String) {
        let all: Vec<&str> = arguments[..1].iter().chain(&[FILE, "--env", "dev"]).chain(&arguments[1..]).copied().collect();
        let output = self.run(&all, typed);
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    }
}

const FILE: &str = "shop.stackdraft.json";

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_stack_lives_and_dies_from_the_command_line() {
    let bench = Bench::new();
    let (status, result, said) = bench.stack(&["deploy"], "no\n");
    assert_eq!((status, result.as_str()), (Some(1), ""));
    assert!(said.contains("add          OrdersQueue") && said.contains("new stack shop-dev"), "{said}");
    assert!(said.contains("Worker: ") && said.contains("sqs:ReceiveMessage"), "{said}");
    let (status, _, said) = bench.stack(&["status"], "");
    assert_eq!(status, Some(2));
    assert!(said.contains("There is no stack shop-dev") && said.contains("hint:"), "{said}");

    let (status, _, said) = bench.stack(&["deploy"], "yes\n");
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("CREATE_COMPLETE") && said.contains("OrdersQueue (Orders)") && said.contains("Deployed in"), "{said}");
    assert_eq!(bench.stack(&["deploy", "--yes"], "").0, Some(0));
    assert!(bench.state().join("deployments").read_dir().expect("a record").count() > 0);
    assert!(Path::new(&bench.folder.path().join(FILE)).exists());

    bench.edit("set Worker.timeout=20s\n");
    for only_the_change_set in [&["deploy", "--no-execute"][..], &["deploy", "--no-execute", "--yes"]] {
        let (status, arn, _) = bench.stack(only_the_change_set, "");
        assert_eq!(status, Some(0));
        assert!(arn.starts_with("arn:aws:cloudformation:") && arn.lines().count() == 1, "{arn}");
    }
    let (status, lines, said) = bench.stack(&["deploy", "--yes", "--format", "jsonl"], "");
    assert_eq!((status, said.as_str()), (Some(0), ""));
    let told: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON on each line")).collect();
    assert!(told.iter().any(|line| line["type"] == "review" && line["changes"][0]["logical_id"].is_string()), "{lines}");
    assert!(told.iter().any(|line| line["type"] == "event" && line["node"] == "Worker"), "{lines}");
    assert_eq!(told.last().expect("an end")["outcome"], "deployed");

    let (status, result, _) = bench.stack(&["status", "--format", "json"], "");
    assert_eq!(status, Some(0));
    let stack: Value = serde_json::from_str(&result).expect("JSON");
    assert_eq!(stack["stack"]["status"], "UPDATE_COMPLETE");
    let (_, events, _) = bench.stack(&["events", "--format", "jsonl"], "");
    assert!(events.lines().count() > 10, "{events}");
    let (status, outputs, _) = bench.stack(&["outputs", "--format", "json"], "");
    assert_eq!((status, serde_json::from_str::<Value>(&outputs).is_ok_and(|outputs| outputs.is_object())), (Some(0), true));

    assert_eq!(bench.stack(&["delete"], "shop\n").0, Some(1));
    let (status, _, said) = bench.stack(&["delete"], "shop-dev\n");
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(bench.stack(&["status"], "").0, Some(2));
}

#[test]
fn data_is_named_before_it_goes() {
    let bench = Bench::new();
    assert_eq!(bench.stack(&["deploy", "--yes"], "").0, Some(0));
    bench.edit("override Orders Resource.Properties.QueueName=orders-1\n");
    let (status, _, said) = bench.stack(&["deploy", "--yes"], "");
    assert_eq!(status, Some(2));
    assert!(said.contains("--allow-replace OrdersQueue") && said.contains("1 of these changes may lose data"), "{said}");
    // Typing anything else is a no; the name and then yes is a yes.
    assert_eq!(bench.stack(&["deploy"], "yes\nyes\n").0, Some(1));
    assert_eq!(bench.stack(&["deploy"], "OrdersQueue\nyes\n").0, Some(0));
    bench.edit("override Orders Resource.Properties.QueueName=orders-2\n");
    assert_eq!(bench.stack(&["deploy", "--yes", "--allow-replace", "Orders"], "").0, Some(0));
}

#[test]
fn what_is_changed_past_cloudformation_is_found() {
    let bench = Bench::new();
    bench.edit("add queue Second\n");
    assert_eq!(bench.stack(&["deploy", "--yes"], "").0, Some(0));
    let (status, found, said) = bench.stack(&["drift"], "");
    assert_eq!((status, found.as_str()), (Some(0), ""), "{said}");
    assert!(said.contains("no drift in "), "{said}");
    let (_, told, _) = bench.stack(&["status"], "");
    assert!(told.contains("Drift: no drift, looked at 20"), "{told}");

    let stack = |queue: &str| json!({ "stack": "shop-dev", "queue": queue });
    let mut changed = stack("OrdersQueue");
    changed["attributes"] = json!({ "VisibilityTimeout": "77" });
    bench.emulator.ask("change_queue", &changed);
    bench.emulator.ask("delete_queue", &stack("SecondQueue"));
    let (status, found, said) = bench.stack(&["drift"], "");
    assert_eq!(status, Some(1), "{said}");
    assert!(found.contains("changed   OrdersQueue (Orders)  AWS::SQS::Queue") && found.contains("VisibilityTimeout: "), "{found}");
    assert!(found.contains("→ 77") && found.contains("deleted   SecondQueue (Second)"), "{found}");
    assert!(said.contains("2 of ") && said.contains(" resources have drifted"), "{said}");
    let (status, lines, _) = bench.stack(&["drift", "--format", "jsonl"], "");
    assert_eq!(status, Some(1));
    let last: Value = serde_json::from_str(lines.lines().last().expect("a line")).expect("JSON");
    assert_eq!((&last["outcome"], &last["resources"][0]["state"]), (&json!("drift"), &json!("gone")));
    let (_, told, _) = bench.stack(&["status"], "");
    assert!(told.contains("Drift: drifted, looked at"), "{told}");
}

#[test]
fn a_protected_stack_is_told_so_and_freed() {
    let bench = Bench::new();
    assert_eq!(bench.stack(&["deploy", "--yes"], "").0, Some(0));
    let (status, _, said) = bench.stack(&["protect"], "");
    assert_eq!(status, Some(0), "{said}");
    assert!(bench.stack(&["status"], "").1.contains("Protected against deletion."));
    let (status, _, said) = bench.stack(&["delete", "--yes"], "");
    assert_eq!(status, Some(2));
    assert!(said.contains("stackdraft protect DESIGN --env ENVIRONMENT --off"), "{said}");
    assert_eq!(bench.stack(&["protect", "--off"], "").0, Some(0));
    assert_eq!(bench.stack(&["delete", "--yes"], "").0, Some(0));
}

#[test]
fn what_is_kept_says_the_template_that_is_deployed() {
    let bench = Bench::new();
    bench.edit("override Orders Resource.DeletionPolicy=Retain\nadd topic News\n");
    assert_eq!(bench.stack(&["deploy", "--yes"], "").0, Some(0));
    // The design as it is now says otherwise, and no longer has the topic.
    bench.edit("override Orders Resource.DeletionPolicy=Delete\nremove News\n");
    let (status, _, said) = bench.stack(&["delete"], "no\n");
    assert_eq!(status, Some(1));
    assert!(said.contains("keep      OrdersQueue") && said.contains("delete    NewsTopic"), "{said}");
    let (status, _, said) = bench.stack(&["delete", "--yes"], "");
    assert_eq!(status, Some(0));
    assert!(said.contains("keep      OrdersQueue") && said.contains("Kept: OrdersQueue"), "{said}");
}

#[test]
fn the_design_is_compared_with_what_is_deployed_and_opened_from_there() {
    let bench = Bench::new();
    assert_eq!(bench.stack(&["deploy", "--yes"], "").0, Some(0));
    let (status, result, said) = bench.stack(&["diff"], "");
    assert_eq!((status, result.as_str()), (Some(0), ""), "{said}");
    bench.edit("set Worker.timeout=20s\n");
    let (status, result, _) = bench.stack(&["diff"], "");
    assert_eq!(status, Some(1));
    assert!(result.contains("\n-      Timeout: 30\n+      Timeout: 20\n"), "{result}");

    let opened = bench.run(&["import", "--stack", "shop-dev", "-o", "opened.stackdraft.json"], "");
    assert_eq!(opened.status.code(), Some(0), "{}", text(&opened.stderr));
    let again = bench.run(&["deploy", "opened.stackdraft.json", "--env", "live", "--yes"], "");
    assert_eq!(again.status.code(), Some(0));
    assert!(text(&again.stderr).contains("Nothing to deploy"), "{}", text(&again.stderr));
    let nobody = bench.run(&["import", "--stack", "nobody"], "");
    assert_eq!(nobody.status.code(), Some(2));
}

#[test]
fn a_masked_value_comes_from_the_shell_or_is_typed() {
    let bench = Bench::new();
    bench.edit("param ApiKey no_echo=true\nset Worker.environment={\"API_KEY\": {\"$parameter\": \"ApiKey\"}}\n");
    let (status, _, said) = bench.stack(&["deploy", "--yes"], "");
    assert_eq!(status, Some(2));
    assert!(said.contains("neither a value nor a default: ApiKey"), "{said}");
    let (status, _, said) = bench.stack(&["deploy"], "hunter2\nyes\n");
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("Value of ApiKey:") && !said.contains("hunter2"), "{said}");
    // The stack keeps it, and another one is given by name.
    assert_eq!(bench.stack(&["deploy", "--yes"], "").0, Some(0));
    assert_eq!(bench.stack(&["deploy", "--yes", "--parameter", "ApiKey"], "other\n").0, Some(0));
    assert_eq!(bench.stack(&["deploy", "--yes", "--parameter", "Nobody=1"], "").0, Some(2));
    let file = std::fs::read_to_string(bench.folder.path().join(FILE)).expect("the design");
    assert!(!file.contains("hunter2") && !file.contains("other"), "{file}");
}

#[test]
fn what_is_under_way_is_followed_and_only_an_update_is_taken_back() {
    let bench = Bench::new();
    assert_eq!(bench.stack(&["deploy", "--yes"], "").0, Some(0));
    let (status, _, said) = bench.stack(&["watch"], "");
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("OrdersQueue (Orders)") && said.contains("Deployed in"), "{said}");
    let (status, _, said) = bench.stack(&["rollback"], "");
    assert_eq!(status, Some(2));
    assert!(said.contains("only an update under way can be taken back"), "{said}");
}

#[cfg(unix)]
#[test]
fn an_interruption_at_the_question_leaves_nothing_behind() {
    let bench = Bench::new();
    let mut child = bench.command(&["deploy", FILE, "--env", "dev"]).spawn().expect("start stackdraft");
    // Held open: an input that ends would be a no by itself.
    let _input = child.stdin.take();
    let mut said = BufReader::new(child.stderr.take().expect("what it says"));
    let mut line = String::new();
    while !line.contains("Type yes") {
        line.clear();
        assert!(said.read_line(&mut line).expect("a line") > 0, "it never asked");
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
    assert_eq!(child.wait().expect("its end").code(), Some(2));
    assert_eq!(bench.stack(&["status"], "").0, Some(2));
}
