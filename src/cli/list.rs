//! `stackdraft list`

use serde_json::{Value as Json, json};

use super::{Failure, Output, Status};
use crate::REGISTRY;
use crate::catalog::{Field, docs, parse};
use crate::project::{samples, schema};

/// List what Stackdraft knows
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  stackdraft list services\n  stackdraft list connections --format json")]
pub struct Arguments {
    /// What to list.
    #[arg(value_enum)]
    what: What,
    /// How.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum What {
    /// The kinds of nodes.
    Services,
    /// The kinds of lines.
    Connections,
    /// The rules.
    Checks,
    /// The sample projects.
    Samples,
}

/// How a list is written.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Format {
    /// A line each.
    Text,
    /// A list of objects.
    Json,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let rows = match arguments.what {
        What::Services => services(),
        What::Connections => connections(),
        What::Checks => checks(),
        What::Samples => samples(),
    };
    let text = match arguments.format {
        Format::Json => format!("{:#}\n", Json::Array(rows.into_iter().map(|r| r.json).collect())),
        Format::Text => {
            let width = rows.iter().map(|r| r.id.chars().count()).max().unwrap_or(0);
            rows.iter().map(|r| format!("{:width$}  {}\n", r.id, r.text)).collect()
        }
    };
    out.result(&text)?;
    Ok(Status::Done)
}

struct Row {
    id: String,
    text: String,
    json: Json,
}

fn field(field: &Field) -> Json {
    json!({
        "name": field.id,
        "label": field.label,
        "type": parse::type_name(&field.kind),
        "unit": field.unit.name(),
        "range": schema::range(field),
        "default": field.default.to_json(),
        "required": field.required,
        "help": field.help,
    })
}

fn fields(list: &[Field]) -> Json {
    list.iter().map(field).collect()
}

fn services() -> Vec<Row> {
    let row = |spec: &crate::catalog::ServiceSpec| Row {
        id: spec.id.to_owned(),
        text: format!("{} ({}): {}", spec.name, spec.aws, spec.summary),
        json: json!({
            "id": spec.id,
            "name": spec.name,
            "aws": spec.aws,
            "category": spec.category.label(),
            "summary": spec.summary,
            "resource": spec.resource,
            "fields": fields(spec.fields),
            "facets": spec.facets.iter().map(|f| json!({ "id": f.id, "entry": f.entry, "port": f.port, "fields": fields(f.fields) })).collect::<Vec<_>>(),
            "ports": match spec.ports {
                crate::catalog::Ports::Both => json!(["in", "out"]),
                crate::catalog::Ports::In => json!(["in"]),
                crate::catalog::Ports::Out => json!(["out"]),
            },
        }),
    };
    REGISTRY.services.iter().map(|s| row(s.spec())).collect()
}

fn connections() -> Vec<Row> {
    let row = |spec: &crate::catalog::ConnectionSpec| Row {
        id: spec.id.to_owned(),
        text: spec.name.to_owned(),
        json: json!({
            "id": spec.id,
            "name": spec.name,
            "from": spec.from,
            "facet": spec.facet,
            "to": spec.to,
            "fields": fields(spec.fields),
            "ends": spec.ends.iter().map(|e| json!({ "id": e.id, "label": e.label, "to": e.to, "help": e.help })).collect::<Vec<_>>(),
        }),
    };
    REGISTRY.connections.iter().map(|c| row(c.spec())).collect()
}

fn checks() -> Vec<Row> {
    let row = |spec: &crate::catalog::CheckSpec| {
        let prose = docs::prose(spec.docs);
        let first = prose.lines().next().unwrap_or_default().to_owned();
        let fix = if spec.fix { ", fix" } else { "" };
        Row {
            id: spec.code.to_owned(),
            text: format!("{} ({}{fix}): {first}", spec.name.replace('_', " "), spec.severity.name()),
            json: json!({ "code": spec.code, "name": spec.name, "severity": spec.severity.name(), "fix": spec.fix, "summary": first }),
        }
    };
    REGISTRY.checks.iter().map(|c| row(c.spec())).collect()
}

fn samples() -> Vec<Row> {
    let row = |sample: &samples::Sample| {
        let description = crate::project::parse(sample.text).map(|d| d.description).unwrap_or_default();
        Row { id: sample.name.to_owned(), text: description.clone(), json: json!({ "name": sample.name, "description": description }) }
    };
    samples::SAMPLES.iter().map(row).collect()
}
