//! The window as a software graphics driver paints it, beside the pictures in `pictures/`.
//!
//! `UPDATE_SNAPSHOTS=1` writes them anew: look at each before it is committed.

use std::path::PathBuf;

use egui::Theme;
use egui_kittest::SnapshotOptions;
use egui_kittest::kittest::Queryable as _;

use crate::window_support::Driver;

const POINTS: (f32, f32) = (1280.0, 800.0);

/// Where the pictures are, and how far a pixel may be off: drivers round edges differently.
fn options() -> SnapshotOptions {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judges/pictures");
    SnapshotOptions::new().output_path(folder).threshold(1.2).max_failed_pixels(40)
}

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-projects").join(format!("{name}.stackdraft.json"))
}

/// Compares the window with its picture; how long the checks took is painted over.
fn compare(mut window: Driver, name: &str) {
    window.settle();
    let time = window.harness.query_by_label_contains("Checked in").map(|label| label.rect());
    // As wide as any time is written: the picture must not tell fast machines from slow ones.
    let time = time.map(|rect| rect.with_min_x(rect.right() - 120.0));
    let scale = window.harness.ctx.pixels_per_point();
    let mut image = window.harness.render().expect("a picture: are the software graphics drivers installed?");
    if let Some(time) = time {
        let pixels = |from: f32, to: f32| (from * scale) as u32..(to * scale).ceil() as u32;
        for (x, y) in pixels(time.top(), time.bottom()).flat_map(|y| pixels(time.left(), time.right()).map(move |x| (x, y))) {
            image.get_pixel_mut(x, y).0 = [0, 0, 0, 255];
        }
    }
    egui_kittest::image_snapshot_options(&image, name, &options());
}

#[test]
fn the_start_page_in_the_dark_theme() {
    compare(Driver::sized(&[], POINTS, Theme::Dark, 1.0), "start_dark");
}

#[test]
fn a_sample_in_the_dark_theme() {
    compare(Driver::sized(&[sample("order-processing")], POINTS, Theme::Dark, 1.0), "order_processing_dark");
}

#[test]
fn a_sample_in_the_light_theme_at_twice_the_scale() {
    compare(Driver::sized(&[sample("user-registration")], (1024.0, 700.0), Theme::Light, 2.0), "user_registration_light_2x");
}

#[test]
fn a_node_with_its_form_in_the_light_theme() {
    let mut window = Driver::sized(&[sample("order-processing")], POINTS, Theme::Light, 1.0);
    window.settle();
    window.click_containing("Table ");
    compare(window, "table_selected_light");
}
