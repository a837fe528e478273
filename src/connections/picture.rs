//! Lines that are only in the picture: they become nothing in the template.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Line};

/// A connection kind that only shows who uses what.
pub struct Picture(pub &'static ConnectionSpec);

impl ConnectionKind for Picture {
    fn spec(&self) -> &'static ConnectionSpec {
        self.0
    }

    fn emit(&self, _line: &Line<'_>, _out: &mut Emission<'_>) {}

    fn label(&self, _line: &Line<'_>) -> String {
        String::new()
    }
}
