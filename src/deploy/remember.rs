//! What was deployed from this machine, in the platform's state directory: by account, region and stack, never in the
//! repository. A lock beside it keeps two deployments of one stack apart.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::{Error, Kind, Result};
use super::progress::Destination;
use super::target::Target;

/// Names another directory, for tests and for those who keep their state elsewhere.
const STATE_DIR_VARIABLE: &str = "STACKDRAFT_STATE_DIR";

/// The last operation on a stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// The environment's name.
    pub environment: String,
    /// The account deployed to.
    pub account: String,
    /// The region deployed to.
    pub region: String,
    /// The stack's name.
    pub stack_name: String,
    /// What AWS calls the stack.
    pub stack_id: String,
    /// SHA-256 of the template.
    pub template_hash: String,
    /// Milliseconds since 1970.
    pub at_ms: u64,
    /// How it stands.
    pub state: MemoryState,
}

/// How a remembered operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemoryState {
    /// It began, and nobody saw its end.
    Running,
    /// The stack is as the template says.
    Deployed,
    /// It failed.
    Failed,
}

/// Remembers operations of one stack.
pub(crate) struct Book {
    folder: PathBuf,
    name: String,
}

impl Book {
    /// The book of a destination's stack.
    pub(crate) fn of(destination: &Destination) -> Result<Self> {
        let folder = state_dir()?.join("deployments");
        fs::create_dir_all(&folder).map_err(|error| Error::local("make the state directory", &folder, &error))?;
        Ok(Self { folder, name: format!("{}_{}_{}", destination.identity.account, destination.region, destination.stack_name) })
    }

    /// Keeps everybody else on this machine off the stack for as long as the lock lives.
    pub(crate) fn lock(&self, stack_name: &str) -> Result<Lock> {
        let path = self.folder.join(format!("{}.lock", self.name));
        let file = File::create(&path).map_err(|error| Error::local("make a lock", &path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => {
                Err(Error::new(Kind::StackBusy, format!("Another Stackdraft on this machine is at work on the stack {stack_name}."))
                    .hint("Let it end, or stop it there."))
            }
            Err(TryLockError::Error(error)) => Err(Error::local("lock", &path, &error)),
        }
    }

    /// Writes the last operation down: beside the old file first, so that a crash leaves one of the two.
    pub(crate) fn write(&self, memory: &Memory) -> Result<()> {
        let path = self.folder.join(format!("{}.json", self.name));
        let failed = |error: &std::io::Error| Error::local("remember the deployment", &path, error);
        let text = serde_json::to_string_pretty(memory)
            .map_err(|error| Error::new(Kind::Local, format!("Could not write down the deployment: {error}")))?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder).map_err(|error| failed(&error))?;
        file.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
        file.persist(&path).map_err(|error| failed(&error.error))?;
        Ok(())
    }

    /// Forgets the stack: it is gone.
    pub(crate) fn forget(&self) -> Result<()> {
        let path = self.folder.join(format!("{}.json", self.name));
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::local("forget the deployment", &path, &error)),
            _ => Ok(()),
        }
    }

    /// The last operation, if there is one on record that can be read.
    pub(crate) fn read(&self) -> Option<Memory> {
        let text = fs::read_to_string(self.folder.join(format!("{}.json", self.name))).ok()?;
        serde_json::from_str(&text).ok()
    }
}

/// Held while a stack is worked on; the system lets go of it even if the program is killed.
pub(crate) struct Lock {
    _file: File,
}

/// The operation on a target's stack that this machine began and nobody saw the end of, unless somebody is at it now.
#[must_use]
pub fn under_way(target: &Target) -> Option<Memory> {
    under_way_in(&state_dir().ok()?.join("deployments"), target)
}

fn under_way_in(folder: &Path, target: &Target) -> Option<Memory> {
    let running = memories(folder, target).into_iter().filter(|(memory, _)| memory.state == MemoryState::Running);
    let left = running.filter(|(_, book)| book.lock(&target.stack_name).is_ok());
    left.map(|(memory, _)| memory).max_by_key(|memory| memory.at_ms)
}

/// The last operation on a target's stack that this machine remembers.
#[must_use]
pub fn last(target: &Target) -> Option<Memory> {
    last_in(&state_dir().ok()?.join("deployments"), target)
}

fn last_in(folder: &Path, target: &Target) -> Option<Memory> {
    memories(folder, target).into_iter().map(|(memory, _)| memory).max_by_key(|memory| memory.at_ms)
}

/// What is remembered of a target's stack, in each account and region it may be in.
fn memories(folder: &Path, target: &Target) -> Vec<(Memory, Book)> {
    let is_given = |given: &Option<String>, value: &str| given.as_ref().is_none_or(|given| given == value);
    let files = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let memories = files.filter(|path| path.extension().is_some_and(|end| end == "json")).filter_map(|path| {
        let memory: Memory = serde_json::from_str(&fs::read_to_string(&path).ok()?).ok()?;
        let is_meant = memory.stack_name == target.stack_name
            && memory.environment == target.environment
            && is_given(&target.account, &memory.account)
            && is_given(&target.region, &memory.region);
        let name = path.file_stem()?.to_str()?.to_owned();
        is_meant.then(|| (memory, Book { folder: folder.to_owned(), name }))
    });
    memories.collect()
}

fn state_dir() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os(STATE_DIR_VARIABLE).filter(|folder| !folder.is_empty()) {
        return Ok(PathBuf::from(folder));
    }
    let folders = directories::ProjectDirs::from("", "", "stackdraft").ok_or_else(|| {
        Error::new(Kind::Local, "This user has no home directory to remember deployments in.")
            .hint(format!("Name one: {STATE_DIR_VARIABLE}=/some/folder"))
    })?;
    Ok(folders.state_dir().unwrap_or_else(|| folders.data_local_dir()).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_is_locked_once_and_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let book = Book { folder: folder.path().to_owned(), name: "1_eu_shop".to_owned() };
        let lock = book.lock("shop").unwrap();
        assert_eq!(book.lock("shop").map(|_| ()).unwrap_err().kind, Kind::StackBusy);
        drop(lock);
        assert!(book.lock("shop").is_ok());

        assert_eq!(book.read(), None);
        let memory = Memory {
            environment: "dev".to_owned(),
            account: "1".to_owned(),
            region: "eu".to_owned(),
            stack_name: "shop".to_owned(),
            stack_id: "arn".to_owned(),
            template_hash: "00".to_owned(),
            at_ms: 7,
            state: MemoryState::Running,
        };
        book.write(&memory).unwrap();
        assert_eq!(book.read(), Some(memory.clone()));

        let target = |region: Option<&str>| Target {
            environment: "dev".to_owned(),
            stack_name: "shop".to_owned(),
            region: region.map(str::to_owned),
            ..Target::default()
        };
        assert_eq!(under_way_in(folder.path(), &target(None)), Some(memory.clone()));
        assert_eq!(under_way_in(folder.path(), &target(Some("us"))), None, "another region");
        let lock = book.lock("shop").unwrap();
        assert_eq!(under_way_in(folder.path(), &target(None)), None, "somebody is at it");
        drop(lock);
        book.write(&Memory { state: MemoryState::Deployed, ..memory }).unwrap();
        assert_eq!(under_way_in(folder.path(), &target(None)), None, "it has ended");
        assert_eq!(last_in(folder.path(), &target(None)).map(|memory| memory.account), Some("1".to_owned()), "and is still remembered");
        book.forget().unwrap();
        book.forget().unwrap();
        assert_eq!(book.read(), None);
    }
}
