//! Who took part in a thread, and how much.

use crate::measure::author_index::Authors;
use crate::measure::h_index::h_index;
use crate::measure::inequality::{entropy_bits, gini, normalised};
use crate::measure::ratio;
use crate::model::Thread;

/// Who took part in one thread, as far as it is known who wrote its comments.
///
/// Authors are those with a name, and anonymous ones as far as they were asked for. Comments whose author is lost are left
/// out, so that where there are any all counts are the least that there can be.
#[derive(Clone, Debug, PartialEq)]
pub struct Participation {
    /// Authors who wrote a comment.
    pub n_authors: u64,
    /// Entropy of how comments share out over authors, in bits.
    pub author_entropy_bits: Option<f64>,
    /// The same over the most that so many authors can have, in [0, 1]; `None` for fewer than two.
    pub author_entropy_norm: Option<f64>,
    /// The Gini coefficient of comments per author.
    pub author_gini: Option<f64>,
    /// The largest h such that h authors wrote at least h comments. (Gonzalez-Bailon, Kaltenbrunner and Banchs 2010.)
    pub h_authors: u32,
    /// Comments of the author who wrote most.
    pub max_comments_one_author: u32,
    /// Authors who wrote at least two comments, over all authors.
    pub repeat_author_share: Option<f64>,
    /// Comments of authors over authors.
    pub comments_per_author: Option<f64>,
}

impl Participation {
    /// Counts the authors of a thread; `None` without comments, and where no name is known and some comment's author is lost.
    ///
    /// O(n log n) in the number of authors, for the Gini coefficient.
    #[must_use]
    pub fn of(thread: &Thread, authors: &Authors) -> Option<Self> {
        let mut counts = vec![0_u32; authors.len()];
        let comments = || (1..).zip(thread.comments()).filter(|(_, comment)| !comment.is_placeholder());
        for (node, _) in comments() {
            if let Some(count) = authors.of_node(node).and_then(|author| counts.get_mut(author as usize)) {
                *count += 1;
            }
        }
        counts.retain(|&count| count > 0);
        let is_known = !counts.is_empty() || comments().all(|(_, comment)| comment.is_identified());
        (is_known && comments().next().is_some()).then(|| Self::of_counts(counts))
    }

    fn of_counts(mut counts: Vec<u32>) -> Self {
        let entropy = entropy_bits(counts.iter().map(|&count| count.into()));
        let n_authors = counts.len();
        let share = |part: u64| ratio(part.into(), n_authors as u128);
        Self {
            n_authors: n_authors as u64,
            author_entropy_bits: entropy,
            author_entropy_norm: normalised(entropy, n_authors),
            h_authors: h_index(counts.iter().copied()),
            max_comments_one_author: counts.iter().copied().max().unwrap_or(0),
            repeat_author_share: share(counts.iter().filter(|&&count| count >= 2).count() as u64),
            comments_per_author: share(counts.iter().map(|&count| u64::from(count)).sum()),
            author_gini: gini(&mut counts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::options::Anonymous;
    use crate::model::{Row, thread_of_rows};

    fn of(authors: &[Option<&'static str>], anonymous: Anonymous) -> Option<Participation> {
        let rows: Vec<_> = authors.iter().map(|&author| Row { author, ..Row::default() }).collect();
        let thread = thread_of_rows(&rows);
        Participation::of(&thread, &Authors::of(&thread, anonymous))
    }

    #[test]
    fn anonymous_comments_are_authors_only_where_asked_for() {
        let authors = [Some("a"), Some(""), Some("a"), Some("")];
        let n = |anonymous| of(&authors, anonymous).map(|it| (it.n_authors, it.max_comments_one_author));
        assert_eq!(n(Anonymous::Drop), Some((1, 2)));
        assert_eq!(n(Anonymous::Single), Some((2, 2)));
        assert_eq!(n(Anonymous::Distinct), Some((3, 2)));
    }

    #[test]
    fn nobody_known_is_unknown_and_nobody_named_is_none() {
        assert_eq!(of(&[None, None], Anonymous::Drop), None);
        assert_eq!(of(&[Some(""), None], Anonymous::Drop), None);
        assert_eq!(of(&[Some("a"), None], Anonymous::Drop).map(|it| it.n_authors), Some(1));
        let all = of(&[Some(""), Some("")], Anonymous::Drop).expect("because both comments are anonymous");
        assert_eq!((all.n_authors, all.h_authors, all.author_gini, all.repeat_author_share), (0, 0, None, None));
    }
}
