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

fn is_key(text: &str) -> bool {
    !text.is_empty() && !text.contains(['"', '{', '(', '=']) && text.split_whitespace().count() <= 2
}
