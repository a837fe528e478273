//! SEC005.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::design::{Form, value};
use crate::services::function::{self, ENVIRONMENT};
use crate::unit;

/// Parts of names that tell of a secret.
const NAMES: [&str; 9] = ["PASSWORD", "PASSWD", "SECRET", "TOKEN", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY", "CREDENTIAL"];
/// Ends of names that only tell where a secret is.
const PLACES: [&str; 6] = ["_ARN", "_NAME", "_ID", "_PARAMETER", "_PATH", "_URL"];

unit! {
    /// What looks like a secret stands in an environment variable.
    ///
    /// Whoever may see the function or the template sees it. Keep secrets in Secrets Manager or the Parameter Store and
    /// give the function their name; or let CloudFormation look them up with a dynamic reference.
    ///
    /// AWS: Lambda Developer Guide, "Working with Lambda environment variables", "Securing environment variables".
    ///
    /// ```stackdraft breaks
    /// add function Worker environment={"DB_PASSWORD": "hunter2"}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker environment={"DB_PASSWORD_SECRET_NAME": "shop/db", "LOG_LEVEL": "info"}
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC005",
        name: "secret_in_environment",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct SecretInEnvironment;

impl Check for SecretInEnvironment {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(function::SPEC.id) {
            let Some(serde_json::Value::Object(variables)) = node.literal(&ENVIRONMENT) else { continue };
            for (name, content) in &variables {
                let Form::Literal(serde_json::Value::String(text)) = value::form(content) else { continue };
                if !text.is_empty() && !text.starts_with("{{resolve:") && (tells_of_secret(name) || is_access_key(text)) {
                    out.add(Place::Node(node.id.clone()), format!("{name} of {} looks like a secret in plain text.", node.node.name))
                        .field(&ENVIRONMENT);
                }
            }
        }
    }
}

fn tells_of_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    NAMES.iter().any(|part| name.contains(part)) && !PLACES.iter().any(|end| name.ends_with(end))
}

/// Whether a text has the shape of an access key ID.
fn is_access_key(text: &str) -> bool {
    text.len() == 20
        && (text.starts_with("AKIA") || text.starts_with("ASIA"))
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}
