//! The output folder: this run's files, and nothing else touched.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::input::{InputFiles, kind_of};
use crate::report::format::Format;
use crate::report::lock::{FolderLock, LOCK_NAME};
use crate::report::output_file::{OutputFile, TEMPORARY, beside, remove_leftovers, run_name};
use crate::report::package::{DataPackage, PACKAGE_NAME};
use crate::report::run_record::{FileRecord, RUN_NAME, RunRecord};
use crate::report::swap::{ASIDE, JOURNAL_NAME, Swap, recover};
use crate::report::written::Written;
use crate::table::Table;

/// What an output folder is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contents {
    /// Tables, with `datapackage.json` and `run.json`.
    Tables,
    /// Pages, and an overview that leads to them.
    Pages,
    /// The files that ConvoKit reads.
    Convokit,
}

impl Contents {
    /// What a file is that the record of earlier runs does not name.
    fn foreign(self) -> &'static str {
        match self {
            Self::Tables => "one that no `run.json` here lists",
            Self::Pages => "one that no `index.html` of rejoinder here leads to",
            Self::Convokit => "one beside no `corpus.json` of rejoinder",
        }
    }
}

/// A folder that a run writes its files into, held by a lock.
///
/// Nothing in the folder changes until [`OutputFolder::publish`]; a run that fails before leaves what was there as it
/// was. Only files that an earlier run wrote are replaced or removed.
#[derive(Debug)]
pub struct OutputFolder {
    dir: PathBuf,
    contents: Contents,
    /// What earlier runs wrote.
    written: Written,
    /// The folders that were made for this one, the outermost first.
    made: Vec<PathBuf>,
    lock: Option<FolderLock>,
}

impl OutputFolder {
    /// Opens a folder for tables, makes it if it is not there, and clears up after runs that died: what they had not put
    /// in place is removed, and what they had not finished to put in place is taken back.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] where the folder cannot be made or written, [`Error::InUse`] where another run holds it,
    /// [`Error::OutputIsInput`] where it holds one of `inputs`, and [`Error::NotOurs`] where somebody else's file stands
    /// in the way or one of ours was changed.
    pub fn open(dir: &Path, inputs: &InputFiles) -> Result<Self, Error> {
        let folder = Self::open_for(dir, Contents::Tables, inputs)?;
        [RUN_NAME, PACKAGE_NAME].iter().try_for_each(|name| folder.check(name))?;
        Ok(folder)
    }

    /// Opens a folder for other files.
    ///
    /// # Errors
    ///
    /// As [`OutputFolder::open`].
    pub(crate) fn open_for(dir: &Path, contents: Contents, inputs: &InputFiles) -> Result<Self, Error> {
        inputs.check_folder(dir).and_then(|()| inputs.check_file(dir))?;
        let mut folder = Self {
            dir: dir.to_owned(),
            contents,
            written: Written::default(),
            made: make_folders(dir).map_err(Error::write(dir))?,
            lock: None,
        };
        folder.lock = Some(FolderLock::take(dir)?);
        recover(dir)?;
        remove_leftovers(dir, &[TEMPORARY, ASIDE], inputs).map_err(Error::write(dir))?;
        folder.written = Written::read(dir, contents)?;
        folder.written.names().try_for_each(|name| inputs.check_file(&dir.join(name)))?;
        Ok(folder)
    }

    /// Begins the file of a table.
    ///
    /// # Errors
    ///
    /// As [`OutputFolder::create_file`].
    pub fn create(&self, table: Table, format: Format) -> Result<OutputFile, Error> {
        self.create_file(&format.file_name(table))
    }

    /// Begins a file of this name.
    ///
    /// # Errors
    ///
    /// [`Error::Write`], and [`Error::NotOurs`] where a file of this name is there that no earlier run wrote.
    pub fn create_file(&self, name: &str) -> Result<OutputFile, Error> {
        self.check(name)?;
        OutputFile::create_in_folder(&self.dir.join(name))
    }

    /// Begins a file that never takes its place.
    pub(crate) fn create_scratch(&self, name: &str) -> Result<OutputFile, Error> {
        OutputFile::create_in_folder(&self.dir.join(name))
    }

    /// Refuses a name under which something stands that no earlier run wrote.
    pub(crate) fn check(&self, name: &str) -> Result<(), Error> {
        let path = self.dir.join(name);
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(Error::write(path)(error)),
            Ok(found) if !found.is_file() => Err(Error::NotOurs { path, found: kind_of(&found) }),
            Ok(_) if self.written.has(name) => Ok(()),
            Ok(_) => Err(Error::NotOurs { path, found: self.contents.foreign() }),
        }
    }

    /// Puts the files in their places, removes tables that the run before wrote and this one does not, and
    /// writes `datapackage.json` and `run.json`: all of that, or nothing.
    ///
    /// All bytes are on the disk before the first file is renamed, so that a full disk changes nothing. Where a
    /// file cannot be put in its place, those before it are taken back.
    ///
    /// Gives the names of the tables that were removed.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn publish(
        self,
        mut files: Vec<OutputFile>,
        package: &DataPackage,
        record: RunRecord,
    ) -> Result<Vec<String>, Error> {
        files.push(self.write_json(PACKAGE_NAME, package.to_json())?);
        files.iter_mut().try_for_each(OutputFile::complete)?;
        let record = RunRecord { files: files.iter().map(FileRecord::of).collect(), ..record };
        files.push(self.write_json(RUN_NAME, record.to_json())?);
        self.publish_files(files)
    }

    /// Puts files in their places and removes others that an earlier run wrote, whose names it gives: all of that, or nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn publish_files(mut self, mut files: Vec<OutputFile>) -> Result<Vec<String>, Error> {
        files.iter_mut().try_for_each(OutputFile::complete)?;
        // The run may have taken long, and somebody have changed something meanwhile.
        self.written = Written::read(&self.dir, self.contents)?;
        let new: BTreeSet<_> = files.iter().filter_map(|file| file.path().file_name()?.to_str()).collect();
        new.iter().try_for_each(|name| self.check(name))?;
        let mut gone = Vec::new();
        for name in self.written.names().filter(|name| !new.contains(name.as_str())) {
            let place = self.dir.join(name);
            if place.try_exists().map_err(Error::write(&place))? {
                gone.push(name.clone());
            }
        }
        let mut swap = Swap::begin(&self.dir, files.iter(), &gone)?;
        files.into_iter().try_for_each(|file| swap.put(file))?;
        gone.iter().try_for_each(|name| swap.remove(name))?;
        swap.keep()?;
        self.made.clear();
        Ok(gone)
    }

    fn write_json(&self, name: &str, text: io::Result<String>) -> Result<OutputFile, Error> {
        let mut file = self.create_file(name)?;
        text.and_then(|text| file.write_all(text.as_bytes())).map_err(Error::write(file.path()))?;
        Ok(file)
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        self.lock = None;
        for folder in self.made.iter().rev() {
            // Fails, as it should, where somebody has put something into the folder since.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Makes a folder and those above it that are not there; gives those that were made. Where one cannot be made, those
/// before it are removed.
fn make_folders(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let missing = dir.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    let mut missing: Vec<_> = missing.map(Path::to_owned).collect();
    missing.reverse();
    for (nth, folder) in missing.iter().enumerate() {
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !folder.is_dir() => {
                missing.iter().take(nth).rev().for_each(|made| drop(fs::remove_dir(made)));
                return Err(error);
            }
            _ => {}
        }
    }
    if !fs::metadata(dir)?.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    Ok(missing)
}

/// Takes back what a run that died had not finished in a folder, if one did. Where that fails, the next
/// run that opens the folder reports why.
pub fn recover_if_dead(dir: &Path) {
    if dir.join(JOURNAL_NAME).symlink_metadata().is_ok()
        && let Ok(_lock) = FolderLock::take(dir)
    {
        let _ = recover(dir);
    }
}

/// Removes what this run has half-written in a folder, as far as that can be done: for a run that is ended at once.
pub fn remove_half_written(dir: &Path) {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_lock = || {
            let text = || fs::read_to_string(entry.path()).unwrap_or_default();
            name == LOCK_NAME && entry.file_type().is_ok_and(|kind| kind.is_file()) && text().trim() == run_name()
        };
        if name.starts_with('.') && (name.ends_with(&beside("", TEMPORARY, run_name())[1..]) || is_lock()) {
            // The next run removes what stays.
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::format::Writing;
    use crate::report::html::{GENERATOR, OVERVIEW};
    use crate::report::run_record::{TOOL, TableRecord};
    use crate::report::stamp::sealed;
    use crate::report::written::written_files;
    use crate::table::ColumnSet;

    fn record(tables: &[Table]) -> RunRecord {
        let rows = tables.iter().map(|&table| TableRecord::new(table, Format::Csv, 0));
        RunRecord { tables: rows.collect(), ..RunRecord::default() }
    }

    fn package() -> DataPackage {
        DataPackage::new(&[], ColumnSet::USUAL, Writing::default())
    }

    fn open(dir: &Path) -> Result<OutputFolder, Error> {
        OutputFolder::open(dir, &InputFiles::default())
    }

    fn write(dir: &Path, tables: &[Table]) -> Result<(), Error> {
        let folder = open(dir)?;
        let files = tables.iter().map(|&table| folder.create(table, Format::Csv)).collect::<Result<_, _>>()?;
        folder.publish(files, &package(), record(tables)).map(drop)
    }

    fn write_pages(dir: &Path, names: &[&str]) -> Result<(), Error> {
        let folder = OutputFolder::open_for(dir, Contents::Pages, &InputFiles::default())?;
        let mut files = names.iter().map(|name| folder.create_file(name)).collect::<Result<Vec<_>, _>>()?;
        let links: String = names.iter().map(|name| format!("<a href=\"{name}\">")).collect();
        files.push(folder.create_file(OVERVIEW)?);
        for file in &mut files {
            let text = sealed(format!("{GENERATOR}{links}<a href=\"../run.json\">"));
            file.write_all(text.as_bytes()).map_err(Error::write("x"))?;
            file.close()?;
        }
        folder.publish_files(files).map(drop)
    }

    fn put(dir: &Path, name: &str, text: &str) {
        fs::write(dir.join(name), text).expect("because the folder is ours");
    }

    fn text(dir: &Path, name: &str) -> String {
        fs::read_to_string(dir.join(name)).expect("because it is there")
    }

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Option<(String, &'static str)> {
        match result {
            Err(Error::NotOurs { path, found }) => {
                Some((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), found))
            }
            _ => None,
        }
    }

    #[test]
    fn only_tables_of_the_run_before_are_removed() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        put(dir.path(), "diagnostics.csv", "mine");
        put(dir.path(), ".comments.csv.tmp-1-0a1b2c3d", "stale");
        put(dir.path(), ".comments.csv.old-1-0a1b2c3d", "stale");
        write(dir.path(), &[Table::Comments, Table::Threads])?;
        let all = ["comments.csv", "datapackage.json", "diagnostics.csv", "run.json", "threads.csv"];
        assert_eq!(names(dir.path()), all);
        write(dir.path(), &[Table::Threads])?;
        assert_eq!(names(dir.path()), ["datapackage.json", "diagnostics.csv", "run.json", "threads.csv"]);
        Ok(())
    }

    #[test]
    fn what_no_run_wrote_is_not_replaced() -> Result<(), Error> {
        for mine in ["threads.csv", RUN_NAME, PACKAGE_NAME] {
            let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
            put(dir.path(), mine, "mine");
            let found = if mine == RUN_NAME { "another" } else { Contents::Tables.foreign() };
            assert_eq!(refused(write(dir.path(), &[Table::Threads])), Some((mine.to_owned(), found)));
            assert_eq!(names(dir.path()), [mine]);
            assert_eq!(text(dir.path(), mine), "mine");
        }
        Ok(())
    }

    #[test]
    fn what_was_changed_since_is_not_replaced() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        write(dir.path(), &[Table::Threads])?;
        put(dir.path(), "threads.csv", "with notes");
        for tables in [&[Table::Threads][..], &[Table::Comments]] {
            assert_eq!(
                refused(write(dir.path(), tables)),
                Some(("threads.csv".to_owned(), "one that was changed since"))
            );
        }
        assert_eq!(text(dir.path(), "threads.csv"), "with notes");
        fs::remove_file(dir.path().join("threads.csv")).map_err(Error::write("x"))?;
        write(dir.path(), &[Table::Threads])
    }

    #[cfg(unix)]
    #[test]
    fn links_in_the_folder_are_not_followed() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        put(dir.path(), "victim", "precious");
        for name in ["comments.csv", RUN_NAME, JOURNAL_NAME, LOCK_NAME] {
            let out = dir.path().join("out");
            fs::create_dir(&out).map_err(Error::write("x"))?;
            std::os::unix::fs::symlink("../victim", out.join(name)).map_err(Error::write("x"))?;
            assert!(refused(write(&out, &[Table::Comments])).is_some(), "{name}");
            assert_eq!(names(&out), [name]);
            assert_eq!(text(dir.path(), "victim"), "precious");
            fs::remove_dir_all(&out).map_err(Error::write("x"))?;
        }
        Ok(())
    }

    #[test]
    fn files_that_cannot_all_be_put_in_place_change_nothing() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        write(dir.path(), &[Table::Comments, Table::Diagnostics])?;
        let before = text(dir.path(), RUN_NAME);
        let folder = open(dir.path())?;
        let mut files = [Table::Comments, Table::Threads].map(|table| folder.create(table, Format::Csv)).into_iter();
        let mut files = files.by_ref().collect::<Result<Vec<_>, _>>()?;
        files[0].write_all(b"new").map_err(Error::write("x"))?;
        // Since the file was begun, somebody has put a folder in its place.
        fs::create_dir(dir.path().join("threads.csv")).map_err(Error::write("x"))?;
        let published = folder.publish(files, &package(), record(&[Table::Comments, Table::Threads]));
        assert_eq!(refused(published), Some(("threads.csv".to_owned(), "a folder")));
        let all = ["comments.csv", "datapackage.json", "diagnostics.csv", "run.json", "threads.csv"];
        assert_eq!(names(dir.path()), all);
        assert_eq!((text(dir.path(), "comments.csv"), text(dir.path(), RUN_NAME)), (String::new(), before));
        Ok(())
    }

    #[test]
    fn pages_of_the_overview_before_are_removed() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let [old, new, mine] = ["a-00000000.html", "b-00000000.html", "c-00000000.html"];
        put(dir.path(), mine, "mine");
        put(dir.path(), ".index.html.tmp-1-0a1b2c3d", "stale");
        put(dir.path(), ".d-00000000.html.tmp-1-0a1b2c3d", "stale");
        write_pages(dir.path(), &[old])?;
        write_pages(dir.path(), &[new])?;
        assert_eq!(names(dir.path()), [new, mine, OVERVIEW]);
        assert_eq!(refused(write_pages(dir.path(), &[mine])), Some((mine.to_owned(), Contents::Pages.foreign())));
        let page = text(dir.path(), new);
        for changed in ["mine as well".to_owned(), format!("{page}<p>a note"), page.replace("<a", "<p>a note<a")] {
            put(dir.path(), new, &changed);
            assert_eq!(refused(write_pages(dir.path(), &[])), Some((new.to_owned(), "one that was changed since")));
        }
        Ok(())
    }

    #[test]
    fn an_overview_of_somebody_else_is_left() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        put(dir.path(), OVERVIEW, &format!("{}{GENERATOR}", "mine".repeat(1000)));
        assert_eq!(refused(write_pages(dir.path(), &[])), Some((OVERVIEW.to_owned(), "another")));
        assert_eq!(names(dir.path()), [OVERVIEW]);
        Ok(())
    }

    #[test]
    fn a_run_that_ends_early_leaves_no_trace() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let inner = dir.path().join("a/b/out");
        let folder = open(&inner)?;
        let file = folder.create(Table::Comments, Format::Csv)?;
        drop((file, folder));
        assert!(names(dir.path()).is_empty());
        put(dir.path(), "file", "");
        assert!(matches!(open(&dir.path().join("file/b/out")), Err(Error::Write { .. })));
        assert_eq!(names(dir.path()), ["file"]);
        Ok(())
    }

    #[test]
    fn only_what_this_run_left_is_removed() {
        let dir = tempfile::tempdir().expect("because there is room for a folder");
        let own = beside("a.csv", TEMPORARY, run_name());
        for name in [&own, ".a.csv.tmp-7", "a.csv.tmp-7", "a.csv"] {
            put(dir.path(), name, "");
        }
        put(dir.path(), LOCK_NAME, run_name());
        remove_half_written(dir.path());
        assert_eq!(names(dir.path()), [".a.csv.tmp-7", "a.csv", "a.csv.tmp-7"]);
        put(dir.path(), LOCK_NAME, "7-0a1b2c3d");
        remove_half_written(dir.path());
        assert!(dir.path().join(LOCK_NAME).exists());
    }

    #[test]
    fn a_forged_record_removes_nothing_else() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let files = r#"[{"file":"../../x","bytes":0,"crc32":0},{"file":"notes.txt","bytes":0,"crc32":0}]"#;
        let forged = format!(r#"{{"tool":"{TOOL}","files":{files},"tables":[{{"file":"a/b"}}]}}"#);
        put(dir.path(), RUN_NAME, &forged);
        assert!(written_files(dir.path()).iter().eq([PACKAGE_NAME, RUN_NAME]));
        Ok(())
    }
}
