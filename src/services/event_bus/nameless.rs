//! Buses that no resource of a template is: the account's default one, and those of others.

use super::{ARN, BUS, SPEC, default_arn, is_of_default};
use crate::catalog::naming::{self, display};
use crate::catalog::recognise::{RecognisedNode, Resources, allowing, of_type};
use crate::cfn::{Value, json, references};
use crate::design::Fields;

/// What a bus is called where nothing tells.
const DEFAULT_NAME: &str = "DefaultBus";

/// The nodes that stand for them.
pub(super) fn nodes(resources: &Resources) -> Vec<RecognisedNode> {
    let mut found = defaults(resources);
    for allowed in allowing(resources, "events:PutEvents") {
        let mut named = Vec::new();
        references::collect(allowed.about, &mut named);
        if *allowed.about == default_arn() || *allowed.about == "*".into() || named.iter().any(|name| resources.contains_key(*name)) {
            continue;
        }
        let fields = Fields::from([(BUS.id.to_owned(), "foreign".into()), (ARN.id.to_owned(), arn(allowed.about).into())]);
        let told = allowed.name.and_then(of_statement).filter(|id| !resources.contains_key(*id));
        if found.iter().any(|node| node.fields == fields && told.is_none_or(|told| told == node.logical_id)) {
            continue;
        }
        let by_rule = naming::logical_id(&format!("Foreign {}", found.len() + 1), SPEC.suffix, SPEC.id);
        let logical_id = told.map_or(by_rule, str::to_owned);
        found.push(RecognisedNode { name: display(&logical_id, SPEC.suffix), logical_id, fields });
    }
    found
}

/// An ARN as the form has it.
fn arn(said: &Value) -> serde_json::Value {
    let plain = match said {
        Value::Call(function, text) if function == "Fn::Sub" => text.as_text().and_then(|text| text.strip_prefix("arn:${AWS::Partition}:")),
        _ => None,
    };
    plain.filter(|rest| !rest.contains("${")).map_or_else(|| json::to_json(said), |rest| format!("arn:aws:{rest}").into())
}

/// What stands for the account's default bus, where rules are its, something is put on it, or buckets tell it of their objects:
/// one node for each name it is called by.
fn defaults(resources: &Resources) -> Vec<RecognisedNode> {
    let own = default_arn();
    let rules: Vec<&str> = rules(resources).collect();
    if rules.is_empty() && !resources.values().any(|resource| names(resource, &own)) && !is_sent_objects(resources) {
        return Vec::new();
    }
    let granted = allowing(resources, "events:PutEvents").into_iter().filter(|allowed| *allowed.about == own);
    let archives = of_type(resources, "AWS::Events::Archive").filter(|(_, said)| said.get("SourceArn") == Some(&own));
    let told = granted.filter_map(|allowed| of_statement(allowed.name?)).chain(archives.filter_map(|(id, _)| id.strip_suffix("Archive")));
    let mut names: Vec<&str> = Vec::new();
    for id in told.filter(|id| !resources.contains_key(*id)) {
        if !names.contains(&id) {
            names.push(id);
        }
    }
    // A rule is called after its bus.
    for rule in rules {
        let ends = rule.match_indices(SPEC.suffix).filter(|(at, _)| *at > 0).map(|(at, _)| rule.split_at(at + SPEC.suffix.len()));
        // What it is called itself begins with a capital letter.
        let mut whole = ends.clone().filter(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_uppercase()));
        let bus = whole.next().or_else(|| ends.clone().next()).map(|(bus, _)| bus);
        let bus = bus.filter(|id| !resources.contains_key(*id));
        if let Some(bus) = bus.filter(|_| !names.iter().any(|name| rule.starts_with(name))) {
            names.push(bus);
        }
    }
    if names.is_empty() {
        names.push(DEFAULT_NAME);
    }
    let node = |id: &&str| {
        let fields = Fields::from([(BUS.id.to_owned(), "default".into())]);
        RecognisedNode { name: display(id, SPEC.suffix), logical_id: (*id).to_owned(), fields }
    };
    names.iter().map(node).collect()
}

/// The rules of the default bus, but for those that a line from a bucket makes.
fn rules(resources: &Resources) -> impl Iterator<Item = &str> {
    let rules = of_type(resources, "AWS::Events::Rule").filter(|(_, said)| is_of_default(said) && said.get("EventPattern").is_some());
    rules.filter(|(id, said)| id.contains(SPEC.suffix) || !is_of_bucket(resources, said)).map(|(id, _)| id)
}

/// Whether a rule takes what happens in one bucket of the template to one function, as a line between them does.
fn is_of_bucket(resources: &Resources, rule: &Value) -> bool {
    let targets = rule.get("Targets").and_then(Value::as_list).unwrap_or_default();
    let plain = |target: &Value| target.as_map().is_some_and(|target| target.keys().all(|key| matches!(key.as_str(), "Arn" | "Id")));
    targets.len() == 1 && targets.iter().all(plain) && bucket_of(resources, rule).is_some()
}

/// The bucket of the template whose objects alone a rule is about.
fn bucket_of<'r>(resources: &'r Resources, rule: &Value) -> Option<&'r str> {
    let pattern = rule.get("EventPattern")?;
    let [name] = pattern.get("detail")?.get("bucket")?.get("name")?.as_list()? else { return None };
    let is_it = |(id, said): &(&str, &Value)| *name == Value::reference(*id) || said.get("BucketName") == Some(name);
    let of_s3 = *pattern.get("source")? == Value::list(["aws.s3"]);
    of_type(resources, "AWS::S3::Bucket").find(is_it).filter(|_| of_s3).map(|(id, _)| id)
}

/// Whether buckets tell the default bus of their objects for no line of their own.
fn is_sent_objects(resources: &Resources) -> bool {
    let rules = of_type(resources, "AWS::Events::Rule").filter(|(_, said)| is_of_default(said) && is_of_bucket(resources, said));
    let told: Vec<&str> = rules.filter_map(|(_, said)| bucket_of(resources, said)).collect();
    let tells = |said: &Value| said.get("NotificationConfiguration").is_some_and(|to| to.get("EventBridgeConfiguration").is_some());
    of_type(resources, "AWS::S3::Bucket").any(|(id, said)| tells(said) && !told.contains(&id))
}

/// Whether a rule of the default bus is of the node that is called so: of the one with the longest name that it begins with, or
/// else of the first.
pub(super) fn is_of(resources: &Resources, rule: &str, node: &str) -> bool {
    let nodes = defaults(resources);
    let named = nodes.iter().filter(|other| rule.starts_with(&other.logical_id)).max_by_key(|other| other.logical_id.len());
    rules(resources).any(|id| id == rule) && named.or(nodes.first()).is_some_and(|other| other.logical_id == node)
}

/// The bus that a statement is called after: `PutOrders`.
fn of_statement(name: &str) -> Option<&str> {
    ["Put", "Start"].iter().find_map(|verb| name.strip_prefix(verb)).filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Whether something names the default bus.
fn names(value: &Value, own: &Value) -> bool {
    value == own
        || match value {
            Value::List(list) => list.iter().any(|inner| names(inner, own)),
            Value::Map(map) => map.values().any(|inner| names(inner, own)),
            Value::Call(_, argument) => names(argument, own),
            _ => false,
        }
}
