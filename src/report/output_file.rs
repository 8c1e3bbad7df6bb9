//! One output file: whole or not at all.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::error::Error;
use crate::input::InputFiles;
use crate::report::folder::recover_if_dead;
use crate::report::lock::LOCK_NAME;
use crate::report::stamp::{Stamp, Stamper};

/// A file that takes its place only when it is complete.
///
/// Where the path names nothing or a regular file, bytes go to `.NAME.tmp-RUN` beside it, which
/// [`OutputFile::publish`] renames; a file that is dropped before leaves no trace. A file that is replaced leaves its
/// mode to the new one, and its owner where the system allows that. A device or a pipe is written directly, since a
/// rename would put a file in its place.
#[derive(Debug)]
pub struct OutputFile {
    path: PathBuf,
    /// The path with its links followed.
    place: PathBuf,
    /// `None` once it is closed.
    out: Option<BufWriter<Stamper<File>>>,
    temporary: Temporary,
    is_complete: bool,
    /// Of the bytes that were completed.
    stamp: Stamp,
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
    /// Begins a file that was named as an output of a run that reads `inputs`.
    ///
    /// A link is followed: what it leads to is replaced, and the link stays. Temporary files of runs that died while
    /// they wrote the same file are removed.
    ///
    /// # Errors
    ///
    /// [`Error::OutputIsInput`], and [`Error::Write`] where the path is a folder, leads nowhere or may not be written.
    pub fn create(path: &Path, inputs: &InputFiles) -> Result<Self, Error> {
        inputs.check_file(path)?;
        let place = target(path).map_err(Error::write(path))?;
        tidy(&place, inputs);
        Self::begin(path, place)
    }

    /// Begins a file of an output folder, in which no link is followed.
    pub(crate) fn create_in_folder(path: &Path) -> Result<Self, Error> {
        Self::begin(path, path.to_owned())
    }

    fn begin(path: &Path, place: PathBuf) -> Result<Self, Error> {
        let (file, temporary) = open(&place).map_err(Error::write(path))?;
        /// Few and large writes: a thread's rows are some hundred kilobytes.
        const CAPACITY: usize = 1 << 18;
        let stamper = Stamper::new(file);
        let stamp = stamper.stamp();
        let out = Some(BufWriter::with_capacity(CAPACITY, stamper));
        Ok(Self { path: path.to_owned(), place, out, temporary, is_complete: false, stamp })
    }

    /// The path that the file will have.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The stamp of what was completed.
    pub(crate) fn stamp(&self) -> Stamp {
        self.stamp
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
        fs::rename(from, &self.place).map_err(Error::write(&self.path))?;
        self.temporary.path = None;
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        let Some(out) = &mut self.out else { return Ok(()) };
        out.flush()?;
        if !self.is_complete {
            self.stamp = out.get_ref().stamp();
            if self.temporary.path.is_some() {
                out.get_ref().out().sync_all()?;
            }
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

/// What a name ends with that stands for a file's new content, before the name of the run.
pub(crate) const TEMPORARY: &str = "tmp";

/// What names this run in the names of its temporary files: the number of the process, and a number drawn by chance, as
/// processes in two containers may have the same one.
pub(crate) fn run_name() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| format!("{}-{:08x}", std::process::id(), RandomState::new().hash_one(0) >> 32))
}

/// Tells whether a text is the name of a run.
pub(crate) fn is_run_name(text: &str) -> bool {
    let is_number = |text: &str, is_digit: fn(&u8) -> bool| !text.is_empty() && text.as_bytes().iter().all(is_digit);
    text.split_once('-').is_some_and(|(pid, chance)| {
        is_number(pid, u8::is_ascii_digit) && chance.len() == 8 && is_number(chance, u8::is_ascii_hexdigit)
    })
}

/// The name of a file that a run keeps beside an output of this name.
pub(crate) fn beside(name: &str, what: &str, run: &str) -> String {
    format!(".{}.{what}-{run}", clipped(name))
}

/// Removes what runs that died kept beside outputs in a folder. A name that ends as these do is nobody else's.
pub(crate) fn remove_leftovers(folder: &Path, whats: &[&str], inputs: &InputFiles) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_kept = |what: &&str| name.rsplit_once(&format!(".{what}-")).is_some_and(|(_, run)| is_run_name(run));
        let is_left = name.starts_with('.') && whats.iter().any(is_kept) && entry.file_type()?.is_file();
        if is_left && inputs.check_file(&entry.path()).is_ok() {
            remove_if_dead(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes a file that no run holds. It is held meanwhile, so that a run that has just made it sees that it is gone.
fn remove_if_dead(path: &Path) -> io::Result<()> {
    match File::open(path) {
        Ok(file) if file.try_lock().is_ok() => fs::remove_file(path),
        _ => Ok(()),
    }
}

/// Tells whether another run holds a file.
fn is_held(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// As much of a name as leaves room for what is added to it: systems allow 255 bytes.
fn clipped(name: &str) -> &str {
    const MOST: usize = 200;
    let end = (0..=MOST.min(name.len())).rev().find(|&end| name.is_char_boundary(end));
    &name[..end.unwrap_or(0)]
}

/// The path with its links followed; the path itself where nothing is there yet.
fn target(path: &Path) -> io::Result<PathBuf> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_owned()),
        Err(error) => Err(error),
        Ok(found) if found.is_symlink() => fs::canonicalize(path),
        Ok(_) => Ok(path.to_owned()),
    }
}

fn open(place: &Path) -> io::Result<(File, Temporary)> {
    match fs::symlink_metadata(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => open_beside(place, None),
        Err(error) => Err(error),
        Ok(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(found) if found.is_file() => open_beside(place, Some(&found)),
        Ok(_) => Ok((OpenOptions::new().write(true).open(place)?, Temporary { path: None })),
    }
}

fn open_beside(place: &Path, replaced: Option<&Metadata>) -> io::Result<(File, Temporary)> {
    let name = place.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let path = place.with_file_name(beside(&name.to_string_lossy(), TEMPORARY, run_name()));
    let file = create_locked(&path, replaced.is_some())?;
    let temporary = Temporary { path: Some(path) };
    if let Some(replaced) = replaced {
        keep_access(&file, replaced)?;
    }
    Ok((file, temporary))
}

/// Makes a file and locks it. Whoever can lock such a file knows that its run has died.
fn create_locked(path: &Path, replaces: bool) -> io::Result<File> {
    /// How often another run may take the file for one of a run that died, before it is locked.
    const MOST_TRIES: u32 = 100;
    for _ in 0..MOST_TRIES {
        let file = create_new(path, replaces)?;
        let locked = match file.try_lock() {
            Err(TryLockError::WouldBlock) => Ok(false),
            // Some network file systems know no locks.
            Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => Err(error),
            _ => is_same_file(&file, path),
        };
        if let Ok(true) = locked {
            return Ok(file);
        }
        // The other run removes it in a moment, if it has not yet.
        let _ = fs::remove_file(path);
        locked?;
    }
    Err(io::ErrorKind::WouldBlock.into())
}

/// Tells whether a path still names the file that was opened there.
#[cfg(unix)]
pub(crate) fn is_same_file(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let identity = |found: Metadata| (found.dev(), found.ino());
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        named => Ok(identity(file.metadata()?) == identity(named?)),
    }
}

#[cfg(not(unix))]
pub(crate) fn is_same_file(_file: &File, path: &Path) -> io::Result<bool> {
    path.try_exists()
}

/// Makes a file; if it is to replace one, others cannot read it before it has the mode of that.
#[cfg(unix)]
fn create_new(path: &Path, replaces: bool) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mode = if replaces { 0o600 } else { 0o666 };
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn create_new(path: &Path, _replaces: bool) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Gives a file the owner and the mode of the one that it replaces.
#[cfg(unix)]
fn keep_access(file: &File, replaced: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let ours = file.metadata()?;
    if (ours.uid(), ours.gid()) != (replaced.uid(), replaced.gid()) {
        // Only root gives files away; a group that one is in can be given.
        let group = || fchown(file, None, Some(replaced.gid()));
        let _ = fchown(file, Some(replaced.uid()), Some(replaced.gid())).or_else(|_| group());
    }
    file.set_permissions(fs::Permissions::from_mode(replaced.permissions().mode() & 0o777))
}

#[cfg(not(unix))]
fn keep_access(_file: &File, _replaced: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Clears up after runs that died in the folder of an output: takes back what they had not finished, and removes their
/// temporary files. A folder that a run holds is left to it; what cannot be done does no harm.
fn tidy(place: &Path, inputs: &InputFiles) {
    let Some(folder) = place.parent() else { return };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if is_held(&folder.join(LOCK_NAME)) {
        return;
    }
    recover_if_dead(folder);
    let _ = remove_leftovers(folder, &[TEMPORARY], inputs);
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

    fn create(path: &Path) -> Result<OutputFile, Error> {
        OutputFile::create(path, &InputFiles::default())
    }

    #[test]
    fn a_file_appears_whole_or_not_at_all() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let path = dir.path().join("a.csv");
        let mut file = create(&path)?;
        file.write_all(b"x").map_err(Error::write(&path))?;
        assert_eq!(names(dir.path()), [beside("a.csv", TEMPORARY, run_name())]);
        drop(file);
        assert!(names(dir.path()).is_empty());
        create(&path)?.publish()?;
        assert_eq!(names(dir.path()), ["a.csv"]);
        Ok(())
    }

    #[test]
    fn a_folder_is_not_replaced_and_an_input_neither() {
        let dir = tempfile::tempdir().expect("because there is room for a folder");
        assert!(matches!(create(dir.path()), Err(Error::Write { .. })));
        let input = dir.path().join("a.txt");
        fs::write(&input, "x").expect("because the folder is ours");
        let inputs = InputFiles::of([input.as_path()]);
        assert!(matches!(OutputFile::create(&input, &inputs), Err(Error::OutputIsInput { .. })));
    }

    #[test]
    fn what_dead_runs_left_is_removed_and_what_a_live_run_writes_is_not() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let path = dir.path().join("a.csv");
        let all = [".a.csv.tmp-1-0a1b2c3d", ".b.html.tmp-7-00000000", ".a.csv.tmp-1", ".a.csv.old-1-0a1b2c3d"];
        let [live, dead, mine, aside] = all.map(|name| dir.path().join(name));
        let made = [&live, &dead, &mine, &aside].map(|path| File::create(path).expect("because the folder is ours"));
        made[0].try_lock().expect("because nobody else has it");
        create(&path)?.publish()?;
        assert!(live.exists() && !dead.exists() && mine.exists() && aside.exists());
        drop(made);
        create(&path)?.publish()?;
        assert!(!live.exists());
        Ok(())
    }

    #[test]
    fn names_of_any_length_have_temporary_files() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let name = "é".repeat(127);
        create(&dir.path().join(&name))?.publish()?;
        assert_eq!(names(dir.path()), [name]);
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay_what_they_are() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        fs::write(&real, "old").map_err(Error::write(&real))?;
        std::os::unix::fs::symlink(&real, &link).map_err(Error::write(&link))?;
        let mut file = create(&link)?;
        file.write_all(b"new").map_err(Error::write(&link))?;
        file.publish()?;
        assert!(link.is_symlink());
        assert_eq!(fs::read(&real).map_err(Error::read(&real))?, b"new");
        let device = dir.path().join("device");
        std::os::unix::fs::symlink("/dev/null", &device).map_err(Error::write(&device))?;
        create(&device)?.publish()?;
        assert!(!Path::new("/dev/null").is_file());
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn a_replaced_file_keeps_its_mode() -> Result<(), Error> {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let path = dir.path().join("a.csv");
        fs::write(&path, "old").map_err(Error::write(&path))?;
        for mode in [0o600, 0o664, 0o444] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).map_err(Error::write(&path))?;
            create(&path)?.publish()?;
            let found = fs::metadata(&path).map_err(Error::read(&path))?.permissions().mode() & 0o777;
            assert_eq!(found, mode, "{found:o}");
        }
        Ok(())
    }
}
