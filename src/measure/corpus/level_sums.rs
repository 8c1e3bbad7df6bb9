//! Levels: the comments of one depth.

use std::collections::{BTreeMap, BTreeSet};

use crate::measure::corpus::stance_sums::StanceSums;
use crate::measure::corpus::sums::{AnonymousSums, ScoreSums};
use crate::measure::order::median;
use crate::measure::ratio;
use crate::measure::view::View;

/// The levels of one thread or of many (Gomez, Kaltenbrunner and Lopez 2008, figure 10).
///
/// Threads whose tree is lost have none. Placeholders count only for the branching ratio.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    by_depth: BTreeMap<u32, LevelSums>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct LevelSums {
    n_comments: u64,
    n_nodes: u64,
    n_unidentified: u64,
    authors: BTreeSet<u32>,
    anonymous: AnonymousSums,
    scores: ScoreSums,
    stances: StanceSums,
    delays: Vec<i64>,
}

impl LevelSums {
    fn merge(&mut self, other: Self, number: impl Fn(u32) -> u32) {
        self.n_comments += other.n_comments;
        self.n_nodes += other.n_nodes;
        self.n_unidentified += other.n_unidentified;
        self.authors.extend(other.authors.into_iter().map(number));
        self.anonymous.merge(other.anonymous);
        self.scores.merge(other.scores);
        self.stances.merge(other.stances);
        self.delays.extend(other.delays);
    }
}

/// One level.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Edges from the story.
    pub depth: u32,
    /// Comments of this depth.
    pub n_comments: u64,
    /// Those over all comments.
    pub share: f64,
    /// Comments down to this depth over all comments.
    pub cum_share: f64,
    /// Nodes of the next depth over those of this one, placeholders too; 0 for the last.
    pub branching_ratio: f64,
    /// Different authors; `None` where no name is known and some comment's author is lost.
    pub n_authors: Option<u64>,
    /// Anonymous comments over those of which that is known.
    pub anonymous_share: Option<f64>,
    /// Scores.
    pub scores: ScoreSums,
    /// Stances.
    pub stances: StanceSums,
    /// Median time between the comments and what they answer.
    pub median_delay_s: Option<f64>,
}

impl Levels {
    /// The levels of one thread, with the numbers that its authors have in it. O(n log n).
    #[must_use]
    pub fn of(view: &View<'_>) -> Self {
        let mut levels = Self::default();
        for (node, comment) in (1..).zip(view.thread().comments()) {
            let Some(depth) = view.depth(node) else { break };
            let sums = levels.by_depth.entry(depth).or_default();
            sums.n_nodes += 1;
            if comment.is_placeholder() {
                continue;
            }
            sums.n_comments += 1;
            sums.n_unidentified += u64::from(!comment.is_identified());
            sums.authors.extend(view.authors().of_node(node));
            sums.anonymous.add(comment);
            sums.scores.add(comment);
            sums.stances.add(view.stance(node));
            sums.delays.extend(view.reply_delay_s(comment));
        }
        levels
    }

    /// Gives the authors other numbers.
    pub(crate) fn rename(&mut self, number: impl Fn(u32) -> u32) {
        let own = std::mem::take(self);
        self.merge(own, number);
    }

    /// Adds the levels of other threads, of which `number` gives the authors' numbers among these.
    pub fn merge(&mut self, other: Self, number: impl Fn(u32) -> u32) {
        for (depth, sums) in other.by_depth {
            self.by_depth.entry(depth).or_default().merge(sums, &number);
        }
    }

    /// The levels from the top down.
    pub fn rows(&self) -> impl Iterator<Item = Level> + '_ {
        let total: u64 = self.by_depth.values().map(|sums| sums.n_comments).sum();
        let mut above = 0;
        self.by_depth.iter().map(move |(&depth, sums)| {
            above += sums.n_comments;
            self.row(depth, sums, above, total)
        })
    }

    fn row(&self, depth: u32, sums: &LevelSums, above: u64, total: u64) -> Level {
        let below = self.by_depth.get(&(depth + 1)).map_or(0, |sums| sums.n_nodes);
        let over = |part: u64, whole: u64| ratio(part.into(), whole.into()).unwrap_or(0.0);
        let mut delays = sums.delays.clone();
        delays.sort_unstable();
        Level {
            depth,
            n_comments: sums.n_comments,
            share: over(sums.n_comments, total),
            cum_share: over(above, total),
            branching_ratio: over(below, sums.n_nodes),
            n_authors: (!sums.authors.is_empty() || sums.n_unidentified == 0).then_some(sums.authors.len() as u64),
            anonymous_share: sums.anonymous.share(),
            scores: sums.scores,
            stances: sums.stances,
            median_delay_s: median(&delays),
        }
    }
}
