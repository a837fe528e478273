//! The templates of the stacks, and what the root passes between them: what a stack gives is an output, what it takes a
//! parameter; parameters, conditions and mappings go down to those who use them.

use std::collections::{BTreeMap, BTreeSet};

use super::homes::{Homes, needs};
use super::lists::is_list;
use super::names::{Names, Wanted, handed_down, is_list_type, of_the_stack};
use super::{Nested, Stack};
use crate::catalog::conditions;
use crate::catalog::naming::pascal;
use crate::cfn::{Map, Output, Resource, Template, Text, Value, references};
use crate::design::{Design, GroupId};

/// What a template is for, at most.
const LONGEST_DESCRIPTION: usize = 1024;

/// A template on its way into several.
struct Division<'a> {
    flat: &'a Template,
    homes: &'a Homes,
    /// The resources that live in each stack.
    inside: Vec<Vec<(&'a String, &'a Resource)>>,
    parameters: Map,
    names: Names,
    /// What the root calls each stack.
    ids: Vec<String>,
    /// The condition a whole stack is under.
    under: Vec<Option<String>>,
    /// What each stack gives to others.
    given: Vec<BTreeMap<String, Output>>,
    /// Conditions only the root has.
    made: Map,
}

/// Divides a template.
pub(super) fn divide(design: &Design, flat: &Template, homes: &Homes) -> Nested {
    let parameters = flat.declared();
    let mut names = Names::new(flat, &parameters);
    let ids = homes.stacks.iter().map(|groups| names.unused(&logical_id(groups))).collect();
    let under = vec![None; homes.stacks.len()];
    let given = vec![BTreeMap::new(); homes.stacks.len()];
    let mut inside = vec![Vec::new(); homes.stacks.len()];
    for (id, resource) in &flat.resources {
        if let Some(stack) = homes.of(id).flatten().and_then(|home| inside.get_mut(home)) {
            stack.push((id, resource));
        }
    }
    let mut division = Division { flat, homes, inside, parameters, names, ids, under, given, made: Map::new() };
    division.find_conditions();
    let mut root = Template { description: flat.description.clone(), sections: flat.sections.clone(), ..Template::default() };
    root.parameters.clone_from(&flat.parameters);
    let mut stacks = Vec::new();
    for (number, groups) in homes.stacks.iter().enumerate() {
        let (template, resource) = division.stack(design, number, groups);
        let logical_id = division.ids[number].clone();
        root.resources.insert(logical_id.clone(), resource);
        stacks.push(Stack { logical_id, groups: groups.clone(), template });
    }
    division.fill_root(&mut root);
    // Only now is it known what each gives.
    for (stack, given) in stacks.iter_mut().zip(std::mem::take(&mut division.given)) {
        stack.template.outputs.extend(given);
    }
    Nested { root, stacks }
}

/// A stack's name comes from what never changes of its groups: were it to follow their names, renaming one would make all in
/// it anew.
fn logical_id(groups: &[GroupId]) -> String {
    let first = groups.first().map_or("", GroupId::as_str);
    let id = pascal(first.strip_prefix("group-").unwrap_or(first));
    let letter = if id.starts_with(|c: char| c.is_ascii_alphabetic()) { "" } else { "N" };
    format!("{letter}{id}Stack")
}

impl Division<'_> {
    /// A stack all of which is under conditions is there only where one of them holds: none may be empty.
    fn find_conditions(&mut self) {
        for number in 0..self.ids.len() {
            let asked: Option<BTreeSet<String>> = self.inside[number].iter().map(|(_, resource)| resource.condition.clone()).collect();
            let asked: Vec<String> = asked.into_iter().flatten().collect();
            self.under[number] = match asked.as_slice() {
                [] => None,
                [one] => Some(one.clone()),
                several => {
                    let name = self.names.unused(&format!("{}Needed", self.ids[number]));
                    let tests = several.iter().map(|name| conditions::asked(name)).collect();
                    self.made.insert(name.clone(), conditions::joined("Fn::Or", tests));
                    Some(name)
                }
            };
        }
    }

    /// What stands in a nested stack for a reference to something outside; `taken` collects it.
    fn within(&mut self, number: usize, name: &str, attribute: Option<&str>, taken: &mut BTreeMap<Wanted, String>) -> Option<Value> {
        let is_outside = match self.homes.of(name) {
            Some(home) => home != Some(number),
            None => attribute.is_none() && (self.parameters.contains_key(name) || of_the_stack(name).is_some()),
        };
        if !is_outside {
            return None;
        }
        let wanted = Wanted { name: name.to_owned(), attribute: attribute.map(str::to_owned) };
        let passed = self.names.of(&wanted);
        taken.insert(wanted, passed.clone());
        Some(Value::reference(passed))
    }

    /// A nested stack, and the resource of the root that makes it.
    fn stack(&mut self, design: &Design, number: usize, groups: &[GroupId]) -> (Template, Resource) {
        let description = format!("{} in {}", super::named(design, groups), design.name);
        let mut template = Template { description: description.chars().take(LONGEST_DESCRIPTION / 4).collect(), ..Template::default() };
        let mut taken = BTreeMap::new();
        let mut after = BTreeSet::new();
        let inside = std::mem::take(&mut self.inside[number]);
        for (id, mut resource) in inside.into_iter().map(|(id, resource)| (id.clone(), resource.clone())) {
            resource.more.shift_remove("DependsOn");
            let values = resource.properties.values_mut().chain(resource.more.values_mut()).chain(&mut resource.metadata);
            values.for_each(|value| references::replace(value, &mut |name, attribute| self.within(number, name, attribute, &mut taken)));
            resource.depends_on = self.depends_on(std::mem::take(&mut resource.depends_on), Some(number), &mut after);
            template.resources.insert(id, resource);
        }
        // Conditions ask parameters, and what CloudFormation says of the stack.
        for section in ["Conditions", "Mappings"] {
            let mut kept = self.section_of(&template, section);
            kept.values_mut().for_each(|value| {
                references::replace(value, &mut |name, attribute| self.within(number, name, attribute, &mut taken));
            });
            if !kept.is_empty() {
                template.sections.insert(section.to_owned(), Value::Map(kept));
            }
        }
        let mut passed = Map::new();
        for (wanted, name) in taken {
            let (declared, value) = self.passed(number, &wanted, &name);
            template.parameters.insert(name.clone(), declared);
            passed.insert(name, value);
        }
        template.parameters.sort_keys();
        passed.sort_keys();
        // The stack goes with what is in it; what holds data stays by its own policy.
        let [deletion_policy, update_replace_policy] = [Some("Delete".to_owned()), Some("Delete".to_owned())];
        let mut resource =
            Resource { kind: "AWS::CloudFormation::Stack".to_owned(), deletion_policy, update_replace_policy, ..Resource::default() };
        resource.condition.clone_from(&self.under[number]);
        resource.properties.insert("TemplateURL".to_owned(), Value::Null);
        if !passed.is_empty() {
            resource.properties.insert("Parameters".to_owned(), Value::Map(passed));
        }
        resource.depends_on = after;
        drop_implied(&mut resource);
        (template, resource)
    }

    /// What waits within its own stack still does; for what is elsewhere, the stack as a whole waits, which `after` collects.
    fn depends_on(&self, on: BTreeSet<String>, home: Option<usize>, after: &mut BTreeSet<String>) -> BTreeSet<String> {
        let (here, elsewhere): (BTreeSet<String>, BTreeSet<String>) = on.into_iter().partition(|id| self.homes.of(id) == Some(home));
        after.extend(elsewhere.into_iter().filter_map(|id| match self.homes.of(&id)? {
            None => Some(id),
            Some(number) => Some(self.ids[number].clone()),
        }));
        here
    }

    /// How a stack declares what it takes, and what the root passes for it.
    fn passed(&mut self, number: usize, wanted: &Wanted, name: &str) -> (Value, Value) {
        if let Some(parameter) = self.parameters.get(&wanted.name).filter(|_| self.homes.of(&wanted.name).is_none()) {
            let is_list = is_list_type(parameter.get("Type").and_then(Value::as_text).unwrap_or_default());
            return (handed_down(parameter), text(Value::reference(wanted.name.as_str()), is_list));
        }
        if let Some((_, is_list)) = of_the_stack(&wanted.name) {
            return (declared(is_list), text(Value::reference(wanted.name.as_str()), is_list));
        }
        let resource = self.flat.resources.get(&wanted.name);
        let is_list = resource.is_some_and(|r| wanted.attribute.as_deref().is_some_and(|a| is_list(&r.kind, a)));
        let value = match self.homes.of(&wanted.name).flatten() {
            None => text(reference(wanted), is_list),
            Some(home) => self.give(home, wanted, name, is_list),
        };
        let condition = resource.and_then(|resource| resource.condition.as_ref());
        let value = match condition.filter(|condition| self.under[number].as_ref() != Some(*condition)) {
            // What is not there has no value, and where it is not nobody asks for it.
            Some(condition) => conditions::call("Fn::If", vec![condition.as_str().into(), value, "".into()]),
            None => value,
        };
        (declared(is_list), value)
    }

    /// Has a stack give something; what the root says for it, as text.
    fn give(&mut self, home: usize, wanted: &Wanted, name: &str, is_list: bool) -> Value {
        let condition = self.flat.resources.get(&wanted.name).and_then(|resource| resource.condition.clone());
        let condition = condition.filter(|condition| self.under[home].as_ref() != Some(condition));
        let output = Output { description: String::new(), value: text(reference(wanted), is_list), condition };
        self.given[home].insert(name.to_owned(), output);
        Value::get_att(self.ids[home].as_str(), format!("Outputs.{name}"))
    }

    /// What stands in the root for a reference to something in a stack.
    fn within_root(&mut self, name: &str, attribute: Option<&str>) -> Option<Value> {
        let home = self.homes.of(name).flatten()?;
        let wanted = Wanted { name: name.to_owned(), attribute: attribute.map(str::to_owned) };
        let passed = self.names.of(&wanted);
        let kind = &self.flat.resources.get(name)?.kind;
        let is_list = attribute.is_some_and(|attribute| is_list(kind, attribute));
        let value = self.give(home, &wanted, &passed, is_list);
        Some(if is_list { conditions::call("Fn::Split", vec![",".into(), value]) } else { value })
    }

    /// What stands in no group, the outputs, and what else there is once.
    fn fill_root(&mut self, root: &mut Template) {
        let inside = self.flat.resources.iter().filter(|(id, _)| self.homes.of(id) == Some(None));
        let inside: Vec<(String, Resource)> = inside.map(|(id, resource)| (id.clone(), resource.clone())).collect();
        for (id, mut resource) in inside {
            resource.more.shift_remove("DependsOn");
            let values = resource.properties.values_mut().chain(resource.more.values_mut()).chain(&mut resource.metadata);
            values.for_each(|value| references::replace(value, &mut |name, attribute| self.within_root(name, attribute)));
            let mut after = BTreeSet::new();
            resource.depends_on = self.depends_on(std::mem::take(&mut resource.depends_on), None, &mut after);
            resource.depends_on.extend(after);
            drop_implied(&mut resource);
            root.resources.insert(id, resource);
        }
        root.resources.sort_keys();
        root.outputs.clone_from(&self.flat.outputs);
        let own = root.sections.get_mut("Outputs");
        let values = root.outputs.values_mut().map(|output| &mut output.value).chain(own);
        values.for_each(|value| references::replace(value, &mut |name, attribute| self.within_root(name, attribute)));
        // What nothing uses stays as it is told, at the top.
        for section in ["Conditions", "Mappings"] {
            let Some(Value::Map(all)) = self.flat.sections.get(section) else { continue };
            let anywhere = self.used(self.flat, section);
            let here = self.used(root, section);
            let kept = all.iter().filter(|(name, _)| here.contains(name.as_str()) || !anywhere.contains(name.as_str()));
            let kept: Map = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
            root.sections.insert(section.to_owned(), Value::Map(kept));
        }
        if !self.made.is_empty() {
            let conditions = root.sections.get_or_insert_with("Conditions", || Value::Map(Map::new()));
            if let Value::Map(conditions) = conditions {
                conditions.extend(self.made.clone());
            }
        }
        root.sections
            .retain(|name, value| !(["Conditions", "Mappings"].contains(&name.as_str()) && value.as_map().is_some_and(Map::is_empty)));
        root.sections.sort_keys();
    }

    /// The conditions or mappings a template needs.
    fn section_of(&self, template: &Template, section: &str) -> Map {
        let used = self.used(template, section);
        let all = self.flat.sections.get(section).and_then(Value::as_map);
        all.into_iter()
            .flatten()
            .filter(|(name, _)| used.contains(name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// The names of conditions or mappings a template uses, through conditions as well.
    fn used(&self, template: &Template, section: &str) -> BTreeSet<String> {
        let mut asked = BTreeSet::new();
        let mut maps = BTreeSet::new();
        let mut look = |value: &Value| {
            conditions::names(value, &mut |name| asked.extend([name.to_owned()]));
            mappings(value, &mut maps);
        };
        for resource in template.resources.values() {
            resource.properties.values().chain(resource.more.values()).chain(&resource.metadata).for_each(&mut look);
        }
        template.outputs.values().for_each(|output| look(&output.value));
        let own = template.sections.get("Outputs").and_then(Value::as_map);
        own.into_iter().flat_map(Map::values).for_each(&mut look);
        asked.extend(template.resources.values().filter_map(|resource| resource.condition.clone()));
        asked.extend(template.outputs.values().filter_map(|output| output.condition.clone()));
        let said = own.into_iter().flat_map(Map::values).filter_map(|output| output.get("Condition").and_then(Value::as_text));
        asked.extend(said.map(str::to_owned));
        let all = self.flat.sections.get("Conditions").and_then(Value::as_map);
        let mut next: Vec<String> = asked.iter().cloned().collect();
        while let Some(name) = next.pop() {
            let Some(value) = all.and_then(|all| all.get(&name)).or_else(|| self.made.get(&name)) else { continue };
            conditions::names(value, &mut |name| {
                if asked.insert(name.to_owned()) {
                    next.push(name.to_owned());
                }
            });
            mappings(value, &mut maps);
        }
        if section == "Conditions" { asked } else { self.mapped(maps) }
    }

    /// The mappings these lookups may mean: all of them where one is only known at deployment.
    fn mapped(&self, looked_up: BTreeSet<Option<String>>) -> BTreeSet<String> {
        if looked_up.contains(&None) {
            let all = self.flat.sections.get("Mappings").and_then(Value::as_map);
            return all.into_iter().flat_map(Map::keys).map(Text::to_string).collect();
        }
        looked_up.into_iter().flatten().collect()
    }
}

/// A reference to what is wanted, where it is.
fn reference(wanted: &Wanted) -> Value {
    match &wanted.attribute {
        None => Value::reference(wanted.name.as_str()),
        Some(attribute) => Value::get_att(wanted.name.as_str(), attribute.as_str()),
    }
}

/// A value as text: a list is joined.
fn text(value: Value, is_list: bool) -> Value {
    if is_list { conditions::call("Fn::Join", vec![",".into(), value]) } else { value }
}

fn declared(is_list: bool) -> Value {
    Value::map([("Type", if is_list { "CommaDelimitedList" } else { "String" })])
}

/// Removes what a reference implies from `DependsOn`.
fn drop_implied(resource: &mut Resource) {
    let on = std::mem::take(&mut resource.depends_on);
    let implied: BTreeSet<String> = needs(resource).into_iter().map(str::to_owned).collect();
    resource.depends_on = on.into_iter().filter(|id| !implied.contains(id)).collect();
}

/// The names of the mappings a value looks things up in; `None` stands for one that is not told.
fn mappings(value: &Value, into: &mut BTreeSet<Option<String>>) {
    match value {
        Value::Call(function, argument) => {
            if function == "Fn::FindInMap" {
                into.insert(argument.as_list().and_then(|parts| parts.first()?.as_text()).map(str::to_owned));
            }
            mappings(argument, into);
        }
        Value::List(list) => list.iter().for_each(|item| mappings(item, into)),
        Value::Map(map) => map.values().for_each(|item| mappings(item, into)),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => {}
    }
}
