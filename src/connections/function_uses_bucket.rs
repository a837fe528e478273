//! Function → bucket.

use crate::catalog::field::{TextRule, choice};
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Literal, Settings, Statement};
use crate::services::bucket;
use crate::unit;

/// What the function may do with the objects.
pub const ACCESS: Field =
    Field::choice("access", "Access", &[choice("read", "Read"), choice("write", "Write"), choice("read_write", "Read and write")])
        .help("Read: get objects and list them. Write: put and delete objects. Nothing else is granted.");
/// Which objects.
pub const PREFIX: Field =
    Field::text("prefix", "Prefix", TextRule { min: 0, max: 512, shape: Some((is_plain, "plain text without *, ? and $")) })
        .example(Literal::Text("uploads/"))
        .help("Only objects whose keys begin with this; all where it is empty.");

fn is_plain(text: &str) -> bool {
    !text.contains(['*', '?', '$', '{', '}'])
}

/// Actions that read objects.
pub const READ: [&str; 1] = ["s3:GetObject"];
/// Actions that write objects.
pub const WRITE: [&str; 3] = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"];

unit! {
    /// The function reads objects of the bucket, writes them, or both.
    ///
    /// Its role may do exactly that with the objects of this bucket, or with those under a prefix; where it reads it may
    /// also list them, without which a missing object looks like a forbidden one. An environment variable tells it the
    /// bucket's name.
    ///
    /// AWS: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
    pub static SPEC: ConnectionSpec = {
        id: "function_uses_bucket",
        name: "Function uses bucket",
        verb: "uses",
        from: "function",
        facet: None,
        to: "bucket",
        fields: &[ACCESS, PREFIX],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct FunctionUsesBucket;

impl ConnectionKind for FunctionUsesBucket {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let (bucket, id) = (&line.target, &line.target.node.logical_id);
        let access = line.choice(&ACCESS);
        let prefix = line.choice(&PREFIX);
        let mut actions: Vec<&str> = Vec::new();
        if access != "write" {
            actions.extend(READ);
            let list = Statement::allow(["s3:ListBucket"]).on(bucket.arn()).named(format!("List{id}"));
            let list = if prefix.is_empty() { list } else { list.when("StringLike", "s3:prefix", format!("{prefix}*").into()) };
            out.grant(&line.source, list);
        }
        if access != "read" {
            actions.extend(WRITE);
        }
        out.grant(&line.source, Statement::allow(actions).on(bucket::objects(bucket, &prefix)).named(format!("Use{id}")));
        out.variable(line, Attribute::Name);
    }

    fn carries(&self, line: &Line<'_>) -> bool {
        line.choice(&ACCESS) != "read"
    }

    fn label(&self, line: &Line<'_>) -> String {
        line.choice(&ACCESS).replace('_', " + ")
    }
}
