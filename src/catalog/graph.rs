//! A design resolved: nodes with their services, lines with their meaning, neighbours.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::{DiGraph, NodeIndex};

use super::connection::{ConnectionKind, FurtherEnd};
use super::field::Field;
use super::registry::Registry;
use super::service::{Attribute, Facet, Service};
use super::settings::Settings;
use crate::cfn;
use crate::design::{Connection, ConnectionId, Design, Entry, EntryId, Fields, Node, NodeId};

/// A design with what its ids stand for; nodes and connections of unknown kinds are left out.
pub struct Graph<'g> {
    /// The design.
    pub design: &'g Design,
    /// What Stackdraft knows.
    pub registry: &'g Registry,
    kinds: BTreeMap<&'g ConnectionId, &'static dyn ConnectionKind>,
    services: BTreeMap<&'g NodeId, &'static dyn Service>,
    outgoing: BTreeMap<&'g NodeId, Vec<&'g ConnectionId>>,
    incoming: BTreeMap<&'g NodeId, Vec<&'g ConnectionId>>,
    further: BTreeMap<&'g NodeId, Vec<(&'g ConnectionId, &'g str)>>,
}

/// A node of the graph.
#[derive(Clone, Copy)]
pub struct NodeView<'g> {
    /// The graph it is of.
    pub graph: &'g Graph<'g>,
    /// Its id.
    pub id: &'g NodeId,
    /// The node.
    pub node: &'g Node,
    /// Its service.
    pub service: &'static dyn Service,
}

/// An entry of a node of the graph.
#[derive(Clone, Copy)]
pub struct EntryView<'g> {
    /// The node.
    pub node: NodeView<'g>,
    /// The facet it is of.
    pub facet: &'static Facet,
    /// The entry.
    pub entry: &'g Entry,
}

/// A connection of the graph.
#[derive(Clone, Copy)]
pub struct Line<'g> {
    /// The graph it is of.
    pub graph: &'g Graph<'g>,
    /// Its id.
    pub id: &'g ConnectionId,
    /// The connection.
    pub connection: &'g Connection,
    /// What it means.
    pub kind: &'static dyn ConnectionKind,
    /// Where it starts.
    pub source: NodeView<'g>,
    /// Where it leads.
    pub target: NodeView<'g>,
}

/// The two ends of a line that is, or might be, drawn.
#[derive(Clone, Copy)]
pub struct Ends<'g> {
    /// Where it starts.
    pub source: NodeView<'g>,
    /// The entry it starts at.
    pub entry: Option<&'g EntryId>,
    /// Where it leads.
    pub target: NodeView<'g>,
}

impl<'g> Graph<'g> {
    /// Resolves a design.
    pub fn new(design: &'g Design, registry: &'g Registry) -> Self {
        let services: BTreeMap<_, _> = design.nodes.iter().filter_map(|(id, n)| Some((id, registry.service(&n.kind)?))).collect();
        let mut graph = Self {
            design,
            registry,
            kinds: BTreeMap::new(),
            services,
            outgoing: BTreeMap::new(),
            incoming: BTreeMap::new(),
            further: BTreeMap::new(),
        };
        for (id, connection) in &design.connections {
            let Some(kind) = registry.connection(&connection.kind) else { continue };
            if !graph.services.contains_key(&connection.source) || !graph.services.contains_key(&connection.target) {
                continue;
            }
            graph.kinds.insert(id, kind);
            graph.outgoing.entry(&connection.source).or_default().push(id);
            graph.incoming.entry(&connection.target).or_default().push(id);
            for (name, node) in &connection.ends {
                graph.further.entry(node).or_default().push((id, name));
            }
        }
        graph
    }

    /// The node with this id.
    pub fn node(&'g self, id: &NodeId) -> Option<NodeView<'g>> {
        let (id, service) = self.services.get_key_value(id)?;
        Some(NodeView { graph: self, id, node: self.design.nodes.get(*id)?, service: *service })
    }

    /// All nodes, in the order of their ids.
    pub fn nodes(&'g self) -> impl Iterator<Item = NodeView<'g>> {
        self.services.keys().filter_map(|id| self.node(id))
    }

    /// The nodes of one service.
    pub fn nodes_of(&'g self, service: &'static str) -> impl Iterator<Item = NodeView<'g>> {
        self.nodes().filter(move |n| n.node.kind == service)
    }

    /// The line with this id.
    pub fn line(&'g self, id: &ConnectionId) -> Option<Line<'g>> {
        let (id, kind) = self.kinds.get_key_value(id)?;
        let connection = self.design.connections.get(*id)?;
        let (source, target) = (self.node(&connection.source)?, self.node(&connection.target)?);
        Some(Line { graph: self, id, connection, kind: *kind, source, target })
    }

    /// All lines, in the order of their ids.
    pub fn lines(&'g self) -> impl Iterator<Item = Line<'g>> {
        self.kinds.keys().filter_map(|id| self.line(id))
    }

    /// The lines of one kind.
    pub fn lines_of(&'g self, kind: &'static str) -> impl Iterator<Item = Line<'g>> {
        self.lines().filter(move |l| l.connection.kind == kind)
    }

    /// The lines that start at a node.
    pub fn outgoing(&'g self, node: &NodeId) -> impl Iterator<Item = Line<'g>> {
        self.outgoing.get(node).into_iter().flatten().filter_map(|id| self.line(id))
    }

    /// The lines that lead to a node.
    pub fn incoming(&'g self, node: &NodeId) -> impl Iterator<Item = Line<'g>> {
        self.incoming.get(node).into_iter().flatten().filter_map(|id| self.line(id))
    }

    /// The lines that have a node as a further end, with the end's name.
    pub fn as_further_end(&'g self, node: &NodeId) -> impl Iterator<Item = (Line<'g>, &'g str)> {
        self.further.get(node).into_iter().flatten().filter_map(|(id, name)| Some((self.line(id)?, *name)))
    }

    /// The ends a line would have.
    pub fn ends(&'g self, source: &NodeId, entry: Option<&'g EntryId>, target: &NodeId) -> Option<Ends<'g>> {
        Some(Ends { source: self.node(source)?, entry, target: self.node(target)? })
    }

    /// The nodes and lines as a directed graph, further ends included, for the algorithms.
    pub fn to_petgraph(&'g self) -> DiGraph<&'g NodeId, &'g ConnectionId> {
        let mut graph = DiGraph::new();
        let indices: BTreeMap<&NodeId, NodeIndex> = self.services.keys().map(|id| (*id, graph.add_node(*id))).collect();
        for line in self.lines() {
            if let (Some(a), Some(b)) = (indices.get(line.source.id), indices.get(line.target.id)) {
                graph.add_edge(*a, *b, line.id);
            }
            for end in line.connection.ends.values() {
                if let (Some(a), Some(b)) = (indices.get(line.source.id), indices.get(end)) {
                    graph.add_edge(*a, *b, line.id);
                }
            }
        }
        graph
    }

    /// Names of the template that a design's own sections and parameters define.
    pub fn defined_names(&self) -> BTreeSet<&'g str> {
        self.design.parameters.keys().map(String::as_str).collect()
    }
}

impl<'g> NodeView<'g> {
    /// The node's entries of a facet.
    pub fn entries(self, facet: &str) -> impl Iterator<Item = EntryView<'g>> {
        let facet = self.service.spec().facets.iter().find(|f| f.id == facet);
        facet.into_iter().flat_map(move |facet| self.node.entries(facet.id).iter().map(move |entry| EntryView { node: self, facet, entry }))
    }

    /// The entry with this id.
    pub fn entry(self, id: &EntryId) -> Option<EntryView<'g>> {
        let (facet, entry) = self.node.entry(id)?;
        let facet = self.service.spec().facets.iter().find(|f| f.id == facet)?;
        Some(EntryView { node: self, facet, entry })
    }

    /// An attribute of its main resource; nothing usable where it has no such attribute.
    pub fn attribute(self, attribute: Attribute) -> cfn::Value {
        self.service.attribute(&self, attribute).unwrap_or_else(|| cfn::Value::reference("AWS::NoValue"))
    }

    /// Its ARN.
    pub fn arn(self) -> cfn::Value {
        self.attribute(Attribute::Arn)
    }

    /// The lines that start here.
    pub fn outgoing(self) -> impl Iterator<Item = Line<'g>> {
        self.graph.outgoing(self.id)
    }

    /// The lines that lead here.
    pub fn incoming(self) -> impl Iterator<Item = Line<'g>> {
        self.graph.incoming(self.id)
    }

    /// The stem of environment variables that name it: its logical ID without the kind's suffix, then its kind.
    pub fn variable_stem(self) -> String {
        let spec = self.service.spec();
        let id = self.node.logical_id.as_str();
        let bare = id.strip_suffix(spec.suffix).filter(|rest| !rest.is_empty()).unwrap_or(id);
        let kind = if spec.suffix.is_empty() { spec.id } else { spec.suffix };
        format!("{}_{}", super::naming::upper_snake(bare), super::naming::upper_snake(kind))
    }
}

impl<'g> Line<'g> {
    /// The entry it starts at.
    pub fn entry(&self) -> Option<EntryView<'g>> {
        self.source.entry(self.connection.entry.as_ref()?)
    }

    /// The node at a further end.
    pub fn end(&self, name: &str) -> Option<NodeView<'g>> {
        self.graph.node(self.connection.ends.get(name)?)
    }

    /// Its ends.
    pub fn ends(&self) -> Ends<'g> {
        Ends { source: self.source, entry: self.connection.entry.as_ref(), target: self.target }
    }

    /// The spec of a further end.
    pub fn end_spec(&self, name: &str) -> Option<&'static FurtherEnd> {
        self.kind.spec().ends.iter().find(|e| e.id == name)
    }

    /// `Orders → Worker`.
    pub fn title(&self) -> String {
        format!("{} → {}", self.source.node.name, self.target.node.name)
    }
}

impl<'g> Settings<'g> for NodeView<'g> {
    fn graph(&self) -> &'g Graph<'g> {
        self.graph
    }
    fn values(&self) -> &'g Fields {
        &self.node.fields
    }
    fn specs(&self) -> &'static [Field] {
        self.service.spec().fields
    }
}

impl<'g> Settings<'g> for EntryView<'g> {
    fn graph(&self) -> &'g Graph<'g> {
        self.node.graph
    }
    fn values(&self) -> &'g Fields {
        &self.entry.fields
    }
    fn specs(&self) -> &'static [Field] {
        self.facet.fields
    }
}

impl<'g> Settings<'g> for Line<'g> {
    fn graph(&self) -> &'g Graph<'g> {
        self.graph
    }
    fn values(&self) -> &'g Fields {
        &self.connection.fields
    }
    fn specs(&self) -> &'static [Field] {
        self.kind.spec().fields
    }
}
