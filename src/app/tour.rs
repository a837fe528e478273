//! The tour: five steps on a sample, each of which points at the real control.

use egui::{Context, Id, Rect, Ui};

use super::selection::{Selection, Thing};
use super::state::{BottomTab, State};

/// The sample it shows where no design is open.
const SAMPLE: &str = "user-registration";

/// What a step points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The services.
    Palette,
    /// The canvas.
    Canvas,
    /// The inspector.
    Inspector,
    /// The bottom panel.
    Bottom,
    /// The buttons that export and deploy.
    Deploy,
}

/// A step.
#[derive(Debug)]
pub struct Step {
    /// What it points at.
    pub target: Target,
    /// What it is about.
    pub title: &'static str,
    /// What there is to know.
    pub text: &'static str,
}

/// The steps.
pub static STEPS: [Step; 5] = [
    Step {
        target: Target::Palette,
        title: "Begin with services",
        text: "Drag a service onto the canvas, or click it. On the canvas, the key / finds one by its name.",
    },
    Step {
        target: Target::Canvas,
        title: "Connect them",
        text: "Drag from a dot at the edge of a card to another card: what it can lead to lights up. With the keyboard, press C on a \
               selected card. Scroll to move the view; Ctrl and scroll to zoom.",
    },
    Step {
        target: Target::Inspector,
        title: "Settle the details",
        text: "What is selected has its form here, and beside it exactly the CloudFormation it becomes and what it may do.",
    },
    Step {
        target: Target::Bottom,
        title: "See what would hurt",
        text: "Checks run while you draw. A click shows the place, and a button mends it where a machine can. The template is one tab \
               further.",
    },
    Step {
        target: Target::Deploy,
        title: "Take it to AWS",
        text: "Export the template, or deploy it from here: you see what would change before anything does.",
    },
];

/// Begins at the first step, with everything there that it points at.
pub fn begin(state: &mut State) {
    if state.documents.is_empty() {
        super::files::open_sample(state, SAMPLE);
        state.fit_soon = true;
    }
    state.active = state.active.or(Some(0));
    state.prompt = None;
    state.help = None;
    let layout = &mut state.layout;
    (layout.palette, layout.inspector, layout.bottom, layout.bottom_tab) = (true, true, true, BottomTab::Problems);
    if let Some(document) = state.document_mut()
        && !matches!(document.selection.single(), Some(Thing::Node(_)))
        && let Some(first) = document.design().nodes.keys().next().cloned()
    {
        document.selection = Selection::one(Thing::Node(first));
    }
    state.tour = Some(0);
}

/// Tells the tour where a target is.
pub fn mark(ui: &Ui, target: Target, rect: Rect) {
    ui.data_mut(|data| data.insert_temp(id(target), rect));
}

/// Where a target was drawn last.
pub fn place(ctx: &Context, target: Target) -> Option<Rect> {
    ctx.data(|data| data.get_temp::<Rect>(id(target)))
}

fn id(target: Target) -> Id {
    Id::unique(("target of the tour", target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_there() {
        assert!(crate::project::samples::find(SAMPLE).is_some());
        assert!(STEPS.iter().all(|step| step.text.ends_with('.')));
    }
}
