//! The value tree templates are made of.

use serde_json::Value as Json;

use super::map::Map;

/// A text of the tree: a short one takes no memory beside the value, and the clones of a long one share it.
pub type Text = smol_str::SmolStr;

/// A value in a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number that is always written with its fraction: `2.0`.
    Float(f64),
    /// Text.
    Text(Text),
    /// A list.
    List(Vec<Value>),
    /// A map.
    Map(Map),
    /// An intrinsic function by its long name (`Ref`, `Condition`, `Fn::Sub` …) and its argument.
    Call(Text, Box<Value>),
}

impl Value {
    /// `Ref` to a logical ID, a parameter or a pseudo parameter.
    #[must_use]
    pub fn reference(name: impl Into<Text>) -> Self {
        Self::Call(Text::new_static("Ref"), Box::new(Self::Text(name.into())))
    }

    /// `Fn::GetAtt` of a resource's attribute.
    #[must_use]
    pub fn get_att(logical_id: impl Into<Text>, attribute: impl Into<Text>) -> Self {
        Self::Call(Text::new_static("Fn::GetAtt"), Box::new(Self::List(vec![Self::Text(logical_id.into()), Self::Text(attribute.into())])))
    }

    /// `Fn::Sub` of a text with `${…}` in it.
    #[must_use]
    pub fn sub(text: impl Into<Text>) -> Self {
        Self::Call(Text::new_static("Fn::Sub"), Box::new(Self::Text(text.into())))
    }

    /// A map from its entries.
    #[must_use]
    pub fn map<K: Into<Text>, V: Into<Self>>(entries: impl IntoIterator<Item = (K, V)>) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key, value.into())).collect())
    }

    /// A list from its entries.
    #[must_use]
    pub fn list<V: Into<Self>>(entries: impl IntoIterator<Item = V>) -> Self {
        Self::List(entries.into_iter().map(Into::into).collect())
    }

    /// The text, where the value is plain text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The map, where the value is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list, where the value is one.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// Whether there is `null` anywhere in it but in the arguments of functions: a template cannot say so.
    #[must_use]
    pub fn holds_null(&self) -> bool {
        match self {
            Self::Null => true,
            Self::List(list) => list.iter().any(Self::holds_null),
            Self::Map(map) => map.values().any(Self::holds_null),
            Self::Bool(_) | Self::Integer(_) | Self::Float(_) | Self::Text(_) | Self::Call(..) => false,
        }
    }

    /// The member `key` of a map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// Gives back memory that was taken for more than there is, everywhere inside.
    pub(super) fn shrink_to_fit(&mut self) {
        match self {
            Self::List(list) => {
                list.shrink_to_fit();
                list.iter_mut().for_each(Self::shrink_to_fit);
            }
            Self::Map(map) => map.shrink_to_fit(),
            Self::Call(_, argument) => argument.shrink_to_fit(),
            Self::Null | Self::Bool(_) | Self::Integer(_) | Self::Float(_) | Self::Text(_) => {}
        }
    }

    /// A map that is the long form of an intrinsic function as the call it stands for; everything else as it is.
    #[must_use]
    pub fn recognised(self) -> Self {
        match self {
            Self::Map(map) if map.len() == 1 && map.keys().all(|key| is_function(key)) => {
                map.into_iter().next().map_or(Self::Null, |(key, argument)| call(&key, argument))
            }
            other => other,
        }
    }

    /// The value JSON stands for, intrinsic functions in their long form recognised.
    #[must_use]
    pub fn from_json(json: &Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(b) => Self::Bool(*b),
            Json::Number(n) => n.as_i64().map_or_else(|| Self::Float(n.as_f64().unwrap_or_default()), Self::Integer),
            Json::String(s) => Self::Text(s.into()),
            Json::Array(list) => Self::List(list.iter().map(Self::from_json).collect()),
            Json::Object(object) => {
                let mut members = object.iter();
                match (members.next(), members.next()) {
                    (Some((key, argument)), None) if is_function(key) => call(key, Self::from_json(argument)),
                    _ => Self::Map(object.iter().map(|(k, v)| (k.clone(), Self::from_json(v))).collect()),
                }
            }
        }
    }
}

/// Whether an object with this single key is an intrinsic function. `Condition` is one only inside the condition
/// functions, where it makes no difference to any notation but the shortest.
fn is_function(key: &str) -> bool {
    key == "Ref" || key.starts_with("Fn::")
}

/// `Fn::GetAtt` may be written `Name.Attribute`; the tree holds it as a list.
fn call(function: &str, argument: Value) -> Value {
    let argument = match argument {
        Value::Text(text) if function == "Fn::GetAtt" => match text.split_once('.') {
            Some((name, attribute)) => Value::list([name, attribute]),
            None => Value::Text(text),
        },
        other => other,
    };
    Value::Call(function.into(), Box::new(argument))
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Integer(n)
    }
}

impl From<i32> for Value {
    fn from(n: i32) -> Self {
        Self::Integer(n.into())
    }
}

impl From<f64> for Value {
    fn from(n: f64) -> Self {
        Self::Float(n)
    }
}

impl From<Vec<Value>> for Value {
    fn from(list: Vec<Value>) -> Self {
        Self::List(list)
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_forms_become_calls() {
        let json = serde_json::json!({ "Fn::GetAtt": "Orders.Arn" });
        assert_eq!(Value::from_json(&json), Value::get_att("Orders", "Arn"));
        assert_eq!(Value::map([("Ref", "Orders")]).recognised(), Value::reference("Orders"));
        let plain = serde_json::json!({ "Ref": "A", "Other": 1 });
        assert!(matches!(Value::from_json(&plain), Value::Map(_)));
    }
}
