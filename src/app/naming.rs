//! Names for the bars that scroll: egui draws them by itself, and leaves them without one.

use egui::accesskit::{Node, Orientation, Role};
use egui::{Context, FullOutput, Plugin};

/// Goes through the accessibility tree of every frame before the system gets it.
#[derive(Debug)]
pub struct Names;

impl Plugin for Names {
    fn debug_name(&self) -> &'static str {
        "names of scroll bars"
    }

    fn output_hook(&mut self, _ctx: &Context, output: &mut FullOutput) {
        let nodes = output.platform_output.accesskit_update.iter_mut().flat_map(|update| &mut update.nodes);
        nodes.map(|(_, node)| node).filter(|node| node.role() == Role::ScrollBar && node.label().is_none()).for_each(name);
    }
}

/// What a bar is called follows from its shape.
fn name(bar: &mut Node) {
    let lies = bar.bounds().is_some_and(|bounds| bounds.width() > bounds.height());
    let (orientation, label) =
        if lies { (Orientation::Horizontal, "Scroll left and right") } else { (Orientation::Vertical, "Scroll up and down") };
    bar.set_orientation(orientation);
    bar.set_label(label);
}
