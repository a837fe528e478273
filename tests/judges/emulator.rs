//! An AWS emulator on loopback, for as long as a test holds it, and what can be asked of it.

use std::{
    env,
    ffi::OsString,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Mutex,
};

use serde_json::{Value, json};

use crate::support::python;

/// The account the emulator's stacks are in: its credentials say so.
pub const ACCOUNT: &str = "123456789012";
/// The region the emulator's stacks are in.
const REGION: &str = "eu-west-1";

/// A running emulator. It ends with the value, and also when the test process is killed.
///
/// Roles of functions, queue policies against SNS and S3, and the capabilities of stacks are enforced.
/// Not enforced: permissions of functions, and the roles and policies that rules, schedules, event source
/// mappings, workflows and destinations act with: for those there is [`Emulator::wires`].
pub struct Emulator {
    child: Child,
    endpoint: String,
    talk: Mutex<(Option<ChildStdin>, BufReader<ChildStdout>)>,
}

impl Emulator {
    /// Starts an emulator of the test's own; about a second.
    pub fn start() -> Self {
        let mut child = python("emulator.py").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("start the emulator");
        let stdin = child.stdin.take();
        let mut stdout = BufReader::new(child.stdout.take().expect("the emulator's output"));
        let hello = read_line(&mut stdout);
        let endpoint = hello["endpoint"].as_str().expect("an endpoint").to_owned();
        Self { child, endpoint, talk: Mutex::new((stdin, stdout)) }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Gives a command the endpoint, made-up credentials and a region, and nothing of the real user's.
    pub fn reach<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let inherited = env::vars_os().map(|(name, _)| name).filter(|name| name.to_string_lossy().starts_with("AWS_"));
        for name in inherited.chain([OsString::from("AWS_PROFILE")]) {
            command.env_remove(name);
        }
        command
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_ACCESS_KEY_ID", ACCOUNT)
            .env("AWS_SECRET_ACCESS_KEY", "none")
            .env("AWS_REGION", REGION)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    }

    /// Asks for one of the functions in `messages.py`, `readback.py` and `wires.py`; panics with its reason if it fails.
    pub fn ask(&self, what: &str, arguments: &Value) -> Value {
        self.try_ask(what, arguments).unwrap_or_else(|problem| panic!("{what} {arguments}: {problem}"))
    }

    /// Asks for one of the functions in `messages.py`, `readback.py` and `wires.py`.
    pub fn try_ask(&self, what: &str, arguments: &Value) -> Result<Value, String> {
        let mut request = arguments.as_object().expect("arguments by name").clone();
        request.insert("do".to_owned(), what.into());
        let mut talk = self.talk.lock().expect("no test failed while it spoke");
        let (stdin, stdout) = &mut *talk;
        writeln!(stdin.as_mut().expect("open until dropped"), "{}", Value::Object(request)).expect("speak");
        let mut answer = read_line(stdout);
        match answer["error"].as_str() {
            Some(problem) => Err(problem.to_owned()),
            None => Ok(answer["ok"].take()),
        }
    }

    /// Every resource of a stack by logical ID: `type`, `physical_id` and `properties` as the services tell them,
    /// in which the stack's own resources are named `<Logical>`, `<Logical.Arn>`, `<Table.StreamArn>`.
    pub fn readback(&self, stack: &str) -> Value {
        self.ask("readback", &json!({ "stack": stack }))
    }

    /// How many deliveries a stack's resources are to make, and those that AWS would refuse for want of a permission,
    /// each in words. The emulator itself makes most deliveries without asking.
    pub fn wires(&self, stack: &str) -> (usize, Vec<String>) {
        let wires = self.ask("wires", &json!({ "stack": stack }));
        let wires = wires.as_array().expect("a list of deliveries");
        let told = |wire: &Value| {
            let reason = wire["refused"].as_str()?;
            Some(format!("{} to {}: {reason}", wire["from"].as_str()?, wire["to"].as_str()?))
        };
        (wires.len(), wires.iter().filter_map(told).collect())
    }

    /// Creates or updates a stack without Stackdraft; `status`, `outputs` and `failures`.
    pub fn deploy(&self, stack: &str, template: &str) -> Value {
        self.ask("deploy", &json!({ "stack": stack, "template": template }))
    }

    /// Whether a role of the stack is allowed an action on a resource, named by logical ID or ARN.
    pub fn may(&self, stack: &str, role: &str, action: &str, resource: &str) -> bool {
        let asked = json!({ "stack": stack, "role": role, "action": action, "resource": resource });
        self.ask("may", &asked).as_bool().expect("yes or no")
    }

    /// Takes messages from a queue until there are `count`, or time is over.
    pub fn receive(&self, stack: &str, queue: &str, count: usize) -> Vec<Value> {
        let asked = json!({ "stack": stack, "queue": queue, "count": count });
        self.ask("receive", &asked).as_array().expect("a list of messages").clone()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // The end of its input is the emulator's sign to stop and clean up.
        if let Ok(talk) = self.talk.get_mut() {
            talk.0 = None;
        }
        let _ = self.child.wait();
    }
}

fn read_line(from: &mut BufReader<ChildStdout>) -> Value {
    let mut line = String::new();
    from.read_line(&mut line).expect("the emulator's answer");
    serde_json::from_str(&line).unwrap_or_else(|problem| panic!("the emulator said {line:?}: {problem}"))
}
