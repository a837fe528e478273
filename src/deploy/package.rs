//! A folder of code as one zip: the same content gives the same hash and the same bytes.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;

use super::error::{Error, Kind, Result};
use super::target::hex;

/// Lambda's limit for code and layers together, unzipped:
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>.
const MOST_BYTES: u64 = 262_144_000;

/// Deeper than any real folder: links that lead back into themselves end here.
const DEEPEST: usize = 64;

/// What other programs leave behind and what would change the hash without changing the code.
const LEFT_OUT: [&str; 4] = [".DS_Store", ".git", "__pycache__", "Thumbs.db"];

/// A zipped folder.
#[derive(Debug)]
pub(crate) struct Package {
    /// SHA-256 over names, modes and contents.
    pub(crate) hash: String,
    pub(crate) zip: Vec<u8>,
}

/// One file on its way into a zip.
struct Entry {
    /// With forward slashes, relative to the folder.
    name: String,
    path: PathBuf,
    mode: u32,
}

/// Zips a folder.
pub(crate) fn package(folder: &Path) -> Result<Package> {
    let mut entries = Vec::new();
    let mut bytes = 0;
    collect(folder, "", 0, &mut entries, &mut bytes)?;
    if entries.is_empty() {
        return Err(Error::new(Kind::Artifact, format!("The code folder is empty: {}", folder.display())));
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));

    let mut hash = Sha256::new();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for entry in &entries {
        let content = fs::read(&entry.path).map_err(|error| Error::local("read a code file", &entry.path, &error))?;
        for part in [entry.name.as_bytes(), &entry.mode.to_le_bytes(), &content] {
            // Each part with its length, or two different folders could look the same.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(entry.mode);
        zip.start_file(entry.name.as_str(), options).map_err(|error| unzippable(&entry.path, &error))?;
        zip.write_all(&content).map_err(|error| Error::local("zip a code file", &entry.path, &error))?;
    }
    let zip = zip.finish().map_err(|error| unzippable(folder, &error))?;
    Ok(Package { hash: hex(&hash.finalize()), zip: zip.into_inner() })
}

fn unzippable(path: &Path, error: &zip::result::ZipError) -> Error {
    Error::new(Kind::Artifact, format!("Could not zip the code: {error}: {}", path.display()))
}

fn collect(folder: &Path, prefix: &str, depth: usize, entries: &mut Vec<Entry>, bytes: &mut u64) -> Result<()> {
    if depth > DEEPEST {
        return Err(Error::new(Kind::Artifact, format!("A folder contains itself through a link: {}", folder.display())));
    }
    let listing = fs::read_dir(folder).map_err(|error| Error::local("read the code folder", folder, &error))?;
    for item in listing {
        let item = item.map_err(|error| Error::local("read the code folder", folder, &error))?;
        let path = item.path();
        let file_name = item.file_name();
        let Some(name) = file_name.to_str() else {
            return Err(Error::new(Kind::Artifact, format!("A file's name is not Unicode: {}", path.display())));
        };
        if LEFT_OUT.contains(&name) {
            continue;
        }
        let meta = fs::metadata(&path).map_err(|error| Error::local("read a code file", &path, &error))?;
        let name = format!("{prefix}{name}");
        if meta.is_dir() {
            collect(&path, &format!("{name}/"), depth + 1, entries, bytes)?;
        } else {
            *bytes += meta.len();
            if *bytes > MOST_BYTES {
                return Err(Error::new(Kind::Artifact, "The code folder is larger than the 250 MB Lambda takes.")
                    .hint("Leave out what is not needed at run time, or use a container image."));
            }
            entries.push(Entry { name, path, mode: mode_of(&meta) });
        }
    }
    Ok(())
}

/// Readable for all, executable for all or nobody: Lambda runs the code as another user.
#[cfg(unix)]
fn mode_of(meta: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    if meta.permissions().mode() & 0o111 == 0 { 0o644 } else { 0o755 }
}

/// There is no telling what may run, so everything may.
#[cfg(not(unix))]
fn mode_of(_meta: &fs::Metadata) -> u32 {
    0o755
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        folder
    }

    #[test]
    fn the_same_content_gives_the_same_bytes() {
        let one = folder(&[("index.js", "a"), ("lib/b.js", "b")]);
        let two = folder(&[("lib/b.js", "b"), ("__pycache__/x.pyc", "1"), ("index.js", "a")]);
        let (one, two) = (package(one.path()).unwrap(), package(two.path()).unwrap());
        assert_eq!(one.hash, two.hash);
        assert_eq!(one.zip, two.zip);
    }

    #[test]
    fn names_contents_and_their_border_count() {
        let hashes: std::collections::BTreeSet<String> =
            [folder(&[("a", "bc")]), folder(&[("ab", "c")]), folder(&[("a", "bd")]), folder(&[("x/a", "bc")])]
                .iter()
                .map(|folder| package(folder.path()).unwrap().hash)
                .collect();
        assert_eq!(hashes.len(), 4);
    }

    #[test]
    fn the_zip_holds_the_files_in_order() {
        let code = folder(&[("z.py", "z"), ("a/b.py", "b")]);
        let package = package(code.path()).unwrap();
        let mut zip = zip::ZipArchive::new(Cursor::new(package.zip)).unwrap();
        let names: Vec<String> = (0..zip.len()).map(|index| zip.by_index(index).unwrap().name().to_owned()).collect();
        assert_eq!(names, ["a/b.py", "z.py"]);
    }

    #[test]
    fn an_empty_or_missing_folder_is_said() {
        let empty = folder(&[(".git/HEAD", "x")]);
        assert_eq!(package(empty.path()).unwrap_err().kind, Kind::Artifact);
        assert_eq!(package(Path::new("/no/such")).unwrap_err().kind, Kind::Local);
    }
}
