//! Event buses.

mod nameless;

use std::collections::BTreeSet;

use crate::catalog::alarm::{self, Preset, Watched};
use crate::catalog::field::{Choice, Kind, TextRule, Unit, choice, is};
use crate::catalog::naming::{display, pascal};
use crate::catalog::recognise::{RecognisedEntry, RecognisedNode, Resources, of_type};
use crate::catalog::service::{Attribute, Category, Facet, Ports, Service, ServiceSpec, Stateful};
use crate::catalog::{Emission, EntryView, FaultKind, Field, Literal, NodeView, Origin, Place, Request, Settings, Wanted, policy};
use crate::cfn::{Map, Value, json};
use crate::design::ids::unused;
use crate::design::{EntryId, Fields, Node};
use crate::services::{kms_key, physical_name};
use crate::unit;

/// Which bus it is.
pub const BUS: Field = Field::choice(
    "bus",
    "Bus",
    &[choice("custom", "Own bus"), choice("default", "The account's default bus"), choice("foreign", "A bus of another account or region")],
)
.variant()
.replaces()
.help("Own bus: for events of your own. Default bus: where the events of AWS's services arrive, such as those of buckets. Another account's or region's bus: there already, and only put events on.");
/// Where a bus of another account is.
pub const ARN: Field = Field::text("arn", "ARN", TextRule::shaped(1_600, is_bus_arn, "the ARN of an event bus"))
    .applies(&[is("bus", &[Literal::Text("foreign")])])
    .required(Literal::Text("arn:aws:events:eu-west-1:210987654321:event-bus/partner"))
    .help("The bus's ARN. Its policy must let this account put events on it.");
/// How long its events can be replayed.
pub const ARCHIVE_DAYS: Field = Field::duration("archive_days", "Archive", Unit::Days, 1, 3_650)
    .applies(&[is("bus", &[Literal::Text("custom"), Literal::Text("default")])])
    .example(Literal::Integer(30))
    .help("How long all its events are kept so that they can be replayed; leave empty to keep none.");

/// Its name in AWS.
pub const PHYSICAL_NAME: Field = physical_name::field("Name", 256, is_name, "letters, digits, dots, / , - and _")
    .applies(&[is("bus", &[Literal::Text("custom")])])
    .help("The name in AWS; it is made of the stack's name where it is empty, so that the design can be deployed twice.");

fn is_name(text: &str) -> bool {
    text.split('/').all(physical_name::is_dotted) && text != "default"
}

/// What a rule is called.
pub const RULE_NAME: Field = Field::text("name", "Name", TextRule { min: 1, max: 64, shape: None })
    .required(Literal::Text("Orders"))
    .help("What the rule is called here; its name in AWS is made from the stack's name.");
/// Which events a rule is for.
pub const RULE_PATTERN: Field = Field::of("pattern", "Pattern", Kind::EventPattern)
    .required(Literal::Json(r#"{"source": ["shop.orders"]}"#))
    .help("Which events the rule is for: each field named here must have one of the values listed.");
/// Whether a rule is at work.
pub const RULE_ENABLED: Field = Field::switch("enabled", "Enabled", true).help("Whether the rule is at work.");

/// The most targets a rule may have.
pub const MAX_TARGETS: usize = 5;

/// The facet of rules.
pub const RULES: &str = "rules";

/// What alarms can watch: each rule by itself. AWS: Amazon EventBridge User Guide, "Monitoring Amazon EventBridge".
const ALARMS: &[Preset; 3] = &[
    Preset::sum("failed", "Failed deliveries", "AWS/Events", "FailedInvocations", watched),
    Preset::sum("dead_letters", "Dead letters", "AWS/Events", "InvocationsSentToDlq", watched),
    Preset::sum("throttled", "Throttled rules", "AWS/Events", "ThrottledRules", watched),
];
const ALARM_CHOICES: &[Choice] = &alarm::choices(ALARMS);
const ALARM_FIELDS: &[Field] = &alarm::fields(ALARM_CHOICES);

unit! {
    /// An event bus passes events on by rules: each has a pattern, and the events that match it go to the rule's targets.
    ///
    /// Draw a line from it to a target to get a rule, then say in the rule's pattern which events it is for. Your own bus
    /// is for the events of your functions; the account's default bus is where those of AWS's services arrive. An event
    /// that no rule matches is dropped. A bus of another account or region stands for itself: it is there already, and lines
    /// lead to it.
    ///
    /// Limits: events up to 1 MB, 300 rules a bus, 5 targets a rule.
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge quotas"; CloudFormation, "AWS::Events::EventBus" and
    /// "AWS::Events::Rule".
    pub static SPEC: ServiceSpec = {
        id: "event_bus",
        name: "Event bus",
        aws: "EventBridge",
        category: Category::Messaging,
        summary: "Passes events on by rules",
        suffix: "Bus",
        resource: Some("AWS::Events::EventBus"),
        stateful: Stateful::No,
        fields: &[BUS, ARN, ARCHIVE_DAYS, PHYSICAL_NAME],
        facets: &[
            Facet {
                id: RULES,
                label: "Rules",
                entry: "rule",
                fields: &[RULE_NAME, RULE_PATTERN, RULE_ENABLED],
                port: true,
            },
            alarm::facet(ALARM_FIELDS),
        ],
        ports: Ports::Both,
    }
}

/// The service.
pub struct EventBus;

/// Whether the node stands for the account's default bus.
pub fn is_default(node: &NodeView<'_>) -> bool {
    node.choice(&BUS) == "default"
}

/// Whether the node stands for a bus of another account or region.
pub fn is_foreign(node: &NodeView<'_>) -> bool {
    node.choice(&BUS) == "foreign"
}

/// The name of an own bus, in the form of `Fn::Sub`; nothing where only deploying tells it.
fn name(node: &NodeView<'_>) -> Option<String> {
    match node.set_value(&PHYSICAL_NAME) {
        Some(_) => physical_name::in_text(node, &PHYSICAL_NAME),
        None => Some(format!("${{AWS::StackName}}-{}", node.node.logical_id)),
    }
}

/// The ARN of an own bus for what has to be there before it.
pub fn arn_by_name(node: &NodeView<'_>) -> Value {
    let arn = |name: &str| format!("arn:${{AWS::Partition}}:events:${{AWS::Region}}:${{AWS::AccountId}}:event-bus/{name}");
    match (name(node), node.template_value(&PHYSICAL_NAME)) {
        (None, Some(name)) => {
            let names = Value::map([("BusName", name)]);
            Value::Call("Fn::Sub".into(), Box::new(Value::List(vec![arn("${BusName}").into(), names])))
        }
        (name, _) => Value::sub(arn(&name.unwrap_or_default())),
    }
}

/// The ARN of a bus that is there already; events never leave a partition, so it is the stack's.
fn foreign_arn(node: &NodeView<'_>) -> Option<Value> {
    if node.names_settings(&ARN) {
        return None;
    }
    let value = node.template_value(&ARN)?;
    let rest = value.as_text().and_then(|text| text.strip_prefix("arn:")).and_then(|text| text.split_once(':'));
    Some(rest.map_or_else(|| value.clone(), |(_, rest)| Value::sub(format!("arn:${{AWS::Partition}}:{rest}"))))
}

fn is_bus_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let account = |text: &str| text.len() == 12 && text.chars().all(|c| c.is_ascii_digit());
    matches!(parts[..], ["arn", _, "events", region, id, bus] if !region.is_empty() && account(id) && bus.starts_with("event-bus/"))
}

/// Whether a rule is one of the account's default bus.
fn is_of_default(rule: &Value) -> bool {
    rule.get("EventBusName").is_none_or(|bus| *bus == "default".into())
}

/// The ARN of the account's default bus.
fn default_arn() -> Value {
    Value::sub("arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default")
}

fn rule_part(entry: &EntryId) -> String {
    format!("{}Rule", pascal(entry.as_str()))
}

/// The ARN of a rule of the bus.
pub fn rule_arn(node: &NodeView<'_>, entry: &EntryId) -> Value {
    Value::get_att(format!("{}{}", node.node.logical_id, rule_part(entry)), "Arn")
}

/// The pattern that the ARNs of all rules of the bus match.
pub fn rules_arn(node: &NodeView<'_>) -> Value {
    let id = &node.node.logical_id;
    let rules = if is_default(node) { "*".to_owned() } else { format!("${{{id}}}/*") };
    Value::sub(format!("arn:${{AWS::Partition}}:events:${{AWS::Region}}:${{AWS::AccountId}}:rule/{rules}"))
}

impl Service for EventBus {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        if is_foreign(node) {
            return;
        }
        let key = kms_key::of(node, wanted, out).filter(|_| !is_default(node));
        if !is_default(node) {
            let bus = out.main(node);
            if let Some(name) = name(node).filter(|_| node.set_value(&PHYSICAL_NAME).is_none()) {
                bus.set("Name", Value::sub(name));
            }
            if let Some((encryption, origin)) = &key {
                bus.set("KmsKeyIdentifier", encryption.key.clone()).comes_from("KmsKeyIdentifier", [origin.clone()]);
                bus.set_some("DeadLetterConfig.Arn", encryption.dead_letters.clone());
            }
        }
        if let Some(days) = node.template_value(&ARCHIVE_DAYS) {
            let archive = out.resource("Archive", "AWS::Events::Archive");
            archive.set("SourceArn", node.arn()).set("RetentionDays", days);
            archive.set_some("KmsKeyIdentifier", key.map(|(encryption, _)| encryption.key.clone()));
        }
        let conditions =
            [("ArnLike", "aws:SourceArn", rules_arn(node)), ("StringEquals", "aws:SourceAccount", Value::reference("AWS::AccountId"))];
        let role = out.role(node, wanted, Vec::new(), policy::trust("events.amazonaws.com", &conditions));
        for rule in node.entries(RULES) {
            emit_rule(&rule, wanted, role.as_ref(), out);
        }
    }

    fn alarms(&self) -> &'static [Preset] {
        ALARMS
    }

    fn recognise_entries(&self, node: &Node, resources: &Resources) -> Vec<RecognisedEntry> {
        let bus = node.logical_id.as_str();
        let default = node.fields.get(BUS.id).is_some_and(|v| *v == "default".into());
        let own = Value::reference(bus);
        let rules = of_type(resources, "AWS::Events::Rule");
        let rules = rules.filter(|(id, said)| {
            if default { is_of_default(said) && nameless::is_of(resources, id, bus) } else { said.get("EventBusName") == Some(&own) }
        });
        rules
            .filter_map(|(id, said)| {
                let pattern = said.get("EventPattern")?;
                let mut entry = RecognisedEntry::of(RULES, bus, id, "Rule", Fields::new());
                let name = display(&pascal(entry.id.as_str()), "");
                entry.fields.insert(RULE_NAME.id.to_owned(), name.into());
                let written = pattern.as_text().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
                entry.fields.insert(RULE_PATTERN.id.to_owned(), written.unwrap_or_else(|| json::to_json(pattern)).into());
                Some(entry)
            })
            .collect()
    }

    fn has_settings_for_attributes(&self) -> bool {
        true
    }

    fn recognise_nodes(&self, resources: &Resources) -> Vec<RecognisedNode> {
        nameless::nodes(resources)
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        if is_foreign(node) {
            let arn = node.text(&ARN).unwrap_or_default();
            return arn.split(':').nth(4).map_or_else(|| "Another account's bus".to_owned(), |account| format!("Bus of {account}"));
        }
        let bus = if is_default(node) { "Default bus" } else { "Own bus" };
        match node.integer(&ARCHIVE_DAYS) {
            Some(days) => format!("{bus} · archive {days} d"),
            None => bus.to_owned(),
        }
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        let id = node.node.logical_id.as_str();
        if is_foreign(node) {
            // Where a name is asked for, an ARN does as well.
            return (attribute != Attribute::Url).then(|| foreign_arn(node)).flatten();
        }
        match (attribute, is_default(node)) {
            (Attribute::Arn, false) => Some(Value::get_att(id, "Arn")),
            (Attribute::Arn, true) => Some(default_arn()),
            (Attribute::Name, false) => Some(Value::reference(id)),
            (Attribute::Name, true) => Some("default".into()),
            (Attribute::Url, _) => None,
        }
    }
}

/// A rule with the targets its lines want; `deliverer` is the role for those that need one.
fn emit_rule(rule: &EntryView<'_>, wanted: &Wanted, deliverer: Option<&Value>, out: &mut Emission<'_>) {
    let mut origins: BTreeSet<Origin> = BTreeSet::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut targets: Vec<Value> = Vec::new();
    for received in &wanted.requests {
        let Request::Target { entry, target, id, with_role } = &received.request else { continue };
        if *entry != rule.entry.id {
            continue;
        }
        let id = unused(id, "-", |id| taken.contains(id));
        let mut map: Map = target.clone();
        map.insert_at(1, "Id", id.as_str().into());
        taken.insert(id);
        if let (true, Some(deliverer)) = (*with_role, deliverer) {
            map.insert("RoleArn", deliverer.clone());
        }
        targets.push(Value::Map(map));
        origins.insert(received.origin.clone());
    }
    let node = &rule.node;
    let title = rule.text(&RULE_NAME).unwrap_or_else(|| rule.entry.id.to_string());
    if targets.len() > MAX_TARGETS {
        let message = format!("A rule delivers to at most {MAX_TARGETS} targets; {title} has {}.", targets.len());
        let related = origins.iter().map(Origin::place).collect();
        out.fault(FaultKind::Conflict, Place::Entry(node.id.clone(), rule.entry.id.clone()), message, related);
    }
    let made = out.resource(&rule_part(&rule.entry.id), "AWS::Events::Rule");
    if !is_default(node) {
        made.set("EventBusName", Value::reference(node.node.logical_id.as_str()));
    }
    // A template takes `null` in a text only.
    let pattern = rule.template_value(&RULE_PATTERN);
    made.set_some("EventPattern", pattern.map(|pattern| if pattern.holds_null() { json::as_text(&pattern) } else { pattern }));
    if !rule.is_on(&RULE_ENABLED) {
        made.set("State", "DISABLED");
    }
    if !targets.is_empty() {
        made.set("Targets", Value::List(targets)).comes_from("Targets", origins);
    }
    if deliverer.is_some() {
        made.acts_through(node);
    }
}

fn watched(node: &NodeView<'_>, preset: &Preset) -> Vec<Watched> {
    let of_rule = |rule: EntryView<'_>| {
        // The reference to a rule names its bus as well, so its name is taken from its ARN.
        let arn = Value::Call("Fn::Split".into(), Box::new(Value::List(vec!["/".into(), rule_arn(node, &rule.entry.id)])));
        let place = if is_default(node) { "1" } else { "2" };
        let name = Value::Call("Fn::Select".into(), Box::new(Value::List(vec![place.into(), arn])));
        let bus = (!is_default(node)).then(|| ("EventBusName", node.attribute(Attribute::Name)));
        let dimensions = bus.into_iter().chain([("RuleName", name)]).collect();
        Watched { part: pascal(rule.entry.id.as_str()), metric: preset.metric, dimensions }
    };
    if is_foreign(node) { Vec::new() } else { node.entries(RULES).map(of_rule).collect() }
}
