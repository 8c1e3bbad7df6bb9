//! Measures over many threads: sums that can be taken of each thread by itself and then merged.
//!
//! Each kind of sums holds to one law: those of two corpora together are those of the one merged with those of the other,
//! in whatever order. All that is added up is whole numbers or lists of them, so that no rounding breaks the law.

mod all;
mod author_ties;
mod authors;
mod distributions;
mod levels;
mod quintiles;
mod registry;
mod score_patterns;
mod stance_steps;
mod stance_sums;
mod sums;
mod timeline;

pub use all::{CorpusMeasures, Parts};
pub use author_ties::{AuthorTie, AuthorTies};
pub use authors::{AuthorProfile, AuthorProfiles};
pub use distributions::{Distribution, Distributions, Kind as DistributionKind};
pub use levels::{Level, Levels};
pub use quintiles::{Quintile, Quintiles};
pub use registry::{AuthorRegistry, ThreadAuthors};
pub use score_patterns::{ScorePattern, ScorePatterns};
pub use stance_steps::{Answered, DepthBand, StanceStep, StanceSteps, Told};
pub use stance_sums::StanceSums;
pub use sums::{AnonymousSums, ModerationSums, ScoreSums};
pub use timeline::{TimelineStep, timeline};

use std::collections::BTreeMap;

/// Adds the entries of one map to those of another.
fn merge_maps<K: Ord, V: Default>(into: &mut BTreeMap<K, V>, from: BTreeMap<K, V>, merge: impl Fn(&mut V, V)) {
    for (key, value) in from {
        merge(into.entry(key).or_default(), value);
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

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

    /// Merges what `of` makes of each thread.
    fn all<M: Default>(views: &[(View<'_>, ThreadAuthors)], of: Of<M>, merge: fn(&mut M, M)) -> M {
        views.iter().fold(M::default(), |mut sums, (view, authors)| {
            merge(&mut sums, of(view, authors));
            sums
        })
    }

    type Of<M> = fn(&View<'_>, &ThreadAuthors) -> M;

    fn check<M: Default + PartialEq + Debug>(
        views: &[(View<'_>, ThreadAuthors)],
        at: usize,
        of: Of<M>,
        merge: fn(&mut M, M),
    ) -> Result<(), TestCaseError> {
        let (first, second) = views.split_at(at.min(views.len()));
        let mut merged = all(first, of, merge);
        merge(&mut merged, all(second, of, merge));
        prop_assert_eq!(all(views, of, merge), merged);
        Ok(())
    }

    proptest! {
        #[test]
        fn two_corpora_together_are_one_merged_with_the_other(threads in threads(), at in 0_usize..5) {
            let mut registry = AuthorRegistry::default();
            let mut views = Vec::new();
            for (thread, stances) in &threads {
                let view = View::of(thread, MeasureOptions::default()).with_stances(stances.clone());
                let authors = registry.add(&view, "t");
                views.push((view, authors));
            }
            check(&views, at, Levels::of, Levels::merge)?;
            check(&views, at, |view, _| ScorePatterns::of(view), ScorePatterns::merge)?;
            check(&views, at, |view, _| StanceSteps::of(view), StanceSteps::merge)?;
            check(&views, at, |view, _| Quintiles::of(view), |sums, other| sums.merge(&other))?;
            check(&views, at, |view, _| Distributions::of(view), Distributions::merge)?;
            check(&views, at, AuthorTies::of, AuthorTies::merge)?;
            check(&views, at, AuthorProfiles::of, AuthorProfiles::merge)?;
        }

        #[test]
        fn parts_sum_up_to_the_whole(threads in threads()) {
            for (thread, stances) in &threads {
                let view = View::of(thread, MeasureOptions::default()).with_stances(stances.clone());
                let levels: Vec<Level> = Levels::of(&view, &ThreadAuthors::of(&view)).rows().collect();
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
