//! Two saves of one thread, compared: which comments are new or gone, and what changed on those that both hold.

mod differences;
mod matching;
mod side;
#[cfg(test)]
mod tests;
mod wording;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Certainty, CommentId, Form, Span, Thread};

/// What says that two comments of two saves are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchedBy {
    /// The site's own number for it.
    Id,
    /// Its author and time, which its words do not speak against.
    Header,
    /// Its words; where they are few, with the place where they stand.
    Words,
}

impl MatchedBy {
    /// All of them, the surest first.
    pub const ALL: [Self; 3] = [Self::Id, Self::Header, Self::Words];

    /// The word written in tables: `id`, `header`, `words`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Header => "header",
            Self::Words => "words",
        }
    }
}

/// A comment that both saves hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Its id in the old save.
    pub old: CommentId,
    /// Its id in the new save.
    pub new: CommentId,
    /// What says that it is the same.
    pub by: MatchedBy,
    /// How sure that is.
    pub certainty: Certainty,
}

/// What is different about a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Its score.
    Rescored {
        /// The score in the old save.
        old: i32,
        /// The score in the new save.
        new: i32,
    },
    /// The moderators' word for it; `None` where a header without such a word was printed.
    Relabelled {
        /// The word, in the old thread's text.
        old: Option<Span>,
        /// The word, in the new thread's text.
        new: Option<Span>,
    },
    /// What it answers; `None` is the story.
    Reparented {
        /// The parent's id in the old save.
        old: Option<CommentId>,
        /// The parent's id in the new save.
        new: Option<CommentId>,
    },
    /// The author's own words.
    Edited,
    /// How much of it is printed.
    Form {
        /// The form of the old save's body: whole, cut, or one line of trace.
        old: Form,
        /// The form of the new save's body.
        new: Form,
    },
}

/// One change from the old save to the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A comment that only the new save holds.
    New(CommentId),
    /// A comment that only the old save holds.
    Gone(CommentId),
    /// A comment that both hold, with one difference.
    Changed(Match, Difference),
}

impl Change {
    /// The word written in tables: `new`, `gone`, `rescored`, `relabelled`, `reparented`, `edited`, `form`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New(_) => "new",
            Self::Gone(_) => "gone",
            Self::Changed(_, Difference::Rescored { .. }) => "rescored",
            Self::Changed(_, Difference::Relabelled { .. }) => "relabelled",
            Self::Changed(_, Difference::Reparented { .. }) => "reparented",
            Self::Changed(_, Difference::Edited) => "edited",
            Self::Changed(_, Difference::Form { .. }) => "form",
        }
    }

    /// The words of all kinds of changes, in the order in which they are told.
    pub const KINDS: [&str; 7] = ["new", "gone", "rescored", "relabelled", "reparented", "edited", "form"];
}

/// What two saves of a thread have in common, and what changed from one to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// The comments that both hold, in the new save's order.
    pub matches: Vec<Match>,
    /// The changes: those of the new save's comments in its order, then what is gone in the old save's order.
    pub changes: Vec<Change>,
}

impl Diff {
    /// Says that two saves seem to be of two stories: both hold comments, none is in both, and the titles differ.
    /// It is about the new one.
    #[must_use]
    pub fn other_story(&self, old: &Thread, new: &Thread) -> Option<Diagnostic> {
        let title = |thread: &Thread| Some(thread.text(thread.story().title?).to_owned());
        let is_empty = [old, new].iter().any(|thread| thread.comments().is_empty());
        let (before, after) = (title(old)?, title(new)?);
        if is_empty || !self.matches.is_empty() || before == after {
            return None;
        }
        let message = format!("expected another save of `{before}`, but found `{after}`, and no comment is in both");
        let (line, column, severity) = (1, 1, Severity::Warning);
        let help = "every comment counts as gone or new; compare two saves of one story";
        Some(Diagnostic::new(severity, (line, column), "other-story", message, help))
    }
}

/// Compares two saves of one thread.
///
/// A comment of one save is matched with one of the other by the site's number, where both have it; else by author and
/// time, if the words do not speak against that; else by words alone, if they are enough or stand at the same place. Two
/// comments of one author in one minute are told apart by their words. Anonymous comments and those without a header
/// are matched by words. Each comment is matched at most once, and a comment whose number or author is another is never
/// matched. The saves may have been made by different tools: what one of them does not hold, such as a score, a date or
/// the tree, is no change.
///
/// A parent is the same where both saves hang the comment, through comments that only one of them holds, on the same
/// one that both hold. It is compared where both are certain and neither is missing. A body that the site cut off, or of
/// which one line is left, is not edited but of another form. Between saves of two tools, which keep and lose different
/// words, an edit has words on both sides that the other has not, and is told only of comments that are known by number
/// or header. Signatures are not compared: sites print the one that the author has now. Saves of which one holds no
/// comment give only new ones, or only gone ones; placeholders are no comments.
///
/// `diff(a, a)` has no change, and `diff(b, a)` is `diff(a, b)` with old and new exchanged. Takes time linear in the text
/// of both threads, but for one sort of the pairs of comments that share rare runs of words.
///
/// ```
/// use rejoinder::corpus::{Change, Difference, diff};
/// use rejoinder::model::Document;
/// use rejoinder::parse::{DialectSet, parse};
///
/// let page = |score: &str| format!("\
/// Comments Filter:
///   • Tea (Score:{score})
///
///     by kettle ( 12 ) on Thursday October 05, 2023 @11:41PM (#101)
///
///     Is there any?
/// ");
/// let dialects = DialectSet::builtin()?;
/// let read = |score| parse(Document::from_text("tea.txt", page(score)), &dialects);
///
/// let found = diff(&read("2"), &read("5"));
/// let [Change::Changed(_, difference)] = found.changes[..] else { panic!("one change") };
/// assert_eq!(difference, Difference::Rescored { old: 2, new: 5 });
/// # Ok::<(), rejoinder::grammar::GrammarError>(())
/// ```
#[must_use]
pub fn diff(old: &Thread, new: &Thread) -> Diff {
    let (old, new) = (side::Side::of(old), side::Side::of(new));
    differences::changes(&old, &new, &matching::match_comments(&old, &new))
}
