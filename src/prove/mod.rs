//! Whether a message gets from one end of a line to the other, and what in the template shows it.
//!
//! For each line the proof walks what AWS's documentation says delivery needs: the event source or the call, the role with
//! its trust and its grants, the policy of what is reached and of its key, the variable that names it, sizes and times that
//! fit. It reads the template as it is after overrides, evaluates policies as IAM does, and shares neither code nor
//! constants with what makes the template: what it knows of AWS stands in the files of this folder, one per way of
//! delivering.
//!
//! To add a connection kind, write what it needs in the file of its way of delivering and name it in that file's `KINDS`.

mod case;
mod condition;
mod decide;
mod identity;
mod statement;
mod text;
mod truth;
mod world;
mod worlds;

mod alarm;
mod api;
mod authorizer;
mod bucket;
mod call;
mod dead_letters;
mod encrypts;
mod fifo;
mod guard;
mod http_endpoint;
mod key;
mod mapping;
mod picture;
mod pipe;
mod records;
mod rest;
mod rule;
mod schedule;
mod task;
mod task_calls;
mod task_wait;
mod topic;

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use case::Case;
use world::World;

use crate::catalog::{Graph, Line, Link, LinkState, Proof, Proofs, Synthesis, conditions};
use crate::cfn::Template;
use crate::design::{ConnectionId, Environment};

/// What proves a connection kind.
type Prover = fn(&mut Case<'_>);

/// The connection kinds by their ids, each with what proves it, by way of delivering.
const WAYS: &[&[(&str, Prover)]] = &[
    alarm::KINDS,
    api::KINDS,
    authorizer::KINDS,
    bucket::KINDS,
    call::KINDS,
    dead_letters::KINDS,
    encrypts::KINDS,
    guard::KINDS,
    http_endpoint::KINDS,
    mapping::KINDS,
    picture::KINDS,
    pipe::KINDS,
    records::KINDS,
    rest::KINDS,
    rule::KINDS,
    schedule::KINDS,
    task::KINDS,
    task_calls::KINDS,
    task_wait::KINDS,
    topic::KINDS,
];

/// Proves every line of a design that becomes something in its template; those under conditions where these hold.
pub fn prove(graph: &Graph<'_>, synthesis: &Synthesis) -> Proofs {
    prove_in(graph, synthesis, None)
}

/// As [`prove`]; of an environment the account and the region are known where it says them.
pub fn prove_in(graph: &Graph<'_>, synthesis: &Synthesis, there: Option<&Environment>) -> Proofs {
    let in_template = |graph: &Graph<'_>, template: &Template| in_template(graph, synthesis, template, there);
    let Some(combinations) = worlds::combinations(&synthesis.template) else {
        return worlds::undecided(in_template(graph, &synthesis.template));
    };
    if combinations.is_empty() {
        return in_template(graph, &synthesis.template);
    }
    let mut each: BTreeMap<ConnectionId, Vec<(worlds::Truth, Proof)>> = BTreeMap::new();
    for truth in combinations {
        let part = conditions::part(graph.design, &truth);
        let proofs = in_template(&Graph::new(&part, graph.registry), &worlds::resolved(&synthesis.template, &truth));
        for (line, proof) in proofs.by_line {
            each.entry(line).or_default().push((truth.clone(), proof));
        }
    }
    let by_line = each.into_iter().filter_map(|(line, proofs)| Some((line, worlds::together(proofs)?))).collect();
    Proofs { by_line }
}

/// Proves every line by a template in which nothing is left to conditions.
fn in_template(graph: &Graph<'_>, synthesis: &Synthesis, template: &Template, there: Option<&Environment>) -> Proofs {
    let world = World::new(template, there);
    let mut parts = case::parts_by_line(synthesis);
    let mut proofs = Proofs::default();
    for line in graph.lines() {
        let own = parts.remove(line.id.as_str()).unwrap_or_default();
        if own.is_empty() && is_impossible(&line) {
            continue;
        }
        let proof = match of(line.kind.spec().id) {
            Some(prover) => {
                let mut case = Case::new(&world, line, own);
                prover(&mut case);
                if case.has_links() {
                    task::runs(&mut case);
                    key::at_buses(&mut case);
                    key::at_roles(&mut case);
                }
                case.finish()
            }
            None => unknown(line.kind.spec().name),
        };
        proofs.by_line.insert(line.id.clone(), proof);
    }
    proofs
}

/// Whether a line cannot be at all, which a check of its own tells: such lines become nothing.
fn is_impossible(line: &Line<'_>) -> bool {
    let spec = line.kind.spec();
    let starts = match (&line.connection.entry, spec.facet) {
        (Some(entry), Some(_)) => line.source.service.rows(&line.source).iter().any(|row| row.entry == *entry),
        (None, Some(_)) => false,
        (_, None) => true,
    };
    !starts || spec.from != line.source.node.kind || spec.to != line.target.node.kind || line.kind.refuse(&line.ends()).is_some()
}

/// Whether a connection kind can be proven.
pub fn knows(kind: &str) -> bool {
    of(kind).is_some()
}

fn of(kind: &str) -> Option<Prover> {
    static BY_KIND: LazyLock<HashMap<&str, Prover>> = LazyLock::new(|| WAYS.iter().flat_map(|way| way.iter()).copied().collect());
    BY_KIND.get(kind).copied()
}

fn unknown(name: &str) -> Proof {
    let state = LinkState::Unknown("no proof is known for this kind of connection".to_owned());
    Proof { links: vec![Link { claim: format!("{name}: messages arrive"), state, evidence: Vec::new() }], remarks: Vec::new() }
}
