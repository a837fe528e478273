//! Template to design. What the services recognise becomes nodes and connections, what they recognise in part keeps
//! overrides, everything else becomes resources as they stand; whatever comes of it is synthesised again and compared with
//! the template, so that an import is faithful by construction or says what it cannot hold.

mod compare;
mod floor;
mod parameters;
mod references;
mod source;

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::catalog::{Graph, Registry};
use crate::cfn::json::to_json;
use crate::design::Design;
use crate::services::resource;
use crate::synth::synthesize;
pub use source::Error;

/// A template as a design.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The design; its cards have no places yet.
    pub design: Design,
    /// Service → how many nodes of it there are.
    pub nodes: BTreeMap<&'static str, usize>,
    /// Places of the template whose value the design does not hold, as `Resources.Orders.Properties.Name`.
    pub lost: Vec<String>,
}

/// The design a template becomes, under a name for it; why it is no template otherwise.
pub fn import(name: &str, text: &str, registry: &Registry) -> Result<Imported, Error> {
    let source = source::read(text)?;
    let mut design = Design::new(name);
    floor::sections(&source, &mut design);
    floor::resources(&source, registry, &mut design);
    let (made, nodes) = {
        let graph = Graph::new(&design, registry);
        let mut nodes: BTreeMap<&'static str, usize> = BTreeMap::new();
        graph.nodes().for_each(|node| *nodes.entry(node.service.spec().id).or_default() += 1);
        (to_json(&synthesize(&graph).template.to_value()), nodes)
    };
    let lost = compare::differences(&Json::Object(source.root), &made);
    Ok(Imported { design, nodes, lost })
}

impl Imported {
    /// What became of the template, in a line.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |n: usize, noun: &str| if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") };
        let resources = self.nodes.get(resource::SPEC.id).copied().unwrap_or_default();
        let recognised = self.nodes.values().sum::<usize>() - resources;
        let overrides = self.design.nodes.values().map(|n| n.overrides.len()).sum::<usize>()
            + self.design.connections.values().map(|c| c.overrides.len()).sum::<usize>();
        format!(
            "{} with settings, {}, {}, {} kept as {}",
            count(recognised, "node"),
            count(self.design.connections.len(), "connection"),
            count(overrides, "override"),
            count(resources, "resource"),
            if resources == 1 { "it stands" } else { "they stand" },
        )
    }
}
