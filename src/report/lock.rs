//! One run at a time in one output folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

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
        let path = dir.join(LOCK_NAME);
        loop {
            let mut file = open(&path).map_err(Error::write(&path))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(in_use(dir, &mut file)),
                // Some network file systems know no locks; one run at a time is then the user's care.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(Error::Write { path, source: error }),
            }
            // The run before us may have removed the file between our opening and our locking it.
            if is_same_file(&file, &path) {
                let mut lock = Self { path, file };
                write_pid(&mut lock.file).map_err(Error::write(dir))?;
                return Ok(lock);
            }
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // A lock file that stays is taken over by the next run.
        let _ = fs::remove_file(&self.path);
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

fn write_pid(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn in_use(dir: &Path, file: &mut File) -> Error {
    let mut text = String::new();
    // Without a readable number the message does without one.
    let _ = file.take(20).read_to_string(&mut text);
    Error::InUse { path: dir.to_owned(), pid: text.trim().parse().ok() }
}

#[cfg(unix)]
fn is_same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |found: fs::Metadata| (found.dev(), found.ino());
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(ours), Ok(named)) => identity(ours) == identity(named),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_same_file(_file: &File, _path: &Path) -> bool {
    true
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
        fs::write(dir.path().join(LOCK_NAME), "4294967295\n").map_err(Error::write("lock"))?;
        FolderLock::take(dir.path()).map(drop)
    }
}
