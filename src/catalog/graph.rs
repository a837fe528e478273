//! A design resolved: nodes with their services, lines with their meaning, neighbours.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use petgraph::graph::{DiGraph, NodeIndex};

use super::alarm;
use super::connection::{ConnectionKind, FurtherEnd};
use super::field::Field;
use super::registry::Registry;
use super::service::{Attribute, Facet, Row, Service};
use super::settings::Settings;
use crate::cfn;
use crate::design::{Connection, ConnectionId, Design, Entry, EntryId, Fields, Node, NodeId};

/// A design with what its ids stand for; nodes and connections of unknown kinds are left out.
///
/// Checks ask it again and again for all nodes of a service and all lines of a kind, so it is resolved once and indexed.
pub struct Graph<'g> {
    /// The design.
    pub design: &'g Design,
    /// What Stackdraft knows.
    pub registry: &'g Registry,
    nodes: Vec<KnownNode<'g>>,
    lines: Vec<KnownLine<'g>>,
    node_index: HashMap<&'g NodeId, usize>,
    line_index: HashMap<&'g ConnectionId, usize>,
    nodes_by_service: BTreeMap<&'g str, Vec<usize>>,
    lines_by_kind: BTreeMap<&'g str, Vec<usize>>,
    /// The lines from keys to what they encrypt.
    key_lines: Vec<usize>,
    /// The nodes by their logical IDs, where there are keys.
    by_logical_id: HashMap<&'g str, usize>,
    encrypted_names: OnceLock<Vec<(String, usize)>>,
}

struct KnownNode<'g> {
    id: &'g NodeId,
    node: &'g Node,
    service: &'static dyn Service,
    outgoing: Vec<usize>,
    incoming: Vec<usize>,
    as_further_end: Vec<(usize, &'g str)>,
}

struct KnownLine<'g> {
    id: &'g ConnectionId,
    connection: &'g Connection,
    kind: &'static dyn ConnectionKind,
    source: usize,
    target: usize,
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
        let mut graph = Self {
            design,
            registry,
            nodes: Vec::with_capacity(design.nodes.len()),
            lines: Vec::with_capacity(design.connections.len()),
            node_index: HashMap::with_capacity(design.nodes.len()),
            line_index: HashMap::with_capacity(design.connections.len()),
            nodes_by_service: BTreeMap::new(),
            lines_by_kind: BTreeMap::new(),
            key_lines: Vec::new(),
            by_logical_id: HashMap::new(),
            encrypted_names: OnceLock::new(),
        };
        for (id, node) in &design.nodes {
            let Some(service) = registry.service(&node.kind) else { continue };
            let index = graph.nodes.len();
            graph.node_index.insert(id, index);
            graph.nodes_by_service.entry(node.kind.as_str()).or_default().push(index);
            graph.nodes.push(KnownNode { id, node, service, outgoing: Vec::new(), incoming: Vec::new(), as_further_end: Vec::new() });
        }
        for (id, connection) in &design.connections {
            let Some(kind) = registry.connection(&connection.kind) else { continue };
            let ends = (graph.node_index.get(&connection.source), graph.node_index.get(&connection.target));
            let (Some(&source), Some(&target)) = ends else { continue };
            let index = graph.lines.len();
            graph.line_index.insert(id, index);
            graph.lines_by_kind.entry(connection.kind.as_str()).or_default().push(index);
            graph.lines.push(KnownLine { id, connection, kind, source, target });
            graph.nodes[source].outgoing.push(index);
            graph.nodes[target].incoming.push(index);
            if kind.encrypts() {
                graph.key_lines.push(index);
            }
            for (name, node) in &connection.ends {
                if let Some(&end) = graph.node_index.get(node) {
                    graph.nodes[end].as_further_end.push((index, name));
                }
            }
        }
        if graph.has_keys() {
            graph.by_logical_id = graph.nodes.iter().enumerate().map(|(index, known)| (known.node.logical_id.as_str(), index)).collect();
        }
        graph
    }

    fn node_at(&'g self, index: usize) -> NodeView<'g> {
        let KnownNode { id, node, service, .. } = self.nodes[index];
        NodeView { graph: self, id, node, service }
    }

    fn line_at(&'g self, index: usize) -> Line<'g> {
        let KnownLine { id, connection, kind, source, target } = self.lines[index];
        Line { graph: self, id, connection, kind, source: self.node_at(source), target: self.node_at(target) }
    }

    fn known(&self, node: &NodeId) -> Option<&KnownNode<'g>> {
        self.node_index.get(node).map(|index| &self.nodes[*index])
    }

    /// The node with this id.
    pub fn node(&'g self, id: &NodeId) -> Option<NodeView<'g>> {
        self.node_index.get(id).map(|index| self.node_at(*index))
    }

    /// All nodes, in the order of their ids.
    pub fn nodes(&'g self) -> impl Iterator<Item = NodeView<'g>> {
        (0..self.nodes.len()).map(|index| self.node_at(index))
    }

    /// The nodes of one service.
    pub fn nodes_of(&'g self, service: &'static str) -> impl Iterator<Item = NodeView<'g>> {
        self.nodes_by_service.get(service).into_iter().flatten().map(|index| self.node_at(*index))
    }

    /// The line with this id.
    pub fn line(&'g self, id: &ConnectionId) -> Option<Line<'g>> {
        self.line_index.get(id).map(|index| self.line_at(*index))
    }

    /// All lines, in the order of their ids.
    pub fn lines(&'g self) -> impl Iterator<Item = Line<'g>> {
        (0..self.lines.len()).map(|index| self.line_at(index))
    }

    /// All lines, in the order of what a template calls their ends: it does not tell the lines' own ids.
    pub fn lines_as_told(&'g self) -> impl Iterator<Item = Line<'g>> {
        let called = |index: usize| self.nodes[index].node.logical_id.as_str();
        let mut order: Vec<usize> = (0..self.lines.len()).collect();
        order.sort_by_cached_key(|index| {
            let KnownLine { connection, source, target, id, .. } = &self.lines[*index];
            (called(*source), called(*target), connection.kind.as_str(), connection.entry.as_ref(), *id)
        });
        order.into_iter().map(|index| self.line_at(index))
    }

    /// The lines of one kind.
    pub fn lines_of(&'g self, kind: &'static str) -> impl Iterator<Item = Line<'g>> {
        self.lines_by_kind.get(kind).into_iter().flatten().map(|index| self.line_at(*index))
    }

    /// The lines that start at a node.
    pub fn outgoing(&'g self, node: &NodeId) -> impl Iterator<Item = Line<'g>> {
        self.known(node).into_iter().flat_map(|n| &n.outgoing).map(|index| self.line_at(*index))
    }

    /// The lines that lead to a node.
    pub fn incoming(&'g self, node: &NodeId) -> impl Iterator<Item = Line<'g>> {
        self.known(node).into_iter().flat_map(|n| &n.incoming).map(|index| self.line_at(*index))
    }

    /// The lines that have a node as a further end, with the end's name.
    pub fn as_further_end(&'g self, node: &NodeId) -> impl Iterator<Item = (Line<'g>, &'g str)> {
        self.known(node).into_iter().flat_map(|n| &n.as_further_end).map(|(index, name)| (self.line_at(*index), *name))
    }

    /// Whether anything may be encrypted with a customer key of the design.
    pub fn has_keys(&self) -> bool {
        !self.key_lines.is_empty() || self.nodes_by_service.contains_key("kms_key")
    }

    /// The encrypted node whose ARN, or what is in it, this text of an `Fn::Sub` is: a bucket goes by its name where that is
    /// known.
    pub fn encrypted_by_name(&'g self, arn: &str) -> Option<NodeView<'g>> {
        let named = |index: &usize| {
            let target = self.lines[*index].target;
            let arn = self.node_at(target).arn();
            Some((super::encryption::sub_text(&arn)?.to_owned(), target))
        };
        let names = self.encrypted_names.get_or_init(|| self.key_lines.iter().filter_map(named).collect());
        let is_it = |name: &String| arn.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        names.iter().find(|(name, _)| is_it(name)).map(|(_, index)| self.node_at(*index))
    }

    /// The node whose main resource is called this, in a design with keys.
    pub fn node_by_logical_id(&'g self, logical_id: &str) -> Option<NodeView<'g>> {
        self.by_logical_id.get(logical_id).map(|index| self.node_at(*index))
    }

    /// The ends a line would have.
    pub fn ends(&'g self, source: &NodeId, entry: Option<&'g EntryId>, target: &NodeId) -> Option<Ends<'g>> {
        Some(Ends { source: self.node(source)?, entry, target: self.node(target)? })
    }

    /// The nodes and lines as a directed graph, further ends included, for the algorithms.
    pub fn to_petgraph(&'g self) -> DiGraph<&'g NodeId, &'g ConnectionId> {
        let mut graph = DiGraph::with_capacity(self.nodes.len(), self.lines.len());
        let indices: Vec<NodeIndex> = self.nodes.iter().map(|node| graph.add_node(node.id)).collect();
        for line in &self.lines {
            graph.add_edge(indices[line.source], indices[line.target], line.id);
            for end in line.connection.ends.values() {
                if let Some(end) = self.node_index.get(end) {
                    graph.add_edge(indices[line.source], indices[*end], line.id);
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

    /// All its entries as rows: those of its card, then its alarms.
    pub fn rows(self) -> Vec<Row> {
        let mut rows = self.service.rows(&self);
        rows.extend(alarm::rows(&self));
        rows
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

    /// The line from the customer key it is encrypted with: the first of those that lead here.
    pub fn key_line(self) -> Option<Line<'g>> {
        if !self.graph.has_keys() {
            return None;
        }
        self.incoming().find(|line| line.kind.encrypts() && line.fits())
    }

    /// The customer key it is encrypted with.
    pub fn key(self) -> Option<NodeView<'g>> {
        self.key_line().map(|line| line.source)
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
    /// What the variable is called that tells its source an attribute of its target; empty where it is dropped.
    pub fn variable_name(&self, attribute: super::service::Attribute) -> String {
        let chosen = self.connection.variables.get(attribute.suffix()).cloned();
        chosen.unwrap_or_else(|| format!("{}_{}", self.target.variable_stem(), attribute.suffix()))
    }

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

    /// Whether its ends are such that it can be; where they are not, a check says so.
    pub fn fits(&self) -> bool {
        let spec = self.kind.spec();
        let services = spec.from == self.source.node.kind && spec.to == self.target.node.kind;
        let known = |entry: &EntryId| self.source.service.rows(&self.source).iter().any(|row| row.entry == *entry);
        let entry = match (&self.connection.entry, spec.facet) {
            (Some(entry), Some(_)) => known(entry),
            (None, Some(_)) => false,
            (_, None) => true,
        };
        services && entry && self.kind.refuse(&self.ends()).is_none()
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
