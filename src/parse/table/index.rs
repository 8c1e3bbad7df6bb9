//! Where in a table the rows of each thread stand.

use std::borrow::Cow;
use std::ops::Range;

use csv::StringRecord;
use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::input::TextForm;
use crate::model::{Document, Thread};
use crate::parse::table::assemble::TableThread;
use crate::parse::table::cells::Row;
use crate::parse::table::columns::{Column, Layout};
use crate::parse::table::objects::Objects;
use crate::parse::table::records::{read_header, rows_at, scan};
use crate::parse::table::{TableError, TableOptions, parents};

/// A table of comments, of which it is known which rows belong to which thread.
///
/// It holds the text, and sixteen bytes a row. Threads are read from it one by one, in any order, in the order of
/// their first rows; a table without rows has one thread without comments.
///
/// ```
/// use rejoinder::input::TextForm;
/// use rejoinder::model::Document;
/// use rejoinder::parse::table::{ColumnMap, CommentTable, TableOptions};
///
/// let text = "thread,comment,parent,user\na,1,,ann\nb,1,,cat\na,2,1,bob\n";
/// let options = TableOptions { map: ColumnMap::parse(&["author=user"]).unwrap(), ..TableOptions::default() };
/// let table = CommentTable::new(Document::from_text("t.csv", text), TextForm::Delimited, &options)?;
/// assert_eq!(table.n_threads(), 2);
/// let thread = table.thread(0, None);
/// assert_eq!((thread.key(), thread.comments()[1].depth), (Some("a"), Some(2)));
/// # Ok::<(), rejoinder::parse::table::TableError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CommentTable {
    document: Document,
    form: TextForm,
    options: TableOptions,
    layout: Layout,
    mark: u8,
    objects: Objects,
    rows: Vec<RowAt>,
    threads: Vec<Group>,
    diagnostics: Vec<Diagnostic>,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug)]
struct RowAt {
    start: u32,
    end: u32,
    line: u32,
    thread: u32,
}

impl RowAt {
    fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A thread's key, and where its rows end.
#[derive(Clone, Debug)]
struct Group {
    key: String,
    end: usize,
}

impl CommentTable {
    /// Finds the rows of each thread. Linear in the text.
    ///
    /// # Errors
    ///
    /// [`TableError`] where columns are missing that are needed or mapped.
    pub fn new(document: Document, form: TextForm, options: &TableOptions) -> Result<Self, TableError> {
        let mut builder = Builder::new(&document.text);
        let (mut mark, mut objects) = (b',', Objects::default());
        let layout = match form {
            TextForm::Page | TextForm::Html | TextForm::Delimited => {
                let (found, names) = read_header(&document.text);
                mark = found;
                let layout = Layout::find(&names.unwrap_or_default(), &options.map)?;
                builder.add_delimited(mark, &layout);
                layout
            }
            TextForm::JsonLines => builder.add_objects(&mut objects, options)?,
            TextForm::Parents => {
                builder.add_parents();
                Layout::of_parents()
            }
        };
        let Groups { rows, threads, mut diagnostics } = builder.finish();
        diagnostics.extend(layout.unread());
        Ok(Self { form, options: options.clone(), layout, mark, objects, rows, threads, diagnostics, document })
    }

    /// How many threads it has; at least one.
    #[must_use]
    pub fn n_threads(&self) -> usize {
        self.threads.len().max(1)
    }

    /// How many bytes the rows of a thread have.
    #[must_use]
    pub fn n_bytes(&self, index: usize) -> u64 {
        self.rows_of(index).iter().map(|row| u64::from(row.end - row.start)).sum()
    }

    /// Reads the thread at an index, from 0. Its key is the table's, behind `prefix` and a slash where there is one.
    ///
    /// Linear in the thread's rows, but for rows whose parents stand behind them.
    #[must_use]
    pub fn thread(&self, index: usize, prefix: Option<&str>) -> Thread {
        let rows = self.rows_of(index);
        let mut thread = TableThread::new(&self.options);
        if index == 0 {
            thread.diagnose(self.document.diagnostics.iter().chain(&self.diagnostics).cloned());
        }
        match self.form {
            TextForm::Page | TextForm::Html | TextForm::Delimited => self.read_delimited(rows, &mut thread),
            TextForm::JsonLines => self.read_objects(rows, &mut thread),
            TextForm::Parents => self.read_parents(rows, &mut thread),
        }
        let key = self.threads.get(index).map(|thread| thread.key.as_str()).filter(|key| !key.is_empty());
        let key = key.map(|key| prefix.map_or_else(|| key.to_owned(), |prefix| format!("{prefix}/{key}")));
        thread.finish(key, &self.document)
    }

    /// Takes the text out, for a caller that is done with the table and wants its memory back.
    #[must_use]
    pub fn into_text(self) -> String {
        self.document.text
    }

    fn rows_of(&self, index: usize) -> &[RowAt] {
        let end_of = |index: usize| self.threads.get(index).map(|thread| thread.end);
        let start = index.checked_sub(1).and_then(end_of).unwrap_or(0);
        self.rows.get(start..end_of(index).unwrap_or(start)).unwrap_or_default()
    }

    fn read_delimited(&self, rows: &[RowAt], thread: &mut TableThread<'_>) {
        let mut reader = rows_at(&self.document.text, self.mark, rows.iter().map(RowAt::range));
        let mut record = StringRecord::new();
        for row in rows {
            if !reader.read_record(&mut record).unwrap_or(false) {
                break;
            }
            let n_lines = memchr::memchr_iter(b'\n', self.text_of(row).trim().as_bytes()).count();
            let last = row.line.saturating_add(u32::try_from(n_lines).unwrap_or(u32::MAX));
            let row = Row { record: &record, layout: &self.layout, lines: (row.line, last) };
            if record.len() != self.layout.n_cells() {
                thread.diagnose([wrong_length(row.lines.0, self.layout.n_cells(), record.len(), true)]);
            }
            thread.add(&row);
        }
    }

    fn read_objects(&self, rows: &[RowAt], thread: &mut TableThread<'_>) {
        let mut objects = self.objects.clone();
        let mut record = StringRecord::new();
        for row in rows {
            if objects.read(self.text_of(row), &mut record).is_ok() {
                thread.add(&Row { record: &record, layout: &self.layout, lines: (row.line, row.line) });
                for name in objects.nested().iter().filter_map(|&place| objects.names().get(place)) {
                    thread.unread(row.line, name, "a text or a number", "a list or an object");
                }
            }
        }
    }

    fn read_parents(&self, rows: &[RowAt], thread: &mut TableThread<'_>) {
        for row in rows {
            parents::numbers(self.text_of(row)).for_each(|parent| thread.add_parent(parent, row.line));
        }
    }

    fn text_of(&self, row: &RowAt) -> &str {
        self.document.text.get(row.range()).unwrap_or_default()
    }
}

/// What is found while a table is gone through.
struct Builder<'t> {
    text: &'t str,
    rows: Vec<RowAt>,
    keys: Vec<String>,
    thread_of: FxHashMap<String, u32>,
    diagnostics: Vec<Diagnostic>,
    /// How far lines were counted, and the line that begins there.
    counted: (usize, u32),
}

struct Groups {
    rows: Vec<RowAt>,
    threads: Vec<Group>,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        let (rows, keys, thread_of, diagnostics) = (Vec::new(), Vec::new(), FxHashMap::default(), Vec::new());
        Self { text, rows, keys, thread_of, diagnostics, counted: (0, 1) }
    }

    fn add_delimited(&mut self, mark: u8, layout: &Layout) {
        let thread = layout.place(Column::Thread);
        let text = self.text;
        scan(text, mark, |range, record| {
            let line = self.line_at(&range);
            if record.len() < layout.n_needed() {
                self.diagnostics.push(wrong_length(line, layout.n_cells(), record.len(), false));
            } else {
                self.add(range, line, thread.and_then(|place| record.get(place)).unwrap_or_default());
            }
        });
        let last = self.rows.last().filter(|row| row.end as usize == text.len());
        let n_quotes = |row: &RowAt| memchr::memchr_iter(b'"', text.get(row.range()).unwrap_or("").as_bytes()).count();
        if let Some(line) = last.filter(|row| n_quotes(row) % 2 == 1).map(|row| row.line) {
            let message = "expected a closing quote, but found the end of the table";
            self.warn(line, "row-unread", message, "all that follows the quote is one cell");
        }
    }

    fn add_objects(&mut self, objects: &mut Objects, options: &TableOptions) -> Result<Layout, TableError> {
        let mut record = StringRecord::new();
        let thread = options.map.name_of(Column::Thread);
        let mut nested = None;
        for (range, line) in lines(self.text) {
            let Err(error) = objects.read(self.text.get(range.clone()).unwrap_or_default(), &mut record) else {
                nested = nested.or_else(|| objects.names().get(*objects.nested().first()?).cloned());
                let key = objects.place(thread).and_then(|place| record.get(place)).unwrap_or_default().to_owned();
                self.add(range, line, &key);
                continue;
            };
            let message = format!("expected an object of JSON, but found something else: {error}");
            self.warn(line, "row-unread", message, "the row is left out");
        }
        Layout::find(objects.names(), &options.map).map_err(|error| match nested {
            None => error,
            Some(name) => {
                let help = format!("each line must be one comment; here `{name}` holds a list or an object");
                TableError { help, ..error }
            }
        })
    }

    fn add_parents(&mut self) {
        for (range, line) in lines(self.text) {
            self.add(range, line, &line.to_string());
        }
    }

    fn add(&mut self, range: Range<usize>, line: u32, key: &str) {
        let thread = self.thread(key);
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        self.rows.push(RowAt { start: narrow(range.start), end: narrow(range.end), line, thread });
    }

    fn thread(&mut self, key: &str) -> u32 {
        let last = self.rows.last().map(|row| row.thread);
        if let Some(last) = last.filter(|&last| self.keys.get(last as usize).is_some_and(|known| known == key)) {
            return last;
        }
        if let Some(&known) = self.thread_of.get(key) {
            return known;
        }
        let new = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        self.keys.push(key.to_owned());
        self.thread_of.insert(key.to_owned(), new);
        new
    }

    /// The line on which a row begins, behind the line ends before it. Rows must come in their order.
    fn line_at(&mut self, range: &Range<usize>) -> u32 {
        let row = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + (row.len() - row.trim_start_matches(['\n', '\r']).len());
        let (counted, line) = self.counted;
        let passed = self.text.as_bytes().get(counted..start).unwrap_or_default();
        let is_old = memchr::memchr(b'\n', passed).is_none();
        let n_lines = memchr::memchr_iter(if is_old { b'\r' } else { b'\n' }, passed).count();
        self.counted = (start, line.saturating_add(u32::try_from(n_lines).unwrap_or(u32::MAX)));
        self.counted.1
    }

    fn warn(&mut self, line: u32, code: &'static str, message: impl Into<Cow<'static, str>>, help: &'static str) {
        let (column, severity) = (1, Severity::Warning);
        self.diagnostics.push(Diagnostic::new(severity, (line, column), code, message, help));
    }

    /// The rows of each thread together, threads in the order of their first rows.
    fn finish(mut self) -> Groups {
        self.rows.sort_by_key(|row| row.thread);
        let mut threads: Vec<_> = self.keys.into_iter().map(|key| Group { key, end: 0 }).collect();
        for (index, row) in self.rows.iter().enumerate() {
            if let Some(thread) = threads.get_mut(row.thread as usize) {
                thread.end = index + 1;
            }
        }
        Groups { rows: self.rows, threads, diagnostics: self.diagnostics }
    }
}

/// The lines that are not empty, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, u32)> {
    let lines = text.split_inclusive('\n').scan(0, |start, line| {
        *start += line.len();
        Some((*start - line.len()..*start, line))
    });
    (1_u32..).zip(lines).filter(|(_, (_, line))| !line.trim().is_empty()).map(|(number, (range, _))| (range, number))
}

fn wrong_length(line: u32, expected: usize, found: usize, is_kept: bool) -> Diagnostic {
    let help = match (is_kept, found < expected) {
        (false, _) => "the row is left out: it names no comment or no parent",
        (true, true) => "the cells that are missing are taken to be empty",
        (true, false) => "the cells that are too many are left out; cells with commas need quotes",
    };
    let message = format!("expected {expected} cells as in the header, but found {found}");
    Diagnostic::new(Severity::Warning, (line, 1), "row-length", message, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threads(text: &str, form: TextForm, prefix: Option<&str>) -> Vec<Thread> {
        let document = Document::from_text("t", text);
        let table = CommentTable::new(document, form, &TableOptions::default()).expect("because the columns are there");
        (0..table.n_threads()).map(|index| table.thread(index, prefix)).collect()
    }

    fn lines_of(thread: &Thread) -> Vec<(u32, u32)> {
        thread.comments().iter().map(|comment| (comment.line, comment.line_end)).collect()
    }

    fn met(thread: &Thread) -> Vec<(u32, &'static str)> {
        thread.diagnostics().iter().map(|diagnostic| (diagnostic.line, diagnostic.code)).collect()
    }

    #[test]
    fn rows_of_a_thread_need_not_stand_together() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["thread,comment,parent,body", "a,1,,x", "b,1,,", "a,2,1,y", "", "b,2,1,"].join(end);
            let threads = threads(&text, TextForm::Delimited, Some("t"));
            let keys: Vec<_> = threads.iter().map(Thread::key).collect();
            assert_eq!(keys, [Some("t/a"), Some("t/b")]);
            assert_eq!(
                threads.iter().map(lines_of).collect::<Vec<_>>(),
                [[(2, 2), (4, 4)], [(3, 3), (6, 6)]],
                "{end:?}"
            );
            assert!(threads.iter().all(|thread| met(thread).is_empty()));
        }
    }

    #[test]
    fn cells_of_several_lines_are_counted() {
        let threads = threads("comment,parent,body\n1,,\"a\nb\"\n2,1,\"c\n", TextForm::Delimited, None);
        assert_eq!(lines_of(&threads[0]), [(2, 3), (4, 4)]);
        assert_eq!(met(&threads[0]), [(4, "row-unread")]);
        assert_eq!(threads[0].key(), None);
    }

    #[test]
    fn lines_that_are_no_objects_are_left_out() {
        let text = "{\"comment\": 1, \"parent\": null}\nx\n{\"comment\": 2, \"parent\": 1, \"score\": [2]}\n";
        let threads = threads(text, TextForm::JsonLines, None);
        assert_eq!(lines_of(&threads[0]), [(1, 1), (3, 3)]);
        assert_eq!(met(&threads[0]), [(2, "row-unread"), (3, "cell-unread")]);
    }

    #[test]
    fn a_table_without_rows_has_one_thread_without_comments() {
        let threads = threads("comment,parent,depth\n", TextForm::Delimited, None);
        assert_eq!((threads.len(), met(&threads[0])), (1, vec![(1, "no-comments")]));
    }

    #[test]
    fn a_tree_without_parents_and_depths_is_lost() {
        let threads = threads("comment,parent,depth\n1,,\n2,,\n", TextForm::Delimited, None);
        assert!(!threads[0].has_tree() && threads[0].comments().iter().all(|comment| comment.depth.is_none()));
        assert_eq!(met(&threads[0]), [(2, "tree-lost")]);
    }
}
