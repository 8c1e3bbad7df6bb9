//! How a thread grew, step by step.

use rustc_hash::FxHashSet;

use crate::measure::corpus::sums::ScoreSums;
use crate::measure::ratio;
use crate::measure::view::View;

/// One step of a thread's growth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TimelineStep {
    /// Where the step begins: seconds since the story.
    pub bucket_start_s: i64,
    /// Comments that came in it.
    pub n_comments: u64,
    /// Comments up to its end.
    pub cum_comments: u64,
    /// Authors who had not written before; `None` where none is known and some comment's author is lost.
    pub n_new_authors: Option<u64>,
    /// The largest level up to its end; `None` where the dump lost the tree, as the next two.
    pub max_width_so_far: Option<u32>,
    /// Mean depth up to its end.
    pub mean_depth_so_far: Option<f64>,
    /// The h-index of the levels up to its end.
    pub h_index_so_far: Option<u32>,
    /// The scores of the comments that came in it.
    pub scores: ScoreSums,
}

/// The steps of a thread in which comments came, in order; those without a time are left out. O(n log n).
#[must_use]
pub fn timeline(view: &View<'_>) -> Vec<TimelineStep> {
    let bucket = i64::from(view.options().bucket_s.max(1));
    let mut times: Vec<(i64, usize)> =
        view.comments().filter_map(|(node, comment)| Some((view.thread().since_story_s(comment)?, node))).collect();
    times.sort_unstable();
    let mut growth = Growth::default();
    let steps = times.chunk_by(|a, b| a.0.div_euclid(bucket) == b.0.div_euclid(bucket));
    steps.map(|step| growth.step(view, bucket, step)).collect()
}

/// A thread as far as it has grown.
#[derive(Default)]
struct Growth {
    n: u64,
    authors: FxHashSet<u32>,
    /// How many comments each level has.
    levels: Vec<u32>,
    depth: u64,
    max_width: u32,
    h_index: u32,
}

impl Growth {
    fn step(&mut self, view: &View<'_>, bucket: i64, step: &[(i64, usize)]) -> TimelineStep {
        let known = self.authors.len();
        let mut scores = ScoreSums::default();
        for &(_, node) in step {
            self.add(view, node);
            view.comment(node).into_iter().for_each(|comment| scores.add(comment));
        }
        let n_new = (self.authors.len() - known) as u64;
        let is_lost = step.iter().any(|&(_, node)| view.comment(node).is_some_and(|comment| !comment.is_identified()));
        let in_tree = |value: u32| view.tree().map(|_| value);
        TimelineStep {
            bucket_start_s: step.first().map_or(0, |&(time, _)| time.div_euclid(bucket) * bucket),
            n_comments: step.len() as u64,
            cum_comments: self.n,
            n_new_authors: (n_new > 0 || !is_lost).then_some(n_new),
            max_width_so_far: in_tree(self.max_width),
            mean_depth_so_far: view.tree().and_then(|_| ratio(self.depth.into(), self.n.into())),
            h_index_so_far: in_tree(self.h_index),
            scores,
        }
    }

    fn add(&mut self, view: &View<'_>, node: usize) {
        self.n += 1;
        self.authors.extend(view.authors().of_node(node));
        let Some(depth) = view.depth(node) else { return };
        self.depth += u64::from(depth);
        let level = depth as usize;
        if self.levels.len() < level {
            self.levels.resize(level, 0);
        }
        if let Some(width) = self.levels.get_mut(level - 1) {
            *width += 1;
            self.max_width = self.max_width.max(*width);
        }
        // Levels only grow, and so does the index.
        while self.levels.get(self.h_index as usize).is_some_and(|&width| width > self.h_index) {
            self.h_index += 1;
        }
    }
}
