//! The fields that several selected things share: what they hold in common, and a change for all of them as one step.

use std::sync::Arc;

use egui::{Button, Id, Ui};

use super::references;
use super::settings::worst;
use crate::REGISTRY;
use crate::app::action::{Action, Change};
use crate::app::changes::Owner;
use crate::app::document::Document;
use crate::app::frame::Frame;
use crate::app::neighbourhood::neighbourhood;
use crate::app::selection::{Selection, Thing};
use crate::app::theme;
use crate::app::widgets::field::{FieldEvent, FieldState, field_ui};
use crate::catalog::field::{Field, Kind};
use crate::catalog::{Graph, Settings, parse};
use crate::design::{Design, Value};

/// Of so many things what is wrong with their fields is looked for in every frame.
const FEW: usize = 40;

/// What was found for a state of the design and a selection, and which these are.
#[derive(Clone)]
struct Kept {
    of: (u64, u64, Selection),
    fields: Arc<Vec<Shared>>,
    /// What tells the fields of these things from those of others.
    salt: Id,
}

/// The shared fields, found anew only when the design or the selection changed.
fn kept_fields(ui: &Ui, document: &Document, owners: &[Owner]) -> Kept {
    let id = Id::unique("fields of several");
    let kept = ui.data(|data| data.get_temp::<Kept>(id));
    let (number, revision) = (document.id, document.editor.revision());
    if let Some(kept) = kept.filter(|kept| (kept.of.0, kept.of.1) == (number, revision) && kept.of.2 == document.selection) {
        return kept;
    }
    let fields = Arc::new(fields(document.design(), owners));
    let salt = Id::unique(("several", owners.iter().map(Owner::key).collect::<Vec<_>>().join(", ")));
    let kept = Kept { of: (number, revision, document.selection.clone()), fields, salt };
    ui.data_mut(|data| data.insert_temp(id, kept.clone()));
    kept
}

/// A field that every selected thing has, where it applies.
struct Shared {
    field: &'static Field,
    /// What is set, of each.
    held: Vec<Option<Value>>,
}

impl Shared {
    /// Whether they hold different things.
    fn is_mixed(&self) -> bool {
        self.held.windows(2).any(|pair| pair[0] != pair[1])
    }
}

/// The shared fields of the nodes and connections that are selected; groups and notes have none.
pub(super) fn shared_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document) {
    let theme = theme::of(ui);
    let owners: Vec<Owner> = document.selection.iter().filter_map(owner).collect();
    if owners.len() < 2 {
        return;
    }
    let Kept { fields: shared, salt, .. } = kept_fields(ui, document, &owners);
    if shared.is_empty() {
        ui.label(theme::text("They share no settings.", theme::SMALL, theme.dim));
        return;
    }
    ui.label(theme::strong("Settings they share", theme::BODY, theme.text));
    for shared in shared.iter() {
        field_of_all_ui(ui, frame, document, (salt, &owners), shared);
    }
}

fn field_of_all_ui(ui: &mut Ui, frame: &Frame<'_>, document: &Document, (salt, owners): (Id, &[Owner]), shared: &Shared) {
    let theme = theme::of(ui);
    let field = shared.field;
    let id = salt.with(field.id);
    let opened = id.with("opened");
    let mixed = shared.is_mixed();
    if mixed && !ui.data(|data| data.get_temp::<bool>(opened)).unwrap_or(false) {
        ui.add_space(8.0);
        ui.label(theme::strong(field.label, theme::SMALL, theme.text)).on_hover_text(field.help);
        let button = Button::new(theme::text(format!("Mixed: {}", told(shared)), theme::BODY, theme.dim)).wrap();
        let button = ui.add_sized(egui::vec2(ui.available_width(), 28.0), button);
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("{}: mixed", field.label)));
        if button.on_hover_text("Set the same for all").clicked() {
            ui.data_mut(|data| data.insert_temp(opened, true));
        }
        return;
    }
    let value = if mixed { None } else { shared.held.first().and_then(Option::as_ref) };
    // Of very many things the findings are in the list of problems.
    let finding = owners.iter().take(FEW).filter_map(|owner| worst(document, owner, field)).min_by_key(|(severity, _)| *severity);
    let remark = mixed.then(|| format!("Mixed: {}", told(shared)));
    let references = || references::all(document.design(), owners);
    let state = FieldState { value, finding, references: Some(&references), remark, states: &[] };
    let next = match field_ui(ui, id, field, &state) {
        Some(FieldEvent::Set(value)) => Some(value),
        Some(FieldEvent::Clear) => None,
        Some(FieldEvent::Left) => {
            frame.push(Action::EndMerge);
            return;
        }
        None => return,
    };
    ui.data_mut(|data| data.remove::<bool>(opened));
    frame.edit(set_all(owners, field, next));
}

/// The different values in words, each once.
fn told(shared: &Shared) -> String {
    let mut texts: Vec<String> = Vec::new();
    for held in &shared.held {
        let text = match held {
            Some(value) => parse::display(shared.field, value),
            None => shared.field.default.to_json().map_or_else(|| "nothing".to_owned(), |json| parse::display(shared.field, &Value(json))),
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    let more = if texts.len() > 4 { ", …" } else { "" };
    texts.truncate(4);
    texts.join(", ") + more
}

/// Sets a field of all of them, or clears it, as one step.
fn set_all(owners: &[Owner], field: &'static Field, value: Option<Value>) -> Change {
    let verb = if value.is_some() { "change" } else { "reset" };
    let title = format!("{verb} {} of {} things", field.label.to_lowercase(), owners.len());
    let key = format!("{} of {}", field.id, owners.iter().map(Owner::key).collect::<Vec<_>>().join(", "));
    let owners = owners.to_vec();
    Change::new(title, move |draft| {
        owners.iter().try_for_each(|owner| match owner {
            Owner::Node(id) => draft.set_node_field(id, field.id, value.clone()),
            Owner::Connection(id) => draft.set_connection_field(id, field.id, value.clone()),
            Owner::Entry(id, entry) => draft.set_entry_field(id, entry, field.id, value.clone()),
        })
    })
    .merging(key)
}

fn owner(thing: &Thing) -> Option<Owner> {
    match thing {
        Thing::Node(id) => Some(Owner::Node(id.clone())),
        Thing::Connection(id) => Some(Owner::Connection(id.clone())),
        Thing::Group(_) | Thing::Note(_) => None,
    }
}

/// The fields that all of them have and that apply to all, in the order of the first.
fn fields(design: &Design, owners: &[Owner]) -> Vec<Shared> {
    let mut ids = Vec::new();
    for owner in owners {
        match owner {
            Owner::Node(id) | Owner::Entry(id, _) => ids.push(id.clone()),
            Owner::Connection(id) => ids.extend(design.connections.get(id).into_iter().flat_map(|c| c.nodes().cloned())),
        }
    }
    let part = neighbourhood(design, &ids);
    let graph = Graph::new(&part, &REGISTRY);
    let mut all = owners.iter().map(|owner| match owner {
        Owner::Node(id) => graph.node(id).map(|view| applying(&view)),
        Owner::Connection(id) => graph.line(id).map(|line| applying(&line)),
        Owner::Entry(..) => None,
    });
    let Some(Some(first)) = all.next() else { return Vec::new() };
    let mut shared: Vec<Shared> = first.into_iter().map(|(field, value)| Shared { field, held: vec![value] }).collect();
    for other in all {
        let other = other.unwrap_or_default();
        shared.retain_mut(|shared| {
            let found = other.iter().find(|(field, _)| same(field, shared.field));
            if let Some((_, value)) = found {
                shared.held.push(value.clone());
            }
            found.is_some()
        });
    }
    shared
}

/// The fields of one that apply; what names states of a workflow is its own.
fn applying<'g>(settings: &impl Settings<'g>) -> Vec<(&'static Field, Option<Value>)> {
    let own = |field: &Field| matches!(field.kind, Kind::StateMachine | Kind::State(_));
    let fields = settings.specs().iter().filter(|field| !own(field) && settings.applies(field));
    fields.map(|field| (field, settings.set_value(field).cloned())).collect()
}

/// Whether two fields mean the same: by name, and what they may hold.
fn same(a: &Field, b: &Field) -> bool {
    let range = |field: &Field| crate::project::schema::range(field);
    a.id == b.id
        && a.label == b.label
        && a.unit == b.unit
        && a.default == b.default
        && std::mem::discriminant(&a.kind) == std::mem::discriminant(&b.kind)
        && range(a) == range(b)
}
