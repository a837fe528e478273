//! The template as the proofs see it: indexed once, every value as a text that can be compared.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::identity;
use super::statement::{Policies, Role};
use super::text::{self, ACCOUNT, DOMAIN, PARTITION, REGION, fixed, open, plain, same};
use super::truth::Truth;
use crate::catalog::Evidence;
use crate::cfn::{Map, Resource, Template, Value};
use crate::design::Environment;

/// A template, indexed.
pub(super) struct World<'t> {
    /// The template.
    pub template: &'t Template,
    /// The account it is deployed to: its number where an environment says it.
    pub account: String,
    /// The region it is deployed to, likewise.
    pub region: String,
    by_kind: HashMap<&'t str, Vec<&'t str>>,
    names: RefCell<HashMap<&'t str, String>>,
    attributes: RefCell<HashMap<&'t str, Vec<(String, String)>>>,
    by_value: RefCell<HashMap<Place, Rc<ByText<'t>>>>,
    by_name: RefCell<HashMap<(&'static str, &'static str), Rc<ByText<'t>>>>,
    aliases: HashMap<&'t str, &'t str>,
    policies: Policies<'t>,
}

/// The property of the resources of a type.
type Place = (&'static str, &'static [&'static str]);

/// Resources by a text of theirs.
type ByText<'t> = HashMap<String, Vec<&'t str>>;

impl<'t> World<'t> {
    /// Indexes a template, as it is deployed in this environment where one is told.
    pub(super) fn new(template: &'t Template, there: Option<&Environment>) -> Self {
        let mut by_kind: HashMap<&str, Vec<&str>> = HashMap::new();
        for (id, resource) in &template.resources {
            by_kind.entry(resource.kind.as_str()).or_default().push(id.as_str());
        }
        let (names, attributes, by_value, by_name, aliases) = Default::default();
        let told = |said: Option<&String>, open: &str| said.filter(|said| !said.is_empty()).map_or_else(|| open.to_owned(), Clone::clone);
        let account = told(there.and_then(|there| there.account.as_ref()), ACCOUNT);
        let region = told(there.and_then(|there| there.region.as_ref()), REGION);
        let mut world =
            Self { template, account, region, by_kind, names, attributes, by_value, by_name, aliases, policies: Policies::default() };
        world.aliases = world.aliases_by_function();
        world.policies = Policies::read(&world);
        world
    }

    /// The resources of a type, by logical ID.
    pub(super) fn of_kind(&self, kind: &str) -> &[&'t str] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The resources of a type of which a property is this text, by logical ID.
    pub(super) fn with(&self, kind: &'static str, path: &'static [&'static str], text: &str) -> Vec<&'t str> {
        let known = self.by_value.borrow().get(&(kind, path)).cloned();
        let index = known.unwrap_or_else(|| {
            let index = self.by_text(kind, |id| Some(self.text(self.value(id, path)?)));
            self.by_value.borrow_mut().insert((kind, path), Rc::clone(&index));
            index
        });
        index.get(text).cloned().unwrap_or_default()
    }

    fn by_text(&self, kind: &str, text: impl Fn(&str) -> Option<String>) -> Rc<ByText<'t>> {
        let mut index = ByText::new();
        for id in self.of_kind(kind) {
            if let Some(text) = text(id) {
                index.entry(text).or_default().push(id);
            }
        }
        Rc::new(index)
    }

    /// A resource, where it is of this type.
    pub(super) fn resource(&self, id: &str, kind: &str) -> Option<&'t Resource> {
        self.template.resources.get(id).filter(|resource| resource.kind == kind)
    }

    /// A resource of any type.
    pub(super) fn any(&self, id: &str) -> Option<&'t Resource> {
        self.template.resources.get(id)
    }

    /// The policies of the template.
    pub(super) fn policies(&self) -> &Policies<'t> {
        &self.policies
    }

    /// The role a value names by its ARN.
    pub(super) fn role(&self, arn: &Value) -> Option<&Role<'t>> {
        self.owner(arn, "AWS::IAM::Role", &["Arn"]).and_then(|id| self.policies.role(id))
    }

    /// A property of a resource, with its place.
    pub(super) fn property(&self, id: &str, keys: &[&'static str]) -> Option<(&'t Value, Evidence)> {
        Some((self.value(id, keys)?, Evidence::property(id, keys)))
    }

    /// A property of a resource.
    pub(super) fn value(&self, id: &str, keys: &[&str]) -> Option<&'t Value> {
        let (first, inwards) = keys.split_first()?;
        let start = self.any(id)?.properties.get(first)?;
        let value = inwards.iter().try_fold(start, |value, key| value.get(key))?;
        // What is set to nothing is not set.
        let nothing = matches!(value, Value::Call(function, name) if function == "Ref" && name.as_text() == Some("AWS::NoValue"));
        (!nothing).then_some(value)
    }

    /// The resource of this type that a value names by one of these attributes; `Ref` is the empty one.
    pub(super) fn owner(&self, value: &Value, kind: &'static str, attributes: &[&'static str]) -> Option<&'t str> {
        if let Some((id, attribute)) = direct(value) {
            let (id, resource) = self.template.resources.get_key_value(id)?;
            return (resource.kind == kind && attributes.contains(&attribute)).then_some(id);
        }
        self.owner_of_text(&self.text(value), kind, attributes)
    }

    /// As [`World::owner`], by the text of the value.
    pub(super) fn owner_of_text(&self, wanted: &str, kind: &'static str, attributes: &[&'static str]) -> Option<&'t str> {
        attributes.iter().find_map(|attribute| {
            let known = self.by_name.borrow().get(&(kind, *attribute)).cloned();
            let index = known.unwrap_or_else(|| {
                let index = self.by_text(kind, |id| Some(self.attribute(id, attribute)));
                self.by_name.borrow_mut().insert((kind, *attribute), Rc::clone(&index));
                index
            });
            index.get(wanted)?.first().copied()
        })
    }

    fn aliases_by_function(&self) -> HashMap<&'t str, &'t str> {
        let function_of = |alias: &&'t str| {
            let function = self.owner(self.value(alias, &["FunctionName"])?, "AWS::Lambda::Function", &["", "Arn"])?;
            Some((function, *alias))
        };
        // Of several the first counts.
        self.of_kind("AWS::Lambda::Alias").iter().rev().filter_map(function_of).collect()
    }

    /// The alias of a function.
    pub(super) fn alias_of(&self, function: &str) -> Option<&'t str> {
        self.aliases.get(function).copied()
    }

    /// What `Fn::GetAtt` of a resource stands for; the empty attribute is `Ref`.
    pub(super) fn attribute(&self, id: &str, attribute: &str) -> String {
        let Some((id, resource)) = self.template.resources.get_key_value(id) else { return open(id) };
        let known = |known: &Vec<(String, String)>| known.iter().find(|(name, _)| name == attribute).map(|(_, text)| text.clone());
        if let Some(text) = self.attributes.borrow().get(id.as_str()).and_then(known) {
            return text;
        }
        let text = self.attribute_of(id, resource, attribute);
        self.attributes.borrow_mut().entry(id).or_default().push((attribute.to_owned(), text.clone()));
        text
    }

    fn attribute_of(&self, id: &str, resource: &'t Resource, attribute: &str) -> String {
        let unknown = || open(&if attribute.is_empty() { id.to_owned() } else { format!("{id}.{attribute}") });
        if resource.kind == identity::RULE {
            return if attribute == "Arn" { self.rule_arn(id, resource) } else { unknown() };
        }
        let Some(kind) = identity::of(&resource.kind) else { return unknown() };
        let form = match attribute {
            "" => Some(kind.reference),
            name => kind.attributes.iter().find(|(known, _)| *known == name).map(|(_, form)| *form),
        };
        form.map_or_else(unknown, |form| self.fill(form, id, resource, kind.name))
    }

    /// A form of a resource's type with its symbols.
    fn fill(&self, form: &str, id: &str, resource: &'t Resource, name: &str) -> String {
        let mut out = String::with_capacity(form.len() + 64);
        let mut rest = form;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (word, behind) = after.split_once('}').unwrap_or((after, ""));
            rest = behind;
            match word {
                "P" => out.push_str(PARTITION),
                "R" => out.push_str(&self.region),
                "A" => out.push_str(&self.account),
                "S" => out.push_str(DOMAIN),
                "name" => out.push_str(&self.physical_name(id, resource, name)),
                word if word.starts_with(|c: char| c.is_ascii_lowercase()) => out.push_str(&fixed(&format!("{id}.{word}"))),
                word => {
                    let (property, otherwise) = word.split_once('|').unwrap_or((word, ""));
                    match resource.properties.get(property) {
                        Some(value) => out.push_str(&self.text(value)),
                        None => out.push_str(otherwise),
                    }
                }
            }
        }
        out.push_str(rest);
        out
    }

    /// What a resource is called in the account.
    fn physical_name(&self, id: &str, resource: &'t Resource, property: &str) -> String {
        let Some((id, _)) = self.template.resources.get_key_value(id) else { return fixed(id) };
        if let Some(known) = self.names.borrow().get(id.as_str()) {
            return known.clone();
        }
        let made_up = fixed(&format!("{id}.name"));
        // Until it is known, a name that leads back to itself is what CloudFormation would make up.
        self.names.borrow_mut().insert(id, made_up.clone());
        let name = resource.properties.get(property).map_or(made_up, |value| self.text(value));
        self.names.borrow_mut().insert(id, name.clone());
        name
    }

    fn rule_arn(&self, id: &str, resource: &'t Resource) -> String {
        let name = self.physical_name(id, resource, "Name");
        let bus = resource.properties.get("EventBusName").map(|bus| self.text(bus));
        // The bus may be told by its ARN.
        let bus = bus.map(|bus| bus.rsplit_once("event-bus/").map_or(bus.clone(), |(_, name)| name.to_owned()));
        let start = format!("arn:{PARTITION}:events:{}:rule/", self.here());
        match bus.filter(|bus| bus != "default") {
            Some(bus) => format!("{start}{bus}/{name}"),
            None => format!("{start}{name}"),
        }
    }

    /// A value as a text.
    pub(super) fn text(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => in_any_partition(plain(text)),
            Value::Bool(b) => b.to_string(),
            Value::Integer(n) => n.to_string(),
            Value::Float(n) => n.to_string(),
            Value::Null => String::new(),
            Value::Call(function, argument) => self.call(function, argument),
            Value::List(_) | Value::Map(_) => open(&crate::cfn::json::write_compact(value)),
        }
    }

    fn call(&self, function: &str, argument: &Value) -> String {
        let unknown = || open(&format!("{function} {}", crate::cfn::json::write_compact(argument)));
        match (function, argument) {
            ("Ref", Value::Text(name)) => self.named(name, ""),
            ("Fn::GetAtt", Value::List(parts)) => match parts.as_slice() {
                [Value::Text(id), Value::Text(attribute)] => self.named(id, attribute),
                _ => unknown(),
            },
            ("Fn::Sub", Value::Text(text)) => self.substituted(text, None),
            ("Fn::Sub", Value::List(parts)) => match parts.as_slice() {
                [Value::Text(text), Value::Map(own)] => self.substituted(text, Some(own)),
                _ => unknown(),
            },
            ("Fn::Join", Value::List(parts)) => match parts.as_slice() {
                [Value::Text(between), Value::List(list)] => {
                    let list: Vec<String> = list.iter().map(|part| self.text(part)).collect();
                    in_any_partition(list.join(between))
                }
                _ => unknown(),
            },
            _ => unknown(),
        }
    }

    fn named(&self, name: &str, attribute: &str) -> String {
        if self.template.resources.contains_key(name) {
            return self.attribute(name, attribute);
        }
        match name {
            "AWS::AccountId" => self.account.clone(),
            "AWS::Region" => self.region.clone(),
            _ => open(name),
        }
    }

    /// Region and account as ARNs have them.
    pub(super) fn here(&self) -> String {
        format!("{}:{}", self.region, self.account)
    }

    /// Whether something of this ARN is of the account of the stack.
    pub(super) fn is_here(&self, arn: &str) -> Truth {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        match parts.as_slice() {
            ["arn", _, _, _, account, _] => same(account, &self.account),
            _ => Truth::Maybe,
        }
    }

    /// The text of `Fn::Sub`.
    pub(super) fn substituted(&self, text: &str, own: Option<&Map>) -> String {
        let mut out = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            out.push_str(&plain(before));
            let Some((name, behind)) = after.split_once('}') else {
                rest = after;
                break;
            };
            rest = behind;
            if let Some(literal) = name.strip_prefix('!') {
                out.push_str(&plain(&format!("${{{literal}}}")));
            } else if let Some(value) = own.and_then(|own| own.get(name)) {
                out.push_str(&self.text(value));
            } else {
                let (name, attribute) = name.split_once('.').unwrap_or((name, ""));
                out.push_str(&self.named(name.trim(), attribute));
            }
        }
        out.push_str(&plain(rest));
        in_any_partition(out)
    }
}

/// A resource and the attribute a value names; `Ref` is the empty one.
pub(super) fn direct(value: &Value) -> Option<(&str, &str)> {
    let Value::Call(function, argument) = value else { return None };
    match (function.as_str(), &**argument) {
        ("Ref", Value::Text(name)) => Some((name, "")),
        ("Fn::GetAtt", Value::List(parts)) => match parts.as_slice() {
            [Value::Text(id), Value::Text(attribute)] => Some((id, attribute)),
            _ => None,
        },
        _ => None,
    }
}

/// An ARN that names the partition as the others do: a template that says `aws` means the one it is deployed to.
fn in_any_partition(text: String) -> String {
    match text.strip_prefix("arn:aws:") {
        Some(rest) => format!("arn:{PARTITION}:{rest}"),
        None => text,
    }
}

/// A value that is on or off; what is decided at deployment is neither.
pub(super) fn switch(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(on) => Some(*on),
        Value::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// A number, also one that is written as text.
pub(super) fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(n) => Some(*n),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// The values of a list; one value alone counts as a list of one.
pub(super) fn each(value: &Value) -> &[Value] {
    match value {
        Value::List(list) => list,
        one => std::slice::from_ref(one),
    }
}

/// For messages: the text as people read it.
pub(super) fn shown(text: &str) -> String {
    text::shown(text)
}
