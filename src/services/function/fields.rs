//! The settings of a function that say what runs and how.

use crate::catalog::field::{Choice, Kind, TextRule, Unit, When, choice, choice_with, filled, is};
use crate::catalog::{Field, Literal};

/// Where the code comes in a zip file.
const ZIPPED: &[When] = &[is("code", &[Literal::Text("starter"), Literal::Text("folder"), Literal::Text("s3")])];

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

/// The runtimes that can start from snapshots: Java from 11, Python from 3.12 and .NET from 8.
///
/// AWS: Lambda Developer Guide, "Improving startup performance with Lambda SnapStart".
const SNAPSHOTS: &[Literal] =
    &[Literal::Text("python3.14"), Literal::Text("python3.13"), Literal::Text("python3.12"), Literal::Text("dotnet10")];

/// The language and version it runs.
pub const RUNTIME: Field = Field::choice("runtime", "Runtime", RUNTIMES)
    .applies(ZIPPED)
    .property("Runtime")
    .help("The language and version. Node.js and Python come with starter code; the others need code of your own.");
/// The function in the code that is called.
pub const HANDLER: Field = Field::text("handler", "Handler", TextRule::shaped(128, |t| !t.contains(char::is_whitespace), "without spaces"))
    .default(Literal::Text("index.handler"))
    .applies(ZIPPED)
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
        .stands()
        .help("The processor it runs on; arm64 costs less for the same work.");
/// Where its code comes from.
pub const CODE: Field = Field::choice(
    "code",
    "Code",
    &[choice("starter", "Starter"), choice("folder", "Local folder"), choice("s3", "S3 object"), choice("image", "Container image")],
)
.help("Starter: a few lines in the template that log and answer. Local folder: zipped and uploaded when deploying. S3 object: what you have uploaded. Container image: what you have pushed to a repository of Amazon ECR.");
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
/// The container image with the code.
pub const IMAGE: Field = Field::text("image", "Image", TextRule::shaped(1_024, is_image, "the address of an image in Amazon ECR"))
    .applies(&[is("code", &[Literal::Text("image")])])
    .required(Literal::Text("123456789012.dkr.ecr.eu-west-1.amazonaws.com/worker:1"))
    .help("The image's address in Amazon ECR, with its tag or digest, in the region of the stack. It brings runtime and handler with it.");
/// Code it shares with others.
pub const LAYERS: Field = Field::of("layers", "Layers", Kind::List(TextRule::shaped(140, is_layer, "the ARN of a version of a layer")))
    .applies(ZIPPED)
    .example(Literal::Json(r#"["arn:aws:lambda:eu-west-1:123456789012:layer:shared:1"]"#))
    .help("Versions of layers whose content is put beside the code, up to five, each over the ones before it. ARNs, or references to nodes of the type AWS::Lambda::LayerVersion.");
/// The role it acts through, where that is there already.
pub const ROLE: Field = Field::text("role", "Existing role", TextRule::shaped(2_048, is_role, "the ARN of a role"))
    .example(Literal::Text("arn:aws:iam::123456789012:role/worker"))
    .help("A role that is there already; leave empty for one of its own with exactly what its connections need. Nothing is added to an existing role: a finding lists what it must be able to do.");
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
pub const LOG_RETENTION: Field = Field::choice("log_retention", "Log retention", LOG_DAYS)
    .default(Literal::Text("30"))
    .stands()
    .help("How long its log events are kept.");
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
/// How a published version starts.
pub const SNAP_START: Field = Field::switch("snap_start", "SnapStart", false).applies(&[filled("alias"), is("runtime", SNAPSHOTS)]).help(
    "New copies of the version that callers reach by the alias start from a snapshot instead of anew. Java, Python from 3.12 and .NET.",
);

fn is_image(text: &str) -> bool {
    let (host, path) = text.split_once('/').unwrap_or_default();
    host.contains(".dkr.ecr") && !path.is_empty() && !text.contains(char::is_whitespace)
}

fn is_layer(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    matches!(parts[..], ["arn", _, "lambda", _, _, "layer", name, version] if !name.is_empty() && version.parse::<u32>().is_ok())
}

fn is_role(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    matches!(parts[..], ["arn", _, "iam", "", account, role] if account.len() == 12 && role.starts_with("role/"))
}
