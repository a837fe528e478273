//! Files replaced as a whole: one alone, or several that belong together.

use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Error;

/// Why files that belong together were not written.
#[derive(Debug)]
pub struct Unwritten {
    /// The one that could not be.
    pub file: PathBuf,
    /// What stood in the way.
    pub why: Error,
    /// Those written before it that could not be taken back, with where their earlier content is now.
    pub changed: Vec<(PathBuf, Option<PathBuf>)>,
}

impl fmt::Display for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.why, self.file.display())?;
        for (file, earlier) in &self.changed {
            write!(f, "; {} could not be put back as it was", file.display())?;
            if let Some(earlier) = earlier {
                write!(f, ", its earlier content is in {}", earlier.display())?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Unwritten {}

/// Replaces a file as a whole: what is written stands beside it first and takes its place when it is complete. A link
/// stays a link, and permissions stay as they were.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    Ready::new(path, bytes, false)?.put().map(drop)
}

/// Replaces several files that belong together: all of them, or none. Everything stands beside the files before the first is
/// replaced, so a full disk is noticed in time; where one cannot be replaced after all, those before it are as they were.
pub fn replace_all(files: &[(PathBuf, String)], begin: impl Fn(usize)) -> Result<(), Unwritten> {
    let unwritten = |file: &Path, why, changed| Unwritten { file: file.to_path_buf(), why, changed };
    let mut ready = Vec::with_capacity(files.len());
    for (number, (path, text)) in files.iter().enumerate() {
        begin(number);
        ready.push((path, Ready::new(path, text.as_bytes(), files.len() > 1).map_err(|why| unwritten(path, why, Vec::new()))?));
    }
    // What goes through a pipe cannot be taken back.
    ready.sort_by_key(|(_, ready)| matches!(ready, Ready::Through(..)));
    let mut put = Vec::with_capacity(files.len());
    for (path, ready) in ready {
        match ready.put() {
            Ok(done) => put.extend(done),
            Err(why) => return Err(unwritten(path, why, put.into_iter().rev().filter_map(Put::take_back).collect())),
        }
    }
    Ok(())
}

/// What is to be in a file, complete.
enum Ready<'a> {
    /// Beside the file, with what the file holds until then where that is to be kept.
    Beside { target: PathBuf, new: NamedTempFile, old: Option<NamedTempFile<()>> },
    /// In memory, for a pipe or a device.
    Through(PathBuf, &'a [u8]),
}

/// A file that was replaced, with what it held before.
struct Put {
    target: PathBuf,
    old: Option<NamedTempFile<()>>,
}

impl<'a> Ready<'a> {
    fn new(path: &Path, bytes: &'a [u8], keep: bool) -> Result<Self, Error> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_path_buf);
        let old = fs::metadata(&target).ok();
        if old.as_ref().is_some_and(|m| m.permissions().readonly()) {
            let source = std::io::Error::new(std::io::ErrorKind::PermissionDenied, "the file is read-only");
            return Err(Error::File { action: "cannot write the file", source });
        }
        if old.as_ref().is_some_and(|m| !m.is_file()) {
            // A pipe or a device cannot be replaced: what is written goes through it.
            return Ok(Self::Through(target, bytes));
        }
        let mut new = NamedTempFile::new_in(&folder).map_err(Error::file("cannot write beside the file"))?;
        new.write_all(bytes).map_err(Error::file("cannot write the file"))?;
        new.as_file().sync_all().map_err(Error::file("cannot write the file"))?;
        set_permissions(new.as_file(), old.as_ref())?;
        let link = |beside: &Path| fs::hard_link(&target, beside).or_else(|_| fs::copy(&target, beside).map(drop));
        let kept = || tempfile::Builder::new().make_in(&folder, link).map_err(Error::file("cannot keep what the file holds"));
        let old = (keep && old.is_some()).then(kept).transpose()?;
        Ok(Self::Beside { target, new, old })
    }

    /// Puts it in its place.
    fn put(self) -> Result<Option<Put>, Error> {
        match self {
            Self::Beside { target, new, old } => {
                new.persist(&target).map_err(|e| Error::File { action: "cannot replace the file", source: e.error })?;
                Ok(Some(Put { target, old }))
            }
            Self::Through(target, bytes) => {
                let through = fs::OpenOptions::new().write(true).open(&target);
                let written = through.and_then(|mut file| file.write_all(bytes).and_then(|()| file.flush()));
                written.map(|()| None).map_err(Error::file("cannot write the file"))
            }
        }
    }
}

impl Put {
    /// Puts the file back as it was; nothing, or the file with where its content is now.
    fn take_back(self) -> Option<(PathBuf, Option<PathBuf>)> {
        let Self { target, old } = self;
        match old {
            Some(old) => {
                let refused = old.persist(&target).err()?;
                Some((target, refused.file.keep().ok().map(|((), path)| path)))
            }
            None => fs::remove_file(&target).is_err().then_some((target, None)),
        }
    }
}

/// Temporary files are private; a design gets the permissions it had, or the usual ones.
#[cfg(unix)]
fn set_permissions(file: &fs::File, old: Option<&fs::Metadata>) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt as _;
    let permissions = old.map_or_else(|| fs::Permissions::from_mode(0o644), fs::Metadata::permissions);
    file.set_permissions(permissions).map_err(Error::file("cannot set the file's permissions"))
}

#[cfg(not(unix))]
fn set_permissions(_file: &fs::File, _old: Option<&fs::Metadata>) -> Result<(), Error> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(folder: &Path) -> Vec<(PathBuf, String)> {
        ["a", "b", "c"].map(|name| (folder.join(name), format!("new {name}"))).to_vec()
    }

    /// What lies in a folder, by name; what is no file has no text.
    fn there(folder: &Path) -> Vec<(String, Option<String>)> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        let mut there: Vec<_> =
            entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).ok())).collect();
        there.sort();
        there
    }

    fn said(name: &str, text: &str) -> (String, Option<String>) {
        (name.to_owned(), Some(text.to_owned()))
    }

    #[test]
    fn files_that_belong_together_are_all_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("b"), "old b").unwrap();
        let begun = std::cell::RefCell::new(Vec::new());
        replace_all(&files(folder.path()), |number| begun.borrow_mut().push(number)).unwrap();
        assert_eq!(there(folder.path()), [said("a", "new a"), said("b", "new b"), said("c", "new c")]);
        assert_eq!(begun.into_inner(), [0, 1, 2]);
    }

    #[test]
    fn where_one_cannot_be_replaced_all_stay_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("b"), "old b").unwrap();
        // The third is found out only when its turn comes: a folder has its name.
        fs::create_dir(folder.path().join("c")).unwrap();
        let before = there(folder.path());
        let refused = replace_all(&files(folder.path()), |_| ()).unwrap_err();
        assert_eq!((refused.file.file_name(), refused.changed.len()), (Some("c".as_ref()), 0), "{refused}");
        assert_eq!(there(folder.path()), before, "the first is gone again, the second says what it said, and nothing lies beside them");
    }

    #[test]
    fn where_one_cannot_be_prepared_none_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "old a").unwrap();
        let closed = folder.path().join("c");
        fs::write(&closed, "old c").unwrap();
        let mut permissions = fs::metadata(&closed).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&closed, permissions).unwrap();
        let before = there(folder.path());
        let refused = replace_all(&files(folder.path()), |_| ()).unwrap_err();
        assert!(refused.to_string().starts_with("cannot write the file: the file is read-only: "), "{refused}");
        let gone = [files(folder.path()).remove(0), (folder.path().join("gone/d"), "new d".to_owned())];
        assert!(replace_all(&gone, |_| ()).unwrap_err().to_string().starts_with("cannot write beside the file: "));
        assert_eq!(there(folder.path()), before);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_leaves_all_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "old a").unwrap();
        // The device that is always full, before the others in their order.
        let mut files = files(folder.path());
        files[0].0 = folder.path().join("full");
        std::os::unix::fs::symlink("/dev/full", &files[0].0).unwrap();
        files.push((folder.path().join("a"), "new a".to_owned()));
        let refused = replace_all(&files, |_| ()).unwrap_err();
        assert!(matches!(&refused.why, Error::File { source, .. } if source.kind() == std::io::ErrorKind::StorageFull), "{refused}");
        let names: Vec<String> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        assert_eq!(fs::read_to_string(folder.path().join("a")).unwrap(), "old a");
    }

    #[test]
    fn what_could_not_be_put_back_is_told() {
        let refused =
            Unwritten { file: "c".into(), why: Error::TooLarge, changed: vec![("a".into(), None), ("b".into(), Some(".tmp1".into()))] };
        let text = refused.to_string();
        assert!(text.ends_with("c; a could not be put back as it was; b could not be put back as it was, its earlier content is in .tmp1"));
    }
}
