//! A run over a corpus: the rows of each thread, in order, to where they belong.

use std::io::{self, Write};
use std::path::PathBuf;

use crate::corpus::analyze::{AnalyzeOptions, Outcome};
use crate::corpus::gather::{Corpus, Item};
use crate::corpus::record::{input_record, run_options, short_name};
use crate::corpus::threads::{Outside, ReadOptions, Seen, map_threads};
use crate::error::Error;
use crate::measure::corpus::{CorpusMeasures, Parts};
use crate::measure::{Made, View};
use crate::model::Thread;
use crate::parse::DialectSet;
use crate::report::{
    InputRecord, MAX_ROWS, Rendered, RunCounts, RunRecord, SkippedRecord, TableRecord, TableSink, TableWriter,
};
use crate::table::{ColumnSet, HeldThreads, RowWriter, Table, ThreadRows, write_corpus};

/// What one table's rows are written to.
pub(super) struct Output<S> {
    path: PathBuf,
    sink: S,
    n_rows: u64,
}

impl<W: Write + Send> Output<TableSink<W>> {
    pub(super) fn begin(
        options: &AnalyzeOptions,
        table: Table,
        path: PathBuf,
        out: W,
        is_stream: bool,
    ) -> Result<Self, Error> {
        let sink = TableSink::begin(out, table, columns(options), options.writing, is_stream);
        Ok(Self::new(path.clone(), sink.map_err(Error::write(&path))?))
    }
}

impl<S: TableWriter> Output<S> {
    pub(super) fn new(path: PathBuf, sink: S) -> Self {
        Self { path, sink, n_rows: 0 }
    }

    /// Writes rows by what gives how many they are.
    fn write(&mut self, rows: impl FnOnce(&mut S) -> io::Result<u64>) -> Result<(), Error> {
        self.n_rows += rows(&mut self.sink).map_err(Error::write(&self.path))?;
        Ok(())
    }

    fn append(&mut self, rows: &Rendered) -> Result<(), Error> {
        self.write(|sink| sink.append(rows).map(|()| rows.n_rows))
    }
}

/// A run under way.
pub(super) struct Run<'a, S> {
    options: &'a AnalyzeOptions,
    outputs: Vec<Output<S>>,
    rows: RowWriter,
    threads: HeldThreads,
    all: CorpusMeasures,
    inputs: Vec<InputRecord>,
    skipped: Vec<SkippedRecord>,
    counts: RunCounts,
    /// Whether rows leave as soon as their document is done.
    pub(super) is_stream: bool,
}

/// What was made of a thread before its turn.
struct Ahead {
    made: Made,
    tables: Vec<io::Result<Rendered>>,
}

impl<'a, S: TableWriter> Run<'a, S> {
    pub(super) fn new(corpus: &Corpus, options: &'a AnalyzeOptions, outputs: Vec<Output<S>>) -> Self {
        let passed_over = corpus.skipped.iter().map(|skipped| (skipped.name.clone(), skipped.reason.to_owned()));
        let failed = corpus.errors.iter().map(|error| (short_name(error), error.message().into_owned()));
        let skipped = passed_over.chain(failed).map(|(document, reason)| SkippedRecord { document, reason });
        Self {
            options,
            outputs,
            rows: RowWriter::new(),
            threads: HeldThreads::default(),
            all: CorpusMeasures::new(parts(&options.tables)),
            inputs: Vec::new(),
            skipped: skipped.collect(),
            counts: RunCounts { n_failed: corpus.errors.len() as u64, ..RunCounts::default() },
            is_stream: false,
        }
    }

    pub(super) fn write_all(
        &mut self,
        corpus: &Corpus,
        dialects: &DialectSet,
        observe: &mut impl FnMut(&Seen<'_, ()>),
    ) -> Result<(), Error> {
        let options = self.options;
        let read = ReadOptions { hash_all: !self.is_stream, ..options.read.clone() };
        // One job writes rows where they belong at once; more jobs need a place to keep them until their turn.
        let keep = read.jobs > 1;
        let tables = if S::takes_rendered(options.writing) { &options.tables[..] } else { &[] };
        let render = |item: &Item, thread: &Thread| keep.then(|| render_all(options, tables, item, thread));
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
        for (&table, output) in self.options.tables.iter().zip(&mut self.outputs) {
            output.write(|sink| match table {
                Table::Threads => self.threads.write(columns, sink),
                _ => write_corpus(table, &self.all, sink),
            })?;
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
        for (&table, output) in self.options.tables.iter().zip(&mut self.outputs) {
            match kept.next() {
                _ if table == Table::Threads => output.write(|_| self.threads.add(&of).map(|()| 0))?,
                Some(rows) => output.append(&rows.map_err(Error::write(&output.path))?)?,
                None => output.write(|sink| {
                    sink.begin_thread(&of)?;
                    self.rows.write(table, &of, sink)
                })?,
            }
            if self.is_stream {
                output.write(|sink| sink.flush().map(|()| 0))?;
            }
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

    pub(super) fn finish(self, corpus: &Corpus) -> Result<(Vec<S::Out>, RunRecord, Outcome), Error> {
        let all = || self.options.tables.iter().copied().zip(&self.outputs);
        let format = self.options.writing.format;
        let record = RunRecord {
            options: run_options(self.options, corpus),
            inputs: self.inputs,
            skipped: self.skipped,
            tables: all().map(|(table, output)| TableRecord::new(table, format, output.n_rows)).collect(),
            counts: self.counts,
            ..RunRecord::default()
        };
        let tables = all().map(|(table, output)| (table, output.n_rows)).collect();
        let cuts = all().map(|(table, output)| (table, output.sink.cuts())).filter(|(_, cuts)| cuts.n > 0).collect();
        let is_full = |n_rows: u64| self.options.writing.is_for_excel() && n_rows >= MAX_ROWS;
        let full = all().map(|(table, output)| (table, output.n_rows)).filter(|&(_, n_rows)| is_full(n_rows)).collect();
        let outcome = Outcome { counts: self.counts, tables, cuts, full, ..Outcome::default() };
        let finished =
            self.outputs.into_iter().map(|Output { sink, path, .. }| sink.finish().map_err(Error::write(&path)));
        Ok((finished.collect::<Result<_, _>>()?, record, outcome))
    }
}

/// Makes a thread ready, with its stances if a table is written that says something of them.
fn view_of<'a>(options: &AnalyzeOptions, thread: &'a Thread) -> View<'a> {
    let view = View::of(thread, options.measure);
    let is_wanted = options.tables.iter().any(|&table| says_stances(table));
    let view = match options.stance.as_ref().filter(|_| is_wanted) {
        Some(model) => model.told(view),
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

fn render_all(options: &AnalyzeOptions, tables: &[Table], item: &Item, thread: &Thread) -> Ahead {
    let outside = Outside::default();
    let view = view_of(options, thread);
    let of = thread_rows(options, item, &view, &outside);
    let mut rows = RowWriter::new();
    let render = |&table: &Table| {
        // Rows are about as long as the text that they were made from.
        let len = if table == Table::Comments { thread.document_text().len() } else { 0 };
        Rendered::of(table, of.columns, options.writing, len, |sink| rows.write(table, &of, sink))
    };
    let tables = tables.iter().map(render).collect();
    Ahead { tables, made: view.into_made() }
}

/// Which columns are written.
pub(super) fn columns(options: &AnalyzeOptions) -> ColumnSet {
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
