//! Client → API.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Line, LineStyle};
use crate::unit;

unit! {
    /// The client calls the API. The line is only in the picture.
    ///
    /// Who may really call is the API's authorization.
    pub static SPEC: ConnectionSpec = {
        id: "client_calls_api",
        name: "Client calls API",
        verb: "calls",
        from: "client",
        facet: None,
        to: "api",
        fields: &[],
        ends: &[],
        style: LineStyle::Picture,
    }
}

/// The connection kind.
pub struct ClientCallsApi;

impl ConnectionKind for ClientCallsApi {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, _line: &Line<'_>, _out: &mut Emission<'_>) {}

    fn label(&self, _line: &Line<'_>) -> String {
        String::new()
    }
}
