//! Every table of every thread of a corpus, into a folder or a stream.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::corpus::gather::{Corpus, Item};
use crate::corpus::record::{input_record, run_options, short_name};
use crate::corpus::threads::{Outside, ReadOptions, Seen, map_threads};
use crate::error::Error;
use crate::measure::corpus::{CorpusMeasures, Parts};
use crate::measure::{Made, MeasureOptions, View};
use crate::model::Thread;
use crate::parse::DialectSet;
use crate::report::{
    CsvOptions, CsvSink, InputRecord, OutputFile, OutputFolder, RunCounts, RunRecord, SkippedRecord, TableRecord,
};
use crate::stance::{StanceModel, Target};
use crate::table::{ColumnSet, HeldThreads, RowWriter, Table, ThreadRows, write_corpus};

/// What is written, and how it is read.
#[derive(Clone, Debug)]
pub struct AnalyzeOptions {
    /// The tables to write.
    pub tables: Vec<Table>,
    /// Leaves subjects and bodies out.
    pub no_text: bool,
    /// How cells are written.
    pub csv: CsvOptions,
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
            csv: CsvOptions::default(),
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
    /// Whether anything was written: a run that could read no document leaves everything as it was.
    pub is_written: bool,
}

/// Writes the tables of a corpus into a folder, with `run.json` beside them.
///
/// The folder changes only when every table is complete; the bytes do not depend on the number of jobs.
/// `observe` sees every document in order, also those that cannot be read.
///
/// # Errors
///
/// [`Error::Write`], [`Error::InUse`] and [`Error::Interrupted`]; the folder is then as it was.
pub fn analyze_to_folder(
    corpus: &Corpus,
    dialects: &DialectSet,
    options: &AnalyzeOptions,
    dir: &Path,
    mut observe: impl FnMut(&Seen<'_, ()>),
) -> Result<Outcome, Error> {
    let folder = OutputFolder::open(dir)?;
    let files = options.tables.iter().map(|&table| folder.create(table)).collect::<Result<Vec<_>, _>>()?;
    let outputs = files.into_iter().map(|file| Output { path: file.path().to_owned(), out: file });
    let mut run = Run::new(corpus, options, outputs.collect());
    run.write_all(corpus, dialects, &mut observe)?;
    let (files, record, mut outcome): (Vec<OutputFile>, _, _) = run.finish(corpus);
    outcome.is_written = outcome.counts.n_documents > 0;
    if outcome.is_written {
        folder.publish(files, &record)?;
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
    dialects: &DialectSet,
    options: &AnalyzeOptions,
    table: Table,
    out: impl Write,
    mut observe: impl FnMut(&Seen<'_, ()>),
) -> Result<Outcome, Error> {
    let options = AnalyzeOptions { tables: vec![table], ..options.clone() };
    let path = PathBuf::from("<stdout>");
    let mut run = Run::new(corpus, &options, vec![Output { path, out }]);
    run.hash_all = false;
    let result = run.write_all(corpus, dialects, &mut observe).and_then(|()| run.flush());
    let (_, _, outcome) = run.finish(corpus);
    match result {
        Err(error) if !error.is_closed_pipe() => Err(error),
        _ => Ok(Outcome { is_written: true, ..outcome }),
    }
}

/// What one table's rows are written to.
struct Output<W> {
    path: PathBuf,
    out: W,
}

/// A run under way.
struct Run<'a, W> {
    options: &'a AnalyzeOptions,
    outputs: Vec<Output<W>>,
    n_rows: Vec<u64>,
    rows: RowWriter,
    threads: HeldThreads,
    all: CorpusMeasures,
    inputs: Vec<InputRecord>,
    skipped: Vec<SkippedRecord>,
    counts: RunCounts,
    hash_all: bool,
}

/// What was made of a thread before its turn.
struct Ahead {
    made: Made,
    tables: Vec<io::Result<Rendered>>,
}

/// A thread's rows in one table, as bytes of its file.
struct Rendered {
    bytes: Vec<u8>,
    n_rows: u64,
}

impl<'a, W: Write> Run<'a, W> {
    fn new(corpus: &Corpus, options: &'a AnalyzeOptions, outputs: Vec<Output<W>>) -> Self {
        let passed_over = corpus.skipped.iter().map(|skipped| (skipped.name.clone(), skipped.reason.to_owned()));
        let failed = corpus.errors.iter().map(|error| (short_name(error), error.message().into_owned()));
        let skipped = passed_over.chain(failed).map(|(document, reason)| SkippedRecord { document, reason });
        Self {
            n_rows: vec![0; outputs.len()],
            options,
            outputs,
            rows: RowWriter::new(),
            threads: HeldThreads::default(),
            all: CorpusMeasures::new(parts(&options.tables)),
            inputs: Vec::new(),
            skipped: skipped.collect(),
            counts: RunCounts { n_failed: corpus.errors.len() as u64, ..RunCounts::default() },
            hash_all: true,
        }
    }

    fn write_all(
        &mut self,
        corpus: &Corpus,
        dialects: &DialectSet,
        observe: &mut impl FnMut(&Seen<'_, ()>),
    ) -> Result<(), Error> {
        self.write_headers()?;
        let options = self.options;
        let read = ReadOptions { hash_all: self.hash_all, ..options.read.clone() };
        // One job writes rows where they belong at once; more jobs need a place to keep them until their turn.
        let keep = read.jobs > 1;
        let render = |item: &Item, thread: &Thread| keep.then(|| render_all(options, item, thread));
        map_threads(corpus, dialects, &read, render, |seen| {
            let Seen { item, outside, nth, thread } = seen;
            let (thread, ahead) = match thread {
                Ok((thread, ahead)) => (Ok(thread), ahead),
                Err(error) => (Err(error), None),
            };
            observe(&Seen { item, outside, nth, thread: thread.map(|thread| (thread, ())) });
            match thread {
                Ok(thread) => {
                    self.count(item, outside, thread, nth.0 == 0);
                    self.add(item, outside, thread, ahead)
                }
                Err(error) => self.add_failed(item, error),
            }
        })?;
        self.write_corpus()
    }

    /// Writes what is known only when all threads are.
    fn write_corpus(&mut self) -> Result<(), Error> {
        self.all.finish();
        let columns = columns(self.options);
        for ((&table, output), n_rows) in self.options.tables.iter().zip(&mut self.outputs).zip(&mut self.n_rows) {
            let mut sink = CsvSink::new(&mut output.out, self.options.csv);
            let written = match table {
                Table::Threads => self.threads.write(columns, &mut sink),
                _ => write_corpus(table, &self.all, &mut sink),
            };
            *n_rows += written.and_then(|n| sink.finish().map(|()| n)).map_err(Error::write(&output.path))?;
        }
        Ok(())
    }

    fn write_headers(&mut self) -> Result<(), Error> {
        for (&table, output) in self.options.tables.iter().zip(&mut self.outputs) {
            let mut sink = CsvSink::new(&mut output.out, self.options.csv);
            let header = RowWriter::write_header(table, columns(self.options), &mut sink);
            header.and_then(|()| sink.finish()).map_err(Error::write(&output.path))?;
        }
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is the counterpart of `add`")]
    fn add_failed(&mut self, item: &Item, error: &Error) -> Result<(), Error> {
        self.counts.n_failed += 1;
        let reason = error.message().into_owned();
        self.skipped.push(SkippedRecord { document: item.source.name().to_owned(), reason });
        Ok(())
    }

    fn add(&mut self, item: &Item, outside: &Outside, thread: &Thread, ahead: Option<Ahead>) -> Result<(), Error> {
        let (view, tables) = match ahead {
            Some(Ahead { made, tables }) => (View::again(thread, made), tables),
            None => (view_of(self.options, thread), Vec::new()),
        };
        let of = thread_rows(self.options, item, &view, outside);
        // What was rendered ahead did not know yet that the document is a duplicate.
        let mut kept = Some(tables).filter(|_| outside.duplicate.is_none()).unwrap_or_default().into_iter();
        for ((&table, output), n_rows) in self.options.tables.iter().zip(&mut self.outputs).zip(&mut self.n_rows) {
            let written = match kept.next() {
                _ if table == Table::Threads => self.threads.add(&of).map(|()| 0),
                Some(rendered) => rendered.and_then(|rows| output.out.write_all(&rows.bytes).map(|()| rows.n_rows)),
                None => write_rows(&mut self.rows, table, &of, self.options.csv, &mut output.out),
            };
            *n_rows += written.map_err(Error::write(&output.path))?;
        }
        if of.counts {
            self.all.add(&view, of.key);
        }
        Ok(())
    }

    /// Counts a thread, and its document with the first one of it.
    fn count(&mut self, item: &Item, outside: &Outside, thread: &Thread, is_first: bool) {
        let input = input_record(item, outside, thread);
        self.counts.n_documents += u64::from(is_first);
        self.counts.n_diagnostics += input.n_diagnostics;
        match &input.same_as {
            Some(_) => self.counts.n_duplicates += u64::from(is_first),
            None => self.counts.n_comments += input.n_comments,
        }
        match self.inputs.last_mut().filter(|_| !is_first) {
            Some(document) => document.add_thread(&input),
            None => self.inputs.push(input),
        }
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.outputs.iter_mut().try_for_each(|output| output.out.flush().map_err(Error::write(&output.path)))
    }

    fn finish(self, corpus: &Corpus) -> (Vec<W>, RunRecord, Outcome) {
        let tables: Vec<_> = self.options.tables.iter().copied().zip(self.n_rows).collect();
        let record = RunRecord {
            options: run_options(self.options, corpus),
            inputs: self.inputs,
            skipped: self.skipped,
            tables: tables.iter().map(|&(table, rows)| TableRecord::new(table, rows)).collect(),
            counts: self.counts,
            ..RunRecord::default()
        };
        let outputs = self.outputs.into_iter().map(|output| output.out).collect();
        (outputs, record, Outcome { counts: self.counts, tables, is_written: false })
    }
}

/// Makes a thread ready, with its stances if a table is written that says something of them.
fn view_of<'a>(options: &AnalyzeOptions, thread: &'a Thread) -> View<'a> {
    let view = View::of(thread, options.measure);
    let is_wanted = options.tables.iter().any(|&table| says_stances(table));
    let view = match options.stance.as_ref().filter(|_| is_wanted) {
        Some(model) => {
            let stances = model.read(&view);
            view.with_stances(stances)
        }
        None => view,
    };
    match options.target.as_ref().filter(|_| options.tables.contains(&Table::Comments)) {
        Some(target) => {
            let targets = target.read(&view);
            view.with_targets(targets)
        }
        None => view,
    }
}

/// Whether a table has a column that follows from stances.
fn says_stances(table: Table) -> bool {
    match table {
        Table::Comments | Table::Threads | Table::Authors | Table::Edges => true,
        Table::Levels | Table::Scores | Table::Stances | Table::Network => true,
        Table::Quintiles | Table::Timeline | Table::Degrees | Table::Model | Table::Diagnostics => false,
    }
}

fn render_all(options: &AnalyzeOptions, item: &Item, thread: &Thread) -> Ahead {
    let outside = Outside::default();
    let view = view_of(options, thread);
    let of = thread_rows(options, item, &view, &outside);
    let mut rows = RowWriter::new();
    let render = |&table: &Table| {
        // Rows are about as long as the text that they were made from.
        let mut bytes = Vec::with_capacity(if table == Table::Comments { thread.document_text().len() } else { 0 });
        let n_rows = write_rows(&mut rows, table, &of, options.csv, &mut bytes)?;
        Ok(Rendered { bytes, n_rows })
    };
    let tables = options.tables.iter().map(render).collect();
    Ahead { tables, made: view.into_made() }
}

/// Which columns are written.
fn columns(options: &AnalyzeOptions) -> ColumnSet {
    ColumnSet { prose: !options.no_text, experimental: options.target.is_some() }
}

fn thread_rows<'a>(
    options: &AnalyzeOptions,
    item: &'a Item,
    view: &'a View<'a>,
    outside: &'a Outside,
) -> ThreadRows<'a> {
    ThreadRows {
        view,
        key: item.key_of(view.thread()),
        extra: outside.duplicate.as_ref(),
        counts: outside.same_as.is_none(),
        columns: columns(options),
    }
}

fn write_rows(
    rows: &mut RowWriter,
    table: Table,
    of: &ThreadRows<'_>,
    csv: CsvOptions,
    out: &mut impl Write,
) -> io::Result<u64> {
    let mut sink = CsvSink::new(out, csv);
    let n_rows = rows.write(table, of, &mut sink)?;
    sink.finish()?;
    Ok(n_rows)
}

/// What has to be measured over all threads for these tables.
fn parts(tables: &[Table]) -> Parts {
    let has = |table| tables.contains(&table);
    Parts {
        authors: has(Table::Authors) || has(Table::Edges) || has(Table::Network),
        levels: has(Table::Levels),
        scores: has(Table::Scores),
        quintiles: has(Table::Quintiles),
        stances: has(Table::Stances),
        distributions: has(Table::Degrees),
        growth: has(Table::Model),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

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

    fn builtin() -> DialectSet {
        DialectSet::builtin().expect("because the built-in files are proved by tests")
    }

    fn written(corpus: &Corpus, jobs: usize) -> Result<(Outcome, BTreeMap<String, String>), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let read = ReadOptions { jobs, ..ReadOptions::default() };
        let options = AnalyzeOptions { read, stance: Some(StanceModel::builtin()), ..AnalyzeOptions::default() };
        let outcome = analyze_to_folder(corpus, &builtin(), &options, dir.path(), |_| ())?;
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
        names.push("run.json".to_owned());
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
        analyze_to_writer(&corpus(dir.path()), &dialects, &options, Table::Threads, Closed, |_| ()).map(drop)
    }

    #[test]
    fn a_run_that_read_nothing_writes_nothing() -> Result<(), Error> {
        let dir = tempfile::tempdir().map_err(Error::write("temp"))?;
        let out = dir.path().join("out");
        let nothing = Corpus::default();
        let outcome = analyze_to_folder(&nothing, &builtin(), &AnalyzeOptions::default(), &out, |_| ())?;
        assert!(!outcome.is_written && !out.exists());
        Ok(())
    }
}
