//! Everything that follows from a design: its template and its findings; and the fixes, applied until nothing is left to
//! fix.

use crate::catalog::draft::Draft;
use crate::catalog::{Context, Date, Finding, Fix, Graph, Proofs, Registry, Severity, Synthesis};
use crate::checks::{self, Report};
use crate::design::{Design, Environment, Transaction};
use crate::prove::prove_in;

/// What follows from a design.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// The template and where it comes from.
    pub synthesis: Synthesis,
    /// Which lines deliver, and why.
    pub proofs: Proofs,
    /// What the checks found.
    pub report: Report,
}

/// Fixes after which it is given up, so that two that undo each other do not go on for ever.
const ROUNDS: usize = 200;

/// Synthesises and checks a design.
#[must_use]
pub fn analyse(design: &Design, registry: &Registry, today: Date) -> Analysis {
    analyse_in(design, None, registry, today)
}

/// As [`analyse`], for this environment: the account and the region that it says are known.
#[must_use]
pub fn analyse_in(design: &Design, there: Option<&Environment>, registry: &Registry, today: Date) -> Analysis {
    let graph = Graph::new(design, registry);
    let synthesis = super::synthesize(&graph);
    let proofs = prove_in(&graph, &synthesis, there);
    let report = checks::run(&Context { graph: &graph, synthesis: &synthesis, proofs: &proofs, today });
    Analysis { synthesis, proofs, report }
}

/// The change a fix makes; `None` where it cannot be made (any more) or changes nothing.
#[must_use]
pub fn apply_fix(design: &Design, registry: &Registry, fix: &Fix) -> Option<Transaction> {
    let mut draft = Draft::new(design, registry);
    (fix.apply)(&mut draft).ok()?;
    (!draft.is_unchanged()).then(|| draft.finish(fix.title.clone()))
}

/// Applies every safe fix until none is left, as one step; the step and the titles of what was done.
#[must_use]
pub fn fix_all(design: &Design, registry: &Registry, today: Date) -> (Transaction, Vec<String>) {
    let mut current = design.clone();
    let mut edits = Vec::new();
    let mut done = Vec::new();
    for _ in 0..ROUNDS {
        let report = analyse(&current, registry, today).report;
        let errors = report.count(Severity::Error);
        let next = report.findings.iter().find_map(|finding: &Finding| {
            let fix = finding.fixes.iter().find(|f| f.safe)?;
            let transaction = apply_fix(&current, registry, fix)?;
            let mut fixed = current.clone();
            let _inverse = transaction.clone().apply(&mut fixed);
            // A fix that makes things worse here is left to a person.
            let better = analyse(&fixed, registry, today).report.count(Severity::Error) <= errors;
            better.then_some((transaction, fixed))
        });
        let Some((transaction, fixed)) = next else { break };
        done.push(transaction.title);
        edits.extend(transaction.edits);
        current = fixed;
    }
    (Transaction::new("Fix findings", edits), done)
}
