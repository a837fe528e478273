//! Values as YAML, intrinsic functions in their short form where one exists.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use indexmap::IndexMap;

use super::json::float;
use super::template::Resource;
use super::{Map, Value};

/// The value as YAML with a line break at its end.
#[must_use]
pub fn write(value: &Value) -> String {
    let unquoted = BTreeSet::new();
    let mut out = Out::new(&unquoted);
    write_block(value, 0, Place::Line, &mut out);
    ended(out)
}

/// A whole template as YAML, in the order it is written, without a tree of its own in between: large templates are
/// written after every edit.
pub(super) fn write_template(sections: &[(&str, Section<'_>)], unquoted: &BTreeSet<String>) -> String {
    let mut out = Out::new(unquoted);
    for (index, (name, section)) in sections.iter().enumerate() {
        begin(index == 0, 0, Place::Line, &mut out);
        write_scalar(name, 0, &mut out);
        out.push(':');
        match section {
            Section::Value(value) => out.at(name, |out| write_after_key(value, 0, out)),
            Section::Text(text) => {
                out.push(' ');
                out.at(name, |out| write_scalar(text, 0, out));
            }
            Section::Map(map) => out.at(name, |out| write_entries(map, 1, Place::Key, out)),
            Section::Resources(resources) => out.at(name, |out| write_resources(resources, out)),
        }
    }
    ended(out)
}

/// What is written, and texts that stand without quotes although some reader takes them for something else.
struct Out<'u> {
    text: String,
    unquoted: &'u BTreeSet<String>,
    /// Where it stands in the template, where that decides.
    place: Option<String>,
}

impl<'u> Out<'u> {
    fn new(unquoted: &'u BTreeSet<String>) -> Self {
        let place = unquoted.first().is_some_and(|first| first.starts_with('/')).then(String::new);
        Self { text: String::new(), unquoted, place }
    }

    /// Writes what stands under a name or at a number.
    fn at(&mut self, step: impl std::fmt::Display, write: impl FnOnce(&mut Self)) {
        let Some(place) = &mut self.place else { return write(self) };
        let length = place.len();
        // Writing to a String cannot fail.
        let _ = write!(place, "/{step}");
        write(self);
        if let Some(place) = &mut self.place {
            place.truncate(length);
        }
    }

    fn is_unquoted(&self, text: &str) -> bool {
        !self.unquoted.is_empty()
            && (self.unquoted.contains(text) || self.place.as_ref().is_some_and(|place| self.unquoted.contains(place)))
    }
}

impl std::ops::Deref for Out<'_> {
    type Target = String;

    fn deref(&self) -> &String {
        &self.text
    }
}

impl std::ops::DerefMut for Out<'_> {
    fn deref_mut(&mut self) -> &mut String {
        &mut self.text
    }
}

/// What stands in one section of a template.
pub(super) enum Section<'a> {
    /// Any value.
    Value(Value),
    /// A line of text.
    Text(&'a str),
    /// A map with something in it.
    Map(&'a Map),
    /// The resources.
    Resources(&'a IndexMap<String, Resource>),
}

/// So many resources tell about how long the text of all will be.
const MEASURED: usize = 64;

fn write_resources(resources: &IndexMap<String, Resource>, out: &mut Out<'_>) {
    if resources.is_empty() {
        out.push_str(" {}");
        return;
    }
    let begins = out.len();
    for (index, (id, resource)) in resources.iter().enumerate() {
        if index == MEASURED {
            // Much text that grows by doubling is copied again and again, and takes up to twice its length.
            let each = (out.len() - begins) / MEASURED;
            out.reserve_exact(each * (resources.len() - MEASURED) * 9 / 8);
        }
        new_line(1, out);
        write_scalar(id, 1, out);
        out.push(':');
        out.at(id, |out| {
            write_entries(&resource.attributes(), 2, Place::Key, out);
            if !resource.properties.is_empty() {
                new_line(2, out);
                out.push_str("Properties:");
                out.at("Properties", |out| write_entries(&resource.properties, 3, Place::Key, out));
            }
        });
    }
}

fn ended(mut out: Out<'_>) -> String {
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out.text
}

/// Where the writer stands when it begins a value.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// At the start of a line that is already indented.
    Line,
    /// Behind `key:` or a tag.
    Key,
    /// Behind `- `.
    Dash,
}

/// The short tag of an intrinsic function without its `!`, where CloudFormation has one.
fn short_tag(function: &str) -> Option<&str> {
    // `Fn::ForEach` and `Fn::Length`-like language extensions: only the ones with a documented short form.
    const SHORT: [&str; 16] = [
        "And",
        "Base64",
        "Cidr",
        "Equals",
        "FindInMap",
        "GetAZs",
        "GetAtt",
        "If",
        "ImportValue",
        "Join",
        "Not",
        "Or",
        "Select",
        "Split",
        "Sub",
        "Transform",
    ];
    match function {
        "Ref" | "Condition" => Some(function),
        _ => function.strip_prefix("Fn::").filter(|name| SHORT.contains(name)),
    }
}

fn new_line(depth: usize, out: &mut Out<'_>) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// Begins a block (map or list) at `depth`, on the same line where the place allows.
fn begin(first: bool, depth: usize, place: Place, out: &mut Out<'_>) {
    if first && place != Place::Key {
        return;
    }
    new_line(depth, out);
}

fn write_block(value: &Value, depth: usize, place: Place, out: &mut Out<'_>) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            write_entries(map, depth, place, out);
        }
        Value::List(list) if !list.is_empty() => {
            for (index, item) in list.iter().enumerate() {
                begin(index == 0, depth, place, out);
                out.push_str("- ");
                out.at(index, |out| write_block(item, depth + 1, Place::Dash, out));
            }
        }
        Value::Call(function, argument) => write_call(function, argument, depth, place, out),
        other => write_flow(other, depth, out),
    }
}

fn write_entries(map: &Map, depth: usize, place: Place, out: &mut Out<'_>) {
    for (index, (key, item)) in map.iter().enumerate() {
        begin(index == 0, depth, place, out);
        write_scalar(key, depth, out);
        out.push(':');
        out.at(key, |out| write_after_key(item, depth, out));
    }
}

/// What stands behind `key:` (or behind a tag) at `depth`.
fn write_after_key(item: &Value, depth: usize, out: &mut Out<'_>) {
    match item {
        Value::Map(map) if !map.is_empty() => write_block(item, depth + 1, Place::Key, out),
        Value::List(list) if !list.is_empty() => write_block(item, depth + 1, Place::Key, out),
        Value::Call(function, argument) if tag(function, argument).is_none() => write_block(item, depth + 1, Place::Key, out),
        _ => {
            out.push(' ');
            write_block(item, depth, Place::Dash, out);
        }
    }
}

/// The tag a call is written with; none where it takes its long form, as YAML has no `!A !B`.
fn tag<'a>(function: &'a str, argument: &Value) -> Option<&'a str> {
    let nested = matches!(argument, Value::Call(inner, argument) if tag(inner, argument).is_some());
    if nested { None } else { short_tag(function) }
}

fn write_call(function: &str, argument: &Value, depth: usize, place: Place, out: &mut Out<'_>) {
    let Some(tag) = tag(function, argument) else {
        begin(true, depth, place, out);
        write_scalar(function, depth, out);
        out.push(':');
        out.at(function, |out| write_after_key(argument, depth, out));
        return;
    };
    out.push('!');
    out.push_str(tag);
    match (function, argument) {
        ("Fn::GetAtt", Value::List(parts)) if parts.iter().all(|p| p.as_text().is_some()) => {
            for (index, part) in parts.iter().filter_map(Value::as_text).enumerate() {
                out.push(if index == 0 { ' ' } else { '.' });
                out.push_str(part);
            }
        }
        (_, Value::List(list)) if !list.is_empty() => out.at(function, |out| write_block(argument, depth + 1, Place::Key, out)),
        (_, Value::Map(map)) if !map.is_empty() => out.at(function, |out| write_block(argument, depth + 1, Place::Key, out)),
        _ => {
            out.push(' ');
            out.at(function, |out| write_block(argument, depth, Place::Dash, out));
        }
    }
}

fn write_flow(value: &Value, depth: usize, out: &mut Out<'_>) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Integer(n) => {
            // Writing to a String cannot fail.
            let _ = write!(out, "{n}");
        }
        Value::Float(n) => out.push_str(&float(*n)),
        Value::Text(text) => write_scalar(text, depth, out),
        Value::List(_) => out.push_str("[]"),
        Value::Map(_) | Value::Call(..) => out.push_str("{}"),
    }
}

/// Text as a YAML scalar: plain where no reader can take it for anything else, a literal block where it has lines,
/// single quotes otherwise, double quotes where it holds what only they can say.
fn write_scalar(text: &str, depth: usize, out: &mut Out<'_>) {
    if is_plain(text) || out.is_unquoted(text) {
        out.push_str(text);
    } else if text.contains('\n') && is_blockable(text) {
        write_literal_block(text, depth, out);
    } else if text.chars().any(needs_escape) {
        write_double_quoted(text, out);
    } else {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
    }
}

/// Whether only double quotes can say this character.
fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{85}')
}

/// Whether a literal block says exactly this text: no control characters, no line of spaces alone, no leading space.
fn is_blockable(text: &str) -> bool {
    let clean = text.chars().all(|c| c == '\n' || !needs_escape(c));
    clean && !text.starts_with([' ', '\n']) && !text.ends_with("\n\n") && text.split('\n').all(|line| line.trim_end() == line)
}

fn write_literal_block(text: &str, depth: usize, out: &mut Out<'_>) {
    out.push_str(if text.ends_with('\n') { "|" } else { "|-" });
    for line in text.trim_end_matches('\n').split('\n') {
        out.push('\n');
        if !line.is_empty() {
            for _ in 0..=depth {
                out.push_str("  ");
            }
            out.push_str(line);
        }
    }
}

fn write_double_quoted(text: &str, out: &mut Out<'_>) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if needs_escape(c) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Whether text can stand without quotes: it begins with a letter (or `/`, `$`, `_`), holds nothing with a meaning in
/// YAML, and is no word that some reader takes for a truth value or for nothing.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 12] = ["y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan", "inf", "none"];
    let Some(first) = text.chars().next() else {
        return false;
    };
    let begins = first.is_alphabetic() || matches!(first, '/' | '$' | '_');
    let ends = !text.ends_with([' ', ':']);
    let harmless = |b: u8| (b' '..0x7f).contains(&b) && !matches!(b, b'"' | b'\'' | b'`' | b'#' | b'\\');
    let inside = text.bytes().all(harmless) || is_harmless_beyond_ascii(text);
    begins && ends && inside && !text.contains(": ") && !(text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)))
}

fn is_harmless_beyond_ascii(text: &str) -> bool {
    text.chars().all(|c| !needs_escape(c) && !matches!(c, '"' | '\'' | '`' | '#' | '\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &Value, expected: &str) {
        assert_eq!(write(value), expected);
    }

    #[test]
    fn short_forms_and_nesting() {
        let value = Value::map([
            ("Arn", Value::get_att("Orders", "Arn")),
            ("Name", Value::reference("Orders")),
            ("Role", Value::sub("arn:${AWS::Partition}:iam::x")),
            ("Import", Value::Call("Fn::ImportValue".into(), Box::new(Value::sub("${Stage}-bus")))),
            ("List", Value::list([Value::reference("A"), Value::map([("Key", "a"), ("Value", "b")]), Value::List(vec![])])),
            (
                "If",
                Value::Call(
                    "Fn::If".into(),
                    Box::new(Value::list([Value::from("IsProd"), Value::from(1), Value::reference("AWS::NoValue")])),
                ),
            ),
        ]);
        check(
            &value,
            "Arn: !GetAtt Orders.Arn\nName: !Ref Orders\nRole: !Sub arn:${AWS::Partition}:iam::x\nImport:\n  Fn::ImportValue: !Sub ${Stage}-bus\nList:\n  - !Ref A\n  - Key: a\n    Value: b\n  - []\nIf: !If\n  - IsProd\n  - 1\n  - !Ref AWS::NoValue\n",
        );
    }

    #[test]
    fn scalars_no_reader_mistakes() {
        let value = Value::list([
            "2012-10-17",
            "yes",
            "012345678901",
            "a: b",
            "it's",
            "- x",
            "",
            "plain text",
            "*",
            "a\tb",
            "${Stage}",
            "rate(5 minutes)",
            "{x}",
            "a #b",
        ]);
        check(
            &value,
            "- '2012-10-17'\n- 'yes'\n- '012345678901'\n- 'a: b'\n- 'it''s'\n- '- x'\n- ''\n- plain text\n- '*'\n- \"a\\tb\"\n- ${Stage}\n- rate(5 minutes)\n- '{x}'\n- 'a #b'\n",
        );
    }

    #[test]
    fn lines_become_blocks() {
        check(&Value::map([("Code", "a\n\n  b\n"), ("Other", "x\ny")]), "Code: |\n  a\n\n    b\nOther: |-\n  x\n  y\n");
        check(&Value::map([("Float", 2.0)]), "Float: 2.0\n");
    }
}
