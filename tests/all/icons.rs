//! Every icon keeps the rules that make them one hand (`assets/icons/README.md`).

use std::{error::Error, fs, path::PathBuf};

use resvg::usvg;

/// What a line icon opens with; the mark adds its own default colour after it.
const HEAD: &str = concat!(
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" "#,
    r#"stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round""#
);
const MARK_HEAD_END: &str = r##" color="#5C9DFF">"##;
const ELEMENTS: [&str; 5] = ["<path ", "<circle ", "<rect ", "<line ", "<polyline "];
const MARGIN: f32 = 2.0;
const SIDE: f32 = 24.0;

type TestResult = Result<(), Box<dyn Error>>;

/// The SVG files of a folder of icons, by name.
fn drawings(folder: &str) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/icons").join(folder);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "svg") {
            found.push((path.display().to_string(), fs::read_to_string(&path)?));
        }
    }
    found.sort();
    Ok(found)
}

fn line_icons() -> Result<Vec<(String, String)>, Box<dyn Error>> {
    Ok([drawings("services")?, drawings("commands")?].concat())
}

/// The lines between the opening and the closing tag, or what is wrong with the frame around them.
fn elements<'a>(text: &'a str, head_end: &str) -> Result<Vec<&'a str>, String> {
    let body = text
        .strip_prefix(HEAD)
        .and_then(|rest| rest.strip_prefix(head_end))
        .and_then(|rest| rest.strip_suffix("</svg>\n"))
        .ok_or("does not open or close like the others")?;
    Ok(body.lines().map(str::trim).filter(|line| !line.is_empty()).collect())
}

#[test]
fn icons_use_the_plain_elements_and_one_colour() -> TestResult {
    let icons = line_icons()?;
    assert!(icons.len() >= 90, "only {} icons found", icons.len());
    for (name, text) in icons {
        let lines = elements(&text, ">").map_err(|wrong| format!("{name}: {wrong}"))?;
        assert!(!lines.is_empty(), "{name}: nothing drawn");
        for line in lines {
            assert!(ELEMENTS.iter().any(|element| line.starts_with(element)), "{name}: {line} is not a plain element");
            let plain = line.replace(r#" fill="currentColor" stroke="none""#, "");
            for banned in ["fill", "stroke", "style", "transform", "class", "opacity"] {
                assert!(!plain.contains(banned), "{name}: {line} has {banned}");
            }
        }
    }
    Ok(())
}

#[test]
fn icons_stay_inside_the_margin() -> TestResult {
    let mut icons = line_icons()?;
    icons.extend(drawings("app")?.into_iter().filter(|(name, _)| name.ends_with("stackdraft.svg")));
    for (name, text) in icons {
        let tree = usvg::Tree::from_str(&text, &usvg::Options::default())?;
        let ink = tree.root().abs_stroke_bounding_box();
        let inside = ink.left() >= MARGIN && ink.top() >= MARGIN && ink.right() <= SIDE - MARGIN && ink.bottom() <= SIDE - MARGIN;
        assert!(inside, "{name}: ink reaches {ink:?}");
        let (across, down) = ((ink.left() + ink.right() - SIDE) / 2.0, (ink.top() + ink.bottom() - SIDE) / 2.0);
        // A triangle pointing right looks centred only when its box is not.
        let slack = if name.ends_with("play.svg") { 2.0 } else { 0.8 };
        assert!(across.abs() <= slack && down.abs() <= slack, "{name}: off centre by {across}, {down}");
    }
    Ok(())
}

#[test]
fn marks_have_their_sizes_and_the_accent() -> TestResult {
    let marks = drawings("app")?;
    assert_eq!(marks.len(), 2, "the mark and the application icon");
    for (name, text) in &marks {
        let tree = usvg::Tree::from_str(text, &usvg::Options::default()).map_err(|wrong| format!("{name}: {wrong}"))?;
        let side = if name.ends_with("-icon.svg") { 256.0 } else { SIDE };
        assert_eq!((tree.size().width(), tree.size().height()), (side, side), "{name}");
        if side == SIDE {
            elements(text, MARK_HEAD_END).map_err(|wrong| format!("{name}: {wrong}"))?;
        }
    }
    Ok(())
}
