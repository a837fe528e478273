//! WIR083.

use serde_json::Value as Json;

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::unit;

unit! {
    /// A resource that is kept as a template had it has no type.
    ///
    /// What cannot become a node of an imported template stays in the design as it stands and is exported again.
    /// CloudFormation refuses a resource whose `Type` is missing or is no text.
    ///
    /// AWS: CloudFormation User Guide, "CloudFormation template Resources syntax".
    ///
    /// ```stackdraft breaks
    /// {"version": 1, "name": "shop", "nodes": {}, "connections": {}, "sections": {"Resources": {"A": {"Type": 5}}}}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add resource Approval
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR083",
        name: "resource_untyped",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct ResourceUntyped;

impl Check for ResourceUntyped {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let kept = context.graph.design.sections.get("Resources").and_then(Json::as_object).into_iter().flatten();
        // A loop or a macro stands among the resources under its own name.
        for (id, said) in kept.filter(|(id, said)| !id.starts_with("Fn::") && !said.is_null()) {
            if said["Type"].as_str().is_none_or(str::is_empty) {
                out.add(Place::Design, format!("The resource {id} has no type."));
            }
        }
    }
}
