//! What is passed between stacks, and what it is called there.

use std::collections::{BTreeMap, BTreeSet};

use crate::cfn::{Map, Template, Text, Value};

/// The longest name of a parameter or output.
const LONGEST: usize = 255;

/// Something a stack may need from outside: a parameter, a resource's `Ref` or one of its attributes, or what CloudFormation
/// says of the stack as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wanted {
    pub name: String,
    pub attribute: Option<String>,
}

/// What CloudFormation says of a stack, which would be another thing in each: its name as a reference, what it is called when
/// it is handed down, and whether it is a list.
const OF_THE_STACK: [(&str, &str, bool); 3] = [
    ("AWS::StackName", "RootStackName", false),
    ("AWS::StackId", "RootStackId", false),
    ("AWS::NotificationARNs", "RootNotificationARNs", true),
];

/// The entry of what CloudFormation says of a stack.
pub(super) fn of_the_stack(name: &str) -> Option<(&'static str, bool)> {
    OF_THE_STACK.iter().find(|(known, ..)| *known == name).map(|(_, passed, list)| (*passed, *list))
}

/// Names given out so far, none twice.
pub(super) struct Names {
    taken: BTreeSet<String>,
    given: BTreeMap<Wanted, String>,
}

impl Names {
    /// None but those of the template itself.
    pub fn new(flat: &Template, parameters: &Map) -> Self {
        Self { taken: flat.resources.keys().cloned().chain(parameters.keys().map(Text::to_string)).collect(), given: BTreeMap::new() }
    }

    /// What is wanted, as parameter and as output. A `Ref` keeps the name, so that what refers to it needs no change.
    pub fn of(&mut self, wanted: &Wanted) -> String {
        if let Some(given) = self.given.get(wanted) {
            return given.clone();
        }
        let name = match (&wanted.attribute, of_the_stack(&wanted.name)) {
            (None, None) => wanted.name.clone(),
            (None, Some((passed, _))) => self.unused(passed),
            (Some(attribute), _) => self.unused(&format!("{}{attribute}", wanted.name)),
        };
        self.given.insert(wanted.clone(), name.clone());
        name
    }

    /// A name nothing has yet, near the one that is wanted.
    pub fn unused(&mut self, wanted: &str) -> String {
        let mut base: String = wanted.chars().filter(char::is_ascii_alphanumeric).collect();
        base.truncate(LONGEST - 4);
        let numbered = std::iter::once(base.clone()).chain((2..).map(|n| format!("{base}{n}")));
        let name = { numbered }.find(|name| !self.taken.contains(name)).unwrap_or(base);
        self.taken.insert(name.clone());
        name
    }
}

/// Whether values of this type of parameter are lists, once they are read.
pub(super) fn is_list_type(kind: &str) -> bool {
    let read = kind.strip_prefix("AWS::SSM::Parameter::Value<").unwrap_or(kind);
    read.starts_with("List<") || read.starts_with("CommaDelimitedList")
}

/// A parameter of the root as a nested stack declares it: what was checked and read once is not again.
pub(super) fn handed_down(parameter: &Value) -> Value {
    let kind = parameter.get("Type").and_then(Value::as_text).unwrap_or("String");
    let kind = match (kind.starts_with("AWS::SSM::Parameter::Value<"), is_list_type(kind)) {
        (false, _) => kind,
        (true, true) => "CommaDelimitedList",
        (true, false) => "String",
    };
    let kept = ["Description", "NoEcho"].into_iter().filter_map(|name| Some((name, parameter.get(name)?.clone())));
    Value::map(std::iter::once(("Type", Value::from(kind))).chain(kept))
}
