//! Writing the rows of one thread.

use std::fmt::Write;
use std::io;

use crate::diagnostic::Diagnostic;
use crate::measure::View;
use crate::measure::corpus::{Levels, Quintiles, ScorePatterns, StanceSteps, timeline as timeline_of};
use crate::model::{Comment, CommentId, QuoteSource, Thread};
use crate::table::cell::{Cell, RowSink};
use crate::table::comments::{self, CommentRow};
use crate::table::diagnostics::{self, DiagnosticRow};
use crate::table::levels::{self, LevelRow};
use crate::table::links::LinkScanner;
use crate::table::path::PathWriter;
use crate::table::quintiles::{self, QuintileRow};
use crate::table::schema::{ColumnSet, Field, Table};
use crate::table::scores::{self, ScoreRow};
use crate::table::stances::{self, StanceRow};
use crate::table::timeline::{self, TimelineRow};

/// A thread whose rows are to be written, and what its rows say that the thread itself does not know.
#[derive(Clone, Copy, Debug)]
pub struct ThreadRows<'a> {
    /// The thread, made ready to be measured.
    pub view: &'a View<'a>,
    /// Its key, unique in the run.
    pub key: &'a str,
    /// A diagnostic that was met outside the thread: that the same document was given before.
    pub extra: Option<&'a Diagnostic>,
    /// Whether it counts over all threads: a document that was given before does not.
    pub counts: bool,
    /// Which columns are written.
    pub columns: ColumnSet,
}

/// Writes rows, with buffers that are used again from thread to thread.
#[derive(Debug, Default)]
pub struct RowWriter {
    path: PathWriter,
    quotes: String,
    body: String,
    url: String,
    links: LinkScanner,
}

impl<'a> ThreadRows<'a> {
    /// The thread.
    #[must_use]
    pub fn thread(&self) -> &'a Thread {
        self.view.thread()
    }
}

impl RowWriter {
    /// Makes a writer with empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes the header: the names of a table's columns.
    ///
    /// # Errors
    ///
    /// The error of the sink.
    pub fn write_header<S: RowSink + ?Sized>(table: Table, columns: ColumnSet, sink: &mut S) -> io::Result<()> {
        for column in columns.of(table) {
            sink.cell(Cell::Text(column.name))?;
        }
        sink.end_row()
    }

    /// Writes the rows that a thread by itself has in a table and returns how many they are.
    ///
    /// None for tables whose rows are known only when all threads are. Takes time linear in the thread's text, but for
    /// sorting; no row is kept.
    ///
    /// # Errors
    ///
    /// The error of the sink.
    pub fn write<S: RowSink + ?Sized>(&mut self, table: Table, of: &ThreadRows<'_>, sink: &mut S) -> io::Result<u64> {
        match table {
            Table::Comments => self.write_comments(of, sink),
            Table::Levels => {
                let levels = Levels::of(of.view);
                write_all(
                    levels::FIELDS,
                    levels.rows().map(|level| LevelRow { thread: of.key, level }),
                    |value, row| value(row),
                    sink,
                )
            }
            Table::Scores => {
                let patterns = ScorePatterns::of(of.view).rows().into_iter();
                write_all(
                    scores::FIELDS,
                    patterns.map(|pattern| ScoreRow { thread: of.key, pattern }),
                    |value, row| value(row),
                    sink,
                )
            }
            Table::Quintiles => {
                let quintiles = Quintiles::of(of.view);
                let rows = quintiles.rows().map(|quintile| QuintileRow { thread: of.key, quintile });
                write_all(quintiles::FIELDS, rows, |value, row| value(row), sink)
            }
            Table::Stances => {
                let steps = StanceSteps::of(of.view).rows().into_iter();
                let rows = steps.map(|step| StanceRow { thread: of.key, step });
                write_all(stances::FIELDS, rows, |value, row| value(row), sink)
            }
            Table::Timeline => {
                let steps = timeline_of(of.view).into_iter();
                write_all(
                    timeline::FIELDS,
                    steps.map(|step| TimelineRow { thread: of.key, step }),
                    |value, row| value(row),
                    sink,
                )
            }
            Table::Diagnostics => write_diagnostics(of, sink),
            Table::Threads | Table::Authors | Table::Edges | Table::Degrees | Table::Network | Table::Model => Ok(0),
        }
    }

    fn write_comments<S: RowSink + ?Sized>(&mut self, of: &ThreadRows<'_>, sink: &mut S) -> io::Result<u64> {
        self.path.clear();
        for (index, comment) in of.thread().comments().iter().enumerate() {
            let row = self.comment_row(of, CommentId::from_index(index), comment);
            write_cells(comments::FIELDS, of.columns, |value| value(&row), sink)?;
        }
        Ok(of.thread().comments().len() as u64)
    }

    fn comment_row<'a>(&'a mut self, of: &ThreadRows<'a>, id: CommentId, comment: &'a Comment) -> CommentRow<'a> {
        self.body.clear();
        of.thread().write_body(comment, &mut self.body);
        self.url.clear();
        of.thread().write_address(comment, &mut self.url);
        let url = self.url.as_str();
        let (n_links, link_hosts) = self.links.scan(&self.body);
        let path = self.path.next(of.thread(), id, comment);
        let quotes = write_quotes(&mut self.quotes, comment.quotes);
        let (thread, view, key, number, body) = (of.thread(), of.view, of.key, id.number(), self.body.as_str());
        CommentRow { thread, view, key, number, comment, path, quotes, body, n_links, link_hosts, url }
    }
}

/// What a comment quotes, as the table writes it.
fn write_quotes(out: &mut String, source: Option<QuoteSource>) -> &str {
    out.clear();
    match source {
        None => {}
        Some(QuoteSource::Story) => out.push_str("story"),
        Some(QuoteSource::Comment(id)) => {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "{}", id.number());
        }
    }
    out
}

fn write_diagnostics<S: RowSink + ?Sized>(of: &ThreadRows<'_>, sink: &mut S) -> io::Result<u64> {
    let mut n_rows = 0;
    for diagnostic in of.extra.into_iter().chain(of.thread().diagnostics()) {
        let row = DiagnosticRow { document: of.thread().diagnosed(diagnostic), diagnostic };
        write_cells(diagnostics::FIELDS, of.columns, |value| value(&row), sink)?;
        n_rows += 1;
    }
    Ok(n_rows)
}

/// Writes rows of a table of which all columns are written; gives how many they were.
pub(crate) fn write_all<R, V: 'static, S: RowSink + ?Sized>(
    fields: &'static [Field<V>],
    rows: impl Iterator<Item = R>,
    value: impl for<'r> Fn(&V, &'r R) -> Cell<'r>,
    sink: &mut S,
) -> io::Result<u64> {
    let mut n_rows = 0;
    for row in rows {
        for field in fields {
            sink.cell(value(&field.value, &row))?;
        }
        sink.end_row()?;
        n_rows += 1;
    }
    Ok(n_rows)
}

/// Writes one row: the value of each field that is asked for.
pub(crate) fn write_cells<'a, V: 'static, S: RowSink + ?Sized>(
    fields: impl IntoIterator<Item = &'static Field<V>>,
    columns: ColumnSet,
    value: impl Fn(&V) -> Cell<'a>,
    sink: &mut S,
) -> io::Result<()> {
    for field in fields.into_iter().filter(|field| columns.has(&field.column)) {
        sink.cell(value(&field.value))?;
    }
    sink.end_row()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::MeasureOptions;
    use crate::model::thread_of;

    /// Checks every cell against the type of its column.
    struct Checked {
        columns: Vec<&'static crate::table::Column>,
        at: usize,
    }

    impl RowSink for Checked {
        fn cell(&mut self, cell: Cell<'_>) -> io::Result<()> {
            assert!(self.columns[self.at].kind.admits(cell), "{}: {cell:?}", self.columns[self.at].name);
            self.at += 1;
            Ok(())
        }

        fn end_row(&mut self) -> io::Result<()> {
            assert_eq!(self.at, self.columns.len());
            self.at = 0;
            Ok(())
        }
    }

    #[test]
    fn every_row_keeps_the_schema() {
        let thread = thread_of(&[None, Some(0), Some(1), None]);
        let view = View::of(&thread, MeasureOptions::default());
        for &table in Table::ALL {
            for (prose, experimental) in [(true, false), (false, false), (true, true)] {
                let set = ColumnSet { prose, experimental };
                let columns = table.columns().filter(|column| set.has(column)).collect();
                let mut sink = Checked { columns, at: 0 };
                let rows = ThreadRows { view: &view, key: "a", extra: None, counts: true, columns: set };
                RowWriter::new().write(table, &rows, &mut sink).expect("because the sink never fails");
            }
        }
    }
}
