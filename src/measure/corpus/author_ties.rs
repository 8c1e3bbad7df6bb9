//! Ties: who replied to whom over all threads, and how.

use std::collections::BTreeMap;

use crate::measure::author_replies::author_replies;
use crate::measure::corpus::merge_renamed;
use crate::measure::corpus::stance_sums::StanceSums;
use crate::measure::corpus::sums::ScoreSums;
use crate::measure::order::median;
use crate::measure::view::View;
use chrono::NaiveDateTime;

/// Who replied to whom in one thread or in many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorTies {
    by_pair: BTreeMap<(u32, u32), TieSums>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct TieSums {
    weight: u64,
    n_threads: u64,
    first_at: Option<NaiveDateTime>,
    last_at: Option<NaiveDateTime>,
    scores: ScoreSums,
    stances: StanceSums,
    delays: Vec<i64>,
}

/// One author's replies to another.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthorTie {
    /// Who replied.
    pub source: u32,
    /// To whom.
    pub target: u32,
    /// How often.
    pub weight: u64,
    /// How often the other replied in return; `None` for an author's replies to themselves.
    pub reverse_weight: Option<u64>,
    /// In how many threads.
    pub n_threads: u64,
    /// When first.
    pub first_at: Option<NaiveDateTime>,
    /// When last.
    pub last_at: Option<NaiveDateTime>,
    /// The scores of the replies.
    pub scores: ScoreSums,
    /// The stances of the replies.
    pub stances: StanceSums,
    /// Median time that a reply took.
    pub median_delay_s: Option<f64>,
}

impl TieSums {
    fn merge(&mut self, other: Self) {
        self.weight += other.weight;
        self.n_threads += other.n_threads;
        self.first_at = earliest(self.first_at, other.first_at);
        self.last_at = self.last_at.max(other.last_at);
        self.scores.merge(other.scores);
        self.stances.merge(other.stances);
        self.delays.extend(other.delays);
    }
}

/// The earlier of two moments of which one may be unknown.
pub(super) fn earliest(a: Option<NaiveDateTime>, b: Option<NaiveDateTime>) -> Option<NaiveDateTime> {
    a.into_iter().chain(b).min()
}

impl AuthorTies {
    /// The ties of one thread, with the numbers that its authors have in it. O(n log n).
    #[must_use]
    pub fn of(view: &View<'_>) -> Self {
        let mut ties = Self::default();
        let Some(tree) = view.tree() else { return ties };
        let authors = view.authors();
        for reply in author_replies(tree, authors, view.options()) {
            let parent = tree.parent(reply.node).and_then(|parent| authors.of_node(parent));
            let (Some(source), Some(target)) = (authors.of_node(reply.node), parent) else { continue };
            let Some(comment) = view.comment(reply.node) else { continue };
            let sums = ties.by_pair.entry((source, target)).or_default();
            (sums.weight, sums.n_threads) = (sums.weight + 1, 1);
            sums.first_at = earliest(sums.first_at, comment.posted_at());
            sums.last_at = sums.last_at.max(comment.posted_at());
            sums.scores.add(comment);
            sums.stances.add(view.stance(reply.node));
            sums.delays.extend(view.reply_delay_s(comment));
        }
        ties
    }

    /// Gives the authors other numbers.
    pub(crate) fn rename(&mut self, number: impl Fn(u32) -> u32) {
        let own = std::mem::take(self);
        self.merge(own, number);
    }

    /// Adds the ties of other threads, of which `number` gives the authors' numbers among these.
    pub fn merge(&mut self, other: Self, number: impl Fn(u32) -> u32) {
        let rename = |(source, target)| (number(source), number(target));
        merge_renamed(&mut self.by_pair, other.by_pair, rename, TieSums::merge);
    }

    fn weight(&self, source: u32, target: u32) -> u64 {
        self.by_pair.get(&(source, target)).map_or(0, |sums| sums.weight)
    }

    /// How many more of one author's replies to another agree than disagree.
    #[must_use]
    pub fn lean(&self, source: u32, target: u32) -> i64 {
        self.by_pair.get(&(source, target)).map_or(0, |sums| sums.stances.lean())
    }

    /// Tells whether the stance of any reply was looked at.
    #[must_use]
    pub fn has_stances(&self) -> bool {
        self.by_pair.values().any(|sums| sums.stances.n_read() > 0)
    }

    /// Who replied, to whom, how often.
    pub fn weights(&self) -> impl Iterator<Item = (u32, u32, u64)> + '_ {
        self.by_pair.iter().map(|(&(source, target), sums)| (source, target, sums.weight))
    }

    /// The ties, by source and target.
    pub fn rows(&self) -> impl Iterator<Item = AuthorTie> + '_ {
        self.by_pair.iter().map(|(&(source, target), sums)| {
            let mut delays = sums.delays.clone();
            delays.sort_unstable();
            AuthorTie {
                source,
                target,
                weight: sums.weight,
                reverse_weight: (source != target).then(|| self.weight(target, source)),
                n_threads: sums.n_threads,
                first_at: sums.first_at,
                last_at: sums.last_at,
                scores: sums.scores,
                stances: sums.stances,
                median_delay_s: median(&delays),
            }
        })
    }
}
