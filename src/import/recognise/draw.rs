//! One line, drawn to see what it makes: with the names and settings that fit best.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::lines::Search;
use super::slots::Owner;
use super::target::{Made, around, make_near};
use crate::catalog::field::Kind;
use crate::catalog::{ConnectionKind, FaultKind, Graph};
use crate::cfn::Value;
use crate::design::ids::{slug, unused};
use crate::design::{Connection, ConnectionId, Design, EntryId, Node, NodeId};
use crate::synth::synthesize;

/// What is nowhere near the template does not come near it by its settings: so much more explained than added is the least.
const FAR: i64 = -14;

/// A line that was drawn to see.
pub(super) struct Drawn {
    /// How much of the template it explains, less what it makes that the template does not say.
    pub gain: i64,
    /// How much it makes that the template does not say.
    pub more: i64,
    /// The part of the design it is in, with it.
    pub near: Design,
    pub line: ConnectionId,
    /// The resources that are the line's or its ends'.
    pub claims: Vec<String>,
}

impl Drawn {
    /// Takes the line and what changed with it over into the whole design.
    pub(super) fn put_into(self, design: &mut Design) {
        put(&self.near, &self.line, design);
    }
}

fn put(near: &Design, line: &ConnectionId, design: &mut Design) {
    for (id, node) in &near.nodes {
        if design.nodes.get(id).is_none_or(|before| !Arc::ptr_eq(before, node)) {
            design.nodes.insert(id.clone(), Arc::clone(node));
        }
    }
    if let Some(connection) = near.connections.get(line) {
        design.connections.insert(line.clone(), Arc::clone(connection));
    }
}

impl Search<'_> {
    /// Draws one line and gives it the settings that fit best; `node` is the source as it is with the line.
    pub(super) fn draw(
        &self,
        whole: &Design,
        kind: &'static dyn ConnectionKind,
        from: &NodeId,
        entry: Option<&EntryId>,
        to: &NodeId,
        node: Option<Node>,
    ) -> Option<Drawn> {
        let (trial, registry) = (&self.trial, self.trial.registry);
        let mut seeds = BTreeSet::from([from.clone(), to.clone()]);
        let mut before = around(whole, &seeds, registry);
        let mut near = before.clone();
        near.nodes.extend(node.map(|node| (from.clone(), Arc::new(node))));
        let line = fresh_id(whole, from, to);
        let mut connection = Connection::new(kind.spec().id, from.clone(), entry.cloned(), to.clone());
        let listed = self.listed.get(from).into_iter().flatten().find(|(listed, _)| Some(listed) == entry);
        if let Some(said) = listed.and_then(|(_, resource)| trial.target.resources.get(resource)) {
            connection.fields = kind.recognise_settings(said, &trial.target.resources);
        }
        near.connections.insert(line.clone(), Arc::new(connection));
        {
            let graph = Graph::new(&near, registry);
            let ends = graph.line(&line)?;
            if kind.refuse(&ends.ends()).is_some() {
                return None;
            }
        }
        let mut there = make_near(&before, &seeds, registry);
        let base = trial.target.score(&there);
        let (mut line, mut claims) = self.adopt(&mut near, line, &seeds, whole);
        self.variables(&mut near, &line, &seeds);
        let made = make_near(&near, &seeds, registry);
        let first = trial.target.score(&made).sum() - base.sum();
        if first < FAR && claims.is_empty() {
            return None;
        }
        for id in [from, to] {
            let main = near.nodes.get(id).map(|node| node.logical_id.as_str()).unwrap_or_default();
            if made.contains_key(main) && !there.contains_key(main) {
                // What is nothing without a line shows its settings only now.
                self.fit_node(&mut near, id, &seeds);
            }
        }
        if let Some(entry) = entry {
            self.fit_entry(&mut near, from, entry, &seeds);
        }
        trial.fit(&mut near, &Owner::Line(line.clone()), kind.spec().fields, &seeds, Some(&there));
        self.fit_changed(&mut near, [from, to], &seeds, &there);
        if self.ends(&mut near, &line, kind, &mut seeds, whole) {
            before = around(whole, &seeds, registry);
            there = make_near(&before, &seeds, registry);
        }
        if claims.is_empty() {
            (line, claims) = self.adopt(&mut near, line, &seeds, whole);
        }
        let allowed = self.conflicts(&before);
        if self.conflicts(&near) > allowed && !self.choose_otherwise(&mut near, &line, kind, allowed) {
            return None;
        }
        let mut made = make_near(&near, &seeds, registry);
        let (after, base) = (trial.target.score(&made), trial.target.score(&there));
        made.retain(|id, _| !there.contains_key(id));
        let more = (after.more - base.more).max(trial.target.score(&made).more);
        Some(Drawn { gain: after.sum() - base.sum(), more, near, claims, line })
    }

    /// In how many ways what some nodes and their lines want cannot be.
    fn conflicts(&self, near: &Design) -> usize {
        let faults = synthesize(&Graph::new(near, self.trial.registry)).faults;
        faults.iter().filter(|fault| matches!(fault.kind, FaultKind::Conflict | FaultKind::Collision)).count()
    }

    /// Chooses otherwise on a line that cannot be as it is beside the others, until it can; whether it can.
    fn choose_otherwise(&self, near: &mut Design, line: &ConnectionId, kind: &dyn ConnectionKind, allowed: usize) -> bool {
        let Some(before) = near.connections.get(line).cloned() else { return false };
        for field in kind.spec().fields {
            let Kind::Choice(choices) = field.kind else { continue };
            for choice in choices {
                let mut other = Connection::clone(&before);
                other.fields.insert(field.id.to_owned(), choice.id.into());
                near.connections.insert(line.clone(), Arc::new(other));
                if self.conflicts(near) <= allowed {
                    return true;
                }
            }
        }
        false
    }

    fn fit_node(&self, design: &mut Design, node: &NodeId, seeds: &BTreeSet<NodeId>) {
        let service = design.nodes.get(node).and_then(|n| self.trial.registry.service(&n.kind));
        if let Some(service) = service {
            self.trial.fit(design, &Owner::Node(node.clone()), service.spec().fields, seeds, None);
        }
    }

    /// Fits ends of which the line made something else than it has to be: what they say of it shows only now.
    fn fit_changed(&self, near: &mut Design, ends: [&NodeId; 2], seeds: &BTreeSet<NodeId>, before: &Made) {
        let made = make_near(near, seeds, self.trial.registry);
        if self.trial.target.score(&made).sum() <= self.trial.target.score(before).sum() {
            return;
        }
        // What a definition says of a workflow is left to its settings once all tasks are known.
        let defined = |id: &NodeId| {
            let service = near.nodes.get(id).and_then(|node| self.trial.registry.service(&node.kind));
            service.is_some_and(|service| service.spec().fields.iter().any(|field| matches!(field.kind, Kind::StateMachine)))
        };
        let ends: Vec<&NodeId> = ends.into_iter().filter(|id| !defined(id)).collect();
        for id in ends {
            let main = near.nodes.get(id).map(|node| node.logical_id.clone()).unwrap_or_default();
            let of = |all: &Made| all.get(&main).map(|one| (main.clone(), one.clone())).into_iter().collect::<Made>();
            let (own, own_before) = (of(&made), of(before));
            if own != own_before && !own_before.is_empty() && !self.trial.target.is_settled(&own, Some(&own_before)) {
                self.fit_node(near, id, seeds);
            }
        }
    }

    fn fit_entry(&self, design: &mut Design, node: &NodeId, entry: &EntryId, seeds: &BTreeSet<NodeId>) {
        let facets = design.nodes.get(node).and_then(|n| self.trial.registry.service(&n.kind)).map(|s| s.spec().facets);
        let facet = design.nodes.get(node).and_then(|n| n.entry(entry)).map(|(facet, _)| facet.to_owned());
        let spec = facets.into_iter().flatten().find(|f| Some(f.id) == facet.as_deref());
        if let Some(spec) = spec {
            self.trial.fit(design, &Owner::Entry(node.clone(), entry.clone()), spec.fields, seeds, None);
        }
    }

    /// Calls the variables of a line as the template calls them.
    fn variables(&self, design: &mut Design, line: &ConnectionId, seeds: &BTreeSet<NodeId>) {
        let made = make_near(design, seeds, self.trial.registry);
        let Some(source) = design.connections.get(line).and_then(|c| design.nodes.get(&c.source)) else { return };
        let Some((_, own)) = made.get(&source.logical_id) else { return };
        let Some(said) = self.trial.target.resources.get(&source.logical_id) else { return };
        let (own, said) = (environment(own), environment(said));
        let mut renamed = Vec::new();
        for (name, value) in own.iter().filter(|(name, _)| !said.iter().any(|(other, _)| other == name)) {
            let suffix = name.rsplit('_').next().filter(|suffix| ["ARN", "NAME", "URL"].contains(suffix));
            let other = said.iter().find(|(other, v)| v == value && !own.iter().any(|(name, _)| name == other));
            // Where the template has none that says this, the line's is dropped.
            let other = other.map_or_else(String::new, |(other, _)| (*other).to_owned());
            renamed.extend(suffix.map(|suffix| (suffix.to_owned(), other)));
        }
        if let Some(connection) = design.connections.get_mut(line).filter(|_| !renamed.is_empty()) {
            Arc::make_mut(connection).variables.extend(renamed);
        }
    }

    /// Leads the further ends of a line where that explains more; whether it leads any.
    fn ends(
        &self,
        near: &mut Design,
        line: &ConnectionId,
        kind: &dyn ConnectionKind,
        seeds: &mut BTreeSet<NodeId>,
        whole: &Design,
    ) -> bool {
        let mut led = false;
        for end in kind.spec().ends {
            let fits = |id: &&NodeId| whole.nodes.get(*id).is_some_and(|n| end.to.contains(&n.kind.as_str()));
            let candidates: Vec<NodeId> = whole.nodes.keys().filter(fits).cloned().collect();
            if candidates.is_empty() {
                continue;
            }
            let mut all = whole.clone();
            put(near, line, &mut all);
            let mut best: Option<(i64, NodeId, Design)> = None;
            for node in candidates {
                let mut with_end = seeds.clone();
                with_end.insert(node.clone());
                let mut near = around(&all, &with_end, self.trial.registry);
                let score = |near: &Design| self.trial.target.score(&make_near(near, &with_end, self.trial.registry)).sum();
                let before = score(&near);
                if let Some(connection) = near.connections.get_mut(line) {
                    Arc::make_mut(connection).ends.insert(end.id.to_owned(), node.clone());
                }
                let gain = score(&near) - before;
                if gain > best.as_ref().map_or(0, |(gain, ..)| *gain) {
                    best = Some((gain, node, near));
                }
            }
            if let Some((_, node, with)) = best {
                *near = with;
                seeds.insert(node);
                led = true;
            }
        }
        led
    }
}

/// The id that drawing a line between two nodes gives it.
pub(super) fn fresh_id(design: &Design, from: &NodeId, to: &NodeId) -> ConnectionId {
    let name = |id: &NodeId| slug(design.nodes.get(id).map_or("", |node| node.name.as_str()), "node");
    let stem = format!("{}-to-{}", name(from), name(to));
    ConnectionId::new(unused(&stem, "-", |id| design.connections.contains_key(id)))
}

fn environment(function: &Value) -> Vec<(&str, &Value)> {
    let variables = function.get("Properties").and_then(|p| p.get("Environment")?.get("Variables")?.as_map());
    variables.into_iter().flatten().map(|(name, value)| (name.as_str(), value)).collect()
}
