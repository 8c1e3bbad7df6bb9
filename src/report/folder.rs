//! The output folder: this run's tables, and nothing else touched.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::report::file::{OutputFile, TEMPORARY, is_beside};
use crate::report::format::Format;
use crate::report::html::{GENERATOR, OVERVIEW, is_file_name};
use crate::report::lock::FolderLock;
use crate::report::package::{DataPackage, PACKAGE_NAME};
use crate::report::run::{RUN_NAME, RunRecord, TOOL};
use crate::report::swap::{ASIDE, Swap, put_back};
use crate::table::Table;

/// A folder that a run writes its tables into, held by a lock.
///
/// Nothing in the folder changes until [`OutputFolder::publish`]; a run that fails before leaves the old
/// tables as they were.
#[derive(Debug)]
pub struct OutputFolder {
    dir: PathBuf,
    /// The names of files that may be left over of a run that died; the last of them is the last that takes its place.
    names: Vec<String>,
    /// Tells of other names whether they are of such files.
    is_other: fn(&str) -> bool,
    made: bool,
    lock: Option<FolderLock>,
}

impl OutputFolder {
    /// Opens a folder, makes it if it is not there, and clears up after runs that died: what they had not put in
    /// place is removed, and what they had not finished to put in place is taken back.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] where the folder cannot be made or written, [`Error::InUse`] where another run holds it.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        Self::open_for(dir, own_names().chain([PACKAGE_NAME, RUN_NAME].map(str::to_owned)).collect())
    }

    /// The same for files of these names, the last of which is put in its place after all others.
    ///
    /// # Errors
    ///
    /// As [`OutputFolder::open`].
    pub fn open_for(dir: &Path, names: Vec<String>) -> Result<Self, Error> {
        let made = !dir.exists();
        fs::create_dir_all(dir).map_err(Error::write(dir))?;
        Self { dir: dir.to_owned(), names, is_other: |_| false, made, lock: None }.locked()
    }

    /// The same for pages and their overview, which is put in its place after them.
    ///
    /// # Errors
    ///
    /// As [`OutputFolder::open`]; [`Error::Write`] also where a file of somebody else stands in the overview's place.
    pub fn open_for_pages(dir: &Path) -> Result<Self, Error> {
        let (made, overview) = (!dir.exists(), dir.join(OVERVIEW));
        if overview.is_file() && overview_in(dir).is_none() {
            let source = "a file of this name is there that is not from rejoinder; name another folder";
            return Err(Error::Write { path: overview, source: io::Error::new(io::ErrorKind::AlreadyExists, source) });
        }
        fs::create_dir_all(dir).map_err(Error::write(dir))?;
        Self { dir: dir.to_owned(), names: vec![OVERVIEW.to_owned()], is_other: is_file_name, made, lock: None }
            .locked()
    }

    fn locked(mut self) -> Result<Self, Error> {
        self.lock = Some(FolderLock::take(&self.dir)?);
        self.clear_up().map_err(Error::write(&self.dir))?;
        Ok(self)
    }

    /// Begins the file of a table.
    ///
    /// # Errors
    ///
    /// As [`OutputFile::create`].
    pub fn create(&self, table: Table, format: Format) -> Result<OutputFile, Error> {
        self.create_file(&format.file_name(table))
    }

    /// Begins a file of this name.
    ///
    /// # Errors
    ///
    /// As [`OutputFile::create`].
    pub fn create_file(&self, name: &str) -> Result<OutputFile, Error> {
        OutputFile::create(&self.dir.join(name))
    }

    /// Puts the files in their places, removes tables that the run before wrote and this one does not, and
    /// writes `datapackage.json` and `run.json`: all of that, or nothing.
    ///
    /// All bytes are on the disk before the first file is renamed, so that a full disk changes nothing. Where a
    /// file cannot be put in its place, those before it are taken back.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn publish(self, mut files: Vec<OutputFile>, package: &DataPackage, record: &RunRecord) -> Result<(), Error> {
        let old = written_files(&self.dir);
        files.push(self.write_json(PACKAGE_NAME, package.to_json())?);
        let run = self.write_json(RUN_NAME, record.to_json())?;
        let new: BTreeSet<String> = record.tables.iter().map(|table| table.file.clone()).collect();
        let gone = old.difference(&new).filter(|name| ![RUN_NAME, PACKAGE_NAME].contains(&name.as_str()));
        self.publish_files(files, run, gone)
    }

    /// Puts files in their places and removes those of the names in `gone`: all of that, or nothing. `last` is the file
    /// whose name is the last of those that the folder was opened for.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn publish_files<'n>(
        mut self,
        mut files: Vec<OutputFile>,
        mut last: OutputFile,
        mut gone: impl Iterator<Item = &'n String>,
    ) -> Result<(), Error> {
        files.iter_mut().chain([&mut last]).try_for_each(OutputFile::complete)?;
        let mut swap = Swap::begin(last.path())?;
        files.into_iter().try_for_each(|file| swap.put(file))?;
        gone.try_for_each(|name| swap.remove(self.dir.join(name)))?;
        swap.put(last)?;
        swap.keep();
        self.made = false;
        sync_folder(&self.dir).map_err(Error::write(&self.dir))
    }

    /// Puts pages and their overview in their places, and removes pages that the overview before led to and this one does
    /// not: all of that, or nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn publish_pages(self, pages: Vec<OutputFile>, overview: OutputFile) -> Result<(), Error> {
        let mut gone = pages_of(&self.dir);
        gone.retain(|name| !pages.iter().any(|page| page.path().ends_with(name)));
        self.publish_files(pages, overview, gone.iter())
    }

    fn write_json(&self, name: &str, text: io::Result<String>) -> Result<OutputFile, Error> {
        let path = self.dir.join(name);
        let mut file = OutputFile::create(&path)?;
        text.and_then(|text| file.write_all(text.as_bytes())).map_err(Error::write(&path))?;
        Ok(file)
    }

    /// Whoever holds the lock is alone, so that any files of other runs beside the tables are left over.
    ///
    /// What stood in the last place is the first to be set aside and the first to be let go: where it still is aside, a run
    /// died while it put its files in place.
    fn clear_up(&self) -> io::Result<()> {
        let entries = fs::read_dir(&self.dir)?.collect::<io::Result<Vec<_>>>()?;
        let names: Vec<String> = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        let is_last = |file: &String| self.names.last().is_some_and(|last| is_beside(file, last, ASIDE));
        let is_unfinished = names.iter().any(is_last);
        for file in &names {
            let path = self.dir.join(file);
            match (self.left_over(file, ASIDE), self.left_over(file, TEMPORARY)) {
                (Some(name), _) if is_unfinished => put_back(&path, &self.dir.join(name))?,
                (Some(_), _) | (_, Some(_)) => fs::remove_file(path)?,
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// The name of the output that a file was kept beside, if it was.
    fn left_over(&self, file: &str, what: &str) -> Option<String> {
        let listed = self.names.iter().find(|name| is_beside(file, name, what)).cloned();
        listed.or_else(|| {
            let (name, _) = file.strip_prefix('.')?.rsplit_once(&format!(".{what}-"))?;
            ((self.is_other)(name) && is_beside(file, name, what)).then(|| name.to_owned())
        })
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
        names.extend([RUN_NAME, PACKAGE_NAME].map(str::to_owned));
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

/// The names of tables' files, in every form.
fn own_names() -> impl Iterator<Item = String> {
    let names = |format: Format| Table::ALL.iter().map(move |&table| format.file_name(table));
    Format::ALL.into_iter().flat_map(names)
}

/// The pages that the overview in a folder leads to; none where it is not one of ours.
fn pages_of(dir: &Path) -> BTreeSet<String> {
    let text = overview_in(dir).unwrap_or_default();
    let links = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(|name| is_file_name(name)).map(str::to_owned).collect()
}

/// The overview in a folder, if it is one of ours.
fn overview_in(dir: &Path) -> Option<String> {
    let path = Some(dir.join(OVERVIEW)).filter(|path| path.is_file())?;
    fs::read_to_string(path).ok().filter(|text| text.contains(GENERATOR))
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
    use crate::report::format::Writing;
    use crate::report::run::TableRecord;
    use crate::table::ColumnSet;

    fn record(tables: &[Table]) -> RunRecord {
        let rows = tables.iter().map(|&table| TableRecord::new(table, Format::Csv, 0));
        RunRecord { tables: rows.collect(), ..RunRecord::default() }
    }

    fn package() -> DataPackage {
        DataPackage::new(&[], ColumnSet::USUAL, Writing::default())
    }

    fn write(dir: &Path, tables: &[Table]) -> Result<(), Error> {
        let folder = OutputFolder::open(dir)?;
        let files = tables.iter().map(|&table| folder.create(table, Format::Csv)).collect::<Result<_, _>>()?;
        folder.publish(files, &package(), &record(tables))
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
        assert_eq!(
            names(dir.path()),
            ["comments.csv", "datapackage.json", "diagnostics.csv", "run.json", "threads.csv"]
        );
        write(dir.path(), &[Table::Threads])?;
        assert_eq!(names(dir.path()), ["datapackage.json", "diagnostics.csv", "run.json", "threads.csv"]);
        Ok(())
    }

    #[test]
    fn files_that_cannot_all_be_put_in_place_change_nothing() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let [comments, threads, run] = ["comments.csv", "threads.csv", RUN_NAME].map(|name| dir.path().join(name));
        write(dir.path(), &[Table::Comments, Table::Diagnostics])?;
        fs::write(&comments, "old").map_err(Error::write("x"))?;
        let before = fs::read(&run).map_err(Error::read(&run))?;
        let folder = OutputFolder::open(dir.path())?;
        let files = [Table::Comments, Table::Threads].map(|table| folder.create(table, Format::Csv)).into_iter();
        let files = files.collect::<Result<_, _>>()?;
        // Since the file was begun, somebody has put a folder in its place.
        fs::create_dir(&threads).map_err(Error::write("x"))?;
        let published = folder.publish(files, &package(), &record(&[Table::Comments, Table::Threads]));
        assert!(matches!(published, Err(Error::Write { .. })));
        assert_eq!(
            names(dir.path()),
            ["comments.csv", "datapackage.json", "diagnostics.csv", "run.json", "threads.csv"]
        );
        assert_eq!(fs::read(&comments).map_err(Error::read(&comments))?, b"old");
        assert_eq!(fs::read(&run).map_err(Error::read(&run))?, before);
        Ok(())
    }

    #[test]
    fn a_run_that_died_while_it_put_files_in_place_is_taken_back() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let put = |name: &str, text: &str| fs::write(dir.path().join(name), text).map_err(Error::write("x"));
        put("comments.csv", "new")?;
        put(".comments.csv.old-1", "old")?;
        put(".run.json.old-1", "{}")?;
        drop(OutputFolder::open(dir.path())?);
        assert_eq!(names(dir.path()), ["comments.csv", "run.json"]);
        assert_eq!(fs::read(dir.path().join("comments.csv")).map_err(Error::read("x"))?, b"old");
        put(".comments.csv.old-1", "older")?;
        drop(OutputFolder::open(dir.path())?);
        assert_eq!(names(dir.path()), ["comments.csv", "run.json"]);
        assert_eq!(fs::read(dir.path().join("comments.csv")).map_err(Error::read("x"))?, b"old");
        Ok(())
    }

    #[test]
    fn pages_of_the_overview_before_are_removed() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let [old, new, mine] = ["a-00000000.html", "b-00000000.html", "c-00000000.html"];
        fs::write(dir.path().join(mine), "mine").map_err(Error::write("x"))?;
        fs::write(dir.path().join(".index.html.tmp-1"), "stale").map_err(Error::write("x"))?;
        for name in [old, new] {
            let folder = OutputFolder::open_for_pages(dir.path())?;
            let (mut page, mut overview) = (folder.create_file(name)?, folder.create_file(OVERVIEW)?);
            page.close()?;
            let text = format!("{GENERATOR}<a href=\"{name}\"><a href=\"../run.json\">");
            overview.write_all(text.as_bytes()).map_err(Error::write("x"))?;
            folder.publish_pages(vec![page], overview)?;
        }
        assert_eq!(names(dir.path()), [new, mine, OVERVIEW]);
        Ok(())
    }

    #[test]
    fn an_overview_of_somebody_else_is_left() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let path = dir.path().join(OVERVIEW);
        fs::write(&path, "mine").map_err(Error::write("x"))?;
        let opened = OutputFolder::open_for_pages(dir.path());
        assert!(matches!(opened, Err(Error::Write { path: told, .. }) if told == path));
        assert_eq!(names(dir.path()), [OVERVIEW]);
        Ok(())
    }

    #[test]
    fn a_run_that_ends_early_leaves_no_trace() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let inner = dir.path().join("out");
        let folder = OutputFolder::open(&inner)?;
        let file = folder.create(Table::Comments, Format::Csv)?;
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
