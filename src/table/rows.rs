//! Writing the rows of one thread.

use std::fmt::Write;
use std::io;

use crate::diagnostic::Diagnostic;
use crate::model::{Comment, CommentId, QuoteSource, Thread};
use crate::table::cell::{Cell, RowSink};
use crate::table::comments::{self, CommentRow};
use crate::table::counts::ThreadCounts;
use crate::table::diagnostics::{self, DiagnosticRow};
use crate::table::links::LinkScanner;
use crate::table::path::PathWriter;
use crate::table::schema::{Field, Table};
use crate::table::threads::{self, ThreadRow};

/// A thread whose rows are to be written, and what its rows say that the thread itself does not know.
#[derive(Clone, Copy, Debug)]
pub struct ThreadRows<'a> {
    /// The thread.
    pub thread: &'a Thread,
    /// Its key, unique in the run.
    pub key: &'a str,
    /// A diagnostic that was met outside the thread: that the same document was given before.
    pub extra: Option<&'a Diagnostic>,
    /// Whether columns of prose (subjects, bodies) are written.
    pub prose: bool,
}

/// Writes rows, with buffers that are used again from thread to thread.
#[derive(Debug, Default)]
pub struct RowWriter {
    path: PathWriter,
    quotes: String,
    body: String,
    links: LinkScanner,
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
    pub fn write_header<S: RowSink + ?Sized>(table: Table, prose: bool, sink: &mut S) -> io::Result<()> {
        for column in table.columns().filter(|column| prose || !column.is_prose) {
            sink.cell(Cell::Text(column.name))?;
        }
        sink.end_row()
    }

    /// Writes the rows that a thread has in a table and returns how many they are.
    ///
    /// Takes time linear in the thread's text; no row is kept.
    ///
    /// # Errors
    ///
    /// The error of the sink.
    pub fn write<S: RowSink + ?Sized>(&mut self, table: Table, of: &ThreadRows<'_>, sink: &mut S) -> io::Result<u64> {
        match table {
            Table::Comments => self.write_comments(of, sink),
            Table::Threads => write_thread(of, sink),
            Table::Diagnostics => write_diagnostics(of, sink),
        }
    }

    fn write_comments<S: RowSink + ?Sized>(&mut self, of: &ThreadRows<'_>, sink: &mut S) -> io::Result<u64> {
        self.path.clear();
        for (index, comment) in of.thread.comments().iter().enumerate() {
            let row = self.comment_row(of, CommentId::from_index(index), comment);
            write_cells(comments::FIELDS, of.prose, |value| value(&row), sink)?;
        }
        Ok(of.thread.comments().len() as u64)
    }

    fn comment_row<'a>(&'a mut self, of: &ThreadRows<'a>, id: CommentId, comment: &'a Comment) -> CommentRow<'a> {
        self.body.clear();
        of.thread.write_body(comment, &mut self.body);
        let (n_links, link_hosts) = self.links.scan(&self.body);
        let path = self.path.next(of.thread, id, comment);
        let quotes = write_quotes(&mut self.quotes, comment.quotes);
        let (thread, key, number, body) = (of.thread, of.key, id.number(), self.body.as_str());
        CommentRow { thread, key, number, comment, path, quotes, body, n_links, link_hosts }
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

fn write_thread<S: RowSink + ?Sized>(of: &ThreadRows<'_>, sink: &mut S) -> io::Result<u64> {
    let n_diagnostics = (of.thread.diagnostics().len() + usize::from(of.extra.is_some())) as u64;
    let row = ThreadRow { thread: of.thread, key: of.key, n_diagnostics, counts: ThreadCounts::of(of.thread) };
    write_cells(threads::FIELDS, of.prose, |value| value(&row), sink)?;
    Ok(1)
}

fn write_diagnostics<S: RowSink + ?Sized>(of: &ThreadRows<'_>, sink: &mut S) -> io::Result<u64> {
    let mut n_rows = 0;
    for diagnostic in of.extra.into_iter().chain(of.thread.diagnostics()) {
        let row = DiagnosticRow { document: of.thread.document(), diagnostic };
        write_cells(diagnostics::FIELDS, of.prose, |value| value(&row), sink)?;
        n_rows += 1;
    }
    Ok(n_rows)
}

/// Writes one row: the value of each field that is asked for.
fn write_cells<'a, V, S: RowSink + ?Sized>(
    fields: &'static [Field<V>],
    prose: bool,
    value: impl Fn(&V) -> Cell<'a>,
    sink: &mut S,
) -> io::Result<()> {
    for field in fields.iter().filter(|field| prose || !field.column.is_prose) {
        sink.cell(value(&field.value))?;
    }
    sink.end_row()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::model::{EncodingSource, Joint, Segment, SegmentKind, Span, Story, TextEncoding, ThreadParts};

    /// A thread whose comments hang on the comments at the indexes given, each with the body `word`.
    pub(crate) fn thread_of(parents: &[Option<usize>]) -> Thread {
        let mut comments: Vec<Comment> = Vec::new();
        for (index, &parent) in parents.iter().enumerate() {
            let depth = parent.map_or(1, |parent| comments[parent].depth.map_or(1, |depth| depth + 1));
            let position = parents[..index].iter().filter(|&&other| other == parent).count() + 1;
            let parent = parent.map(CommentId::from_index);
            let position = u32::try_from(position).ok();
            comments.push(Comment {
                parent,
                depth: Some(depth),
                position,
                segments: 0..1,
                words: 1,
                ..Comment::default()
            });
        }
        let word = Segment { span: Span::new(0, 4), line: 1, kind: SegmentKind::Own, joint: Joint::Paragraph };
        Thread::new(ThreadParts {
            document: "a.txt".to_owned(),
            key: None,
            text: "word".to_owned(),
            document_len: 4,
            encoding: TextEncoding::Utf8,
            encoding_source: EncodingSource::Valid,
            dialect: None,
            has_tree: true,
            story: Story::default(),
            comments,
            segments: vec![word],
            stated_hidden: 0,
            owners: Vec::new(),
            diagnostics: Vec::new(),
        })
    }

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
        for &table in Table::ALL {
            for prose in [true, false] {
                let columns = table.columns().filter(|column| prose || !column.is_prose).collect();
                let mut sink = Checked { columns, at: 0 };
                let rows = ThreadRows { thread: &thread, key: "a", extra: None, prose };
                RowWriter::new().write(table, &rows, &mut sink).expect("because the sink never fails");
            }
        }
    }
}
