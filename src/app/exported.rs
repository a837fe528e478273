//! Where a design's template was exported to last, and how it has changed since.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use similar::{ChangeTag, TextDiff};

use super::analysis::Analysis;
use super::state::{State, capital};
use super::toast::Toast;

/// How many lines around a change are shown with it.
const AROUND: usize = 3;

/// The last export of a design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The template's file.
    pub path: PathBuf,
    /// What stands in it, while the template is compared with it.
    pub compared: Option<Arc<str>>,
}

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// So many lines that are the same.
    Same(usize),
    /// A line beside a change, with its number in the template as it is now.
    Beside(usize, String),
    /// A line that the export does not have, with its number in the template as it is now.
    Added(usize, String),
    /// A line that only the export has.
    Removed(String),
}

/// How a text has become another, in lines.
pub fn rows(before: &str, now: &str) -> Vec<Row> {
    let diff = TextDiff::from_lines(before, now);
    let mut rows = Vec::new();
    let mut seen = 0;
    for group in diff.grouped_ops(AROUND) {
        let first = group.first().map_or(seen, |op| op.new_range().start);
        if first > seen {
            rows.push(Row::Same(first - seen));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let text = change.value().trim_end_matches(['\n', '\r']).to_owned();
            let number = change.new_index().unwrap_or_default();
            rows.push(match change.tag() {
                ChangeTag::Equal => Row::Beside(number, text),
                ChangeTag::Insert => Row::Added(number, text),
                ChangeTag::Delete => Row::Removed(text),
            });
        }
        seen = group.last().map_or(seen, |op| op.new_range().end);
    }
    let left = now.lines().count().saturating_sub(seen);
    if left > 0 {
        rows.push(Row::Same(left));
    }
    rows
}

/// Whether a file of this name gets JSON instead of YAML.
pub fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"))
}

/// The template as it is exported to a file of this name.
pub fn text(analysis: &Analysis, path: &Path) -> String {
    if is_json(path) { crate::cfn::json::write(&analysis.synthesis.template.to_value()) } else { analysis.yaml.clone() }
}

/// Remembers where a design was exported to; nothing where its template was divided.
pub fn remember(state: &mut State, id: u64, path: Option<&Path>) {
    let path = path.map(|path| fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf()));
    let Some(document) = state.document_by_id(id) else { return };
    let compares = document.exported.as_ref().is_some_and(|exported| exported.compared.is_some());
    document.exported = path.clone().map(|path| Exported { path, compared: None });
    let design = document.path.clone();
    if let Some(design) = design {
        state.remembering(move |remembered| remembered.put_export(&design, path.as_deref()));
    }
    if compares {
        compare(state, id, true);
    }
}

/// Compares the template with its last export, or no longer.
pub fn compare(state: &mut State, id: u64, on: bool) {
    let Some(document) = state.document_by_id(id) else { return };
    let Some(exported) = &mut document.exported else { return };
    exported.compared = None;
    if !on {
        return;
    }
    match fs::read_to_string(&exported.path) {
        Ok(text) => exported.compared = Some(text.into()),
        Err(why) => {
            let text = format!("{}: {}", capital(&why.to_string()), exported.path.display());
            state.toast(Toast::refused(text, Some("Export the template again to compare with that.".to_owned())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_stand_among_the_lines_around_them() {
        let before: String = (0..20).map(|n| format!("line {n}\n")).collect();
        let now = before.replace("line 10\n", "line ten\nline more\n");
        let rows = rows(&before, &now);
        let expected = [
            Row::Same(7),
            Row::Beside(7, "line 7".into()),
            Row::Beside(8, "line 8".into()),
            Row::Beside(9, "line 9".into()),
            Row::Removed("line 10".into()),
            Row::Added(10, "line ten".into()),
            Row::Added(11, "line more".into()),
            Row::Beside(12, "line 11".into()),
            Row::Beside(13, "line 12".into()),
            Row::Beside(14, "line 13".into()),
            Row::Same(6),
        ];
        assert_eq!(rows, expected);
        assert_eq!(super::rows(&before, &before), [Row::Same(20)]);
    }
}
