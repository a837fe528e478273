//! Functions.

use crate::catalog::field::{Choice, Kind, TextRule, Unit, choice, choice_with, is};
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful, Tint};
use crate::catalog::synthesis::Artifact;
use crate::catalog::{Emission, FaultKind, Field, Literal, NodeView, Place, Request, Settings, Statement, Wanted, policy};
use crate::cfn::{Map, Value};
use crate::unit;

const FROM_S3: &[(&str, Literal)] = &[("code", Literal::Text("s3"))];

/// The runtimes that can be chosen; those without a starter bring their code from elsewhere.
pub const RUNTIMES: &[Choice] = &[
    choice("nodejs24.x", "Node.js 24"),
    choice("nodejs22.x", "Node.js 22"),
    choice("python3.14", "Python 3.14"),
    choice("python3.13", "Python 3.13"),
    choice("python3.12", "Python 3.12"),
    choice_with("dotnet10", ".NET 10", FROM_S3),
    choice_with("ruby3.4", "Ruby 3.4", FROM_S3),
    choice_with("provided.al2023", "Own runtime (Amazon Linux 2023)", FROM_S3),
];

/// The language and version it runs.
pub const RUNTIME: Field = Field::choice("runtime", "Runtime", RUNTIMES)
    .property("Runtime")
    .help("The language and version. Node.js and Python come with starter code; the others need code of your own.");
/// The function in the code that is called.
pub const HANDLER: Field = Field::text("handler", "Handler", TextRule::shaped(128, |t| !t.contains(char::is_whitespace), "without spaces"))
    .default(Literal::Text("index.handler"))
    .property("Handler")
    .help("The function in the code that is called: file and name in Node.js and Python.");
/// Its memory.
pub const MEMORY: Field = Field::size("memory", "Memory", Unit::Mebibytes, 128, 10_240)
    .default(Literal::Integer(512))
    .property("MemorySize")
    .omitted_at(Literal::Integer(128))
    .help("Memory in MiB; processor time grows with it, one full core at 1,769 MiB.");
/// How long a call may take.
pub const TIMEOUT: Field = Field::duration("timeout", "Timeout", Unit::Seconds, 1, 900)
    .default(Literal::Integer(10))
    .property("Timeout")
    .omitted_at(Literal::Integer(3))
    .help("How long one call may take before it is stopped: up to 15 minutes.");
/// The processor.
pub const ARCHITECTURE: Field =
    Field::choice("architecture", "Architecture", &[choice("arm64", "arm64 (Graviton)"), choice("x86_64", "x86_64")])
        .help("The processor it runs on; arm64 costs less for the same work.");
/// Where its code comes from.
pub const CODE: Field = Field::choice("code", "Code", &[choice("starter", "Starter"), choice("folder", "Local folder"), choice("s3", "S3 object")])
    .help("Starter: a few lines in the template that log and answer. Local folder: zipped and uploaded when deploying. S3 object: what you have uploaded.");
/// The folder with the code.
pub const FOLDER: Field = Field::text("folder", "Folder", TextRule::up_to(1_024))
    .applies(&[is("code", &[Literal::Text("folder")])])
    .required(Literal::Text("functions/worker"))
    .help("The folder with the code, relative to the design's file.");
/// The bucket with the code.
pub const CODE_BUCKET: Field = Field::text("code_bucket", "Code bucket", TextRule::up_to(63))
    .applies(&[is("code", &[Literal::Text("s3")])])
    .required(Literal::Text("example-artifacts"))
    .help("The bucket that holds the zipped code, in the region of the stack.");
/// The object with the code.
pub const CODE_KEY: Field = Field::text("code_key", "Code key", TextRule::up_to(1_024))
    .applies(&[is("code", &[Literal::Text("s3")])])
    .required(Literal::Text("worker.zip"))
    .help("The key of the object that holds the zipped code.");
/// Variables of its own.
pub const ENVIRONMENT: Field =
    Field::of("environment", "Environment", Kind::KeyValues).example(Literal::Json(r#"{"LOG_LEVEL": "info"}"#)).help(
        "Environment variables besides those its connections bring. Do not put secrets here: everybody who may see the function sees them.",
    );
/// How many copies are set aside for it.
pub const RESERVED_CONCURRENCY: Field = Field::integer("reserved_concurrency", "Reserved concurrency", 0, 1_000)
    .property("ReservedConcurrentExecutions")
    .help("How many copies may run at once, taken out of the account's common quota; 0 stops it.");
/// Whether its calls are traced.
pub const TRACING: Field =
    Field::switch("tracing", "X-Ray tracing", true).help("Records every sampled call in X-Ray and passes the trace on.");
/// How long its logs are kept.
pub const LOG_RETENTION: Field =
    Field::choice("log_retention", "Log retention", LOG_DAYS).default(Literal::Text("30")).help("How long its log events are kept.");
/// Its scratch space.
pub const EPHEMERAL_STORAGE: Field = Field::size("ephemeral_storage", "Scratch space", Unit::Mebibytes, 512, 10_240)
    .default(Literal::Integer(512))
    .property("EphemeralStorage.Size")
    .omitted_at(Literal::Integer(512))
    .help("Room in /tmp, in MiB.");

/// The retentions that CloudWatch Logs offers, in days; the last keeps for ever.
pub const LOG_DAYS: &[Choice] = &[
    choice("1", "1 day"),
    choice("3", "3 days"),
    choice("5", "5 days"),
    choice("7", "1 week"),
    choice("14", "2 weeks"),
    choice("30", "30 days"),
    choice("60", "60 days"),
    choice("90", "90 days"),
    choice("120", "120 days"),
    choice("180", "180 days"),
    choice("365", "1 year"),
    choice("731", "2 years"),
    choice("1827", "5 years"),
    choice("3653", "10 years"),
    choice("never", "Never expires"),
];

unit! {
    /// A function runs your code when it is called: by a request, by messages, by an event, by a schedule.
    ///
    /// What it may do follows from the lines that start at it, and nothing else; its environment variables tell it the
    /// names of what they lead to. It has a role and a log group of its own.
    ///
    /// Limits: up to 15 minutes a call, 10,240 MiB of memory, 4 KB of environment variables, inline code of 4 MB.
    /// AWS: Lambda Developer Guide, "Lambda quotas"; CloudFormation, "AWS::Lambda::Function".
    pub static SPEC: ServiceSpec = {
        id: "function",
        name: "Function",
        aws: "Lambda",
        category: Category::Compute,
        summary: "Runs your code when it is called",
        suffix: "",
        resource: Some("AWS::Lambda::Function"),
        stateful: Stateful::No,
        fields: &[
            RUNTIME, HANDLER, MEMORY, TIMEOUT, ARCHITECTURE, CODE, FOLDER, CODE_BUCKET, CODE_KEY, ENVIRONMENT,
            RESERVED_CONCURRENCY, TRACING, LOG_RETENTION, EPHEMERAL_STORAGE,
        ],
        facets: &[],
        ports: Ports::Both,
    }
}

/// The service.
pub struct Function;

/// The days of a log retention setting; none where it never ends.
pub fn log_days(setting: &str) -> Option<Value> {
    setting.parse::<i64>().ok().map(Value::from)
}

/// Whether a runtime has starter code.
pub fn has_starter(runtime: &str) -> bool {
    starter(runtime).is_some()
}

fn starter(runtime: &str) -> Option<&'static str> {
    if runtime.starts_with("nodejs") {
        Some(include_str!("../../assets/starters/index.js"))
    } else if runtime.starts_with("python") {
        Some(include_str!("../../assets/starters/index.py"))
    } else {
        None
    }
}

impl Service for Function {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn tint(&self) -> Tint {
        Tint::Compute
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        let log_group = out.log_group("LogGroup", None, log_days(&node.choice(&LOG_RETENTION)));
        let mut own = vec![
            Statement::allow(["logs:CreateLogStream", "logs:PutLogEvents"])
                .on(Value::get_att(log_group.as_str(), "Arn"))
                .named("WriteLogs"),
        ];
        if node.is_on(&TRACING) {
            // X-Ray has no resource to name.
            own.push(Statement::allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"]).on_everything().named("WriteTraces"));
        }
        let role = out.role(node, wanted, own, policy::trust("lambda.amazonaws.com", &[]));
        let code = code(node, out);
        let variables = environment(node, wanted);
        let function = out.main(node);
        function.set_some("Role", role).set("Code", code);
        function.set("Architectures", Value::list([node.choice(&ARCHITECTURE)]));
        if node.is_on(&TRACING) {
            function.set("TracingConfig.Mode", "Active");
        }
        function.set("LoggingConfig", Value::map([("LogFormat", Value::from("JSON")), ("LogGroup", Value::reference(log_group))]));
        if !variables.is_empty() {
            function.set("Environment.Variables", Value::Map(variables));
            function.comes_from("Environment", wanted.origins(|r| matches!(r, Request::Variable { .. })));
        }
        destinations(node, wanted, out);
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let runtime = node.choice(&RUNTIME);
        let label = RUNTIMES.iter().find(|r| r.id == runtime).map_or(runtime.as_str(), |r| r.label);
        match node.integer(&TIMEOUT) {
            Some(seconds) => format!("{label} · {}", crate::catalog::parse::with_unit(seconds, Unit::Seconds)),
            None => label.to_owned(),
        }
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        let id = node.node.logical_id.as_str();
        match attribute {
            Attribute::Arn => Some(Value::get_att(id, "Arn")),
            Attribute::Name => Some(Value::reference(id)),
            Attribute::Url => None,
        }
    }
}

fn code(node: &NodeView<'_>, out: &mut Emission<'_>) -> Value {
    match node.choice(&CODE).as_str() {
        "s3" => {
            let mut map = Map::new();
            map.extend(node.template_value(&CODE_BUCKET).map(|v| ("S3Bucket".to_owned(), v)));
            map.extend(node.template_value(&CODE_KEY).map(|v| ("S3Key".to_owned(), v)));
            Value::Map(map)
        }
        "folder" => {
            let key_parameter = out.logical_id("CodeKey");
            let parameter = |description: String| Value::map([("Type", "String".to_owned()), ("Description", description)]);
            out.parameters.push((ARTIFACT_BUCKET.to_owned(), parameter("The bucket that holds uploaded code".to_owned())));
            out.parameters.push((key_parameter.clone(), parameter(format!("The object that holds the code of {}", node.node.logical_id))));
            out.artifacts.push(Artifact { node: node.id.clone(), folder: node.choice(&FOLDER), key_parameter: key_parameter.clone() });
            Value::map([("S3Bucket", Value::reference(ARTIFACT_BUCKET)), ("S3Key", Value::reference(key_parameter))])
        }
        _ => Value::map([("ZipFile", starter(&node.choice(&RUNTIME)).unwrap_or_default())]),
    }
}

/// The parameter that names the bucket for uploaded code.
pub const ARTIFACT_BUCKET: &str = "ArtifactBucket";

/// The variables its connections bring, then its own, which win.
fn environment(node: &NodeView<'_>, wanted: &Wanted) -> Map {
    let mut variables: Map = wanted.variables().into_iter().map(|(name, value, _)| (name.to_owned(), value.clone())).collect();
    if let Some(Value::Map(own)) = node.template_value(&ENVIRONMENT) {
        variables.extend(own);
    }
    variables.sort_keys();
    variables
}

/// Where the outcome of asynchronous calls goes.
fn destinations(node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
    let mut config = Map::new();
    for received in &wanted.requests {
        if let Request::Destination { success, arn } = &received.request {
            let (name, which) = if *success { ("OnSuccess", "that succeeded") } else { ("OnFailure", "that failed") };
            if config.contains_key(name) {
                let message = format!("Of calls {which} {} tells one place only.", node.node.name);
                out.fault(FaultKind::Conflict, received.origin.place(), message, vec![Place::Node(node.id.clone())]);
                continue;
            }
            config.insert(name.to_owned(), Value::map([("Destination", arn.clone())]));
        }
    }
    if config.is_empty() {
        return;
    }
    let origins = wanted.origins(|r| matches!(r, Request::Destination { .. }));
    let name = Value::reference(node.node.logical_id.as_str());
    let invoke = out.resource("InvokeConfig", "AWS::Lambda::EventInvokeConfig");
    invoke.set("FunctionName", name).set("Qualifier", "$LATEST").set("DestinationConfig", Value::Map(config));
    invoke.comes_from("DestinationConfig", origins).acts_through(node);
}
