//! One run at a time in one output folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::input::kind_of;
use crate::report::output_file::{is_run_name, is_same_file, run_name};

/// The lock file's name.
pub(crate) const LOCK_NAME: &str = ".rejoinder.lock";

/// Holds a folder for this run until it is dropped.
///
/// The system drops the lock of a process that dies, so that the file it leaves behind holds up nobody; the
/// process number in the file is only there to be told.
#[derive(Debug)]
pub(crate) struct FolderLock {
    path: PathBuf,
    file: File,
}

impl FolderLock {
    /// Takes the lock of a folder.
    pub(crate) fn take(dir: &Path) -> Result<Self, Error> {
        /// How often runs that end may take the file away between our opening and our locking it.
        const MOST_TRIES: usize = 100;
        let path = dir.join(LOCK_NAME);
        for _ in 0..MOST_TRIES {
            let (mut file, is_new) = match open(&path) {
                Ok(opened) => opened,
                Err(Opening::NotOurs(found)) => return Err(Error::NotOurs { path, found }),
                Err(Opening::Failed(error)) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(Opening::Failed(error)) => return Err(Error::write(path)(error)),
            };
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(in_use(dir, &mut file)),
                // Some network file systems know no locks; one run at a time is then the user's care.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(Error::Write { path, source: error }),
            }
            if is_same_file(&file, &path).map_err(Error::write(&path))? {
                if !is_new && !is_ours(&mut file).map_err(Error::write(&path))? {
                    return Err(Error::NotOurs { path, found: "another" });
                }
                let mut lock = Self { path, file };
                write_name(&mut lock.file).map_err(Error::write(&lock.path))?;
                return Ok(lock);
            }
        }
        Err(Error::InUse { path: dir.to_owned(), pid: None })
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // A lock file that stays is taken over by the next run.
        let _ = fs::remove_file(&self.path);
    }
}

/// Why a lock file cannot be opened.
enum Opening {
    NotOurs(&'static str),
    Failed(io::Error),
}

/// Opens the lock file, or makes it, and tells whether it is new. A link is not followed, as it would make or change a
/// file elsewhere.
fn open(path: &Path) -> Result<(File, bool), Opening> {
    let options = || OpenOptions::new().read(true).write(true).clone();
    match options().create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        made => return made.map(|file| (file, true)).map_err(Opening::Failed),
    }
    let found = fs::symlink_metadata(path).map_err(Opening::Failed)?;
    if !found.is_file() {
        return Err(Opening::NotOurs(kind_of(&found)));
    }
    options().open(path).map(|file| (file, false)).map_err(Opening::Failed)
}

/// Tells whether a run wrote a lock file, or died before it had written anything.
fn is_ours(file: &mut File) -> io::Result<bool> {
    let text = read_text(file)?;
    Ok(text.is_empty() || is_run_name(text.trim()))
}

fn write_name(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", run_name())
}

/// The beginning of a lock file, which is all of it if it is ours.
fn read_text(file: &mut File) -> io::Result<String> {
    /// More than the name of a run takes.
    const MOST: u64 = 64;
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn in_use(dir: &Path, file: &mut File) -> Error {
    // Without a readable number the message does without one.
    let text = read_text(file).unwrap_or_default();
    let pid = text.trim().split('-').next().and_then(|pid| pid.parse().ok());
    Error::InUse { path: dir.to_owned(), pid }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_run_is_told_the_first_ones_pid() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let first = FolderLock::take(dir.path())?;
        match FolderLock::take(dir.path()) {
            Err(Error::InUse { pid, .. }) => assert_eq!(pid, Some(std::process::id())),
            other => assert!(other.is_err(), "the folder was taken twice"),
        }
        drop(first);
        assert!(!dir.path().join(LOCK_NAME).exists());
        FolderLock::take(dir.path()).map(drop)
    }

    #[test]
    fn what_a_dead_run_left_is_taken_over() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        for name in ["4294967295-00000000\n", "7-0a1b2c3d\n", ""] {
            fs::write(dir.path().join(LOCK_NAME), name).map_err(Error::write("lock"))?;
            FolderLock::take(dir.path()).map(drop)?;
        }
        Ok(())
    }

    #[test]
    fn a_file_of_somebody_else_is_left() {
        let dir = tempfile::tempdir().expect("because there is room for a folder");
        let path = dir.path().join(LOCK_NAME);
        fs::write(&path, "mine").expect("because the folder is ours");
        assert!(matches!(FolderLock::take(dir.path()), Err(Error::NotOurs { .. })));
        assert_eq!(fs::read(&path).expect("because it stays"), b"mine");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let dir = tempfile::tempdir().expect("because there is room for a folder");
        let elsewhere = dir.path().join("elsewhere");
        std::os::unix::fs::symlink(&elsewhere, dir.path().join(LOCK_NAME)).expect("because the folder is ours");
        assert!(matches!(FolderLock::take(dir.path()), Err(Error::NotOurs { found: "a link", .. })));
        assert!(!elsewhere.exists());
    }
}
