//! The environment deployments use: shown and chosen in the top bar.

use egui::{ComboBox, Role, Ui, WidgetInfo};

use crate::app::action::Action;
use crate::app::deployment::Request;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::prompt::Prompt;
use crate::app::{theme, widgets};
use crate::design::Design;

/// An environment with its region, as far as that is given.
pub(super) fn label(design: &Design, name: &str) -> String {
    match design.environments.get(name).and_then(|environment| environment.region.as_deref()) {
        Some(region) => format!("{name} · {region}"),
        None => name.to_owned(),
    }
}

/// The list of environments to choose from; its end makes a new one or changes the one in use.
pub(super) fn chooser_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let theme = theme::of(ui);
    let design = document.design();
    let chosen = document.deployment.environment(design);
    let shown = chosen.map_or_else(|| "No environment".to_owned(), |name| label(design, name));
    let enabled = document.deployment.running().is_none();
    let font = theme::regular(theme::BODY);
    let text = widgets::fitting(ui, &shown, &font, 150.0);
    let width = ui.painter().layout_no_wrap(text.clone(), font, theme.text).size().x + 40.0;
    ui.add_enabled_ui(enabled, |ui| {
        let combo = ComboBox::from_id_salt(("environment", document.id)).selected_text(theme::text(text, theme::BODY, theme.text));
        let response = combo.width(width).icon(widgets::chevron).show_ui(ui, |ui| list_ui(ui, frame, document, chosen)).response;
        let response = response.on_hover_text("Where deployments go").on_disabled_hover_text("A deployment is under way");
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ComboBox, enabled, "Environment");
            info.current_text_value = Some(shown.clone());
            info
        });
    });
}

fn list_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, chosen: Option<&str>) {
    let design = document.design();
    ui.set_min_width(180.0);
    for name in design.environments.keys() {
        if ui.selectable_label(chosen == Some(name), label(design, name)).clicked() {
            frame.push(Action::Deployment(Request::Choose(name.clone())));
        }
    }
    if chosen.is_some() {
        ui.separator();
    }
    if ui.selectable_label(false, "New environment…").clicked() {
        frame.push(Action::Prompt(Some(Prompt::Environment(None))));
    }
    if let Some(name) = chosen
        && ui.selectable_label(false, format!("Edit {name}…")).clicked()
    {
        frame.push(Action::Prompt(Some(Prompt::Environment(Some(name.to_owned())))));
    }
}
