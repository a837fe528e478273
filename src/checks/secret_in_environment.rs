//! SEC005.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::design::{Form, value};
use crate::services::function::{self, ENVIRONMENT};
use crate::unit;

use super::secrets;

unit! {
    /// What looks like a secret stands in an environment variable, or is the default of a parameter.
    ///
    /// Whoever may see the function or the template sees it; `NoEcho` hides what a parameter is given, not its default. Keep secrets in Secrets Manager or the Parameter Store and
    /// give the function their name; or let CloudFormation look them up with a dynamic reference.
    ///
    /// AWS: Lambda Developer Guide, "Working with Lambda environment variables", "Securing environment variables".
    ///
    /// ```stackdraft breaks
    /// add function Worker environment={"DB_PASSWORD": "hunter2"}
    /// ```
    ///
    /// ```stackdraft breaks
    /// add function Worker environment={"DATABASE": "postgres://shop:hunter2@db.example.com/shop"}
    /// ```
    ///
    /// ```stackdraft breaks
    /// param DbPassword default=hunter2 no_echo=true
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
        for (name, parameter) in &context.graph.design.parameters {
            // Of what is looked up, the default is a name.
            let looked_up = parameter.kind.as_deref().is_some_and(|kind| kind.starts_with("AWS::"));
            let Some(text) = parameter.default.as_deref().filter(|_| !looked_up) else { continue };
            let hidden = parameter.no_echo || secrets::names_one(name);
            if secrets::is_one(text) || (hidden && !text.is_empty() && !text.starts_with("{{resolve:")) {
                out.add(Place::Design, format!("The default of the parameter {name} looks like a secret in plain text."));
            }
        }
        for node in context.graph.nodes_of(function::SPEC.id) {
            let Some(serde_json::Value::Object(variables)) = node.literal(&ENVIRONMENT) else { continue };
            for (name, content) in &variables {
                let Form::Literal(serde_json::Value::String(text)) = value::form(content) else { continue };
                if secrets::is_one(text) || (secrets::names_one(name) && !secrets::says_little(text)) {
                    out.add(Place::Node(node.id.clone()), format!("{name} of {} looks like a secret in plain text.", node.node.name))
                        .field(&ENVIRONMENT);
                }
            }
        }
    }
}
