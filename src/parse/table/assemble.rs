//! From the rows of a thread to the thread.

use crate::diagnostic::Diagnostic;
use crate::model::{
    Certainty, Comment, Document, Form, Joint, Media, Posted, Segment, Span, Thread, ThreadParts, ThreadSource,
};
use crate::parse::builder::{Evidence, ThreadBuilder};
use crate::parse::named::MissingSource;
use crate::parse::recover::{Facts, recover};
use crate::parse::table::TableOptions;
use crate::parse::table::cells::{self, Reading, Row, whole};
use crate::parse::table::columns::Column;
use crate::text::count_words;

/// The rows of a thread, said to a [`ThreadBuilder`].
#[derive(Debug)]
pub(super) struct TableThread<'o> {
    options: &'o TableOptions,
    thread: ThreadBuilder<'static>,
    /// The name of the document that the first row says it is from.
    document: Option<String>,
    /// Whether the table has depths, and whether a row has one.
    has_depths: bool,
    is_tree: bool,
    is_guarded: bool,
    /// Whether the rows stand in the order of arrival.
    is_chronological: bool,
    /// Where the rows are on the site, with `{site_id}` for their numbers, as long as all of them say so.
    address: Option<String>,
    is_address_broken: bool,
}

impl<'o> TableThread<'o> {
    pub(crate) fn new(options: &'o TableOptions) -> Self {
        Self {
            options,
            thread: ThreadBuilder::new(""),
            document: None,
            has_depths: false,
            is_tree: false,
            is_guarded: false,
            is_chronological: false,
            address: None,
            is_address_broken: false,
        }
    }

    /// Adds a comment of which only the parent is known.
    pub(crate) fn add_parent(&mut self, parent: &str, line: u32) {
        let number = (self.thread.comments.len() + 1).to_string();
        self.thread.names.add([&number, parent, "", ""], line);
        (self.is_tree, self.is_chronological) = (true, true);
        let comment = Comment { form: Form::Full, line, line_end: line, ..certain() };
        self.push(comment, parent, false);
    }

    /// Adds the comment of a row.
    pub(crate) fn add(&mut self, row: &Row<'_>) {
        let [id, parent, quotes] =
            [Column::Comment, Column::Parent, Column::Quotes].map(|column| row.cell(column).trim());
        if id.is_empty() {
            self.unread(row.lines.0, self.options.map.name_of(Column::Comment), "a number or a name", "nothing");
        }
        if self.thread.comments.is_empty() {
            self.document = Some(row.cell(Column::Document).to_owned()).filter(|document| !document.is_empty());
        }
        self.thread.names.add([id, parent, quotes, ""], row.lines.0);
        self.has_depths = row.has(Column::Depth);
        self.is_tree |= !row.cell(Column::Depth).is_empty() || !parent.is_empty();
        let comment = self.comment(row);
        self.take_address(row.cell(Column::Url), comment.site_id);
        let says_words = [Column::Words, Column::OwnWords, Column::QuotedWords, Column::Quotes];
        self.push(comment, parent, says_words.iter().any(|&column| row.has(column)));
    }

    /// Takes a row's address, if it is that of the rows before but for its number.
    fn take_address(&mut self, url: &str, site_id: Option<u64>) {
        let Some(id) = site_id.filter(|_| !url.is_empty()).map(|id| id.to_string()) else { return };
        let found = url.rsplit_once(&id).map(|(before, behind)| format!("{before}{{site_id}}{behind}"));
        self.is_address_broken |=
            found.is_none() || self.address.as_ref().is_some_and(|known| Some(known) != found.as_ref());
        self.address = found;
    }

    fn push(&mut self, comment: Comment, parent: &str, says_words: bool) {
        self.thread.comments.push(comment);
        self.thread.evidence.push(Evidence { names_parent: !parent.is_empty(), says_words, ..Evidence::default() });
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
        let start = narrow(self.thread.segments.len());
        if let Some(span) = self.text(body) {
            push_lines(&mut self.thread.segments, body, span.start as usize, comment.line);
        }
        comment.segments = start..narrow(self.thread.segments.len());
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
        Some(self.thread.rebuild(text))
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

    /// Adds what was met on the way to the rows.
    pub(super) fn diagnose(&mut self, met: impl IntoIterator<Item = Diagnostic>) {
        self.thread.diagnostics.extend(met);
    }

    /// Tells that a cell cannot be read.
    pub(crate) fn unread(&mut self, line: u32, name: &str, expected: &str, found: &str) {
        let message = format!("expected {expected} in the column `{name}`, but found {found}");
        self.thread.warn((line, 1), "cell-unread", message, "the cell is left empty");
    }

    /// Makes a thread of the rows.
    pub(super) fn finish(mut self, key: Option<String>, document: &Document) -> Thread {
        let has_tree = self.is_tree || !self.has_depths && !self.thread.comments.is_empty();
        let first = self.thread.names.first_line();
        for MissingSource { name, line } in self.thread.resolve_names() {
            let column = self.options.map.name_of(Column::Quotes);
            self.unread(line, column, "a comment or `story`", &format!("`{name}`"));
        }
        recover(&mut self.thread, &Facts { says_certainty: true, ..Facts::default() });
        self.tell_of_all(has_tree, first);
        let mut parts = self.thread.finish(has_tree);
        parts.diagnostics.sort_by_key(|diagnostic| diagnostic.line);
        let source = ThreadSource {
            document: self.document.unwrap_or_else(|| document.name.clone()),
            media: Media::Table,
            encoding: document.encoding,
            encoding_source: document.encoding_source,
            ..ThreadSource::text("")
        };
        Thread::new(ThreadParts {
            sources: vec![source],
            read_from: Some(document.name.clone()),
            key,
            is_chronological: self.is_chronological,
            address: self.address.filter(|_| !self.is_address_broken),
            ..parts
        })
    }

    /// Tells what holds of the whole thread.
    fn tell_of_all(&mut self, has_tree: bool, first: u32) {
        if self.thread.comments.iter().all(Comment::is_placeholder) {
            let message = "no comments found: the table has no row of one";
            self.thread.warn((first, 1), "no-comments", message, "check that the table was written to its end");
        } else if !has_tree {
            let message = "expected parents or depths, but found neither in any row of the thread";
            self.thread.warn((first, 1), "tree-lost", message, "parents, depths and paths are left empty");
        }
        if self.is_guarded {
            let message = "found apostrophes before signs, as tables for spreadsheets have them";
            let help = "they are read as part of the text; `--raw` writes tables without them";
            self.thread.note(first, "guarded-text", message, help);
        }
    }
}

/// A comment that is as certain as an input that says nothing of certainty.
fn certain() -> Comment {
    Comment { certainty: Certainty::from_hundredths(100), parent_certain: true, ..Comment::default() }
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
        segments.push(Segment::own(span, line, joint));
        if end.is_none() {
            return;
        }
        joint = if rest.as_bytes().get(len + 1) == Some(&b'\n') { Joint::Paragraph } else { Joint::Line };
        at += len + joint.as_str().len();
    }
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
