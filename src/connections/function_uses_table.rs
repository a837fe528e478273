//! Function → table.

use crate::catalog::field::choice;
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Settings, Statement};
use crate::cfn::Value;
use crate::services::table;
use crate::unit;

/// What the function may do with the items.
pub const ACCESS: Field =
    Field::choice("access", "Access", &[choice("read", "Read"), choice("write", "Write"), choice("read_write", "Read and write")])
        .help("Read: get, query and scan. Write: put, update and delete. Nothing else is granted.");

/// Actions that read items.
pub const READ: [&str; 5] = ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"];
/// Actions that read items through an index.
pub const READ_INDEX: [&str; 2] = ["dynamodb:Query", "dynamodb:Scan"];
/// Actions that write items.
pub const WRITE: [&str; 4] = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"];

unit! {
    /// The function reads items of the table, writes them, or both.
    ///
    /// Its role may do exactly that with exactly this table, with its indexes only where it reads and there are some,
    /// and an environment variable tells it the table's name.
    ///
    /// AWS: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB".
    pub static SPEC: ConnectionSpec = {
        id: "function_uses_table",
        name: "Function uses table",
        verb: "uses",
        from: "function",
        facet: None,
        to: "table",
        fields: &[ACCESS],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct FunctionUsesTable;

impl ConnectionKind for FunctionUsesTable {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let table = &line.target;
        let access = line.choice(&ACCESS);
        let id = &table.node.logical_id;
        if access != "write" {
            out.grant(&line.source, Statement::allow(READ).on(table.arn()).named(format!("Use{id}")));
            if table::has_indexes(table) {
                let indexes = Value::sub(format!("${{{id}.Arn}}/index/*"));
                out.grant(&line.source, Statement::allow(READ_INDEX).on(indexes).named(format!("Read{id}Indexes")));
            }
        }
        if access != "read" {
            out.grant(&line.source, Statement::allow(WRITE).on(table.arn()).named(format!("Use{id}")));
        }
        out.variable(line, Attribute::Name);
    }

    fn carries(&self, line: &Line<'_>) -> bool {
        line.choice(&ACCESS) != "read"
    }

    fn label(&self, line: &Line<'_>) -> String {
        line.choice(&ACCESS).replace('_', " + ")
    }
}
