//! Client → queue.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::picture::Picture;
use crate::unit;

unit! {
    /// The client sends messages to the queue. The line is only in the picture.
    ///
    /// It needs credentials of the account that may send; browsers and third parties are better led through an API.
    pub static SPEC: ConnectionSpec = {
        id: "client_sends_queue",
        name: "Client sends to queue",
        verb: "sends",
        from: "client",
        facet: None,
        to: "queue",
        fields: &[],
        ends: &[],
        style: LineStyle::Picture,
    }
}

/// The connection kind.
pub static KIND: Picture = Picture(&SPEC);
