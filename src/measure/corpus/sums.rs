//! What is added up of any set of comments: scores, moderations, and who was anonymous.

use std::collections::BTreeMap;

use crate::measure::corpus::merge_maps;
use crate::measure::ratio;
use crate::measure::score_measures::{HIGH_SCORE, LOW_SCORE};
use crate::measure::shape::Moments;
use crate::model::{Comment, Thread};

/// Sums of scores. Comments whose score is lost are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScoreSums {
    n: u64,
    sum: i128,
    squares: i128,
    n_high: u64,
    n_low: u64,
    highest: Option<i32>,
}

impl ScoreSums {
    /// Adds a comment.
    pub fn add(&mut self, comment: &Comment) {
        let Some(score) = comment.score else { return };
        let whole = i128::from(score);
        self.merge(Self {
            n: 1,
            sum: whole,
            squares: whole * whole,
            n_high: (score >= HIGH_SCORE).into(),
            n_low: (score <= LOW_SCORE).into(),
            highest: Some(score),
        });
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
        self.n_high += other.n_high;
        self.n_low += other.n_low;
        self.highest = self.highest.max(other.highest);
    }

    /// Comments with a known score.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The highest score.
    #[must_use]
    pub fn highest(&self) -> Option<i32> {
        self.highest
    }

    /// Mean and population variance.
    #[must_use]
    pub fn moments(&self) -> Option<Moments> {
        Moments::of(self.n, self.sum, self.squares)
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        self.moments().map(|moments| moments.mean)
    }

    /// Those with a score of at least 4, over those with a known one.
    #[must_use]
    pub fn share_high(&self) -> Option<f64> {
        ratio(self.n_high.into(), self.n.into())
    }

    /// Those with a score of at most 0, over those with a known one.
    #[must_use]
    pub fn share_low(&self) -> Option<f64> {
        ratio(self.n_low.into(), self.n.into())
    }
}

/// How often each moderation was shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModerationSums {
    by_word: BTreeMap<String, u64>,
}

impl ModerationSums {
    /// Adds a comment of a thread.
    pub fn add(&mut self, thread: &Thread, comment: &Comment) {
        let Some(word) = comment.moderation.map(|span| thread.text(span)) else { return };
        match self.by_word.get_mut(word) {
            Some(n) => *n += 1,
            None => drop(self.by_word.insert(word.to_owned(), 1)),
        }
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: Self) {
        merge_maps(&mut self.by_word, other.by_word, |n, more| *n += more);
    }

    /// The moderation shown most often; of several the first in the order of bytes.
    #[must_use]
    pub fn top(&self) -> Option<&str> {
        // Of equals the last one wins, and they come in descending order.
        self.by_word.iter().rev().max_by_key(|(_, n)| **n).map(|(word, _)| word.as_str())
    }
}

/// How many comments are anonymous, of those of which it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnonymousSums {
    n_known: u64,
    n_anonymous: u64,
    n_identified: u64,
}

impl AnonymousSums {
    /// Adds a comment.
    pub fn add(&mut self, comment: &Comment) {
        self.n_known += u64::from(comment.anonymous.is_some() || comment.author.is_some());
        self.n_anonymous += u64::from(comment.anonymous == Some(true));
        self.n_identified += u64::from(comment.is_identified());
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: Self) {
        self.n_known += other.n_known;
        self.n_anonymous += other.n_anonymous;
        self.n_identified += other.n_identified;
    }

    /// Comments of which it is known who wrote them.
    #[must_use]
    pub fn n_identified(&self) -> u64 {
        self.n_identified
    }

    /// Tells whether it is known of any comment who wrote it.
    #[must_use]
    pub fn is_identified(&self) -> bool {
        self.n_identified > 0
    }

    /// Anonymous comments; `None` where it is known of none whether it is.
    #[must_use]
    pub fn n_anonymous(&self) -> Option<u64> {
        (self.n_known > 0).then_some(self.n_anonymous)
    }

    /// The share of anonymous ones; `None` where it is known of none.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        ratio(self.n_anonymous.into(), self.n_known.into())
    }
}
