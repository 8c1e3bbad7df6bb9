//! Measures over many threads: sums that can be taken of each thread by itself and then merged.
//!
//! Each kind of sums holds to one law: those of two corpora together are those of the one merged with those of the other,
//! in whatever order. All that is added up is whole numbers or lists of them, so that no rounding breaks the law.

mod all;
mod author_profiles;
mod author_ties;
mod distributions;
mod level_sums;
mod quintile_sums;
mod registry;
mod score_patterns;
mod stance_steps;
mod stance_sums;
mod sums;
mod timeline_steps;

pub use all::{CorpusMeasures, CorpusSums, Parts};
pub use author_profiles::{AuthorProfile, AuthorProfiles};
pub use author_ties::{AuthorTie, AuthorTies};
pub use distributions::{Distribution, Distributions, Kind as DistributionKind};
pub use level_sums::{Level, Levels};
pub use quintile_sums::{Quintile, Quintiles};
pub use registry::{AuthorNumbers, AuthorRegistry};
pub use score_patterns::{ScorePattern, ScorePatterns};
pub use stance_steps::{Answered, DepthBand, StanceStep, StanceSteps, Told};
pub use stance_sums::StanceSums;
pub use sums::{AnonymousSums, ModerationSums, ScoreSums};
pub use timeline_steps::{TimelineStep, timeline};

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Adds the entries of one map to those of another.
fn merge_maps<K: Ord, V>(into: &mut BTreeMap<K, V>, from: BTreeMap<K, V>, merge: impl Fn(&mut V, V)) {
    merge_renamed(into, from, |key| key, merge);
}

/// Adds the entries of one map to those of another, under other keys.
fn merge_renamed<K: Ord, V>(
    into: &mut BTreeMap<K, V>,
    from: BTreeMap<K, V>,
    rename: impl Fn(K) -> K,
    merge: impl Fn(&mut V, V),
) {
    for (key, value) in from {
        match into.entry(rename(key)) {
            Entry::Vacant(entry) => _ = entry.insert(value),
            Entry::Occupied(mut entry) => merge(entry.get_mut(), value),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::measure::{MeasureOptions, View};
    use crate::model::{Row, Stance, Thread, ThreadStances, Unsure, stances_of, thread_of_rows};

    type Label = Option<Result<Stance, Unsure>>;

    fn row() -> impl Strategy<Value = (prop::sample::Index, Row, Label)> {
        let author = prop::sample::select(vec![None, Some(""), Some("a"), Some("b"), Some("c")]);
        let word = prop::sample::select(vec![None, Some("Funny"), Some("Troll")]);
        let told = Stance::ALL.map(Ok).into_iter().chain([Err(Unsure::Doubt), Err(Unsure::NoWords)]);
        let label = prop::sample::select(told.map(Some).chain([None]).collect::<Vec<_>>());
        let numbers = (prop::option::of(-1_i32..=5), prop::option::of(0_i64..9_000));
        (any::<prop::sample::Index>(), author, numbers, word, label).prop_map(
            |(parent, author, (score, since_story_s), moderation, label)| {
                (parent, Row { parent: None, author, score, moderation, since_story_s }, label)
            },
        )
    }

    fn threads() -> impl Strategy<Value = Vec<(Thread, ThreadStances)>> {
        let thread = prop::collection::vec(row(), 0..14).prop_map(|rows| {
            let place = |(n, (parent, row, _)): (usize, &(prop::sample::Index, Row, Label))| Row {
                parent: parent.index(n + 1).checked_sub(1),
                ..*row
            };
            let labels: Vec<Label> = rows.iter().map(|(_, _, label)| *label).collect();
            (thread_of_rows(&rows.iter().enumerate().map(place).collect::<Vec<_>>()), stances_of(&labels))
        });
        prop::collection::vec(thread, 0..5)
    }

    /// Merges the sums of each thread.
    fn all(threads: &[Known<'_>]) -> CorpusSums {
        threads.iter().fold(CorpusSums::default(), |mut sums, (view, numbers)| {
            sums.merge(CorpusSums::of(view, EVERYTHING), |author| numbers.number(author));
            sums
        })
    }

    /// A thread and the run's numbers of its authors.
    type Known<'a> = (View<'a>, AuthorNumbers);

    const EVERYTHING: Parts = Parts {
        authors: true,
        levels: true,
        scores: true,
        quintiles: true,
        stances: true,
        distributions: true,
        growth: true,
    };

    proptest! {
        #[test]
        fn two_corpora_together_are_one_merged_with_the_other(threads in threads(), at in 0_usize..5) {
            let mut registry = AuthorRegistry::default();
            let mut known = Vec::new();
            for (thread, stances) in &threads {
                let view = View::of(thread, MeasureOptions::default()).with_stances(stances.clone());
                let numbers = registry.add(&view, "t");
                known.push((view, numbers));
            }
            let (first, second) = known.split_at(at.min(known.len()));
            let mut merged = all(first);
            merged.merge(all(second), |author| author);
            prop_assert_eq!(all(&known), merged);
        }

        #[test]
        fn parts_sum_up_to_the_whole(threads in threads()) {
            for (thread, stances) in &threads {
                let view = View::of(thread, MeasureOptions::default()).with_stances(stances.clone());
                let levels: Vec<Level> = Levels::of(&view).rows().collect();
                let n: u64 = levels.iter().map(|level| level.n_comments).sum();
                prop_assert_eq!(n, thread.comments().len() as u64);
                prop_assert!(levels.last().is_none_or(|level| level.cum_share == 1.0 && level.branching_ratio == 0.0));
                let rows = ScorePatterns::of(&view).rows();
                let (totals, words): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.moderation.is_none());
                let sum = |rows: &[&ScorePattern]| rows.iter().map(|row| row.n).sum::<u64>();
                prop_assert_eq!(sum(&totals), sum(&words));
                let (n_read, rows) = (stances.replies.iter().flatten().count() as u64, StanceSteps::of(&view).rows());
                for is_margin in [[true, true], [true, false], [false, true], [false, false]] {
                    let of = rows.iter().filter(|row| [row.answered.is_none(), row.band.is_none()] == is_margin);
                    prop_assert_eq!(of.map(|row| row.n).sum::<u64>(), n_read);
                }
                let steps = timeline(&view);
                let n_timed = thread.comments().iter().filter(|comment| comment.since_story_s.is_some()).count() as u64;
                prop_assert_eq!(steps.iter().map(|step| step.n_comments).sum::<u64>(), n_timed);
                prop_assert_eq!(steps.last().map_or(0, |step| step.cum_comments), n_timed);
            }
        }
    }
}
