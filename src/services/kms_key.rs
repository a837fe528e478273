//! KMS keys.

use crate::catalog::field::{Kind, TextRule, Unit, on};
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful, Tint};
use crate::catalog::{Emission, Encryption, FaultKind, Field, Literal, NodeView, Origin, Settings, Statement, Wanted, parse};
use crate::cfn::Value;
use crate::services::{deletion, http_endpoint};
use crate::unit;

/// What it is for.
pub const DESCRIPTION: Field = Field::text("description", "Description", TextRule::up_to(8_192))
    .property("Description")
    .omitted_at(Literal::Text(""))
    .example(Literal::Text("Encrypts what the shop keeps of its customers"))
    .help("What the key is for, as the lists of KMS show it.");
/// Its name.
pub const ALIAS: Field = Field::text(
    "alias",
    "Alias",
    TextRule {
        min: 0,
        max: 256,
        shape: Some((is_alias, "`alias/` and letters, digits, `/`, `_`, `:` and `-`, not beginning with alias/aws/")),
    },
)
.example(Literal::Text("alias/orders"))
.help("A name by which people and programs find the key, unique in the account and region; none where it is empty.");
/// Whether its material is renewed.
pub const ROTATION: Field =
    Field::switch("rotation", "Rotation", true).property("EnableKeyRotation").omitted_at(Literal::Bool(false)).help(
        "Makes new key material every so often. What was encrypted before can still be decrypted, and nothing that uses the key changes.",
    );
/// How often.
pub const ROTATION_PERIOD: Field = Field::duration("rotation_period", "Rotate every", Unit::Days, 90, 2_560)
    .default(Literal::Integer(365))
    .applies(&[on("rotation")])
    .property("RotationPeriodInDays")
    .omitted_at(Literal::Integer(365))
    .help("How long key material is used before new one is made.");
/// How long it can still be saved.
pub const WAITING_PERIOD: Field = Field::duration("waiting_period", "Waiting period", Unit::Days, 7, 30)
    .default(Literal::Integer(30))
    .property("PendingWindowInDays")
    .omitted_at(Literal::Integer(30))
    .help("How long a key that is to be deleted waits, and can still be saved. What it encrypted can never be read again afterwards.");
/// Who looks after it.
pub const ADMINISTRATORS: Field = Field::of(
    "administrators",
    "Administrators",
    Kind::List(TextRule::shaped(2_048, is_principal, "the ARN of a role, a user or an account's root")),
)
.default(Literal::Json("[]"))
.example(Literal::Json(r#"["arn:aws:iam::111122223333:role/KeyAdministrators"]"#))
.help("The roles and users that may change, disable and delete the key, whoever deploys the stack among them: KMS refuses a policy that shuts out its author. Empty: whomever the account's own policies let.");

/// Whether the text is the name of an alias that accounts may have; `alias/aws/` is for AWS's own keys.
fn is_alias(text: &str) -> bool {
    text.strip_prefix("alias/").is_some_and(|name| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '_' | '-');
        !name.is_empty() && name.chars().all(allowed) && !name.starts_with("aws/")
    })
}

fn is_principal(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let account = |text: &str| text.len() == 12 && text.chars().all(|c| c.is_ascii_digit());
    let who = |text: &str| text == "root" || text.starts_with("role/") || text.starts_with("user/");
    matches!(parts[..], ["arn", partition, "iam", "", id, name] if partition.starts_with("aws") && account(id) && who(name))
}

/// What administrators may do: everything but use the key.
const ADMINISTER: [&str; 24] = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:CreateGrant",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
];

/// What the account's own policies may let others do where administrators are named.
const USE: [&str; 5] = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];

/// The tag by which EventBridge knows the keys it may use for the secrets of HTTP endpoints.
pub const ENDPOINTS_TAG: &str = "EventBridgeApiDestinations";

/// The type of keys.
pub const KIND: &str = "AWS::KMS::Key";

unit! {
    /// A KMS key encrypts what other services keep, and its policy says who may have that done.
    ///
    /// Draw a line from it to a queue, topic, event bus, table, stream or bucket to have that encrypted with it, and to a
    /// function, workflow, API, schedule or HTTP endpoint for what these keep: variables, executions, logs, input, the
    /// secret. A pipe names the key of its settings on its own line. Everything that sends there or reads from there then
    /// needs the key as well: the roles of functions, workflows, pipes, schedules and APIs get exactly the actions of KMS
    /// that takes, and the policy of the key lets in the services that send without a role, such as SNS, S3 and
    /// EventBridge, for their sources in this account only. EventBridge does not tell KMS for which rule it delivers, so it
    /// is let in without that condition.
    ///
    /// It stays when the stack is deleted, as what it encrypted could not be read without it.
    ///
    /// Limits: rotation every 90 to 2,560 days, a waiting period of 7 to 30 days, a policy of 32 KB. A key costs by the month
    /// and by the request; buckets and queues use one data key many times over.
    /// AWS: AWS KMS Developer Guide, "Key policies in AWS KMS", "Rotate AWS KMS keys" and "Delete an AWS KMS key";
    /// CloudFormation, "AWS::KMS::Key" and "AWS::KMS::Alias".
    pub static SPEC: ServiceSpec = {
        id: "kms_key",
        name: "KMS key",
        aws: "KMS",
        category: Category::Protection,
        summary: "Encrypts what other services keep",
        suffix: "Key",
        resource: Some(KIND),
        stateful: Stateful::Retain,
        fields: &[DESCRIPTION, ALIAS, ROTATION, ROTATION_PERIOD, WAITING_PERIOD, ADMINISTRATORS, deletion::KEPT],
        facets: &[],
        ports: Ports::Out,
    }
}

/// The service.
pub struct KmsKey;

/// How a node is encrypted with the customer key whose line leads to it, and who says so; `None` where none does. Two keys
/// are a fault.
pub(super) fn of<'w>(node: &NodeView<'_>, wanted: &'w Wanted, out: &mut Emission<'_>) -> Option<(&'w Encryption, Origin)> {
    let mut all = wanted.encryptions();
    let (encryption, origin) = all.next()?;
    let others: Vec<_> = all.map(|(_, origin)| origin.place()).collect();
    if !others.is_empty() {
        let message = format!("{} is to be encrypted with more than one key; it can have one.", node.node.name);
        out.fault(FaultKind::Conflict, origin.place(), message, others);
    }
    Some((encryption, origin.clone()))
}

/// What the node's own role needs of the key the node is encrypted with.
pub(super) fn own_use(node: &NodeView<'_>, actions: &[&'static str]) -> Option<Statement> {
    let line = node.key_line()?;
    let mut statement = Statement::allow(actions.iter().copied()).on(line.source.arn());
    statement.name = format!("Use{}", line.source.node.logical_id);
    statement.origins.insert(Origin::Connection(line.id.clone()));
    Some(statement)
}

/// What lets CloudWatch Logs encrypt logs with a key. A log group waits for its key, so that the key's policy speaks of all
/// the log groups of the account.
///
/// AWS: CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS Key Management Service".
pub fn for_logs() -> Statement {
    let groups = Value::sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*");
    Statement::allow(["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"])
        .for_service("logs.${AWS::Region}.${AWS::URLSuffix}")
        .on_everything()
        .when("ArnLike", "kms:EncryptionContext:aws:logs:arn", groups)
        .named("For logs")
}

/// What the key's policy says of the account and of administrators; in a key's policy `*` means the key itself.
fn own_statements(node: &NodeView<'_>) -> Vec<Statement> {
    let account = vec![Value::sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")];
    let administrators = match node.template_value(&ADMINISTRATORS) {
        Some(Value::List(arns)) => arns,
        Some(other) => vec![other],
        None => Vec::new(),
    };
    if administrators.is_empty() {
        return vec![Statement::allow(["kms:*"]).for_aws(account).on_everything().named("Account")];
    }
    vec![
        Statement::allow(ADMINISTER).for_aws(administrators).on_everything().named("Administrators"),
        Statement::allow(USE).for_aws(account.clone()).on_everything().named("Account"),
        // Services such as DynamoDB and Lambda use a key through grants that they ask for on behalf of whoever may use them.
        Statement::allow(["kms:CreateGrant"])
            .for_aws(account)
            .on_everything()
            .when("Bool", "kms:GrantIsForAWSResource", "true".into())
            .named("Grants to services"),
    ]
}

impl Service for KmsKey {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn tint(&self) -> Tint {
        Tint::Security
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        let policy = out.admitting(node, wanted, own_statements(node));
        let key = out.main(node);
        if let Some((document, origins)) = policy {
            key.set("KeyPolicy", document).comes_from("KeyPolicy", origins);
        }
        let for_endpoints = node.outgoing().filter(|line| line.target.node.kind == http_endpoint::SPEC.id);
        let origins: Vec<_> = for_endpoints.map(|line| Origin::Connection(line.id.clone())).collect();
        if !origins.is_empty() {
            let tag = Value::map([("Key", ENDPOINTS_TAG), ("Value", "true")]);
            key.set("Tags", Value::List(vec![tag])).comes_from("Tags", origins);
        }
        let id = Value::reference(key.logical_id.as_str());
        if let Some(alias) = node.template_value(&ALIAS).filter(|alias| *alias != Value::from("")) {
            out.resource("Alias", "AWS::KMS::Alias").set("AliasName", alias).set("TargetKeyId", id);
        }
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let rotation = match node.integer(&ROTATION_PERIOD).filter(|_| node.is_on(&ROTATION)) {
            Some(days) => format!("rotates every {}", parse::with_unit(days, Unit::Days)),
            None if node.is_on(&ROTATION) => "rotates".to_owned(),
            None => "no rotation".to_owned(),
        };
        match node.text(&ALIAS) {
            Some(alias) => format!("{} · {rotation}", alias.trim_start_matches("alias/")),
            None => rotation,
        }
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        let id = node.node.logical_id.as_str();
        match attribute {
            Attribute::Arn => Some(Value::get_att(id, "Arn")),
            Attribute::Name => Some(Value::reference(id)),
            Attribute::Url => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_begins_as_aliases_do_and_not_as_those_of_aws() {
        assert!(is_alias("alias/orders-2/a_b:c"));
        for wrong in ["orders", "alias/", "alias/aws/sqs", "alias/a b", "alias/ä"] {
            assert!(!is_alias(wrong), "{wrong}");
        }
    }

    #[test]
    fn administrators_are_roles_users_or_accounts() {
        for right in ["arn:aws:iam::111122223333:role/Admin", "arn:aws-cn:iam::111122223333:user/a/b", "arn:aws:iam::111122223333:root"] {
            assert!(is_principal(right), "{right}");
        }
        for wrong in ["*", "111122223333", "arn:aws:iam::1:role/Admin", "arn:aws:sts::111122223333:assumed-role/a/b"] {
            assert!(!is_principal(wrong), "{wrong}");
        }
    }
}
