//! OPS076.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::function::{self, ALIAS, CODE, RELEASE};
use crate::unit;

unit! {
    /// Code from a local folder is deployed behind an alias, and no release is named.
    ///
    /// A version is published when the template says that the function changed. What is in a folder the template does not
    /// know: new code is uploaded, and callers go on reaching the version before. Name a release, and another one with every
    /// change of the code.
    ///
    /// AWS: Lambda Developer Guide, "Manage Lambda function versions".
    ///
    /// ```stackdraft breaks
    /// add function Worker code=folder folder=functions/worker alias=live
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker code=folder folder=functions/worker alias=live release=1
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS076",
        name: "release_missing",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct ReleaseMissing;

impl Check for ReleaseMissing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(function::SPEC.id) {
            let named = node.text(&RELEASE).is_some() || node.is_deferred(&RELEASE);
            if node.choice(&CODE) != "folder" || node.text(&ALIAS).is_none() && !node.is_deferred(&ALIAS) || named {
                continue;
            }
            let id = node.id.clone();
            let message = format!("New code in the folder of {} reaches nobody: its alias stays with the version before.", node.node.name);
            out.add(Place::Node(id.clone()), message)
                .field(&RELEASE)
                .unsafe_fix("Call this release `1`", move |draft| draft.set_node_field(&id, RELEASE.id, Some("1".into())));
        }
    }
}
