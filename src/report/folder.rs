//! The output folder: this run's tables, and nothing else touched.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::report::file::{OutputFile, is_temporary_for};
use crate::report::lock::FolderLock;
use crate::report::run::{RUN_NAME, RunRecord, TOOL, file_name};
use crate::table::Table;

/// A folder that a run writes its tables into, held by a lock.
///
/// Nothing in the folder changes until [`OutputFolder::publish`]; a run that fails before leaves the old
/// tables as they were.
#[derive(Debug)]
pub struct OutputFolder {
    dir: PathBuf,
    made: bool,
    lock: Option<FolderLock>,
}

impl OutputFolder {
    /// Opens a folder, makes it if it is not there, and removes temporary files of runs that died.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] where the folder cannot be made or written, [`Error::InUse`] where another run holds it.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let made = !dir.exists();
        fs::create_dir_all(dir).map_err(Error::write(dir))?;
        let mut folder = Self { dir: dir.to_owned(), made, lock: None };
        folder.lock = Some(FolderLock::take(dir)?);
        folder.remove_stale().map_err(Error::write(dir))?;
        Ok(folder)
    }

    /// Begins the file of a table.
    ///
    /// # Errors
    ///
    /// As [`OutputFile::create`].
    pub fn create(&self, table: Table) -> Result<OutputFile, Error> {
        OutputFile::create(&self.dir.join(file_name(table)))
    }

    /// Puts the files in their places, removes tables that the run before wrote and this one does not, and
    /// writes `run.json`.
    ///
    /// All bytes are on the disk before the first file is renamed, so that a full disk changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn publish(mut self, mut files: Vec<OutputFile>, record: &RunRecord) -> Result<(), Error> {
        let old = written_files(&self.dir);
        let mut run = self.write_record(record)?;
        files.iter_mut().chain([&mut run]).try_for_each(OutputFile::complete)?;
        let new: BTreeSet<String> = record.tables.iter().map(|table| table.file.clone()).collect();
        files.into_iter().try_for_each(OutputFile::publish)?;
        for name in old.difference(&new).filter(|name| name.as_str() != RUN_NAME) {
            self.remove(name)?;
        }
        run.publish()?;
        self.made = false;
        sync_folder(&self.dir).map_err(Error::write(&self.dir))
    }

    fn write_record(&self, record: &RunRecord) -> Result<OutputFile, Error> {
        let path = self.dir.join(RUN_NAME);
        let mut file = OutputFile::create(&path)?;
        let text = record.to_json().map_err(Error::write(&path))?;
        file.write_all(text.as_bytes()).map_err(Error::write(&path))?;
        Ok(file)
    }

    fn remove(&self, name: &str) -> Result<(), Error> {
        let path = self.dir.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::write(path)(error)),
            _ => Ok(()),
        }
    }

    /// Removes temporary files: whoever holds the lock is alone, so that any there are are left over.
    fn remove_stale(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.dir)? {
            let entry = entry?;
            if is_stale(&entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        self.lock = None;
        if self.made {
            // Fails, as it should, where somebody has put something into the folder since.
            let _ = fs::remove_dir(&self.dir);
        }
    }
}

/// The files in a folder that an earlier run says it wrote, itself among them; empty where none says so.
///
/// Only names that this program gives to files are believed.
#[must_use]
pub fn written_files(dir: &Path) -> BTreeSet<String> {
    let listed = read_record(&dir.join(RUN_NAME)).unwrap_or_default();
    let mut names: BTreeSet<String> = own_names().filter(|name| listed.contains(name)).collect();
    if !names.is_empty() {
        names.insert(RUN_NAME.to_owned());
    }
    names
}

/// The names of the tables' files that a `run.json` lists.
fn read_record(path: &Path) -> Option<BTreeSet<String>> {
    /// More than the record of a million documents; a larger file is not ours.
    const MOST: u64 = 1 << 30;
    // A pipe of that name would keep us waiting.
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(MOST).read_to_end(&mut bytes).ok()?;
    let record: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    if record.get("tool")?.as_str()? != TOOL {
        return None;
    }
    let tables = record.get("tables")?.as_array()?.iter();
    Some(tables.filter_map(|table| Some(table.get("file")?.as_str()?.to_owned())).collect())
}

fn own_names() -> impl Iterator<Item = String> {
    Table::ALL.iter().map(|&table| file_name(table))
}

fn is_stale(file: &str) -> bool {
    own_names().chain([RUN_NAME.to_owned()]).any(|name| is_temporary_for(file, &name))
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
    use crate::report::run::TableRecord;

    fn record(tables: &[Table]) -> RunRecord {
        let rows = tables.iter().map(|&table| TableRecord::new(table, 0));
        RunRecord { tables: rows.collect(), ..RunRecord::default() }
    }

    fn write(dir: &Path, tables: &[Table]) -> Result<(), Error> {
        let folder = OutputFolder::open(dir)?;
        let files = tables.iter().map(|&table| folder.create(table)).collect::<Result<_, _>>()?;
        folder.publish(files, &record(tables))
    }

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn only_tables_of_the_run_before_are_removed() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        fs::write(dir.path().join("diagnostics.csv"), "mine").map_err(Error::write("x"))?;
        fs::write(dir.path().join(".comments.csv.tmp-1"), "stale").map_err(Error::write("x"))?;
        write(dir.path(), &[Table::Comments, Table::Threads])?;
        assert_eq!(names(dir.path()), ["comments.csv", "diagnostics.csv", "run.json", "threads.csv"]);
        write(dir.path(), &[Table::Threads])?;
        assert_eq!(names(dir.path()), ["diagnostics.csv", "run.json", "threads.csv"]);
        Ok(())
    }

    #[test]
    fn a_run_that_ends_early_leaves_no_trace() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let inner = dir.path().join("out");
        let folder = OutputFolder::open(&inner)?;
        let file = folder.create(Table::Comments)?;
        drop((file, folder));
        assert!(!inner.exists());
        Ok(())
    }

    #[test]
    fn a_forged_record_removes_nothing_else() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let forged = format!(r#"{{"tool":"{TOOL}","tables":[{{"file":"../../x"}},{{"file":"notes.txt"}}]}}"#);
        fs::write(dir.path().join(RUN_NAME), forged).map_err(Error::write("x"))?;
        assert!(written_files(dir.path()).is_empty());
        Ok(())
    }
}
