//! Data paths and expressions of definitions, as far as their form tells that they cannot be read.
//!
//! AWS: Step Functions Developer Guide, "Using JSONPath paths", "Transforming data with JSONata in Step Functions";
//! Amazon States Language specification, "Paths", "Reference Paths".

use serde_json::Value as Json;

/// What is wrong with a path such as `$.order.items[0]`, as the end of a sentence; a reference path leads to one place.
pub fn path_problem(path: &str, reference: bool) -> Option<String> {
    if !path.starts_with('$') {
        return Some(format!("`{path}` is no path: it does not begin with $"));
    }
    if let Some(why) = unbalanced(path, false) {
        return Some(format!("`{path}` is no path: {why}"));
    }
    let bare = outside_quotes(path);
    let empty = bare.contains("[]") || bare.contains("[[");
    if bare.ends_with('.') || bare.contains("...") || empty {
        return Some(format!("`{path}` is no path: a part of it is empty"));
    }
    if reference && (bare.contains("..") || bare.contains(['@', ',', ':', '?', '*'])) {
        return Some(format!("`{path}` may lead to several places, and one is wanted"));
    }
    None
}

/// What is wrong with what a member such as `amount.$` says: a path, or an intrinsic function.
pub fn template_problem(text: &str) -> Option<String> {
    if text.starts_with("States.") {
        let why = if text.trim_end().ends_with(')') { unbalanced(text, false) } else { Some("it does not end with )".to_owned()) };
        return why.map(|why| format!("`{text}` is no intrinsic function: {why}"));
    }
    path_problem(text, false)
}

/// What is wrong with a text where JSONata may stand, as the end of a sentence.
pub fn jsonata_problem(text: &str) -> Option<String> {
    let (begins, ends) = (text.starts_with("{%"), text.ends_with("%}"));
    match (begins, ends) {
        (false, false) => None,
        (true, true) if text.len() >= 4 => {
            let inside = text.get(2..text.len() - 2).unwrap_or_default();
            let why = if inside.trim().is_empty() { Some("nothing is in it".to_owned()) } else { unbalanced(inside, true) };
            why.map(|why| format!("`{text}` is no JSONata: {why}"))
        }
        (true, _) => Some(format!("`{text}` begins with {{% and does not end with %}}")),
        (false, true) => Some(format!("`{text}` ends with %}} and does not begin with {{%")),
    }
}

/// The first problem of the texts anywhere inside a value.
pub fn first_in(value: &Json, problem: &dyn Fn(Option<&str>, &str) -> Option<String>) -> Option<String> {
    fn within(key: Option<&str>, value: &Json, problem: &dyn Fn(Option<&str>, &str) -> Option<String>) -> Option<String> {
        match value {
            Json::String(text) => problem(key, text),
            Json::Array(list) => list.iter().find_map(|item| within(key, item, problem)),
            Json::Object(map) => map.iter().find_map(|(key, item)| within(Some(key), item, problem)),
            _ => None,
        }
    }
    within(None, value, problem)
}

/// What stands outside quotes and is not escaped.
fn outside_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            chars.next();
            // Whatever it was stands for itself.
            out.push('_');
        } else if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '\'' | '"') {
            quote = Some(c);
            out.push('_');
        } else if quote.is_none() {
            out.push(c);
        }
    }
    out
}

/// Brackets and quotes that are left open, or closed and were not open; in JSONata there are names in backticks, comments
/// and regular expressions as well.
fn unbalanced(text: &str, jsonata: bool) -> Option<String> {
    let mut open: Vec<char> = Vec::new();
    // Whether a slash divides: what stands before it is a value.
    let mut behind_value = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let ends = match c {
            '\'' | '"' => Some(c),
            '`' if jsonata => Some(c),
            '/' if jsonata && rest.starts_with('*') => {
                let Some((_, after)) = rest.split_once("*/") else { return Some("a comment does not end".to_owned()) };
                rest = after;
                continue;
            }
            '/' if jsonata && !behind_value => Some(c),
            _ => None,
        };
        if let Some(end) = ends {
            let Some(after) = behind(rest, end) else { return Some(format!("{c} is opened and not closed")) };
            rest = after;
            behind_value = true;
            continue;
        }
        match c {
            '\\' => rest = rest.chars().next().map_or(rest, |escaped| &rest[escaped.len_utf8()..]),
            '(' | '[' | '{' => open.push(c),
            ')' | ']' | '}' => {
                let fits = matches!((open.pop(), c), (Some('('), ')') | (Some('['), ']') | (Some('{'), '}'));
                if !fits {
                    return Some(format!("{c} closes what is not open"));
                }
            }
            _ => {}
        }
        if !c.is_whitespace() {
            behind_value = c.is_alphanumeric() || matches!(c, ')' | ']' | '}' | '_' | '$');
        }
    }
    open.pop().map(|c| format!("{c} is opened and not closed"))
}

/// What stands behind the next such character that is not escaped.
fn behind(text: &str, end: char) -> Option<&str> {
    let mut escaped = false;
    let at = text.char_indices().find(|(_, c)| {
        let ends = *c == end && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    at.map(|(at, c)| &text[at + c.len_utf8()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_what_is_none() {
        for good in [
            "$",
            "$$",
            "$$.Map.Item.Value",
            "$.a.b[0]",
            "$['a']['b c']",
            "$.store\\.book",
            "$.a[*].b",
            "$..book[?(@.price < 10)]",
            "$.foo\\@bar.baz\\[\\[.\\?pretty",
            "$.list[0:2]",
            "$variable.part",
            "$['a[b']",
        ] {
            assert_eq!(path_problem(good, false), None, "{good}");
        }
        for bad in ["nonsense", "", "$.a[[b", "$.a[", "$.a]", "$.a.", "$.a[]", "$['a]"] {
            assert!(path_problem(bad, false).is_some(), "{bad}");
        }
        assert!(path_problem("$.a[*]", true).is_some() && path_problem("$..a", true).is_some());
        assert_eq!(path_problem("$.foo\\@bar", true), None);
        assert_eq!(path_problem("$['a:b']", true), None);
    }

    #[test]
    fn intrinsic_functions_are_told_from_what_is_none() {
        assert_eq!(template_problem("States.Format('a {} b)', $.name)"), None);
        assert!(template_problem("States.Format('a'").is_some());
        assert!(template_problem("order").is_some());
    }

    #[test]
    fn expressions_are_told_from_what_is_none() {
        for good in [
            "plain",
            "{% $states.input %}",
            "{% $sum(items.price) / 2 %}",
            "{% $match(name, /a(b/) %}",
            "{% { 'a': [1, 2], \"b)\": 3 } %}",
            "{% `a(b`.c %}",
            "{% /* ( */ 1 %}",
            "{% a / b / (c) %}",
            "{% 'it\\'s (' %}",
        ] {
            assert_eq!(jsonata_problem(good), None, "{good}");
        }
        for bad in ["{% $sum( %}", "{% x", "x %}", "{%%}", "{%}", "{% a] %}", "{% 'a %}"] {
            assert!(jsonata_problem(bad).is_some(), "{bad}");
        }
    }
}
