//! A story and all comments on it.

use chrono::NaiveDateTime;

use crate::diagnostic::Diagnostic;
use crate::model::{
    Comment, CommentId, EncodingSource, Media, Posted, Segment, SourceId, Span, TextEncoding, ThreadSource,
};

/// A proved pair of what lines say (site) and how lists are drawn (outline).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Dialect {
    /// The site file's name.
    pub site: String,
    /// The outline file's name.
    pub outline: String,
}

/// Which dialect a document was taken to be in, and what else it might have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialectChoice {
    /// The dialect that explains the most lines.
    pub chosen: Dialect,
    /// Lines of the document's beginning that it explains.
    pub explained: u32,
    /// The next best dialect with the lines it explains.
    pub runner_up: Option<(Dialect, u32)>,
    /// Lines that were looked at.
    pub looked_at: u32,
}

/// The article under discussion.
#[derive(Clone, Debug, Default)]
pub struct Story {
    /// Its title.
    pub title: Option<Span>,
    /// The host of the article it links to.
    pub host: Option<Span>,
    /// Who posted it on the site.
    pub author: Option<Span>,
    /// When it was posted.
    pub posted: Option<Posted>,
    /// How many comments the page says it has.
    pub declared: Option<u64>,
    /// The lines of its summary.
    pub summary: Vec<Segment>,
}

/// What a stretch of a document belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Page furniture: menus, forms, footers, blank lines.
    Furniture,
    /// The story.
    Story,
    /// A comment.
    Comment(CommentId),
}

/// A stretch of a document with one owner: from the end of the part before it up to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The document that it is a stretch of.
    pub source: SourceId,
    /// One past its last byte.
    pub end: u32,
    /// What it belongs to.
    pub owner: Owner,
}

/// A story and all comments on it: a tree, with the document's text that it was read from.
#[derive(Clone, Debug)]
pub struct Thread {
    parts: ThreadParts,
}

/// What a thread is assembled from by a parser.
#[derive(Clone, Debug, Default)]
pub struct ThreadParts {
    /// The documents that it was read from: one, but for merged saves.
    pub sources: Vec<ThreadSource>,
    /// The table that it was read back from, where `sources` names what the table's rows were first read from.
    pub read_from: Option<String>,
    /// The key that the document itself gives the thread, as tables of comments do; `None` where the document's
    /// name is its key.
    pub key: Option<String>,
    /// The document's text, followed by text that had to be rebuilt.
    pub text: String,
    /// How many bytes of `text` are the document's own.
    pub document_len: usize,
    /// Whether the dump still shows who answered whom.
    pub has_tree: bool,
    /// Whether the rows stand in the order in which comments arrived, as in lists of parents.
    pub is_chronological: bool,
    /// The story.
    pub story: Story,
    /// The comments, in document order.
    pub comments: Vec<Comment>,
    /// The bodies of the comments, one after another.
    pub segments: Vec<Segment>,
    /// Comments that the page itself says it does not show.
    pub stated_hidden: u64,
    /// Who owns which bytes of the document.
    pub owners: Vec<Part>,
    /// What was met and guessed, in the order of lines.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether pseudonyms stand in place of its authors' names and numbers.
    pub has_pseudonyms: bool,
    /// Where its comments are on the site: an address with `{site_id}` for a comment's number; `None` where the site has no
    /// such address, or the document does not tell all of it.
    pub address: Option<String>,
}

impl Thread {
    /// Assembles a thread.
    #[must_use]
    pub fn new(parts: ThreadParts) -> Self {
        Self { parts }
    }

    /// The documents that it was read from: one, but for merged saves.
    #[must_use]
    pub fn sources(&self) -> &[ThreadSource] {
        &self.parts.sources
    }

    /// The document's name.
    #[must_use]
    pub fn document(&self) -> &str {
        self.parts.sources.first().map_or("", |source| source.document.as_str())
    }

    /// Tells whether it was read from a page as browsers read them.
    #[must_use]
    pub fn is_page(&self) -> bool {
        self.parts.sources.first().is_some_and(|source| source.media == Media::Html)
    }

    /// Tells whether it was read back from a table of comments.
    #[must_use]
    pub fn is_from_table(&self) -> bool {
        self.parts.read_from.is_some()
    }

    /// The name of the document that a diagnostic is about: the table that the thread was read back from, or else the
    /// source that the diagnostic names.
    #[must_use]
    pub fn diagnosed(&self, diagnostic: &Diagnostic) -> &str {
        let source = self.parts.sources.get(diagnostic.source.index());
        let own = || source.map_or("", |source| source.document.as_str());
        self.parts.read_from.as_deref().unwrap_or_else(own)
    }

    /// The key that the document itself gives the thread, as tables of comments do.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.parts.key.as_deref()
    }

    /// The text that `span` points at; empty for a span of another thread.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.parts.text.get(span.range()).unwrap_or_default()
    }

    /// The text of the document as it was read.
    #[must_use]
    pub fn document_text(&self) -> &str {
        self.parts.text.get(..self.parts.document_len).unwrap_or_default()
    }

    /// The document's text, followed by text that had to be rebuilt.
    #[must_use]
    pub fn whole_text(&self) -> &str {
        &self.parts.text
    }

    /// The encoding that the document was read in, and how that was found.
    #[must_use]
    pub fn encoding(&self) -> (TextEncoding, EncodingSource) {
        let first = self.parts.sources.first();
        first.map_or((TextEncoding::Utf8, EncodingSource::Valid), |source| (source.encoding, source.encoding_source))
    }

    /// Which dialect the document is in; `None` where no dialect explains a line.
    #[must_use]
    pub fn dialect(&self) -> Option<&DialectChoice> {
        self.parts.sources.first()?.dialect.as_ref()
    }

    /// Tells whether the dump still shows who answered whom.
    #[must_use]
    pub fn has_tree(&self) -> bool {
        self.parts.has_tree
    }

    /// Tells whether the rows are known to stand in the order in which comments arrived.
    #[must_use]
    pub fn is_chronological(&self) -> bool {
        self.parts.is_chronological
    }

    /// Tells whether pseudonyms stand in place of its authors' names and numbers; of those numbers nothing can be told then.
    #[must_use]
    pub fn has_pseudonyms(&self) -> bool {
        self.parts.has_pseudonyms
    }

    /// The story.
    #[must_use]
    pub fn story(&self) -> &Story {
        &self.parts.story
    }

    /// When the story was posted.
    #[must_use]
    pub fn posted_at(&self) -> Option<NaiveDateTime> {
        self.parts.story.posted.and_then(|posted| posted.at)
    }

    /// Seconds from the story to a comment: as a table gave them, or between their dates; `None` where one is lost.
    ///
    /// Negative where the dates say that the comment came first, which clocks and guessed years can.
    #[must_use]
    pub fn since_story_s(&self, comment: &Comment) -> Option<i64> {
        comment.since_story_s.or_else(|| Some((comment.posted_at()? - self.posted_at()?).num_seconds()))
    }

    /// All rows in document order: comments, and placeholders for missing parents.
    #[must_use]
    pub fn comments(&self) -> &[Comment] {
        &self.parts.comments
    }

    /// The comment with an id of this thread.
    #[must_use]
    pub fn comment(&self, id: CommentId) -> Option<&Comment> {
        self.parts.comments.get(id.index())
    }

    /// The segments of a comment's body, in order.
    #[must_use]
    pub fn segments(&self, comment: &Comment) -> &[Segment] {
        let range = comment.segments.start as usize..comment.segments.end as usize;
        self.parts.segments.get(range).unwrap_or_default()
    }

    /// Appends a comment's address on the site to `out`; nothing where it is not known. A thread with pseudonyms has none,
    /// since its authors' names stand there.
    pub fn write_address(&self, comment: &Comment, out: &mut String) {
        let address = self.parts.address.as_deref().filter(|_| !self.parts.has_pseudonyms);
        let Some((id, (before, behind))) =
            comment.site_id.zip(address.and_then(|address| address.split_once("{site_id}")))
        else {
            return;
        };
        out.push_str(before);
        out.push_str(&id.to_string());
        out.push_str(behind);
    }

    /// Appends a comment's whole body to `out`: paragraphs parted by an empty line.
    pub fn write_body(&self, comment: &Comment, out: &mut String) {
        self.write_segments(self.segments(comment), out);
    }

    /// Appends the text of `segments` to `out`, joined as their joints say.
    pub fn write_segments(&self, segments: &[Segment], out: &mut String) {
        for (index, segment) in segments.iter().enumerate() {
            if index > 0 {
                out.push_str(segment.joint.as_str());
            }
            out.push_str(self.text(segment.span));
        }
    }

    /// Comments that the page itself says it does not show ("3 replies beneath your current threshold").
    #[must_use]
    pub fn stated_hidden(&self) -> u64 {
        self.parts.stated_hidden
    }

    /// Who owns which bytes of the document: the parts follow each other without a gap.
    #[must_use]
    pub fn owners(&self) -> &[Part] {
        &self.parts.owners
    }

    /// What was met and guessed, in the order of lines.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.parts.diagnostics
    }

    /// Takes the thread apart again.
    #[must_use]
    pub fn into_parts(self) -> ThreadParts {
        self.parts
    }

    /// Takes the document's text out, for a caller that is done with the thread and wants its memory back.
    #[must_use]
    pub fn into_text(self) -> String {
        self.parts.text
    }
}
