//! SEC081.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::unit;

unit! {
    /// The value of a masked parameter stands in the design file.
    ///
    /// `NoEcho` masks a value wherever CloudFormation would show it; an environment of the design has it in plain text all the
    /// same, and the file is made to be kept in version control. Without a value there, a deployment asks for it, or takes it from
    /// the variable `STACKDRAFT_PARAMETER_<NAME>`; a stack that has one keeps it.
    ///
    /// AWS: CloudFormation User Guide, "Do not embed credentials in your templates".
    ///
    /// ```stackdraft breaks
    /// param ApiKey no_echo=true
    /// env prod region=eu-west-1 parameter.ApiKey=hunter2
    /// ```
    ///
    /// ```stackdraft keeps
    /// param ApiKey no_echo=true
    /// env prod region=eu-west-1
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC081",
        name: "secret_value_in_file",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct SecretValueInFile;

impl Check for SecretValueInFile {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let design = context.graph.design;
        for (environment, found) in &design.environments {
            for name in found.parameters.keys() {
                if design.parameters.get(name).is_some_and(|parameter| parameter.no_echo) {
                    let (key, mut without) = (environment.clone(), (**found).clone());
                    without.parameters.remove(name);
                    let text = format!("The environment {environment} has the value of {name} in plain text, and {name} is masked.");
                    out.add(Place::Design, text).fix(format!("Take the value of {name} out of {environment}"), move |draft| {
                        draft.set_environment(&key, Some(without.clone()))
                    });
                }
            }
        }
    }
}
