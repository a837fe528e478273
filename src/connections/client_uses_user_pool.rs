//! Client → user pool.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Line, LineStyle};
use crate::unit;

unit! {
    /// The client signs its users up and in. The line is only in the picture.
    ///
    /// Which applications may really do so are the clients of the pool's card.
    pub static SPEC: ConnectionSpec = {
        id: "client_uses_user_pool",
        name: "Client signs in",
        verb: "signs in",
        from: "client",
        facet: None,
        to: "user_pool",
        fields: &[],
        ends: &[],
        style: LineStyle::Picture,
    }
}

/// The connection kind.
pub struct ClientUsesUserPool;

impl ConnectionKind for ClientUsesUserPool {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, _line: &Line<'_>, _out: &mut Emission<'_>) {}
}
