//! The columns of `threads`.

use crate::measure::ThreadMeasures;
use crate::measure::corpus::StanceSums;
use crate::model::{Span, Stance, Thread, ThreadSource};
use crate::table::cell::Cell;
use crate::table::counts::ThreadCounts;
use crate::table::measure_columns;
use crate::table::schema::{Column, Field, field};

/// What a row of `threads` is made from.
pub(crate) struct ThreadRow<'a> {
    pub(crate) thread: &'a Thread,
    pub(crate) key: &'a str,
    pub(crate) n_diagnostics: u64,
    pub(crate) counts: ThreadCounts,
    pub(crate) measures: &'a ThreadMeasures,
}

impl<'a> ThreadRow<'a> {
    /// What is told of stances, where any comment was looked at.
    fn stances<T>(&self, value: impl Fn(&StanceSums) -> T) -> Option<T> {
        Some(&self.measures.stances).filter(|sums| sums.n_read() > 0).map(value)
    }

    /// The document, where it may say from where it is.
    fn saved(&self) -> Option<&'a ThreadSource> {
        self.thread.sources().first().filter(|_| !self.thread.has_pseudonyms())
    }

    fn text(&self, span: Option<Span>) -> Cell<'a> {
        span.map(|span| self.thread.text(span)).into()
    }
}

/// A function that takes a cell's value from a row of `threads`.
pub(crate) type Value = for<'a> fn(&ThreadRow<'a>) -> Cell<'a>;

const fn text(name: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::text(name, meaning), value)
}

const fn count(name: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::integer(name, "comments", "from 0", meaning), value)
}

const fn share(name: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::decimal(name, "0 to 1", meaning), value)
}

/// The columns, in the order that is part of the contract.
pub(crate) fn fields() -> impl Iterator<Item = &'static Field<Value>> {
    DOCUMENT.iter().chain(measure_columns::FIELDS).chain(STANCES).chain(WORDS).chain(LAST)
}

/// What a document is, and how much of its thread it holds.
static DOCUMENT: &[Field<Value>] = &[
    text("thread", "the thread's key: the document's path without its extension, made unique", |row| row.key.into()),
    text("document", "the document's name", |row| row.thread.document().into()),
    text("site", "the site whose rules explain the document's lines", |row| {
        row.thread.dialect().map(|choice| choice.chosen.site.as_str()).into()
    }),
    text("outline", "how the document draws nested lists as text", |row| {
        row.thread.dialect().map(|choice| choice.chosen.outline.as_str()).into()
    }),
    text("encoding", "the character encoding that the document was read in", |row| {
        row.thread.encoding().0.name().into()
    }),
    text("title", "the story's title", |row| row.text(row.thread.story().title)),
    text("host", "the host of the article that the story links to", |row| row.text(row.thread.story().host)),
    text("url", "the address that the page was saved from, where the document says it; empty with pseudonyms", |row| {
        row.saved().and_then(|source| source.url.as_deref()).into()
    }),
    text("story_author", "who posted the story on the site", |row| row.text(row.thread.story().author)),
    field(Column::time("posted_at", "when the story was posted, in the site's own time"), |row| {
        row.thread.posted_at().into()
    }),
    count("n_declared", "comments that the page says it has; empty where it does not say", |row| {
        row.thread.story().declared.into()
    }),
    count("n_comments", "comments found: rows without placeholders", |row| row.counts.n_comments.into()),
    count(
        "n_hidden",
        "comments that are missing: declared less found, or as many as the page says it does not show, whichever is more; empty where it tells neither",
        |row| row.counts.n_hidden.into(),
    ),
    count("n_full", "comments printed whole", |row| row.counts.n_full.into()),
    count("n_abbreviated", "comments printed in part", |row| row.counts.n_abbreviated.into()),
    count("n_stubs", "comments of which one line of trace is left", |row| row.counts.n_stubs.into()),
    count("n_placeholders", "rows that stand for missing parents", |row| row.counts.n_placeholders.into()),
    count("n_orphans", "comments whose parent is a placeholder", |row| row.counts.n_orphans.into()),
    field(Column::integer("n_diagnostics", "diagnostics", "from 0", "rows of the table of diagnostics"), |row| {
        row.n_diagnostics.into()
    }),
    share(
        "completeness",
        "comments found over comments declared, at most 1; empty where the page declares no number",
        |row| row.counts.completeness().into(),
    ),
];

/// Who agrees with what they answer.
static STANCES: &[Field<Value>] = &[
    count(
        "n_stance",
        "comments of which it is told whether they agree, disagree or do neither; empty where none was looked at",
        |row| row.stances(StanceSums::n_told).into(),
    ),
    share("agree_share", "those that agree with what they answer over `n_stance`", |row| {
        row.measures.stances.share(Stance::Agree).into()
    }),
    share("neutral_share", "those that do neither over `n_stance`", |row| {
        row.measures.stances.share(Stance::Neutral).into()
    }),
    share("disagree_share", "those that disagree with what they answer over `n_stance`", |row| {
        row.measures.stances.share(Stance::Disagree).into()
    }),
    share("unsure_share", "comments of which no stance is told over all comments", |row| {
        row.measures.stances.unsure_share().into()
    }),
    share(
        "question_share",
        "comments that ask what they answer something over those that have words to judge by",
        |row| row.measures.stances.question_share().into(),
    ),
    share(
        "camps_cut_ratio",
        "the weight of opposition between the two sides of the thread's authors over that of all replies; empty with too few, and where nobody opposes anybody",
        |row| row.measures.camps.and_then(|camps| camps.cut_ratio).into(),
    ),
    share("camps_balance", "authors of the smaller side over those of the larger", |row| {
        row.measures.camps.map(|camps| camps.balance).into()
    }),
];

/// How much was said.
static WORDS: &[Field<Value>] = &[
    field(
        Column::integer("words", "words", "from 0", "words of all bodies; empty where the document holds none"),
        |row| Some(row.counts.words).filter(|&words| words > 0).into(),
    ),
    share("quoted_share", "words that are quoted over all words; empty where there are none", |row| {
        row.counts.quoted_share().into()
    }),
    count("n_timed", "comments whose time since the story is known; all that is said of times is of them", |row| {
        row.measures.n_timed.into()
    }),
    count(
        "n_identified",
        "comments of which it is known who wrote them; all that is said of authors is of them",
        |row| row.measures.anonymous.n_identified().into(),
    ),
    count("n_parents_uncertain", "comments that perhaps answer another one than their parent", |row| {
        row.counts.n_parents_uncertain.into()
    }),
];

/// What came later.
static LAST: &[Field<Value>] = &[
    share(
        "camps_stability",
        "how often authors are on the same side when the thread is split again, on average",
        |row| row.measures.camps.map(|camps| camps.stability).into(),
    ),
    field(Column::time("saved_at", "when the page was saved, in universal time, where the document says it"), |row| {
        row.saved().and_then(|source| source.saved_at).into()
    }),
];
