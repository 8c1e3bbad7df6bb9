//! Distributions: how often each size, number of replies and degree occurs.

use std::collections::BTreeMap;

use crate::measure::corpus::merge_maps;
use crate::measure::ratio;
use crate::measure::view::View;

/// What a distribution counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Direct replies of a comment.
    Replies,
    /// Authors who replied to an author.
    In,
    /// Authors to whom an author replied.
    Out,
    /// Comments below a comment.
    SubthreadSize,
    /// Comments of an author.
    CommentsPerAuthor,
    /// Comments of a thread.
    ThreadSize,
}

impl Kind {
    /// The word for it, as the table writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Replies => "replies",
            Self::In => "in",
            Self::Out => "out",
            Self::SubthreadSize => "subthread_size",
            Self::CommentsPerAuthor => "comments_per_author",
            Self::ThreadSize => "thread_size",
        }
    }
}

/// How often each value of each kind occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distributions {
    counts: BTreeMap<Kind, BTreeMap<u64, u64>>,
}

/// How often one value occurs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distribution {
    /// What is counted.
    pub kind: Kind,
    /// The value.
    pub value: u64,
    /// How often it occurs.
    pub count: u64,
    /// The share of values at least as large.
    pub ccdf: f64,
}

impl Distributions {
    /// The distributions within one thread. O(n log n).
    #[must_use]
    pub fn of(view: &View<'_>) -> Self {
        let mut found = Self::default();
        let mut n_comments = 0;
        for (node, _) in view.comments() {
            n_comments += 1;
            if let Some(subthreads) = view.subthreads() {
                found.add(Kind::Replies, subthreads.n_replies(node).into());
                found.add(Kind::SubthreadSize, subthreads.size(node).into());
            }
        }
        found.add(Kind::ThreadSize, n_comments);
        found
    }

    /// Counts one value.
    pub fn add(&mut self, kind: Kind, value: u64) {
        *self.counts.entry(kind).or_default().entry(value).or_default() += 1;
    }

    /// Adds the distributions of other threads.
    pub fn merge(&mut self, other: Self) {
        merge_maps(&mut self.counts, other.counts, |into, from| merge_maps(into, from, |n, more| *n += more));
    }

    /// The values of each kind, from the smallest up.
    pub fn rows(&self) -> impl Iterator<Item = Distribution> + '_ {
        self.counts.iter().flat_map(|(&kind, counts)| {
            let total: u64 = counts.values().sum();
            let mut left = total;
            counts.iter().map(move |(&value, &count)| {
                let ccdf = ratio(left.into(), total.into()).unwrap_or(0.0);
                left -= count;
                Distribution { kind, value, count, ccdf }
            })
        })
    }
}
