//! Units carry their manual page: the doc comment of their declaration.

/// Declares a unit's spec; its doc comment becomes the `docs` of the spec and the page that help and `explain` show.
#[macro_export]
macro_rules! unit {
    ($(#[doc = $doc:literal])+ $visibility:vis static $name:ident: $kind:ident = { $($body:tt)* }) => {
        $(#[doc = $doc])+
        $visibility static $name: $kind = $kind { docs: concat!($($doc, "\n"),+), $($body)* };
    };
}

/// The doc comment as text: each line without the space that follows the slashes.
#[must_use]
pub fn text(docs: &str) -> String {
    let lines: Vec<&str> = docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    lines.join("\n").trim().to_owned()
}

/// The page without its examples.
#[must_use]
pub fn prose(docs: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in text(docs).lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if !inside {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim().to_owned()
}

/// The examples fenced as `stackdraft LABEL`, each a script for `stackdraft edit`.
#[must_use]
pub fn examples(docs: &str, label: &str) -> Vec<String> {
    let fence = format!("```stackdraft {label}");
    let mut found = Vec::new();
    let mut current: Option<String> = None;
    for line in text(docs).lines() {
        match &mut current {
            None if line.trim() == fence => current = Some(String::new()),
            None => {}
            Some(_) if line.starts_with("```") => found.extend(current.take()),
            Some(script) => {
                script.push_str(line);
                script.push('\n');
            }
        }
    }
    found
}
