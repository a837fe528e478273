//! A file's path, where no dialog of the system answers.

use egui::{Button, Id, Key, Role, Stroke, TextEdit, Ui, WidgetInfo, vec2};

use crate::app::action::Action;
use crate::app::frame::Frame;
use crate::app::prompt::{Answer, Purpose, typed_path};
use crate::app::theme;

/// The prompt.
pub(super) fn path_ui(ui: &mut Ui, frame: &Frame<'_>, purpose: &Purpose, suggestion: &str) {
    let theme = theme::of(ui);
    ui.set_width(520.0);
    ui.label(theme::strong(purpose.title(), theme::HEADING, theme.text));
    ui.add_space(8.0);
    let id = Id::unique(("path", suggestion));
    let mut text = ui.data(|data| data.get_temp::<String>(id)).unwrap_or_else(|| suggestion.to_owned());
    let response = ui.add(TextEdit::singleline(&mut text).id(id.with("field")).desired_width(f32::INFINITY).margin(vec2(10.0, 8.0)));
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, true, "Path");
        info.current_text_value = Some(text.clone());
        info
    });
    let begun = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or(false);
    if !begun {
        response.request_focus();
        ui.data_mut(|data| data.insert_temp(id, true));
    }
    ui.data_mut(|data| data.insert_temp(id, text.clone()));
    if let Some(note) = note(frame, purpose) {
        ui.add_space(8.0);
        ui.label(theme::text(note, theme::SMALL, theme.dim));
    }
    ui.add_space(14.0);
    let entered = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    ui.horizontal(|ui| {
        let go = Button::new(theme::strong(purpose.verb(), theme::BODY, theme.on_accent)).fill(theme.accent).stroke(Stroke::NONE);
        let clicked = ui.add_enabled(!text.trim().is_empty(), go).clicked();
        let cancelled = ui.button("Cancel").clicked();
        if clicked || entered || cancelled {
            ui.data_mut(|data| {
                data.remove::<String>(id);
                data.remove::<bool>(id);
            });
        }
        if clicked || (entered && !text.trim().is_empty()) {
            frame.push(Action::Answer(Answer::Path(purpose.clone(), Some(typed_path(&text)))));
        } else if cancelled {
            frame.push(Action::Prompt(None));
        }
    });
}

/// What is to be known before a template is exported that one stack cannot hold.
fn note(frame: &Frame<'_>, purpose: &Purpose) -> Option<String> {
    let Purpose::Export(id) = purpose else { return None };
    let document = frame.state.documents.iter().find(|document| document.id == *id)?;
    let synthesis = &document.analysis.synthesis;
    let count = synthesis.template.resources.len();
    crate::nested::needed(synthesis).then(|| {
        format!(
            "One stack cannot hold {count} resources: they go into nested stacks, one for each outermost group, whose templates are \
             written beside this one. Upload them together, for example with `aws cloudformation package`."
        )
    })
}
