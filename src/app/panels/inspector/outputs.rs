//! The design's own outputs: what the stack tells besides what its nodes tell by themselves.

use egui::{Frame as Fill, Id, Margin, Stroke, Ui};
use serde_json::Value as Json;

use crate::app::action::Change;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::theme;
use crate::app::widgets::{TextField, icon_button};
use crate::catalog::draft::outputs::{SECTION, output, output_text};
use crate::design::Design;

/// The outputs, and a field for one more.
pub(super) fn outputs_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let (theme, design) = (theme::of(ui), document.design());
    ui.add_space(12.0);
    let help = "What the stack tells once it is deployed, besides what its nodes tell: Orders.Arn, !Ref, !GetAtt, !Sub or text";
    ui.label(theme::strong("Outputs", theme::SMALL, theme.text)).on_hover_text(help);
    ui.add_space(2.0);
    let own = design.sections.get(SECTION).and_then(Json::as_object);
    if let Some(own) = own.filter(|own| !own.is_empty()) {
        let fill = Fill::new().fill(theme.raised).stroke(Stroke::new(1.0, theme.border)).corner_radius(6.0);
        fill.inner_margin(Margin::symmetric(12, 6)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            for (name, output) in own {
                row_ui(ui, frame, document, name, output);
            }
        });
        ui.add_space(6.0);
    }
    let id = Id::unique(("new output", document.id));
    let outcome = TextField::new(id, "New output", "").hint("New output, such as OrdersArn").show(ui, |text| name_of(design, text));
    if let Some(error) = outcome.error {
        ui.label(theme::text(error, theme::SMALL, theme.error));
    }
    if let Some(name) = outcome.committed {
        set(frame, format!("add output {name}"), name, Some(output("value".into(), None, None)));
    }
}

/// A new output's name, as `Draft::set_output` takes it.
fn name_of(design: &Design, text: &str) -> Result<String, String> {
    let name = text.trim();
    if !name.chars().all(|c| c.is_ascii_alphanumeric()) || name.len() > 255 {
        return Err("A name has letters and digits only, up to 255.".to_owned());
    }
    let own = design.sections.get(SECTION).and_then(Json::as_object);
    if own.is_some_and(|own| own.contains_key(name)) {
        return Err(format!("There is an output {name} already."));
    }
    Ok(name.to_owned())
}

fn set(frame: &Frame<'_>, title: String, name: String, output: Option<Json>) {
    frame.edit(Change::new(title, move |draft| draft.set_output(&name, output)));
}

fn row_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, name: &str, output: &Json) {
    let theme = theme::of(ui);
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            ui.set_width(ui.available_width() - 34.0);
            ui.label(theme::text(name, theme::BODY, theme.text));
            let export = output.pointer("/Export/Name").map(output_text).map(|export| format!("exported as {export}"));
            let told = [output["Description"].as_str().map(str::to_owned), export];
            let told = told.into_iter().flatten().collect::<Vec<_>>().join("; ");
            if !told.is_empty() {
                ui.label(theme::text(told, theme::SMALL, theme.dim));
            }
            let current = output_text(&output["Value"]);
            let id = Id::unique(("output", document.id, name));
            let label = format!("Value of {name}");
            if let Some(text) = TextField::new(id, &label, &current).show(ui, |text| Ok(text.to_owned())).committed {
                let (name, mut output) = (name.to_owned(), output.clone());
                frame.edit(Change::new(format!("change output {name}"), move |draft| {
                    let value = draft.output_value(&text)?;
                    if let Some(members) = output.as_object_mut() {
                        members.insert("Value".to_owned(), value);
                    }
                    draft.set_output(&name, Some(output))
                }));
            }
        });
        if icon_button(ui, "delete", &format!("Delete {name}")).clicked() {
            set(frame, format!("delete output {name}"), name.to_owned(), None);
        }
    });
}
