//! SEC007.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::unit;

unit! {
    /// A parameter whose name tells of a secret is shown in plain text.
    ///
    /// Without `NoEcho` everybody who may see the stack sees the value; a default stands in the template besides.
    ///
    /// AWS: CloudFormation User Guide, "CloudFormation template Parameters syntax", NoEcho.
    ///
    /// ```stackdraft breaks
    /// param DbPassword
    /// ```
    ///
    /// ```stackdraft keeps
    /// param DbPassword no_echo=true
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC007",
        name: "secret_parameter_shown",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct SecretParameterShown;

impl Check for SecretParameterShown {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        const NAMES: [&str; 5] = ["password", "secret", "token", "apikey", "privatekey"];
        const PLACES: [&str; 3] = ["arn", "name", "id"];
        for (name, parameter) in &context.graph.design.parameters {
            let lower = name.to_ascii_lowercase();
            let secret = NAMES.iter().any(|part| lower.contains(part)) && !PLACES.iter().any(|end| lower.ends_with(end));
            if secret && !parameter.no_echo {
                let (key, mut hidden) = (name.clone(), (**parameter).clone());
                hidden.no_echo = true;
                out.add(Place::Design, format!("The parameter {name} looks like a secret and is shown in plain text."))
                    .fix(format!("Do not show {name}"), move |draft| draft.set_parameter(&key, Some(hidden.clone())));
            }
        }
    }
}
