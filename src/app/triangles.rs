//! How shapes become triangles: egui measures each shape to leave out what is not seen. The canvas paints only what is seen, as
//! meshes of very many corners, which it takes longer to measure than to show; a long text in a field is worth it.

use egui::{Context, Id};

/// A text longer than this is a long one, in bytes.
const LONG: usize = 4_000;

/// Tells that a text is shown in a field.
pub fn shows_text(ctx: &Context, text: &str) {
    if text.len() > LONG {
        ctx.data_mut(|data| data.insert_temp(place(), true));
    }
}

/// Chooses for the frame that was laid out.
pub fn choose(ctx: &Context) {
    let has_long = ctx.data_mut(|data| data.remove_temp::<bool>(place())).unwrap_or_default();
    ctx.options_mut(|options| options.tessellation_options.coarse_tessellation_culling = has_long);
}

fn place() -> Id {
    Id::unique("a long text is shown")
}
