//! Lines found by drawing them: a kind of connection is there where what it makes is in the template.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::draw::Drawn;
use super::fields::Trial;
use super::nodes::Listed;
use crate::catalog::recognise::{Resources, allowing};
use crate::catalog::{ConnectionKind, Graph, Service};
use crate::design::ids::{slug, unused};
use crate::design::{Connection, Design, Entry, EntryId, Node, NodeId};

/// How many nodes a resource that is nobody's names where it is of a line between two of them.
const MOST_TOGETHER: usize = 8;

/// What is known while lines are looked for.
pub(super) struct Search<'t> {
    pub trial: Trial<'t>,
    /// Resources that are of a node or a line already.
    pub claimed: BTreeMap<String, BTreeSet<NodeId>>,
    /// Nodes whose entries are resources of their own: there are no others.
    pub listed: Listed,
    /// How often a node has changed, and got a line.
    changes: BTreeMap<NodeId, usize>,
    /// What became of lines that were not kept, by kind, ends and entry.
    tried: BTreeMap<Line, Before>,
}

/// What became of a line that was drawn before.
struct Before {
    /// Its ends and further ends.
    nodes: Vec<NodeId>,
    /// How often they had changed.
    changes: usize,
    gain: Gain,
}

/// A line that may be drawn: its kind, its ends and its entry.
type Line = (&'static str, NodeId, NodeId, Option<EntryId>);

/// What a line explains of the template, and what it adds to it; nothing where it cannot be.
type Gain = Option<(i64, i64)>;

/// Whether a line that explains so much and adds so much is wanted.
type Wanted = fn(i64, i64) -> bool;

/// What is wanted of lines; of keys that nothing of a node names, where any are: they come to it last, as what else they explain
/// may be of others.
struct Pass {
    wanted: Wanted,
    of_unnamed_keys: Option<Wanted>,
}

const EXACT: Wanted = |gain, more| gain > 0 && more <= 0;
const ALMOST: Wanted = |gain, more| gain > 0 && gain > 3 * more;
const MORE_THAN_NOT: Wanted = |gain, more| gain > 0 && gain > more;

/// Lines that are there as they would be drawn come first, and once more where others came that they need; then those that almost
/// are: what they explain needs no other line.
const PASSES: [Pass; 4] = [
    Pass { wanted: EXACT, of_unnamed_keys: None },
    Pass { wanted: EXACT, of_unnamed_keys: None },
    Pass { wanted: ALMOST, of_unnamed_keys: Some(EXACT) },
    Pass { wanted: MORE_THAN_NOT, of_unnamed_keys: Some(MORE_THAN_NOT) },
];

impl<'t> Search<'t> {
    pub(super) fn new(trial: Trial<'t>, claimed: BTreeMap<String, BTreeSet<NodeId>>, listed: Listed) -> Self {
        Self { trial, claimed, listed, changes: BTreeMap::new(), tried: BTreeMap::new() }
    }

    /// Draws every line that explains more of the template than it adds to it.
    pub(super) fn add(&mut self, design: &mut Design) {
        for (done, pass) in (0_u8..).zip(&PASSES) {
            let pairs = self.pairs(design, pass.of_unnamed_keys.is_some());
            self.add_at_entries(design, pass.wanted);
            let all = pairs.len().max(1);
            for (number, (a, b)) in pairs.into_iter().enumerate() {
                // The share of a pass is only told.
                #[expect(clippy::cast_precision_loss)]
                let share = (f32::from(done) + number as f32 / all as f32) / PASSES.len() as f32;
                if !self.trial.pace.goes_on(0.2 + 0.6 * share) {
                    return;
                }
                self.add_between(design, &a, &b, pass);
            }
        }
    }

    fn add_between(&mut self, design: &mut Design, a: &NodeId, b: &NodeId, pass: &Pass) {
        loop {
            let mut best: Option<Drawn> = None;
            let directions = if a == b { vec![(a, b)] } else { vec![(a, b), (b, a)] };
            for (from, to) in directions {
                for kind in self.kinds(design, from, to) {
                    let unnamed = kind.encrypts() && !self.names(to, from, design);
                    if let Some(wanted) = if unnamed { pass.of_unnamed_keys } else { Some(pass.wanted) } {
                        self.try_line(design, kind, from, to, wanted, &mut best);
                    }
                }
            }
            let Some(drawn) = best else { break };
            self.accept(design, drawn);
        }
    }

    /// Draws the lines that start at entries which are known: each leads where that explains most.
    fn add_at_entries(&mut self, design: &mut Design, wanted: Wanted) {
        let shapeless: Vec<NodeId> = self.shapeless(design).into_iter().cloned().collect();
        for (from, entries) in self.listed.clone() {
            let mut unnamed = shapeless.clone();
            let from_here = |kind: &&&dyn ConnectionKind| design.nodes.get(&from).is_some_and(|node| node.kind == kind.spec().from);
            for kind in self.trial.registry.connections.iter().filter(from_here).filter(|kind| kind.names_a_setting()) {
                unnamed.extend(design.nodes.iter().filter(|(_, node)| node.kind == kind.spec().to).map(|(id, _)| id.clone()));
            }
            for (entry, resource) in entries {
                let mut targets: BTreeSet<NodeId> = unnamed.iter().cloned().collect();
                // What a resource of the node itself names, the resource of the entry names for it.
                self.named_by(&resource, 4, &mut targets);
                while self.trial.pace.goes_on(0.2) {
                    let mut best: Option<Drawn> = None;
                    for to in &targets {
                        let facet = facet_of(design, &from, &entry);
                        let starts_here = |kind: &&dyn ConnectionKind| facet.is_some() && kind.spec().facet == facet.as_deref();
                        for kind in self.kinds(design, &from, to).into_iter().filter(starts_here) {
                            let same = |c: &&Arc<Connection>| c.source == from && c.target == *to && c.entry.as_ref() == Some(&entry);
                            if !design.connections.values().any(|c| same(&c)) {
                                let line = (kind.spec().id, from.clone(), to.clone(), Some(entry.clone()));
                                let draw = |search: &Self| search.draw(design, kind, &from, Some(&entry), to, None);
                                self.try_drawing(line, &draw, wanted, &mut best);
                            }
                        }
                    }
                    let Some(drawn) = best else { break };
                    self.accept(design, drawn);
                }
            }
        }
    }

    /// Keeps a line as the best where it is wanted and better.
    fn try_drawing(&mut self, line: Line, draw: &dyn Fn(&Self) -> Option<Drawn>, wanted: Wanted, best: &mut Option<Drawn>) {
        if let Some(before) = self.tried.get(&line).filter(|before| before.changes == self.changes_of(&before.nodes))
            && !before.gain.is_some_and(|(gain, more)| wanted(gain, more))
        {
            return;
        }
        let drawn = draw(self);
        let connection = drawn.as_ref().and_then(|drawn| drawn.near.connections.get(&drawn.line));
        let nodes = connection.map_or_else(|| vec![line.1.clone(), line.2.clone()], |connection| connection.nodes().cloned().collect());
        let changes = self.changes_of(&nodes);
        self.tried.insert(line, Before { nodes, changes, gain: drawn.as_ref().map(|drawn| (drawn.gain, drawn.more)) });
        if let Some(drawn) = drawn
            && wanted(drawn.gain, drawn.more)
            && best.as_ref().is_none_or(|best| drawn.gain > best.gain)
        {
            *best = Some(drawn);
        }
    }

    fn changes_of(&self, nodes: &[NodeId]) -> usize {
        nodes.iter().filter_map(|node| self.changes.get(node)).sum()
    }

    /// Takes a line that was drawn into the design.
    pub(super) fn accept(&mut self, design: &mut Design, drawn: Drawn) {
        let owners: BTreeSet<NodeId> = drawn.near.connections.get(&drawn.line).map(|c| c.nodes().cloned().collect()).unwrap_or_default();
        for id in &owners {
            *self.changes.entry(id.clone()).or_default() += 1;
        }
        for claim in &drawn.claims {
            self.claimed.entry(claim.clone()).or_default().extend(owners.iter().cloned());
        }
        drawn.put_into(design);
    }

    /// Nodes that some resource of the template brings together; keys and all that they may encrypt besides, where these are asked for.
    pub(super) fn pairs(&self, design: &Design, unnamed_keys: bool) -> Vec<(NodeId, NodeId)> {
        let mut pairs = BTreeSet::new();
        for (id, named) in &self.trial.target.named {
            let mut near = BTreeSet::new();
            for named in named {
                self.near(named, 4, &mut near);
            }
            match self.claimed.get(id) {
                Some(owners) => near.iter().for_each(|b| pairs.extend(owners.iter().map(|a| (a.min(b).clone(), a.max(b).clone())))),
                // What names everything, such as a dashboard, brings nothing together.
                None if near.len() > MOST_TOGETHER => {}
                None => near.iter().for_each(|a| pairs.extend(near.iter().filter(|b| a <= *b).map(|b| (a.clone(), b.clone())))),
            }
        }
        let of = |service: &'static str| design.nodes.iter().filter(move |(_, node)| node.kind == service);
        // The policy of a key need not name what it is for.
        for kind in self.trial.registry.connections.iter().filter(|kind| kind.encrypts() && unnamed_keys) {
            for (a, _) in of(kind.spec().from) {
                pairs.extend(of(kind.spec().to).map(|(b, _)| (a.min(b).clone(), a.max(b).clone())));
            }
        }
        for a in self.shapeless(design) {
            pairs.extend(design.nodes.keys().filter(|b| *b != a).map(|b| (a.min(b).clone(), a.max(b).clone())));
        }
        for kind in self.trial.registry.connections {
            let Some(action) = kind.names_nothing_but() else { continue };
            let users = self.users(action);
            for (a, _) in of(kind.spec().from).filter(|(id, _)| users.contains(id)) {
                pairs.extend(of(kind.spec().to).map(|(b, _)| (a.min(b).clone(), a.max(b).clone())));
            }
        }
        pairs.into_iter().collect()
    }

    /// Whether a resource of a node names the main resource of another.
    fn names(&self, node: &NodeId, other: &NodeId, design: &Design) -> bool {
        let Some(other) = design.nodes.get(other).map(|other| &other.logical_id) else { return false };
        let own = self.claimed.iter().filter(|(_, owners)| owners.contains(node)).map(|(id, _)| id);
        own.filter_map(|id| self.trial.target.named.get(id)).any(|named| named.contains(other))
    }

    /// What has no resource of its own, and so is not named by any.
    fn shapeless<'d>(&self, design: &'d Design) -> Vec<&'d NodeId> {
        let told = |node: &Node| self.trial.target.resources.contains_key(&node.logical_id);
        design.nodes.iter().filter(|(_, node)| !told(node)).map(|(id, _)| id).collect()
    }

    /// The nodes of resources that allow an action on everything.
    fn users(&self, action: &str) -> BTreeSet<&NodeId> {
        let owners = self.claimed.iter().filter(|(id, _)| {
            let one = self.trial.target.resources.get(*id).map(|said| Resources::from([((*id).clone(), said.clone())]));
            one.is_some_and(|one| allowing(&one, action).iter().any(|allowed| *allowed.about == "*".into()))
        });
        owners.flat_map(|(_, owners)| owners).collect()
    }

    /// The nodes a resource names, through resources that belong to none.
    fn named_by(&self, id: &str, depth: usize, into: &mut BTreeSet<NodeId>) {
        for named in self.trial.target.named.get(id).into_iter().flatten() {
            self.near(named, depth, into);
        }
    }

    /// The nodes a resource belongs to or names, through resources that belong to none.
    fn near(&self, id: &str, depth: usize, into: &mut BTreeSet<NodeId>) {
        let owners = self.claimed.get(id);
        into.extend(owners.into_iter().flatten().cloned());
        if depth == 0 {
            return;
        }
        for named in self.trial.target.named.get(id).into_iter().flatten() {
            match self.claimed.get(named) {
                Some(owners) => into.extend(owners.iter().cloned()),
                None => self.near(named, depth - 1, into),
            }
        }
    }

    pub(super) fn kinds(&self, design: &Design, from: &NodeId, to: &NodeId) -> Vec<&'static dyn ConnectionKind> {
        let kind = |id: &NodeId| design.nodes.get(id).map(|node| node.kind.as_str());
        let fits = |k: &&&'static dyn ConnectionKind| Some(k.spec().from) == kind(from) && Some(k.spec().to) == kind(to);
        self.trial.registry.connections.iter().filter(fits).copied().collect()
    }

    /// Draws a line of a kind between two nodes, at a new entry where it starts at one.
    fn try_line(
        &mut self,
        design: &Design,
        kind: &'static dyn ConnectionKind,
        from: &NodeId,
        to: &NodeId,
        wanted: Wanted,
        best: &mut Option<Drawn>,
    ) {
        let line = (kind.spec().id, from.clone(), to.clone(), None);
        let Some(facet) = kind.spec().facet else {
            let taken = design.connections.values().any(|c| c.kind == kind.spec().id && c.source == *from && c.target == *to);
            if !taken {
                self.try_drawing(line, &|search| search.draw(design, kind, from, None, to, None), wanted, best);
            }
            return;
        };
        let has_fields = |node: &Arc<Node>| {
            let spec = self.trial.registry.service(&node.kind).map(Service::spec);
            spec.is_some_and(|spec| spec.facets.iter().any(|f| f.id == facet && !f.fields.is_empty()))
        };
        let is_listed = |(entry, _): &(EntryId, String)| facet_of(design, from, entry).as_deref() == Some(facet);
        if !self.listed.get(from).into_iter().flatten().any(is_listed) && design.nodes.get(from).is_some_and(has_fields) {
            self.try_drawing(line, &|search| search.draw_new_entry(design, kind, facet, from, to), wanted, best);
        }
    }

    fn draw_new_entry(&self, design: &Design, kind: &'static dyn ConnectionKind, facet: &str, from: &NodeId, to: &NodeId) -> Option<Drawn> {
        let fields = {
            let near = super::target::around(design, &BTreeSet::from([from.clone(), to.clone()]), self.trial.registry);
            let graph = Graph::new(&near, self.trial.registry);
            let ends = graph.ends(from, None, to)?;
            if kind.refuse(&ends).is_some() {
                return None;
            }
            kind.new_entry(&ends)
        };
        let mut node = Node::clone(design.nodes.get(from)?);
        let target = design.nodes.get(to)?;
        let id = unused(&slug(&target.name, "entry"), "-", |id| node.entry(&EntryId::from(id)).is_some());
        let id = EntryId::new(id);
        node.facets.entry(facet.to_owned()).or_default().push(Entry::new(id.clone(), fields));
        self.draw(design, kind, from, Some(&id), to, Some(node))
    }
}

/// The facet an entry of a node is of.
fn facet_of(design: &Design, node: &NodeId, entry: &EntryId) -> Option<String> {
    design.nodes.get(node)?.entry(entry).map(|(facet, _)| facet.to_owned())
}
