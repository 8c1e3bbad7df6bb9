//! What a thread holds, counted in one pass.

use crate::model::{Comment, Form, Thread};

/// How many comments of which form a thread holds, and how many it lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThreadCounts {
    /// Comments found: rows without placeholders.
    pub n_comments: u64,
    /// Comments printed whole.
    pub n_full: u64,
    /// Comments printed in part.
    pub n_abbreviated: u64,
    /// Comments of which one line of trace is left.
    pub n_stubs: u64,
    /// Rows that stand for missing parents.
    pub n_placeholders: u64,
    /// Comments whose parent is a placeholder.
    pub n_orphans: u64,
    /// Comments that perhaps answer another one than their parent.
    pub n_parents_uncertain: u64,
    /// Comments that are missing; `None` where the page does not tell.
    pub n_hidden: Option<u64>,
    /// Words of all bodies.
    pub words: u64,
    /// Words of all bodies that are quoted.
    pub quoted_words: u64,
    declared: Option<u64>,
}

impl ThreadCounts {
    /// Counts a thread's rows: linear in their number.
    ///
    /// `n_hidden` is the greater of declared minus found and what the page itself says it does not show;
    /// where the page declares no number, it is what the page says, if it says anything.
    #[must_use]
    pub fn of(thread: &Thread) -> Self {
        let mut counts = Self { declared: thread.story().declared, ..Self::default() };
        for comment in thread.comments() {
            counts.add(thread, comment);
        }
        counts.n_hidden = counts.hidden(thread.stated_hidden());
        counts
    }

    /// Comments found over comments declared, at most 1; `None` where the page declares no number.
    ///
    /// A page that declares 0 comments is complete. Sites miscount: a page can declare 85 and list 86.
    #[must_use]
    pub fn completeness(&self) -> Option<f64> {
        self.declared.map(|declared| if declared == 0 { 1.0 } else { ratio(self.n_comments, declared).min(1.0) })
    }

    /// Quoted words over words; `None` where there are no words.
    #[must_use]
    pub fn quoted_share(&self) -> Option<f64> {
        (self.words > 0).then(|| ratio(self.quoted_words, self.words))
    }

    fn add(&mut self, thread: &Thread, comment: &Comment) {
        match comment.form {
            Form::Full => self.n_full += 1,
            Form::Abbreviated => self.n_abbreviated += 1,
            Form::Stub => self.n_stubs += 1,
            Form::Placeholder => {
                self.n_placeholders += 1;
                return;
            }
        }
        self.n_comments += 1;
        self.n_parents_uncertain += u64::from(!comment.parent_certain);
        self.n_orphans += u64::from(is_orphan(thread, comment));
        self.words += u64::from(comment.words);
        self.quoted_words += u64::from(comment.quoted_words);
    }

    fn hidden(&self, stated: u64) -> Option<u64> {
        match self.declared {
            Some(declared) => Some(declared.saturating_sub(self.n_comments).max(stated)),
            None => (stated > 0).then_some(stated),
        }
    }
}

fn is_orphan(thread: &Thread, comment: &Comment) -> bool {
    let parent = comment.parent.and_then(|id| thread.comment(id));
    parent.is_some_and(|parent| parent.form == Form::Placeholder)
}

/// `part` over `whole` as a fraction. Counts stay far below 2^53, so that the conversion is exact.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(declared: Option<u64>, n_comments: u64) -> ThreadCounts {
        ThreadCounts { declared, n_comments, ..ThreadCounts::default() }
    }

    #[test]
    fn hidden_is_the_greater_of_what_is_known() {
        assert_eq!(counts(Some(10), 7).hidden(0), Some(3));
        assert_eq!(counts(Some(10), 7).hidden(5), Some(5));
        assert_eq!(counts(Some(85), 86).hidden(0), Some(0));
        assert_eq!(counts(None, 7).hidden(5), Some(5));
        assert_eq!(counts(None, 7).hidden(0), None);
    }

    #[test]
    fn completeness_is_at_most_one_and_may_be_unknown() {
        assert_eq!(counts(Some(10), 7).completeness(), Some(0.7));
        assert_eq!(counts(Some(85), 86).completeness(), Some(1.0));
        assert_eq!(counts(Some(0), 0).completeness(), Some(1.0));
        assert_eq!(counts(None, 7).completeness(), None);
    }

    #[test]
    fn no_words_have_no_quoted_share() {
        assert_eq!(counts(None, 1).quoted_share(), None);
    }
}
