//! Client → bucket.

use crate::catalog::{ConnectionSpec, LineStyle};
use crate::connections::picture::Picture;
use crate::unit;

unit! {
    /// The client gets objects of the bucket or puts some into it. The line is only in the picture.
    ///
    /// It needs credentials of the account, or addresses that a function signed for it. Pages of other origins also need the
    /// bucket's *browser origins*.
    pub static SPEC: ConnectionSpec = {
        id: "client_uses_bucket",
        name: "Client uses bucket",
        verb: "uses",
        from: "client",
        facet: None,
        to: "bucket",
        fields: &[],
        ends: &[],
        style: LineStyle::Picture,
    }
}

/// The connection kind.
pub static KIND: Picture = Picture(&SPEC);
