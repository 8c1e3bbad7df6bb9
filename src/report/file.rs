//! One output file: whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// A file that takes its place only when it is complete.
///
/// Where the path names nothing or a regular file, bytes go to `.NAME.tmp-PID` beside it, which
/// [`OutputFile::publish`] renames; a file that is dropped before leaves no trace. A device or a pipe is
/// written directly, since a rename would put a file in its place.
#[derive(Debug)]
pub struct OutputFile {
    path: PathBuf,
    /// `None` once it is closed.
    out: Option<BufWriter<File>>,
    temporary: Temporary,
    is_complete: bool,
}

/// A file beside the output, removed when dropped; `None` where the output is written directly.
#[derive(Debug)]
struct Temporary {
    path: Option<PathBuf>,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // What could not be removed is found and removed by the next run.
            let _ = fs::remove_file(path);
        }
    }
}

impl OutputFile {
    /// Begins a file.
    ///
    /// A link is followed: what it leads to is replaced, and the link stays.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] where the path is a folder, leads nowhere or may not be written.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let (file, temporary) = open(path).map_err(Error::write(path))?;
        /// Few and large writes: a thread's rows are some hundred kilobytes.
        const CAPACITY: usize = 1 << 18;
        let out = Some(BufWriter::with_capacity(CAPACITY, file));
        Ok(Self { path: path.to_owned(), out, temporary, is_complete: false })
    }

    /// The path that the file will have.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What was written so far, to be read from its beginning.
    ///
    /// # Errors
    ///
    /// [`Error::Write`]; also where bytes go to a device or a pipe, which gives none back.
    pub fn reopen(&mut self) -> Result<File, Error> {
        self.flush().map_err(Error::write(&self.path))?;
        let path = self.temporary.path.as_deref().ok_or_else(|| io::ErrorKind::Unsupported.into());
        path.and_then(File::open).map_err(Error::write(&self.path))
    }

    /// Writes everything through to the disk, so that only the rename is left to do.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn complete(&mut self) -> Result<(), Error> {
        self.sync().map_err(Error::write(&self.path))
    }

    /// Completes the file and lets go of what holds it open, as many files cannot be open at once.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn close(&mut self) -> Result<(), Error> {
        self.complete()?;
        self.out = None;
        Ok(())
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    ///
    /// [`Error::Write`]; what stood there before stays then.
    pub fn publish(mut self) -> Result<(), Error> {
        self.complete()?;
        let Some(from) = self.temporary.path.as_deref() else {
            return Ok(());
        };
        let to = target(&self.path).map_err(Error::write(&self.path))?;
        fs::rename(from, to).map_err(Error::write(&self.path))?;
        self.temporary.path = None;
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        let Some(out) = &mut self.out else { return Ok(()) };
        out.flush()?;
        if self.temporary.path.is_some() && !self.is_complete {
            out.get_ref().sync_all()?;
            self.is_complete = true;
        }
        Ok(())
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.is_complete = false;
        self.out.as_mut().map_or_else(|| Err(closed()), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

fn closed() -> io::Error {
    io::Error::other("the file is closed already")
}

/// What a name ends with that stands for a file's new content, before the number of the process.
pub(crate) const TEMPORARY: &str = "tmp";

/// The name of a file that this process keeps beside an output of this name.
pub(crate) fn beside(name: &str, what: &str) -> String {
    format!(".{name}.{what}-{}", std::process::id())
}

/// Tells whether a file's name is that of a file which a process kept beside an output of this name.
pub(crate) fn is_beside(file_name: &str, name: &str, what: &str) -> bool {
    let rest = file_name.strip_prefix('.').and_then(|rest| rest.strip_prefix(name));
    let rest = rest.and_then(|rest| rest.strip_prefix('.')?.strip_prefix(what));
    let pid = rest.and_then(|rest| rest.strip_prefix('-'));
    pid.is_some_and(|pid| !pid.is_empty() && pid.bytes().all(|b| b.is_ascii_digit()))
}

/// The path with its links followed; the path itself where nothing is there yet.
pub(crate) fn target(path: &Path) -> io::Result<PathBuf> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_owned()),
        Err(error) => Err(error),
        Ok(found) if found.is_symlink() => fs::canonicalize(path),
        Ok(_) => Ok(path.to_owned()),
    }
}

fn open(path: &Path) -> io::Result<(File, Temporary)> {
    let target = target(path)?;
    let found = fs::metadata(&target).ok().map(|found| found.file_type());
    match found {
        Some(kind) if kind.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        Some(kind) if !kind.is_file() => Ok((OpenOptions::new().write(true).open(&target)?, Temporary { path: None })),
        _ => open_beside(&target),
    }
}

fn open_beside(target: &Path) -> io::Result<(File, Temporary)> {
    let name = target.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let path = target.with_file_name(beside(&name.to_string_lossy(), TEMPORARY));
    // A file of a dead run with our process number may lie there; anything made after this fails below.
    let _ = fs::remove_file(&path);
    let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
    Ok((file, Temporary { path: Some(path) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).expect("because the folder is ours");
        entries
            .map(|entry| entry.expect("because the folder is ours").file_name().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn a_file_appears_whole_or_not_at_all() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let path = dir.path().join("a.csv");
        let mut file = OutputFile::create(&path)?;
        file.write_all(b"x").map_err(Error::write(&path))?;
        assert!(is_beside(&names(dir.path())[0], "a.csv", TEMPORARY));
        drop(file);
        assert!(names(dir.path()).is_empty());
        OutputFile::create(&path)?.publish()?;
        assert_eq!(names(dir.path()), ["a.csv"]);
        Ok(())
    }

    #[test]
    fn a_folder_is_not_replaced() {
        let dir = tempfile::tempdir().expect("because there is room for a folder");
        assert!(matches!(OutputFile::create(dir.path()), Err(Error::Write { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay_what_they_are() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        fs::write(&real, "old").map_err(Error::write(&real))?;
        std::os::unix::fs::symlink(&real, &link).map_err(Error::write(&link))?;
        let mut file = OutputFile::create(&link)?;
        file.write_all(b"new").map_err(Error::write(&link))?;
        file.publish()?;
        assert!(link.is_symlink());
        assert_eq!(fs::read(&real).map_err(Error::read(&real))?, b"new");
        let device = dir.path().join("device");
        std::os::unix::fs::symlink("/dev/null", &device).map_err(Error::write(&device))?;
        OutputFile::create(&device)?.publish()?;
        assert!(!Path::new("/dev/null").is_file());
        Ok(())
    }
}
