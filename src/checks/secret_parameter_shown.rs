//! SEC007.

use std::collections::BTreeMap;

use crate::catalog::{Check, CheckSpec, Context, Findings, Graph, Place, Settings, Severity};
use crate::design::{Form, Reference, Value};
use crate::unit;

unit! {
    /// A parameter that is a secret, by its name or by what it is for, is shown in plain text.
    ///
    /// Without `NoEcho` everybody who may see the stack sees the value; a default stands in the template besides.
    ///
    /// AWS: CloudFormation User Guide, "CloudFormation template Parameters syntax", NoEcho.
    ///
    /// ```stackdraft breaks
    /// param DbPassword
    /// ```
    ///
    /// ```stackdraft breaks
    /// param Access
    /// add http_endpoint Payments
    /// set Payments.authorization=api_key
    /// set Payments.secret="!Ref Access"
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
        let fed = fed(context.graph);
        for (name, parameter) in &context.graph.design.parameters {
            let looked_up = parameter.kind.as_deref().is_some_and(|kind| kind.starts_with("AWS::"));
            let why = match fed.get(name) {
                Some(owner) => format!("is a secret of {owner}"),
                None if super::secrets::names_one(name) && !looked_up => "looks like a secret".to_owned(),
                None => continue,
            };
            if !parameter.no_echo {
                let (key, mut hidden) = (name.clone(), (**parameter).clone());
                hidden.no_echo = true;
                out.add(Place::Design, format!("The parameter {name} {why} and is shown in plain text."))
                    .fix(format!("Do not show {name}"), move |draft| draft.set_parameter(&key, Some(hidden.clone())));
            }
        }
    }
}

/// The parameters that secret settings stand for, each with the name of a node that has one.
fn fed<'g>(graph: &'g Graph<'g>) -> BTreeMap<String, &'g str> {
    let mut fed = BTreeMap::new();
    for node in graph.nodes() {
        for field in node.specs().iter().filter(|field| field.secret && node.applies(field)) {
            if let Some(Form::Reference(Reference::Parameter(name))) = node.set_value(field).map(Value::form) {
                fed.insert(name.to_owned(), node.node.name.as_str());
            }
        }
    }
    fed
}
