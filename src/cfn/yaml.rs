//! Values as YAML, intrinsic functions in their short form where one exists.

use super::json::float;
use super::value::Value;

/// The value as YAML with a line break at its end.
#[must_use]
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    write_block(value, 0, Place::Line, &mut out);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
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

/// The short tag of an intrinsic function, where CloudFormation has one.
fn short_tag(function: &str) -> Option<String> {
    match function {
        "Ref" => Some("!Ref".to_owned()),
        "Condition" => Some("!Condition".to_owned()),
        // `Fn::ForEach` and `Fn::Length`-like language extensions: only the ones with a documented short form.
        _ => {
            let name = function.strip_prefix("Fn::")?;
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
            SHORT.contains(&name).then(|| format!("!{name}"))
        }
    }
}

fn new_line(depth: usize, out: &mut String) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// Begins a block (map or list) at `depth`, on the same line where the place allows.
fn begin(first: bool, depth: usize, place: Place, out: &mut String) {
    if first && place != Place::Key {
        return;
    }
    new_line(depth, out);
}

fn write_block(value: &Value, depth: usize, place: Place, out: &mut String) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            for (index, (key, item)) in map.iter().enumerate() {
                begin(index == 0, depth, place, out);
                out.push_str(&scalar(key, depth));
                out.push(':');
                write_after_key(item, depth, out);
            }
        }
        Value::List(list) if !list.is_empty() => {
            for (index, item) in list.iter().enumerate() {
                begin(index == 0, depth, place, out);
                out.push_str("- ");
                write_block(item, depth + 1, Place::Dash, out);
            }
        }
        Value::Call(function, argument) => write_call(function, argument, depth, place, out),
        other => out.push_str(&flow(other, depth)),
    }
}

/// What stands behind `key:` (or behind a tag) at `depth`.
fn write_after_key(item: &Value, depth: usize, out: &mut String) {
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
fn tag(function: &str, argument: &Value) -> Option<String> {
    let nested = matches!(argument, Value::Call(inner, argument) if tag(inner, argument).is_some());
    if nested { None } else { short_tag(function) }
}

fn write_call(function: &str, argument: &Value, depth: usize, place: Place, out: &mut String) {
    let Some(tag) = tag(function, argument) else {
        begin(true, depth, place, out);
        out.push_str(&scalar(function, depth));
        out.push(':');
        write_after_key(argument, depth, out);
        return;
    };
    out.push_str(&tag);
    match (function, argument) {
        ("Fn::GetAtt", Value::List(parts)) if parts.iter().all(|p| p.as_text().is_some()) => {
            let parts: Vec<&str> = parts.iter().filter_map(Value::as_text).collect();
            out.push(' ');
            out.push_str(&parts.join("."));
        }
        (_, Value::List(list)) if !list.is_empty() => write_block(argument, depth + 1, Place::Key, out),
        (_, Value::Map(map)) if !map.is_empty() => write_block(argument, depth + 1, Place::Key, out),
        _ => {
            out.push(' ');
            write_block(argument, depth, Place::Dash, out);
        }
    }
}

fn flow(value: &Value, depth: usize) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Integer(n) => n.to_string(),
        Value::Float(n) => float(*n),
        Value::Text(text) => scalar(text, depth),
        Value::List(_) => "[]".to_owned(),
        Value::Map(_) | Value::Call(..) => "{}".to_owned(),
    }
}

/// Text as a YAML scalar: plain where no reader can take it for anything else, a literal block where it has lines,
/// single quotes otherwise, double quotes where it holds what only they can say.
fn scalar(text: &str, depth: usize) -> String {
    if text.contains('\n') && is_blockable(text) {
        return literal_block(text, depth);
    }
    if text.chars().any(|c| c.is_control() || c == '\u{feff}' || c == '\u{2028}' || c == '\u{2029}' || c == '\u{85}') {
        return double_quoted(text);
    }
    if is_plain(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

/// Whether a literal block says exactly this text: no control characters, no line of spaces alone, no leading space.
fn is_blockable(text: &str) -> bool {
    let clean =
        text.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{feff}' || c == '\u{2028}' || c == '\u{2029}' || c == '\u{85}'));
    clean && !text.starts_with([' ', '\n']) && !text.ends_with("\n\n") && text.split('\n').all(|line| line.trim_end() == line)
}

fn literal_block(text: &str, depth: usize) -> String {
    let mut out = String::from(if text.ends_with('\n') { "|" } else { "|-" });
    for line in text.trim_end_matches('\n').split('\n') {
        out.push('\n');
        if !line.is_empty() {
            for _ in 0..=depth {
                out.push_str("  ");
            }
            out.push_str(line);
        }
    }
    out
}

fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{85}') => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
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
    let inside = text.chars().all(|c| !matches!(c, '"' | '\'' | '`' | '#' | '\\'));
    begins && ends && inside && !text.contains(": ") && !WORDS.contains(&text.to_ascii_lowercase().as_str())
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
            ("Import", Value::Call("Fn::ImportValue".to_owned(), Box::new(Value::sub("${Stage}-bus")))),
            ("List", Value::list([Value::reference("A"), Value::map([("Key", "a"), ("Value", "b")]), Value::List(vec![])])),
            (
                "If",
                Value::Call(
                    "Fn::If".to_owned(),
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
