//! A template divided into nested stacks along the design's groups: one stack for each outermost group, or for several that
//! depend on each other in a circle; the root makes them and passes values from one to the other. Logical IDs stay what they
//! were, and so does what every property is worth.

mod cut;
mod homes;
mod lists;
mod names;
mod passing;

pub use cut::lines_to_cut;

use std::borrow::Cow;
use std::fmt;

use crate::catalog::Synthesis;
use crate::cfn::{Map, Template, Value};
use crate::design::{Design, GroupId};

/// The most resources, parameters and outputs a template may have, and its bytes.
///
/// AWS: CloudFormation User Guide, "Understand CloudFormation quotas".
pub const MOST_RESOURCES: usize = 500;
/// See [`MOST_RESOURCES`].
pub const MOST_PARAMETERS: usize = 200;
/// See [`MOST_RESOURCES`].
pub const MOST_OUTPUTS: usize = 200;
/// See [`MOST_RESOURCES`].
pub const MOST_BYTES: usize = 1_000_000;

/// The most resources one operation on a stack with nested stacks may make, change or delete.
const MOST_TOGETHER: usize = 2_500;

/// A template in several.
#[derive(Clone, Debug, PartialEq)]
pub struct Nested {
    /// What is deployed: it makes the others. Where their templates are is not said in it; see [`Nested::root`].
    root: Template,
    /// The nested stacks, by logical ID.
    pub stacks: Vec<Stack>,
}

/// How much of something a template has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Which template, as the beginning of a sentence.
    pub whose: String,
    /// The nested stack, where it is one.
    pub stack: Option<String>,
    /// Of what.
    pub what: &'static str,
    /// How much there is.
    pub count: usize,
    /// How much CloudFormation takes.
    pub most: usize,
}

impl Measure {
    /// Whether a finding is due: from 80 % on.
    pub fn is_near(&self) -> bool {
        self.count * 5 >= self.most * 4
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { whose, what, count, most, .. } = self;
        let share = if count > most { "more than".to_owned() } else { format!("{} % of", count * 100 / most) };
        let has = if whose.starts_with("All") { "have" } else { "has" };
        write!(f, "{whose} {has} {count} {what}, {share} the {most} that CloudFormation takes.")
    }
}

/// A nested stack.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    /// What the root calls it.
    pub logical_id: String,
    /// The groups in it, more than one where they depend on each other.
    pub groups: Vec<GroupId>,
    /// Its template.
    pub template: Template,
}

impl Nested {
    /// The template that is deployed; `located` tells where the template of a nested stack is, by logical ID.
    #[must_use]
    pub fn root(&self, located: &dyn Fn(&str) -> String) -> Template {
        let mut root = self.root.clone();
        for stack in &self.stacks {
            if let Some(resource) = root.resources.get_mut(&stack.logical_id) {
                resource.properties.insert("TemplateURL".to_owned(), located(&stack.logical_id).into());
            }
        }
        root
    }

    /// The templates as files of one folder, the root first: it finds the others beside it. All begin with `stem`.
    pub fn files(&self, stem: &str, extension: &str) -> Vec<(String, Cow<'_, Template>)> {
        let file = |id: &str| format!("{stem}-{id}.{extension}");
        let root = (format!("{stem}.{extension}"), Cow::Owned(self.root(&|id| format!("./{}", file(id)))));
        let stacks = self.stacks.iter().map(|stack| (file(&stack.logical_id), Cow::Borrowed(&stack.template)));
        std::iter::once(root).chain(stacks).collect()
    }

    /// The root and the stacks, as people know them, with what is in them against what CloudFormation takes. Resources of a
    /// stack are counted elsewhere.
    pub fn measures(&self, design: &Design) -> Vec<Measure> {
        let mut measures = Vec::new();
        let mut take = |whose: String, stack: Option<&Stack>| {
            let template = stack.map_or(&self.root, |stack| &stack.template);
            let own = template.sections.get("Outputs").and_then(Value::as_map).map_or(0, Map::len);
            let counts = [
                ("resources", template.resources.len(), MOST_RESOURCES),
                ("parameters", template.parameters.len(), MOST_PARAMETERS),
                ("outputs", template.outputs.len() + own, MOST_OUTPUTS),
            ];
            let id = stack.map(|stack| stack.logical_id.clone());
            measures.extend(counts.map(|(what, count, most)| Measure { whose: whose.clone(), stack: id.clone(), what, count, most }));
        };
        take("The root stack".to_owned(), None);
        for stack in &self.stacks {
            take(format!("The nested stack of {}", named(design, &stack.groups)), Some(stack));
        }
        let count = self.root.resources.len() + self.stacks.iter().map(|stack| stack.template.resources.len()).sum::<usize>();
        let whose = "All stacks together".to_owned();
        measures.push(Measure { whose, stack: None, what: "resources in all", count, most: MOST_TOGETHER });
        measures
    }
}

/// Groups as they are told in a sentence.
pub fn named(design: &Design, groups: &[GroupId]) -> String {
    let names: Vec<&str> = groups.iter().map(|id| design.groups.get(id).map_or(id.as_str(), |group| group.name.as_str())).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// Whether one stack cannot hold the template.
pub fn needed(synthesis: &Synthesis) -> bool {
    let resources = synthesis.template.resources.len();
    // Writing a template takes a while; few resources are never this much.
    resources > MOST_RESOURCES || (resources >= 100 && synthesis.yaml().len() > MOST_BYTES)
}

/// As [`divide`], once for all who ask.
///
/// # Errors
/// A sentence where that cannot be done.
pub fn divided<'s>(design: &Design, synthesis: &'s Synthesis) -> Result<&'s Nested, &'s str> {
    match synthesis.once(|| divide(design, synthesis)) {
        Some(Ok(nested)) => Ok(nested),
        Some(Err(why)) => Err(why),
        None => Err("The template was divided in another way before."),
    }
}

/// Divides a template.
///
/// # Errors
/// A sentence where that cannot be done.
pub fn divide(design: &Design, synthesis: &Synthesis) -> Result<Nested, String> {
    let sections = &synthesis.template.sections;
    if sections.get("Transform").is_some_and(|transform| *transform != Value::Null) {
        return Err(
            "A template with a transform cannot be divided into nested stacks: what the transform makes is not known before.".to_owned()
        );
    }
    if sections.contains_key("Resources") {
        return Err("A template that keeps resources in a form of their own cannot be divided into nested stacks.".to_owned());
    }
    let homes = homes::homes(design, synthesis);
    if homes.stacks.is_empty() {
        return Err("The design has no groups to divide it along: put what belongs together into groups.".to_owned());
    }
    Ok(passing::divide(design, &synthesis.template, &homes))
}
