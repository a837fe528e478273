//! Client → topic.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::picture::Picture;
use crate::unit;

unit! {
    /// The client publishes messages to the topic. The line is only in the picture.
    ///
    /// It needs credentials of the account that may publish; browsers and third parties are better led through an API.
    pub static SPEC: ConnectionSpec = {
        id: "client_publishes_topic",
        name: "Client publishes to topic",
        verb: "publishes",
        from: "client",
        facet: None,
        to: "topic",
        fields: &[],
        ends: &[],
        style: LineStyle::Picture,
    }
}

/// The connection kind.
pub static KIND: Picture = Picture(&SPEC);
