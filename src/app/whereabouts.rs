//! Where one is in a design: things are brought into view, groups are entered, and names are written where they stand.

use egui::Context;

use super::canvas::{self, View};
use super::document::Document;
use super::placing;
use super::selection::{Selection, Thing};
use super::state::State;
use crate::design::GroupId;
use crate::design::geometry::Rect;

impl State {
    /// Selects things and moves the view so that they are seen.
    pub fn reveal(&mut self, selection: Selection) {
        let size = self.canvas.size();
        if let Some(change) = self.document().and_then(|document| placing::unfold_to(document, &selection)) {
            self.edit(change);
        }
        let Some(document) = self.document_mut() else { return };
        document.refresh();
        if !selection.iter().all(|thing| document.is_inside(thing)) {
            document.enter(None);
        }
        document.selection = selection;
        document.template_place = None;
        let (Some(bounds), Some(view)) = (bounds_of(document, &document.selection), document.view) else { return };
        let seen = view.canvas_rect(egui::Pos2::ZERO, egui::Rect::from_min_size(egui::Pos2::ZERO, size));
        if !seen.expanded(-24.0).contains_rect(&bounds) {
            let fits = bounds.width() < seen.width() && bounds.height() < seen.height();
            document.view =
                Some(if fits { view.centered(bounds.center(), size) } else { View::fitting(&bounds, size, document.overlays(true)) });
        }
    }

    /// The same, and so near that it can be read.
    pub fn frame(&mut self, selection: Selection) {
        self.reveal(selection);
        let size = self.canvas.size();
        let Some(document) = self.document_mut() else { return };
        let (Some(bounds), Some(view)) = (bounds_of(document, &document.selection), document.view) else { return };
        let nearer = View::fitting(&bounds.expanded(24.0), size, document.overlays(true));
        if view.zoom < canvas::READABLE && nearer.zoom > view.zoom {
            document.view = Some(nearer);
        }
    }

    /// Brings what was just made into view, where it is out of sight.
    pub fn show_new(&mut self) {
        let size = self.canvas.size();
        let Some(document) = self.document() else { return };
        let (selection, design) = (document.selection.clone(), document.design());
        let Some(view) = document.view else { return };
        let seen = view.canvas_rect(egui::Pos2::ZERO, egui::Rect::from_min_size(egui::Pos2::ZERO, size));
        let nodes = selection.nodes();
        let middles = nodes.iter().filter_map(|id| design.nodes.get(id)).map(|node| node.at.offset(88.0, 28.0));
        if !middles.into_iter().all(|middle| seen.contains(middle)) {
            self.reveal(selection);
        }
    }

    /// Goes into a group, which is opened where it is collapsed, or out to the whole design, and shows all of it.
    pub fn enter(&mut self, group: Option<GroupId>) {
        let size = self.canvas.size();
        let collapsed = |document: &Document| document.design().folded_into(group.as_ref()).is_some();
        if let (Some(id), Some(document)) = (&group, self.document())
            && collapsed(document)
        {
            let change = placing::fold(document, vec![id.clone()], false);
            self.edit(change);
        }
        let Some(document) = self.document_mut() else { return };
        document.refresh();
        document.enter(group.clone());
        let bounds = match group {
            Some(id) => canvas::group_rect(document.scene(), &id),
            None => document.scene().bounds(),
        };
        let overlays = document.overlays(document.entered().is_some());
        document.view = bounds.map(|bounds| View::fitting(&bounds.expanded(24.0), size, overlays)).or(document.view);
    }

    /// Lets a name or a note be written where it stands; in the inspector where there is no place on the canvas.
    pub fn write_in_place(&mut self, thing: Option<Thing>, ctx: &Context) {
        let canvas = self.canvas;
        let Some(document) = self.document_mut() else { return };
        match thing {
            Some(thing) if canvas::has_place(document, canvas, &thing) => {
                ctx.memory_mut(|memory| memory.request_focus(canvas::field(&thing)));
                document.editing = Some(thing);
            }
            Some(thing) => {
                if let Thing::Node(id) = &thing {
                    ctx.memory_mut(|memory| memory.request_focus(super::actions::name_field(id)));
                }
                self.layout.inspector = true;
            }
            None => document.editing = None,
        }
    }
}

/// Where things are on the canvas.
pub fn bounds_of(document: &Document, selection: &Selection) -> Option<Rect> {
    let scene = document.scene();
    let rect = |thing: &Thing| match thing {
        Thing::Node(id) => canvas::card(scene, id).map(|c| c.rect),
        Thing::Group(id) => canvas::group_rect(scene, id),
        Thing::Note(id) => canvas::note(scene, id).map(|n| n.rect),
        Thing::Connection(id) => scene.lines.get(scene.line(id)?)?.area(),
    };
    selection.iter().filter_map(rect).reduce(|a, b| a.union(&b))
}
