//! Score patterns: what comments of one score and moderation are like.

use std::collections::BTreeMap;

use crate::measure::corpus::merge_maps;
use crate::measure::corpus::stance_sums::StanceSums;
use crate::measure::corpus::sums::AnonymousSums;
use crate::measure::order::{median, median_of};
use crate::measure::ratio;
use crate::measure::view::View;
use crate::model::Comment;

/// The comments of one thread or of many, by score and by moderation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScorePatterns {
    by_pattern: BTreeMap<(i32, Option<String>), PatternSums>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct PatternSums {
    n: u64,
    n_in_tree: u64,
    depth: u64,
    replies: u64,
    n_replied: u64,
    since_story: Vec<i64>,
    anonymous: AnonymousSums,
    stances: StanceSums,
    uids: Vec<u64>,
}

/// The comments of one score, or of one score and moderation.
#[derive(Clone, Debug, PartialEq)]
pub struct ScorePattern {
    /// The score.
    pub score: i32,
    /// The moderation: `None` for all of that score, `Some("")` for those that show none.
    pub moderation: Option<String>,
    /// How many comments.
    pub n: u64,
    /// Those over all comments with a known score.
    pub share: f64,
    /// Mean depth.
    pub mean_depth: Option<f64>,
    /// Mean number of replies.
    pub mean_replies: Option<f64>,
    /// Those with a reply over all of them.
    pub replied_share: Option<f64>,
    /// Median time since the story.
    pub median_since_story_s: Option<f64>,
    /// Anonymous ones over those of which that is known.
    pub anonymous_share: Option<f64>,
    /// Median decimal logarithm of the authors' numbers: lower for those who have been there longer.
    pub median_log10_uid: Option<f64>,
    /// Stances.
    pub stances: StanceSums,
}

impl PatternSums {
    fn add(&mut self, view: &View<'_>, node: usize, comment: &Comment) {
        self.n += 1;
        if let (Some(depth), Some(replies)) = (view.depth(node), view.n_replies(node)) {
            self.n_in_tree += 1;
            self.depth += u64::from(depth);
            self.replies += u64::from(replies);
            self.n_replied += u64::from(replies > 0);
        }
        self.since_story.extend(view.thread().since_story_s(comment));
        self.anonymous.add(comment);
        self.stances.add(view.stance(node));
        // Of numbers that stand for others nothing can be told.
        self.uids.extend(comment.uid.filter(|&uid| uid > 0 && !view.thread().has_pseudonyms()));
    }

    fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.n_in_tree += other.n_in_tree;
        self.depth += other.depth;
        self.replies += other.replies;
        self.n_replied += other.n_replied;
        self.since_story.extend(other.since_story);
        self.anonymous.merge(other.anonymous);
        self.stances.merge(other.stances);
        self.uids.extend(other.uids);
    }
}

impl ScorePatterns {
    /// The score patterns of one thread; comments whose score is lost are left out. O(n log n).
    #[must_use]
    pub fn of(view: &View<'_>) -> Self {
        let mut by_pattern: BTreeMap<(i32, Option<&str>), PatternSums> = BTreeMap::new();
        for (node, comment) in view.comments() {
            let Some(score) = comment.score else { continue };
            let moderation = comment.moderation.map(|span| view.thread().text(span));
            by_pattern.entry((score, moderation)).or_default().add(view, node, comment);
        }
        let owned = by_pattern.into_iter().map(|((score, word), sums)| ((score, word.map(str::to_owned)), sums));
        Self { by_pattern: owned.collect() }
    }

    /// Adds the patterns of other threads.
    pub fn merge(&mut self, other: Self) {
        merge_maps(&mut self.by_pattern, other.by_pattern, PatternSums::merge);
    }

    /// The rows: for each score all its comments first, then those of each moderation, those without one first.
    #[must_use]
    pub fn rows(&self) -> Vec<ScorePattern> {
        let total: u64 = self.by_pattern.values().map(|sums| sums.n).sum();
        let mut by_score: BTreeMap<i32, PatternSums> = BTreeMap::new();
        for ((score, _), sums) in &self.by_pattern {
            by_score.entry(*score).or_default().merge(sums.clone());
        }
        let mut rows = Vec::new();
        for (score, sums) in by_score {
            rows.push(row(score, None, sums, total));
            let of_score = self.by_pattern.iter().filter(|((other, _), _)| *other == score);
            rows.extend(
                of_score
                    .map(|((_, word), sums)| row(score, Some(word.clone().unwrap_or_default()), sums.clone(), total)),
            );
        }
        rows
    }
}

fn row(score: i32, moderation: Option<String>, mut sums: PatternSums, total: u64) -> ScorePattern {
    let over = |part: u64, whole: u64| ratio(part.into(), whole.into());
    sums.since_story.sort_unstable();
    sums.uids.sort_unstable();
    ScorePattern {
        score,
        moderation,
        n: sums.n,
        share: over(sums.n, total).unwrap_or(0.0),
        mean_depth: over(sums.depth, sums.n_in_tree),
        mean_replies: over(sums.replies, sums.n_in_tree),
        replied_share: over(sums.n_replied, sums.n_in_tree),
        median_since_story_s: median(&sums.since_story),
        anonymous_share: sums.anonymous.share(),
        stances: sums.stances,
        median_log10_uid: median_of(&sums.uids, |&uid| (uid as f64).log10()),
    }
}
