//! Function → event bus.

use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Line, LineStyle, Statement};
use crate::unit;

unit! {
    /// The function puts events on the bus.
    ///
    /// Its role may put events on this bus and nothing else, and an environment variable tells it the bus's name. The rules of
    /// the bus decide where the events go.
    ///
    /// AWS: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge".
    pub static SPEC: ConnectionSpec = {
        id: "function_puts_event_bus",
        name: "Function puts events on bus",
        verb: "puts events",
        from: "function",
        facet: None,
        to: "event_bus",
        fields: &[],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct FunctionPutsEventBus;

impl ConnectionKind for FunctionPutsEventBus {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let put = Statement::allow(["events:PutEvents"]).on(line.target.arn()).named(format!("Put{}", line.target.node.logical_id));
        out.grant(&line.source, put);
        out.variable(line, Attribute::Name);
    }
}
