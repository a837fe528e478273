//! The built program, run as a user runs it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use std::io::Write as _;

fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stackdraft"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const SHOP: &str = "add queue Orders\nadd queue Failed\nadd function Worker\nconnect Orders Worker\nconnect Orders Failed\nadd topic Alerts\nalarm Failed messages\nconnect Failed/messages Alerts\nadd subscriber Operations email=operations@example.com\nconnect Alerts Operations dead_letters=Failed\nadd kms_key Own\nconnect Own Alerts\ntag team=shop\n";

#[test]
fn from_nothing_to_a_template() {
    let folder = tempfile::tempdir().unwrap();
    let file = "shop.stackdraft.json";
    let new = run(folder.path(), &["new", "shop"], "");
    assert_eq!(new.status.code(), Some(0));
    assert!(new.stdout.is_empty(), "nothing but results go to standard output");
    assert_eq!(run(folder.path(), &["new", "shop"], "").status.code(), Some(2), "an existing file is never replaced");
    let edit = run(folder.path(), &["edit", file, "--script", "-"], SHOP);
    assert_eq!(edit.status.code(), Some(0), "{}", text(&edit.stderr));
    let check = run(folder.path(), &["check", file], "");
    assert_eq!((check.status.code(), text(&check.stdout).as_str()), (Some(0), ""), "{}", text(&check.stdout));
    let yaml = run(folder.path(), &["export", file], "");
    assert!(text(&yaml.stdout).starts_with("AWSTemplateFormatVersion: '2010-09-09'\n"));
    assert!(yaml.stderr.is_empty());
    let json = run(folder.path(), &["export", file, "--format", "json"], "");
    let template: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(template["Resources"]["OrdersQueue"]["Properties"]["RedrivePolicy"]["maxReceiveCount"], 5);
}

#[test]
fn a_design_is_checked_for_an_environment() {
    let folder = tempfile::tempdir().unwrap();
    let file = "shop.stackdraft.json";
    run(folder.path(), &["new", "shop"], "");
    let script = "param Wait type=Number default=30\nenv dev\nenv prod parameter.Wait=4000\nadd function Worker timeout=\"!Ref Wait\"\n";
    let edit = run(folder.path(), &["edit", file, "--script", "-"], script);
    assert_eq!(edit.status.code(), Some(0), "{}", text(&edit.stderr));
    let check = |environment: &str| run(folder.path(), &["check", file, "--fail-on", "error", "--env", environment], "");
    assert_eq!(check("dev").status.code(), Some(0), "{}", text(&check("dev").stdout));
    let prod = check("prod");
    assert_eq!(prod.status.code(), Some(1), "{}", text(&prod.stdout));
    assert!(text(&prod.stdout).contains("WIR002"), "{}", text(&prod.stdout));
    let other = check("test");
    assert_eq!(other.status.code(), Some(2));
    assert!(text(&other.stderr).contains("it has dev, prod"), "{}", text(&other.stderr));
}

#[test]
fn a_template_becomes_a_design_and_the_same_template_again() {
    let folder = tempfile::tempdir().unwrap();
    let template = "Description: d\nAWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Seats:\n    Type: AWS::ECS::Cluster\n";
    std::fs::write(folder.path().join("seats.yaml"), template).unwrap();
    let import = run(folder.path(), &["import", "seats.yaml", "-o", "seats.stackdraft.json"], "");
    assert_eq!((import.status.code(), text(&import.stdout).as_str()), (Some(0), ""), "{}", text(&import.stderr));
    assert!(text(&import.stderr).contains("1 resource kept as it stands"), "{}", text(&import.stderr));
    assert_eq!(run(folder.path(), &["import", "seats.yaml", "-o", "seats.stackdraft.json"], "").status.code(), Some(2));
    let export = run(folder.path(), &["export", "seats.stackdraft.json"], "");
    assert_eq!(
        text(&export.stdout),
        "AWSTemplateFormatVersion: '2010-09-09'\nDescription: d\nResources:\n  Seats:\n    Type: AWS::ECS::Cluster\n"
    );
    std::fs::write(folder.path().join("broken.yaml"), "Resources:\n  A: [\n").unwrap();
    let broken = run(folder.path(), &["import", "broken.yaml"], "");
    assert_eq!(broken.status.code(), Some(2));
    assert!(text(&broken.stderr).starts_with("error: broken.yaml: line "), "{}", text(&broken.stderr));
}

#[test]
fn findings_set_the_exit_status_and_can_be_fixed() {
    let folder = tempfile::tempdir().unwrap();
    let file = "shop.stackdraft.json";
    run(folder.path(), &["new", "shop"], "");
    run(
        folder.path(),
        &["edit", file],
        "add queue Orders visibility_timeout=30s\nadd function Worker\nconnect Orders Worker\ntag team=shop\n",
    );
    let found = run(folder.path(), &["check", file, "--format", "json"], "");
    assert_eq!(found.status.code(), Some(1));
    let findings: Vec<serde_json::Value> = serde_json::from_slice(&found.stdout).unwrap();
    let codes: Vec<&str> = findings.iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["REL001", "REL003"]);
    assert_eq!(run(folder.path(), &["check", file, "--fail-on", "error"], "").status.code(), Some(0));
    let sarif = run(folder.path(), &["check", file, "--format", "sarif"], "");
    let sarif: serde_json::Value = serde_json::from_slice(&sarif.stdout).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 2);
    let github = run(folder.path(), &["check", file, "--format", "github"], "");
    assert!(text(&github.stdout).contains("::warning file=shop.stackdraft.json,line="), "{}", text(&github.stdout));
    // The queue that the fix adds for dead letters has no alarm yet, which is left to a person.
    assert_eq!(run(folder.path(), &["check", file, "--fix", "--fail-on", "warning"], "").status.code(), Some(0));
    assert_eq!(run(folder.path(), &["check", file, "--fail-on", "warning"], "").status.code(), Some(0));
    let left = run(folder.path(), &["check", file, "--format", "json"], "");
    let left: Vec<serde_json::Value> = serde_json::from_slice(&left.stdout).unwrap();
    assert_eq!(left.iter().map(|f| f["code"].as_str().unwrap()).collect::<Vec<_>>(), ["OPS072"]);
}

#[test]
fn what_cannot_run_says_why_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let missing = run(folder.path(), &["check", "none.stackdraft.json"], "");
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("hint: `stackdraft new"), "{}", text(&missing.stderr));
    run(folder.path(), &["new", "shop"], "");
    let path = folder.path().join("shop.stackdraft.json");
    let before = std::fs::read(&path).unwrap();
    let refused = run(folder.path(), &["edit", "shop.stackdraft.json"], "add queue A\nadd table B\nconnect A B\n");
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("line 3: A queue cannot write to a table"), "{}", text(&refused.stderr));
    assert!(text(&refused.stderr).contains("put a function between; nothing was changed\nhint: connect them `through function`"));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let mended = run(folder.path(), &["edit", "shop.stackdraft.json"], "add queue A\nadd table B\nconnect A B through function\n");
    assert_eq!(mended.status.code(), Some(0), "{}", text(&mended.stderr));
    std::fs::write(&path, "{\"version\": 1,\n \"nodes\": 3}").unwrap();
    let broken = run(folder.path(), &["export", "shop.stackdraft.json"], "");
    assert_eq!(broken.status.code(), Some(2));
    assert!(text(&broken.stderr).contains("line 2, column 11"), "{}", text(&broken.stderr));
    assert!(broken.stdout.is_empty());
}

#[test]
fn it_explains_and_lists_itself() {
    let folder = tempfile::tempdir().unwrap();
    for what in ["services", "connections", "checks", "samples"] {
        let list = run(folder.path(), &["list", what, "--format", "json"], "");
        let rows: Vec<serde_json::Value> = serde_json::from_slice(&list.stdout).unwrap();
        assert!(!rows.is_empty() || what == "samples", "{what}");
    }
    for name in ["queue", "REL001", "queue_triggers_function"] {
        assert!(run(folder.path(), &["explain", name], "").stdout.len() > 200, "{name}");
    }
    assert_eq!(run(folder.path(), &["explain", "nothing"], "").status.code(), Some(2));
    let schema = run(folder.path(), &["schema"], "");
    let schema: serde_json::Value = serde_json::from_slice(&schema.stdout).unwrap();
    assert_eq!(schema["properties"]["version"]["const"], 1);
    assert!(text(&run(folder.path(), &["completions", "bash"], "").stdout).contains("stackdraft"));
    let help = text(&run(folder.path(), &["--help"], "").stdout);
    for word in ["check", "edit", "export", "explain", "Examples", "Exit status"] {
        assert!(help.contains(word), "{word} is not in the help");
    }
}

#[test]
fn a_result_that_nobody_reads_any_more_is_no_failure() {
    let mut child =
        Command::new(env!("CARGO_BIN_EXE_stackdraft")).arg("schema").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), text(&ended.stderr)), (Some(0), String::new()));
}

#[test]
fn findings_keep_their_exit_status_when_nobody_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = "shop.stackdraft.json";
    run(folder.path(), &["new", "shop"], "");
    let edit = run(folder.path(), &["edit", file], "add function Worker code=folder\n");
    assert_eq!(edit.status.code(), Some(0), "{}", text(&edit.stderr));
    let mut child = Command::new(env!("CARGO_BIN_EXE_stackdraft"))
        .args(["check", file, "--fail-on", "error"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn what_is_no_design_is_told_from_what_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    for (name, template) in [("a.yaml", "Resources: {}\n"), ("b.json", "{\"Resources\": {}}")] {
        std::fs::write(folder.path().join(name), template).unwrap();
        let check = run(folder.path(), &["check", name], "");
        assert_eq!(check.status.code(), Some(2));
        let told = text(&check.stderr);
        assert!(told.contains("is a CloudFormation template") && told.contains("stackdraft import"), "{told}");
    }
    for (design, part) in [
        ("{\"version\": 1, \"conditions\": {\"A\": {\"holds\": \"B\"}}}", "one function such as"),
        ("{\"version\": 1e22}", "update Stackdraft"),
        (
            "{\"version\": 1, \"nodes\": {\"a\": {\"kind\": \"queue\", \"name\": \"A\", \"logical_id\": \"A\", \"at\": [1e9, 0]}}}",
            "nearer to 0",
        ),
    ] {
        std::fs::write(folder.path().join("broken.stackdraft.json"), design).unwrap();
        let check = run(folder.path(), &["check", "broken.stackdraft.json"], "");
        assert_eq!(check.status.code(), Some(2));
        assert!(text(&check.stderr).contains(part), "{}", text(&check.stderr));
    }
}

#[test]
fn a_file_that_cannot_be_read_hides_no_other() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["new", "shop"], "");
    run(folder.path(), &["edit", "shop.stackdraft.json"], "add function Worker code=folder\n");
    std::fs::write(folder.path().join("broken.stackdraft.json"), "{").unwrap();
    let check = run(folder.path(), &["check", "broken.stackdraft.json", "shop.stackdraft.json"], "");
    assert_eq!(check.status.code(), Some(2));
    assert!(text(&check.stdout).contains("WIR002"), "{}", text(&check.stdout));
    assert!(text(&check.stderr).contains("broken.stackdraft.json"), "{}", text(&check.stderr));
}

#[test]
fn names_and_scales_that_mean_nothing_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["new", " "], "").status.code(), Some(2));
    run(folder.path(), &["new", "shop"], "");
    assert_eq!(run(folder.path(), &["edit", "shop.stackdraft.json"], "add queue \"\"\n").status.code(), Some(2));
    assert_eq!(run(folder.path(), &["render", "shop.stackdraft.json", "-o", "a.svg", "--scale", "0"], "").status.code(), Some(2));
}
