//! Function → bucket.

use super::access;
use crate::catalog::field::{Choice, TextRule, choice};
use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Literal, Settings, Statement};
use crate::cfn::Pieces;
use crate::services::bucket;
use crate::unit;

/// What the function may do with the objects.
pub const ACCESS: Field = Field::choice(
    "access",
    "Access",
    &[choice("read", "Read"), choice("write", "Write"), choice("read_write", "Read and write"), access::EXACT],
)
.help("Read: get objects and list them. Write: put and delete objects. Exact actions: those you choose. Nothing else is granted.");
/// What exactly it may do.
pub const ACTIONS: Field = access::actions(CHOICES, r#"["s3:GetObject"]"#);
/// Which objects.
pub const PREFIX: Field =
    Field::text("prefix", "Prefix", TextRule { min: 0, max: 512, shape: Some((is_plain, "plain text without *, ? and $")) })
        .example(Literal::Text("uploads/"))
        .help("Only objects whose keys begin with this; all where it is empty.");

fn is_plain(text: &str) -> bool {
    !text.contains(['*', '?', '$', '{', '}'])
}

const CHOICES: &[Choice] = &[
    choice("s3:AbortMultipartUpload", "AbortMultipartUpload"),
    choice("s3:DeleteObject", "DeleteObject"),
    choice("s3:DeleteObjectTagging", "DeleteObjectTagging"),
    choice("s3:DeleteObjectVersion", "DeleteObjectVersion"),
    choice("s3:GetObject", "GetObject"),
    choice("s3:GetObjectAttributes", "GetObjectAttributes"),
    choice("s3:GetObjectTagging", "GetObjectTagging"),
    choice("s3:GetObjectVersion", "GetObjectVersion"),
    choice("s3:ListBucket", "ListBucket"),
    choice("s3:ListBucketVersions", "ListBucketVersions"),
    choice("s3:ListMultipartUploadParts", "ListMultipartUploadParts"),
    choice("s3:PutObject", "PutObject"),
    choice("s3:PutObjectTagging", "PutObjectTagging"),
    choice("s3:RestoreObject", "RestoreObject"),
];

/// Actions on the bucket itself, which tell under which prefix they look.
const LISTS: [&str; 2] = ["s3:ListBucket", "s3:ListBucketVersions"];
/// Actions that read objects.
pub const READ: [&str; 1] = ["s3:GetObject"];
/// Actions that write objects.
pub const WRITE: [&str; 3] = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"];

unit! {
    /// The function reads objects of the bucket, writes them, or both; or does exactly what you choose.
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
        fields: &[ACCESS, ACTIONS, PREFIX],
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
        let prefix = line.template_value(&PREFIX).unwrap_or_else(|| "".into());
        let granted = granted(line);
        let (lists, objects): (Vec<&str>, Vec<&str>) = granted.iter().map(String::as_str).partition(|action| LISTS.contains(action));
        if !lists.is_empty() {
            let list = Statement::allow(lists).on(bucket.arn()).named(format!("List{id}"));
            let under = Pieces::default().value(&prefix).text("*").finish();
            let list = if prefix.as_text() == Some("") { list } else { list.when("StringLike", "s3:prefix", under) };
            out.grant(&line.source, list);
        }
        if !objects.is_empty() {
            out.grant(&line.source, Statement::allow(objects).on(bucket::objects_under(bucket, &prefix)).named(format!("Use{id}")));
        }
        out.variable(line, Attribute::Name);
    }

    fn carries(&self, line: &Line<'_>) -> bool {
        granted(line).iter().any(|action| !["s3:Get", "s3:List"].iter().any(|start| action.starts_with(start)))
    }

    fn label(&self, line: &Line<'_>) -> String {
        match line.choice(&ACCESS).as_str() {
            "exact" => access::label(line, &ACTIONS),
            verb => verb.replace('_', " + "),
        }
    }
}

/// The actions that the line grants.
fn granted(line: &Line<'_>) -> Vec<String> {
    let named = |lists: &[&[&str]]| lists.iter().flat_map(|list| list.iter()).map(|action| (*action).to_owned()).collect();
    match line.choice(&ACCESS).as_str() {
        "exact" => access::chosen(line, &ACTIONS),
        "write" => named(&[&WRITE]),
        "read_write" => named(&[&["s3:ListBucket"], &READ, &WRITE]),
        _ => named(&[&["s3:ListBucket"], &READ]),
    }
}
