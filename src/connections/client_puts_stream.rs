//! Client → stream.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::picture::Picture;
use crate::unit;

unit! {
    /// The client writes records to the stream. The line is only in the picture.
    ///
    /// It needs credentials of the account that may put records; browsers and third parties are better led through an API.
    pub static SPEC: ConnectionSpec = {
        id: "client_puts_stream",
        name: "Client puts records into stream",
        verb: "puts records",
        from: "client",
        facet: None,
        to: "stream",
        fields: &[],
        ends: &[],
        style: LineStyle::Picture,
    }
}

/// The connection kind.
pub static KIND: Picture = Picture(&SPEC);
