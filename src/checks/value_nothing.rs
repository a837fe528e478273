//! WIR081.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::Value;
use crate::unit;

unit! {
    /// The template says `null` somewhere.
    ///
    /// CloudFormation takes no `null`, wherever it stands. An override that is to remove a property removes it without a
    /// value; a property that is to be there under a condition only is `AWS::NoValue` otherwise.
    ///
    /// AWS: EventBridge User Guide, "Matching on null values and empty strings", on templates; CloudFormation User Guide,
    /// "Pseudo parameters reference", on `AWS::NoValue`.
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// override Orders Resource.Properties.DelaySeconds=null
    /// ```
    ///
    /// ```stackdraft keeps
    /// add event_bus Events
    /// add function Worker
    /// rule Events Unpaid pattern={"detail": {"paid": [null]}}
    /// connect Events/Unpaid Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR081",
        name: "value_nothing",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct ValueNothing;

impl Check for ValueNothing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for (id, resource) in &context.synthesis.template.resources {
            let beside = resource.metadata.iter().map(|metadata| ("Metadata", metadata));
            let all = resource.properties.iter().chain(&resource.more).map(|(name, value)| (name.as_str(), value)).chain(beside);
            for path in all.filter_map(|(name, value)| Some(format!("{name}{}", path_to_nothing(value)?))) {
                let place = context.synthesis.provenance.get(id).map_or(Place::Design, |from| from.address.owner.place());
                out.add(place, format!("{path} of {id} is null, which CloudFormation does not take."));
            }
        }
    }
}

/// The way to the first `null` in a value.
fn path_to_nothing(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Map(map) => map.iter().find_map(|(key, inner)| Some(format!(".{key}{}", path_to_nothing(inner)?))),
        Value::List(list) => list.iter().find_map(path_to_nothing),
        Value::Call(_, argument) => path_to_nothing(argument),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => None,
    }
}
