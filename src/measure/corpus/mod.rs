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
pub use sums::{AnonymousSums, ScoreSums};
pub use timeline::{TimelineStep, timeline};

use std::collections::BTreeMap;

/// Adds the entries of one map to those of another.
fn merge_maps<K: Ord, V: Default>(into: &mut BTreeMap<K, V>, from: BTreeMap<K, V>, merge: impl Fn(&mut V, V)) {
    for (key, value) in from {
        merge(into.entry(key).or_default(), value);
    }
}
