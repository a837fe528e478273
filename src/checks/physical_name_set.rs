//! OPS077.

use super::physical_name_invalid;
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::unit;

unit! {
    /// A resource has a name that is written out.
    ///
    /// Another stack of the same design in the account and region cannot be deployed then, as the name is taken; and what
    /// CloudFormation must replace, it cannot: it makes the new resource before it deletes the old, and both would have the name.
    /// Leave the name to CloudFormation, which other resources learn by reference, or make it of the stack's name or a parameter.
    ///
    /// AWS: CloudFormation, "Name type".
    ///
    /// ```stackdraft breaks
    /// add function Worker
    /// override Worker Resource.Properties.FunctionName="orders-worker"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// override Worker Resource.Properties.FunctionName={"Fn::Sub": "${AWS::StackName}-worker"}
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS077",
        name: "physical_name_set",
        severity: Severity::Advice,
        fix: false,
    }
}

/// The check.
pub struct PhysicalNameSet;

impl Check for PhysicalNameSet {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let synthesis = context.synthesis;
        for (id, known, name) in physical_name_invalid::written(&synthesis.template) {
            let property = known.property;
            let place = synthesis.provenance.get(id).map_or(Place::Design, |from| from.address.owner.place());
            out.add(place, format!("{property} of {id} is {name:?}: no second stack can have it, and it cannot be replaced."));
        }
    }
}
