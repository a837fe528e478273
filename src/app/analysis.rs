//! What follows from a design: template, findings, grants. Computed on a worker thread and swapped in by revision.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::selection::Thing;
use super::worker::{Worker, guarded};
use crate::REGISTRY;
use crate::catalog::{Date, Finding, Proofs, Severity, Synthesis};
use crate::design::Design;
use crate::draw::Badges;

/// What follows from one revision of a design.
#[derive(Debug, Default)]
pub struct Analysis {
    /// The revision it is of.
    pub revision: u64,
    /// The template with where everything in it comes from.
    pub synthesis: Synthesis,
    /// Which lines deliver, and why.
    pub proofs: Proofs,
    /// The template as YAML.
    pub yaml: String,
    /// How many lines it has.
    pub line_count: usize,
    /// The lines of each resource in it, by logical ID.
    pub lines: BTreeMap<String, Range<usize>>,
    /// The template as JSON, made when it is first looked at.
    json: OnceLock<Json>,
    /// What the checks found, the worst first.
    pub findings: Vec<Finding>,
    /// How many of those each thing has.
    pub badges: Badges,
    /// Which of those are about each thing, by their numbers.
    by_thing: BTreeMap<Thing, Vec<usize>>,
    counts: BTreeMap<Severity, usize>,
    /// What the design accepts, with the reason.
    pub suppressed: Vec<(Finding, String)>,
    /// How long it took.
    pub took: Duration,
    /// What went wrong inside the program, where something did.
    pub failure: Option<String>,
}

/// The template as JSON.
#[derive(Debug)]
struct Json {
    text: String,
    lines: BTreeMap<String, Range<usize>>,
}

/// The template in one of its notations.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The text.
    pub content: &'a str,
    /// The lines of each resource in it, by logical ID.
    pub resources: &'a BTreeMap<String, Range<usize>>,
    /// Whether it is JSON.
    pub is_json: bool,
}

impl Analysis {
    /// The template in a notation.
    pub fn text(&self, is_json: bool) -> Text<'_> {
        if !is_json {
            return Text { content: &self.yaml, resources: &self.lines, is_json };
        }
        let json = self.json.get_or_init(|| {
            let text = if self.yaml.is_empty() { String::new() } else { crate::cfn::json::write(&self.synthesis.template.to_value()) };
            Json { lines: resource_lines(&text), text }
        });
        Text { content: &json.text, resources: &json.lines, is_json }
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.counts.get(&severity).copied().unwrap_or_default()
    }

    /// The findings about a thing.
    pub fn about<'a>(&'a self, thing: &Thing) -> impl Iterator<Item = &'a Finding> + use<'a> {
        self.by_thing.get(thing).into_iter().flatten().filter_map(|number| self.findings.get(*number))
    }
}

/// The thread that analyses.
pub type Analyst = Worker<(u64, Arc<Design>), Analysis>;

/// What follows from a revision of a design; where that fails, why.
pub fn analysed((revision, design): &(u64, Arc<Design>)) -> Analysis {
    let mut analysis = guarded(|| analyse(design, today())).unwrap_or_else(|text| Analysis { failure: Some(text), ..Analysis::default() });
    analysis.revision = *revision;
    analysis
}

/// Everything that follows from a design on a given day.
pub fn analyse(design: &Design, today: Date) -> Analysis {
    let start = Instant::now();
    let crate::synth::Analysis { mut synthesis, mut proofs, report } = crate::synth::analyse(design, &REGISTRY, today);
    let yaml = synthesis.take_yaml();
    proofs.shrink_to_fit();
    let lines = resource_lines(&yaml);
    Analysis {
        revision: 0,
        synthesis,
        proofs,
        line_count: yaml.lines().count(),
        yaml,
        lines,
        json: OnceLock::new(),
        badges: Badges::of(&report.findings),
        by_thing: by_thing(&report.findings),
        counts: counts(&report.findings),
        findings: report.findings,
        suppressed: report.suppressed,
        took: start.elapsed(),
        failure: None,
    }
}

/// How many findings there are of each severity.
fn counts(findings: &[Finding]) -> BTreeMap<Severity, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.severity).or_default() += 1;
    }
    counts
}

/// The numbers of the findings about each thing.
fn by_thing(findings: &[Finding]) -> BTreeMap<Thing, Vec<usize>> {
    let mut found: BTreeMap<Thing, Vec<usize>> = BTreeMap::new();
    for (number, finding) in findings.iter().enumerate() {
        if let Some(thing) = Thing::of_place(&finding.place) {
            found.entry(thing).or_default().push(number);
        }
    }
    found
}

/// Today, by the clock of the machine.
pub fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    Date::from_days((seconds / 86_400) as i64)
}

/// The lines of each resource: its name stands one step in, under `Resources`.
fn resource_lines(text: &str) -> BTreeMap<String, Range<usize>> {
    let is_json = text.starts_with('{');
    let (outer, inner) = if is_json { ("  ", "    ") } else { ("", "  ") };
    let at = |line: &str, indent: &str| line.strip_prefix(indent).filter(|rest| !rest.starts_with([' ', '}'])).map(str::to_owned);
    let name = |rest: String| {
        let rest = if is_json {
            rest.strip_prefix('"')?.strip_suffix("\": {").map(str::to_owned)
        } else {
            rest.strip_suffix(':').map(str::to_owned)
        };
        rest.filter(|name| !name.is_empty())
    };
    let mut found: BTreeMap<String, Range<usize>> = BTreeMap::new();
    let mut inside = false;
    let mut current: Option<(String, usize)> = None;
    let total = text.lines().count();
    for (number, line) in text.lines().enumerate().chain([(total, "")]) {
        let top = !line.is_empty() && line.strip_prefix(outer).is_some_and(|rest| !rest.starts_with(' '));
        let named = if inside { at(line, inner).and_then(name) } else { None };
        if (top || number == total || named.is_some())
            && let Some((name, start)) = current.take()
        {
            found.insert(name, start..number);
        }
        if top {
            inside = line.trim_start().trim_matches(['"', ' ', '{', ':']) == "Resources";
        } else if let Some(name) = named {
            current = Some((name, number));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_resources_follow_the_text() {
        let yaml = "A: 1\nResources:\n  One:\n    Type: X\n  Two:\n    Type: Y\n    B: 2\nOutputs:\n  Three:\n    Value: 1\n";
        let lines = resource_lines(yaml);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines["One"], 2..4);
        assert_eq!(lines["Two"], 4..7);
        let json = "{\n  \"A\": 1,\n  \"Resources\": {\n    \"One\": {\n      \"Type\": \"X\"\n    },\n    \"Two\": {\n      \"Type\": \"Y\"\n    }\n  },\n  \"Outputs\": {\n    \"Three\": {\n    }\n  }\n}\n";
        let lines = resource_lines(json);
        assert_eq!(lines.len(), 2);
        assert_eq!((lines["One"].clone(), lines["Two"].clone()), (3..6, 6..9));
    }

    #[test]
    fn the_worker_answers_with_the_last_revision() {
        let worker = Analyst::start(|| (), analysed);
        let design = Arc::new(Design::new("shop"));
        worker.ask(1, (1, Arc::clone(&design)));
        worker.ask(1, (2, design));
        let deadline = Instant::now() + Duration::from_secs(20);
        let mut last = 0;
        while last != 2 && Instant::now() < deadline {
            for (document, analysis) in worker.answers() {
                assert_eq!(document, 1);
                last = analysis.revision;
                assert!(analysis.yaml.starts_with("AWSTemplateFormatVersion"));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(last, 2);
    }
}
