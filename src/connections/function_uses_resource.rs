//! Function → resource.

use crate::catalog::field::{Kind, TextRule};
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Literal, Settings, Statement};
use crate::unit;

/// What the function may do with the resource.
pub const ACTIONS: Field =
    Field::of("actions", "Actions", Kind::List(TextRule::shaped(128, is_action, "SERVICE:Action, without wildcards")))
        .required(Literal::Json(r#"["states:GetActivityTask"]"#))
        .help("The actions of IAM the function may use on the resource, such as secretsmanager:GetSecretValue.");

fn is_action(text: &str) -> bool {
    let Some((service, action)) = text.split_once(':') else { return false };
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    plain(service) && plain(action)
}

unit! {
    /// The function uses the resource by the actions that are named.
    ///
    /// Its role may use exactly these on the resource's ARN, and an environment variable tells it that ARN. Which actions
    /// there are, and whether they can be limited to the resource, the Service Authorization Reference tells for each
    /// service.
    ///
    /// AWS: Service Authorization Reference, "Actions, resources, and condition keys for AWS services".
    pub static SPEC: ConnectionSpec = {
        id: "function_uses_resource",
        name: "Function uses resource",
        verb: "uses",
        from: "function",
        facet: None,
        to: "resource",
        fields: &[ACTIONS],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct FunctionUsesResource;

impl ConnectionKind for FunctionUsesResource {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let Some(arn) = line.target.service.attribute(&line.target, Attribute::Arn) else { return };
        let actions = line.literal(&ACTIONS).and_then(|v| v.as_array().cloned()).unwrap_or_default();
        let actions: Vec<&str> = actions.iter().filter_map(|action| action.as_str()).collect();
        if !actions.is_empty() {
            out.grant(&line.source, Statement::allow(actions).on(arn).named(format!("Use{}", line.target.node.logical_id)));
        }
        out.variable(line, Attribute::Arn);
    }
}
