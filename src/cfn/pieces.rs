//! Text pieced together from literal parts and values of the template.

use super::{Map, Value};

/// A text some parts of which are only known at deployment.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Literal(String),
    Value(Value),
}

impl Pieces {
    /// A text that starts with this literal.
    #[must_use]
    pub fn new(literal: &str) -> Self {
        Self::default().text(literal)
    }

    /// Continues with a literal; `${` in it means nothing special.
    #[must_use]
    pub fn text(mut self, literal: &str) -> Self {
        match self.parts.last_mut() {
            Some(Part::Literal(last)) => last.push_str(literal),
            _ => self.parts.push(Part::Literal(literal.to_owned())),
        }
        self
    }

    /// Continues with a value.
    #[must_use]
    pub fn value(mut self, value: &Value) -> Self {
        match value {
            Value::Text(text) => self.text(text),
            Value::Bool(b) => self.text(&b.to_string()),
            Value::Integer(n) => self.text(&n.to_string()),
            other => {
                self.parts.push(Part::Value(other.clone()));
                self
            }
        }
    }

    /// Continues with another text.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        for part in other.parts {
            self = match part {
                Part::Literal(literal) => self.text(&literal),
                Part::Value(value) => self.value(&value),
            };
        }
        self
    }

    /// Plain text where everything is known, one value where it is nothing else, otherwise `Fn::Sub`.
    #[must_use]
    pub fn finish(self) -> Value {
        match self.parts.as_slice() {
            [] => return Value::from(""),
            [Part::Literal(only)] => return Value::from(only.as_str()),
            [Part::Value(only)] => return only.clone(),
            _ => {}
        }
        let mut text = String::new();
        let mut variables = Map::new();
        for part in self.parts {
            match part {
                Part::Literal(literal) => text.push_str(&literal.replace("${", "${!")),
                Part::Value(value) => {
                    let name = placeholder(&value).unwrap_or_else(|| {
                        let name = format!("Value{}", variables.len() + 1);
                        variables.insert(name.clone(), value);
                        name
                    });
                    text.extend(["${", &name, "}"]);
                }
            }
        }
        if variables.is_empty() {
            return Value::sub(text);
        }
        Value::Call("Fn::Sub".into(), Box::new(Value::List(vec![text.into(), Value::Map(variables)])))
    }
}

/// What `Fn::Sub` calls a value by itself.
pub(super) fn placeholder(value: &Value) -> Option<String> {
    let Value::Call(function, argument) = value else { return None };
    match (function.as_str(), &**argument) {
        ("Ref", Value::Text(name)) => Some(name.to_string()),
        ("Fn::GetAtt", Value::List(parts)) => match parts.as_slice() {
            [Value::Text(name), Value::Text(attribute)] => Some(format!("{name}.{attribute}")),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_unknown_needs_a_substitution() {
        assert_eq!(Pieces::new("a ${b}").text("c").finish(), Value::from("a ${b}c"));
        assert_eq!(Pieces::default().value(&Value::reference("A")).finish(), Value::reference("A"));
        let mixed = Pieces::new("a ${b} ").value(&Value::get_att("C", "Arn")).value(&Value::from("!"));
        assert_eq!(mixed.finish(), Value::sub("a ${!b} ${C.Arn}!"));
    }

    #[test]
    fn other_values_become_variables() {
        let import = Value::Call("Fn::ImportValue".into(), Box::new("Bus".into()));
        let Value::Call(function, argument) = Pieces::new("bus/").value(&import).finish() else { unreachable!() };
        assert_eq!(function, "Fn::Sub");
        assert_eq!(*argument, Value::List(vec!["bus/${Value1}".into(), Value::map([("Value1", import)])]));
    }
}
