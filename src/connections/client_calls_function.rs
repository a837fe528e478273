//! Client → function.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, NodeView, Refusal, Settings};
use crate::services::function;
use crate::unit;

unit! {
    /// The client calls the function by its URL. The line is only in the picture.
    ///
    /// Who may really call says the URL's authorization.
    pub static SPEC: ConnectionSpec = {
        id: "client_calls_function",
        name: "Client calls function",
        verb: "calls",
        from: "client",
        facet: None,
        to: "function",
        fields: &[],
        ends: &[],
        style: LineStyle::Picture,
    }
}

/// The connection kind.
pub struct ClientCallsFunction;

impl ConnectionKind for ClientCallsFunction {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let name = &ends.target.node.name;
        let reason = || format!("A client calls a function by its URL; give {name} one, or put an API between.");
        (!ends.target.is_on(&function::URL)).then(|| Refusal::inserting(reason(), &["api"]))
    }

    fn leads_on(&self, target: &NodeView<'_>) -> bool {
        target.is_on(&function::URL)
    }

    fn emit(&self, _line: &Line<'_>, _out: &mut Emission<'_>) {}

    fn label(&self, _line: &Line<'_>) -> String {
        String::new()
    }
}
