//! Client → event bus.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::picture::Picture;
use crate::unit;

unit! {
    /// The client puts events on the bus. The line is only in the picture.
    ///
    /// It needs credentials of the account that may put events; browsers and third parties are better led through an API.
    pub static SPEC: ConnectionSpec = {
        id: "client_puts_event_bus",
        name: "Client puts events on bus",
        verb: "puts events",
        from: "client",
        facet: None,
        to: "event_bus",
        fields: &[],
        ends: &[],
        style: LineStyle::Picture,
    }
}

/// The connection kind.
pub static KIND: Picture = Picture(&SPEC);
