//! WIR079.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::{Template, Value, references};
use crate::unit;

/// What CloudFormation itself supplies.
const PSEUDO: [&str; 8] = [
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// The transform that makes AWS SAM's resources; others may define any name.
const SAM: &str = "AWS::Serverless-2016-10-31";

unit! {
    /// The template refers to what it does not have.
    ///
    /// Each `Ref`, `Fn::GetAtt` and `${...}` of `Fn::Sub` names a resource or a parameter of the same template, or a pseudo
    /// parameter such as `AWS::Region`; `DependsOn` names resources, `Fn::If` conditions, `Fn::FindInMap` mappings.
    /// CloudFormation refuses a template in which one of them is missing. Correct the name, or add what is meant.
    ///
    /// AWS: CloudFormation User Guide, "Intrinsic function reference", "Pseudo parameters reference".
    ///
    /// ```stackdraft breaks
    /// add function Worker handler="!Ref Handler"
    /// ```
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// override Orders Resource.Properties.QueueName={"Fn::Sub": "${Stage}-orders"}
    /// ```
    ///
    /// ```stackdraft keeps
    /// param Stage default=dev
    /// add queue Orders
    /// override Orders Resource.Properties.QueueName={"Fn::Sub": "${Stage}-${AWS::Region}-orders"}
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR079",
        name: "reference_missing",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct ReferenceMissing;

impl Check for ReferenceMissing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let template = &context.synthesis.template;
        let Some(names) = Names::of(template) else { return };
        let mut missing: BTreeMap<Missing<'_>, (String, Place)> = BTreeMap::new();
        let place = |id: &str| context.synthesis.provenance.get(id).map_or(Place::Design, |from| from.address.owner.place());
        for (id, resource) in &template.resources {
            let mut found = BTreeSet::new();
            resource.properties.values().chain(resource.more.values()).for_each(|value| names.missing_in(value, &mut found));
            let depends = resource.depends_on.iter().filter(|name| !template.resources.contains_key(name.as_str()));
            found.extend(depends.filter(|name| !names.has(name)).map(|name| Missing::Resource(name)));
            for one in found {
                missing.entry(one).or_insert_with(|| (id.clone(), place(id)));
            }
        }
        let own = template.outputs.iter().map(|(name, output)| (name.as_str(), &output.value));
        let kept =
            template.sections.get("Outputs").and_then(Value::as_map).into_iter().flatten().map(|(name, value)| (name.as_str(), value));
        for (name, value) in own.chain(kept) {
            let mut found = BTreeSet::new();
            names.missing_in(value, &mut found);
            for one in found {
                missing.entry(one).or_insert_with(|| (format!("The output {name}"), Place::Design));
            }
        }
        for (one, (who, place)) in missing {
            match one {
                Missing::Name(name) => {
                    let finding = out.add(place, format!("{who} refers to {name}, and the template has no such resource or parameter."));
                    if is_name(name) && !names.with_attribute.contains(name) {
                        let name = name.to_owned();
                        finding.unsafe_fix(format!("Add the parameter {name}"), move |draft| {
                            draft.set_parameter(&name, Some(crate::design::Parameter::default()))
                        });
                    }
                }
                Missing::Resource(name) => drop(out.add(place, format!("{who} depends on {name}, and the template has no such resource."))),
                Missing::Condition(name) => drop(out.add(place, format!("{who} asks {name}, and the template has no such condition."))),
                Missing::Mapping(name) => drop(out.add(place, format!("{who} looks into {name}, and the template has no such mapping."))),
            }
        }
    }
}

/// Something that is named and not there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Missing<'t> {
    /// A resource or a parameter.
    Name(&'t str),
    /// A resource.
    Resource(&'t str),
    /// A condition.
    Condition(&'t str),
    /// A mapping.
    Mapping(&'t str),
}

/// Whether a parameter can be called so.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// What a template may refer to.
struct Names<'t> {
    there: BTreeSet<String>,
    conditions: BTreeSet<&'t str>,
    mappings: BTreeSet<&'t str>,
    /// The beginnings of the names of what a transform makes by itself.
    beginnings: Vec<&'t str>,
    /// Names of which attributes are asked: no parameter has any.
    with_attribute: BTreeSet<&'t str>,
}

impl<'t> Names<'t> {
    /// `None` where a transform may define any name.
    fn of(template: &'t Template) -> Option<Self> {
        let mut beginnings = Vec::new();
        match template.sections.get("Transform") {
            None | Some(Value::Null) => {}
            Some(transform) if *transform == SAM.into() || *transform == Value::list([SAM]) => {
                let made = template.resources.iter().filter(|(_, resource)| resource.kind.starts_with("AWS::Serverless::"));
                beginnings.extend(made.map(|(id, _)| id.as_str()));
                beginnings.extend(["Serverless", "CodeDeployServiceRole"]);
            }
            Some(_) => return None,
        }
        let kept = |section: &str| template.sections.get(section).and_then(Value::as_map);
        let mut there: BTreeSet<String> = template.declared().keys().map(ToString::to_string).collect();
        there.extend(template.resources.keys().cloned());
        there.extend(kept("Resources").into_iter().flat_map(|map| map.keys().map(ToString::to_string)));
        let mut with_attribute = BTreeSet::new();
        for resource in template.resources.values() {
            resource.properties.values().chain(resource.more.values()).for_each(|value| attributes(value, &mut with_attribute));
        }
        let named = |section: &str| kept(section).into_iter().flat_map(|map| map.keys().map(smol_str::SmolStr::as_str)).collect();
        Some(Self { there, conditions: named("Conditions"), mappings: named("Mappings"), beginnings, with_attribute })
    }

    fn has(&self, name: &str) -> bool {
        self.there.contains(name) || PSEUDO.contains(&name) || self.beginnings.iter().any(|beginning| name.starts_with(beginning))
    }

    fn missing_in(&self, value: &'t Value, into: &mut BTreeSet<Missing<'t>>) {
        let mut named: Vec<&str> = Vec::new();
        references::collect(value, &mut named);
        into.extend(named.into_iter().filter(|name| !self.has(name)).map(Missing::Name));
        self.asked_in(value, into);
    }

    /// The conditions and mappings that are asked and not there.
    fn asked_in(&self, value: &'t Value, into: &mut BTreeSet<Missing<'t>>) {
        match value {
            Value::Map(map) => map.values().for_each(|inner| self.asked_in(inner, into)),
            Value::List(list) => list.iter().for_each(|inner| self.asked_in(inner, into)),
            Value::Call(function, argument) => {
                match (function.as_str(), argument.as_list().and_then(|list| list.first()).and_then(Value::as_text)) {
                    ("Fn::If", Some(name)) if !self.conditions.contains(name) => drop(into.insert(Missing::Condition(name))),
                    ("Fn::FindInMap", Some(name)) if !self.mappings.contains(name) => drop(into.insert(Missing::Mapping(name))),
                    _ => {}
                }
                self.asked_in(argument, into);
            }
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => {}
        }
    }
}

/// The names of which attributes are asked.
fn attributes<'t>(value: &'t Value, into: &mut BTreeSet<&'t str>) {
    match value {
        Value::Map(map) => map.values().for_each(|inner| attributes(inner, into)),
        Value::List(list) => list.iter().for_each(|inner| attributes(inner, into)),
        Value::Call(function, argument) => {
            if function == "Fn::GetAtt" {
                into.extend(argument.as_list().and_then(|parts| parts.first()).and_then(Value::as_text));
            }
            attributes(argument, into);
        }
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => {}
    }
}
