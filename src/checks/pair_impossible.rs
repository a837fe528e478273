//! WIR001.

use crate::catalog::check::FindingBuilder;
use crate::catalog::registry::with_article;
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Refusal, Registry, Severity};
use crate::design::ConnectionId;
use crate::unit;

unit! {
    /// A connection joins what cannot be joined.
    ///
    /// While drawing, such lines are refused with the reason; a file may still hold one: edited by hand, or drawn before
    /// one of its ends was changed. It becomes nothing in the template, so the design is not exported.
    ///
    /// ```stackdraft breaks
    /// {
    ///   "version": 1, "name": "example",
    ///   "nodes": {
    ///     "queue-a": { "kind": "queue", "name": "A", "logical_id": "AQueue" },
    ///     "table-b": { "kind": "table", "name": "B", "logical_id": "BTable" }
    ///   },
    ///   "connections": { "a-to-b": { "kind": "queue_triggers_function", "from": "queue-a", "to": "table-b" } }
    /// }
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue A
    /// add function B
    /// connect A B
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR001",
        name: "pair_impossible",
        severity: Severity::Error,
        fix: true,
    }
}

/// The check.
pub struct PairImpossible;

impl Check for PairImpossible {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let graph = context.graph;
        for (id, connection) in &graph.design.connections {
            let refusal = match graph.line(id) {
                Some(line) => {
                    let spec = line.kind.spec();
                    let entry_missing = match (&connection.entry, spec.facet) {
                        (Some(entry), Some(_)) => !line.source.service.rows(&line.source).iter().any(|r| r.entry == *entry),
                        (None, Some(_)) => true,
                        (_, None) => false,
                    };
                    if spec.from != line.source.node.kind || spec.to != line.target.node.kind {
                        Some(graph.registry.refusal(&line.source.node.kind, &line.target))
                    } else if entry_missing {
                        let facet =
                            line.source.service.spec().facets.iter().find(|f| Some(f.id) == spec.facet).map_or("entry", |f| f.entry);
                        Some(Refusal::new(format!(
                            "The line from {} to {} starts at no {facet} of {}.",
                            line.source.node.name, line.target.node.name, line.source.node.name
                        )))
                    } else {
                        line.kind.refuse(&line.ends())
                    }
                }
                None if graph.registry.connection(&connection.kind).is_none() => {
                    Some(Refusal::new(format!("`{}` is no connection that this version knows.", connection.kind)))
                }
                None => Some(Refusal::new(format!("The connection {id} leads from or to a node that does not exist."))),
            };
            if let Some(refusal) = refusal {
                offer(out.add(Place::Connection(id.clone()), refusal.reason.clone()), refusal, id, graph.registry);
            }
        }
        for (id, node) in &graph.design.nodes {
            if graph.node(id).is_none() {
                out.add(
                    Place::Node(id.clone()),
                    format!("{} is of the service `{}`, which this version does not know.", node.name, node.kind),
                );
            }
        }
    }
}

/// The ways out: the setting that makes the line possible, what stands between, or no line.
fn offer(mut finding: FindingBuilder<'_>, refusal: Refusal, id: &ConnectionId, registry: &Registry) {
    if let Some(setting) = refusal.setting {
        let title = setting.title.clone();
        finding = finding.unsafe_fix(title, move |draft| draft.set_node_field(&setting.node, setting.field, Some(setting.value.clone())));
    }
    if !refusal.insert.is_empty() {
        let names: Vec<String> = refusal.insert.iter().map(|service| with_article(&registry.noun(service))).collect();
        let (line, services) = (id.clone(), refusal.insert);
        finding = finding.unsafe_fix(format!("Put {} between", names.join(" and ")), move |draft| draft.lead_round(&line, &services));
    }
    let id = id.clone();
    finding.unsafe_fix("Delete the connection", move |draft| draft.disconnect(&id));
}
