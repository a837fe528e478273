//! Design files: load and save, versions, samples.

mod object;
mod read;
mod replace;
pub mod samples;
pub mod schema;
mod write;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub use read::VERSION;
pub use replace::{Unwritten, replace, replace_all};

use crate::catalog::draft::Draft;
use crate::catalog::{Graph, Registry};
use crate::cfn::read::json;
use crate::design::Design;
use crate::draw::Arrangement;
use crate::import::{self, Imported, Watch};
use read::Unreadable;

/// What design files are called behind their name.
pub const EXTENSION: &str = ".stackdraft.json";

/// Files larger than this are refused: 10,000 nodes take a tenth of it.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Why a design could not be loaded or saved.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text is no design.
    #[error("line {line}, column {column}: {message}")]
    Broken {
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// A newer version of the program wrote it.
    #[error(
        "the file has version {found} of the format and this program reads up to {VERSION}: update Stackdraft to open it; the file was not touched"
    )]
    Newer {
        /// The version it has.
        found: u64,
    },
    /// It is no text.
    #[error("the file is not UTF-8 text (byte {offset})")]
    NotText {
        /// The first byte that is not.
        offset: usize,
    },
    /// It is too large to be a design.
    #[error("the file is larger than {} MB, which no design is", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// The file system refused.
    #[error("{action}: {source}")]
    File {
        /// What was tried.
        action: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
}

impl Error {
    fn file(action: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File { action, source }
    }
}

/// A design from the text of its file.
pub fn parse(text: &str) -> Result<Design, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    read::read(text).map_err(|why| match why {
        Unreadable::Newer(found) => Error::Newer { found },
        Unreadable::Fault(fault) => {
            let (line, column) = crate::cfn::read::line_and_column(text, fault.offset);
            Error::Broken { line, column, message: fault.message }
        }
    })
}

/// The text of a design's file; equal designs have equal texts.
#[must_use]
pub fn print(design: &Design) -> String {
    write::write(design)
}

/// Loads a design.
pub fn load(path: &Path) -> Result<Design, Error> {
    parse(&text(path)?)
}

/// The text of a file, unless it is too large to be a design.
fn text(path: &Path) -> Result<String, Error> {
    let size = fs::metadata(path).map_err(Error::file("cannot open the file"))?.len();
    if size > MAX_BYTES {
        return Err(Error::TooLarge);
    }
    let bytes = fs::read(path).map_err(Error::file("cannot read the file"))?;
    String::from_utf8(bytes).map_err(|e| Error::NotText { offset: e.utf8_error().valid_up_to() })
}

/// A template as a design of this name, its cards laid out, telling how far it is; nothing where it is to stop.
pub fn load_template(path: &Path, name: &str, registry: &Registry, watch: &Watch<'_>) -> Result<Option<Imported>, Error> {
    read_template(&text(path)?, name, registry, watch)
}

/// The same of a template that is in no file.
pub fn read_template(text: &str, name: &str, registry: &Registry, watch: &Watch<'_>) -> Result<Option<Imported>, Error> {
    let Some(mut imported) = import::import_watched(name, text, registry, watch).map_err(broken)? else { return Ok(None) };
    let mut draft = Draft::new(&imported.design, registry);
    let arrangement = Arrangement::of(&Graph::new(&imported.design, registry), |_| false);
    if arrangement.apply(&mut draft).is_ok() {
        imported.design = draft.design().clone();
    }
    Ok(Some(imported))
}

/// How many resources of which type a template has.
pub fn template_outline(path: &Path) -> Result<BTreeMap<String, usize>, Error> {
    import::outline(&text(path)?).map_err(broken)
}

fn broken(import::Error { line, column, message }: import::Error) -> Error {
    Error::Broken { line, column, message }
}

/// Whether a file is a template rather than a design, as far as its name and its first sections tell.
#[must_use]
pub fn is_template(path: &Path) -> bool {
    let ends = |endings: &[&str]| path.extension().is_some_and(|e| endings.iter().any(|x| e.eq_ignore_ascii_case(x)));
    let has_resources = |text: String| json::parse(&text).is_ok_and(|root| root.member("Resources").is_some());
    ends(&["yaml", "yml", "template"]) || (ends(&["json"]) && text(path).is_ok_and(has_resources))
}

/// What a design made of this file is called: its name up to the first dot.
#[must_use]
pub fn title(path: &Path) -> &str {
    let stem = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.split('.').next());
    stem.filter(|stem| !stem.is_empty()).unwrap_or("template")
}

/// Saves a design: the file is replaced as a whole, or stays as it was.
pub fn save(design: &Design, path: &Path) -> Result<(), Error> {
    replace(path, print(design).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn broken_files_say_where() {
        assert_eq!(
            message("{\n  \"version\": 1,\n  \"nodes\": []\n}"),
            "line 3, column 12: `nodes` of the design must be an object, and this is a list"
        );
        assert_eq!(message("{\"version\": 1"), "line 1, column 14: `,` or `}` was expected here");
        assert!(message("{\"version\": 2}").starts_with("the file has version 2"));
        assert!(message("{\"version\":1,\"name\":\"a\",\"name\":\"b\"}").contains("twice"));
        assert!(message(&format!("{{\"version\":1,\"x\":{}", "[".repeat(100_000))).contains("128 deep"));
        assert!(message("{\"version\":1,\"nodes\":{\"q\":{\"kind\":\"queue\"}}}").contains("the node `q` has no `name`"));
    }

    #[test]
    fn what_is_not_known_is_kept() {
        let text = "{\n  \"version\": 1,\n  \"name\": \"a\",\n  \"nodes\": {\n    \"q\": {\n      \"kind\": \"queue\",\n      \"name\": \"Q\",\n      \"logical_id\": \"Q\",\n      \"at\": [8, 12.5],\n      \"future\": {\n        \"x\": [1, 2]\n      }\n    }\n  },\n  \"connections\": {},\n  \"later\": true\n}\n";
        assert_eq!(print(&parse(text).unwrap()), text);
    }

    #[test]
    fn saving_replaces_as_a_whole_and_keeps_links() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.stackdraft.json");
        save(&Design::new("a"), &path).unwrap();
        let link = folder.path().join("link.stackdraft.json");
        #[cfg(unix)]
        std::os::unix::fs::symlink(&path, &link).unwrap();
        #[cfg(unix)]
        {
            save(&Design::new("b"), &link).unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(load(&path).unwrap().name, "b");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside it");
    }
}
