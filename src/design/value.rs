//! What a field holds: a literal, a reference, or an expression kept as it is.

use serde_json::Value as Json;

/// A field's value, held as the JSON the design file shows.
///
/// A reference is an object with one key that starts with `$`: `{"$parameter": "Stage"}`, `{"$pseudo": "AWS::Region"}`,
/// `{"$attribute": {"node": "queue-orders", "attribute": "Arn"}}`, `{"$import": "SharedBusName"}`,
/// `{"$dynamic": "{{resolve:ssm:/shop/key}}"}`; an expression is `{"$expression": …}` around anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value(pub Json);

/// What kind of value a [`Value`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form<'a> {
    /// Known while drawing.
    Literal(&'a Json),
    /// Known at deployment.
    Reference(Reference<'a>),
    /// Something only the template's language understands, in its long form.
    Expression(&'a Json),
}

/// A value that something else supplies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference<'a> {
    /// A parameter of the design.
    Parameter(&'a str),
    /// A value the deployment itself supplies, such as the region.
    Pseudo(&'a str),
    /// An attribute of another node's main resource.
    Attribute {
        /// The node's id.
        node: &'a str,
        /// The attribute's name; `Ref` for what a plain reference gives.
        attribute: &'a str,
    },
    /// A value another stack exports.
    Import(&'a str),
    /// A value looked up while deploying.
    Dynamic(&'a str),
}

impl Value {
    /// Which form the value has.
    #[must_use]
    pub fn form(&self) -> Form<'_> {
        form(&self.0)
    }

    /// The literal, where it is one.
    #[must_use]
    pub fn literal(&self) -> Option<&Json> {
        match self.form() {
            Form::Literal(json) => Some(json),
            Form::Reference(_) | Form::Expression(_) => None,
        }
    }

    /// A reference to the parameter `name`.
    #[must_use]
    pub fn parameter(name: &str) -> Self {
        Self(serde_json::json!({ "$parameter": name }))
    }
}

impl<T: Into<Json>> From<T> for Value {
    fn from(value: T) -> Self {
        Self(value.into())
    }
}

/// Which form a piece of JSON inside a value has.
#[must_use]
pub fn form(json: &Json) -> Form<'_> {
    let Json::Object(object) = json else {
        return Form::Literal(json);
    };
    let mut members = object.iter();
    let (Some((key, inner)), None) = (members.next(), members.next()) else {
        return Form::Literal(json);
    };
    let text = inner.as_str();
    match (key.as_str(), text) {
        ("$parameter", Some(name)) => Form::Reference(Reference::Parameter(name)),
        ("$pseudo", Some(name)) => Form::Reference(Reference::Pseudo(name)),
        ("$import", Some(name)) => Form::Reference(Reference::Import(name)),
        ("$dynamic", Some(text)) => Form::Reference(Reference::Dynamic(text)),
        ("$attribute", None) => match (inner["node"].as_str(), inner["attribute"].as_str()) {
            (Some(node), Some(attribute)) => Form::Reference(Reference::Attribute { node, attribute }),
            _ => Form::Literal(json),
        },
        ("$expression", _) => Form::Expression(inner),
        _ => Form::Literal(json),
    }
}
