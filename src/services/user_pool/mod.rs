//! User pools.

mod fields;

pub use fields::*;

use crate::catalog::alarm::{self, Preset, Watched};
use crate::catalog::recognise::{RecognisedEntry, Resources, of_type};
use crate::catalog::request::Received;
use crate::catalog::service::{Attribute, Category, Facet, Ports, Service, ServiceSpec, Stateful, Tint};
use crate::catalog::{Emission, EntryView, FaultKind, NodeView, Place, Request, Settings, Statement, Wanted, naming, parse, policy};
use crate::cfn::{Map, Value, json};
use crate::design::{EntryId, Fields, Node};
use crate::services::web_acl;
use crate::unit;

/// The facet that clients are.
pub const CLIENTS: &str = "clients";
/// The facet that triggers are.
pub const TRIGGERS: &str = "triggers";

unit! {
    /// A user pool keeps the users of an application, signs them in and gives them tokens.
    ///
    /// Each application that signs users in is a client of the card. A line to an API lets in whoever has a token of the
    /// pool; an HTTP API asks besides that the token is one of the pool's clients. A line from a trigger has a function
    /// called at a moment of sign-up or sign-in, and Cognito waits up to five seconds for its answer. Messages come from
    /// Cognito's own address until an override names an identity of SES.
    ///
    /// A second factor is a code of an authenticator app, of a text message, or either. Text messages go out by SNS with a
    /// role of the pool's own, which may publish to phone numbers; an account sends them to verified numbers only until it
    /// has left the SMS sandbox. Its alarms watch each of its clients. The pool stays when the stack is deleted, and refuses to be
    /// deleted until its protection is off.
    ///
    /// Limits: 40,000,000 users and 1,000 clients a pool, 50 mails a day from Cognito's own address.
    /// AWS: Amazon Cognito Developer Guide, "Quotas in Amazon Cognito", "Customizing user pool workflows with Lambda
    /// triggers", "User pool feature plans", "SMS message settings for
    /// Amazon Cognito user pools", "User pool metrics in CloudWatch"; CloudFormation, "AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient".
    pub static SPEC: ServiceSpec = {
        id: "user_pool",
        name: "User pool",
        aws: "Cognito",
        category: Category::Protection,
        summary: "Keeps users and signs them in",
        suffix: "UserPool",
        resource: Some("AWS::Cognito::UserPool"),
        stateful: Stateful::Retain,
        fields: FIELDS,
        facets: &[
            Facet { id: CLIENTS, label: "Clients", entry: "client", fields: CLIENT_FIELDS, port: false },
            Facet { id: TRIGGERS, label: "Triggers", entry: "trigger", fields: TRIGGER_FIELDS, port: true },
            alarm::facet(ALARM_FIELDS),
        ],
        ports: Ports::Both,
    }
}

/// The service.
pub struct UserPool;

/// The ids of the pool's clients, as tokens name them; the pool makes a client of its own where the design has none.
pub fn client_ids(pool: &NodeView<'_>) -> Vec<Value> {
    let own = || vec![client_id(pool, "Client")];
    let named: Vec<Value> = pool.entries(CLIENTS).map(|client| client_id(pool, &client_part(&client.entry.id))).collect();
    if named.is_empty() { own() } else { named }
}

fn client_id(pool: &NodeView<'_>, part: &str) -> Value {
    Value::reference(format!("{}{part}", pool.node.logical_id))
}

fn client_part(entry: &EntryId) -> String {
    format!("{}Client", naming::pascal(entry.as_str()))
}

impl Service for UserPool {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn tint(&self) -> Tint {
        Tint::Security
    }

    fn recognise_entries(&self, node: &Node, resources: &Resources) -> Vec<RecognisedEntry> {
        let pool = node.logical_id.as_str();
        let own = Value::reference(pool);
        let clients = of_type(resources, "AWS::Cognito::UserPoolClient").filter(|(_, said)| said.get("UserPoolId") == Some(&own));
        // A client without a name is the one that the pool makes where the design has none.
        let named = clients.filter_map(|(id, said)| {
            let name = said.get("ClientName").map(json::to_json)?;
            Some(RecognisedEntry::of(CLIENTS, pool, id, "Client", Fields::from([(CLIENT_NAME.id.to_owned(), name.into())])))
        });
        named.collect()
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        let triggers = triggers(node, wanted, out);
        let factors = factors(node);
        let texts = factors.contains(&SMS_FACTOR) || matches!(node.choice(&SIGN_IN).as_str(), "phone" | "email_or_phone");
        let sms = texts.then(|| sms(node, out));
        let asked = |request: &Request| matches!(request, Request::Trigger { .. });
        let pool = out.main(node);
        sign_in(node, &mut pool.resource.properties);
        let only_admins = node.template_value(&SELF_SIGN_UP).is_some_and(|v| v == Value::Bool(false));
        if only_admins {
            pool.set("AdminCreateUserConfig.AllowAdminCreateUserOnly", true);
        }
        if !factors.is_empty() {
            pool.set("EnabledMfas", Value::list(factors));
        }
        pool.set_some("SmsConfiguration", sms);
        pool.set("DeletionProtection", if node.is_on(&DELETION_PROTECTION) { "ACTIVE" } else { "INACTIVE" });
        if !triggers.is_empty() {
            pool.set("LambdaConfig", Value::Map(triggers)).comes_from("LambdaConfig", wanted.origins(asked));
        }
        let id = Value::reference(node.node.logical_id.as_str());
        out.output("Id", format!("Id of {}", node.node.logical_id), id.clone());
        clients(node, &id, out);
        if let Some(prefix) = node.template_value(&HOSTED_DOMAIN).filter(|v| *v != Value::from("")) {
            out.resource("Domain", "AWS::Cognito::UserPoolDomain").set("UserPoolId", id).set("Domain", prefix);
        }
        web_acl::protect(node, wanted, &node.arn(), out);
    }

    fn alarms(&self) -> &'static [Preset] {
        ALARMS
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let label = |field| parse::display(field, &node.literal(field).unwrap_or_default().into());
        match node.choice(&MFA).as_str() {
            "ON" => format!("{} · second factor", label(&SIGN_IN)),
            "OFF" => format!("{} · no second factor", label(&SIGN_IN)),
            _ => label(&SIGN_IN),
        }
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        let id = node.node.logical_id.as_str();
        Some(match attribute {
            Attribute::Arn => Value::get_att(id, "Arn"),
            Attribute::Name => Value::reference(id),
            Attribute::Url => Value::sub(format!("https://cognito-idp.${{AWS::Region}}.${{AWS::URLSuffix}}/${{{id}}}")),
        })
    }

    fn entry_title(&self, facet: &Facet, fields: &Fields) -> String {
        let text = |id: &str| fields.get(id).and_then(|v| v.literal()).and_then(|v| v.as_str());
        if facet.id == CLIENTS {
            return text(CLIENT_NAME.id).unwrap_or("…").to_owned();
        }
        let event = text(EVENT.id).unwrap_or(EVENTS[0].id);
        EVENTS.iter().find(|e| e.id == event).map_or(event, |e| e.label).to_owned()
    }

    fn entry_from_text(&self, facet: &Facet, text: &str) -> Fields {
        if facet.id == CLIENTS {
            return [(CLIENT_NAME.id.to_owned(), text.into())].into_iter().collect();
        }
        let event = EVENTS.iter().find(|e| e.id.eq_ignore_ascii_case(text) || e.label.eq_ignore_ascii_case(text));
        [(EVENT.id.to_owned(), event.map_or(text, |e| e.id).into())].into_iter().collect()
    }
}

/// What users sign in with, and how they get back in when they have forgotten their password.
fn sign_in(node: &NodeView<'_>, pool: &mut Map) {
    let sign_in = node.choice(&SIGN_IN);
    let (addresses, recoveries): (&[&str], &[&str]) = match sign_in.as_str() {
        "phone" => (&["phone_number"], &["verified_phone_number"]),
        "email_or_phone" => (&["email", "phone_number"], &["verified_email", "verified_phone_number"]),
        _ => (&["email"], &["verified_email"]),
    };
    let addresses = || Value::list(addresses.iter().copied());
    match sign_in.as_str() {
        "username" => {}
        "username_or_email" => drop(pool.insert("AliasAttributes", addresses())),
        _ => drop(pool.insert("UsernameAttributes", addresses())),
    }
    pool.insert("UsernameConfiguration", Value::map([("CaseSensitive", false)]));
    pool.insert("AutoVerifiedAttributes", addresses());
    // An address is only taken for the user's after it was verified, so nobody signs in with somebody else's.
    pool.insert("UserAttributeUpdateSettings", Value::map([("AttributesRequireVerificationBeforeUpdate", addresses())]));
    let ways = recoveries.iter().zip(1_i64..).map(|(way, rank)| Value::map([("Name", Value::from(*way)), ("Priority", rank.into())]));
    pool.insert("AccountRecoverySetting", Value::map([("RecoveryMechanisms", Value::list(ways))]));
}

const SMS_FACTOR: &str = "SMS_MFA";

/// What codes come from besides the password.
fn factors(node: &NodeView<'_>) -> Vec<&'static str> {
    const APP: &str = "SOFTWARE_TOKEN_MFA";
    if node.choice(&MFA) == "OFF" {
        return Vec::new();
    }
    match node.choice(&FACTORS).as_str() {
        "sms" => vec![SMS_FACTOR],
        "app_or_sms" => vec![SMS_FACTOR, APP],
        _ => vec![APP],
    }
}

/// How text messages are sent: with a role that only this account's pools may take, and only for this stack's pool. Phone
/// numbers have no ARN; topics, which have one, are left out.
fn sms(node: &NodeView<'_>, out: &mut Emission<'_>) -> Value {
    let external = Value::sub(format!("${{AWS::StackName}}-{}", node.node.logical_id));
    let pools = Value::sub("arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/*");
    let conditions = [
        ("ArnLike", "aws:SourceArn", pools),
        ("StringEquals", "aws:SourceAccount", Value::reference("AWS::AccountId")),
        ("StringEquals", "sts:ExternalId", external.clone()),
    ];
    let publish = Statement::allow(["sns:Publish"]).on_all_but(Value::sub("arn:${AWS::Partition}:sns:*:*:*")).named("SendTextMessages");
    let role = out.own_role(node, vec![publish], policy::trust("cognito-idp.amazonaws.com", &conditions));
    Value::map([("ExternalId", external), ("SnsCallerArn", role), ("SnsRegion", Value::reference("AWS::Region"))])
}

/// The clients of the pool, each of which Cognito counts by itself.
fn watched(node: &NodeView<'_>, preset: &Preset) -> Vec<Watched> {
    let named: Vec<String> = node.entries(CLIENTS).map(|client| client_part(&client.entry.id)).collect();
    let alone = named.is_empty();
    let clients = if alone { vec!["Client".to_owned()] } else { named };
    let of_client = |client: String| Watched {
        metric: preset.metric,
        dimensions: vec![("UserPool", Value::reference(node.node.logical_id.as_str())), ("UserPoolClient", client_id(node, &client))],
        part: if alone { String::new() } else { client },
    };
    clients.into_iter().map(of_client).collect()
}

/// The functions that are called, by moment. Two at one moment cannot be: they are a fault.
fn triggers(node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) -> Map {
    let mut config = Map::new();
    for trigger in node.entries(TRIGGERS) {
        let id = &trigger.entry.id;
        let lines: Vec<(&Value, &Received)> = wanted.requests.iter().filter_map(|received| called(received, id)).collect();
        let Some((function, _)) = lines.first() else { continue };
        let event = trigger.choice(&EVENT);
        let version = trigger.choice(&TOKEN_EVENT);
        let (name, value) = if event == "PreTokenGeneration" && version != "V1_0" {
            let config = [("LambdaArn", (*function).clone()), ("LambdaVersion", version.into())];
            ("PreTokenGenerationConfig".to_owned(), Value::map(config))
        } else {
            (event, (*function).clone())
        };
        if lines.len() > 1 || config.contains_key(&name) {
            let message = format!(
                "{} of {} calls more than one function.",
                UserPool.entry_title(trigger.facet, &trigger.entry.fields),
                node.node.name
            );
            let others = lines.iter().map(|(_, received)| received.origin.place()).collect();
            out.fault(FaultKind::Conflict, Place::Entry(node.id.clone(), id.clone()), message, others);
        }
        config.insert(name, value);
    }
    config.sort_keys();
    config
}

fn called<'w>(received: &'w Received, trigger: &EntryId) -> Option<(&'w Value, &'w Received)> {
    match &received.request {
        Request::Trigger { entry, function } if entry == trigger => Some((function, received)),
        _ => None,
    }
}

fn clients(node: &NodeView<'_>, pool: &Value, out: &mut Emission<'_>) {
    let mut parts = Vec::new();
    for entry in node.entries(CLIENTS) {
        let part = client_part(&entry.entry.id);
        let client = out.resource(&part, "AWS::Cognito::UserPoolClient");
        client.set("UserPoolId", pool.clone()).set_some("ClientName", entry.template_value(&CLIENT_NAME));
        entry.write_properties(&mut client.resource.properties);
        tokens(&entry, &mut client.resource.properties);
        let mut flows = vec!["ALLOW_REFRESH_TOKEN_AUTH"];
        let allowed =
            [(&CLIENT_SRP, "ALLOW_USER_SRP_AUTH"), (&CLIENT_PASSWORD, "ALLOW_USER_PASSWORD_AUTH"), (&CLIENT_CUSTOM, "ALLOW_CUSTOM_AUTH")];
        flows.extend(allowed.into_iter().filter(|(field, _)| entry.is_on(field)).map(|(_, flow)| flow));
        flows.sort_unstable();
        client.set("ExplicitAuthFlows", Value::list(flows)).set("PreventUserExistenceErrors", "ENABLED");
        if entry.is_on(&CLIENT_HOSTED) {
            client.set("AllowedOAuthFlowsUserPoolClient", true).set("AllowedOAuthFlows", Value::list(["code"]));
            client.set_some("AllowedOAuthScopes", entry.template_value(&CLIENT_SCOPES));
            client.set_some("CallbackURLs", entry.template_value(&CLIENT_CALLBACKS));
            client.set_some("LogoutURLs", entry.template_value(&CLIENT_LOGOUTS));
            client.set("SupportedIdentityProviders", Value::list(["COGNITO"]));
        }
        parts.push(part);
    }
    if parts.is_empty() {
        let client = out.resource("Client", "AWS::Cognito::UserPoolClient");
        client.set("UserPoolId", pool.clone()).set("PreventUserExistenceErrors", "ENABLED");
        client.set("ExplicitAuthFlows", Value::list(["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]));
        parts.push("Client".to_owned());
    }
    for part in parts {
        let id = Value::reference(out.logical_id(&part));
        out.output(&format!("{part}Id"), format!("Id of the client {}", out.logical_id(&part)), id);
    }
}

/// How long tokens are good, where it is not as long as Cognito's own hour.
fn tokens(client: &EntryView<'_>, properties: &mut Map) {
    let Some(minutes) = client.template_value(&CLIENT_TOKENS).filter(|v| *v != Value::Integer(60)) else { return };
    properties.insert("AccessTokenValidity", minutes.clone());
    properties.insert("IdTokenValidity", minutes);
    properties.insert("TokenValidityUnits", Value::map([("AccessToken", "minutes"), ("IdToken", "minutes")]));
}

/// The fields of the trigger that drawing a line makes: at the first moment that no trigger has.
pub fn new_trigger(pool: &NodeView<'_>) -> Fields {
    let taken: Vec<String> = pool.entries(TRIGGERS).map(|trigger| trigger.choice(&EVENT)).collect();
    let free = EVENTS.iter().find(|event| !taken.iter().any(|t| t == event.id));
    free.map(|event| (EVENT.id.to_owned(), event.id.into())).into_iter().collect()
}
