//! Every table of every thread of a corpus, into a folder or a stream.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::corpus::ahead::columns;
use crate::corpus::gather::Corpus;
use crate::corpus::reader::ReadOptions;
use crate::corpus::table_run::{Output, TableRun};
use crate::corpus::thread_iter::Observe;
use crate::error::Error;
use crate::measure::MeasureOptions;
use crate::parse::DialectSet;
#[cfg(feature = "xlsx")]
use crate::report::Book;
use crate::report::{Cuts, DataPackage, MAX_ROWS, OutputFile, OutputFolder, RunCounts, Writing};
use crate::stance::{StanceModel, Target};
use crate::table::Table;

/// What is written, and how it is read.
#[derive(Clone, Debug)]
pub struct AnalyzeOptions {
    /// The tables to write.
    pub tables: Vec<Table>,
    /// Leaves subjects and bodies out.
    pub no_text: bool,
    /// In which form tables are written.
    pub writing: Writing,
    /// How documents are read.
    pub read: ReadOptions,
    /// How threads are measured.
    pub measure: MeasureOptions,
    /// The model that tells who agrees with whom; without one all that follows from it is unknown, and costs nothing.
    pub stance: Option<Arc<StanceModel>>,
    /// Something that comments may be for or against, told in columns of their own. Experimental.
    pub target: Option<Target>,
}

impl Default for AnalyzeOptions {
    fn default() -> Self {
        Self {
            tables: Table::ALL.to_vec(),
            no_text: false,
            writing: Writing::default(),
            read: ReadOptions::default(),
            measure: MeasureOptions::default(),
            stance: None,
            target: None,
        }
    }
}

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Sums over all documents.
    pub counts: RunCounts,
    /// The tables with their rows.
    pub tables: Vec<(Table, u64)>,
    /// Cells that were cut, by table, where any were.
    pub cuts: Vec<(Table, Cuts)>,
    /// The tables for spreadsheets that have more rows than those hold, with these.
    pub full: Vec<(Table, u64)>,
    /// The tables of the run before that were removed, as this run does not write them.
    pub removed: Vec<String>,
    /// Whether anything was written: a run that could read no document leaves everything as it was.
    pub is_written: bool,
}

impl Outcome {
    /// What of the tables a spreadsheet does not hold: the table, the line of its file where that begins, and what it is.
    pub fn limits(&self) -> impl Iterator<Item = (Table, u64, String)> {
        let cut = self.cuts.iter().map(|&(table, Cuts { n, first_row })| {
            let cells = if n == 1 { "1 cell is" } else { &format!("{n} cells are") };
            let text = format!("{cells} longer than the 32,767 characters of a spreadsheet's, and cut; NDJSON has all");
            (table, first_row, text)
        });
        let full = self.full.iter().map(|&(table, n_rows)| {
            let text = format!(
                "{n_rows} rows are more than the {MAX_ROWS} lines of a spreadsheet, which will not show the rest"
            );
            (table, MAX_ROWS + 1, text)
        });
        cut.chain(full)
    }
}

/// Writes the tables of a corpus into a folder, with `run.json` beside them.
///
/// The folder changes only when every table is complete; the bytes do not depend on the number of jobs.
/// `observe` sees every document in order, also those that cannot be read.
///
/// # Errors
///
/// Those of [`OutputFolder::open`] and [`Error::Interrupted`]; the folder is then as it was.
pub fn analyze_to_folder(
    corpus: &Corpus,
    dialects: &Arc<DialectSet>,
    options: &AnalyzeOptions,
    dir: &Path,
    observe: &mut Observe<'_>,
) -> Result<Outcome, Error> {
    let folder = OutputFolder::open(dir, &corpus.inputs)?;
    let begin = |&table: &Table| {
        let file = folder.create(table, options.writing.format)?;
        Output::begin(options, table, file.path().to_owned(), file, false)
    };
    let outputs = options.tables.iter().map(begin).collect::<Result<Vec<_>, _>>()?;
    let mut run = TableRun::new(corpus, options.clone(), outputs);
    run.is_recorded = true;
    run.write_all(corpus, dialects, observe)?;
    let (files, record, mut outcome): (Vec<OutputFile>, _, _) = run.finish(corpus)?;
    outcome.is_written = outcome.counts.n_documents > 0;
    if outcome.is_written {
        let package = DataPackage::new(&options.tables, columns(options), options.writing);
        outcome.removed = folder.publish(files, &package, record)?;
    }
    Ok(outcome)
}

/// Writes one table of a corpus to a stream.
///
/// Rows leave as soon as their document is done. A stream that its reader closed ends the run with success.
///
/// # Errors
///
/// [`Error::Write`] with the path `<stdout>`, and [`Error::Interrupted`].
pub fn analyze_to_writer(
    corpus: &Corpus,
    dialects: &Arc<DialectSet>,
    options: &AnalyzeOptions,
    table: Table,
    out: impl Write + Send,
    observe: &mut Observe<'_>,
) -> Result<Outcome, Error> {
    let options = AnalyzeOptions { tables: vec![table], ..options.clone() };
    match write_stream(corpus, dialects, options, table, out, observe) {
        Err(error) if error.is_closed_pipe() => Ok(Outcome { is_written: true, ..Outcome::default() }),
        Err(error) => Err(error),
        Ok(outcome) => Ok(Outcome { is_written: true, ..outcome }),
    }
}

/// Writes the tables of a corpus as sheets of one workbook, into a file that takes its place only when it is complete.
///
/// # Errors
///
/// [`Error::Write`], [`Error::OutputIsInput`] and [`Error::Interrupted`]; what stood at the path is then as it was.
#[cfg(feature = "xlsx")]
pub fn analyze_to_workbook(
    corpus: &Corpus,
    dialects: &Arc<DialectSet>,
    options: &AnalyzeOptions,
    path: &Path,
    observe: &mut Observe<'_>,
) -> Result<Outcome, Error> {
    // Before the documents are read, as reading them may take long.
    let mut file = OutputFile::create(path, &corpus.inputs)?;
    let (book, columns) = (Book::default(), columns(options));
    let begin = |&table: &Table| {
        let sink = book.sheet(table, columns).map_err(Error::write(path))?;
        Ok(Output::new(path.to_owned(), sink))
    };
    let outputs = options.tables.iter().map(begin).collect::<Result<Vec<_>, Error>>()?;
    let mut run = TableRun::new(corpus, options.clone(), outputs);
    run.write_all(corpus, dialects, observe)?;
    let (sheets, _, mut outcome) = run.finish(corpus)?;
    outcome.is_written = outcome.counts.n_documents > 0;
    if outcome.is_written {
        let bytes = book.into_bytes(sheets, columns);
        bytes.and_then(|bytes| file.write_all(&bytes)).map_err(Error::write(path))?;
        file.publish()?;
    }
    Ok(outcome)
}

fn write_stream(
    corpus: &Corpus,
    dialects: &Arc<DialectSet>,
    options: AnalyzeOptions,
    table: Table,
    out: impl Write + Send,
    observe: &mut Observe<'_>,
) -> Result<Outcome, Error> {
    let output = Output::begin(&options, table, PathBuf::from("<stdout>"), out, true)?;
    let mut run = TableRun::new(corpus, options, vec![output]);
    run.is_stream = true;
    run.write_all(corpus, dialects, observe)?;
    run.finish(corpus).map(|(_, _, outcome)| outcome)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::io;

    use super::*;
    use crate::input::InputOptions;

    /// A stream that its reader has closed.
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn corpus(dir: &Path) -> Corpus {
        let pages: [(&str, &[u8]); 4] =
            [("a.txt", b"x\n"), ("b.txt", b"x\n"), ("c.txt", b"caf\xe9"), ("d.txt", b"\x7fELF")];
        for (name, bytes) in pages {
            fs::write(dir.join(name), bytes).expect("because the folder is ours");
        }
        Corpus::gather(&[dir.to_owned()], &InputOptions::default()).expect("because there are no patterns")
    }

    fn builtin() -> Arc<DialectSet> {
        Arc::new(DialectSet::builtin().expect("because the built-in files are proved by tests"))
    }

    fn written(corpus: &Corpus, jobs: usize) -> Result<(Outcome, BTreeMap<String, String>), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let read = ReadOptions { jobs, ..ReadOptions::default() };
        let options = AnalyzeOptions { read, stance: Some(StanceModel::builtin()), ..AnalyzeOptions::default() };
        let outcome = analyze_to_folder(corpus, &builtin(), &options, dir.path(), &mut |_, _| ())?;
        let entries = fs::read_dir(dir.path()).map_err(Error::read(dir.path()))?.flatten();
        let text = |path: PathBuf| fs::read_to_string(path).unwrap_or_default();
        let files = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), text(entry.path())));
        Ok((outcome, files.collect()))
    }

    #[test]
    fn any_number_of_jobs_writes_the_same_bytes() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let corpus = corpus(dir.path());
        let (outcome, files) = written(&corpus, 1)?;
        assert_eq!((outcome.counts.n_documents, outcome.counts.n_duplicates, outcome.counts.n_failed), (3, 1, 1));
        let mut names: Vec<_> = Table::ALL.iter().map(|table| format!("{}.csv", table.name())).collect();
        names.extend(["datapackage.json", "run.json"].map(str::to_owned));
        names.sort();
        assert!(files.keys().eq(&names), "{names:?}");
        assert!(files["diagnostics.csv"].contains("b.txt,,,warning,duplicate-document"));
        for jobs in [2, 5] {
            assert_eq!(written(&corpus, jobs)?, (outcome.clone(), files.clone()));
        }
        Ok(())
    }

    #[test]
    fn a_closed_pipe_is_a_success() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let options = AnalyzeOptions::default();
        let dialects = builtin();
        analyze_to_writer(&corpus(dir.path()), &dialects, &options, Table::Threads, Closed, &mut |_, _| ()).map(drop)
    }

    #[test]
    fn a_run_that_read_nothing_writes_nothing() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let out = dir.path().join("out");
        let nothing = Corpus::default();
        let outcome = analyze_to_folder(&nothing, &builtin(), &AnalyzeOptions::default(), &out, &mut |_, _| ())?;
        assert!(!outcome.is_written && !out.exists());
        Ok(())
    }
}
