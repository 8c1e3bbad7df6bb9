//! What is different about the comments that both saves hold, and which ones only one of them holds.

use rustc_hash::FxHashSet;

use super::side::Side;
use super::wording::{letters_of, say_otherwise};
use super::{Change, Diff, Difference, Match, MatchedBy};
use crate::model::{Comment, CommentId, Form, Span, Thread};

/// The diagnostic that says that a moderators' word is not known.
const MODERATION_UNKNOWN: &str = "moderation-unknown";

/// Lists the changes between two saves whose comments are matched, in the new one's order.
pub(super) fn changes(old: &Side<'_>, new: &Side<'_>, matches: &[Match]) -> Diff {
    let (to_new, to_old) = counterparts(old, new, matches);
    let compared = Compared {
        old,
        new,
        anchors_old: anchors(old, |index| to_new.get(index).copied().flatten()),
        anchors_new: anchors(new, |index| to_old.get(index).copied().flatten().map(|_| index)),
        unread: [unread_lines(old.thread), unread_lines(new.thread)],
    };
    let mut changes = Vec::new();
    let mut rest = matches.iter().peekable();
    for (index, comment) in new.thread.comments().iter().enumerate() {
        match rest.next_if(|found| found.new.index() == index) {
            Some(found) => changes.extend(compared.differences(found).map(|it| Change::Changed(*found, it))),
            None if comment.is_placeholder() => {}
            None => changes.push(Change::New(CommentId::from_index(index))),
        }
    }
    let is_gone = |index: &usize| to_new.get(*index) == Some(&None) && old.comment(*index).is_some();
    changes.extend((0..old.len()).filter(is_gone).map(|index| Change::Gone(CommentId::from_index(index))));
    Diff { matches: matches.to_vec(), changes }
}

type Counterparts = Vec<Option<usize>>;

/// Which comment of the new save each of the old one's is, and the other way round.
fn counterparts(old: &Side<'_>, new: &Side<'_>, matches: &[Match]) -> (Counterparts, Counterparts) {
    let (mut to_new, mut to_old) = (vec![None; old.len()], vec![None; new.len()]);
    for found in matches {
        let (old, new) = (found.old.index(), found.new.index());
        if let (Some(to_new), Some(to_old)) = (to_new.get_mut(old), to_old.get_mut(new)) {
            (*to_new, *to_old) = (Some(new), Some(old));
        }
    }
    (to_new, to_old)
}

/// What each comment hangs on that both saves hold, as an index of the new save; `None` is the story.
fn anchors(side: &Side<'_>, in_new: impl Fn(usize) -> Option<usize>) -> Vec<Option<usize>> {
    let mut anchors: Vec<Option<usize>> = Vec::with_capacity(side.len());
    for index in 0..side.len() {
        let parent = side.parent(index);
        let above = || parent.and_then(|parent| anchors.get(parent).copied().flatten());
        anchors.push(parent.and_then(&in_new).or_else(above));
    }
    anchors
}

/// The lines on which a moderators' word stands that could not be read.
fn unread_lines(thread: &Thread) -> FxHashSet<u32> {
    let unread = thread.diagnostics().iter().filter(|diagnostic| diagnostic.code == MODERATION_UNKNOWN);
    unread.map(|diagnostic| diagnostic.line).collect()
}

/// Two saves whose comments are matched.
struct Compared<'a> {
    old: &'a Side<'a>,
    new: &'a Side<'a>,
    anchors_old: Vec<Option<usize>>,
    anchors_new: Vec<Option<usize>>,
    unread: [FxHashSet<u32>; 2],
}

impl Compared<'_> {
    fn differences(&self, found: &Match) -> impl Iterator<Item = Difference> {
        let comments = self.old.thread.comment(found.old).zip(self.new.thread.comment(found.new));
        let all = comments.map(|(old, new)| {
            [
                rescored(old, new),
                self.relabelled(old, new),
                self.reparented(found, old, new),
                self.body(found, old, new),
            ]
        });
        all.into_iter().flatten().flatten()
    }

    /// A header that has a score has the moderators' word too, if there is one.
    fn relabelled(&self, old: &Comment, new: &Comment) -> Option<Difference> {
        let [unread_old, unread_new] = &self.unread;
        if !(is_label_known(old, unread_old) && is_label_known(new, unread_new)) {
            return None;
        }
        let letters = |thread: &Thread, word: Option<Span>| word.map(|word| letters_of(thread.text(word)));
        let is_same = letters(self.old.thread, old.moderation) == letters(self.new.thread, new.moderation);
        (!is_same).then_some(Difference::Relabelled { old: old.moderation, new: new.moderation })
    }

    fn reparented(&self, found: &Match, old: &Comment, new: &Comment) -> Option<Difference> {
        let has_tree = self.old.thread.has_tree() && self.new.thread.has_tree();
        // Of a parent that is missing it is not known which one it is.
        let is_known = |thread: &Thread, comment: &Comment| {
            let parent = comment.parent.and_then(|parent| thread.comment(parent));
            comment.parent_certain && !parent.is_some_and(Comment::is_placeholder)
        };
        let anchors = (self.anchors_old.get(found.old.index()), self.anchors_new.get(found.new.index()));
        let is_known = is_known(self.old.thread, old) && is_known(self.new.thread, new);
        let is_moved = has_tree && is_known && anchors.0 != anchors.1;
        is_moved.then_some(Difference::Reparented { old: old.parent, new: new.parent })
    }

    fn body(&self, found: &Match, old: &Comment, new: &Comment) -> Option<Difference> {
        let (old_index, new_index) = (found.old.index(), found.new.index());
        let (one, other) = (&self.old.wordings, &self.new.wordings);
        let is_same = one.letters(old_index) == other.letters(new_index)
            || one.own_letters(old_index) == other.own_letters(new_index);
        if is_same {
            return None;
        }
        let (words_old, words_new) = (one.words(old_index), other.words(new_index));
        // The site may have cut the last word in two.
        let begins = |less: &Comment, shorter: &[u64], longer: &[u64]| {
            less.truncated == Some(true) && shorter.split_last().is_some_and(|(_, rest)| longer.starts_with(rest))
        };
        let (n_old, n_new) = (words_old.len(), words_new.len());
        let is_cut =
            n_old <= n_new && begins(old, words_old, words_new) || n_new <= n_old && begins(new, words_new, words_old);
        match (n_old, n_new) {
            (0, _) => form(old, new).filter(|_| old.form == Form::Stub),
            (_, 0) => form(old, new).filter(|_| new.form == Form::Stub),
            _ if is_cut => form(old, new),
            _ => self.is_edited(found, words_old, words_new).then_some(Difference::Edited),
        }
    }

    /// Two tools keep and lose different words: only those that stand in place of others were the author's doing, and
    /// of a comment that is known by its words alone not even these.
    fn is_edited(&self, found: &Match, old: &[u64], new: &[u64]) -> bool {
        let is_known = found.by != MatchedBy::Words;
        self.old.is_drawn_as(self.new) || is_known && say_otherwise(old, new)
    }
}

fn rescored(old: &Comment, new: &Comment) -> Option<Difference> {
    let (old, new) = (old.score?, new.score?);
    (old != new).then_some(Difference::Rescored { old, new })
}

/// Tells whether a comment's header says with which word it was moderated, or that it was with none.
fn is_label_known(comment: &Comment, unread: &FxHashSet<u32>) -> bool {
    comment.moderation.is_some() || comment.score.is_some() && !unread.contains(&comment.line)
}

fn form(old: &Comment, new: &Comment) -> Option<Difference> {
    let (old, new) = (printed(old), printed(new));
    (old != new).then_some(Difference::Form { old, new })
}

/// How much of a body the site printed.
fn printed(comment: &Comment) -> Form {
    match comment.form {
        Form::Stub => Form::Stub,
        _ if comment.truncated == Some(true) => Form::Abbreviated,
        _ => Form::Full,
    }
}
