//! LIM083.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::Value;
use crate::unit;

/// A list in a resource: its type, where it is, what is in it, how many there are at most.
const LISTS: [(&str, &[&str], &str, usize); 5] = [
    ("AWS::ApiGatewayV2::Authorizer", &["JwtConfiguration", "Audience"], "audiences", 50),
    ("AWS::ApiGatewayV2::Route", &["AuthorizationScopes"], "scopes", 10),
    ("AWS::Lambda::EventSourceMapping", &["FilterCriteria", "Filters"], "filters", 5),
    ("AWS::Lambda::Function", &["Layers"], "layers", 5),
    ("AWS::Pipes::Pipe", &["SourceParameters", "FilterCriteria", "Filters"], "filters", 5),
];

unit! {
    /// A list holds more than its service takes, or nearly as many.
    ///
    /// An event source mapping and a pipe have five filters, a function five layers, a route of an HTTP API ten scopes and an
    /// authorizer with JWT 50 audiences; from 80 % on it is told. AWS raises the filters of an event source mapping to ten on
    /// request. One pattern can hold several values: what differs in one member only needs no filter of its own.
    ///
    /// AWS: Lambda Developer Guide, "Control which events Lambda sends to your function" and "Lambda quotas"; Amazon EventBridge
    /// User Guide, "Amazon EventBridge quotas"; API Gateway Developer Guide, "Quotas for configuring and running an HTTP API in API
    /// Gateway".
    ///
    /// ```stackdraft breaks
    /// add function Worker layers=["arn:aws:lambda:eu-west-1:111122223333:layer:a:1", "arn:aws:lambda:eu-west-1:111122223333:layer:b:1", "arn:aws:lambda:eu-west-1:111122223333:layer:c:1", "arn:aws:lambda:eu-west-1:111122223333:layer:d:1"]
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker layers=["arn:aws:lambda:eu-west-1:111122223333:layer:a:1"]
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM083",
        name: "entries_many",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct EntriesMany;

impl Check for EntriesMany {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let synthesis = context.synthesis;
        for (id, resource) in &synthesis.template.resources {
            for (_, path, what, most) in LISTS.iter().filter(|(kind, ..)| *kind == resource.kind) {
                let Some((first, rest)) = path.split_first() else { continue };
                let list = rest.iter().try_fold(resource.properties.get(first), |value, key| Some(value?.get(key)));
                let Some(count) = list.flatten().and_then(Value::as_list).map(<[Value]>::len) else { continue };
                let place = synthesis.provenance.get(id).map_or(Place::Design, |from| from.address.owner.place());
                super::limits::report(out, place, count, *most, |share| {
                    format!("{id} has {count} {what}, {share} the {most} there may be.")
                });
            }
        }
    }
}
