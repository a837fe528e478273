//! Findings as text, JSON, SARIF and GitHub annotations.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::{Value as Json, json};

use super::output::{Output, Paint};
use crate::REGISTRY;
use crate::catalog::{Finding, Graph, NodeView, Place, Severity, docs};
use crate::checks::Report;
use crate::design::Design;

/// A design that was checked, with its file and what was found.
pub(super) type Checked = (PathBuf, Design, Report);

/// Where a finding is, in names: `Orders`, `Orders API/POST /orders`, `Orders → Worker`.
fn place(graph: &Graph<'_>, place: &Place) -> String {
    let design = graph.design;
    let name = |id: &crate::design::NodeId| design.nodes.get(id).map_or_else(|| id.to_string(), |n| n.name.clone());
    match place {
        Place::Design => design.name.clone(),
        Place::Node(id) => name(id),
        Place::Entry(id, entry) => {
            let rows = graph.node(id).map(NodeView::rows).unwrap_or_default();
            let title = rows.iter().find(|r| r.entry == *entry).map_or(entry.as_str(), |r| r.title.as_str());
            format!("{}/{title}", name(id))
        }
        Place::Connection(id) => {
            design.connections.get(id).map_or_else(|| id.to_string(), |c| format!("{} → {}", name(&c.source), name(&c.target)))
        }
        Place::Group(id) => design.groups.get(id).map_or_else(|| id.to_string(), |g| g.name.clone()),
    }
}

/// The id of what a finding is about.
fn id(place: &Place) -> Option<String> {
    match place {
        Place::Design => None,
        Place::Node(id) => Some(id.to_string()),
        Place::Entry(id, entry) => Some(format!("{id}/{entry}")),
        Place::Connection(id) => Some(id.to_string()),
        Place::Group(id) => Some(id.to_string()),
    }
}

/// For people: a line each, with the place, the code and what a machine can do.
pub(super) fn text(file: &Path, design: &Design, findings: &[Finding], out: &Output) -> String {
    let graph = Graph::new(design, &REGISTRY);
    let mut text = String::new();
    for finding in findings {
        let paint = match finding.severity {
            Severity::Error => Paint::Red,
            Severity::Warning => Paint::Yellow,
            Severity::Advice => Paint::Blue,
        };
        let severity = out.paint(finding.severity.name(), paint);
        let at = place(&graph, &finding.place);
        let field = finding.field.map(|f| format!(".{f}")).unwrap_or_default();
        text.push_str(&format!("{}: {at}{field}: {severity} {}: {}\n", file.display(), finding.code, finding.message));
        for fix in &finding.fixes {
            let how = if fix.safe { "fix" } else { "possible fix" };
            text.push_str(&out.paint(&format!("    {how}: {}\n", fix.title), Paint::Dim));
        }
    }
    text
}

/// One line that counts the findings.
pub(super) fn summary(file: &Path, report: &Report) -> String {
    let count = |severity: Severity, one: &str, many: &str| {
        let n = report.count(severity);
        (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }))
    };
    let mut parts: Vec<String> = [
        count(Severity::Error, "error", "errors"),
        count(Severity::Warning, "warning", "warnings"),
        count(Severity::Advice, "piece of advice", "pieces of advice"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        parts.push("clean".to_owned());
    }
    if !report.suppressed.is_empty() {
        parts.push(format!("{} suppressed", report.suppressed.len()));
    }
    format!("{}: {}", file.display(), parts.join(", "))
}

/// A list of objects.
pub(super) fn json(results: &[Checked]) -> String {
    let list: Vec<Json> = results
        .iter()
        .flat_map(|(file, design, report)| {
            let graph = Rc::new(Graph::new(design, &REGISTRY));
            report.findings.iter().map(move |finding| {
                json!({
                    "file": file.display().to_string(),
                    "code": finding.code,
                    "severity": finding.severity.name(),
                    "message": finding.message,
                    "place": place(&graph, &finding.place),
                    "id": id(&finding.place),
                    "field": finding.field,
                    "related": finding.related.iter().map(|p| place(&graph, p)).collect::<Vec<_>>(),
                    "fixes": finding.fixes.iter().map(|f| json!({ "title": f.title, "safe": f.safe })).collect::<Vec<_>>(),
                })
            })
        })
        .collect();
    pretty(&Json::Array(list))
}

fn pretty(value: &Json) -> String {
    format!("{value:#}\n")
}

/// SARIF 2.1.0.
pub(super) fn sarif(results: &[Checked]) -> String {
    let rules: Vec<Json> = REGISTRY
        .checks
        .iter()
        .map(|check| {
            let spec = check.spec();
            let prose = docs::prose(spec.docs);
            json!({
                "id": spec.code,
                "name": spec.name,
                "shortDescription": { "text": prose.lines().next().unwrap_or(spec.name) },
                "fullDescription": { "text": prose },
                "defaultConfiguration": { "level": level(spec.severity) },
            })
        })
        .collect();
    let found: Vec<Json> = results
        .iter()
        .flat_map(|(file, design, report)| {
            let (graph, lines) = (Rc::new(Graph::new(design, &REGISTRY)), Lines::of(design));
            let open = report.findings.iter().map(|f| (f, None));
            let suppressed = report.suppressed.iter().map(|(f, reason)| (f, Some(reason.as_str())));
            open.chain(suppressed).map(move |(finding, reason)| sarif_result(file, (&graph, &lines), finding, reason))
        })
        .collect();
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "Stackdraft", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "results": found,
        }],
    }))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

fn sarif_result(file: &Path, (graph, lines): (&Graph<'_>, &Lines), finding: &Finding, reason: Option<&str>) -> Json {
    let uri = file.display().to_string().replace('\\', "/");
    let logical = |p: &Place| json!({ "fullyQualifiedName": place(graph, p) });
    let mut result = json!({
        "ruleId": finding.code,
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": [{
            "physicalLocation": { "artifactLocation": { "uri": uri }, "region": { "startLine": lines.line(finding) } },
            "logicalLocations": [logical(&finding.place)],
        }],
    });
    if !finding.related.is_empty() {
        let related: Vec<Json> = finding.related.iter().map(|p| json!({ "logicalLocations": [logical(p)] })).collect();
        result["relatedLocations"] = Json::Array(related);
    }
    if let Some(reason) = reason {
        result["suppressions"] = json!([{ "kind": "inSource", "justification": reason }]);
    }
    result
}

/// Where in a design's file everything begins, by its id.
struct Lines(HashMap<String, usize>);

impl Lines {
    fn of(design: &Design) -> Self {
        let text = crate::project::print(design);
        let ids = text.lines().enumerate().filter_map(|(index, line)| {
            let id = line.strip_prefix("    \"")?.strip_suffix("\": {")?;
            Some((id.to_owned(), index + 1))
        });
        // Of two with one id the first counts, as nodes come before what leads to them.
        Self(ids.fold(HashMap::new(), |mut all, (id, line)| {
            all.entry(id).or_insert(line);
            all
        }))
    }

    /// The line where what the finding is about begins.
    fn line(&self, finding: &Finding) -> usize {
        let key = match &finding.place {
            Place::Node(id) | Place::Entry(id, _) => id.as_str(),
            Place::Connection(id) => id.as_str(),
            Place::Group(id) => id.as_str(),
            Place::Design => return 1,
        };
        self.0.get(key).copied().unwrap_or(1)
    }
}

/// Annotations of GitHub Actions.
pub(super) fn github(results: &[Checked]) -> String {
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let mut out = String::new();
    for (file, design, report) in results {
        let (graph, lines) = (Graph::new(design, &REGISTRY), Lines::of(design));
        for finding in &report.findings {
            let command = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Advice => "notice",
            };
            out.push_str(&format!(
                "::{command} file={},line={},title={}::{}\n",
                property(&file.display().to_string()),
                lines.line(finding),
                property(&format!("{} {}", finding.code, place(&graph, &finding.place))),
                escape(&finding.message),
            ));
        }
    }
    out
}
