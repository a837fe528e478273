//! Watching the files of open designs: a thread looks at them every other second, and tells when something else wrote
//! them.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, SystemTime};

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(2);

/// What tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    content: u64,
}

impl Stamp {
    /// The state of a file as it is now; nothing where it cannot be read.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        let content = hash(&fs::read(path).ok()?);
        Some(Self { modified: metadata.modified().ok(), length: metadata.len(), content })
    }

    /// Whether the file still is as it was: its content is only read where its time or length differ.
    fn holds(&self, path: &Path) -> bool {
        let Ok(metadata) = fs::metadata(path) else { return false };
        if metadata.modified().ok() == self.modified && metadata.len() == self.length {
            return true;
        }
        metadata.len() == self.length && fs::read(path).is_ok_and(|bytes| hash(&bytes) == self.content)
    }

    /// Whether a file holds something else now than it did.
    pub fn differs(&self, path: &Path) -> bool {
        path.exists() && !self.holds(path)
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// A file that is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Whose it is.
    pub id: u64,
    /// Where it is.
    pub path: PathBuf,
    /// How it was when it was last read or written; nothing where it was not there.
    pub stamp: Option<Stamp>,
}

/// What was seen of a file that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Something wrote it.
    Changed(Stamp),
    /// It is not there any more.
    Gone,
}

/// The thread that looks.
#[derive(Debug)]
pub struct Watch {
    requests: Sender<Vec<Watched>>,
    answers: Receiver<(Watched, Sight)>,
    followed: Vec<Watched>,
}

impl Watch {
    /// Starts the thread; `wake` is called when it saw something.
    pub fn start(wake: impl Fn() + Send + 'static) -> Self {
        let (requests, inbox) = channel::<Vec<Watched>>();
        let (outbox, answers) = channel();
        thread::spawn(move || {
            let mut watched = Vec::new();
            let mut told: BTreeMap<PathBuf, (Watched, Sight)> = BTreeMap::new();
            loop {
                match inbox.recv_timeout(EVERY) {
                    Ok(list) => watched = list,
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
                for file in &watched {
                    let Some(sight) = look(file) else { continue };
                    let seen = (file.clone(), sight);
                    if told.get(&file.path) == Some(&seen) {
                        continue;
                    }
                    told.insert(file.path.clone(), seen.clone());
                    if outbox.send(seen).is_err() {
                        return;
                    }
                    wake();
                }
            }
        });
        Self { requests, answers, followed: Vec::new() }
    }

    /// Watches these files from now on; looks at once where `now` says so or they are other ones.
    pub fn follow(&mut self, files: Vec<Watched>, now: bool) {
        if now || files != self.followed {
            self.followed.clone_from(&files);
            // The thread ends only with the program.
            drop(self.requests.send(files));
        }
    }

    /// What was seen since the last time.
    pub fn sights(&self) -> Vec<(Watched, Sight)> {
        self.answers.try_iter().collect()
    }
}

fn look(file: &Watched) -> Option<Sight> {
    match file.stamp {
        Some(stamp) if stamp.holds(&file.path) => None,
        Some(_) if !file.path.exists() => Some(Sight::Gone),
        // What is written right now is read at the next look.
        _ => Stamp::of(&file.path).map(Sight::Changed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_written_or_removed_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "one").unwrap();
        let stamp = Stamp::of(&path);
        let file = Watched { id: 1, path: path.clone(), stamp };
        assert_eq!(look(&file), None);
        // Written again with the same content: only the time differs.
        fs::write(&path, "one").unwrap();
        assert_eq!(look(&file), None);
        fs::write(&path, "two").unwrap();
        assert!(matches!(look(&file), Some(Sight::Changed(_))), "of the same length");
        assert!(stamp.unwrap().differs(&path));
        fs::remove_file(&path).unwrap();
        assert_eq!(look(&file), Some(Sight::Gone));
        assert!(!stamp.unwrap().differs(&path), "what is not there is not overwritten");
        let gone = Watched { stamp: None, ..file };
        assert_eq!(look(&gone), None);
        fs::write(&path, "three").unwrap();
        assert!(matches!(look(&gone), Some(Sight::Changed(_))));

        let mut watch = Watch::start(|| ());
        watch.follow(vec![gone.clone()], false);
        let begun = std::time::Instant::now();
        let mut seen = Vec::new();
        while seen.is_empty() && begun.elapsed() < Duration::from_secs(20) {
            seen = watch.sights();
            thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(seen.len(), 1);
        watch.follow(vec![gone], true);
        thread::sleep(Duration::from_millis(50));
        assert!(watch.sights().is_empty());
    }
}
