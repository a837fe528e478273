//! The resources of the template that is recognised, and how much something made is like them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::sources;
use crate::catalog::recognise::of_type;
use crate::catalog::{Address, ConnectionKind, Graph, LineStyle, Origin, Registry};
use crate::cfn::{Value, references};
use crate::design::{Connection, Design, NodeId};
use crate::services::schedule;
use crate::synth::synthesize;

/// What the template says.
pub(super) struct Target {
    /// Whole resources by logical ID.
    pub resources: BTreeMap<String, Value>,
    /// Logical ID → the other resources it names.
    pub named: BTreeMap<String, BTreeSet<String>>,
}

/// Steps from the resources inwards; entries of lists by their position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// Resources that owners of interest make, by logical ID, with their addresses.
pub(super) type Made = BTreeMap<String, (Address, Value)>;

impl Target {
    pub(super) fn of(resources: &Map<String, Json>, registry: &Registry) -> Self {
        let resources: BTreeMap<String, Value> = resources.iter().map(|(id, said)| (id.clone(), Value::from_json(said))).collect();
        let called = physical_names(&resources, registry);
        let named = resources.iter().map(|(id, said)| {
            let mut names: Vec<&str> = Vec::new();
            if let Some(properties) = said.get("Properties") {
                references::collect(properties, &mut names);
                let by_name = called.iter().filter(|(other, name)| other != id && mentions(properties, name));
                names.extend(by_name.map(|(other, _)| *other));
            }
            let known = names.into_iter().filter(|name| resources.contains_key(*name)).map(str::to_owned).collect();
            (id.clone(), known)
        });
        let named = named.collect();
        Self { resources, named }
    }

    /// Resources in the order in which what tells of several of them tells of them.
    pub(super) fn mentioned(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for kind in ["AWS::CloudWatch::Dashboard", "AWS::SNS::TopicPolicy"] {
            of_type(&self.resources, kind).for_each(|(_, said)| references::collect(said, &mut found));
        }
        // What tells of an alarm tells of what it watches.
        let watched = |id: &&str| if self.kind(id) == Some("AWS::CloudWatch::Alarm") { self.named.get(*id) } else { None };
        found.iter().flat_map(|id| std::iter::once(*id).chain(watched(id).into_iter().flatten().map(String::as_str))).collect()
    }

    /// A resource called after what is in it, as the template calls it: with another end.
    fn version(&self, id: &str) -> Option<&Value> {
        const END: usize = 10;
        let (stem, end) = id.split_at_checked(id.len().checked_sub(END)?)?;
        if !end.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let same = |other: &str| other.strip_prefix(stem).is_some_and(|end| end.len() == END && end.bytes().all(|b| b.is_ascii_hexdigit()));
        self.resources
            .range(stem.to_owned()..)
            .take_while(|(other, _)| other.starts_with(stem))
            .find(|(other, _)| same(other))
            .map(|(_, r)| r)
    }

    pub(super) fn kind(&self, id: &str) -> Option<&str> {
        self.resources.get(id)?.get("Type")?.as_text()
    }

    /// A resource; one called after what is in it, as the template calls it.
    pub(super) fn said(&self, id: &str) -> Option<&Value> {
        self.resources.get(id).or_else(|| self.version(id))
    }

    /// What stands in the template at a place of something made: an entry of a list is the one of that name, or else the one
    /// that is most like it.
    pub(super) fn at(&self, made: &Made, id: &str, path: &[Step]) -> Option<&Value> {
        let mut made = &made.get(id)?.1;
        let mut said = self.said(id)?;
        for step in path {
            (made, said) = match step {
                Step::Key(key) => (made.get(key)?, said.get(key)?),
                Step::Index(index) => {
                    let (all_made, all) = (made.as_list()?, said.as_list()?);
                    let made = all_made.get(*index)?;
                    (made, counterpart(all_made, *index, made, all)?)
                }
            };
        }
        Some(said)
    }

    /// Whether the template has all that is made, as it is made: of what was made before already, only what is new.
    pub(super) fn is_settled(&self, made: &Made, before: Option<&Made>) -> bool {
        made.iter().all(|(id, (_, made))| {
            let before = before.and_then(|before| before.get(id)).map(|(_, value)| value);
            self.resources.get(id).is_some_and(|said| settled(made, said, before))
        })
    }

    /// How much of what is made is in the template.
    pub(super) fn score(&self, made: &Made) -> Score {
        made.iter()
            .map(|(id, (address, value))| {
                let score = match self.said(id) {
                    Some(said) if said.get("Type") == value.get("Type") => likeness(value, said),
                    _ => Score::missing(value),
                };
                // What many may have asked for tells little of one of them.
                if address.owner == Origin::Design { Score { said: score.said.min(1), ..score } } else { score }
            })
            .fold(Score::default(), Score::and)
    }
}

/// What resources of services are called in AWS, where the template says it.
fn physical_names<'r>(resources: &'r BTreeMap<String, Value>, registry: &Registry) -> Vec<(&'r str, &'r str)> {
    const LEAST: usize = 3;
    let named = registry.services.iter().flat_map(|service| {
        let spec = service.spec();
        let property = spec.fields.iter().find(|field| field.id == "physical_name").and_then(|field| field.property);
        let names = spec.resource.zip(property).into_iter();
        names.flat_map(|(kind, property)| {
            of_type(resources, kind).filter_map(move |(id, said)| Some((id, said.get(property)?.as_text().filter(|t| t.len() >= LEAST)?)))
        })
    });
    named.collect()
}

/// Whether a text has a name in it, as a word of its own.
fn mentions(value: &Value, name: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match value {
        Value::Text(text) => text.match_indices(name).any(|(at, _)| {
            let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + name.len()..).unwrap_or_default());
            !before.ends_with(part) && !after.starts_with(part)
        }),
        Value::List(list) => list.iter().any(|inner| mentions(inner, name)),
        Value::Map(map) => map.values().any(|inner| mentions(inner, name)),
        Value::Call(_, argument) => mentions(argument, name),
        _ => false,
    }
}

/// The entry of a list that one of what is made stands for.
fn counterpart<'v>(all_made: &[Value], index: usize, made: &Value, all: &'v [Value]) -> Option<&'v Value> {
    if let Some(named) = key(made).and_then(|own| all.iter().find(|said| key(said) == Some(own))) {
        return Some(named);
    }
    if all.len() == all_made.len() || !matches!(made, Value::Map(_)) {
        return all.get(index);
    }
    all.iter().filter(|said| !all_made.contains(said)).max_by_key(|said| likeness(made, said).sum())
}

/// What some nodes and the lines at them make, with their neighbours standing by.
pub(super) fn make(design: &Design, seeds: &BTreeSet<NodeId>, registry: &Registry) -> Made {
    make_near(&around(design, seeds, registry), seeds, registry)
}

/// What they make in the part of the design that matters to them.
pub(super) fn make_near(local: &Design, seeds: &BTreeSet<NodeId>, registry: &Registry) -> Made {
    let graph = Graph::new(local, registry);
    let synthesis = synthesize(&graph);
    let own = |origin: &Origin| match origin {
        Origin::Node(id) => seeds.contains(id),
        Origin::Connection(_) | Origin::Design => true,
    };
    let resources = synthesis.template.resources.iter();
    let owned = resources.filter_map(|(id, resource)| {
        let address = &synthesis.provenance.get(id)?.address;
        own(&address.owner).then(|| (id.clone(), (address.clone(), resource.to_value())))
    });
    owned.collect()
}

/// The part of a design that matters to what some nodes make: they, their lines, what those lead to, and the keys of all.
pub(super) fn around(design: &Design, seeds: &BTreeSet<NodeId>, registry: &Registry) -> Design {
    let mut local = Design::new("");
    local.tags.clone_from(&design.tags);
    local.conditions.clone_from(&design.conditions);
    let touching = design.connections.iter().filter(|(_, c)| c.nodes().any(|n| seeds.contains(n)));
    local.connections = touching.map(|(id, c)| (id.clone(), c.clone())).collect();
    let mut near: BTreeSet<&NodeId> = local.connections.values().flat_map(|c| c.nodes()).chain(seeds).collect();
    // What something is called, and whether a schedule has anything to watch, its other lines tell.
    let alarms = |c: &Connection| registry.connection(&c.kind).is_some_and(|kind| kind.spec().style == LineStyle::Alarm);
    let by_name = |id: &NodeId| design.nodes.get(id).is_some_and(|node| node.fields.contains_key("physical_name"));
    let mut told: BTreeSet<&NodeId> = near.iter().copied().filter(|id| by_name(id)).collect();
    let is_schedule = |id: &NodeId| design.nodes.get(id).is_some_and(|node| node.kind == schedule::SPEC.id);
    told.extend(near.iter().copied().filter(|id| is_schedule(id)));
    told.retain(|id| !seeds.contains(*id));
    // What a key lets whom do, the lines to what it encrypts tell.
    let encrypts = |c: &Connection| registry.connection(&c.kind).is_some_and(ConnectionKind::encrypts);
    let encrypted: BTreeSet<&NodeId> =
        local.connections.values().filter(|c| seeds.contains(&c.source) && encrypts(c)).map(|c| &c.target).collect();
    let matters = |c: &Connection| told.contains(&c.source) && !alarms(c) || c.nodes().any(|id| encrypted.contains(id));
    let further: Vec<_> = design.connections.iter().filter(|(_, c)| matters(c)).collect();
    near.extend(further.iter().flat_map(|(_, c)| c.nodes()));
    let mut keys = Vec::new();
    for (id, line) in design.connections.iter().filter(|(_, line)| near.contains(&line.target)) {
        if registry.connection(&line.kind).is_some_and(ConnectionKind::encrypts) {
            keys.push((id.clone(), line.clone()));
        }
    }
    near.extend(keys.iter().map(|(_, line)| &line.source));
    local.nodes = near.into_iter().filter_map(|id| Some((id.clone(), design.nodes.get(id)?.clone()))).collect();
    local.connections.extend(keys);
    local.connections.extend(further.into_iter().map(|(id, c)| (id.clone(), c.clone())));
    local
}

/// Whether what is made of something is said, as far as it was not made before.
fn settled(made: &Value, said: &Value, before: Option<&Value>) -> bool {
    if made == said || before == Some(made) {
        return true;
    }
    match (made, said, before) {
        (Value::Map(made), Value::Map(said), Some(Value::Map(before))) => {
            made.iter().all(|(key, value)| said.get(key).is_some_and(|said| settled(value, said, before.get(key))))
                && said.keys().all(|key| made.contains_key(key))
        }
        // What else stands in a list may be of others.
        (Value::List(made), Value::List(said), Some(Value::List(before))) => {
            made.iter().all(|item| said.contains(item) || before.contains(item) || said.iter().any(|said| sources::lets_in(said, item)))
        }
        (Value::Call(f, made), Value::Call(g, said), Some(Value::Call(_, before))) => f == g && settled(made, said, Some(before)),
        _ => false,
    }
}

/// How many of the plain values made are said, and how many are not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Score {
    pub said: i64,
    pub more: i64,
}

impl Score {
    fn found(value: &Value) -> Self {
        Self { said: leaves(value), more: 0 }
    }

    fn missing(value: &Value) -> Self {
        Self { said: 0, more: leaves(value) }
    }

    fn and(self, other: Self) -> Self {
        Self { said: self.said + other.said, more: self.more + other.more }
    }

    /// What is said, less what is not.
    pub(super) fn sum(self) -> i64 {
        self.said - self.more
    }
}

/// How many plain values something is made of.
pub(super) fn leaves(value: &Value) -> i64 {
    match value {
        Value::Map(map) if !map.is_empty() => {
            let all = map.values().map(leaves).sum();
            sources::several(value).map_or(all, |list| sources::leaves_of_each(all, list))
        }
        Value::List(list) if !list.is_empty() => list.iter().map(leaves).sum(),
        _ => 1,
    }
}

/// How much of what is made is said.
pub(super) fn likeness(made: &Value, said: &Value) -> Score {
    if made == said {
        return Score::found(made);
    }
    match (made, said) {
        (Value::Map(made), Value::Map(said)) => {
            let each = made.iter().map(|(key, value)| said.get(key).map_or_else(|| Score::missing(value), |said| likeness(value, said)));
            each.fold(Score::default(), Score::and)
        }
        (Value::List(made), Value::List(said)) => list_likeness(made, said),
        _ => Score::missing(made),
    }
}

fn list_likeness(made: &[Value], said: &[Value]) -> Score {
    let mut free: Vec<&Value> = said.iter().collect();
    let mut rest = Vec::new();
    let mut sum = Score::default();
    for item in made {
        if let Some(score) = sources::likeness(item, said) {
            sum = sum.and(score);
            continue;
        }
        match free.iter().position(|said| *said == item) {
            Some(index) => {
                free.remove(index);
                sum = sum.and(Score::found(item));
            }
            None => rest.push(item),
        }
    }
    // What has a name is what has that name.
    rest.retain(|item| {
        let named = key(item).and_then(|own| free.iter().position(|said| key(said) == Some(own)));
        named.map(|index| sum = sum.and(likeness(item, free.remove(index)))).is_none()
    });
    for item in rest {
        // What is called otherwise is something else, but for statements.
        let called = |item: &Value| item.get("Name").and_then(Value::as_text).map(str::to_owned);
        let other = |said: &Value| called(item).is_some_and(|own| called(said).is_some_and(|said| said != own));
        let likely = free.iter().enumerate().filter(|(_, said)| !other(said));
        let best = likely.map(|(index, said)| (likeness(item, said), index)).max_by_key(|(score, _)| score.sum());
        match best {
            Some((likeness, index)) if likeness.said > 0 => {
                free.remove(index);
                sum = sum.and(likeness);
            }
            _ => sum = sum.and(Score::missing(item)),
        }
    }
    sum
}

/// What an entry of a list is called.
pub(super) fn key(item: &Value) -> Option<&str> {
    ["Sid", "Name", "Id", "Key"].iter().find_map(|key| item.get(key)?.as_text())
}

/// The places inside of something where a test holds; not what is inside of them.
pub(super) fn find(value: &Value, test: &dyn Fn(&Value) -> bool) -> Vec<Vec<Step>> {
    if test(value) {
        return vec![Vec::new()];
    }
    let inside = |step: Step, inner: &Value| {
        find(inner, test).into_iter().map(move |mut path| {
            path.insert(0, step.clone());
            path
        })
    };
    match value {
        Value::Map(map) => map.iter().flat_map(|(key, inner)| inside(Step::Key(key.to_string()), inner)).collect(),
        Value::List(list) => list.iter().enumerate().flat_map(|(index, inner)| inside(Step::Index(index), inner)).collect(),
        _ => Vec::new(),
    }
}

/// What stands at a place of something made.
pub(super) fn walk<'v>(made: &'v Value, path: &[Step]) -> Option<&'v Value> {
    path.iter().try_fold(made, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(index) => value.as_list()?.get(*index),
    })
}
