//! `stackdraft render`

use std::path::PathBuf;

use super::{Failure, Output, Status, load};
use crate::REGISTRY;
use crate::catalog::Graph;
use crate::draw::{Scene, Theme, png, svg};
use crate::project;
use crate::synth::analyse;

/// Draw the design as a picture
///
/// The ending of the file says what it becomes: SVG, which stays sharp and can be edited, or PNG. Without a file, SVG goes
/// to standard output.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stackdraft render shop.stackdraft.json -o shop.svg\n  stackdraft render shop.stackdraft.json -o shop.png --theme light --scale 2"
)]
pub struct Arguments {
    /// The design.
    file: PathBuf,
    /// The picture to write; standard output without it.
    #[arg(short, long, value_name = "PICTURE")]
    output: Option<PathBuf>,
    /// The colours.
    #[arg(long, value_enum, default_value_t = ThemeName::Light)]
    theme: ThemeName,
    /// How many pixels of a PNG one unit of the canvas takes.
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    scale: f32,
    /// With badges where there are findings.
    #[arg(long)]
    findings: bool,
}

/// Themes by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ThemeName {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

pub(super) fn run(arguments: &Arguments, out: &mut Output) -> Result<Status, Failure> {
    let ending = arguments.output.as_ref().map(|path| path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default());
    let is_png = match ending.as_deref() {
        None | Some("svg") => false,
        Some("png") => true,
        Some(other) => {
            let message = format!("cannot tell what picture `.{other}` is to be");
            return Err(Failure::with_hint(message, "let the name end in .svg or .png"));
        }
    };
    if !(arguments.scale.is_finite() && arguments.scale > 0.0) {
        return Err(Failure::new(png::PngError::Scale.to_string()));
    }
    let design = load(&arguments.file)?;
    let mut scene = Scene::new(&Graph::new(&design, &REGISTRY));
    if arguments.findings {
        scene.set_findings(&analyse(&design, &REGISTRY, super::check::today()).report.findings);
    }
    let theme = match arguments.theme {
        ThemeName::Light => Theme::Light,
        ThemeName::Dark => Theme::Dark,
    };
    let bytes = if is_png {
        png::render(&scene, theme, arguments.scale).map_err(|error| Failure::new(error.to_string()))?
    } else {
        svg::write(&scene, theme, &design.name).into_bytes()
    };
    match &arguments.output {
        None => out.result(&String::from_utf8_lossy(&bytes))?,
        Some(path) => {
            project::replace(path, &bytes).map_err(|e| Failure::new(format!("{}: {e}", path.display())))?;
            out.message(&format!("wrote {}", path.display()))?;
        }
    }
    Ok(Status::Done)
}
