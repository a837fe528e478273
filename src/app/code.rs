//! Template text in colours.

use egui::text::{LayoutJob, TextFormat};

use super::theme::{self, Theme};

/// YAML, coloured.
pub fn yaml(text: &str, theme: &'static Theme, size: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut first = true;
    for line in text.lines() {
        if !first {
            push(&mut job, "\n", theme.text, size);
        }
        first = false;
        yaml_line(&mut job, line, theme, size);
    }
    job
}

fn push(job: &mut LayoutJob, text: &str, color: egui::Color32, size: f32) {
    job.append(text, 0.0, TextFormat { font_id: theme::mono(size), color, ..TextFormat::default() });
}

/// One line of YAML: keys in the accent, tags in the colour of warnings, values in the colour of what is good.
pub fn yaml_line(job: &mut LayoutJob, line: &str, theme: &'static Theme, size: f32) {
    let body = line.trim_start_matches([' ', '-']);
    let indent = &line[..line.len() - body.len()];
    push(job, indent, theme.dim, size);
    if body.starts_with('#') {
        push(job, body, theme.faint, size);
        return;
    }
    let key = body.find(": ").or_else(|| body.strip_suffix(':').map(str::len)).filter(|end| is_key(&body[..*end]));
    let rest = match key {
        Some(end) => {
            push(job, &body[..end], theme.accent, size);
            push(job, ":", theme.dim, size);
            &body[end + 1..]
        }
        None => body,
    };
    let value = rest.trim_start();
    push(job, &rest[..rest.len() - value.len()], theme.dim, size);
    let tag = value.strip_prefix('!').map(|t| t.find(' ').map_or(value.len(), |end| end + 1));
    let (tag, value) = value.split_at(tag.unwrap_or(0));
    push(job, tag, theme.warning, size);
    let plain = matches!(value.trim(), "true" | "false" | "null") || value.trim().parse::<f64>().is_ok();
    push(job, value, if plain { theme.warning } else { theme.good }, size);
}

/// JSON, coloured: names in the accent, texts and other values as in templates; what ends it is marked.
pub fn json(text: &str, theme: &'static Theme, size: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    json_tokens(&mut job, text, json_fault(text), theme, size);
    if text.is_empty() {
        push(&mut job, "", theme.text, size);
    }
    job
}

/// One line of JSON, coloured.
pub fn json_line(job: &mut LayoutJob, line: &str, theme: &'static Theme, size: f32) {
    json_tokens(job, line, None, theme, size);
}

fn json_tokens(job: &mut LayoutJob, text: &str, fault: Option<usize>, theme: &'static Theme, size: f32) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest),
            c if c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.') => {
                rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'))).unwrap_or(rest.len())
            }
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        let color = match first {
            '"' if after.trim_start().starts_with(':') => theme.accent,
            '"' => theme.good,
            c if c.is_ascii_alphanumeric() || c == '-' => theme.warning,
            _ => theme.dim,
        };
        let at = text.len() - rest.len();
        let mut format = TextFormat { font_id: theme::mono(size), color, ..TextFormat::default() };
        if fault.is_some_and(|fault| (at..at + length).contains(&fault) || (fault >= text.len() && after.is_empty())) {
            format.underline = egui::Stroke::new(2.0, theme.error);
            format.background = theme.error.gamma_multiply(0.25);
        }
        job.append(token, 0.0, format);
        rest = after;
    }
}

/// How long the text in quotation marks is that this begins with.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            '\n' => return at,
            _ => {}
        }
    }
    text.len()
}

/// Where a text stops being JSON.
fn json_fault(text: &str) -> Option<usize> {
    if text.trim().is_empty() || text.starts_with("!Ref ") {
        return None;
    }
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let mut at = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    // What was expected is missing behind what stands last.
    Some(if at >= text.trim_end().len() { text.trim_end().len().saturating_sub(1) } else { at })
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && !text.contains(['"', '{', '(', '=']) && text.split_whitespace().count() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_coloured_without_losing_a_letter_and_its_fault_is_marked() {
        let theme = theme::of_context(&egui::Context::default());
        let marked = |text: &str| {
            let job = json(text, theme, theme::SMALL);
            assert_eq!(job.text, text);
            let section = job.sections.iter().find(|section| section.format.underline.width > 0.0)?;
            Some(text[section.byte_range.start.0..section.byte_range.end.0].to_owned())
        };
        assert_eq!(marked("{\"a\": [1, true, \"x \\\" ä\"]}\n"), None);
        assert_eq!(marked("{\"a\": oops}").as_deref(), Some("oops"));
        assert_eq!(marked("{\n  \"a\": 1,\n}").as_deref(), Some("}"));
        assert_eq!(marked("{\"ä\": 1").as_deref(), Some("1"));
        assert_eq!(marked("{\"a\nb\": 1}").as_deref().map(|t| t.contains('a') || t == "\n"), Some(true));
        assert_eq!(marked(""), None);
        assert_eq!(marked("!Ref Name"), None);
    }
}
