//! Quintiles of arrival: what early comments get that late ones do not.

use crate::measure::arrival::quintile;
use crate::measure::corpus::sums::ScoreSums;
use crate::measure::ratio;
use crate::measure::view::View;
use crate::model::Comment;

/// The comments of one thread or of many by the fifth of their thread in which they arrived.
///
/// (Lampe and Resnick 2004, by the percentiles of Slashcode.) Threads of fewer than ten comments, and those whose order of
/// arrival is lost, have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quintiles {
    sums: [QuintileSums; 5],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct QuintileSums {
    n: u64,
    scores: ScoreSums,
    n_moderated: u64,
    n_in_tree: u64,
    replies: u64,
    n_top_level: u64,
}

/// One fifth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quintile {
    /// Which, 1 for the earliest.
    pub quintile: u32,
    /// Comments in it.
    pub n: u64,
    /// Scores.
    pub scores: ScoreSums,
    /// Comments that show a moderation over those with a known score.
    pub moderated_share: Option<f64>,
    /// Mean number of replies.
    pub mean_replies: Option<f64>,
    /// Comments that answer the story over all.
    pub top_level_share: Option<f64>,
}

impl QuintileSums {
    fn add(&mut self, view: &View<'_>, node: usize, comment: &Comment) {
        self.n += 1;
        self.scores.add(comment);
        self.n_moderated += u64::from(comment.score.is_some() && comment.moderation.is_some());
        if let (Some(depth), Some(replies)) = (view.depth(node), view.n_replies(node)) {
            self.n_in_tree += 1;
            self.replies += u64::from(replies);
            self.n_top_level += u64::from(depth == 1);
        }
    }

    fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.scores.merge(other.scores);
        self.n_moderated += other.n_moderated;
        self.n_in_tree += other.n_in_tree;
        self.replies += other.replies;
        self.n_top_level += other.n_top_level;
    }
}

impl Quintiles {
    /// The quintiles of one thread. O(n log n), for the order of arrival.
    #[must_use]
    pub fn of(view: &View<'_>) -> Self {
        let mut quintiles = Self::default();
        let Some(nodes) = view.in_arrival_order() else { return quintiles };
        let n = nodes.len();
        for (k, node) in nodes.enumerate() {
            let sums = quintile(k, n).and_then(|quintile| quintiles.sums.get_mut(quintile as usize - 1));
            if let Some((sums, comment)) = sums.zip(view.comment(node)) {
                sums.add(view, node, comment);
            }
        }
        quintiles
    }

    /// Adds the quintiles of other threads.
    pub fn merge(&mut self, other: &Self) {
        self.sums.iter_mut().zip(other.sums).for_each(|(sums, other)| sums.merge(other));
    }

    /// The five rows; none where no thread has quintiles.
    pub fn rows(&self) -> impl Iterator<Item = Quintile> + '_ {
        (1..).zip(&self.sums).filter(|(_, sums)| sums.n > 0).map(|(quintile, sums)| Quintile {
            quintile,
            n: sums.n,
            scores: sums.scores,
            moderated_share: ratio(sums.n_moderated.into(), sums.scores.n().into()),
            mean_replies: ratio(sums.replies.into(), sums.n_in_tree.into()),
            top_level_share: ratio(sums.n_top_level.into(), sums.n_in_tree.into()),
        })
    }
}
