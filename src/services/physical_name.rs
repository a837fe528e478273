//! Names in AWS, where they are not left to CloudFormation.

use crate::catalog::field::TextRule;
use crate::catalog::{Field, Literal, NodeView, Settings};
use crate::cfn::Value;
use crate::design::{Form, Reference};

/// A setting for the name of a service's main resource: the property that holds it, the most characters and what it must look
/// like.
pub const fn field(property: &'static str, max: usize, test: fn(&str) -> bool, shape: &'static str) -> Field {
    Field::text("physical_name", "Physical name", TextRule::shaped(max, test, shape))
        .property(property)
        .replaces()
        .example(Literal::Text("orders-live"))
        .help(
            "The name in AWS; CloudFormation makes one up where it is empty, and can then replace what has it and deploy the design twice.",
        )
}

/// What most services take.
pub const PLAIN: &str = "letters, digits, - and _";

/// Whether a name has letters, digits, `-` and `_` only.
pub fn is_plain(text: &str) -> bool {
    consists_of(text, "-_")
}

/// What others take besides.
pub const DOTTED: &str = "letters, digits, dots, - and _";

/// Whether a name has letters, digits, dots, `-` and `_` only.
pub fn is_dotted(text: &str) -> bool {
    consists_of(text, "-_.")
}

fn consists_of(text: &str, others: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c))
}

/// The name in the form of `Fn::Sub`, where it can be told before the resource exists.
pub fn in_text(node: &NodeView<'_>, field: &Field) -> Option<String> {
    match node.set_value(field)?.form() {
        Form::Literal(name) => name.as_str().filter(|name| !name.is_empty()).map(str::to_owned),
        Form::Reference(Reference::Parameter(name)) => Some(format!("${{{name}}}")),
        Form::Expression(call) => call.get("Fn::Sub")?.as_str().map(str::to_owned),
        Form::Reference(_) => None,
    }
}

/// The name with an ending that it must have, where it lacks it.
pub fn with_ending(node: &NodeView<'_>, field: &Field, ending: &str) -> Option<Value> {
    let set = node.template_value(field)?;
    Some(match (set.as_text(), in_text(node, field)) {
        (Some(name), _) if !name.ends_with(ending) => format!("{name}{ending}").into(),
        (None, Some(name)) if !name.ends_with(ending) => Value::sub(format!("{name}{ending}")),
        _ => set,
    })
}
