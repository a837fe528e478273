//! Client → API.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::picture::Picture;
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
pub static KIND: Picture = Picture(&SPEC);
