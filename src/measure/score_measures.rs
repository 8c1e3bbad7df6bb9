//! What the moderators raised and sank in a thread.

use rustc_hash::FxHashMap;

use crate::measure::inequality::{entropy_bits, normalised};
use crate::measure::order::{median, spearman};
use crate::measure::shape::Moments;
use crate::measure::view::View;

/// Scores from here on count as high, as far as Slashdot's scale goes.
pub const HIGH_SCORE: i32 = 4;
/// Scores up to here count as low.
pub const LOW_SCORE: i32 = 0;

/// The scores and moderations of one thread. Comments whose score is lost are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// Comments with a known score.
    pub n_scored: u64,
    /// Mean and population variance.
    pub moments: Option<Moments>,
    /// Median.
    pub median: Option<f64>,
    /// Share of those with a score of at least 4.
    pub share_high: Option<f64>,
    /// Share of those with a score of at most 0.
    pub share_low: Option<f64>,
    /// Spearman's rank correlation of score and depth.
    pub depth_spearman: Option<f64>,
    /// Of score and rank of arrival.
    pub arrival_spearman: Option<f64>,
    /// Of score and number of replies.
    pub replies_spearman: Option<f64>,
    /// Entropy of the moderations shown, over the most that so many words can have; `None` for fewer than two words.
    pub moderation_entropy_norm: Option<f64>,
    /// The moderation shown most often; of several the first in the order of bytes.
    pub top_moderation: Option<String>,
}

impl Scores {
    /// Measures the scores of a thread. O(n log n), for ranks.
    #[must_use]
    pub fn of(view: &View<'_>) -> Self {
        let scored = || view.comments().filter_map(|(node, comment)| Some((node, comment, i64::from(comment.score?))));
        let mut scores: Vec<i64> = scored().map(|(_, _, score)| score).collect();
        scores.sort_unstable();
        let n = scores.len() as u64;
        let share = |part: usize| (n > 0).then(|| part as f64 / n as f64);
        let correlation = |of: &dyn Fn(usize) -> Option<i64>| {
            spearman(&scored().filter_map(|(node, _, score)| Some((score, of(node)?))).collect::<Vec<_>>())
        };
        let (moderation_entropy_norm, top_moderation) = moderations(view);
        Self {
            n_scored: n,
            moments: moments(&scores),
            median: median(&scores),
            share_high: share(scores.iter().filter(|&&score| score >= HIGH_SCORE.into()).count()),
            share_low: share(scores.iter().filter(|&&score| score <= LOW_SCORE.into()).count()),
            depth_spearman: correlation(&|node| view.depth(node).map(i64::from)),
            arrival_spearman: correlation(&|node| view.arrival_rank(node).map(i64::from)),
            replies_spearman: correlation(&|node| view.n_replies(node).map(i64::from)),
            moderation_entropy_norm,
            top_moderation,
        }
    }
}

fn moments(values: &[i64]) -> Option<Moments> {
    let values = || values.iter().map(|&value| i128::from(value));
    Moments::of(values().count() as u64, values().sum(), values().map(|value| value * value).sum())
}

fn moderations(view: &View<'_>) -> (Option<f64>, Option<String>) {
    let mut counts: FxHashMap<&str, u64> = FxHashMap::default();
    for (_, comment) in view.comments() {
        if let Some(word) = comment.moderation.map(|span| view.thread().text(span)) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let entropy = entropy_bits(counts.iter().map(|(_, n)| *n));
    (normalised(entropy, counts.len()), counts.first().map(|(word, _)| (*word).to_owned()))
}
