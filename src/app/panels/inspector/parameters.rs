//! The design's parameters: what each environment gives its own value.

use std::sync::Arc;

use egui::{Frame as Fill, Id, Key, Margin, Stroke, Ui};

use crate::app::action::Change;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::theme;
use crate::app::widgets::field::{FieldEvent, FieldState, field_ui};
use crate::app::widgets::{TextField, icon_button};
use crate::catalog::field::{Choice, Field, Kind, TextRule, choice};
use crate::design::{Design, Parameter, Value};

/// The types a value from a form can have; others are kept as they are.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>
static TYPES: &[Choice] = &[
    choice("String", "Text"),
    choice("Number", "Number"),
    choice("CommaDelimitedList", "List of texts"),
    choice("List<Number>", "List of numbers"),
    choice("AWS::SSM::Parameter::Value<String>", "Text from Parameter Store"),
    choice("AWS::SSM::Parameter::Value<List<String>>", "List from Parameter Store"),
];

static TYPE: Field = Field::choice("type", "Type", TYPES);
static DEFAULT: Field = Field::text("default", "Default", TextRule::up_to(4096))
    .help("What it is where an environment says nothing; without one each has to give a value.");
static DESCRIPTION: Field = Field::text("description", "Description", TextRule::up_to(4000)).help("What it is for.");
static VALUES: Field =
    Field::of("values", "Allowed values", Kind::List(TextRule::up_to(4096))).help("The only values it may have; none for any.");
static PATTERN: Field =
    Field::text("pattern", "Allowed pattern", TextRule::up_to(4096)).help("A regular expression that a value must match.");
static NO_ECHO: Field = Field::switch("no_echo", "Masked", false).help("CloudFormation shows asterisks in place of its value.");

/// The parameters, and a field for one more.
pub(super) fn parameters_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let (theme, design) = (theme::of(ui), document.design());
    ui.add_space(4.0);
    let help = "What differs between environments; a field of a node takes it as !Ref NAME";
    ui.label(theme::strong("Parameters", theme::SMALL, theme.text)).on_hover_text(help);
    ui.add_space(2.0);
    if !design.parameters.is_empty() {
        let fill = Fill::new().fill(theme.raised).stroke(Stroke::new(1.0, theme.border)).corner_radius(6.0);
        fill.inner_margin(Margin::symmetric(12, 6)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            for (name, parameter) in &design.parameters {
                row_ui(ui, frame, document, name, parameter);
            }
        });
        ui.add_space(6.0);
    }
    let id = Id::unique(("new parameter", document.id));
    let outcome = TextField::new(id, "New parameter", "").hint("New parameter, such as Stage").show(ui, |text| name_of(design, text));
    if let Some(error) = outcome.error {
        ui.label(theme::text(error, theme::SMALL, theme.error));
    }
    if let Some(name) = outcome.committed {
        ui.data_mut(|data| data.insert_temp(open_key(document, &name), true));
        set(frame, format!("add parameter {name}"), name, Some(Parameter::default()));
        if ui.input(|i| i.key_pressed(Key::Enter)) {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
    }
}

/// A new parameter's name, as `Draft::set_parameter` takes it.
fn name_of(design: &Design, text: &str) -> Result<String, String> {
    let name = text.trim();
    if !name.chars().all(|c| c.is_ascii_alphanumeric()) || name.len() > 255 {
        return Err("A name has letters and digits only, up to 255.".to_owned());
    }
    if design.parameters.contains_key(name) {
        return Err(format!("There is a parameter {name} already."));
    }
    Ok(name.to_owned())
}

fn open_key(document: &Document, name: &str) -> Id {
    Id::unique(("parameter is open", document.id, name))
}

fn set(frame: &Frame<'_>, title: String, name: String, parameter: Option<Parameter>) {
    frame.edit(Change::new(title, move |draft| draft.set_parameter(&name, parameter)));
}

fn row_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, name: &str, parameter: &Arc<Parameter>) {
    let theme = theme::of(ui);
    let key = open_key(document, name);
    let open = ui.data(|data| data.get_temp::<bool>(key)).unwrap_or(false);
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            ui.set_width(ui.available_width() - 68.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.label(theme::text(name, theme::BODY, theme.text));
            let remark = match &parameter.default {
                Some(_) if parameter.no_echo => "masked".to_owned(),
                Some(default) if !default.is_empty() => format!("default {default}"),
                _ => "each environment gives a value".to_owned(),
            };
            ui.label(theme::text(remark, theme::SMALL, theme.dim));
        });
        let (icon, verb) = if open { ("chevron_up", "Close") } else { ("chevron_down", "Open") };
        if icon_button(ui, icon, &format!("{verb} {name}")).clicked() {
            ui.data_mut(|data| data.insert_temp(key, !open));
        }
        if icon_button(ui, "delete", &format!("Delete {name}")).clicked() {
            set(frame, format!("delete parameter {name}"), name.to_owned(), None);
        }
    });
    if open {
        Fill::new().inner_margin(Margin { left: 8, right: 0, top: 0, bottom: 8 }).show(ui, |ui| form_ui(ui, frame, name, parameter));
    }
}

fn form_ui(ui: &mut Ui, frame: &Frame<'_>, name: &str, parameter: &Parameter) {
    for field in [&TYPE, &DEFAULT, &DESCRIPTION, &VALUES, &PATTERN, &NO_ECHO] {
        let held = held(parameter, field.id);
        let state = FieldState { value: held.as_ref(), finding: None, references: None, remark: None, states: &[] };
        let next = match field_ui(ui, Id::unique(("parameter", name, field.id)), field, &state) {
            Some(FieldEvent::Set(value)) => Some(value),
            Some(FieldEvent::Clear) => None,
            Some(FieldEvent::Left) | None => continue,
        };
        let mut changed = parameter.clone();
        hold(&mut changed, field.id, next.as_ref());
        set(frame, format!("set {} of {name}", field.label.to_lowercase()), name.to_owned(), Some(changed));
    }
}

/// What a parameter holds for a field of its form.
fn held(parameter: &Parameter, field: &str) -> Option<Value> {
    let text = |text: &Option<String>| text.as_deref().map(Value::from);
    match field {
        "type" => text(&parameter.kind),
        "default" => text(&parameter.default),
        "description" => text(&parameter.description),
        "pattern" => text(&parameter.allowed_pattern),
        "values" => (!parameter.allowed_values.is_empty()).then(|| Value(parameter.allowed_values.clone().into())),
        _ => parameter.no_echo.then(|| true.into()),
    }
}

fn hold(parameter: &mut Parameter, field: &str, value: Option<&Value>) {
    let literal = value.and_then(Value::literal);
    let text = literal.and_then(|json| json.as_str()).map(str::to_owned);
    match field {
        "type" => parameter.kind = text.filter(|kind| kind != "String"),
        "default" => parameter.default = text,
        "description" => parameter.description = text,
        "pattern" => parameter.allowed_pattern = text,
        "values" => {
            let texts = literal.and_then(|json| json.as_array()).into_iter().flatten();
            parameter.allowed_values = texts.filter_map(|item| item.as_str().map(str::to_owned)).collect();
        }
        _ => parameter.no_echo = literal.and_then(serde_json::Value::as_bool).unwrap_or(false),
    }
}
