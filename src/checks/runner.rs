//! Runs the checks: severities and suppressions of the design hold, and a check that fails is a finding about itself.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::catalog::{Context, Finding, Findings, Place, Severity};

/// What the checks found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What stands, the worst first, then by place.
    pub findings: Vec<Finding>,
    /// What the design accepts, with the reason.
    pub suppressed: Vec<(Finding, String)>,
}

impl Report {
    /// How many findings are of this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }

    /// Whether anything is at least as bad as this.
    #[must_use]
    pub fn reaches(&self, severity: Severity) -> bool {
        self.findings.iter().any(|f| f.severity <= severity)
    }
}

/// Runs every check that is not switched off.
#[must_use]
pub fn run(context: &Context<'_>) -> Report {
    let design = context.graph.design;
    let mut report = Report::default();
    for check in context.graph.registry.checks {
        let spec = check.spec();
        let setting = design.severities.get(spec.code).map(String::as_str);
        if setting == Some("off") {
            continue;
        }
        let mut found = Vec::new();
        let outcome = catch_unwind(AssertUnwindSafe(|| check.run(context, &mut Findings::new(spec, &mut found))));
        if outcome.is_err() {
            let message = format!("The check {} failed on this design; please report it. Its other findings may be missing.", spec.code);
            Findings::new(spec, &mut found).add(Place::Design, message).severity(Severity::Warning);
        }
        for mut finding in found {
            finding.severity = setting.and_then(Severity::from_name).unwrap_or(finding.severity);
            match suppression(context, &finding) {
                Some(reason) => report.suppressed.push((finding, reason)),
                None => report.findings.push(finding),
            }
        }
    }
    report.findings.sort_by(|a, b| (a.severity, &a.place, a.code, &a.message).cmp(&(b.severity, &b.place, b.code, &b.message)));
    stale_suppressions(context, &mut report);
    report
}

fn suppression(context: &Context<'_>, finding: &Finding) -> Option<String> {
    let design = context.graph.design;
    let map = match &finding.place {
        Place::Node(id) | Place::Entry(id, _) => &design.nodes.get(id)?.suppressions,
        Place::Connection(id) => &design.connections.get(id)?.suppressions,
        Place::Design | Place::Group(_) => &design.suppressions,
    };
    map.get(finding.code).cloned()
}

/// A suppression that suppresses nothing is a finding of the check that looks after suppressions, where there is one.
fn stale_suppressions(context: &Context<'_>, report: &mut Report) {
    let Some(check) = context.graph.registry.check(super::STALE_SUPPRESSION) else { return };
    let design = context.graph.design;
    let spec = check.spec();
    let setting = design.severities.get(spec.code).map(String::as_str);
    if setting == Some("off") {
        return;
    }
    let whole = design.suppressions.keys().map(|code| (Place::Design, code));
    let nodes = design.nodes.iter().flat_map(|(id, n)| n.suppressions.keys().map(|code| (Place::Node(id.clone()), code)));
    let lines = design.connections.iter().flat_map(|(id, c)| c.suppressions.keys().map(|code| (Place::Connection(id.clone()), code)));
    let used = |place: &Place, code: &str| {
        report.suppressed.iter().any(|(finding, _)| {
            let owner = match &finding.place {
                Place::Entry(node, _) => &Place::Node(node.clone()),
                Place::Group(_) => &Place::Design,
                other => other,
            };
            finding.code == code && owner == place
        })
    };
    let stale: Vec<(Place, String)> =
        whole.chain(nodes).chain(lines).filter(|(place, code)| !used(place, code)).map(|(place, code)| (place, code.clone())).collect();
    for (place, code) in stale {
        let mut findings = Findings::new(spec, &mut report.findings);
        let at = place.clone();
        let text = code.clone();
        let builder = findings.add(place, format!("The suppression of {code} suppresses nothing any more."));
        let builder = builder.fix("Remove the suppression", move |draft| draft.suppress(&at, &text, None));
        if let Some(severity) = setting.and_then(Severity::from_name) {
            builder.severity(severity);
        }
    }
}
