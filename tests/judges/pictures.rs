//! The window as a software graphics driver paints it, beside the pictures in `pictures/`.
//!
//! `UPDATE_SNAPSHOTS=1` writes them anew: look at each before it is committed.

use std::path::PathBuf;

use egui::Theme;
use egui_kittest::SnapshotOptions;
use egui_kittest::kittest::Queryable as _;
use image::RgbaImage;

use stackdraft::project::samples::SAMPLES;

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

/// The window's picture; how long the checks took is painted over.
fn picture(window: &mut Driver) -> RgbaImage {
    window.settle();
    // As users see it.
    stackdraft::app::show_shapes(&window.harness.ctx, false);
    window.run();
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
    image
}

/// Compares the window with its picture.
fn compare(mut window: Driver, name: &str) {
    egui_kittest::image_snapshot_options(&picture(&mut window), name, &options());
}

/// How large each picture of a sheet is in points; the sheet has a quarter as many pixels each way.
const OF_SHEET: (u32, u32) = (1280, 800);

/// Every sample in both themes at both scales, as one sheet of four pictures: dark above light, the usual scale at the left
/// of twice as many pixels. Each pixel of the sheet is the middle of those it stands for, so that the sheets stay small.
#[test]
fn every_sample_in_both_themes_at_both_scales() {
    let (width, height) = (OF_SHEET.0 / 4, OF_SHEET.1 / 4);
    for one in SAMPLES {
        let mut sheet = RgbaImage::new(2 * width, 2 * height);
        for (row, theme) in [Theme::Dark, Theme::Light].into_iter().enumerate() {
            for (column, scale) in [1_u32, 2].into_iter().enumerate() {
                let points = (OF_SHEET.0 as f32, OF_SHEET.1 as f32);
                let image = picture(&mut Driver::sized(&[sample(one.name)], points, theme, scale as f32));
                let side = 4 * scale;
                assert_eq!(image.dimensions(), (width * side, height * side), "{}", one.name);
                let (left, top) = (column as u32 * width, row as u32 * height);
                for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
                    let within = (0..side * side).map(|n| image.get_pixel(x * side + n % side, y * side + n / side).0);
                    let sums = within.fold([0_u32; 4], |sums, pixel| std::array::from_fn(|n| sums[n] + u32::from(pixel[n])));
                    sheet.get_pixel_mut(left + x, top + y).0 = sums.map(|sum| (sum / (side * side)) as u8);
                }
            }
        }
        egui_kittest::image_snapshot_options(&sheet, format!("sample_{}", one.name.replace('-', "_")), &options());
    }
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
