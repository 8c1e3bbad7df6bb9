//! How many replies are returned.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::AuthorNetwork;
use crate::measure::ratio;

/// How often authors who are replied to reply back, counted over ordered pairs of authors.
///
/// A pair is two different authors of whom the first replied to the second, however often. All three measures
/// are `None` without pairs.
///
/// Garlaschelli and Loffredo (2004, "Patterns of link reciprocity in directed networks", Physical Review Letters
/// 93); Squartini, Picciolo, Ruzzenenti and Garlaschelli (2013, "Reciprocity of weighted networks", Scientific
/// Reports 3).
///
/// ```
/// use rejoinder::measure::Reciprocity;
///
/// // 1 and 2 talk; 3 replied to 1 without an answer.
/// let ties = [((1, 2), 4), ((2, 1), 1), ((3, 1), 1)].into_iter().collect();
/// let found = Reciprocity::of(&ties);
/// assert_eq!((found.n_nodes, found.n_edges, found.n_mutual), (3, 3, 1));
/// assert_eq!(found.reciprocity, Some(2.0 / 3.0));
/// assert_eq!(found.weighted, Some(2.0 / 6.0));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reciprocity {
    /// Authors who stand in a pair.
    pub n_nodes: u64,
    /// Ordered pairs.
    pub n_edges: u64,
    /// Unordered pairs of authors who both replied to each other.
    pub n_mutual: u64,
    /// Ordered pairs whose reverse is there too, over ordered pairs; 0 to 1.
    pub reciprocity: Option<f64>,
    /// [`reciprocity`](Self::reciprocity) against what chance gives at the same density: `(r - a) / (1 - a)` with
    /// `a = n_edges / (n_nodes (n_nodes - 1))`.
    ///
    /// At most 1; below 0 where fewer replies are returned than by chance. `None` where everyone replied to
    /// everyone (`a` is 1), as two authors do who talk with each other alone.
    pub rho: Option<f64>,
    /// Replies that are matched by one in return, over replies: the sum of `min(w_uv, w_vu)` over the sum of
    /// `w_uv`; 0 to 1.
    pub weighted: Option<f64>,
}

impl Reciprocity {
    /// Measures ties given by pair: who replied, to whom, and how often (at least once).
    ///
    /// Pairs of an author with itself are passed over. Linear in the number of pairs; the only memory taken is a
    /// set of the authors.
    #[must_use]
    pub fn of(ties: &FxHashMap<(u32, u32), u64>) -> Self {
        let pairs = || ties.iter().map(|(&pair, &weight)| (pair, weight)).filter(|((u, v), _)| u != v);
        let authors: FxHashSet<u32> = pairs().flat_map(|((u, v), _)| [u, v]).collect();
        let with_reverse = pairs().map(|((u, v), weight)| (weight, ties.get(&(v, u)).copied()));
        Self::count(authors.len() as u64, with_reverse)
    }

    /// Measures a network of authors: linear in its edges, times the logarithm of a degree.
    #[must_use]
    pub fn of_network(network: &AuthorNetwork) -> Self {
        let successors = network.successors();
        let with_reverse = network.edges().map(|(u, v, weight)| (weight, successors.find(v, u)));
        Self::count(network.n_nodes() as u64, with_reverse)
    }

    /// Counts pairs, each given by its weight and that of its reverse.
    fn count(n_nodes: u64, pairs: impl Iterator<Item = (u64, Option<u64>)>) -> Self {
        let (mut n_edges, mut n_returned, mut sum, mut matched) = (0_u64, 0_u64, 0_u128, 0_u128);
        for (weight, reverse) in pairs {
            n_edges += 1;
            n_returned += u64::from(reverse.is_some());
            sum += u128::from(weight);
            matched += u128::from(weight.min(reverse.unwrap_or(0)));
        }
        let reciprocity = ratio(n_returned.into(), n_edges.into());
        let rho = reciprocity.and_then(|share| above_chance(share, n_nodes, n_edges));
        Self { n_nodes, n_edges, n_mutual: n_returned / 2, reciprocity, rho, weighted: ratio(matched, sum) }
    }
}

/// Garlaschelli and Loffredo's rho; `None` where every ordered pair is there.
fn above_chance(share: f64, n_nodes: u64, n_edges: u64) -> Option<f64> {
    let possible = u128::from(n_nodes) * u128::from(n_nodes.saturating_sub(1));
    let chance = ratio(n_edges.into(), possible)?;
    (u128::from(n_edges) < possible).then(|| (share - chance) / (1.0 - chance))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ties: &[(u32, u32, u64)]) -> Reciprocity {
        Reciprocity::of(&ties.iter().map(|&(u, v, weight)| ((u, v), weight)).collect())
    }

    #[test]
    fn without_pairs_nothing_is_known() {
        assert_eq!(of(&[]), Reciprocity::default());
        assert_eq!(of(&[(4, 4, 2)]), Reciprocity::default());
    }

    #[test]
    fn two_who_talk_are_no_measure_against_chance() {
        let found = of(&[(1, 2, 3), (2, 1, 1)]);
        assert_eq!((found.n_nodes, found.n_edges, found.n_mutual), (2, 2, 1));
        assert_eq!((found.reciprocity, found.rho, found.weighted), (Some(1.0), None, Some(0.5)));
    }

    #[test]
    fn one_reply_without_answer_is_less_than_chance() {
        let found = of(&[(1, 2, 1)]);
        assert_eq!((found.reciprocity, found.rho, found.weighted), (Some(0.0), Some(-1.0), Some(0.0)));
    }

    #[test]
    fn loops_count_nowhere() {
        // networkx gives 0.5 here, igraph 2/3: the loop is not among the pairs.
        let found = of(&[(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 2, 1)]);
        assert_eq!(found.reciprocity, Some(2.0 / 3.0));
    }

    #[test]
    fn the_published_network_is_met() {
        // Slashdot 2005-2006 (Gomez et al. 2008, table 2): 147,392 mutual pairs, rho 0.28.
        let (share, n_edges) = (294_784.0 / 1_052_395.0, 1_052_395);
        let rho = above_chance(share, 80_962, n_edges).unwrap();
        assert!((rho - 0.28).abs() < 1e-4, "{rho}");
    }

    #[test]
    fn a_network_and_its_ties_agree() {
        let ties = [(1, 2, 3), (2, 1, 1), (2, 3, 2), (9, 1, 1), (1, 9, 7)];
        assert_eq!(Reciprocity::of_network(&AuthorNetwork::new(ties)), of(&ties));
    }

    #[test]
    fn weights_do_not_overflow() {
        let found = of(&[(1, 2, u64::MAX), (2, 1, u64::MAX)]);
        assert_eq!(found.weighted, Some(1.0));
    }
}
