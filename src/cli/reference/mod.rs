//! `stackdraft reference`

mod grants;

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{Failure, Output, Status};
use crate::REGISTRY;
use crate::catalog::field::{Change, Kind, Literal};
use crate::catalog::{ConnectionSpec, Field, ServiceSpec, docs, parse};
use crate::project::{self, schema};

/// Write the reference page: every service, connection, field, grant and check
///
/// Nothing on it is written by hand: it is made from what Stackdraft itself goes by, in Markdown.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  stackdraft reference -o reference.md\n  stackdraft reference | less")]
pub struct Arguments {
    /// The file to write; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let text = page();
    match &arguments.output {
        None => out.result(&text)?,
        Some(path) => {
            project::replace(path, text.as_bytes()).map_err(|e| Failure::new(format!("{}: {e}", path.display())))?;
            out.message(&format!("wrote {}", path.display()))?;
        }
    }
    Ok(Status::Done)
}

/// The reference page.
#[must_use]
pub fn page() -> String {
    let mut text = "# Reference\n\n".to_owned();
    text.push_str(
        "- [Services](#services)\n- [Connections](#connections)\n- [Refused connections](#refused-connections)\n- [Checks](#checks)\n",
    );
    text.push_str("\n## Services\n");
    REGISTRY.services.iter().for_each(|unit| service(unit.spec(), &mut text));
    text.push_str("\n## Connections\n");
    REGISTRY.connections.iter().for_each(|unit| connection(unit.spec(), &mut text));
    text.push_str("\n## Refused connections\n\n| from | to | why | what helps between |\n|---|---|---|---|\n");
    for pair in REGISTRY.refused {
        let between = pair.insert.join(", ");
        let _ = writeln!(text, "| `{}` | `{}` | {} | {between} |", pair.from, pair.to, cell(pair.reason));
    }
    text.push_str("\n## Checks\n");
    for check in REGISTRY.checks {
        let spec = check.spec();
        let fix = if spec.fix { ", has a fix" } else { "" };
        let _ =
            write!(text, "\n### {} {}\n\n{}{fix}.\n\n{}\n", spec.code, spec.name, capital(spec.severity.name()), docs::prose(spec.docs));
    }
    text
}

fn service(spec: &ServiceSpec, text: &mut String) {
    let _ = write!(text, "\n### {} (`{}`)\n\n{}.\n\n{}\n", spec.name, spec.id, spec.aws, docs::prose(spec.docs));
    fields("Fields", spec.fields, text);
    for facet in spec.facets {
        fields(&format!("Fields of each {} (`{}`)", facet.entry, facet.id), facet.fields, text);
    }
    let of = |pick: fn(&ConnectionSpec) -> &'static str| {
        let links: Vec<String> = REGISTRY
            .connections
            .iter()
            .map(|unit| unit.spec())
            .filter(|line| pick(line) == spec.id)
            .map(|line| format!("[{}](#{})", line.name, anchor(line)))
            .collect();
        links.join(" · ")
    };
    for (title, links) in [("Lines from it", of(|line| line.from)), ("Lines to it", of(|line| line.to))] {
        if !links.is_empty() {
            let _ = write!(text, "\n**{title}:** {links}\n");
        }
    }
}

/// Where the heading of a connection is, as Markdown's renderers name it.
fn anchor(spec: &ConnectionSpec) -> String {
    let heading = format!("{} ({})", spec.name, spec.id).to_lowercase();
    heading.chars().filter_map(|c| if c == ' ' { Some('-') } else { (c.is_alphanumeric() || c == '_' || c == '-').then_some(c) }).collect()
}

fn connection(spec: &ConnectionSpec, text: &mut String) {
    let _ = write!(text, "\n### {} (`{}`)\n\n", spec.name, spec.id);
    let facet = spec.facet.map_or_else(String::new, |facet| format!(", at one of its {facet}"));
    let _ = write!(text, "From `{}`{facet} to `{}`.\n\n{}\n", spec.from, spec.to, docs::prose(spec.docs));
    fields("Fields", spec.fields, text);
    if !spec.ends.is_empty() {
        text.push_str("\n**Further ends**\n\n");
        for end in spec.ends {
            let _ = writeln!(
                text,
                "- `{}` to {}: {}",
                end.id,
                end.to.iter().map(|to| format!("`{to}`")).collect::<Vec<_>>().join(", "),
                end.help
            );
        }
    }
    let granted = grants::of(spec);
    if !granted.is_empty() {
        text.push_str("\n**Grants**\n\n| with | who | may | on | where |\n|---|---|---|---|---|\n");
        for grant in granted {
            let cells = [&grant.with, &grant.who, &grant.may, &grant.on, &grant.condition].map(|text| cell(text));
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
    }
}

fn fields(title: &str, fields: &[Field], text: &mut String) {
    if fields.is_empty() {
        return;
    }
    let _ = write!(text, "\n**{title}**\n\n| field | holds | default | what it does |\n|---|---|---|---|\n");
    for field in fields {
        let range = schema::range(field);
        let range = if range.is_empty() { String::new() } else { format!(": {range}") };
        let default = field.default.to_json().map_or_else(String::new, |json| parse::display(field, &json.into()));
        let mut help = vec![field.help.to_owned()];
        if field.required {
            help.push("Has to be filled in.".to_owned());
        }
        for when in field.applies {
            let values: Vec<String> = when.is.iter().map(|value| told(*value)).collect();
            help.push(format!("Only where `{}` is {}.", when.field, values.join(" or ")));
        }
        match field.change {
            Change::Update => {}
            Change::Interruption => help.push("Changing it interrupts the resource.".to_owned()),
            Change::Replacement => help.push("Changing it replaces the resource.".to_owned()),
        }
        let help: Vec<String> = help.into_iter().filter(|text| !text.is_empty()).collect();
        let holds = format!("{}{range}", parse::type_name(&field.kind));
        let _ = writeln!(text, "| `{}` {} | {} | {} | {} |", field.id, field.label, cell(&holds), cell(&default), cell(&help.join(" ")));
        if let Kind::Records(inner) = field.kind {
            for field in inner {
                let range = schema::range(field);
                let _ = writeln!(
                    text,
                    "| – `{}` {} | {} {} | | {} |",
                    field.id,
                    field.label,
                    parse::type_name(&field.kind),
                    cell(&range),
                    cell(field.help)
                );
            }
        }
    }
}

fn told(value: Literal) -> String {
    match value {
        Literal::Bool(true) => "on".to_owned(),
        Literal::Bool(false) => "off".to_owned(),
        other => other.to_json().map_or_else(String::new, |json| json.as_str().map_or_else(|| json.to_string(), str::to_owned)),
    }
}

/// Text as it can stand in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
