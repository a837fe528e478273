//! Function → stream.

use super::access;
use crate::catalog::field::{Choice, choice};
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Settings, Statement};
use crate::unit;

/// What the function may do.
pub const ACCESS: Field = Field::choice("access", "Access", &[choice("put", "Put records"), access::EXACT])
    .help("Put records: one or many at a time. Exact actions: those you choose. Nothing else is granted.");
/// What exactly it may do.
pub const ACTIONS: Field = access::actions(CHOICES, r#"["kinesis:PutRecord"]"#);

const CHOICES: &[Choice] = &[
    choice("kinesis:DescribeStreamSummary", "DescribeStreamSummary"),
    choice("kinesis:GetRecords", "GetRecords"),
    choice("kinesis:GetShardIterator", "GetShardIterator"),
    choice("kinesis:ListShards", "ListShards"),
    choice("kinesis:PutRecord", "PutRecord"),
    choice("kinesis:PutRecords", "PutRecords"),
];

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
        fields: &[ACCESS, ACTIONS],
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
        let granted = if line.choice(&ACCESS) == "exact" {
            access::chosen(line, &ACTIONS)
        } else {
            vec!["kinesis:PutRecord".to_owned(), "kinesis:PutRecords".to_owned()]
        };
        let statement = Statement::allow(granted.iter().map(String::as_str)).on(line.target.arn());
        out.grant(&line.source, statement.named(format!("Put{}", line.target.node.logical_id)));
        out.variable(line, Attribute::Name);
    }

    fn label(&self, line: &Line<'_>) -> String {
        if line.choice(&ACCESS) == "exact" { access::label(line, &ACTIONS) } else { SPEC.verb.to_owned() }
    }
}
