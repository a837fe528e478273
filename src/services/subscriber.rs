//! Subscribers.

use crate::catalog::field::{TextRule, choice, is};
use crate::catalog::recognise::{RecognisedNode, Resources, of_type};
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful, Tint};
use crate::catalog::{Emission, Field, Literal, NodeView, Settings, Wanted, naming};
use crate::cfn::{Value, json};
use crate::design::Fields;
use crate::unit;

/// How it is reached; the ids are SNS's own.
pub const PROTOCOL: Field = Field::choice(
    "protocol",
    "Reached by",
    &[choice("email", "E-mail"), choice("email-json", "E-mail with JSON"), choice("https", "HTTPS"), choice("sms", "SMS")],
)
.variant()
.help("E-mail: the text of the message. E-mail with JSON: the message with its attributes. HTTPS: a POST to an address. SMS: a telephone.");
/// Its mail address.
pub const EMAIL: Field = Field::text("email", "Mail address", TextRule::shaped(254, is_mail_address, "a mail address"))
    .applies(&[is("protocol", &[Literal::Text("email"), Literal::Text("email-json")])])
    .required(Literal::Text("orders@example.com"))
    .help("Where mails go. SNS asks there for a confirmation before it sends anything else.");
/// Its web address.
pub const URL: Field = Field::text("url", "Web address", TextRule::shaped(2_048, is_web_address, "an address that begins with https://"))
    .applies(&[is("protocol", &[Literal::Text("https")])])
    .required(Literal::Text("https://example.com/notifications"))
    .help("Where messages are posted to. What listens there has to confirm the subscription first.");
/// Its telephone number.
pub const PHONE: Field = Field::text("phone", "Telephone", TextRule::shaped(16, is_phone_number, "a number such as +12065550100"))
    .applies(&[is("protocol", &[Literal::Text("sms")])])
    .required(Literal::Text("+12065550100"))
    .help("The telephone, with a plus sign and the country's code. New accounts may only send to verified numbers.");

fn is_mail_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(' '))
}

fn is_web_address(text: &str) -> bool {
    text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

fn is_phone_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|rest| (4..=15).contains(&rest.len()) && rest.chars().all(|c| c.is_ascii_digit()))
}

unit! {
    /// A subscriber is somebody or something outside the stack that a topic's messages go to: a mailbox, a telephone, a web
    /// address.
    ///
    /// It becomes no resource of its own; each line from a topic to it becomes a subscription. Mailboxes and web addresses
    /// have to confirm theirs before anything is delivered.
    ///
    /// AWS: Amazon SNS Developer Guide, "Creating a subscription to an Amazon SNS topic".
    pub static SPEC: ServiceSpec = {
        id: "subscriber",
        name: "Subscriber",
        aws: "SNS",
        category: Category::Messaging,
        summary: "A mailbox, a telephone or a web address",
        suffix: "Subscriber",
        resource: None,
        stateful: Stateful::No,
        fields: &[PROTOCOL, EMAIL, URL, PHONE],
        facets: &[],
        ports: Ports::In,
    }
}

/// The service.
pub struct Subscriber;

/// The field that holds the address, as the subscriber is reached.
pub fn address_field(node: &NodeView<'_>) -> &'static Field {
    match node.choice(&PROTOCOL).as_str() {
        "https" => &URL,
        "sms" => &PHONE,
        _ => &EMAIL,
    }
}

impl Service for Subscriber {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn tint(&self) -> Tint {
        Tint::General
    }

    fn emit(&self, _node: &NodeView<'_>, _wanted: &Wanted, _out: &mut Emission<'_>) {}

    fn recognise_nodes(&self, resources: &Resources) -> Vec<RecognisedNode> {
        let mut found: Vec<RecognisedNode> = Vec::new();
        for (_, said) in of_type(resources, "AWS::SNS::Subscription") {
            let Some(protocol) = said.get("Protocol").and_then(Value::as_text) else { continue };
            let field = match protocol {
                "email" | "email-json" => &EMAIL,
                "https" => &URL,
                "sms" => &PHONE,
                _ => continue,
            };
            let Some(address) = said.get("Endpoint").map(json::to_json) else { continue };
            let mut fields = Fields::from([(field.id.to_owned(), address.into())]);
            if protocol != "email" {
                fields.insert(PROTOCOL.id.to_owned(), protocol.into());
            }
            if found.iter().all(|node| node.fields != fields) {
                let number = if found.is_empty() { String::new() } else { (found.len() + 1).to_string() };
                let name = format!("{}{number}", SPEC.name);
                found.push(RecognisedNode { logical_id: naming::logical_id(&name, SPEC.suffix, SPEC.id), name, fields });
            }
        }
        found
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        node.text(address_field(node)).unwrap_or_else(|| "No address yet".to_owned())
    }

    fn attribute(&self, _node: &NodeView<'_>, _attribute: Attribute) -> Option<Value> {
        None
    }
}
