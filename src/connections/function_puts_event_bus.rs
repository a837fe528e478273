//! Function → event bus.

use super::access;
use crate::catalog::field::{Kind, TextRule};
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Literal, Statement};
use crate::unit;

/// From which sources the events may be.
pub const SOURCES: Field = Field::of("sources", "Sources", Kind::List(TextRule::shaped(256, |_| true, "text")))
    .example(Literal::Json(r#"["shop.orders"]"#))
    .help("Only events that name one of these as their source; `*` stands for anything. Any where it is empty.");
/// What the events may tell of.
pub const DETAIL_TYPES: Field = Field::of("detail_types", "Detail types", Kind::List(TextRule::shaped(128, |_| true, "text")))
    .example(Literal::Json(r#"["Order placed", "Order *"]"#))
    .help("Only events of one of these detail types; `*` stands for anything. Any where it is empty.");

unit! {
    /// The function puts events on the bus.
    ///
    /// Its role may put events on this bus and nothing else, and an environment variable tells it the bus's name. The rules of
    /// the bus decide where the events go. It can be kept to events of some sources and detail types, so that it cannot pass
    /// for another producer: a request puts up to ten events at once, and each of them has to be one of those.
    ///
    /// AWS: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge"; EventBridge User
    /// Guide, "Using IAM policy conditions in Amazon EventBridge".
    pub static SPEC: ConnectionSpec = {
        id: "function_puts_event_bus",
        name: "Function puts events on bus",
        verb: "puts events",
        from: "function",
        facet: None,
        to: "event_bus",
        fields: &[SOURCES, DETAIL_TYPES],
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
        let put = access::limited_each(put, "events:source", access::scope(line, &SOURCES));
        let put = access::limited_each(put, "events:detail-type", access::scope(line, &DETAIL_TYPES));
        out.grant(&line.source, put);
        out.variable(line, Attribute::Name);
    }
}
