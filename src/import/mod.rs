//! Template to design. What the services recognise becomes nodes and connections, what they recognise in part keeps
//! overrides, everything else becomes resources as they stand; whatever comes of it is synthesised again and compared with
//! the template, so that an import is faithful by construction or says what it cannot hold.

mod compare;
mod floor;
mod overrides;
mod pace;
mod parameters;
mod recognise;
mod references;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value as Json;

use crate::catalog::{Date, Graph, Place, Registry, Severity};
use crate::cfn::{Value, json::to_json};
use crate::design::{Design, NodeId};
use crate::services::resource;
use crate::synth::{analyse, synthesize};
use pace::Pace;
pub use pace::{ENOUGH, Going, Watch};
pub use source::Error;
use source::Source;

/// A template as a design.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The design; its cards have no places yet.
    pub design: Design,
    /// Service → how many nodes of it there are.
    pub nodes: BTreeMap<&'static str, usize>,
    /// Places of the template whose value the design does not hold, as `Resources.Orders.Properties.Name`.
    pub lost: Vec<String>,
    /// Whether more might have been recognised, but it was to take no longer.
    pub cut_short: bool,
}

/// The design a template becomes, under a name for it; why it is no template otherwise.
pub fn import(name: &str, text: &str, registry: &Registry) -> Result<Imported, Error> {
    let source = source::read(text)?;
    Ok(imported(name, source, registry, &Pace::new(&|_| Going::On)))
}

/// The same, telling how far it is; nothing where it is to stop.
pub fn import_watched(name: &str, text: &str, registry: &Registry, watch: &Watch<'_>) -> Result<Option<Imported>, Error> {
    let source = source::read(text)?;
    let pace = Pace::new(watch);
    let imported = imported(name, source, registry, &pace);
    Ok((!pace.is_stopped()).then_some(imported))
}

/// What a text holds if it is a template: how many resources of which type; why it is none otherwise.
pub fn outline(text: &str) -> Result<BTreeMap<String, usize>, Error> {
    let mut types = BTreeMap::new();
    for said in source::read(text)?.resources.values() {
        *types.entry(said["Type"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    Ok(types)
}

fn imported(name: &str, source: Source, registry: &Registry, pace: &Pace<'_>) -> Imported {
    let design = design_of(name, &source, registry, pace);
    let (made, nodes) = {
        let graph = Graph::new(&design, registry);
        let mut nodes: BTreeMap<&'static str, usize> = BTreeMap::new();
        graph.nodes().for_each(|node| *nodes.entry(node.service.spec().id).or_default() += 1);
        (to_json(&synthesize(&graph).template.to_value()), nodes)
    };
    let lost = compare::differences(&Json::Object(source.root), &made);
    Imported { design, nodes, lost, cut_short: pace.is_cut_short() }
}

/// The design of a template: what is recognised, as far as it comes to the same template, and the rest as it stands.
fn design_of(name: &str, source: &Source, registry: &Registry, pace: &Pace<'_>) -> Design {
    let mut except = BTreeSet::new();
    for _ in 0..ROUNDS {
        let mut design = Design::new(name);
        floor::sections(source, &mut design);
        recognise::recognise(source, registry, &mut design, &except, pace);
        design.dashboard = has_dashboard(source, registry, &design);
        overrides::add(&source.resources, registry, &mut design);
        let unfaithful = overrides::unfaithful(&source.resources, registry, &design);
        let left_out = if unfaithful.is_empty() {
            floor::resources(source, registry, &mut design, &|_| true);
            floor::made(source, registry, &mut design);
            floor::conditions(source, registry, &mut design);
            let halves = halves(&design, registry);
            if halves.is_empty() {
                accept(&mut design, registry);
                return design;
            }
            halves
        } else {
            unfaithful
        };
        let before = except.len();
        except.extend(left_out.iter().filter_map(|id| Some(design.nodes.get(id)?.logical_id.clone())));
        if except.len() == before || pace.is_stopped() {
            break;
        }
    }
    let mut design = Design::new(name);
    floor::sections(source, &mut design);
    floor::resources(source, registry, &mut design, &|_| true);
    floor::conditions(source, registry, &mut design);
    accept(&mut design, registry);
    design
}

/// What a setting must say and does not.
const SETTINGS: &str = "WIR002";

/// Why a design accepts what is wrong in the template it comes from.
const REASON: &str = "It stands so in the imported template.";

/// Accepts what is wrong in the template itself, and what only overrides say: what was read can be written, and the finding stays
/// with its reason.
fn accept(design: &mut Design, registry: &Registry) {
    let findings = analyse(design, registry, LONG_AGO).report.findings;
    for finding in findings.into_iter().filter(|finding| finding.severity == Severity::Error) {
        let suppressions = match &finding.place {
            Place::Node(id) | Place::Entry(id, _) => design.nodes.get_mut(id).map(|node| &mut Arc::make_mut(node).suppressions),
            Place::Connection(id) => design.connections.get_mut(id).map(|line| &mut Arc::make_mut(line).suppressions),
            Place::Design | Place::Group(_) => Some(&mut design.suppressions),
        };
        if let Some(own) = suppressions {
            own.insert(finding.code.to_owned(), REASON.to_owned());
        }
    }
}

/// Nodes recognised in part, with errors that a design would not be exported with: what overrides say, settings lack.
fn halves(design: &Design, registry: &Registry) -> BTreeSet<NodeId> {
    let findings = analyse(design, registry, LONG_AGO).report.findings;
    // A setting that lacks what an override says is accepted.
    let errors = findings.into_iter().filter(|finding| finding.severity == Severity::Error && finding.code != SETTINGS);
    let nodes = errors.flat_map(|finding| match finding.place {
        Place::Node(node) | Place::Entry(node, _) => vec![node],
        Place::Connection(line) => design.connections.get(&line).map(|c| vec![c.source.clone(), c.target.clone()]).unwrap_or_default(),
        Place::Design | Place::Group(_) => Vec::new(),
    });
    nodes.filter(|id| design.nodes.get(id).is_some_and(|node| !node.overrides.is_empty())).collect()
}

/// Nothing is out of date on this day.
const LONG_AGO: Date = Date::new(2000, 1, 1);

/// Whether the template has the dashboard that the design would have.
fn has_dashboard(source: &Source, registry: &Registry, design: &Design) -> bool {
    const KIND: &str = "AWS::CloudWatch::Dashboard";
    if !source.resources.values().any(|said| said["Type"] == KIND) {
        return false;
    }
    let with = Design { dashboard: true, ..design.clone() };
    let made = synthesize(&Graph::new(&with, registry)).template.resources;
    let mut dashboards = made.iter().filter(|(_, made)| made.kind == KIND);
    dashboards.any(|(id, made)| source.resources.get(id).is_some_and(|said| Value::from_json(said) == made.to_value()))
}

/// How often nodes that do not come to the same template are left out before nothing is recognised at all.
const ROUNDS: usize = 6;

impl Imported {
    /// What became of the template, in a line.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |n: usize, noun: &str| if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") };
        let resources = self.nodes.get(resource::SPEC.id).copied().unwrap_or_default();
        let recognised = self.nodes.values().sum::<usize>() - resources;
        let overrides = self.design.nodes.values().map(|n| n.overrides.len()).sum::<usize>()
            + self.design.connections.values().map(|c| c.overrides.len()).sum::<usize>();
        let accepted: Vec<&str> = self.accepted().into_iter().collect();
        let accepted =
            if accepted.is_empty() { String::new() } else { format!("; errors the template has are accepted: {}", accepted.join(", ")) };
        format!(
            "{} with settings, {}, {}, {} kept as {}{accepted}",
            count(recognised, "node"),
            count(self.design.connections.len(), "connection"),
            count(overrides, "override"),
            count(resources, "resource"),
            if resources == 1 { "it stands" } else { "they stand" },
        )
    }

    /// The codes of what is wrong in the template itself, which the design accepts with this as the reason.
    pub fn accepted(&self) -> BTreeSet<&str> {
        let nodes = self.design.nodes.values().map(|node| &node.suppressions);
        let lines = self.design.connections.values().map(|line| &line.suppressions);
        let all = nodes.chain(lines).chain([&self.design.suppressions]).flatten();
        all.filter(|(_, reason)| *reason == REASON).map(|(code, _)| code.as_str()).collect()
    }
}
