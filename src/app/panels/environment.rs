//! The environments of a design: choosing one, making one, changing one.

use std::collections::BTreeMap;

use egui::{Button, ComboBox, Id, Role, Stroke, Ui, WidgetInfo};

use crate::app::action::{Action, Change};
use crate::app::deployment::Request;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::state::BottomTab;
use crate::app::{theme, widgets};
use crate::design::Environment;

/// What is typed into the form and not yet kept.
#[derive(Clone, Debug, Default)]
struct Form {
    /// The environment that is changed; none where one is made.
    original: Option<String>,
    name: String,
    region: String,
    profile: String,
    account: String,
    stack: String,
}

fn form_key(document: &Document) -> Id {
    Id::unique(("environment form", document.id))
}

/// Whether the form is open.
pub(super) fn is_open(ui: &Ui, document: &Document) -> bool {
    ui.data(|data| data.get_temp::<Form>(form_key(document))).is_some()
}

fn open(ui: &Ui, document: &Document, form: Form) {
    ui.data_mut(|data| data.insert_temp(form_key(document), form));
}

fn close(ui: &Ui, document: &Document) {
    ui.data_mut(|data| data.remove::<Form>(form_key(document)));
}

/// Opens the form on the environment in use.
pub(super) fn edit(ui: &Ui, document: &Document, name: &str) {
    let Some(environment) = document.design().environments.get(name) else { return };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let form = Form {
        original: Some(name.to_owned()),
        name: name.to_owned(),
        region: text(&environment.region),
        profile: text(&environment.profile),
        account: text(&environment.account),
        stack: text(&environment.stack_name),
    };
    open(ui, document, form);
}

/// The list of environments to choose from; its end makes a new one.
pub(super) fn chooser_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, salt: &str) {
    let theme = theme::of(ui);
    let design = document.design();
    let chosen = document.deployment.environment(design);
    let label = chosen.unwrap_or("No environment");
    let enabled = document.deployment.running().is_none();
    ui.add_enabled_ui(enabled, |ui| {
        let combo = ComboBox::from_id_salt((salt, document.id))
            .selected_text(theme::text(label, theme::BODY, theme.text))
            .width(120.0)
            .icon(widgets::chevron);
        let response = combo
            .show_ui(ui, |ui| {
                for name in design.environments.keys() {
                    if ui.selectable_label(chosen == Some(name), name).clicked() {
                        frame.push(Action::Deployment(Request::Choose(name.clone())));
                    }
                }
                if ui.selectable_label(false, "New environment…").clicked() {
                    open(ui, document, Form::default());
                    frame.layout(|layout| {
                        layout.bottom = true;
                        layout.bottom_tab = BottomTab::Deploy;
                    });
                }
            })
            .response;
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ComboBox, enabled, "Environment");
            info.current_text_value = Some(label.to_owned());
            info
        });
    });
}

/// The form.
pub(super) fn form_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let theme = theme::of(ui);
    let mut form: Form = ui.data(|data| data.get_temp(form_key(document))).unwrap_or_default();
    let title = form.original.as_ref().map_or_else(|| "New environment".to_owned(), |name| format!("Environment {name}"));
    ui.label(theme::strong(title, theme::NAME, theme.text));
    let help = "Where a stack of this design goes. What is left empty is what the profile or the shell says.";
    ui.label(theme::text(help, theme::BODY, theme.dim));
    ui.add_space(4.0);
    let is_new = form.original.is_none();
    let stack_hint = crate::deploy::stack_name(&document.design().name, if form.name.is_empty() { "dev" } else { form.name.trim() });
    ui.horizontal_wrapped(|ui| {
        ui.add_enabled_ui(is_new, |ui| text_ui(ui, "Name", &mut form.name, "dev", 110.0));
        text_ui(ui, "Region", &mut form.region, "eu-west-1", 120.0);
        text_ui(ui, "Profile", &mut form.profile, "default", 130.0);
        text_ui(ui, "Account", &mut form.account, "any", 120.0);
        text_ui(ui, "Stack name", &mut form.stack, &stack_hint, 220.0);
    });
    ui.add_space(4.0);
    let problem = problem(&form, &document.design().environments);
    let mut done = false;
    ui.horizontal(|ui| {
        let verb = if is_new { "Add environment" } else { "Keep changes" };
        let button = Button::new(theme::strong(verb, theme::BODY, theme.on_accent)).fill(theme.accent).stroke(Stroke::NONE);
        if ui.add_enabled(problem.is_none(), button).clicked() {
            keep(frame, document, &form);
            done = true;
        }
        let can_leave = !document.design().environments.is_empty();
        if can_leave && ui.button("Cancel").clicked() {
            done = true;
        }
        if let Some(name) = form.original.clone()
            && ui.button("Remove environment").on_hover_text("The stack stays as it is").clicked()
        {
            frame.edit(Change::new(format!("remove environment {name}"), move |draft| {
                draft.set_environment(&name, None);
                Ok(())
            }));
            done = true;
        }
        if let Some(problem) = &problem
            && !form.name.is_empty()
        {
            ui.label(theme::text(problem, theme::BODY, theme.error));
        }
    });
    if done {
        close(ui, document);
    } else {
        open(ui, document, form);
    }
}

/// A text field under its name; it shows what is typed at once.
pub(super) fn text_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &str, width: f32) {
    let theme = theme::of(ui);
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.label(theme::text(name, theme::SMALL, theme.dim));
        widgets::plain_text(ui, name, text, hint, width);
    });
}

fn problem(form: &Form, environments: &BTreeMap<String, std::sync::Arc<Environment>>) -> Option<String> {
    let name = form.name.trim();
    let is_word = |text: &str, more: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c));
    if name.is_empty() || !is_word(name, "-_") {
        return Some("The name has letters, digits, - and _.".to_owned());
    }
    if form.original.is_none() && environments.contains_key(name) {
        return Some(format!("There is an environment {name} already."));
    }
    if !is_word(form.region.trim(), "-") {
        return Some("A region is such as eu-west-1.".to_owned());
    }
    let account = form.account.trim();
    if !account.is_empty() && (account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit())) {
        return Some("An account has twelve digits.".to_owned());
    }
    let stack = form.stack.trim();
    let starts_well = stack.is_empty() || stack.starts_with(|c: char| c.is_ascii_alphabetic());
    (!starts_well || !is_word(stack, "-") || stack.len() > 128)
        .then(|| "A stack's name begins with a letter and has letters, digits and hyphens, up to 128.".to_owned())
}

fn keep(frame: &Frame<'_>, document: &Document, form: &Form) {
    let name = form.name.trim().to_owned();
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let before = form.original.as_ref().and_then(|name| document.design().environments.get(name));
    let mut environment = before.map(|environment| (**environment).clone()).unwrap_or_default();
    environment.region = some(&form.region);
    environment.profile = some(&form.profile);
    environment.account = some(&form.account);
    environment.stack_name = some(&form.stack);
    let verb = if form.original.is_some() { "change" } else { "add" };
    let chosen = name.clone();
    frame.edit(Change::new(format!("{verb} environment {name}"), move |draft| {
        draft.set_environment(&name, Some(environment));
        Ok(())
    }));
    frame.push(Action::Deployment(Request::Choose(chosen)));
}
