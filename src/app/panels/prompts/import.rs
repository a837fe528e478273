//! A template was opened: whether to make a design of it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use egui::{Button, Stroke, Ui};

use crate::app::action::Action;
use crate::app::frame::Frame;
use crate::app::icons::{self, Icon};
use crate::app::prompt::{Answer, Template};
use crate::app::theme;
use crate::project;

/// How many of its services are named.
const NAMED: usize = 5;

/// The question.
pub(super) fn import_ui(ui: &mut Ui, frame: &Frame<'_>, template: &Template) {
    let theme = theme::of(ui);
    ui.set_width(460.0);
    let name = template.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    ui.horizontal(|ui| {
        icons::show(ui, Icon::Command("template"), 24.0, theme.accent);
        ui.add(egui::Label::new(theme::strong(format!("Import {name}?"), theme::HEADING, theme.text)).truncate());
    });
    ui.add_space(8.0);
    let held = format!("It is a CloudFormation template with {}", contents(&template.types));
    ui.label(theme::text(held, theme::BODY, theme.text));
    ui.add_space(6.0);
    let title = project::title(&template.path);
    let becomes = format!(
        "It becomes a new design, {title}: what the services recognise are nodes and connections, everything else stays a Resource node \
         with its properties as they are. The template's file is not changed."
    );
    ui.label(theme::text(becomes, theme::BODY, theme.dim));
    ui.add_space(16.0);
    ui.horizontal(|ui| {
        let go = Button::new(theme::strong("Import as a new design", theme::BODY, theme.on_accent)).fill(theme.accent).stroke(Stroke::NONE);
        let go = ui.add(go);
        if ui.memory(|memory| memory.focused().is_none()) {
            go.request_focus();
        }
        if go.clicked() {
            frame.push(Action::Answer(Answer::Import(template.path.clone())));
        }
        if ui.button("Cancel").clicked() {
            frame.push(Action::Prompt(None));
        }
    });
}

/// `41 resources: 8 Lambda, 4 IAM and 29 others.`
fn contents(types: &BTreeMap<String, usize>) -> String {
    let mut services: BTreeMap<&str, usize> = BTreeMap::new();
    for (kind, count) in types {
        *services.entry(kind.split("::").nth(1).unwrap_or(kind)).or_default() += count;
    }
    let all: usize = services.values().sum();
    let noun = if all == 1 { "resource" } else { "resources" };
    let mut services: Vec<(&str, usize)> = services.into_iter().collect();
    services.sort_by_key(|(_, count)| Reverse(*count));
    let others: usize = services.iter().skip(NAMED).map(|(_, count)| count).sum();
    let mut parts: Vec<String> = services.iter().take(NAMED).map(|(service, count)| format!("{count} {service}")).collect();
    if others > 0 {
        parts.push(format!("{others} others"));
    }
    match parts.pop() {
        None => format!("no {noun}."),
        Some(last) if parts.is_empty() => format!("{all} {noun}: {last}."),
        Some(last) => format!("{all} {noun}: {} and {last}.", parts.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_holds_is_told_by_service() {
        let of = |types: &[(&str, usize)]| contents(&types.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect());
        assert_eq!(of(&[]), "no resources.");
        assert_eq!(of(&[("AWS::SQS::Queue", 1)]), "1 resource: 1 SQS.");
        let many = [("AWS::IAM::Role", 3), ("AWS::Lambda::Function", 3), ("AWS::Lambda::Permission", 2), ("Custom::Seed", 1)];
        assert_eq!(of(&many), "9 resources: 5 Lambda, 3 IAM and 1 Seed.");
        let more = [("A::A::A", 9), ("A::B::A", 8), ("A::C::A", 7), ("A::D::A", 6), ("A::E::A", 5), ("A::F::A", 1), ("A::G::A", 1)];
        assert_eq!(of(&more), "37 resources: 9 A, 8 B, 7 C, 6 D, 5 E and 2 others.");
    }
}
