//! Files put in their places together: all of them, or none, also where the run dies on the way.
//!
//! A journal in the folder says what is about to change. It is written before the first change, what stood in a place
//! keeps a second name until all files are in place, and removing the journal is what makes the change final. A folder
//! in which a journal stands is one whose run died: [`recover`] takes back what it did.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::report::output_file::{OutputFile, beside, is_run_name, is_same_file, run_name};
use crate::report::run_record::TOOL;
use crate::report::stamp::Stamp;

/// What a name ends with that stands for a file's old content, before the name of the run.
pub(crate) const ASIDE: &str = "old";

/// The journal's file name.
pub(crate) const JOURNAL_NAME: &str = ".rejoinder.journal";

/// What a run is about to change in a folder.
#[derive(Debug, Serialize, Deserialize)]
struct Journal {
    tool: String,
    run: String,
    changes: Vec<Change>,
}

/// What becomes of one place.
#[derive(Debug, Serialize, Deserialize)]
struct Change {
    /// The file's name in the folder.
    file: String,
    /// Whether a file stands there before.
    replaces: bool,
    /// What is put there; `None` where a file is only removed.
    new: Option<Stamp>,
}

/// Files that are being put in their places; dropped before [`Swap::keep`], everything is as it was before.
#[derive(Debug)]
pub(crate) struct Swap<'d> {
    dir: &'d Path,
    journal: Journal,
    /// The names of the files that are in their places.
    put: BTreeSet<String>,
    is_kept: bool,
}

impl<'d> Swap<'d> {
    /// Writes down that these files are about to take their places in a folder, and those of the names in `gone` to be
    /// removed.
    pub(crate) fn begin<'f>(
        dir: &'d Path,
        files: impl Iterator<Item = &'f OutputFile>,
        gone: &[String],
    ) -> Result<Self, Error> {
        let put = files.map(|file| Change {
            file: file.path().file_name().unwrap_or_default().to_string_lossy().into_owned(),
            // What cannot be seen may be there.
            replaces: !matches!(file.path().try_exists(), Ok(false)),
            new: Some(file.stamp()),
        });
        let removed = gone.iter().map(|name| Change { file: name.clone(), replaces: true, new: None });
        let changes = put.chain(removed).collect();
        let journal = Journal { tool: TOOL.to_owned(), run: run_name().to_owned(), changes };
        journal.write(dir)?;
        Ok(Self { dir, journal, put: BTreeSet::new(), is_kept: false })
    }

    /// Puts a file in its place.
    pub(crate) fn put(&mut self, file: OutputFile) -> Result<(), Error> {
        let place = file.path().to_owned();
        match fs::symlink_metadata(&place) {
            Ok(found) if found.is_file() => self.link_aside(&place).map_err(Error::write(&place))?,
            // What publishing will complain about.
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::write(place)(error)),
        }
        file.publish()?;
        self.put.insert(place.file_name().unwrap_or_default().to_string_lossy().into_owned());
        Ok(())
    }

    /// Takes a file away; one that is not there is gone already.
    pub(crate) fn remove(&mut self, name: &str) -> Result<(), Error> {
        let place = self.dir.join(name);
        match fs::rename(&place, self.journal.aside(&place)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::write(place)(error)),
            _ => Ok(()),
        }
    }

    /// Lets everything be as it is now.
    pub(crate) fn keep(mut self) -> Result<(), Error> {
        sync_folder(self.dir).map_err(Error::write(self.dir))?;
        self.journal.end(self.dir).map_err(Error::write(self.dir.join(JOURNAL_NAME)))?;
        self.is_kept = true;
        // What could not be removed is found and removed by the next run.
        self.journal.asides(self.dir).for_each(|aside| drop(fs::remove_file(aside)));
        Ok(())
    }

    /// Gives a file a second name, so that it never is without its first; copies it where the file system has no links.
    fn link_aside(&self, place: &Path) -> io::Result<()> {
        let aside = self.journal.aside(place);
        fs::hard_link(place, &aside).or_else(|_| copy_new(place, &aside))
    }
}

impl Drop for Swap<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            // Nobody is left to be told: the error that led here is on its way. What cannot be taken back now is taken
            // back by the next run, as the journal stays.
            let _ = self.journal.take_back(self.dir, &self.put);
        }
    }
}

impl Journal {
    fn write(&self, dir: &Path) -> Result<(), Error> {
        let path = dir.join(JOURNAL_NAME);
        let mut file = OutputFile::create_in_folder(&path)?;
        let json = serde_json::to_vec(self).map_err(io::Error::from);
        json.and_then(|json| file.write_all(&json)).map_err(Error::write(&path))?;
        file.publish()?;
        // Without this, the journal could reach the disk after what it tells of.
        sync_folder(dir).map_err(|error| {
            let _ = fs::remove_file(&path);
            Error::write(dir)(error)
        })
    }

    /// The journal in a folder, if there is one.
    fn read(dir: &Path) -> Result<Option<Self>, Error> {
        let path = dir.join(JOURNAL_NAME);
        let found = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::read(path)(error)),
            Ok(found) => found,
        };
        /// More than a million changes take.
        const MOST: u64 = 1 << 28;
        let mut bytes = Vec::new();
        if found.is_file() {
            let read = File::open(&path).and_then(|file| file.take(MOST).read_to_end(&mut bytes));
            read.map_err(Error::read(&path))?;
        }
        let journal: Option<Self> = serde_json::from_slice(&bytes).ok();
        let is_ours = |journal: &Self| {
            let is_name = |change: &Change| !change.file.contains(['/', '\\']) && change.file != "..";
            journal.tool == TOOL && is_run_name(&journal.run) && journal.changes.iter().all(is_name)
        };
        journal.filter(is_ours).map(Some).ok_or(Error::NotOurs { path, found: "another" })
    }

    fn aside(&self, place: &Path) -> PathBuf {
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        place.with_file_name(beside(&name, ASIDE, &self.run))
    }

    fn asides(&self, dir: &Path) -> impl Iterator<Item = PathBuf> {
        self.changes.iter().filter(|change| change.replaces).map(move |change| self.aside(&dir.join(&change.file)))
    }

    /// Refuses to put an old file over one that is neither that file nor the one that the run put in its place.
    fn check(&self, dir: &Path) -> Result<(), Error> {
        for change in self.changes.iter().filter(|change| change.replaces) {
            let place = dir.join(&change.file);
            let aside = self.aside(&place);
            if !is_there(&aside)? || !is_there(&place)? {
                continue;
            }
            let is_new = |new: Stamp| new.is_of(&place).map_err(Error::read(&place));
            // A folder that was copied since has no second names any more, but two files of the same bytes.
            let is_old = is_one_file(&aside, &place)? || is_new(Stamp::of(&aside).map_err(Error::read(&aside))?)?;
            if !is_old && !change.new.map_or(Ok(false), is_new)? {
                return Err(Error::NotOurs { path: place, found: "one that was changed since a run died" });
            }
        }
        Ok(())
    }

    /// Makes a folder what it was before the run, as far as that can be done; returns the first error, and the journal stays
    /// then. What is done already is left, so that this can be done again.
    ///
    /// `put` names files that are known to be in their places; of others their stamps tell.
    fn take_back(&self, dir: &Path, put: &BTreeSet<String>) -> io::Result<()> {
        let changes =
            self.changes.iter().rev().map(|change| self.take_back_one(dir, change, put.contains(&change.file)));
        changes.fold(Ok(()), io::Result::and)?;
        self.end(dir)
    }

    /// Removes the journal; where nothing can be removed, gives it the name of a leftover.
    fn end(&self, dir: &Path) -> io::Result<()> {
        self.remove(&dir.join(JOURNAL_NAME))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path).or_else(|error| fs::rename(path, self.aside(path)).map_err(|_| error))
    }

    fn take_back_one(&self, dir: &Path, change: &Change, is_put: bool) -> io::Result<()> {
        let place = dir.join(&change.file);
        if change.replaces {
            return put_back(&self.aside(&place), &place);
        }
        let is_new = |new: Stamp| new.is_of(&place);
        match change.new.filter(|_| !is_put).map_or(Ok(is_put), is_new) {
            Ok(true) => self.remove(&place),
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Takes back what a run that died had changed in a folder.
///
/// # Errors
///
/// [`Error::NotOurs`] where the journal is none, [`Error::Write`] where something cannot be taken back.
pub(crate) fn recover(dir: &Path) -> Result<(), Error> {
    match Journal::read(dir)? {
        Some(journal) => {
            journal.check(dir)?;
            journal.take_back(dir, &BTreeSet::new()).map_err(Error::write(dir))
        }
        None => Ok(()),
    }
}

/// Puts back what was set aside, if anything was, by another way where it cannot be renamed.
fn put_back(aside: &Path, place: &Path) -> io::Result<()> {
    match fs::symlink_metadata(aside) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        // What no run set aside is not put anywhere.
        Ok(found) if !found.is_file() => return Ok(()),
        _ => {}
    }
    match fs::rename(aside, place) {
        // Where both are names of one file, which has not changed, renaming does nothing.
        Ok(()) => drop(fs::remove_file(aside)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(_) => {
            match fs::remove_file(place) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            fs::hard_link(aside, place).or_else(|_| copy_new(aside, place))?;
            drop(fs::remove_file(aside));
        }
    }
    Ok(())
}

fn is_there(path: &Path) -> Result<bool, Error> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        found => found.map(|_| true).map_err(Error::read(path)),
    }
}

/// Tells whether two paths name one file.
fn is_one_file(one: &Path, other: &Path) -> Result<bool, Error> {
    let file = File::open(one).map_err(Error::read(one))?;
    is_same_file(&file, other).map_err(Error::read(other))
}

/// Copies a file to a place where nothing is.
fn copy_new(from: &Path, to: &Path) -> io::Result<()> {
    let mut copy = fs::OpenOptions::new().write(true).create_new(true).open(to)?;
    io::copy(&mut File::open(from)?, &mut copy)?;
    copy.sync_all()
}

/// Writes the folder's list of names to the disk, where the system can.
fn sync_folder(dir: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(dir)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).expect("because the folder is ours").flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn put(dir: &Path, name: &str, text: &str) {
        fs::write(dir.join(name), text).expect("because the folder is ours");
    }

    fn text(dir: &Path, name: &str) -> String {
        fs::read_to_string(dir.join(name)).expect("because it was put there")
    }

    fn completed(dir: &Path, name: &str, text: &str) -> Result<OutputFile, Error> {
        let mut file = OutputFile::create_in_folder(&dir.join(name))?;
        file.write_all(text.as_bytes()).map_err(Error::write("x"))?;
        file.complete()?;
        Ok(file)
    }

    /// A folder whose run died after so many of its steps: two files replaced, one new, one removed.
    fn died_after(n_steps: usize, dir: &Path) -> Result<(), Error> {
        ["a", "b", "gone"].iter().for_each(|name| put(dir, name, "old"));
        let files = ["a", "b", "new"].map(|name| completed(dir, name, "new"));
        let files = files.into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut swap = Swap::begin(dir, files.iter(), &["gone".to_owned()])?;
        let mut n = n_steps;
        for file in files {
            if n > 0 {
                swap.put(file)?;
                n -= 1;
            }
        }
        if n > 0 {
            swap.remove("gone")?;
        }
        std::mem::forget(swap);
        Ok(())
    }

    #[test]
    fn a_run_that_died_is_taken_back_from_every_step() -> Result<(), Error> {
        for n_steps in 0..=4 {
            let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
            died_after(n_steps, dir.path())?;
            recover(dir.path())?;
            recover(dir.path())?;
            assert_eq!(names(dir.path()), ["a", "b", "gone"], "{n_steps}");
            ["a", "b", "gone"].iter().for_each(|name| assert_eq!(text(dir.path(), name), "old"));
        }
        Ok(())
    }

    #[test]
    fn what_somebody_changed_since_a_run_died_stays() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        died_after(4, dir.path())?;
        put(dir.path(), "b", "a note");
        assert!(matches!(recover(dir.path()), Err(Error::NotOurs { .. })));
        assert_eq!(text(dir.path(), "b"), "a note");
        fs::rename(dir.path().join("b"), dir.path().join("mine")).map_err(Error::write("x"))?;
        recover(dir.path())?;
        assert_eq!(names(dir.path()), ["a", "b", "gone", "mine"]);
        Ok(())
    }

    #[test]
    fn what_was_dropped_is_taken_back_and_what_was_kept_stays() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        put(dir.path(), "a", "old");
        for is_kept in [false, true] {
            let file = completed(dir.path(), "a", "new")?;
            let mut swap = Swap::begin(dir.path(), [&file].into_iter(), &[])?;
            swap.put(file)?;
            if is_kept {
                swap.keep()?;
            } else {
                drop(swap);
            }
            assert_eq!(names(dir.path()), ["a"]);
            assert_eq!(text(dir.path(), "a"), if is_kept { "new" } else { "old" });
        }
        Ok(())
    }

    #[test]
    fn a_journal_of_somebody_else_changes_nothing() {
        let dir = tempfile::tempdir().expect("because there is room for a folder");
        put(dir.path(), "mine", "mine");
        let far = r#"{"tool":"rejoinder","run":"1-0a1b2c3d","changes":[{"file":"../x","replaces":true,"new":null}]}"#;
        for journal in ["", "{}", far] {
            put(dir.path(), JOURNAL_NAME, journal);
            assert!(matches!(recover(dir.path()), Err(Error::NotOurs { .. })), "{journal}");
        }
        assert_eq!(names(dir.path()), [JOURNAL_NAME, "mine"]);
    }
}
