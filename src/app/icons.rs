//! The icons, drawn from their SVG at the size they are shown and coloured while painting.

use egui::{Color32, ColorImage, Context, Id, Rect, TextureHandle, TextureOptions, Ui, pos2, vec2};
use resvg::{tiny_skia, usvg};

macro_rules! icons {
    ($folder:literal: $($name:ident)*) => {
        &[$((stringify!($name), include_str!(concat!("../../assets/icons/", $folder, "/", stringify!($name), ".svg")))),*]
    };
}

/// Of commands and states, sorted by name.
pub static COMMANDS: &[(&str, &str)] = icons!("commands":
    actual_size add advice align_bottom align_center align_left align_middle align_right align_top arrange backward check chevron_down
    chevron_left chevron_right chevron_up clock close collapse color connect copy cut delete deploy distribute_horizontally
    distribute_vertically drag duplicate enter environment error expand export external eye file fit fix folder forward group help history info
    keyboard link lock minimap more new note ok open palette paste play problems proven redo refresh remove rename retry save save_as
    search select_all settings stop straighten suppress tag template theme_dark theme_light to_back to_front undo ungroup warning zoom_in zoom_out
);

/// Of services, sorted by their id.
pub static SERVICES: &[(&str, &str)] = icons!("services":
    api bucket client event_bus function group http_endpoint kms_key queue resource schedule stream subscriber table topic user_pool
    web_acl workflow
);

static MARK: &str = include_str!("../../assets/icons/app/stackdraft.svg");

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Icon {
    /// Of a command or a state.
    Command(&'static str),
    /// Of a service.
    Service(&'static str),
    /// The program's mark.
    Mark,
}

impl Icon {
    fn source(self) -> &'static str {
        let find = |list: &'static [(&str, &str)], name: &str| list.iter().find(|(n, _)| *n == name).map(|(_, svg)| *svg);
        match self {
            Self::Command(name) => find(COMMANDS, name).unwrap_or(MARK),
            Self::Service(name) => find(SERVICES, name).or_else(|| find(SERVICES, "resource")).unwrap_or(MARK),
            Self::Mark => MARK,
        }
    }
}

/// Paints an icon into a square of the screen.
pub fn paint(ctx: &Context, painter: &egui::Painter, icon: Icon, rect: Rect, color: Color32) {
    let pixels = (rect.width() * ctx.pixels_per_point()).round().clamp(1.0, 512.0) as u32;
    if let Some(texture) = texture(ctx, icon, pixels) {
        let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture.id(), rect, uv, color);
    }
}

/// Takes room for an icon and paints it there.
pub fn show(ui: &mut Ui, icon: Icon, size: f32, color: Color32) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(size, size), egui::Sense::hover());
    paint(ui.ctx(), ui.painter(), icon, rect, color);
    response
}

/// The icon in white on nothing; kept in the context once drawn.
fn texture(ctx: &Context, icon: Icon, pixels: u32) -> Option<TextureHandle> {
    let id = Id::unique(("icon", icon, pixels));
    if let Some(texture) = ctx.data(|data| data.get_temp::<TextureHandle>(id)) {
        return Some(texture);
    }
    let image = rasterize(icon.source(), pixels)?;
    let texture = ctx.load_texture(format!("{icon:?} {pixels}"), image, TextureOptions::LINEAR);
    ctx.data_mut(|data| data.insert_temp(id, texture.clone()));
    Some(texture)
}

fn rasterize(svg: &str, pixels: u32) -> Option<ColorImage> {
    let white = svg.replace("currentColor", "#ffffff");
    let tree = usvg::Tree::from_str(&white, &usvg::Options::default()).ok()?;
    let mut pixmap = tiny_skia::Pixmap::new(pixels, pixels)?;
    let scale = pixels as f32 / tree.size().width().max(1.0);
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    Some(ColorImage::from_rgba_premultiplied([pixels as usize, pixels as usize], pixmap.data()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_listed_and_draws_something() {
        for (folder, list) in [("commands", COMMANDS), ("services", SERVICES)] {
            let folder = format!("{}/assets/icons/{folder}", env!("CARGO_MANIFEST_DIR"));
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .filter_map(|e| e.unwrap().file_name().to_str().unwrap().strip_suffix(".svg").map(str::to_owned))
                .collect();
            files.sort();
            let names: Vec<&str> = list.iter().map(|(name, _)| *name).collect();
            assert_eq!(files, names);
            for (name, svg) in list {
                let image = rasterize(svg, 24).unwrap();
                assert!(image.pixels.iter().any(|p| p.a() > 128), "{name} is empty");
            }
        }
    }
}
