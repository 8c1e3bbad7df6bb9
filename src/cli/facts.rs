//! What a summary says of a thread, as numbers.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use rustc_hash::FxHashMap;

use super::numbers;
use super::stance_args::StanceFacts;
use crate::model::{Certainty, Comment, CommentId, Form, Thread};
use crate::table::ThreadCounts;

/// A comment below this certainty is called uncertain.
pub(super) const CERTAIN: u8 = 90;

/// FactSums of certainties and scores, which add up over threads.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FactSums {
    /// Comments in the document, without placeholders.
    pub(super) n_comments: u64,
    /// Comments in documents that tell how many there are.
    pub(super) n_of_expected: u64,
    /// Comments that those documents say there are.
    pub(super) n_expected: u64,
    /// Comments that are not in the document.
    pub(super) n_hidden: u64,
    /// Sum of the certainties of all comments, in hundredths.
    pub(super) certainty: u64,
    /// Comments whose score is printed.
    pub(super) n_scored: u64,
    /// Sum of the printed scores.
    pub(super) score: i64,
}

impl FactSums {
    /// Adds another thread's sums.
    pub(super) fn merge(&mut self, other: &Self) {
        self.n_comments += other.n_comments;
        self.n_of_expected += other.n_of_expected;
        self.n_expected += other.n_expected;
        self.n_hidden += other.n_hidden;
        self.certainty += other.certainty;
        self.n_scored += other.n_scored;
        self.score += other.score;
    }

    /// The mean certainty of the comments; `None` without comments.
    pub(super) fn mean_certainty(&self) -> Option<Certainty> {
        let mean = self.certainty.checked_div(self.n_comments)?;
        Some(Certainty::from_hundredths(u8::try_from(mean).unwrap_or(100)))
    }

    /// The mean of the printed scores, with one decimal.
    pub(super) fn mean_score(&self) -> Option<String> {
        numbers::mean(self.score, self.n_scored)
    }
}

/// What a summary says of a thread.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The path that the document was read from, for commands that name it.
    pub(super) path: String,
    /// The document's name.
    pub(super) document: String,
    /// The key that a table gives the thread.
    pub(super) key: Option<String>,
    /// The story's title.
    pub(super) title: Option<String>,
    /// What adds up over threads.
    pub(super) sums: FactSums,
    /// Nodes that stand for missing parents.
    pub(super) n_placeholders: u64,
    /// Comments that are whole, abbreviated, one line.
    pub(super) n_of_form: [u64; 3],
    /// Comments that are less certain than [`CERTAIN`].
    pub(super) n_uncertain: u64,
    /// Comments of each level, from depth 1; empty where the tree is lost.
    pub(super) levels: Vec<u64>,
    /// Comments of each printed score.
    pub(super) scores: BTreeMap<i32, u64>,
    /// Comments of each named author, most first.
    pub(super) authors: Vec<(String, u64)>,
    /// Comments of nobody in particular.
    pub(super) n_anonymous: u64,
    /// Comments whose author the document lost.
    pub(super) n_unknown_author: u64,
    /// The comment with the most replies, and how many.
    pub(super) most_replied: Option<(CommentId, u32)>,
    /// Comments with a time, the earliest and the latest of those times.
    pub(super) times: Option<(u64, NaiveDateTime, NaiveDateTime)>,
    /// How often each rule guessed or complained, most often first.
    pub(super) rules: Vec<(&'static str, u64)>,
    /// Who agrees with whom, where that is told.
    pub(super) stances: StanceFacts,
}

impl Facts {
    /// Counts a thread. Linear in its comments and diagnostics.
    pub(super) fn of(thread: &Thread) -> Self {
        let mut facts = Self {
            document: thread.document().to_owned(),
            key: thread.key().map(str::to_owned),
            title: thread.story().title.map(|span| thread.text(span).to_owned()),
            ..Self::default()
        };
        for (index, comment) in thread.comments().iter().enumerate() {
            match comment.form {
                Form::Placeholder => facts.n_placeholders += 1,
                _ => facts.add(CommentId::from_index(index), comment),
            }
        }
        facts.count_hidden(thread);
        facts.count_authors(thread);
        facts.count_rules(thread);
        facts
    }

    /// The greatest depth; `None` where no comment has one.
    pub(super) fn depth(&self) -> Option<usize> {
        Some(self.levels.len()).filter(|&depth| depth > 0)
    }

    /// How many authors are named; `None` where the document lost them all.
    pub(super) fn n_named(&self) -> Option<usize> {
        Some(self.authors.len()).filter(|&n| n > 0 || self.n_anonymous > 0)
    }

    /// What the thread is called: its title, or else its key in a table, or the name of its file without the folders.
    pub(super) fn name(&self) -> &str {
        let file = self.document.rsplit(['/', '\\']).next().unwrap_or(&self.document);
        self.title.as_deref().or(self.key.as_deref()).unwrap_or(file)
    }

    fn add(&mut self, id: CommentId, comment: &Comment) {
        self.sums.n_comments += 1;
        self.sums.certainty += u64::from(comment.certainty.hundredths());
        self.n_uncertain += u64::from(comment.certainty.hundredths() < CERTAIN);
        self.count_form(comment.form);
        self.count_level(comment.depth);
        if let Some(score) = comment.score {
            self.sums.n_scored += 1;
            self.sums.score += i64::from(score);
            *self.scores.entry(score).or_default() += 1;
        }
        if self.most_replied.is_none_or(|(_, most)| comment.n_replies > most) && comment.n_replies > 0 {
            self.most_replied = Some((id, comment.n_replies));
        }
        if let Some(at) = comment.posted.and_then(|posted| posted.at) {
            let (n, first, last) = self.times.unwrap_or((0, at, at));
            self.times = Some((n + 1, first.min(at), last.max(at)));
        }
    }

    fn count_form(&mut self, form: Form) {
        let [full, abbreviated, stubs] = &mut self.n_of_form;
        match form {
            Form::Full => *full += 1,
            Form::Abbreviated => *abbreviated += 1,
            Form::Stub => *stubs += 1,
            Form::Placeholder => {}
        }
    }

    fn count_level(&mut self, depth: Option<u32>) {
        let Some(index) = depth.and_then(|depth| usize::try_from(depth).ok()?.checked_sub(1)) else { return };
        if self.levels.len() <= index {
            self.levels.resize(index + 1, 0);
        }
        if let Some(level) = self.levels.get_mut(index) {
            *level += 1;
        }
    }

    fn count_hidden(&mut self, thread: &Thread) {
        let found = self.sums.n_comments;
        let Some(hidden) = ThreadCounts::of(thread).n_hidden else { return };
        self.sums.n_hidden = hidden;
        self.sums.n_of_expected = found;
        self.sums.n_expected = thread.story().declared.unwrap_or(found.saturating_add(hidden)).max(found);
    }

    fn count_authors(&mut self, thread: &Thread) {
        let mut n_of: FxHashMap<&str, u64> = FxHashMap::default();
        for comment in thread.comments().iter().filter(|comment| comment.form != Form::Placeholder) {
            match (comment.anonymous, comment.author) {
                (Some(true), _) => self.n_anonymous += 1,
                (_, Some(author)) => *n_of.entry(thread.text(author)).or_default() += 1,
                (_, None) => self.n_unknown_author += 1,
            }
        }
        self.authors = n_of.into_iter().map(|(name, n)| (name.to_owned(), n)).collect();
        self.authors.sort_unstable_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    }

    fn count_rules(&mut self, thread: &Thread) {
        let mut rules: BTreeMap<&'static str, u64> = BTreeMap::new();
        for diagnostic in thread.diagnostics() {
            *rules.entry(diagnostic.code).or_default() += 1;
        }
        self.rules = rules.into_iter().collect();
        self.rules.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::sample_thread;

    #[test]
    fn the_sample_adds_up() {
        let facts = Facts::of(&sample_thread::thread());
        assert_eq!((facts.sums.n_comments, facts.sums.n_hidden, facts.n_placeholders), (9, 5, 1));
        assert_eq!(facts.levels, [3, 2, 2, 1, 1]);
        assert_eq!(facts.n_of_form.iter().sum::<u64>(), facts.sums.n_comments);
        assert_eq!(facts.levels.iter().sum::<u64>(), facts.sums.n_comments);
        let named: u64 = facts.authors.iter().map(|(_, n)| n).sum();
        assert_eq!(named + facts.n_anonymous + facts.n_unknown_author, facts.sums.n_comments);
    }

    #[test]
    fn nothing_is_known_of_nothing() {
        let facts = Facts::of(&sample_thread::empty());
        assert_eq!(facts.sums.mean_certainty(), None);
        assert_eq!(facts.sums.mean_score(), None);
        assert_eq!((facts.depth(), facts.n_named(), facts.most_replied, facts.times), (None, None, None, None));
        assert_eq!(facts.name(), "empty.txt");
        assert_eq!(Facts { document: "a/b.md".to_owned(), ..Facts::default() }.name(), "b.md");
    }
}
