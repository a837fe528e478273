//! The window's bars and panels as the shapes it is painted with: their places, their texts, their colours.

use std::collections::BTreeSet;
use std::path::PathBuf;

use egui::epaint::{ClippedShape, RectShape, TextShape};
use egui::{Color32, Rect, Shape, pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use stackdraft::catalog::Tint;
use stackdraft::draw::theme::GroupColor;
use stackdraft::draw::{self, Token};

use crate::window_support::Driver;

/// What the harness leaves free on every side.
const MARGIN: f32 = 8.0;

/// Both themes.
const THEMES: [(egui::Theme, draw::Theme); 2] = [(egui::Theme::Dark, draw::Theme::Dark), (egui::Theme::Light, draw::Theme::Light)];

fn samples() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-projects");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 6);
    files
}

/// The single shapes with what they are clipped to.
fn shapes(window: &Driver) -> Vec<(Rect, Shape)> {
    fn flat(clip: Rect, shape: &Shape, into: &mut Vec<(Rect, Shape)>) {
        match shape {
            Shape::Vec(inner) => inner.iter().for_each(|shape| flat(clip, shape, into)),
            Shape::Noop => {}
            other => into.push((clip, other.clone())),
        }
    }
    let mut found = Vec::new();
    for ClippedShape { clip_rect, shape, .. } in &window.harness.output().shapes {
        flat(*clip_rect, shape, &mut found);
    }
    found
}

fn token(theme: draw::Theme, token: Token) -> Color32 {
    let color = theme.color(token);
    Color32::from_rgba_unmultiplied(color.r, color.g, color.b, color.a)
}

fn is_at(rect: Rect, expected: Rect) -> bool {
    (rect.min - expected.min).abs().max_elem() <= 1.0 && (rect.max - expected.max).abs().max_elem() <= 1.0
}

#[test]
fn bars_and_panels_stand_where_they_should() {
    let file = samples().into_iter().find(|f| f.to_string_lossy().contains("order-processing")).expect("the sample");
    for (theme, table) in THEMES {
        for scale in [1.0, 2.0] {
            // The harness leaves a margin around what it shows.
            let window = Driver::sized(std::slice::from_ref(&file), (1600.0 + 2.0 * MARGIN, 1000.0 + 2.0 * MARGIN), theme, scale);
            let painted = shapes(&window);
            let is_painted = |name: &str, color: Token, expected: Rect| {
                let fill = token(table, color);
                let expected = expected.translate(vec2(MARGIN, MARGIN));
                let found = painted.iter().any(|(_, shape)| matches!(shape, Shape::Rect(r) if r.fill == fill && is_at(r.rect, expected)));
                let others = painted.iter().filter_map(|(_, s)| {
                    if let Shape::Rect(r) = s { (r.fill == fill && r.rect.area() > 9000.0).then_some(r.rect) } else { None }
                });
                assert!(found, "{name} does not fill {expected:?} at {scale}x in {table:?}: {:?}", others.collect::<Vec<_>>());
            };
            is_painted("top bar", Token::Panel, Rect::from_min_max(pos2(0.0, 0.0), pos2(1600.0, 44.0)));
            is_painted("palette", Token::Panel, Rect::from_min_max(pos2(0.0, 44.0), pos2(232.0, 976.0)));
            is_painted("inspector", Token::Panel, Rect::from_min_max(pos2(1272.0, 44.0), pos2(1600.0, 976.0)));
            is_painted("bottom panel", Token::Panel, Rect::from_min_max(pos2(232.0, 760.0), pos2(1272.0, 976.0)));
            is_painted("status bar", Token::Panel, Rect::from_min_max(pos2(0.0, 976.0), pos2(1600.0, 1000.0)));
            is_painted("canvas", Token::Canvas, Rect::from_min_max(pos2(232.0, 44.0), pos2(1272.0, 760.0)));
        }
    }
}

#[test]
fn the_inspector_keeps_its_place_whatever_is_selected() {
    let file = samples().into_iter().find(|f| f.to_string_lossy().contains("order-processing")).expect("the sample");
    let mut window = Driver::sized(&[file], (1600.0 + 2.0 * MARGIN, 1000.0 + 2.0 * MARGIN), egui::Theme::Dark, 1.0);
    window.settle();
    let place = Rect::from_min_max(pos2(1272.0, 44.0), pos2(1600.0, 976.0)).translate(vec2(MARGIN, MARGIN));
    let fill = token(draw::Theme::Dark, Token::Panel);
    let stands =
        |window: &Driver| shapes(window).iter().any(|(_, s)| matches!(s, Shape::Rect(r) if r.fill == fill && is_at(r.rect, place)));
    for name in ["API Orders API", "Workflow Process order", "Table Orders", "Group Ordering", "Event bus Shop events"] {
        window.click_containing(name);
        assert!(stands(&window), "{name}");
        for tab in ["Resources", "Permissions", "Findings", "Settings"] {
            if window.shows(tab) {
                window.click(tab);
                assert!(stands(&window), "{tab} of {name}");
            }
        }
    }
    window.keys(egui::Modifiers::COMMAND, egui::Key::A);
    assert!(window.shows("things selected") && stands(&window));
}

#[test]
fn texts_of_bars_and_panels_are_not_cut_off() {
    for file in samples() {
        for (size, scale) in [((1600.0, 1000.0), 1.0), ((1280.0, 800.0), 2.0), ((1024.0, 700.0), 1.0)] {
            let mut window = Driver::sized(std::slice::from_ref(&file), size, egui::Theme::Light, scale);
            window.settle();
            let canvas = Rect::from_min_max(pos2(232.0, 44.0), pos2(size.0 - 328.0, size.1 - 240.0));
            for (clip, shape) in shapes(&window) {
                let Shape::Text(text) = shape else { continue };
                let rect = place(&text);
                if canvas.contains(rect.center()) || !clip.intersects(rect) {
                    continue;
                }
                let cut = rect.left() < clip.left() - 1.0 || rect.right() > clip.right() + 1.0;
                assert!(!cut, "{}, {size:?}: `{}` at {rect:?} is cut off by {clip:?}", file.display(), text.galley.text());
            }
        }
    }
}

fn place(text: &TextShape) -> Rect {
    text.galley.rect.translate(text.pos.to_vec2())
}

#[test]
fn the_window_has_only_the_themes_colours() {
    use Token::{
        Accent, Border, Canvas, Card, Dim, Error, Faint, Good, GridDot, Hover, Line, Marked, NoteBorder, NoteFill, OnAccent, OnTile, Panel,
        Raised, Selection, Shadow, Text, Warning,
    };
    let mut tokens = vec![
        Accent, Border, Canvas, Card, Dim, Error, Faint, Good, GridDot, Hover, Line, Marked, NoteBorder, NoteFill, OnAccent, OnTile, Panel,
        Raised, Selection, Shadow, Text, Warning,
    ];
    let tints =
        [Tint::Compute, Tint::Integration, Tint::Database, Tint::Storage, Tint::Security, Tint::Analytics, Tint::General].map(Token::Tile);
    tokens.extend(tints);
    tokens.extend(GroupColor::ALL.into_iter().flat_map(|color| [Token::GroupFill(color), Token::GroupBorder(color)]));
    for (theme, table) in THEMES {
        let known: BTreeSet<[u8; 4]> = tokens.iter().map(|t| token(table, *t).to_array()).collect();
        for file in samples() {
            let mut window = Driver::sized(std::slice::from_ref(&file), (1600.0, 1000.0), theme, 1.0);
            window.settle();
            let mut foreign = BTreeSet::new();
            let painted = shapes(&window);
            assert!(painted.len() > 200, "{}: only {} shapes", file.display(), painted.len());
            for (_, shape) in painted {
                let colors = match &shape {
                    Shape::Rect(RectShape { fill, stroke, .. }) => {
                        vec![*fill, if stroke.width > 0.0 { stroke.color } else { Color32::TRANSPARENT }]
                    }
                    Shape::Circle(circle) => {
                        vec![circle.fill, if circle.stroke.width > 0.0 { circle.stroke.color } else { Color32::TRANSPARENT }]
                    }
                    Shape::Text(text) => {
                        let sections = text.galley.job.sections.iter().map(|section| section.format.color);
                        sections
                            .map(|color| {
                                text.override_text_color.unwrap_or(if color == Color32::PLACEHOLDER { text.fallback_color } else { color })
                            })
                            .collect()
                    }
                    Shape::LineSegment { stroke, .. } => vec![stroke.color],
                    _ => Vec::new(),
                };
                foreign.extend(
                    colors
                        .into_iter()
                        .filter(|c| c.a() > 0 && !known.contains(&c.to_array()))
                        .map(|c| format!("{c:?} in {}", what(&shape))),
                );
            }
            assert!(foreign.is_empty(), "{}, {table:?}: {foreign:#?}", file.display());
        }
    }
}

/// A shape in few words.
fn what(shape: &Shape) -> String {
    match shape {
        Shape::Text(text) => format!("text `{}`", text.galley.text()),
        other => format!("{:?}", other.visual_bounding_rect()),
    }
}

/// The colours of a text's letters that are painted in full.
fn letters(text: &TextShape) -> Vec<Color32> {
    let color = |said: Color32| text.override_text_color.unwrap_or(if said == Color32::PLACEHOLDER { text.fallback_color } else { said });
    let job = &text.galley.job;
    let written =
        job.sections.iter().filter(|s| job.text.get(s.byte_range.start.0..s.byte_range.end.0).is_some_and(|t| !t.trim().is_empty()));
    written.map(|section| color(section.format.color)).filter(|color| color.a() == 255).collect()
}

/// What lies beneath a place, of what was painted before it.
fn ground(before: &[(Rect, Shape)], at: egui::Pos2) -> draw::Color {
    let opaque = |color: Color32| {
        let [r, g, b, a] = color.to_srgba_unmultiplied();
        draw::Color { r, g, b, a }
    };
    let mut ground = draw::Color::hex(0);
    for (clip, shape) in before {
        if let Shape::Rect(rect) = shape
            && rect.blur_width == 0.0
            && clip.contains(at)
            && rect.rect.contains(at)
        {
            ground = opaque(rect.fill).over(ground);
        }
    }
    ground
}

#[test]
fn texts_can_be_read_on_what_they_are_painted_on() {
    let file = samples().into_iter().find(|f| f.to_string_lossy().contains("order-processing")).expect("the sample");
    for (theme, _) in THEMES {
        let mut window = Driver::sized(std::slice::from_ref(&file), (1600.0, 1000.0), theme, 1.0);
        window.settle();
        let check = |window: &Driver, what: &str| {
            let painted = shapes(window);
            let mut texts = 0;
            let mut faults = BTreeSet::new();
            for (number, (clip, shape)) in painted.iter().enumerate() {
                let Shape::Text(text) = shape else { continue };
                let at = place(text).center();
                if !clip.contains(at) {
                    continue;
                }
                texts += 1;
                let ground = ground(&painted[..number], at);
                for color in letters(text) {
                    let color = draw::Color { r: color.r(), g: color.g(), b: color.b(), a: 255 };
                    let contrast = color.contrast(ground);
                    if contrast < 4.5 {
                        faults.insert(format!("`{}`: {color:?} on {ground:?} has {contrast:.2}", text.galley.text()));
                    }
                }
            }
            assert!(texts > 40, "{what}: {texts}");
            assert!(faults.is_empty(), "{what}, {theme:?}: {faults:#?}");
        };
        check(&window, "at rest");
        window.click_containing("Workflow Process order");
        for tab in ["Template", "Nodes", "Deploy", "Problems"] {
            window.click_role(egui::accesskit::Role::Tab, tab);
            check(&window, tab);
        }
        for tab in ["Resources", "Permissions", "Findings", "Settings"] {
            window.click_role(egui::accesskit::Role::Tab, tab);
            check(&window, tab);
        }
        for hovered in ["Queue", "Find a service", "Export"] {
            window.harness.query_all_by_label(hovered).next().expect("it is there").hover();
            window.run();
            check(&window, &format!("with the pointer on {hovered}"));
        }
        for menu in ["File", "View"] {
            window.click(menu);
            window.harness.query_all_by_label_contains(if menu == "File" { "Save as" } else { "Zoom in" }).next().expect("an item").hover();
            window.run();
            check(&window, menu);
            window.keys(egui::Modifiers::NONE, egui::Key::Escape);
        }
        for words in ["", "settings", "keyboard shortcuts", "edit environment", "help"] {
            window.keys(egui::Modifiers::COMMAND, egui::Key::K);
            window.write(words);
            if !words.is_empty() {
                window.keys(egui::Modifiers::NONE, egui::Key::Enter);
            }
            check(&window, &format!("with `{words}`"));
            window.keys(egui::Modifiers::NONE, egui::Key::Escape);
            window.keys(egui::Modifiers::NONE, egui::Key::Escape);
        }
    }
}
