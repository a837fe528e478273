//! Function → resource.

use crate::catalog::field::{Kind, TextRule, choice, is};
use crate::catalog::{
    Attribute, ConnectionKind, ConnectionSpec, Emission, FaultKind, Field, Line, LineStyle, Literal, Place, Settings, Statement,
};
use crate::cfn::Value;
use crate::connections::{function_uses_table, resource_actions};
use crate::services::resource;
use crate::unit;

/// How it is said what the function may do.
pub const ACCESS: Field = Field::choice(
    "access",
    "Access",
    &[
        choice("actions", "These actions"),
        choice("read", "Read"),
        choice("write", "Write"),
        choice("read_write", "Read and write"),
    ],
)
.help("These actions: exactly those that are named. Read, write: what that takes for the resource's type, where that is known: log groups, secrets, delivery streams, activities, global tables, repositories of images and build projects.");
/// What the function may do with the resource.
pub const ACTIONS: Field =
    Field::of("actions", "Actions", Kind::List(TextRule::shaped(128, is_action, "SERVICE:Action, without wildcards")))
        .applies(&[is("access", &[Literal::Text("actions")])])
        .required(Literal::Json(r#"["states:GetActivityTask"]"#))
        .decides()
        .help("The actions of IAM the function may use on the resource, such as secretsmanager:GetSecretValue.");

fn is_action(text: &str) -> bool {
    let Some((service, action)) = text.split_once(':') else { return false };
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    plain(service) && plain(action)
}

unit! {
    /// The function uses the resource: reads it, writes it, or uses it by the actions that are named.
    ///
    /// Its role may do exactly that with the resource's ARN, and an environment variable tells it that ARN. What reading and
    /// writing takes is known for some types, for a global table with its indexes; for others name the actions. Which actions
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
        fields: &[ACCESS, ACTIONS],
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
        let actions = actions(line);
        if actions.is_empty() && line.choice(&ACCESS) != "actions" {
            let kind = line.target.choice(&resource::TYPE);
            let message = format!("What that takes is not known for {kind}: name the actions the function needs.");
            out.fault(FaultKind::Missing, Place::Connection(line.id.clone()), message, Vec::new());
        }
        let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
        let through_index: Vec<&str> = actions.iter().copied().filter(|action| function_uses_table::reads_indexes(action)).collect();
        if !through_index.is_empty() && resource::has_indexes(&line.target) {
            let id = &line.target.node.logical_id;
            let all = Value::sub(format!("${{{id}.Arn}}/index/*"));
            out.grant(&line.source, Statement::allow(through_index).on(all).named(format!("Read{id}Indexes")));
        }
        if !actions.is_empty() {
            out.grant(&line.source, Statement::allow(actions).on(arn).named(format!("Use{}", line.target.node.logical_id)));
        }
        out.variable(line, Attribute::Arn);
    }
}

/// The actions a line stands for.
fn actions(line: &Line<'_>) -> Vec<String> {
    let access = line.choice(&ACCESS);
    if access == "actions" {
        let listed = line.literal(&ACTIONS).and_then(|v| v.as_array().cloned()).unwrap_or_default();
        return listed.iter().filter_map(|action| action.as_str().map(str::to_owned)).collect();
    }
    let Some(verbs) = resource_actions::of(&line.target.choice(&resource::TYPE)) else { return Vec::new() };
    let read = if access == "write" { &[][..] } else { verbs.read };
    let write = if access == "read" { &[][..] } else { verbs.write };
    read.iter().chain(write).map(|action| (*action).to_owned()).collect()
}
