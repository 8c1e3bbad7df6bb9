//! One of the two saves: what is known of each of its comments, made ready to be compared.

use super::wording::{Wordings, letters_of};
use crate::model::{Comment, CommentId, Thread};

/// The greatest distance of two places' clocks, and the least, in minutes.
const MOST_ZONES: u64 = 26 * 60;
const ZONE_STEP: u64 = 15;

/// A save, with what its comments are known by.
#[derive(Debug)]
pub(super) struct Side<'a> {
    pub(super) thread: &'a Thread,
    pub(super) wordings: Wordings,
    known: Vec<Known>,
    parents: Vec<Option<usize>>,
}

/// What tells a comment from others; `None` where the save lost it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    pub(super) id: Option<u64>,
    pub(super) author: Option<Author>,
    pub(super) minute: Option<i64>,
    pub(super) subject: Option<u64>,
    anonymous: Option<bool>,
    uid: Option<u64>,
}

/// Who wrote a comment: nobody in particular, or a nickname as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Author {
    Anonymous,
    Named(u64),
}

impl Known {
    fn of(thread: &Thread, comment: &Comment) -> Self {
        let named = comment.author.map(|author| Author::Named(letters_of(thread.text(author))));
        let minute = comment.posted_at().map(|at| at.and_utc().timestamp().div_euclid(60));
        Self {
            id: comment.site_id,
            author: if comment.anonymous == Some(true) { Some(Author::Anonymous) } else { named },
            minute,
            subject: comment.subject.map(|subject| letters_of(thread.text(subject))),
            anonymous: comment.anonymous,
            uid: comment.uid,
        }
    }

    /// Tells whether nothing that both saves know says that these are two comments.
    ///
    /// Sites print times in the reader's zone, so times that are whole quarters of an hour apart may be one.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        !differ(self.id, other.id) && self.may_be_by(other) && !is_another_time(self.minute, other.minute)
    }

    /// Tells whether both may have the same author.
    pub(super) fn may_be_by(&self, other: &Self) -> bool {
        let is_named_otherwise = match (self.uid, other.uid) {
            (Some(one), Some(other)) => one != other,
            _ => differ(self.author, other.author),
        };
        !is_named_otherwise && !differ(self.anonymous, other.anonymous)
    }

    /// The author and the minute, where both are known and the author is somebody.
    pub(super) fn header(&self) -> Option<(Author, i64)> {
        Some((self.author.filter(|author| *author != Author::Anonymous)?, self.minute?))
    }
}

fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

fn is_another_time(one: Option<i64>, other: Option<i64>) -> bool {
    let apart = one.zip(other).map_or(0, |(one, other)| one.abs_diff(other));
    apart > MOST_ZONES || !apart.is_multiple_of(ZONE_STEP)
}

impl<'a> Side<'a> {
    /// Makes a save ready. Linear in its text.
    pub(super) fn of(thread: &'a Thread) -> Self {
        let wordings = Wordings::of(thread);
        let known = thread.comments().iter().map(|comment| Known::of(thread, comment)).collect();
        Self { thread, wordings, known, parents: visible_parents(thread) }
    }

    /// Tells whether both saves were made by one tool, which loses the same of both.
    pub(super) fn is_drawn_as(&self, other: &Self) -> bool {
        let outline = |side: &Self| side.thread.dialect().map(|choice| choice.chosen.outline.clone());
        outline(self) == outline(other)
    }

    /// How many rows it has.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// What is known of the comment at an index.
    pub(super) fn known(&self, index: usize) -> Known {
        self.known.get(index).copied().unwrap_or_default()
    }

    /// The comment at an index, unless it is a placeholder.
    pub(super) fn comment(&self, index: usize) -> Option<&'a Comment> {
        self.thread.comments().get(index).filter(|comment| !comment.is_placeholder())
    }

    /// The nearest comment above, placeholders left out; `None` is the story.
    pub(super) fn parent(&self, index: usize) -> Option<usize> {
        self.parents.get(index).copied().flatten()
    }
}

/// The nearest ancestor of each comment that is no placeholder.
fn visible_parents(thread: &Thread) -> Vec<Option<usize>> {
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(thread.comments().len());
    for comment in thread.comments() {
        let drawn = comment.parent.map(CommentId::index);
        let is_placeholder = |index: usize| thread.comments().get(index).is_some_and(Comment::is_placeholder);
        parents.push(match drawn {
            Some(above) if is_placeholder(above) => parents.get(above).copied().flatten(),
            drawn => drawn,
        });
    }
    parents
}
