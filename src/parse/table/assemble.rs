//! From the rows of a thread to the thread.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{
    Certainty, Comment, CommentId, Document, Form, Joint, Posted, QuoteSource, Segment, SegmentKind, Span, Story,
    Thread, ThreadParts, place_comments,
};
use crate::parse::table::TableOptions;
use crate::parse::table::cells::{self, Reading, Row, unfloated, whole};
use crate::parse::table::columns::Column;
use crate::parse::table::order::order_rows;
use crate::parse::words::count_words;

/// The word for the story among parents and sources of quotes.
const STORY: &str = "story";

/// A thread while its rows are being read.
#[derive(Debug)]
pub(crate) struct Draft<'o> {
    options: &'o TableOptions,
    text: String,
    comments: Vec<Comment>,
    segments: Vec<Segment>,
    /// What the rows call themselves, what they answer and what they quote, until all rows are known.
    names: Names,
    /// Each row's line in the table.
    lines: Vec<u32>,
    /// The name of the document that the first row says it is from.
    document: Option<String>,
    /// Whether the table has depths, and whether a row has one.
    has_depths: bool,
    is_tree: bool,
    is_guarded: bool,
    /// Whether the rows stand in the order of arrival.
    is_chronological: bool,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Texts, one after the other.
#[derive(Debug, Default)]
struct Names {
    text: String,
    of_rows: Vec<[Range<usize>; 3]>,
}

impl Names {
    fn add(&mut self, names: [&str; 3]) {
        self.of_rows.push(names.map(|name| {
            let start = self.text.len();
            self.text.push_str(name);
            start..self.text.len()
        }));
    }

    /// The id, the parent and the source of quotes of each row.
    fn iter(&self) -> impl Iterator<Item = [&str; 3]> {
        self.of_rows.iter().map(|names| names.clone().map(|name| self.text.get(name).unwrap_or_default()))
    }
}

impl<'o> Draft<'o> {
    pub(crate) fn new(options: &'o TableOptions) -> Self {
        Self {
            options,
            text: String::new(),
            comments: Vec::new(),
            segments: Vec::new(),
            names: Names::default(),
            lines: Vec::new(),
            document: None,
            has_depths: false,
            is_tree: false,
            is_guarded: false,
            is_chronological: false,
            diagnostics: Vec::new(),
        }
    }

    /// Adds a comment of which only the parent is known.
    pub(crate) fn add_parent(&mut self, parent: &str, line: u32) {
        let number = (self.comments.len() + 1).to_string();
        self.names.add([&number, parent, ""]);
        self.lines.push(line);
        (self.is_tree, self.is_chronological) = (true, true);
        self.comments.push(Comment { form: Form::Full, line, line_end: line, ..certain() });
    }

    /// Adds the comment of a row.
    pub(crate) fn add(&mut self, row: &Row<'_>) {
        let [id, parent, quotes] =
            [Column::Comment, Column::Parent, Column::Quotes].map(|column| row.cell(column).trim());
        if id.is_empty() {
            self.unread(row.lines.0, self.options.map.name_of(Column::Comment), "a number or a name", "nothing");
        }
        if self.comments.is_empty() {
            self.document = Some(row.cell(Column::Document).to_owned()).filter(|document| !document.is_empty());
        }
        self.names.add([id, parent, quotes]);
        self.lines.push(row.lines.0);
        self.has_depths = row.has(Column::Depth);
        self.is_tree |= !row.cell(Column::Depth).is_empty() || !parent.is_empty();
        let comment = self.comment(row);
        self.comments.push(comment);
    }

    fn comment(&mut self, row: &Row<'_>) -> Comment {
        let (first, last) = row.lines;
        let line = self.read(row, Column::Line, &whole()).unwrap_or(first);
        let line_end = self.read(row, Column::LineEnd, &whole());
        let mut comment = Comment {
            form: self.read(row, Column::Form, &cells::FORM).unwrap_or(Form::Full),
            site_id: self.site_id(row),
            subject: self.text(row.cell(Column::Subject)),
            score: self.read(row, Column::Score, &cells::SCORE),
            score_low: self.read(row, Column::ScoreLow, &cells::SCORE),
            score_high: self.read(row, Column::ScoreHigh, &cells::SCORE),
            moderation: self.text(row.cell(Column::Moderation)),
            posted: self.posted(row),
            since_story_s: self.since_story(row),
            truncated: self.read(row, Column::Truncated, &cells::TRUTH),
            line,
            line_end: line_end.unwrap_or(if row.has(Column::Line) { line } else { last }),
            ..certain()
        };
        if let Some(certainty) = self.read(row, Column::Certainty, &cells::CERTAINTY) {
            comment.certainty = certainty;
        }
        if let Some(is_certain) = self.read(row, Column::ParentCertain, &cells::TRUTH) {
            comment.parent_certain = is_certain;
        }
        self.add_author(&mut comment, row);
        self.add_body(&mut comment, row);
        comment
    }

    /// The site's own number: where a table has no column for it, the comment's number in it.
    fn site_id(&mut self, row: &Row<'_>) -> Option<u64> {
        if row.has(Column::SiteId) {
            return self.read(row, Column::SiteId, &whole());
        }
        row.cell(Column::Comment).trim().parse().ok()
    }

    fn add_author(&mut self, comment: &mut Comment, row: &Row<'_>) {
        let name = row.cell(Column::Author);
        let nobodies = &self.options.anonymous_names;
        let is_nobody =
            (!nobodies.is_empty() && !name.is_empty()).then(|| nobodies.iter().any(|nobody| nobody == name));
        comment.author = self.text(name);
        comment.uid = self.read(row, Column::Uid, &whole());
        let told = self.read(row, Column::Anonymous, &cells::TRUTH);
        comment.anonymous = if is_nobody == Some(true) { is_nobody } else { told.or(is_nobody) };
        comment.subscriber = self.read(row, Column::Subscriber, &cells::TRUTH);
        comment.story_author = self.read(row, Column::StoryAuthor, &cells::TRUTH);
    }

    fn add_body(&mut self, comment: &mut Comment, row: &Row<'_>) {
        let body = row.cell(Column::Body);
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let start = narrow(self.segments.len());
        if let Some(span) = self.text(body) {
            push_lines(&mut self.segments, body, span.start as usize, comment.line);
        }
        comment.segments = start..narrow(self.segments.len());
        comment.words = match row.has(Column::Words) {
            true => self.read(row, Column::Words, &whole()).unwrap_or(0),
            false => count_words(body),
        };
        comment.quoted_words = self.read(row, Column::QuotedWords, &whole()).unwrap_or(0);
        let own = self.read(row, Column::OwnWords, &whole());
        comment.own_words = own.unwrap_or(comment.words.saturating_sub(comment.quoted_words));
    }

    fn posted(&mut self, row: &Row<'_>) -> Option<Posted> {
        let raw = self.text(row.cell(Column::PostedRaw));
        let at = self.read(row, Column::PostedAt, &cells::MOMENT);
        (raw.is_some() || at.is_some()).then(|| Posted { raw: raw.unwrap_or_default(), at, year_recovered: false })
    }

    fn since_story(&mut self, row: &Row<'_>) -> Option<i64> {
        let seconds = self.read(row, Column::SinceStoryS, &cells::SECONDS);
        seconds.or_else(|| self.read(row, Column::SinceStoryMin, &cells::MINUTES))
    }

    /// Keeps a text; `None` for an empty one.
    fn text(&mut self, text: &str) -> Option<Span> {
        if text.is_empty() {
            return None;
        }
        self.is_guarded |= is_guarded(text);
        let start = self.text.len();
        self.text.push_str(text);
        Some(Span::new(start, self.text.len()))
    }

    /// Reads a cell; `None` for an empty one, and for one that cannot be read, of which it is told.
    fn read<T>(&mut self, row: &Row<'_>, column: Column, reading: &Reading<T>) -> Option<T> {
        let cell = row.cell(column);
        if cell.is_empty() {
            return None;
        }
        let value = (reading.read)(cell.trim());
        if value.is_none() {
            let found: String = cell.chars().take(40).collect();
            self.unread(row.lines.0, self.options.map.name_of(column), reading.expected, &format!("`{found}`"));
        }
        value
    }

    /// Tells that a cell cannot be read.
    pub(crate) fn unread(&mut self, line: u32, name: &str, expected: &str, found: &str) {
        let message = format!("expected {expected} in the column `{name}`, but found {found}");
        self.warn(line, "cell-unread", message, "the cell is left empty");
    }

    fn warn(&mut self, line: u32, code: &'static str, message: impl Into<Cow<'static, str>>, help: &'static str) {
        let (column, severity) = (1, Severity::Warning);
        self.diagnostics.push(Diagnostic { line, column, severity, code, message: message.into(), help: help.into() });
    }

    /// Makes a thread of the rows.
    pub(crate) fn finish(mut self, key: Option<String>, document: &Document) -> Thread {
        let has_tree = self.is_tree || !self.has_depths && !self.comments.is_empty();
        self.resolve(has_tree);
        self.tell_of_all(has_tree);
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.line);
        Thread::new(ThreadParts {
            document: self.document.unwrap_or_else(|| document.name.clone()),
            key,
            text: self.text,
            document_len: 0,
            encoding: document.encoding,
            encoding_source: document.encoding_source,
            dialect: None,
            has_tree,
            is_chronological: self.is_chronological,
            has_pseudonyms: false,
            story: Story::default(),
            comments: self.comments,
            segments: self.segments,
            stated_hidden: 0,
            owners: Vec::new(),
            diagnostics: self.diagnostics,
        })
        .read_from(document.name.clone())
    }

    /// Finds what the rows answer and quote, and puts parents before their replies.
    fn resolve(&mut self, has_tree: bool) {
        let names = std::mem::take(&mut self.names);
        let row_of = self.rows_by_id(&names);
        let find = |name: &str| row_of.get(name).or_else(|| row_of.get(unfloated(name))).copied();
        let mut parents = Vec::with_capacity(self.comments.len());
        for (row, [_, parent, _]) in names.iter().enumerate() {
            let found = find(parent);
            if found.is_none() && !is_story(parent) {
                self.miss_parent(row, parent);
            }
            parents.push(found);
        }
        let order = order_rows(&mut parents);
        order.broken.iter().for_each(|&row| self.break_circle(row));
        let mut place = vec![0; parents.len()];
        (0..).zip(&order.rows).for_each(|(at, &row)| place.iter_mut().skip(row).take(1).for_each(|place| *place = at));
        let id_of = |row: usize| place.get(row).copied().map(CommentId::from_index);
        for (row, [_, _, source]) in names.iter().enumerate() {
            let quotes = match find(source) {
                Some(found) => id_of(found).map(QuoteSource::Comment),
                None => (source == STORY).then_some(QuoteSource::Story),
            };
            if quotes.is_none() && !source.is_empty() {
                let line = self.lines.get(row).copied().unwrap_or(1);
                let name = self.options.map.name_of(Column::Quotes);
                self.unread(line, name, "a comment or `story`", &format!("`{source}`"));
            }
            if let Some(comment) = self.comments.get_mut(row) {
                comment.quotes = quotes;
                comment.parent = parents.get(row).copied().flatten().and_then(id_of);
            }
        }
        self.comments = in_order(std::mem::take(&mut self.comments), &order.rows);
        place_comments(&mut self.comments, has_tree);
    }

    /// The first row of each id. Tells of ids that stand twice.
    fn rows_by_id<'n>(&mut self, names: &'n Names) -> FxHashMap<&'n str, usize> {
        let mut row_of = FxHashMap::with_capacity_and_hasher(self.comments.len(), rustc_hash::FxBuildHasher);
        for (row, [id, ..]) in names.iter().enumerate().filter(|(_, [id, ..])| !id.is_empty()) {
            let first = *row_of.entry(id).or_insert(row);
            if first != row {
                let line_of = |row: usize| self.lines.get(row).copied().unwrap_or(1);
                let (first, line) = (line_of(first), line_of(row));
                let message = format!("expected each comment once, but lines {first} and {line} both are `{id}`");
                self.warn(line, "duplicate-id", message, "both rows are kept; replies hang on the first");
            }
        }
        row_of
    }

    fn miss_parent(&mut self, row: usize, parent: &str) {
        let line = self.lines.get(row).copied().unwrap_or(1);
        let message = format!("expected the number of a comment of the same thread as parent, but found `{parent}`");
        self.warn(line, "parent-missing", message, "the comment is taken to answer the story");
        self.doubt_parent(row);
    }

    fn break_circle(&mut self, row: usize) {
        let line = self.lines.get(row).copied().unwrap_or(1);
        let message = "expected a comment that answers an earlier one, but found one that is among its own replies";
        self.warn(line, "parent-cycle", message, "the comment is taken to answer the story");
        self.doubt_parent(row);
    }

    fn doubt_parent(&mut self, row: usize) {
        if let Some(comment) = self.comments.get_mut(row) {
            comment.parent_certain = false;
        }
    }

    /// Tells what holds of the whole thread.
    fn tell_of_all(&mut self, has_tree: bool) {
        let first = self.lines.first().copied().unwrap_or(1);
        if self.comments.iter().all(Comment::is_placeholder) {
            let message = "no comments found: the table has no row of one";
            self.warn(first, "no-comments", message, "check that the table was written to its end");
        } else if !has_tree {
            let message = "expected parents or depths, but found neither in any row of the thread";
            self.warn(first, "tree-lost", message, "parents, depths and paths are left empty");
        }
        if self.is_guarded {
            let message = "found apostrophes before signs, as tables for spreadsheets have them";
            let help = "they are read as part of the text; `--raw` writes tables without them";
            let (severity, code) = (Severity::Note, "guarded-text");
            self.diagnostics.push(Diagnostic {
                line: first,
                column: 1,
                severity,
                code,
                message: message.into(),
                help: help.into(),
            });
        }
    }
}

/// A comment that is as certain as an input that says nothing of certainty.
fn certain() -> Comment {
    Comment { certainty: Certainty::from_hundredths(100), parent_certain: true, ..Comment::default() }
}

/// Tells whether a parent that is no comment of the thread is the story.
fn is_story(parent: &str) -> bool {
    matches!(unfloated(parent), "" | "0" | STORY)
}

/// Tells whether a text begins as the guard against formulas in spreadsheets makes it.
fn is_guarded(text: &str) -> bool {
    text.strip_prefix('\'').is_some_and(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']))
}

/// Cuts a body into lines, so that joined again they are the body.
fn push_lines(segments: &mut Vec<Segment>, body: &str, start: usize, line: u32) {
    let (mut at, mut joint) = (0, Joint::Paragraph);
    loop {
        let rest = body.get(at..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest.as_bytes());
        let len = end.unwrap_or(rest.len());
        let span = Span::new(start + at, start + at + len);
        segments.push(Segment { span, line, kind: SegmentKind::Own, joint });
        if end.is_none() {
            return;
        }
        joint = if rest.as_bytes().get(len + 1) == Some(&b'\n') { Joint::Paragraph } else { Joint::Line };
        at += len + joint.as_str().len();
    }
}

/// The comments in another order.
fn in_order(comments: Vec<Comment>, rows: &[usize]) -> Vec<Comment> {
    if rows.is_sorted() {
        return comments;
    }
    let mut given: Vec<_> = comments.into_iter().map(Some).collect();
    rows.iter().filter_map(|&row| given.get_mut(row)?.take()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn joined(body: &str) -> (String, usize) {
        let mut segments = Vec::new();
        push_lines(&mut segments, body, 0, 1);
        let mut out = String::new();
        for (index, segment) in segments.iter().enumerate() {
            out.push_str(if index > 0 { segment.joint.as_str() } else { "" });
            out.push_str(&body[segment.span.range()]);
        }
        (out, segments.len())
    }

    #[test]
    fn bodies_are_cut_at_line_ends() {
        assert_eq!(joined("a\n\nb\nc").1, 3);
        assert_eq!(joined("").1, 1);
    }

    proptest! {
        #[test]
        fn lines_joined_again_are_the_body(body in "[a\n\r]{0,12}") {
            prop_assert_eq!(joined(&body).0, body);
        }
    }
}
