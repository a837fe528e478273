//! SEC062.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::kms_key::{self, ROTATION};
use crate::unit;

unit! {
    /// A KMS key is never given new key material.
    ///
    /// The longer material is in use the more has been encrypted with it. Rotation makes new material every so often, keeps the
    /// old for what was encrypted before, and needs nothing of whoever uses the key.
    ///
    /// AWS: AWS KMS Developer Guide, "Rotate AWS KMS keys".
    ///
    /// ```stackdraft breaks
    /// add kms_key Own rotation=false
    /// ```
    ///
    /// ```stackdraft keeps
    /// add kms_key Own
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC062",
        name: "key_rotation_off",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct KeyRotationOff;

impl Check for KeyRotationOff {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for key in context.graph.nodes_of(kms_key::SPEC.id).filter(|key| !key.is_on(&ROTATION) && !key.is_deferred(&ROTATION)) {
            let id = key.id.clone();
            out.add(Place::Node(id.clone()), format!("{} is never given new key material.", key.node.name))
                .field(&ROTATION)
                .fix("Rotate it every year", move |draft| draft.set_node_field(&id, ROTATION.id, None));
        }
    }
}
