//! The design's conditions, and under which of them a node or connection is.

use egui::{ComboBox, Frame as Fill, Id, Margin, Role, Stroke, Ui, WidgetInfo};

use crate::app::action::Change;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::selection::Thing;
use crate::app::widgets::{self, TextField, icon_button};
use crate::app::{changes, theme};
use crate::catalog::conditions::{definitions, holds_in};
use crate::catalog::draft::Conditional;
use crate::design::condition::is_condition_name;
use crate::design::{Condition, Design};

/// The conditions, and a field for one more.
pub(super) fn conditions_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let (theme, design) = (theme::of(ui), document.design());
    ui.add_space(12.0);
    let help = "When something is part of the stack: tests of parameters that nodes and connections are put under";
    ui.label(theme::strong("Conditions", theme::SMALL, theme.text)).on_hover_text(help);
    ui.add_space(2.0);
    if !design.conditions.is_empty() {
        let fill = Fill::new().fill(theme.raised).stroke(Stroke::new(1.0, theme.border)).corner_radius(6.0);
        fill.inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 4.0;
            for (name, condition) in &design.conditions {
                row_ui(ui, frame, document, name, condition);
            }
        });
        ui.add_space(6.0);
    }
    let id = Id::unique(("new condition", document.id));
    let hint = "New condition, such as InProduction Stage = prod";
    let outcome = TextField::new(id, "New condition", "").hint(hint).show(ui, |text| new(design, text));
    if let Some(error) = outcome.error {
        ui.label(theme::text(error, theme::SMALL, theme.error));
    }
    if let Some(text) = outcome.committed
        && let Some((name, test)) = text.trim().split_once(' ')
        && let Ok(condition) = Condition::parse(test)
    {
        set(frame, format!("add condition {name}"), name.to_owned(), Some(condition));
    }
}

/// `NAME TEST`, as the edit script has it.
fn new(design: &Design, text: &str) -> Result<String, String> {
    let text = text.trim();
    let (name, test) = text.split_once(' ').ok_or("A name and a test, such as InProduction Stage = prod")?;
    if !is_condition_name(name) {
        return Err("A name has letters and digits only, up to 255.".to_owned());
    }
    if definitions(design).contains_key(name) {
        return Err(format!("There is a condition {name} already."));
    }
    read(test)?;
    Ok(text.to_owned())
}

fn read(test: &str) -> Result<Condition, String> {
    Condition::parse(test).map_err(|why| format!("It cannot be read: {why}."))
}

fn set(frame: &Frame<'_>, title: String, name: String, condition: Option<Condition>) {
    frame.edit(Change::new(title, move |draft| draft.set_condition(&name, condition)));
}

fn row_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, name: &str, condition: &Condition) {
    let theme = theme::of(ui);
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            ui.set_width(ui.available_width() - 36.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.label(theme::text(name, theme::BODY, theme.text));
            let text = condition.to_string();
            let id = Id::unique(("condition", document.id, name));
            let is_test = |text: &str| read(text).map(|_| text.to_owned());
            let outcome = TextField::new(id, &format!("Test of {name}"), &text).show(ui, is_test);
            if let Some(error) = outcome.error {
                ui.label(theme::text(error, theme::SMALL, theme.error));
            }
            if let Some(Ok(changed)) = outcome.committed.map(|text| Condition::parse(&text)) {
                set(frame, format!("change condition {name}"), name.to_owned(), Some(changed));
            }
            if let Some(environment) = document.environment() {
                let told = match holds_in(document.design(), environment, name) {
                    Some(true) => format!("Holds in {environment}"),
                    Some(false) => format!("Does not hold in {environment}"),
                    None => format!("Decided when {environment} is deployed"),
                };
                ui.label(theme::text(told, theme::SMALL, theme.dim));
            }
        });
        if icon_button(ui, "delete", &format!("Delete {name}")).clicked() {
            set(frame, format!("delete condition {name}"), name.to_owned(), None);
        }
    });
}

/// What a choice of the list puts a thing under.
#[derive(Clone)]
enum Only {
    Always,
    Where(String),
    In(String),
}

/// Under which condition a node or connection is; nothing is asked where there is neither a condition nor an environment.
pub(super) fn only_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, thing: &Thing) {
    let design = document.design();
    let (current, conditional) = match thing {
        Thing::Node(id) => (design.nodes.get(id).and_then(|n| n.condition.as_deref()), Conditional::Node(id.clone())),
        Thing::Connection(id) => (design.connections.get(id).and_then(|c| c.condition.as_deref()), Conditional::Connection(id.clone())),
        Thing::Group(_) | Thing::Note(_) => return,
    };
    let known = definitions(design);
    if current.is_none() && known.is_empty() && design.environments.is_empty() {
        return;
    }
    let theme = theme::of(ui);
    ui.add_space(12.0);
    let help = "The condition goes with everything this adds: resources, statements, variables, outputs";
    ui.label(theme::strong("Part of the stack", theme::SMALL, theme.text)).on_hover_text(help);
    ui.add_space(2.0);
    let shown = current.map_or_else(|| "Always".to_owned(), |name| format!("Only where {name}"));
    let mut chosen: Option<Only> = None;
    let combo = ComboBox::from_id_salt(("only", document.id, format!("{thing:?}")))
        .selected_text(theme::text(&shown, theme::BODY, theme.text))
        .width(ui.available_width())
        .icon(widgets::chevron);
    let response = combo.show_ui(ui, |ui| {
        if ui.selectable_label(current.is_none(), "Always").clicked() {
            chosen = Some(Only::Always);
        }
        for name in known.keys() {
            if ui.selectable_label(current == Some(name), format!("Only where {name}")).clicked() {
                chosen = Some(Only::Where(name.clone()));
            }
        }
        for name in design.environments.keys() {
            if ui.selectable_label(false, format!("Only in environment {name}")).clicked() {
                chosen = Some(Only::In(name.clone()));
            }
        }
    });
    response.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Part of the stack");
        info.current_text_value = Some(shown.clone());
        info
    });
    if let Some(condition) = current.and_then(|name| known.get(name)) {
        ui.label(theme::text(condition.to_string(), theme::SMALL, theme.dim));
    }
    if let Some(only) = chosen {
        let title = format!("put {} under a condition", changes::name_of(design, &document.selection));
        frame.edit(Change::new(title, move |draft| match only {
            Only::Always => draft.set_only(&conditional, None),
            Only::Where(name) => draft.set_only(&conditional, Some(&name)),
            Only::In(environment) => draft.only_in_environment(&conditional, &environment),
        }));
    }
}
