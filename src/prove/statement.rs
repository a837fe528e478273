//! Every statement of the template: of roles, of resource policies, of permissions.

use std::collections::{HashMap, HashSet};

use super::condition::Condition;
use super::text::open;
use super::world::{World, each};
use crate::catalog::Evidence;
use crate::catalog::proof::Step;
use crate::cfn::{Map, Text, Value};

/// A statement, its texts ready to be compared.
pub(super) struct Statement {
    /// Whether it allows; it denies otherwise.
    pub allow: bool,
    /// Of whom it speaks; in a role's own policy of nobody but the role.
    pub principals: Vec<Principal>,
    /// The actions, in lower case, with wildcards.
    pub actions: Vec<String>,
    /// Whether it speaks of all other actions.
    pub not_actions: bool,
    /// The resources, with wildcards; of those a policy is attached to where none is named.
    pub resources: Vec<String>,
    /// Whether it speaks of all other resources.
    pub not_resources: bool,
    /// Under what conditions.
    pub conditions: Vec<Condition>,
    /// Where it stands.
    pub evidence: Evidence,
    /// What it is called.
    pub name: String,
}

/// Of whom a statement speaks.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Principal {
    /// Everybody.
    Everyone,
    /// A service of AWS.
    Service(String),
    /// An account, a role or a user.
    Aws(String),
    /// Somebody these proofs know nothing of.
    Other,
    /// Everybody but somebody.
    Not,
}

/// A role with all that stands in the template of it.
#[derive(Default)]
pub(super) struct Role<'t> {
    /// Its logical ID.
    pub id: &'t str,
    /// Its ARN.
    pub arn: String,
    /// What it may do.
    pub statements: Vec<Statement>,
    /// Who may assume it.
    pub trust: Vec<Statement>,
    /// Whether policies belong to it whose text is not in the template.
    pub managed: bool,
    /// Whether a boundary limits it.
    pub bounded: bool,
}

/// The policies of a template.
#[derive(Default)]
pub(super) struct Policies<'t> {
    roles: HashMap<&'t str, Role<'t>>,
    on: HashMap<&'t str, Vec<Statement>>,
    groups: HashSet<&'t str>,
    on_groups: Vec<Statement>,
    documents: HashMap<&'t str, usize>,
}

/// Policies that stand beside what they are attached to: type, where what they are attached to stands, its type and how it
/// is named there.
const BESIDE: [(&str, &str, &str, &[&str]); 5] = [
    ("AWS::Events::EventBusPolicy", "EventBusName", "AWS::Events::EventBus", &["", "Name"]),
    ("AWS::Kinesis::ResourcePolicy", "ResourceArn", "AWS::Kinesis::Stream", &["Arn"]),
    ("AWS::S3::BucketPolicy", "Bucket", "AWS::S3::Bucket", &[""]),
    ("AWS::SNS::TopicPolicy", "Topics", "AWS::SNS::Topic", &["", "TopicArn"]),
    ("AWS::SQS::QueuePolicy", "Queues", "AWS::SQS::Queue", &["", "QueueUrl"]),
];

/// Policies that are a property of what they are attached to.
const INSIDE: [(&str, &[&str]); 4] = [
    ("AWS::ApiGateway::RestApi", &["Policy"]),
    ("AWS::DynamoDB::Table", &["ResourcePolicy", "PolicyDocument"]),
    ("AWS::KMS::Key", &["KeyPolicy"]),
    ("AWS::Kinesis::Stream", &["ResourcePolicy"]),
];

impl<'t> Policies<'t> {
    /// Reads the statements of a template.
    pub(super) fn read(world: &World<'t>) -> Self {
        let mut policies = Self::default();
        policies.read_roles(world);
        for (kind, property, on, attributes) in BESIDE {
            for id in world.of_kind(kind) {
                let Some(targets) = world.value(id, &[property]) else { continue };
                for target in each(targets).iter().filter_map(|target| world.owner(target, on, attributes)) {
                    // A second policy takes the place of the first, in an order that nobody can tell.
                    *policies.documents.entry(target).or_default() += usize::from(kind != "AWS::Events::EventBusPolicy");
                    policies.on.entry(target).or_default().extend(beside(world, id, kind));
                }
            }
        }
        for (kind, path) in INSIDE {
            for id in world.of_kind(kind) {
                let statements = document(world, Evidence::property(id, &[]), path);
                policies.on.entry(id).or_default().extend(statements);
            }
        }
        for id in world.of_kind("AWS::Logs::ResourcePolicy") {
            policies.on_groups.extend(text_document(world, Evidence::property(id, &["PolicyDocument"])));
        }
        policies.groups = world.of_kind("AWS::Logs::LogGroup").iter().copied().collect();
        for id in world.of_kind("AWS::Lambda::Permission") {
            if let Some((function, statement)) = permission(world, id) {
                policies.on.entry(function).or_default().push(statement);
            }
        }
        policies
    }

    fn read_roles(&mut self, world: &World<'t>) {
        for id in world.of_kind("AWS::IAM::Role") {
            let mut role = Role { id, arn: world.attribute(id, "Arn"), ..Role::default() };
            let all = Evidence::property(id, &[]);
            role.trust = document(world, all.clone(), &["AssumeRolePolicyDocument"]);
            role.statements.extend(document(world, all.inside("Policies".into()), &["PolicyDocument"]));
            for managed in world.value(id, &["ManagedPolicyArns"]).into_iter().flat_map(each) {
                match world.owner(managed, MANAGED, &["", "PolicyArn"]) {
                    Some(own) => role.statements.extend(document(world, Evidence::property(own, &[]), &["PolicyDocument"])),
                    None => role.managed = true,
                }
            }
            role.bounded = world.value(id, &["PermissionsBoundary"]).is_some();
            self.roles.insert(id, role);
        }
        for kind in ["AWS::IAM::Policy", "AWS::IAM::RolePolicy", MANAGED] {
            for id in world.of_kind(kind) {
                let property = if kind == "AWS::IAM::RolePolicy" { "RoleName" } else { "Roles" };
                let Some(roles) = world.value(id, &[property]) else { continue };
                for role in each(roles).iter().filter_map(|role| world.owner(role, "AWS::IAM::Role", &[""])) {
                    let statements = document(world, Evidence::property(id, &[]), &["PolicyDocument"]);
                    if let Some(role) = self.roles.get_mut(role) {
                        role.statements.extend(statements);
                    }
                }
            }
        }
    }

    /// A role by its logical ID.
    pub(super) fn role(&self, id: &str) -> Option<&Role<'t>> {
        self.roles.get(id)
    }

    /// The statements of a resource's own policy.
    pub(super) fn on(&self, id: &str) -> &[Statement] {
        // CloudWatch Logs has policies for the account, which say by themselves which groups they are about.
        if self.groups.contains(id) { &self.on_groups } else { self.on.get(id).map_or(&[], Vec::as_slice) }
    }

    /// Whether a resource has two policies, of which AWS keeps one.
    pub(super) fn is_disputed(&self, id: &str) -> bool {
        self.documents.get(id).is_some_and(|count| *count > 1)
    }
}

const MANAGED: &str = "AWS::IAM::ManagedPolicy";

/// The statements of a policy that stands beside its resource.
fn beside(world: &World<'_>, id: &str, kind: &str) -> Vec<Statement> {
    if kind == "AWS::Events::EventBusPolicy" {
        return document(world, Evidence::property(id, &[]), &[]);
    }
    let property = if kind == "AWS::Kinesis::ResourcePolicy" { "ResourcePolicy" } else { "PolicyDocument" };
    document(world, Evidence::property(id, &[]), &[property])
}

/// The statements of a policy document at a place.
fn document(world: &World<'_>, place: Evidence, path: &[&'static str]) -> Vec<Statement> {
    let path: Vec<&'static str> = path.iter().copied().chain(["Statement"]).collect();
    let (place, path) = match (place.value(world.template), path.split_first()) {
        (None, Some((first, rest))) => (place.inside((*first).into()), rest),
        _ => (place, path.as_slice()),
    };
    place.value(world.template).map(|value| within(world, value, &place, path, false)).unwrap_or_default()
}

/// The statements at a path inside a value. Where a condition that nobody can tell chooses between two, each is there perhaps, and
/// the place of both is that of the choice.
fn within(world: &World<'_>, value: &Value, place: &Evidence, path: &[&'static str], perhaps: bool) -> Vec<Statement> {
    let at = |step: Step| if perhaps { place.clone() } else { place.clone().inside(step) };
    match (value, path) {
        (Value::Call(function, sides), _) if function == "Fn::If" => {
            let sides = sides.as_list().into_iter().flatten().skip(1);
            sides.flat_map(|side| within(world, side, place, path, true)).collect()
        }
        (Value::List(list), _) => {
            let all = list.iter().enumerate();
            all.flat_map(|(index, item)| within(world, item, &at(Step::Index(index)), path, perhaps)).collect()
        }
        (Value::Map(map), [first, rest @ ..]) => {
            let inner = map.get(first).map(|value| within(world, value, &at((*first).into()), rest, perhaps));
            inner.unwrap_or_default()
        }
        (Value::Map(map), []) => read(world, map, place, perhaps),
        _ => Vec::new(),
    }
}

/// The statements of a document that is text; all of it shows each of them.
fn text_document(world: &World<'_>, place: Evidence) -> Vec<Statement> {
    let text = match place.value(world.template) {
        Some(Value::Text(text)) => text,
        Some(Value::Call(function, text)) if function == "Fn::Sub" => text.as_text().unwrap_or_default(),
        _ => return document(world, place, &[]),
    };
    let Ok(json) = serde_json::from_str(text) else { return Vec::new() };
    let document = referring(Value::from_json(&json));
    let statements = document.get("Statement").map(each).unwrap_or_default().iter().filter_map(Value::as_map);
    let read = statements.flat_map(|map| read(world, map, &place, false));
    read.map(|statement| Statement { evidence: place.clone(), ..statement }).collect()
}

/// A value in which texts with `${…}` are the references they become.
fn referring(value: Value) -> Value {
    match value {
        Value::Text(text) if text.contains("${") => Value::sub(text),
        Value::List(list) => Value::List(list.into_iter().map(referring).collect()),
        Value::Map(map) => Value::Map(map.into_iter().map(|(key, item)| (key, referring(item))).collect()),
        other => other,
    }
}

/// A statement; two where it is not told whether it allows.
fn read(world: &World<'_>, map: &Map, place: &Evidence, perhaps: bool) -> Vec<Statement> {
    let effect = map.get("Effect");
    let is_open = matches!(effect, Some(Value::Call(..)));
    let effects: &[bool] = if is_open { &[true, false] } else { &[effect.and_then(Value::as_text) == Some("Allow")] };
    let doubt = || (perhaps || is_open).then(Condition::untold);
    let read = effects.iter().filter_map(|allow| one(world, map, place, *allow));
    read.map(|mut statement| {
        statement.conditions.extend(doubt());
        statement
    })
    .collect()
}

fn one(world: &World<'_>, map: &Map, place: &Evidence, allow: bool) -> Option<Statement> {
    let evidence = Evidence { statement: true, ..place.clone() };
    let texts = |key: &str| map.get(key).map(|value| each(value).iter().map(|v| world.text(v)).collect::<Vec<_>>());
    let (mut actions, not_actions) = match texts("Action") {
        Some(actions) => (actions, false),
        None => (texts("NotAction")?, true),
    };
    let (resources, not_resources) = match (texts("Resource"), texts("NotResource")) {
        (Some(resources), _) => (resources, false),
        (None, Some(resources)) => (resources, true),
        (None, None) => (Vec::new(), false),
    };
    let principals = match (map.get("Principal"), map.contains_key("NotPrincipal")) {
        (_, true) => vec![Principal::Not],
        (Some(principal), _) => principals(world, principal),
        (None, _) => Vec::new(),
    };
    for action in &mut actions {
        action.make_ascii_lowercase();
    }
    let conditions = map.get("Condition").map(|value| Condition::read(world, value)).unwrap_or_default();
    let name = map.get("Sid").and_then(Value::as_text).unwrap_or_default().to_owned();
    Some(Statement { allow, principals, actions, not_actions, resources, not_resources, conditions, evidence, name })
}

fn principals(world: &World<'_>, value: &Value) -> Vec<Principal> {
    let Value::Map(kinds) = value else {
        return if value.as_text() == Some("*") { vec![Principal::Everyone] } else { vec![Principal::Other] };
    };
    let of_kind = |(kind, values): (&Text, &Value)| {
        let texts: Vec<String> = each(values).iter().map(|value| world.text(value)).collect();
        let kind = kind.clone();
        texts.into_iter().map(move |text| match kind.as_str() {
            "AWS" if text == "*" => Principal::Everyone,
            "AWS" => Principal::Aws(text),
            "Service" => Principal::Service(text),
            _ => Principal::Other,
        })
    };
    kinds.iter().flat_map(of_kind).collect()
}

/// A permission as the statement it becomes, with the function it is for.
///
/// AWS: Lambda Developer Guide, "Viewing resource-based IAM policies in Lambda"; CloudFormation, "AWS::Lambda::Permission".
fn permission<'t>(world: &World<'t>, id: &str) -> Option<(&'t str, Statement)> {
    let named = world.value(id, &["FunctionName"])?;
    let alias = world.owner(named, "AWS::Lambda::Alias", &["", "AliasArn"]);
    let of_alias = alias.and_then(|alias| world.value(alias, &["FunctionName"]));
    let function = world.owner(of_alias.unwrap_or(named), "AWS::Lambda::Function", &["", "Arn"])?;
    let text = |key: &'static str| world.value(id, &[key]).map(|value| world.text(value));
    let principal = text("Principal")?;
    let principal = match principal.as_str() {
        "*" => Principal::Everyone,
        service if service.contains(".amazonaws.") => Principal::Service(principal),
        _ => Principal::Aws(principal),
    };
    let condition = |operator: &'static str, key: &str, value: Option<String>| value.map(|value| Condition::new(operator, key, value));
    let conditions = [
        condition("ArnLike", "aws:SourceArn", text("SourceArn")),
        condition("StringEquals", "aws:SourceAccount", text("SourceAccount")),
        condition("StringEquals", "aws:PrincipalOrgID", text("PrincipalOrgID")),
        condition("StringEquals", "lambda:EventSourceToken", text("EventSourceToken")),
        condition("StringEquals", "lambda:FunctionUrlAuthType", text("FunctionUrlAuthType")),
        condition("Bool", "lambda:InvokedViaFunctionUrl", text("InvokedViaFunctionUrl")),
    ];
    let mut evidence = Evidence::property(id, &[]);
    evidence.statement = true;
    let statement = Statement {
        allow: true,
        principals: vec![principal],
        actions: vec![text("Action").unwrap_or_else(|| open("Action")).to_ascii_lowercase()],
        not_actions: false,
        resources: vec![alias.map_or_else(|| world.attribute(function, "Arn"), |alias| world.attribute(alias, ""))],
        not_resources: false,
        conditions: conditions.into_iter().flatten().collect(),
        evidence,
        name: id.to_owned(),
    };
    Some((function, statement))
}
