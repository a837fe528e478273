//! `stackdraft explain`

use super::{Failure, Output, Status};
use crate::REGISTRY;
use crate::catalog::registry::with_article;
use crate::catalog::{Field, docs};
use crate::project::schema;

/// Explain a check, a service or a connection
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  stackdraft explain REL001\n  stackdraft explain queue\n  stackdraft explain queue_triggers_function")]
pub struct Arguments {
    /// A check's code, a service, or a connection.
    name: String,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let name = arguments.name.as_str();
    let Some(text) = page(name) else {
        return Err(Failure::with_hint(
            format!("`{name}` is no check, service or connection"),
            "`stackdraft list services`, `list connections` and `list checks` name them all",
        ));
    };
    out.result(&text)?;
    Ok(Status::Done)
}

/// The manual page of a unit.
#[must_use]
pub fn page(name: &str) -> Option<String> {
    if let Some(check) = REGISTRY.check(name) {
        let spec = check.spec();
        let fix = if spec.fix { "; a machine can fix it" } else { "" };
        return Some(format!("{} {} ({}{fix})\n\n{}\n", spec.code, spec.name, spec.severity.name(), docs::text(spec.docs)));
    }
    let id = name.to_lowercase().replace([' ', '-'], "_");
    if let Some(service) = REGISTRY.service(&id) {
        let spec = service.spec();
        let mut text = format!("{} ({})\n\n{}\n", spec.name, spec.aws, docs::text(spec.docs));
        text.push_str(&fields("Fields", spec.fields));
        for facet in spec.facets {
            text.push_str(&fields(&format!("Fields of {}", with_article(facet.entry)), facet.fields));
        }
        let lines = |title: &str, pick: &dyn Fn(&crate::catalog::ConnectionSpec) -> bool| {
            let found: Vec<String> =
                REGISTRY.connections.iter().map(|c| c.spec()).filter(|s| pick(s)).map(|s| format!("  {}  ({})", s.name, s.id)).collect();
            if found.is_empty() { String::new() } else { format!("\n{title}\n{}\n", found.join("\n")) }
        };
        text.push_str(&lines("Lines from it", &|s| s.from == spec.id));
        text.push_str(&lines("Lines to it", &|s| s.to == spec.id));
        return Some(text);
    }
    let spec = REGISTRY.connection(&id)?.spec();
    let mut text = format!("{} ({})\n\n{}\n", spec.name, spec.id, docs::text(spec.docs));
    text.push_str(&fields("Fields", spec.fields));
    if !spec.ends.is_empty() {
        text.push_str("\nFurther ends\n");
        for end in spec.ends {
            text.push_str(&format!("  {}: {} (a {})\n", end.id, end.help, end.to.join(" or a ")));
        }
    }
    Some(text)
}

fn fields(title: &str, fields: &[Field]) -> String {
    if fields.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{title}\n");
    for field in fields {
        text.push_str(&format!("  {} ({})\n", field.id, schema::facts(field).join("; ")));
        if !field.help.is_empty() {
            text.push_str(&format!("      {}\n", field.help));
        }
    }
    text
}
