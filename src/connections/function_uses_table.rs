//! Function → table.

use super::access;
use crate::catalog::field::{Choice, Kind, TextRule, choice};
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Literal, Settings, Statement};
use crate::cfn::{Pieces, Value};
use crate::services::table;
use crate::unit;

/// What the function may do with the items.
pub const ACCESS: Field = Field::choice(
    "access",
    "Access",
    &[choice("read", "Read"), choice("write", "Write"), choice("read_write", "Read and write"), access::EXACT],
)
.help("Read: get, query and scan. Write: put, update and delete. Exact actions: those you choose. Nothing else is granted.");
/// What exactly it may do.
pub const ACTIONS: Field = access::actions(CHOICES, r#"["dynamodb:GetItem"]"#);
/// Which items.
pub const LEADING_KEYS: Field = Field::of("leading_keys", "Leading keys", Kind::List(TextRule::shaped(2_048, |_| true, "text")))
    .example(Literal::Json(r#"["TENANT#1", "TENANT#1#*"]"#))
    .help(
        "Only items whose partition key is one of these; `*` stands for anything, and ${aws:PrincipalTag/Tenant} for the caller's \
         tag. All items where it is empty. Scans read whatever the key is, and are then not granted.",
    );
/// Through which index.
pub const INDEX: Field = Field::text("index", "Index", TextRule::up_to(255))
    .help("Queries and scans go through this index only; through the table and all its indexes where it is empty.");

/// Actions that read items.
pub const READ: [&str; 5] = ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"];
/// Actions that read items through an index.
pub const READ_INDEX: [&str; 2] = ["dynamodb:Query", "dynamodb:Scan"];
/// Actions that write items.
pub const WRITE: [&str; 4] = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"];

const CHOICES: &[Choice] = &[
    choice("dynamodb:BatchGetItem", "BatchGetItem"),
    choice("dynamodb:BatchWriteItem", "BatchWriteItem"),
    choice("dynamodb:ConditionCheckItem", "ConditionCheckItem"),
    choice("dynamodb:DeleteItem", "DeleteItem"),
    choice("dynamodb:DescribeTable", "DescribeTable"),
    choice("dynamodb:GetItem", "GetItem"),
    choice("dynamodb:PartiQLDelete", "PartiQLDelete"),
    choice("dynamodb:PartiQLInsert", "PartiQLInsert"),
    choice("dynamodb:PartiQLSelect", "PartiQLSelect"),
    choice("dynamodb:PartiQLUpdate", "PartiQLUpdate"),
    choice("dynamodb:PutItem", "PutItem"),
    choice("dynamodb:Query", "Query"),
    choice("dynamodb:Scan", "Scan"),
    choice("dynamodb:UpdateItem", "UpdateItem"),
];

unit! {
    /// The function reads items of the table, writes them, or both; or does exactly what you choose.
    ///
    /// Its role may do exactly that with exactly this table, with its indexes only where it reads and there are some,
    /// and an environment variable tells it the table's name. It can be kept to items of some partition keys, and its
    /// queries to one index.
    ///
    /// AWS: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB"; DynamoDB Developer
    /// Guide, "Using IAM policy conditions for fine-grained access control".
    pub static SPEC: ConnectionSpec = {
        id: "function_uses_table",
        name: "Function uses table",
        verb: "uses",
        from: "function",
        facet: None,
        to: "table",
        fields: &[ACCESS, ACTIONS, LEADING_KEYS, INDEX],
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
        let id = &table.node.logical_id;
        let keys = access::scope(line, &LEADING_KEYS);
        let index = line.template_value(&INDEX).filter(|index| index.as_text() != Some(""));
        let granted = granted(line);
        let allow = |actions: &[&str], resource: Value, name: String| {
            access::limited_each(Statement::allow(actions.iter().copied()).on(resource).named(name), "dynamodb:LeadingKeys", keys.clone())
        };
        // What is about the table as a whole has no key.
        let (about, items): (Vec<&str>, Vec<&str>) = granted.iter().map(String::as_str).partition(|action| *action == DESCRIBE);
        let items: Vec<&str> = items.into_iter().filter(|action| keys.is_empty() || *action != "dynamodb:Scan").collect();
        let (through_index, on_table): (Vec<&str>, Vec<&str>) = items.iter().partition(|action| reads_indexes(action));
        let of_table = if index.is_none() { items } else { on_table };
        if !of_table.is_empty() {
            out.grant(&line.source, allow(&of_table, table.arn(), format!("Use{id}")));
        }
        if let Some(index) = index.filter(|_| !through_index.is_empty()) {
            let one = Pieces::default().value(&table.arn()).text("/index/").value(&index).finish();
            out.grant(&line.source, allow(&through_index, one, format!("Read{id}Index")));
        } else if !through_index.is_empty() && table::has_indexes(table) {
            let all = Value::sub(format!("${{{id}.Arn}}/index/*"));
            out.grant(&line.source, allow(&through_index, all, format!("Read{id}Indexes")));
        }
        if !about.is_empty() {
            out.grant(&line.source, Statement::allow(about).on(table.arn()).named(format!("Describe{id}")));
        }
        out.variable(line, Attribute::Name);
    }

    fn carries(&self, line: &Line<'_>) -> bool {
        granted(line).iter().any(|action| !reads(action))
    }

    fn label(&self, line: &Line<'_>) -> String {
        match line.choice(&ACCESS).as_str() {
            "exact" => access::label(line, &ACTIONS),
            verb => verb.replace('_', " + "),
        }
    }
}

const DESCRIBE: &str = "dynamodb:DescribeTable";
const SELECT: &str = "dynamodb:PartiQLSelect";

fn reads(action: &str) -> bool {
    READ.contains(&action) || matches!(action, DESCRIBE | SELECT)
}

/// Whether an action reads items through an index.
pub(super) fn reads_indexes(action: &str) -> bool {
    READ_INDEX.contains(&action) || action == SELECT
}

/// The actions that the line grants.
fn granted(line: &Line<'_>) -> Vec<String> {
    let through_index = !line.choice(&INDEX).is_empty() || line.is_deferred(&INDEX);
    // Of reading, an index can only be queried and scanned.
    let read = if through_index { &READ_INDEX[..] } else { &READ[..] };
    let named = |lists: &[&[&str]]| lists.iter().flat_map(|list| list.iter()).map(|action| (*action).to_owned()).collect();
    match line.choice(&ACCESS).as_str() {
        "exact" => access::chosen(line, &ACTIONS),
        "write" => named(&[&WRITE]),
        "read_write" => named(&[read, &WRITE]),
        _ => named(&[read]),
    }
}
