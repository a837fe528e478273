//! Which resources of the template are those that something makes: they keep the logical IDs they have there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fields::Trial;
use super::lines::Search;
use super::target::{Made, likeness, make, make_near};
use crate::catalog::Origin;
use crate::catalog::naming::{kebab, pascal};
use crate::cfn::{Value, references};
use crate::design::{ConnectionId, Design, NodeId};

impl Search<'_> {
    /// Gives what a line and its ends make the logical IDs of the resources in the template that are most like it.
    pub(super) fn adopt(
        &self,
        design: &mut Design,
        line: ConnectionId,
        seeds: &BTreeSet<NodeId>,
        whole: &Design,
    ) -> (ConnectionId, Vec<String>) {
        let mut line = line;
        let mut claims = Vec::new();
        for _ in 0..8 {
            let made = make_near(design, seeds, self.trial.registry);
            let own = |address: &Origin| *address == Origin::Connection(line.clone());
            claims.extend(made.keys().filter(|id| self.is_free(id, &claims)).cloned().collect::<Vec<_>>());
            let missing = made.iter().filter(|(id, _)| !self.trial.target.resources.contains_key(*id));
            let mut candidates: Vec<(i64, String, String, Origin, String)> = Vec::new();
            for (id, (address, value)) in missing {
                if !own(&address.owner) && !matches!(address.owner, Origin::Node(_)) {
                    continue;
                }
                let kind = value.get("Type");
                // What has no resource of its own may be named by nothing.
                let has_one =
                    |id: &&NodeId| design.nodes.get(*id).is_none_or(|node| self.trial.target.resources.contains_key(&node.logical_id));
                let shaped = |named: BTreeSet<&'_ NodeId>| named.into_iter().filter(has_one).count();
                let between: BTreeSet<&NodeId> = self.between(value).into_iter().filter(has_one).collect();
                // Lines with further ends name more than is drawn so far.
                let resources = self.trial.target.resources.iter();
                let free = resources.filter(|(id, said)| said.get("Type") == kind && self.is_free(id, &claims));
                let alike = free.filter_map(|(id, said)| {
                    let named = self.between(said);
                    named.is_superset(&between).then(|| (shaped(named) == between.len(), likeness(value, said).sum(), id))
                });
                let best = alike.max_by_key(|(same, likeness, _)| (*same, *likeness)).map(|(_, likeness, id)| (likeness, id));
                if let Some((likeness, said)) = best.filter(|(likeness, _)| *likeness > 0) {
                    candidates.push((likeness, id.clone(), said.clone(), address.owner.clone(), address.part.clone()));
                }
            }
            let Some((_, _, said, owner, part)) = candidates.into_iter().max_by_key(|(likeness, ..)| *likeness) else { break };
            claims.push(said.clone());
            match owner {
                Origin::Connection(id) => line = name_line(design, &id, &part, &said, whole),
                Origin::Node(id) => {
                    if let Some(node) = design.nodes.get_mut(&id) {
                        Arc::make_mut(node).logical_ids.insert(part, said);
                    }
                }
                Origin::Design => {}
            }
        }
        claims.sort();
        claims.dedup();
        (line, claims)
    }

    /// The nodes that a resource names by what is theirs.
    fn between(&self, resource: &Value) -> BTreeSet<&NodeId> {
        let mut names = Vec::new();
        if let Some(properties) = resource.get("Properties") {
            references::collect(properties, &mut names);
        }
        names.into_iter().filter_map(|name| self.claimed.get(name)).flatten().collect()
    }

    /// Whether a resource of the template is nobody's yet.
    fn is_free(&self, id: &str, claims: &[String]) -> bool {
        self.trial.target.resources.contains_key(id) && !self.claimed.contains_key(id) && !claims.iter().any(|claim| claim == id)
    }
}

/// Gives a line the id from which the rule makes a logical ID; where there is none, the logical ID is kept.
fn name_line(design: &mut Design, line: &ConnectionId, part: &str, said: &str, whole: &Design) -> ConnectionId {
    let Some(connection) = design.connections.remove(line) else { return line.clone() };
    let stem = said.strip_suffix(part).map(kebab).filter(|id| format!("{}{part}", pascal(id)) == said);
    let named = connection.logical_ids.is_empty() && format!("{}{part}", pascal(line.as_str())) != said;
    let id = stem.filter(|id| named && !whole.connections.contains_key(id.as_str())).map_or_else(|| line.clone(), ConnectionId::new);
    let mut connection = connection;
    if format!("{}{part}", pascal(id.as_str())) != said {
        Arc::make_mut(&mut connection).logical_ids.insert(part.to_owned(), said.to_owned());
    }
    design.connections.insert(id.clone(), connection);
    id
}

/// Gives the parts of nodes the logical IDs that their main resources call them by in the template.
pub(super) fn adopt_named(trial: &Trial<'_>, design: &mut Design, claimed: &mut BTreeMap<String, BTreeSet<NodeId>>) {
    let ids: Vec<NodeId> = design.nodes.keys().cloned().collect();
    for id in ids {
        let made = make(design, &BTreeSet::from([id.clone()]), trial.registry);
        for (by_rule, said) in called_otherwise(trial, &made, claimed) {
            let Some((address, _)) = made.get(&by_rule) else { continue };
            if address.owner == Origin::Node(id.clone())
                && let Some(node) = design.nodes.get_mut(&id)
            {
                Arc::make_mut(node).logical_ids.insert(address.part.clone(), said.clone());
                claimed.entry(said).or_default().insert(id.clone());
            }
        }
        let made = make(design, &BTreeSet::from([id.clone()]), trial.registry);
        for made in made.keys().filter(|made| trial.target.resources.contains_key(*made)) {
            claimed.entry(made.clone()).or_default().insert(id.clone());
        }
    }
}

/// Resources that are made, and what the template calls them where the same place names another of the same type.
fn called_otherwise(trial: &Trial<'_>, made: &Made, claimed: &BTreeMap<String, BTreeSet<NodeId>>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (id, (_, value)) in made {
        let Some(said) = trial.target.resources.get(id) else { continue };
        let mut pairs = Vec::new();
        named_alike(value, said, &mut pairs);
        for (ours, theirs) in pairs {
            let kind = made.get(&ours).and_then(|(_, value)| value.get("Type"));
            let free = !trial.target.resources.contains_key(&ours) && !claimed.contains_key(&theirs) && !made.contains_key(&theirs);
            let same = kind.is_some() && trial.target.resources.get(&theirs).and_then(|r| r.get("Type")) == kind;
            if free && same && !found.values().any(|v| *v == theirs) {
                found.entry(ours).or_insert(theirs);
            }
        }
    }
    found
}

/// What two values name at the same places.
fn named_alike(made: &Value, said: &Value, into: &mut Vec<(String, String)>) {
    match (made, said) {
        (Value::Map(made), Value::Map(said)) => {
            made.iter().filter_map(|(key, value)| Some((value, said.get(key)?))).for_each(|(a, b)| named_alike(a, b, into));
        }
        (Value::List(made), Value::List(said)) => made.iter().zip(said).for_each(|(a, b)| named_alike(a, b, into)),
        (Value::Call(f, _), Value::Call(g, _)) if f == g => {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            references::collect(made, &mut ours);
            references::collect(said, &mut theirs);
            if let ([ours], [theirs]) = (ours.as_slice(), theirs.as_slice()) {
                into.push(((*ours).to_owned(), (*theirs).to_owned()));
            }
        }
        _ => {}
    }
}
