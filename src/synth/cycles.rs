//! No dependency cycle leaves synthesis: grants move out of roles that are part of one; what remains is a fault.

use std::collections::{BTreeMap, BTreeSet, HashMap};

// Tarjan's way calls itself along a chain, which a long one's stack does not hold.
use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::Drafts;
use crate::catalog::emission::Made;
use crate::catalog::{Address, Fault, FaultKind, Few, Origin, PropertyOrigins};
use crate::cfn::{Resource, Value, references};

/// Sets of resources that wait for each other, each in the order of logical IDs; only those that count.
pub(super) fn among(drafts: &Drafts, counts: impl Fn(&Made) -> bool) -> Vec<Vec<String>> {
    let counted: Vec<(&String, &Made)> = drafts.iter().filter(|(_, draft)| counts(draft)).collect();
    let ids: Vec<&String> = counted.iter().map(|(id, _)| *id).collect();
    let places: HashMap<&str, usize> = ids.iter().enumerate().map(|(place, id)| (id.as_str(), place)).collect();
    let mut graph: DiGraph<(), (), usize> = DiGraph::with_capacity(ids.len(), ids.len() * 3);
    for _ in &ids {
        graph.add_node(());
    }
    let mut waits_for_itself = BTreeSet::new();
    // What a transform makes of a resource of its own is several resources, which wait for less.
    let settled = |draft: &Made| !draft.resource.kind.starts_with("AWS::Serverless::");
    let mut names: Vec<&str> = Vec::new();
    for (from, (_, draft)) in counted.iter().enumerate().filter(|(_, (_, draft))| settled(draft)) {
        names.clear();
        draft.resource.properties.values().for_each(|value| references::collect(value, &mut names));
        names.extend(draft.resource.depends_on.iter().map(String::as_str));
        for name in &names {
            if let Some(to) = places.get(*name) {
                graph.add_edge(from.into(), (*to).into(), ());
                if from == *to {
                    waits_for_itself.insert(ids[from]);
                }
            }
        }
    }
    let mut found: Vec<Vec<String>> = kosaraju_scc(&graph)
        .into_iter()
        .map(|set| set.into_iter().map(|index| ids[index.index()].clone()).collect::<Vec<_>>())
        .filter(|set| set.len() > 1 || set.iter().any(|id| waits_for_itself.contains(id)))
        .collect();
    for set in &mut found {
        set.sort();
    }
    found.sort();
    found
}

fn cycles(drafts: &Drafts) -> Vec<Vec<String>> {
    among(drafts, |_| true)
}

/// Moves grants out of the roles that are part of a cycle; whether there was any.
pub(super) fn break_open(drafts: &mut Drafts, origins: &mut BTreeMap<String, Few<Origin>>) -> bool {
    let found = cycles(drafts);
    if found.is_empty() {
        return false;
    }
    let roles: BTreeSet<&String> = found.iter().flatten().filter(|id| drafts.get(*id).is_some_and(has_grants)).collect();
    for role in roles {
        move_grants(role, drafts, origins);
    }
    true
}

/// Reports the cycles that remain.
pub(super) fn report(drafts: &Drafts, faults: &mut Vec<Fault>) {
    for set in cycles(drafts) {
        let mut places: Vec<_> = set.iter().filter_map(|id| drafts.get(id)).map(|d| d.address.owner.place()).collect();
        places.sort();
        places.dedup();
        let place = places.first().cloned().unwrap_or(crate::catalog::Place::Design);
        let message = format!("{} wait for each other: CloudFormation can create none of them first.", set.join(", "));
        faults.push(Fault { kind: FaultKind::Cycle, message, place, related: places.into_iter().skip(1).collect() });
    }
}

/// Whether it is a role with what lines grant it; a role that is kept as it stands in a template has none.
fn has_grants(draft: &Made) -> bool {
    draft.resource.kind == "AWS::IAM::Role" && draft.property_origins.get("Policies").is_some()
}

/// Turns a role's inline policy into a policy resource of its own, which what acts through the role then waits for.
fn move_grants(role: &str, drafts: &mut Drafts, origins: &mut BTreeMap<String, Few<Origin>>) {
    let Some(draft) = drafts.get_mut(role) else { return };
    let Some(Value::List(mut policies)) = draft.resource.properties.shift_remove("Policies") else { return };
    let Some(Value::Map(mut policy)) = policies.pop() else { return };
    policy.insert("Roles", Value::list([Value::reference(role)]));
    let address = Address { owner: draft.address.owner.clone(), part: format!("{}Policy", draft.address.part) };
    let from = draft.property_origins.remove("Policies");
    let logical_id = format!("{role}Policy");
    let mut property_origins = PropertyOrigins::default();
    property_origins.of("PolicyDocument").extend(from.iter().cloned());
    let moved = Made {
        address,
        logical_id: logical_id.clone(),
        resource: Resource { kind: "AWS::IAM::Policy".to_owned(), properties: policy, ..Resource::default() },
        property_origins,
        acts_through: None,
    };
    let owner = draft.address.owner.clone();
    for other in drafts.values_mut() {
        if other.acts_through.as_ref().is_some_and(|node| Origin::Node(node.clone()) == owner) {
            other.resource.depends_on.insert(logical_id.clone());
        }
    }
    origins.entry(logical_id.clone()).or_default().extend(from.into_iter().chain([owner]));
    drafts.insert(logical_id, moved);
}
