//! A run over a corpus: the rows of each thread, in order, to where they belong.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use crate::corpus::ahead::{Ahead, AheadMaker, RowsAhead, columns, parts};
use crate::corpus::analyze::{AnalyzeOptions, Outcome};
use crate::corpus::gather::{Corpus, KeyedSource};
use crate::corpus::reader::ReadOptions;
use crate::corpus::record::{input_record, run_options, short_name};
use crate::corpus::thread_iter::{Observe, ThreadPlace, Threads};
use crate::error::Error;
use crate::measure::View;
use crate::measure::corpus::CorpusMeasures;
use crate::model::Thread;
use crate::parse::DialectSet;
use crate::report::{
    InputRecord, MAX_ROWS, Rendered, RunCounts, RunRecord, SkippedRecord, TableRecord, TableSink, TableWriter,
};
use crate::table::{HeldThreads, RowWriter, Table, ThreadRows, write_corpus};

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
pub(super) struct TableRun<S> {
    options: Arc<AnalyzeOptions>,
    outputs: Vec<Output<S>>,
    writer: RowWriter,
    threads: HeldThreads,
    all: CorpusMeasures,
    inputs: Vec<InputRecord>,
    skipped: Vec<SkippedRecord>,
    counts: RunCounts,
    /// Whether rows leave as soon as their document is done.
    pub(super) is_stream: bool,
    /// Whether a record of the run is written, which has the SHA-256 of each document.
    pub(super) is_recorded: bool,
}

impl<S: TableWriter> TableRun<S> {
    pub(super) fn new(corpus: &Corpus, options: AnalyzeOptions, outputs: Vec<Output<S>>) -> Self {
        let passed_over = corpus.skipped.iter().map(|skipped| (skipped.name.clone(), skipped.reason.to_owned()));
        let failed = corpus.errors.iter().map(|error| (short_name(error), error.message().into_owned()));
        let skipped = passed_over.chain(failed).map(|(document, reason)| SkippedRecord { document, reason });
        Self {
            outputs,
            writer: RowWriter::new(),
            threads: HeldThreads::default(),
            all: CorpusMeasures::new(parts(&options.tables)),
            inputs: Vec::new(),
            skipped: skipped.collect(),
            counts: RunCounts { n_failed: corpus.errors.len() as u64, ..RunCounts::default() },
            is_stream: false,
            is_recorded: false,
            options: Arc::new(options),
        }
    }

    /// Reads all documents and writes the rows of all tables.
    pub(super) fn write_all(
        &mut self,
        corpus: &Corpus,
        dialects: &Arc<DialectSet>,
        observe: &mut Observe<'_>,
    ) -> Result<(), Error> {
        let read = ReadOptions { sha256: self.is_recorded, ..self.options.read.clone() };
        let maker = AheadMaker::new::<S>(&self.options);
        for read in Threads::new(corpus.documents(), dialects, read, move |item, thread| maker.make(item, thread)) {
            let read = read?;
            read.show(observe);
            match read.thread {
                Ok((thread, ahead)) => {
                    self.count(&read.place, &thread);
                    self.add(&read.place, &thread, ahead)?;
                }
                Err(error) => self.add_failed(&read.place.document.item, &error),
            }
        }
        self.write_corpus()
    }

    /// Writes what is known only when all threads are.
    fn write_corpus(&mut self) -> Result<(), Error> {
        self.all.finish();
        let columns = columns(&self.options);
        for (&table, output) in self.options.tables.iter().zip(&mut self.outputs) {
            output.write(|sink| match table {
                Table::Threads => self.threads.write(columns, sink),
                _ => write_corpus(table, &self.all, sink),
            })?;
        }
        Ok(())
    }

    fn add_failed(&mut self, item: &KeyedSource, error: &Error) {
        self.counts.n_failed += 1;
        let reason = error.message().into_owned();
        self.skipped.push(SkippedRecord { document: item.source.name().to_owned(), reason });
    }

    fn add(&mut self, place: &ThreadPlace, thread: &Thread, ahead: Ahead) -> Result<(), Error> {
        let view = View::again(thread, ahead.made);
        let document = &place.document;
        let of = ThreadRows {
            view: &view,
            key: document.item.key_of(thread),
            extra: place.duplicate(),
            counts: document.same_as.is_none(),
            columns: columns(&self.options),
        };
        for ((&table, output), rows) in self.options.tables.iter().zip(&mut self.outputs).zip(ahead.rows) {
            match rows {
                RowsAhead::Thread(row) if of.counts => self.threads.append(&row.map_err(Error::write(&output.path))?),
                RowsAhead::Thread(_) => self.threads.add(&of).map_err(Error::write(&output.path))?,
                // A worker does not know yet that a document was given before, which is a diagnostic of it.
                RowsAhead::Text(rows) if of.extra.is_none() || table != Table::Diagnostics => {
                    output.append(&rows.map_err(Error::write(&output.path))?)?;
                }
                RowsAhead::Text(_) | RowsAhead::Later => output.write(|sink| {
                    sink.begin_thread(&of)?;
                    self.writer.write(table, &of, sink)
                })?,
            }
            if self.is_stream {
                output.write(|sink| sink.flush().map(|()| 0))?;
            }
        }
        if of.counts {
            self.all.add(ahead.sums, &view, of.key);
        }
        Ok(())
    }

    /// Counts a thread, and its document with the first one of it.
    fn count(&mut self, place: &ThreadPlace, thread: &Thread) {
        let (input, is_first) = (input_record(place, thread), place.is_first());
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
            options: run_options(&self.options, corpus),
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
