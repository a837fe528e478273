//! A text field that keeps what is typed until it is done: Enter or leaving the field commits, Escape takes it back.

use egui::{Id, Key, Role, TextEdit, Ui, WidgetInfo, vec2};

use crate::app::{code, theme, triangles};

/// How many rows a field of several lines grows to.
const MOST_ROWS: usize = 12;

/// A text field in the making.
#[expect(clippy::struct_excessive_bools, reason = "each is a manner of its own, and any of them go together")]
pub struct TextField<'a> {
    id: Id,
    name: &'a str,
    current: &'a str,
    hint: &'a str,
    unit: &'a str,
    rows: usize,
    mono: bool,
    json: bool,
    secret: bool,
    heading: bool,
    marks: Option<&'a Marks>,
}

/// The lines of a text, from 1, at which something is wrong.
type Marks = dyn Fn(&str) -> Vec<usize>;

/// What came of a text field.
pub struct TextOutcome<T> {
    /// What was committed.
    pub committed: Option<T>,
    /// What is wrong with what stands in it.
    pub error: Option<String>,
    /// Whether it lost the focus in this frame.
    pub left: bool,
}

/// What is typed and not yet committed.
#[derive(Clone, Default)]
struct Draft(String);

impl<'a> TextField<'a> {
    /// A field called `name` that shows `current` while nobody writes in it.
    pub fn new(id: Id, name: &'a str, current: &'a str) -> Self {
        Self { id, name, current, hint: "", unit: "", rows: 1, mono: false, json: false, secret: false, heading: false, marks: None }
    }

    /// What it says while it is empty.
    pub fn hint(self, hint: &'a str) -> Self {
        Self { hint, ..self }
    }

    /// What is counted, at its right.
    pub fn unit(self, unit: &'a str) -> Self {
        Self { unit, ..self }
    }

    /// Several lines.
    pub fn rows(self, rows: usize) -> Self {
        Self { rows, ..self }
    }

    /// Code.
    pub fn mono(self) -> Self {
        Self { mono: true, ..self }
    }

    /// JSON, in its colours, with a mark where it ends to be JSON.
    pub fn json(self) -> Self {
        Self { mono: true, json: true, ..self }
    }

    /// Covered by dots.
    pub fn secret(self, secret: bool) -> Self {
        Self { secret, ..self }
    }

    /// Without a frame, in the size of headings.
    pub fn heading(self) -> Self {
        Self { heading: true, ..self }
    }

    /// Marks the lines at which something is wrong.
    pub fn marks(self, marks: &'a Marks) -> Self {
        Self { marks: Some(marks), ..self }
    }

    /// What is typed in a field and not yet committed.
    pub fn written(ui: &Ui, id: Id) -> Option<String> {
        ui.data(|data| data.get_temp::<Draft>(id)).map(|draft| draft.0)
    }

    /// Shows it; `read` says what the text means or what is wrong with it.
    pub fn show<T>(self, ui: &mut Ui, read: impl Fn(&str) -> Result<T, String>) -> TextOutcome<T> {
        let theme = theme::of(ui);
        let draft = ui.data(|data| data.get_temp::<Draft>(self.id));
        let mut text = draft.map_or_else(|| self.current.to_owned(), |draft| draft.0);
        let hint = theme::text(self.hint, theme::BODY, theme.faint);
        triangles::shows_text(ui.ctx(), &text);
        let edit = if self.rows > 1 { TextEdit::multiline(&mut text) } else { TextEdit::singleline(&mut text) };
        let edit = edit
            .id(self.id)
            .hint_text(hint)
            .desired_width(f32::INFINITY)
            .desired_rows(self.rows)
            .margin(vec2(10.0, 7.0))
            .font(match (self.mono, self.heading) {
                (true, _) => theme::mono(theme::SMALL),
                (_, true) => theme::semibold(theme::HEADING),
                _ => theme::regular(theme::BODY),
            })
            .password(self.secret);
        let marks = self.marks;
        let mut layouter = |ui: &Ui, text: &dyn egui::TextBuffer, width: f32| {
            let mut job = code::json(text.as_str(), theme::of(ui), theme::SMALL);
            job.wrap.max_width = width;
            if let Some(marks) = marks {
                mark(&mut job, &marks(text.as_str()), theme::of(ui).error.gamma_multiply(0.22));
            }
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let edit = if self.json { edit.layouter(&mut layouter) } else { edit };
        let edit = if self.unit.is_empty() { edit } else { edit.suffix(theme::text(self.unit, theme::BODY, theme.faint)) };
        let response = if self.heading {
            let edit = edit.margin(vec2(0.0, 0.0)).frame(egui::Frame::NONE).min_size(vec2(0.0, 0.0));
            ui.scope(|ui| {
                ui.spacing_mut().interact_size.y = 18.0;
                ui.add(edit)
            })
            .inner
        } else if self.rows > 1 {
            // The field grows with its text; longer ones scroll inside instead of pushing everything else away.
            let height = self.rows.max(MOST_ROWS) as f32 * 17.0 + 14.0;
            egui::ScrollArea::vertical().id_salt(self.id).max_height(height).min_scrolled_height(height).show(ui, |ui| ui.add(edit)).inner
        } else {
            ui.add(edit)
        };
        let enabled = ui.is_enabled();
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(if self.rows > 1 { Role::MultilineTextInput } else { Role::TextInput }, enabled, self.name);
            info.current_text_value = Some(text.clone());
            info
        });
        let read_now = read(&text);
        let differs = text != self.current;
        let error = read_now.as_ref().err().filter(|_| differs).cloned();
        let mut outcome = TextOutcome { committed: None, error, left: response.lost_focus() };
        if response.changed() {
            ui.data_mut(|data| data.insert_temp(self.id, Draft(text.clone())));
        }
        if response.lost_focus() {
            let escaped = ui.input(|i| i.key_pressed(Key::Escape));
            match read_now {
                _ if escaped || !differs => ui.data_mut(|data| data.remove::<Draft>(self.id)),
                Ok(value) => {
                    ui.data_mut(|data| data.remove::<Draft>(self.id));
                    outcome.committed = Some(value);
                }
                // What is wrong stays to be seen and mended.
                Err(_) => {}
            }
        }
        outcome
    }
}

/// Lets lines stand on a colour; `lines` count from 1.
fn mark(job: &mut egui::text::LayoutJob, lines: &[usize], color: egui::Color32) {
    let mut line = 1;
    let mut at = 0;
    for section in &mut job.sections {
        let (begin, end) = (section.byte_range.start.0, section.byte_range.end.0);
        line += job.text.get(at..begin).map_or(0, |passed| passed.matches('\n').count());
        at = begin;
        if lines.contains(&line) && end > begin {
            section.format.background = color;
        }
    }
}
