//! What new nodes begin with: the form of a service, as the inspector has it.

use egui::{ComboBox, Id, Role, Ui, WidgetInfo};

use crate::REGISTRY;
use crate::app::defaults::specimen;
use crate::app::frame::Frame;
use crate::app::theme;
use crate::app::widgets::chevron;
use crate::app::widgets::field::{FieldEvent, FieldState, field_ui};
use crate::catalog::{Graph, Settings as _};
use crate::design::Value;

/// The service whose form is shown, and its fields.
pub(super) fn defaults_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let theme = theme::of(ui);
    let text = "What a node begins with when it is made in this window. It is written to the design like any other setting; designs \
                that are there already stay as they are.";
    ui.label(theme::text(text, theme::SMALL, theme.dim));
    ui.add_space(8.0);
    let key = Id::unique("service of defaults");
    let mut chosen = ui.data(|data| data.get_temp::<&'static str>(key)).unwrap_or("function");
    service_ui(ui, frame, &mut chosen);
    ui.data_mut(|data| data.insert_temp(key, chosen));
    let settings = &frame.state.settings;
    let Some((design, id)) = specimen(chosen, settings) else { return };
    let graph = Graph::new(&design, &REGISTRY);
    let Some(view) = graph.node(&id) else { return };
    egui::Frame::new().inner_margin(egui::Margin { left: 14, right: 0, top: 0, bottom: 12 }).show(ui, |ui| {
        for field in view.specs() {
            if !view.applies(field) {
                continue;
            }
            let held = settings.defaults(chosen).find(|(name, _)| *name == field.id).map(|(_, json)| Value(json.clone()));
            let state = FieldState { value: held.as_ref(), finding: None, references: None, remark: None, states: &[] };
            match field_ui(ui, Id::unique(("default", chosen, field.id)), field, &state) {
                Some(FieldEvent::Set(value)) => {
                    frame.settle(move |settings| settings.set_default(chosen, field.id, Some(&value.0)));
                }
                Some(FieldEvent::Clear) => frame.settle(move |settings| settings.set_default(chosen, field.id, None)),
                Some(FieldEvent::Left) | None => {}
            }
        }
    });
}

fn service_ui(ui: &mut Ui, frame: &Frame<'_>, chosen: &mut &'static str) {
    let theme = theme::of(ui);
    let shown = |id: &str| {
        let name = REGISTRY.service(id).map_or("", |service| service.spec().name);
        let set = frame.state.settings.defaults(id).count();
        if set == 0 { name.to_owned() } else { format!("{name}  ·  {set} set") }
    };
    let combo = ComboBox::from_id_salt("service of defaults")
        .selected_text(theme::text(shown(chosen), theme::BODY, theme.text))
        .width(ui.available_width())
        .icon(chevron);
    let response = combo.show_ui(ui, |ui| {
        for service in REGISTRY.services {
            let id = service.spec().id;
            if ui.selectable_label(*chosen == id, shown(id)).clicked() {
                *chosen = id;
            }
        }
    });
    response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Service"));
}
