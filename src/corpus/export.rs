//! Threads in the forms of other programs: graphs, and folders for ConvoKit.

use std::cell::RefCell;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::corpus::ahead::columns;
use crate::corpus::analyze::{AnalyzeOptions, Outcome};
use crate::corpus::gather::Corpus;
use crate::corpus::table_run::{Output, TableRun};
use crate::corpus::thread_iter::Observe;
use crate::error::Error;
use crate::parse::DialectSet;
use crate::report::{Convokit, GraphFile, GraphForm, GraphOf, OutputFile, TableWriter};
use crate::table::Table;

/// Writes a graph of a corpus into a file that takes its place only when it is complete.
///
/// # Errors
///
/// [`Error::Write`], [`Error::OutputIsInput`] and [`Error::Interrupted`]; what stood at the path is then as it was.
pub fn export_graph(
    corpus: &Corpus,
    dialects: &Arc<DialectSet>,
    options: &AnalyzeOptions,
    graph: (GraphForm, GraphOf),
    path: &Path,
    observe: &mut Observe<'_>,
) -> Result<Outcome, Error> {
    let file = OutputFile::create(path, &corpus.inputs)?;
    let (file, mut outcome) = write_graph(corpus, dialects, options, graph, (path, file), observe)?;
    outcome.is_written = outcome.counts.n_documents > 0;
    if outcome.is_written {
        file.publish()?;
    }
    Ok(outcome)
}

/// Writes a graph of a corpus to a stream. A stream that its reader closed ends the run with success.
///
/// # Errors
///
/// [`Error::Write`] with the path `<stdout>`, and [`Error::Interrupted`].
pub fn export_graph_to_writer(
    corpus: &Corpus,
    dialects: &Arc<DialectSet>,
    options: &AnalyzeOptions,
    graph: (GraphForm, GraphOf),
    out: impl Write,
    observe: &mut Observe<'_>,
) -> Result<Outcome, Error> {
    let written = write_graph(corpus, dialects, options, graph, (Path::new("<stdout>"), out), observe);
    match written.map(|(_, outcome)| outcome) {
        Err(error) if !error.is_closed_pipe() => Err(error),
        ended => Ok(Outcome { is_written: true, ..ended.unwrap_or_default() }),
    }
}

fn write_graph<W: Write>(
    corpus: &Corpus,
    dialects: &Arc<DialectSet>,
    options: &AnalyzeOptions,
    (form, of): (GraphForm, GraphOf),
    (path, out): (&Path, W),
    observe: &mut Observe<'_>,
) -> Result<(W, Outcome), Error> {
    let file = GraphFile::begin(out, form, of, columns(options)).map_err(Error::write(path))?;
    let file = RefCell::new(file);
    let sink = |table: Table| GraphFile::sink(&file, table);
    let outcome = write_rows(corpus, dialects, options, (&of.tables(), path), sink, observe)?;
    let out = file.into_inner().finish().map_err(Error::write(path))?;
    Ok((out, outcome))
}

/// Writes a corpus into a folder that ConvoKit reads. Its files take their places together when all are complete.
///
/// # Errors
///
/// Those of [`OutputFolder::open`](crate::report::OutputFolder::open) and [`Error::Interrupted`]; the folder is then as it was.
pub fn export_convokit(
    corpus: &Corpus,
    dialects: &Arc<DialectSet>,
    options: &AnalyzeOptions,
    folder: &Path,
    observe: &mut Observe<'_>,
) -> Result<Outcome, Error> {
    let files = RefCell::new(Convokit::begin(folder, columns(options), &corpus.inputs)?);
    let sink = |table: Table| Convokit::sink(&files, table);
    let mut outcome = write_rows(corpus, dialects, options, (Convokit::TABLES, folder), sink, observe)?;
    outcome.is_written = outcome.counts.n_documents > 0;
    if outcome.is_written {
        files.into_inner().publish()?;
    }
    Ok(outcome)
}

/// Hands the rows of some tables to a sink each.
fn write_rows<S: TableWriter>(
    corpus: &Corpus,
    dialects: &Arc<DialectSet>,
    options: &AnalyzeOptions,
    (tables, path): (&[Table], &Path),
    sink: impl Fn(Table) -> S,
    observe: &mut Observe<'_>,
) -> Result<Outcome, Error> {
    let options = AnalyzeOptions { tables: tables.to_vec(), ..options.clone() };
    let outputs = tables.iter().map(|&table| Output::new(path.to_owned(), sink(table))).collect();
    let mut run = TableRun::new(corpus, options, outputs);
    run.write_all(corpus, dialects, observe)?;
    run.finish(corpus).map(|(_, _, outcome)| outcome)
}
