//! Making and changing an environment: everything the design says of where a stack goes.

mod form;

use egui::{Button, Grid, Id, Key, ScrollArea, Stroke, Ui};

use crate::app::action::{Action, Change};
use crate::app::deployment::Request;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::{theme, widgets};
use crate::deploy::stack_name;
use crate::design::Design;
use form::{Form, Problems};

/// Width of a field; two stand beside each other.
const FIELD: f32 = 270.0;
/// Width between them.
const GAP: f32 = 16.0;

/// The form of an environment; of a new one without a name.
pub(super) fn environment_ui(ui: &mut Ui, frame: &Frame<'_>, name: Option<&str>) {
    let Some(document) = frame.document() else { return };
    let (theme, design) = (theme::of(ui), document.design());
    ui.set_width(2.0 * FIELD + GAP);
    let key = Id::unique(("environment form", document.id, name));
    let (mut form, fresh) = typed(ui, key, || Form::of(design, name));
    let title = name.map_or_else(|| "New environment".to_owned(), |name| format!("Environment {name}"));
    ui.label(theme::strong(title, theme::HEADING, theme.text));
    let help = "Where a stack of this design goes. What is left empty is what the profile or the shell says.";
    ui.label(theme::text(help, theme::BODY, theme.dim));
    ui.add_space(8.0);
    let problems = form.problems(design, name);
    ScrollArea::vertical().max_height(440.0).auto_shrink([false, true]).show(ui, |ui| {
        fields_ui(ui, design, &mut form, &problems, fresh);
        parameters_ui(ui, design, &mut form, &problems);
        tags_ui(ui, &mut form, &problems);
    });
    ui.add_space(12.0);
    let problems = form.problems(design, name);
    let pass = ui.ctx().cumulative_pass_nr();
    ui.data_mut(|data| data.insert_temp(key, (form.clone(), pass)));
    buttons_ui(ui, frame, document, name, &form, &problems);
}

/// What was typed since the form was opened, and whether it was opened just now.
fn typed(ui: &Ui, key: Id, begin: impl FnOnce() -> Form) -> (Form, bool) {
    let pass = ui.ctx().cumulative_pass_nr();
    let kept = ui.data(|data| data.get_temp::<(Form, u64)>(key)).filter(|(_, last)| last + 1 >= pass);
    kept.map_or_else(|| (begin(), true), |(form, _)| (form, false))
}

fn fields_ui(ui: &mut Ui, design: &Design, form: &mut Form, problems: &Problems, fresh: bool) {
    let hint = stack_name(&design.name, if form.name.trim().is_empty() { "dev" } else { form.name.trim() });
    // An empty name is no reproach before anything is typed.
    let name_problem = problems.name.as_ref().filter(|_| !form.name.is_empty());
    Grid::new("fields").num_columns(2).spacing([GAP, 8.0]).show(ui, |ui| {
        let name = field_ui(ui, "Name", &mut form.name, "dev", name_problem);
        if fresh {
            name.request_focus();
        }
        field_ui(ui, "Region", &mut form.region, "eu-west-1", problems.region.as_ref());
        ui.end_row();
        field_ui(ui, "Profile", &mut form.profile, "default", None);
        field_ui(ui, "Account", &mut form.account, "any; a number keeps it to one", problems.account.as_ref());
        ui.end_row();
        field_ui(ui, "Stack name", &mut form.stack, &hint, problems.stack.as_ref());
        field_ui(ui, "Artifact bucket", &mut form.bucket, "made when one is needed", problems.bucket.as_ref());
        ui.end_row();
    });
}

fn heading(ui: &mut Ui, text: &str, help: &str) {
    let theme = theme::of(ui);
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        ui.label(theme::strong(text, theme::BODY, theme.text));
        ui.label(theme::text(help, theme::SMALL, theme.dim));
    });
    ui.add_space(2.0);
}

fn parameters_ui(ui: &mut Ui, design: &Design, form: &mut Form, problems: &Problems) {
    if form.parameters.is_empty() {
        return;
    }
    heading(ui, "Parameters", "Empty ones have their default");
    let mut gone = None;
    Grid::new("parameters").num_columns(2).spacing([GAP, 8.0]).show(ui, |ui| {
        for (index, (name, value)) in form.parameters.iter_mut().enumerate() {
            let parameter = design.parameters.get(name);
            let default = parameter.and_then(|p| p.default.as_deref()).filter(|d| !d.is_empty());
            let missing = if parameter.is_some_and(|p| p.no_echo) { "masked: asked for when it is deployed" } else { "needs a value" };
            let hint = default.map_or_else(|| missing.to_owned(), |default| format!("default {default}"));
            let response = field_ui(ui, name, value, &hint, problems.parameters.get(name));
            if let Some(description) = parameter.and_then(|p| p.description.as_ref()) {
                response.on_hover_text(description);
            }
            if parameter.is_none() && widgets::icon_button(ui, "remove", &format!("Remove {name}")).clicked() {
                gone = Some(name.clone());
            }
            if parameter.is_none() || index % 2 == 1 {
                ui.end_row();
            }
        }
    });
    if let Some(name) = gone {
        form.parameters.remove(&name);
    }
}

fn tags_ui(ui: &mut Ui, form: &mut Form, problems: &Problems) {
    let theme = theme::of(ui);
    heading(ui, "Tags", "On the stack and everything in it");
    let mut gone = None;
    for (index, (key, value)) in form.tags.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            widgets::plain_text(ui, &format!("Tag {}", index + 1), key, "team", 180.0);
            widgets::plain_text(ui, &format!("Value of tag {}", index + 1), value, "orders", FIELD + 40.0);
            if widgets::icon_button(ui, "remove", &format!("Remove tag {}", index + 1)).clicked() {
                gone = Some(index);
            }
        });
        if let Some(problem) = problems.tags.get(&index) {
            ui.label(theme::text(problem, theme::SMALL, theme.error));
        }
    }
    if let Some(index) = gone {
        form.tags.remove(index);
    }
    if widgets::link(ui, "Add a tag").clicked() {
        form.tags.push((String::new(), String::new()));
    }
}

/// The pass in which Enter was pressed in a field.
fn entered_key() -> Id {
    Id::unique("environment form entered")
}

/// A text field under its name; what is wrong with it stands below.
fn field_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &str, problem: Option<&String>) -> egui::Response {
    let theme = theme::of(ui);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        ui.set_width(FIELD);
        ui.label(theme::text(name, theme::SMALL, theme.dim));
        let response = widgets::plain_text(ui, name, text, hint, FIELD);
        if let Some(problem) = problem {
            ui.label(theme::text(problem, theme::SMALL, theme.error));
        }
        if response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter)) {
            let pass = ui.ctx().cumulative_pass_nr();
            ui.data_mut(|data| data.insert_temp(entered_key(), pass));
        }
        response
    })
    .inner
}

fn buttons_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, name: Option<&str>, form: &Form, problems: &Problems) {
    let theme = theme::of(ui);
    ui.horizontal(|ui| {
        let verb = if name.is_none() { "Add environment" } else { "Keep changes" };
        let button = Button::new(theme::strong(verb, theme::BODY, theme.on_accent)).fill(theme.accent).stroke(Stroke::NONE);
        let response = ui.add_enabled(problems.first().is_none(), button);
        let pass = ui.ctx().cumulative_pass_nr();
        let entered = problems.first().is_none() && ui.data(|data| data.get_temp::<u64>(entered_key())) == Some(pass);
        if response.clicked() || entered {
            keep(frame, document, name, form);
            frame.push(Action::Prompt(None));
        }
        if let Some(problem) = problems.first() {
            response.on_disabled_hover_text(problem);
        }
        if ui.button("Cancel").clicked() {
            frame.push(Action::Prompt(None));
        }
        if let Some(name) = name.map(str::to_owned)
            && ui.button("Remove environment").on_hover_text("The stack stays as it is").clicked()
        {
            frame.edit(Change::new(format!("remove environment {name}"), move |draft| {
                draft.set_environment(&name, None)?;
                Ok(())
            }));
            frame.push(Action::Prompt(None));
        }
    });
}

/// Puts the environment into the design as one step, and has deployments use it.
fn keep(frame: &Frame<'_>, document: &Document, original: Option<&str>, form: &Form) {
    let name = form.name.trim().to_owned();
    let before = original.and_then(|name| document.design().environments.get(name));
    let environment = form.environment(before.map(|before| &**before));
    let verb = if original.is_some() { "change" } else { "add" };
    let renamed = original.filter(|original| *original != name).map(str::to_owned);
    let chosen = name.clone();
    frame.edit(Change::new(format!("{verb} environment {name}"), move |draft| {
        if let Some(old) = renamed {
            draft.set_environment(&old, None)?;
        }
        draft.set_environment(&name, Some(environment))?;
        Ok(())
    }));
    frame.push(Action::Deployment(Request::Choose(chosen)));
}
