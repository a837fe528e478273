//! Function → stream.

use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Line, LineStyle, Statement};
use crate::unit;

unit! {
    /// The function writes records to the stream.
    ///
    /// Its role may put records into this stream and do nothing else with it, and an environment variable tells it the
    /// stream's name.
    ///
    /// AWS: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Kinesis Data Streams".
    pub static SPEC: ConnectionSpec = {
        id: "function_puts_stream",
        name: "Function puts records into stream",
        verb: "puts records",
        from: "function",
        facet: None,
        to: "stream",
        fields: &[],
        ends: &[],
        style: LineStyle::Stream,
    }
}

/// The connection kind.
pub struct FunctionPutsStream;

impl ConnectionKind for FunctionPutsStream {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let name = format!("Put{}", line.target.node.logical_id);
        out.grant(&line.source, Statement::allow(["kinesis:PutRecord", "kinesis:PutRecords"]).on(line.target.arn()).named(name));
        out.variable(line, Attribute::Name);
    }
}
