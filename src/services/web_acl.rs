//! Web ACLs.

use crate::catalog::alarm::{self, Preset, Watched};
use crate::catalog::field::{Choice, Kind, TextRule, choice, on};
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful, Tint};
use crate::catalog::{Emission, FaultKind, Field, Literal, NodeView, Request, Settings, Wanted};
use crate::cfn::{Map, Value};
use crate::services::physical_name;
use crate::unit;

/// What becomes of requests that no rule stops.
pub const DEFAULT_ACTION: Field = Field::choice("default_action", "Other requests", &[choice("Allow", "Allow"), choice("Block", "Block")])
    .help("What becomes of requests that no rule has a word about.");
/// Whether one address may only send so much.
pub const RATE_LIMITING: Field =
    Field::switch("rate_limiting", "Rate limit", true).help("Blocks addresses that send more than so many requests in a while.");
/// How much one address may send.
pub const RATE_LIMIT: Field = Field::integer("rate_limit", "Requests per address", 10, 2_000_000_000)
    .default(Literal::Integer(2_000))
    .applies(&[on("rate_limiting")])
    .help("How many requests one address may send in the time of the rate limit.");
/// In which time.
pub const RATE_WINDOW: Field = Field::choice(
    "rate_window",
    "Rate limit over",
    &[choice("300", "5 minutes"), choice("60", "1 minute"), choice("120", "2 minutes"), choice("600", "10 minutes")],
)
.applies(&[on("rate_limiting")])
.help("The time over which requests of an address are counted.");
/// AWS's rules against known bad addresses.
pub const IP_REPUTATION: Field =
    Field::switch("ip_reputation", "Bad addresses", true).help("Blocks addresses that AWS knows for bots and attacks (25 WCU).");
/// AWS's rules against common attacks.
pub const COMMON_RULES: Field = Field::switch("common_rules", "Common attacks", true)
    .help("The core rule set: blocks what OWASP lists, cross-site scripting and bodies over 8 KB among it (700 WCU).");
/// AWS's rules against requests known to be bad.
pub const KNOWN_BAD_INPUTS: Field = Field::switch("known_bad_inputs", "Known bad inputs", true)
    .help("Blocks requests that exploit known holes, such as Log4j's (200 WCU).");
/// AWS's rules against SQL in requests.
pub const SQL_INJECTION: Field =
    Field::switch("sql_injection", "SQL injection", false).help("Blocks SQL in requests, for what stands before a database (200 WCU).");
/// AWS's rules against hidden callers.
pub const ANONYMOUS_IPS: Field = Field::switch("anonymous_ips", "Anonymous addresses", false)
    .help("Blocks proxies, Tor, VPNs and hosting providers, servers of your partners among them (50 WCU).");
/// AWS's rules against calls of administrators' pages.
pub const ADMIN_PATHS: Field =
    Field::switch("admin_paths", "Administrators' pages", false).help("Blocks calls of pages that administer common software (100 WCU).");
/// AWS's rules against bots.
pub const BOT_CONTROL: Field =
    Field::switch("bot_control", "Bots", false).help("Blocks bots that do not say who they are; paid for by the request (50 WCU).");
/// Other groups of rules.
pub const MORE_GROUPS: Field =
    Field::of("more_groups", "More rule groups", Kind::List(TextRule::shaped(128, is_group, "letters, digits, `-` and `_`")))
        .default(Literal::Json("[]"))
        .example(Literal::Json(r#"["AWSManagedRulesLinuxRuleSet"]"#))
        .decides()
        .help("Other rule groups of AWS by name, such as AWSManagedRulesLinuxRuleSet.");

fn is_group(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// The rule groups that have a switch, in the order in which they are asked.
const GROUPS: [(&Field, &str); 7] = [
    (&IP_REPUTATION, "AWSManagedRulesAmazonIpReputationList"),
    (&ANONYMOUS_IPS, "AWSManagedRulesAnonymousIpList"),
    (&COMMON_RULES, "AWSManagedRulesCommonRuleSet"),
    (&KNOWN_BAD_INPUTS, "AWSManagedRulesKnownBadInputsRuleSet"),
    (&SQL_INJECTION, "AWSManagedRulesSQLiRuleSet"),
    (&ADMIN_PATHS, "AWSManagedRulesAdminProtectionRuleSet"),
    (&BOT_CONTROL, "AWSManagedRulesBotControlRuleSet"),
];

/// What alarms can watch. AWS: AWS WAF Developer Guide, "AWS WAF metrics and dimensions".
const ALARMS: &[Preset; 1] = &[Preset::sum("blocked", "Blocked requests", "AWS/WAFV2", "BlockedRequests", watched).of("Sum", 100, "")];
const ALARM_CHOICES: &[Choice] = &alarm::choices(ALARMS);
const ALARM_FIELDS: &[Field] = &alarm::fields(ALARM_CHOICES);

/// Its name in AWS.
pub const PHYSICAL_NAME: Field = physical_name::field("Name", 128, physical_name::is_plain, physical_name::PLAIN);

unit! {
    /// A web ACL looks at requests before they reach what it protects, and blocks the bad ones.
    ///
    /// Draw a line from it to a REST API or a user pool. It counts the requests of each address and asks rule groups that
    /// AWS keeps up to date; what a group blocks by mistake can be let through by an override of its rule. HTTP and
    /// WebSocket APIs cannot have one: put a content delivery network before them, or take a REST API.
    ///
    /// Limits: 5,000 units of capacity (WCU) a web ACL, over 1,500 cost more; one web ACL protects many, and each of them
    /// has one only.
    /// AWS: AWS WAF Developer Guide, "AWS Managed Rules rule groups list", "Rate-based rule statement", "Associating or
    /// disassociating a web ACL with an AWS resource"; CloudFormation, "AWS::WAFv2::WebACL".
    pub static SPEC: ServiceSpec = {
        id: "web_acl",
        name: "Web ACL",
        aws: "WAF",
        category: Category::Protection,
        summary: "Blocks bad requests before they arrive",
        suffix: "WebAcl",
        resource: Some("AWS::WAFv2::WebACL"),
        stateful: Stateful::No,
        fields: &[
            DEFAULT_ACTION, RATE_LIMITING, RATE_LIMIT, RATE_WINDOW, IP_REPUTATION, COMMON_RULES, KNOWN_BAD_INPUTS,
            SQL_INJECTION, ANONYMOUS_IPS, ADMIN_PATHS, BOT_CONTROL, MORE_GROUPS, PHYSICAL_NAME,
        ],
        facets: &[alarm::facet(ALARM_FIELDS)],
        ports: Ports::Out,
    }
}

/// The service.
pub struct WebAcl;

/// Puts a node behind the web ACL that a line leads from; `arn` is what is protected. Two web ACLs are a fault.
pub(super) fn protect(node: &NodeView<'_>, wanted: &Wanted, arn: &Value, out: &mut Emission<'_>) {
    let mut acls = wanted.requests.iter().filter_map(|received| match &received.request {
        Request::Protect { acl } => Some((acl, received.origin.clone())),
        _ => None,
    });
    let Some((acl, origin)) = acls.next() else { return };
    let others: Vec<_> = acls.map(|(_, origin)| origin.place()).collect();
    if !others.is_empty() {
        let message = format!("{} is behind more than one web ACL; it can have one.", node.node.name);
        out.fault(FaultKind::Conflict, origin.place(), message, others);
    }
    let association = out.resource("WebAclAssociation", "AWS::WAFv2::WebACLAssociation");
    association.set("ResourceArn", arn.clone()).set("WebACLArn", acl.clone()).comes_from("WebACLArn", [origin]);
}

impl Service for WebAcl {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn tint(&self) -> Tint {
        Tint::Security
    }

    fn emit(&self, node: &NodeView<'_>, _wanted: &Wanted, out: &mut Emission<'_>) {
        let rules = rules(node);
        let acl = out.main(node);
        acl.set("Scope", "REGIONAL").set("DefaultAction", Value::map([(node.choice(&DEFAULT_ACTION), Value::Map(Map::new()))]));
        acl.set("VisibilityConfig", visibility(&node.node.logical_id));
        if !rules.is_empty() {
            acl.set("Rules", Value::List(rules));
        }
    }

    fn alarms(&self) -> &'static [Preset] {
        ALARMS
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let groups = groups(node).len();
        let groups = if groups == 1 { "1 rule group".to_owned() } else { format!("{groups} rule groups") };
        match node.integer(&RATE_LIMIT).filter(|_| node.is_on(&RATE_LIMITING)) {
            Some(_) => format!("{groups} · rate limit"),
            None => groups,
        }
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        (attribute == Attribute::Arn).then(|| Value::get_att(node.node.logical_id.as_str(), "Arn"))
    }
}

/// The names of the rule groups, each once.
fn groups(node: &NodeView<'_>) -> Vec<Value> {
    let mut names: Vec<Value> = GROUPS.iter().filter(|(field, _)| node.is_on(field)).map(|(_, name)| Value::from(*name)).collect();
    if let Some(Value::List(more)) = node.template_value(&MORE_GROUPS) {
        for name in more {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

fn rules(node: &NodeView<'_>) -> Vec<Value> {
    let mut rules = Vec::new();
    if let Some(limit) = node.template_value(&RATE_LIMIT) {
        let mut rate = Map::new();
        rate.insert("AggregateKeyType", "IP".into());
        let window = node.choice(&RATE_WINDOW).parse().ok().filter(|seconds: &i64| *seconds != 300);
        rate.extend(window.map(|seconds| ("EvaluationWindowSec".to_owned(), seconds.into())));
        rate.insert("Limit", limit);
        let block = Value::map([("Block", Value::Map(Map::new()))]);
        rules.push(rule("RateLimit".into(), 0, ("Action", block), Value::map([("RateBasedStatement", Value::Map(rate))])));
    }
    for name in groups(node) {
        let group = Value::map([("VendorName", Value::from("AWS")), ("Name", name.clone())]);
        let as_it_says = Value::map([("None", Value::Map(Map::new()))]);
        let priority = i64::try_from(rules.len()).unwrap_or_default();
        rules.push(rule(name, priority, ("OverrideAction", as_it_says), Value::map([("ManagedRuleGroupStatement", group)])));
    }
    rules
}

fn rule(name: Value, priority: i64, action: (&str, Value), statement: Value) -> Value {
    let metric = name.as_text().unwrap_or("Rule").to_owned();
    Value::map([("Name", name), ("Priority", priority.into()), ("Statement", statement), action, ("VisibilityConfig", visibility(&metric))])
}

/// Counts what a rule met, and keeps examples for the last three hours.
fn visibility(metric: &str) -> Value {
    Value::map([("CloudWatchMetricsEnabled", Value::Bool(true)), ("MetricName", metric.into()), ("SampledRequestsEnabled", true.into())])
}

fn watched(node: &NodeView<'_>, preset: &Preset) -> Vec<Watched> {
    let dimensions =
        vec![("WebACL", Value::from(node.node.logical_id.as_str())), ("Region", Value::reference("AWS::Region")), ("Rule", "ALL".into())];
    vec![Watched { part: String::new(), metric: preset.metric, dimensions }]
}
