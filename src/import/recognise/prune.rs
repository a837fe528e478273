//! Lines that make no difference beside what else was recognised are taken out again, and with them what only stood at their ends.

use std::collections::BTreeSet;

use super::fields::Trial;
use super::target::{around, make, make_near};
use crate::catalog::{Graph, Origin};
use crate::design::{ConnectionId, Design, NodeId};
use crate::synth::synthesize;

/// Takes out the lines without which the same is made.
pub(super) fn lines(trial: &Trial<'_>, design: &mut Design) {
    let idle: Vec<ConnectionId> = {
        let synthesis = synthesize(&Graph::new(design, trial.registry));
        // What has a resource of its own makes a difference.
        let with_own: BTreeSet<&Origin> = synthesis.provenance.values().map(|provenance| &provenance.address.owner).collect();
        design.connections.keys().filter(|id| !with_own.contains(&Origin::Connection((*id).clone()))).cloned().collect()
    };
    let mut left = BTreeSet::new();
    for id in idle.into_iter().take_while(|_| trial.pace.goes_on(0.82)) {
        let Some(line) = design.connections.get(&id) else { continue };
        let seeds: BTreeSet<NodeId> = line.nodes().cloned().collect();
        let with = around(design, &seeds, trial.registry);
        let mut without = with.clone();
        without.connections.remove(&id);
        if make_near(&with, &seeds, trial.registry) == make_near(&without, &seeds, trial.registry) {
            design.connections.remove(&id);
            left.extend(seeds);
        }
    }
    left.retain(|id| !design.connections.values().any(|line| line.nodes().any(|node| node == id)));
    for id in left {
        let told = design.nodes.get(&id).is_none_or(|node| trial.target.resources.contains_key(&node.logical_id));
        if !told && make(design, &BTreeSet::from([id.clone()]), trial.registry).is_empty() {
            design.nodes.remove(&id);
        }
    }
}
